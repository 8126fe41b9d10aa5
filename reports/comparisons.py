"""How does the week compare with the one before, and with the weeks before that?"""

from __future__ import annotations

import math
from datetime import timedelta

from reports.intervals import bounds_of_difference, bounds_of_mean, enough
from reports.model import Change, Estimate, TrendPoint
from reports.numbers import iso_week, monday, week_before
from warehouse.rows import StoryRow, WeekRow, WeekRows

BASELINE_WEEKS = 8
LEAST_BASELINE_WEEKS = 3  # fewer weeks with stories are no baseline
LEAST_BASELINE_STORIES = 30


def estimate(row: WeekRow, value: float, bounds: tuple[float, float] | None) -> Estimate:
    """A number of a week with its bounds, if it has any."""
    low, high = bounds or (None, None)
    return Estimate(value=value, stories=row.stories, outlets=row.outlets, low=low, high=high)


def trend_of(rows: WeekRows, seed: int) -> tuple[TrendPoint, ...]:
    """Every calendar week up to the report's, eight before it at most, oldest first; weeks without a story stay as gaps."""
    by_week = {row.week: row for row in rows.weeks if row.week <= rows.week}
    last = monday(rows.week)
    first = max(min(map(monday, by_week), default=last), last - timedelta(weeks=BASELINE_WEEKS))
    stories = _stories_by_week(rows)
    resampled = {
        week: bounds
        for week, row in by_week.items()
        if len(stories.get(week, ())) == row.stories and (bounds := bounds_of_mean(_scores(stories[week]), seed)) is not None
    }
    spread = _spread_of_a_story(by_week, resampled)
    days = (first + timedelta(weeks=week) for week in range((last - first).days // 7 + 1))
    return tuple(
        TrendPoint(week=iso_week(day), first_day=day, estimate=_point(by_week.get(iso_week(day)), resampled, spread)) for day in days
    )


def change_on_week(rows: WeekRows, left_out: tuple[str, ...], seed: int) -> Change | None:
    """The change since last week over the outlets that both could have had, or None where a side is too small."""
    stories = _stories_by_week(rows)
    now, before = (
        [story for story in stories.get(week, ()) if story.outlet not in left_out] for week in (rows.week, week_before(rows.week))
    )
    bounds = bounds_of_difference(_scores(now), _scores(before), seed)
    if bounds is None:
        return None
    earlier = Estimate(value=_mean(before), stories=len(before), outlets=len({story.outlet for story in before}))
    relevant = {story.outlet for week in (rows.week, week_before(rows.week)) for story in stories.get(week, ())}
    return Change(
        value=_mean(now) - earlier.value,
        low=bounds[0],
        high=bounds[1],
        earlier=earlier,
        left_out=tuple(outlet for outlet in left_out if outlet in relevant),
    )


def change_on_baseline(trend: tuple[TrendPoint, ...]) -> Change | None:
    """The change since the mean story of the weeks before; None where they are too few or their spread is not known.

    The two sides are treated as independent: the half-widths of their intervals add as the legs of a right triangle.
    """
    this_week = trend[-1].estimate
    before = [point.estimate for point in trend[:-1] if point.estimate is not None]
    stories = sum(each.stories for each in before)
    if (
        this_week is None
        or this_week.low is None
        or this_week.high is None
        or len(before) < LEAST_BASELINE_WEEKS
        or stories < LEAST_BASELINE_STORIES
    ):
        return None
    half = (this_week.high - this_week.low) / 2
    half_before = half * math.sqrt(this_week.stories / stories)
    mean = sum(each.value * each.stories for each in before) / stories
    value, around = this_week.value - mean, math.hypot(half, half_before)
    return Change(
        value=value,
        low=value - around,
        high=value + around,
        earlier=Estimate(
            value=mean,
            stories=stories,
            outlets=max(each.outlets for each in before),
            low=mean - half_before,
            high=mean + half_before,
            approximate=True,
        ),
        weeks=len(before),
    )


def _stories_by_week(rows: WeekRows) -> dict[str, list[StoryRow]]:
    """The stories at hand by week: this week's and last week's, and more where the rows hold more."""
    by_week: dict[str, list[StoryRow]] = {}
    for story in sorted((*rows.stories, *rows.earlier_stories), key=lambda story: story.story_id):
        by_week.setdefault(story.week, []).append(story)
    return by_week


def _scores(stories: list[StoryRow]) -> list[tuple[str, float]]:
    return [(story.outlet, story.polarity) for story in stories]


def _mean(stories: list[StoryRow]) -> float:
    return sum(story.polarity for story in stories) / len(stories)


def _spread_of_a_story(by_week: dict[str, WeekRow], resampled: dict[str, tuple[float, float]]) -> float | None:
    """The half-width that a week of one story would have, by the weeks that could be resampled."""
    if not resampled:
        return None
    halves = [(high - low) / 2 * math.sqrt(by_week[week].stories) for week, (low, high) in sorted(resampled.items())]
    return sum(halves) / len(halves)


def _point(row: WeekRow | None, resampled: dict[str, tuple[float, float]], spread: float | None) -> Estimate | None:
    if row is None:
        return None
    if row.week in resampled or spread is None or not enough(row.stories, row.outlets):
        return estimate(row, row.stance_index, resampled.get(row.week))
    half = spread / math.sqrt(row.stories)
    low, high = max(-1.0, row.stance_index - half), min(1.0, row.stance_index + half)
    return Estimate(value=row.stance_index, stories=row.stories, outlets=row.outlets, low=low, high=high, approximate=True)
