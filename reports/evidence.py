"""Which sentences and quotations stand for the week? Those that the figures' queries chose, with addresses made safe."""

from __future__ import annotations

from reports.escapes import safe_url
from reports.model import Evidence, Said, Source, StoryLine
from warehouse.weekrows import MentionRow, QuotationRow, StoryRow


def evidence_line(row: MentionRow) -> Evidence:
    return Evidence(sentence=row.sentence, voice=row.voice, speaker=row.speaker, polarity=row.polarity, source=source(row))


def said_line(row: QuotationRow) -> Said:
    return Said(text=row.text, speaker=row.person, role=row.speaker_role, org=row.speaker_org, polarity=row.polarity, source=source(row))


def story_line(row: StoryRow) -> StoryLine:
    """A story as the list of counted ones shows it."""
    return StoryLine(source=source(row), stance=row.stance, polarity=row.polarity, mentions=row.mentions, copies=row.copies)


def source(row: MentionRow | QuotationRow | StoryRow) -> Source:
    return Source(outlet=row.outlet, title=row.title, url=safe_url(row.url))
