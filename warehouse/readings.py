"""Which rows does a reading become?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from parsers.model import Reading
from warehouse.identity import text_digest
from warehouse.rows import Row

FUTURE = timedelta(days=1)  # a date this far ahead of the first sight is wrong


def revision_row(reading: Reading, *, parser_version: str, reader_version: str, now: datetime, first_seen_at: datetime) -> dict[str, object]:
    """The columns of article_revision that follow from reading it; whose revision it is, and when captured, is the caller's to add."""
    read = reading.article
    return {
        "canonical_url": read.canonical_url, "title": read.title, "authors": read.authors, "published_at": read.published_at,
        "published_precision": read.published_precision, "published_on": read.published_on, "modified_at": read.modified_at,
        "text": read.text, "text_digest": text_digest(read), "completeness": read.completeness, "language": read.language,
        "evidence": dict(sorted(read.evidence.items())), "relevant": reading.relevant, "relevance": reading.relevance, "about": reading.about,
        "week": week_of(read.published_at, first_seen_at), "targets": sorted({mention.target for mention in reading.mentions}),
        "signature": reading.signature, "credits": reading.credits, "read_at": now, "parser_version": parser_version, "reader_version": reader_version,
    }  # fmt: skip


def week_of(published_at: datetime | None, first_seen_at: datetime) -> str:
    """The ISO week that an article counts in: of its publication in UTC; of its first sight where no date is known, or one in the future."""
    moment = first_seen_at if published_at is None or published_at > first_seen_at + FUTURE else published_at
    year, week, _ = moment.astimezone(UTC).isocalendar()
    return f"{year:04}-W{week:02}"


def quotation_rows(key: Mapping[str, object], reading: Reading) -> list[Row]:
    """One row a quotation; `key` is the revision's."""
    return [
        {
            **key, "ordinal": ordinal, "text": quote.text, "start_char": quote.start, "end_char": quote.end, "speaker": quote.speaker,
            "speaker_role": quote.speaker_role, "speaker_org": quote.speaker_org, "speaker_description": quote.speaker_description,
            "cue": quote.cue, "kind": quote.kind, "rank": quote.rank,
        }
        for ordinal, quote in enumerate(reading.quotes, 1)
    ]  # fmt: skip


def mention_rows(key: Mapping[str, object], reading: Reading, *, model_version: str, now: datetime) -> list[Row]:
    """One row a mention; `key` is the revision's."""
    return [
        {
            **key, "ordinal": ordinal, "target": mention.target, "sentence": mention.sentence, "start_char": mention.start, "end_char": mention.end,
            "alias": mention.alias, "alias_start": mention.alias_start, "alias_end": mention.alias_end, "voice": mention.voice,
            "speaker": mention.speaker, "aspects": mention.aspects, "p_neg": mention.p_neg, "p_neu": mention.p_neu, "p_pos": mention.p_pos,
            "model_version": model_version, "scored_at": now,
        }
        for ordinal, mention in enumerate(reading.mentions, 1)
    ]  # fmt: skip
