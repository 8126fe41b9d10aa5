"""How much of what should have been collected was, and what does that do to the figures?"""

from __future__ import annotations

from reports.model import FeedCondition, FeedLine, Health
from reports.numbers import counted, listed, percent
from warehouse.weekrows import CoverageRow, FeedRow

LEAST_COVERAGE = 0.6  # below it, what is missing could outweigh what is there: no direction is claimed
ORDER: tuple[FeedCondition, ...] = ("missing", "interrupted", "stale", "not asked", "answering")
REASONS = {"rate-limited": "asked us to slow down", "blocked": "refused us", "gone": "is gone", "broken": "did not answer as a feed should"}


def read_health(feeds: tuple[FeedRow, ...], coverage: CoverageRow | None) -> Health:
    """The condition of every feed over the week, and the share of those asked that answered."""
    lines = sorted((_line(feed) for feed in feeds), key=lambda line: (ORDER.index(line.condition), line.name, line.note))
    return Health(
        feeds=len(lines),
        asked=coverage.asked if coverage else 0,
        answering=coverage.answering if coverage else 0,
        coverage=coverage.coverage if coverage else None,
        lines=tuple(lines),
        missing=coverage.missing if coverage else (),
    )


def too_thin(health: Health) -> bool:
    """Whether so few feeds answered that no direction may be claimed."""
    return health.coverage is not None and health.coverage < LEAST_COVERAGE


def collection_flags(health: Health) -> tuple[str, ...]:
    """What a reader must know of the collection before trusting the answer."""
    flags = []
    if health.feeds and not health.asked:
        flags.append("No feed was asked during this week; its articles were collected later, so some may have left the feeds by then.")
    elif health.asked < health.feeds:
        flags.append(f"{counted(health.feeds - health.asked, 'feed was', 'feeds were')} not asked during this week.")
    if health.missing:
        flags.append(
            f"Collection was incomplete: {listed(health.missing)} did not answer. Articles published there may be missing from every figure below; "
            f"comparisons with other weeks leave {'it' if len(health.missing) == 1 else 'them'} out on both sides."
        )
    interrupted = tuple(line.name for line in health.lines if line.condition == "interrupted")
    if interrupted:
        flags.append(f"{listed(interrupted)} answered only part of the time; a few articles may be missing.")
    return tuple(flags)


def coverage_words(health: Health) -> str:
    """How many feeds answered: "15 of 16 feeds answered (94 %)"."""
    if health.coverage is None:
        return "None of the watched feeds was asked during the week"
    return f"{health.answering} of {counted(health.asked, 'feed', 'feeds')} answered ({percent(health.coverage)})"


def _line(feed: FeedRow) -> FeedLine:
    return FeedLine(name=feed.name, condition=feed.condition, note=_note(feed), articles=feed.articles)


def _note(feed: FeedRow) -> str:
    tries = f"{feed.failed_polls} of {counted(feed.polls, 'try', 'tries')} failed"
    why = REASONS.get(feed.outcome or "", feed.outcome or "") + (f" ({feed.reason})" if feed.reason else "")
    match feed.condition:
        case "not asked":
            return "not asked in the days that collected this week"
        case "missing":
            return f"{tries}; at the last one it {why}"
        case "interrupted":  # a feed keeps its last entries for days: one that answered most of the time has lost little
            return f"{tries}; at the last one it {why}" if feed.outcome in REASONS else f"{tries}, the last one succeeded"
        case "stale":
            return "answers, but has had nothing new for longer than expected"
        case _:
            return ""
