"""What should a reader look at next week? Rules over this week's numbers; nothing is foretold."""

from __future__ import annotations

from collections.abc import Sequence

from reports.comparisons import LEAST_BASELINE_STORIES, LEAST_BASELINE_WEEKS
from reports.escapes import shortened
from reports.intervals import LEAST_OUTLETS, LEAST_STORIES
from reports.model import AspectLine, Change, Concentration, Driver, Estimate, Health, Release
from reports.numbers import counted, day, interval, listed, percent, signed
from warehouse.weekrows import ChangeRow

MOST = 5
LARGE = 1 / 3  # of the stories: an outlet with more sets the week's tone


def watch_next(
    *,
    index: Estimate | None,
    change: Change | None,
    drivers: Sequence[Driver],
    concentration: Concentration | None,
    aspects: Sequence[AspectLine],
    releases: Sequence[Release],
    health: Health,
    weeks_before: ChangeRow | None,
) -> tuple[str, ...]:
    """A few sentences, the most telling first; none where there is nothing to say."""
    return (*_change(change, drivers), *_aspects(aspects), *_releases(releases), *_feeds(health), *_thresholds(index, weeks_before), *_outlets(concentration))[:MOST]


def _change(change: Change | None, drivers: Sequence[Driver]) -> list[str]:
    if change is None or not drivers:
        return []
    first = drivers[0]
    if change.beyond_chance and abs(first.effect) >= abs(change.value) / 3 and first.effect * change.value > 0:
        return [
            f"Whether the change outlives one story: without “{shortened(first.source.title)}” ({shortened(first.source.outlet)}) it would be {signed(change.value - first.effect)}."
        ]
    if change.beyond_chance:
        return ["Whether the change lasts: one week beyond chance may still be a passing event."]
    return []


def _aspects(aspects: Sequence[AspectLine]) -> list[str]:
    moved = [line for line in aspects if line.change and line.change.detected]
    if moved:
        return [
            f"{shortened(line.label).capitalize()} moved {signed(line.change.part.value)} {interval(line.change.part.low, line.change.part.high)} against the weeks before."
            for line in moved[:2]
            if line.change
        ]
    tested = [line for line in aspects if line.change and line.change.part.beyond_chance]
    if not tested:
        return []
    most = max(tested, key=lambda line: abs(line.change.part.value) if line.change else 0)
    looked = sum(line.change is not None for line in aspects)
    return [
        f"{shortened(most.label).capitalize()} moved most ({signed(most.change.part.value) if most.change else ''}), by no more than the largest of {looked} aspects may move by chance."
    ]


def _releases(releases: Sequence[Release]) -> list[str]:
    said = []
    for release in releases:
        open_windows = [window for window in release.windows if window.open_until]
        if open_windows:
            until = open_windows[0]
            said.append(f"The {until.days} days after {shortened(release.name)} are complete on {day(until.open_until)}." if until.open_until else "")
    return said


def _feeds(health: Health) -> list[str]:
    if health.missing:
        return [f"To mend: {listed(health.missing)} did not answer."]
    stale = tuple(line.name for line in health.lines if line.condition == "stale")
    return [f"To look after: nothing new came from {listed(stale)} for longer than expected."] if stale else []


def _thresholds(index: Estimate | None, weeks_before: ChangeRow | None) -> list[str]:
    said = []
    if index is not None and (index.stories < LEAST_STORIES or index.outlets < LEAST_OUTLETS):
        lacking = []
        if index.stories < LEAST_STORIES:
            lacking.append(f"{counted(LEAST_STORIES - index.stories, 'story', 'stories')}")
        if index.outlets < LEAST_OUTLETS:
            lacking.append(f"{counted(LEAST_OUTLETS - index.outlets, 'outlet', 'outlets')}")
        said.append(f"An index needs {' and '.join(lacking)} more than this week had.")
    if weeks_before is not None and weeks_before.weeks_before < LEAST_BASELINE_WEEKS:
        said.append(f"What is usual is known after {LEAST_BASELINE_WEEKS} weeks with {LEAST_BASELINE_STORIES} stories together; so far there are {weeks_before.weeks_before} with {weeks_before.stories_before}.")
    return said


def _outlets(concentration: Concentration | None) -> list[str]:
    if concentration is None or concentration.largest_share <= LARGE:
        return []
    return [f"{shortened(concentration.largest_outlet)} ran {percent(concentration.largest_share)} of the stories: what it writes next weighs as much."]
