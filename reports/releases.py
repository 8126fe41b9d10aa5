"""Was the target spoken of otherwise after a release than before it?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from reports.comparisons import estimate
from reports.draws import draw_means
from reports.intervals import enough, middle
from reports.model import Part, Release, ReleaseWindow
from reports.sides import Side, story_cells
from warehouse.weekrows import ReleaseRow, ReleaseStoryRow


def release_studies(
    rows: Sequence[ReleaseRow], stories: Sequence[ReleaseStoryRow], last_day: date, errors: NDArray[np.float64], seed: int, *, withheld: bool
) -> tuple[Release, ...]:
    """Each release on the time line, with the days before and after it as far as the report's week reaches."""
    ordered = sorted(rows, key=lambda row: (row.on, row.name, row.days))
    return tuple(
        Release(
            name=name,
            on=on,
            windows=tuple(_window(row, [story for story in stories if story.name == name], last_day, errors, seed, withheld=withheld) for row in windows),
        )
        for (on, name), windows in groupby(ordered, key=lambda row: (row.on, row.name))
    )


def _window(
    row: ReleaseRow, stories: Sequence[ReleaseStoryRow], last_day: date, errors: NDArray[np.float64], seed: int, *, withheld: bool
) -> ReleaseWindow:
    before = [story for story in stories if -row.days <= story.day < 0]
    after = [story for story in stories if 0 <= story.day < row.days]
    counted = (row.stories_before, row.outlets_before), (row.stories_after, row.outlets_after)
    change: Part | None = None
    bounds: tuple[tuple[float, float] | None, ...] = (None, None)
    if not withheld and all(enough(*each) for each in counted) and row.index_before is not None and row.index_after is not None:
        draws = draw_means([_side(after), _side(before)], errors, seed)
        bounds = middle(draws[1]), middle(draws[0])
        if between := middle(draws[0] - draws[1]):
            change = Part(value=row.index_after - row.index_before, low=between[0], high=between[1])
    ends = row.on + timedelta(days=row.days - 1)
    return ReleaseWindow(
        days=row.days,
        before=estimate(row.index_before, counted[0], bounds[0]) if row.index_before is not None else None,
        after=estimate(row.index_after, counted[1], bounds[1]) if row.index_after is not None else None,
        change=change,
        open_until=ends if ends > last_day else None,
    )


def _side(stories: Sequence[ReleaseStoryRow]) -> Side:
    kept = sorted(stories, key=lambda story: story.story_id)
    return Side(outlets=tuple(story.outlet for story in kept), cells=np.array([[story_cells(story)] for story in kept], dtype=float).reshape(len(kept), 1, 5))
