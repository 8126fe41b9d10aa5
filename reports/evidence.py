"""Which sentences and quotations stand for the week?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from reports.escapes import safe_url
from reports.model import Evidence, Said, Source, StoryLine
from warehouse.rows import MentionRow, QuotationRow, StoryRow

MOST_SENTENCES = 3  # on each side: what a page can carry and a reader will read
MOST_QUOTATIONS = 5
LEAST_OUTSPOKEN = 0.2  # polarity; a milder sentence is evidence for nothing
LONGEST = 480  # characters; words are shown whole or not at all, and a page of two sides has no room for more

Row = TypeVar("Row")
Rank = tuple[object, ...]


def strongest_for(mentions: tuple[MentionRow, ...]) -> tuple[Evidence, ...]:
    """The most favourable sentences, one a story, none twice."""
    return _strongest(mentions, 1)


def strongest_against(mentions: tuple[MentionRow, ...]) -> tuple[Evidence, ...]:
    """The least favourable sentences, one a story, none twice."""
    return _strongest(mentions, -1)


def best_said(quotations: tuple[QuotationRow, ...]) -> tuple[Said, ...]:
    """What named people said: of each story its best quotation, of each speaker the best of these; those that name the target first."""

    def rank(row: QuotationRow) -> Rank:
        return row.polarity is None, -row.rank, row.url, row.text

    of_stories = _best_by(lambda row: row.story_id, rank, (row for row in quotations if len(row.text) <= LONGEST))
    of_speakers = _best_by(lambda row: row.speaker, rank, of_stories)
    return tuple(
        Said(text=row.text, speaker=row.speaker, role=row.speaker_role, polarity=row.polarity, source=_source(row))
        for row in of_speakers[:MOST_QUOTATIONS]
    )


def story_line(row: StoryRow) -> StoryLine:
    """A story as the list of counted ones shows it."""
    return StoryLine(source=_source(row), stance=row.stance, polarity=row.polarity, mentions=row.mentions, copies=row.copies)


def _strongest(mentions: tuple[MentionRow, ...], side: int) -> tuple[Evidence, ...]:
    def rank(row: MentionRow) -> Rank:
        return -side * row.polarity, row.sentence, row.url

    outspoken = (row for row in mentions if side * row.polarity >= LEAST_OUTSPOKEN and len(row.sentence) <= LONGEST)
    of_stories = _best_by(lambda row: row.story_id, rank, outspoken)
    return tuple(
        Evidence(sentence=row.sentence, voice=row.voice, speaker=row.speaker, polarity=row.polarity, source=_source(row))
        for row in _best_by(lambda row: row.sentence, rank, of_stories)[:MOST_SENTENCES]
    )


def _best_by(kind: Callable[[Row], str], rank: Callable[[Row], Rank], rows: Iterable[Row]) -> list[Row]:
    """The first row of each kind, in order of rank."""
    best: dict[str, Row] = {}
    for row in sorted(rows, key=rank):
        best.setdefault(kind(row), row)
    return list(best.values())


def _source(row: MentionRow | QuotationRow | StoryRow) -> Source:
    return Source(outlet=row.outlet, title=row.title, url=safe_url(row.url))
