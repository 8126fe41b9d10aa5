"""Which sentences and stories stand for the week? Those that the figures' queries chose, with addresses made safe."""

from __future__ import annotations

from reports.escapes import safe_url
from reports.model import Driver, Evidence, Source, StoryLine
from warehouse.weekrows import DriverRow, EvidenceRow, StoryRow

LONGEST = 480  # characters, as in the figures' queries: words are shown whole or not at all, and a page has no room for more


def evidence_line(row: EvidenceRow) -> Evidence:
    return Evidence(sentence=row.sentence, voice=row.voice, speaker=row.speaker, polarity=row.polarity, source=_source(row))


def story_line(row: StoryRow) -> StoryLine:
    """A story as the list of counted ones shows it."""
    return StoryLine(source=_source(row), stance=row.stance, polarity=row.polarity, mentions=row.mentions, copies=row.copies)


def driver(row: DriverRow, week: str) -> Driver:
    """A story that the change rests on."""
    return Driver(source=_source(row), this_week=row.week == week, polarity=row.polarity, effect=row.effect)


def _source(row: DriverRow | EvidenceRow | StoryRow) -> Source:
    return Source(outlet=row.outlet, title=row.title, url=safe_url(row.url))
