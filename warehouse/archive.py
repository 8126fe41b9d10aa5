"""What is stored of each article, to be read again? One by one, in order of publication, from the published file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb

from parsers.model import Mention
from warehouse.connection import sql
from warehouse.query import open_published
from warehouse.rows import StoredArticle

CHUNK = 500  # articles whose texts are in memory at a time


def read_archive(
    home: Path, *, since: datetime | None = None, week: str | None = None, on_count: Callable[[int], None] = lambda _: None
) -> Iterator[StoredArticle]:
    """The articles published since that moment, or in that week; how many there are is told before the first is given."""
    with open_published(home) as connection:
        listed = connection.execute(sql("archive_listed"), {"since": since, "week": week}).fetchall()
        on_count(len(listed))
        for first in range(0, len(listed), CHUNK):
            rows = listed[first : first + CHUNK]
            articles = [article for article, *_ in rows]
            texts = dict(connection.execute(sql("archive_texts"), {"articles": articles}).fetchall())
            mentions = _mentions(connection, articles)
            for article, row_week, outlet, title, url, published_at, relevant, relevance in rows:
                yield StoredArticle(
                    week=row_week, outlet=outlet, title=title, url=url, published_at=published_at, relevant=relevant, relevance=relevance,
                    text=texts[article], mentions=tuple(mentions[article]),
                )  # fmt: skip


def _mentions(connection: duckdb.DuckDBPyConnection, articles: list[str]) -> defaultdict[str, list[Mention]]:
    found: defaultdict[str, list[Mention]] = defaultdict(list)
    for article, target, sentence, start, end, alias, alias_start, alias_end, p_neg, p_neu, p_pos, voice, speaker, aspects in connection.execute(
        sql("archive_mentions"), {"articles": articles}
    ).fetchall():
        found[article].append(
            Mention(
                target=target, sentence=sentence, start=start, end=end, alias=alias, alias_start=alias_start, alias_end=alias_end,
                p_neg=p_neg, p_neu=p_neu, p_pos=p_pos, voice=voice, speaker=speaker, aspects=tuple(aspects),
            )
        )  # fmt: skip
    return found
