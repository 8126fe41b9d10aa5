"""Which articles are one story, told by several outlets?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb

from parsers.syndication import ALIKE, Copy, bands, choose_original, similar
from warehouse.connection import sql

MOST_NEIGHBOURS = 64  # articles compared with a new one: boilerplate shared by thousands must not cost their square


def group_stories(connection: duckdb.DuckDBPyConnection, changed: Sequence[str]) -> None:
    """Join each changed article with the stories of its near copies, and give every story its original."""
    for article in changed:
        signature = _signatures(connection, [article]).get(article, ())
        connection.execute("delete from article_band where article_id = ?", [article])
        connection.execute(
            "insert into article_band select unnest(?::ubigint[]), ? on conflict do nothing", [list(bands(signature)), article]
        )
        copies = [other for other, values in _neighbours(connection, article).items() if similar(signature, values) >= ALIKE]
        if copies:
            _join(connection, [article, *copies])


def _neighbours(connection: duckdb.DuckDBPyConnection, article: str) -> dict[str, tuple[int, ...]]:
    """Articles that share a band with this one, those with most bands in common first."""
    shared = connection.execute(sql("story_neighbours"), {"article": article, "most": MOST_NEIGHBOURS}).fetchall()
    return _signatures(connection, [other for (other,) in shared])


def _signatures(connection: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> dict[str, tuple[int, ...]]:
    rows = connection.execute(sql("current_signatures"), {"articles": list(articles)}).fetchall()
    return {article: tuple(signature) for article, signature in rows}


def _join(connection: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> None:
    """Make one story of the stories these articles are in. Its original is the one the copies credit, else the first."""
    members: list[tuple[Any, ...]] = connection.execute(sql("story_members"), {"articles": list(articles)}).fetchall()
    original = choose_original([
        Copy(url=url, canonical_url=canonical, outlet=outlet, published_at=published_at, text=text)
        for _, url, canonical, outlet, published_at, text in members
    ])
    story = next(article for article, url, *_ in members if url == original.url)
    connection.execute("update article set story_id = ? where list_contains(?, article_id)", [story, [member[0] for member in members]])
