"""How does the week compare with the one before, and with the weeks before that, and what is the difference made of?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from reports.draws import Compared, draw, draw_means
from reports.intervals import LEAST_OUTLETS, Draws, enough, middle
from reports.model import Change, Estimate, Part, Reading, Split, TrendPoint
from reports.numbers import iso_week, monday, week_before
from reports.sides import STORY, Block, Blocks
from warehouse.weekrows import ChangeRow, StoryRow, WeekRows

BASELINE_WEEKS = 8
LEAST_BASELINE_WEEKS = 3  # fewer weeks with stories are no baseline
LEAST_BASELINE_STORIES = 30
LEAST_CHANGE = 0.05  # about what the index misses by through the classifier's own errors at a hundred sentences; less is no signal
MOST_OF_IT = 0.5  # of a change: a part that makes more is what the change reads as


def estimate(value: float, counted: tuple[int, int], bounds: tuple[float, float] | None) -> Estimate:
    """A number with the stories and outlets it rests on, and with bounds where there are enough of them."""
    low, high = bounds if bounds and enough(*counted) else (None, None)
    return Estimate(value=value, stories=counted[0], outlets=counted[1], low=low, high=high)


def trend_of(rows: WeekRows, errors: Draws, seed: int, blocks: Blocks) -> tuple[TrendPoint, ...]:
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
        row, point = by_week.get(week), None
        if row:
            bounds = middle(draw_means([blocks.side(stories[week])], errors, seed)[0]) if enough(row.stories, row.outlets) else None
            point = estimate(row.stance_index, (row.stories, row.outlets), bounds)
        points.append(TrendPoint(week=week, first_day=monday(week), estimate=point, missing=missing.get(week, ())))
    return tuple(points)


class Comparison:
    """The week's stories beside earlier ones, drawn together; outlets whose feed failed are left out on both sides."""

    def __init__(self, row: ChangeRow | None, now: Iterable[StoryRow], before: Iterable[StoryRow], left_out: frozenset[str], blocks: Blocks) -> None:
        now, before = tuple(now), tuple(before)
        self.row, self.blocks = row, blocks
        self.now, self.before = blocks.side(now, left_out), blocks.side(before, left_out)
        self.weeks = len({story.week for story in before})
        self.left_out = tuple(sorted(left_out & {story.outlet for story in (*now, *before)}))

    def drawn(self, errors: Draws, seed: int) -> Compared:
        return draw(self.blocks, self.now, self.before, errors, seed)

    def change(self, draws: Compared, weeks: int = 1) -> Change | None:
        """The change in the index, or None where a side is too small."""
        row, story = self.row, self.blocks.places[STORY]
        bounds = middle(draws.change())
        if row is None or row.change is None or row.index_before is None or bounds is None or not (enough(*self.now.counted(story)) and enough(*self.before.counted(story))):
            return None
        stories, outlets = self.before.counted(story)
        return Change(
            value=row.change,
            low=bounds[0],
            high=bounds[1],
            earlier=Estimate(value=row.index_before, stories=stories, outlets=outlets),
            split=_split(row, row.change, draws),
            left_out=self.left_out,
            weeks=weeks,
        )

    def part(self, value: float, draws: Draws, block: Block) -> Part | None:
        """A difference in one block, or None where a side is too small."""
        place, bounds = self.blocks.places[block], middle(draws)
        if bounds is None or not (enough(*self.now.counted(place)) and enough(*self.before.counted(place))):
            return None
        return Part(value=value, low=bounds[0], high=bounds[1])


def on_last_week(rows: WeekRows, blocks: Blocks) -> Comparison:
    before = week_before(rows.week)
    earlier = [story for story in rows.earlier_stories if story.week == before]
    return Comparison(_row(rows, "last week"), rows.stories, earlier, missing_in(rows, rows.week, before), blocks)


def on_weeks_before(rows: WeekRows, blocks: Blocks) -> Comparison:
    return Comparison(_row(rows, "weeks before"), rows.stories, rows.earlier_stories, missing_in(rows, rows.week), blocks)


def is_baseline(row: ChangeRow | None) -> bool:
    """Whether the weeks before are enough to be what is usual."""
    return row is not None and row.weeks_before >= LEAST_BASELINE_WEEKS and row.stories_before >= LEAST_BASELINE_STORIES


def missing_in(rows: WeekRows, *weeks: str) -> frozenset[str]:
    """The outlets whose feed failed in any of the weeks."""
    return frozenset(outlet for row in rows.coverage if row.week in weeks for outlet in row.missing)


def _row(rows: WeekRows, against: str) -> ChangeRow | None:
    return next((row for row in rows.changes if row.against == against), None)


def _split(row: ChangeRow, change: float, draws: Compared) -> Split | None:
    if row.outlets_in_both < LEAST_OUTLETS or row.outlet_mix is None or row.aspect_mix is None or row.within is None:
        return None
    bounds = [middle(each) for each in (draws.outlet_mix, draws.aspect_mix, draws.within)]
    parts = [
        Part(value=value, low=each[0], high=each[1])
        for value, each in zip((row.outlet_mix, row.aspect_mix, row.within), bounds, strict=True)
        if each is not None
    ]
    if len(parts) < len(bounds):
        return None
    outlet_mix, aspect_mix, within = parts
    return Split(
        outlet_mix=outlet_mix,
        aspect_mix=aspect_mix,
        within=within,
        outlets_in_both=row.outlets_in_both,
        reading=_reading(change, outlet_mix, aspect_mix, within),
    )


def _reading(change: float, outlet_mix: Part, aspect_mix: Part, within: Part) -> Reading:
    """What a change comes from, as far as it can be told. A mix is what was published and needs no test; that views changed does."""
    if abs(change) < LEAST_CHANGE:
        return "too small to read"
    if within.beyond_chance and within.value * change > 0:
        return "change within"
    if outlet_mix.value / change > MOST_OF_IT:
        return "outlet mix"
    if aspect_mix.value / change > MOST_OF_IT:
        return "aspect mix"
    return "not told apart"
