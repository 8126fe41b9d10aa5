"""How does the week compare with the one before, and with the weeks before that?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from reports.intervals import bounds_of_difference, bounds_of_mean
from reports.model import Change, Estimate, TrendPoint
from reports.numbers import iso_week, monday, week_before
from warehouse.weekrows import StoryRow, WeekRow, WeekRows

BASELINE_WEEKS = 8
LEAST_BASELINE_WEEKS = 3  # fewer weeks with stories are no baseline
LEAST_BASELINE_STORIES = 30


def estimate(row: WeekRow, value: float, bounds: tuple[float, float] | None) -> Estimate:
    """A number of a week with its bounds, if it has any."""
    low, high = bounds or (None, None)
    return Estimate(value=value, stories=row.stories, outlets=row.outlets, low=low, high=high)


def trend_of(rows: WeekRows, seed: int) -> tuple[TrendPoint, ...]:
    """Every calendar week up to the report's, eight before it at most, oldest first; weeks without a story stay as gaps."""
    by_week = {row.week: row for row in rows.weeks}
    missing = {row.week: row.missing for row in rows.coverage}
    last = monday(rows.week)
    first = max(min(map(monday, by_week), default=last), last - timedelta(weeks=BASELINE_WEEKS))
    stories = defaultdict(list)
    for story in (*rows.stories, *rows.earlier_stories):
        stories[story.week].append(story)
    points = []
    for week in (iso_week(first + timedelta(weeks=place)) for place in range((last - first).days // 7 + 1)):
        row = by_week.get(week)
        point = estimate(row, row.stance_index, bounds_of_mean(scores(stories[week]), seed)) if row else None
        points.append(TrendPoint(week=week, first_day=monday(week), estimate=point, missing=missing.get(week, ())))
    return tuple(points)


def change_on_week(rows: WeekRows, seed: int) -> Change | None:
    """The change since last week over the outlets that both could have had, or None where a side is too small."""
    left_out = missing_in(rows, rows.week, week_before(rows.week))
    last_week = [story for story in rows.earlier_stories if story.week == week_before(rows.week)]
    return _change(rows.change.change, rows.change.last_week, rows.stories, last_week, left_out, seed)


def change_on_baseline(rows: WeekRows, seed: int) -> Change | None:
    """The change since the mean story of the weeks before; None where they are too few."""
    if rows.baseline.weeks < LEAST_BASELINE_WEEKS or rows.baseline.stories < LEAST_BASELINE_STORIES or rows.baseline.baseline is None:
        return None
    left_out = missing_in(rows, rows.week)
    kept = [story.polarity for story in rows.stories if story.outlet not in left_out]
    value = sum(kept) / len(kept) - rows.baseline.baseline if kept else None
    return _change(value, rows.baseline.baseline, rows.stories, rows.earlier_stories, left_out, seed, weeks=rows.baseline.weeks)


def missing_in(rows: WeekRows, *weeks: str) -> frozenset[str]:
    """The outlets whose feed failed in any of the weeks."""
    return frozenset(outlet for row in rows.coverage if row.week in weeks for outlet in row.missing)


def scores(stories: Iterable[StoryRow]) -> list[tuple[str, float]]:
    return [(story.outlet, story.polarity) for story in stories]


def _change(
    value: float | None, earlier: float | None, now: Iterable[StoryRow], before: Iterable[StoryRow], left_out: frozenset[str], seed: int, *, weeks: int = 1
) -> Change | None:
    kept_now, kept_before = ([story for story in side if story.outlet not in left_out] for side in (now, before))
    bounds = bounds_of_difference(scores(kept_now), scores(kept_before), seed)
    if value is None or earlier is None or bounds is None:
        return None
    return Change(
        value=value,
        low=bounds[0],
        high=bounds[1],
        earlier=Estimate(value=earlier, stories=len(kept_before), outlets=len({story.outlet for story in kept_before})),
        left_out=tuple(sorted(left_out & {story.outlet for story in (*now, *before)})),
        weeks=weeks,
    )
