"""Which quotations are the same words, run by several outlets?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from parsers.people import surname_key
from parsers.wording import TELLING, are_same_words, find_keys, find_wording
from warehouse.connection import sql
from warehouse.identity import digest

MOST_NEIGHBOURS = 32  # wordings compared with a new one: stock phrases shared by thousands must not cost their square


def group_quotations(connection: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> None:
    """Give every quotation of these articles' current revisions its wording, and every new wording its utterance.

    What the articles said before is forgotten first, so that it may be called again for any of them.
    """
    if not articles:
        return
    left = [wording for (wording,) in connection.execute(sql("wordings_of"), {"articles": list(articles)}).fetchall()]
    connection.execute("delete from quotation_wording where list_contains(?, article_id)", [list(articles)])
    rows = []
    wordings: dict[str, tuple[str, str]] = {}
    for article, ordinal, text, speaker in connection.execute(sql("current_quotations"), {"articles": list(articles)}).fetchall():
        words, key = find_wording(text), surname_key(speaker or "")
        wording = digest(words, key if words.count(" ") + 1 < TELLING else "")
        rows.append((article, ordinal, wording))
        if wording not in wordings or not wordings[wording][1]:
            wordings[wording] = (words, key)
    connection.execute("insert into quotation_wording select unnest(?::varchar[]), unnest(?::integer[]), unnest(?::varchar[])", _columns(rows, 3))
    known = {wording for (wording,) in connection.execute("select wording_id from wording where list_contains(?, wording_id)", [list(wordings)]).fetchall()}
    fresh = {wording: words for wording, words in wordings.items() if wording not in known}
    _group(connection, fresh | _forget(connection, left))


def _forget(connection: duckdb.DuckDBPyConnection, wordings: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Drop those of the wordings that no quotation has any more. The others of their utterances are to be grouped anew: they are given back."""
    if not wordings:
        return {}
    gone = [wording for (wording,) in connection.execute(sql("wordings_unused"), {"wordings": list(wordings)}).fetchall()]
    if not gone:
        return {}
    orphans = connection.execute(sql("wordings_beside"), {"wordings": gone}).fetchall()
    for table in ("wording", "wording_key"):
        connection.execute(f"delete from {table} where list_contains(?, wording_id)", [[*gone, *(row[0] for row in orphans)]])  # noqa: S608 - two tables of our own
    return {wording: (words, key) for wording, words, key in orphans}


def _group(connection: duckdb.DuckDBPyConnection, fresh: dict[str, tuple[str, str]]) -> None:
    """Store the wordings, each in the utterance of those that are the same words."""
    if not fresh:
        return
    rows = [(wording, wording, words, speaker) for wording, (words, speaker) in fresh.items()]
    connection.execute("insert into wording select unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[]), unnest(?::varchar[])", _columns(rows, 4))
    keys = [(key, wording) for wording, (words, _) in fresh.items() for key in find_keys(words)]
    connection.execute("insert into wording_key select unnest(?::ubigint[]), unnest(?::varchar[])", _columns(keys, 2))
    leader: dict[str, str] = {}
    met: set[str] = set()
    neighbours = connection.execute(sql("wording_neighbours"), {"wordings": list(fresh), "most": MOST_NEIGHBOURS}).fetchall()
    for wording, words, speaker, utterance in neighbours:
        own_words, own_speaker = fresh[wording]
        if are_same_words(own_words, words, speakers=(own_speaker, speaker)):
            met |= {wording, utterance}
            one, two = sorted((_lead(leader, wording), _lead(leader, utterance)))
            leader[two] = one
    moved = [(utterance, _lead(leader, utterance)) for utterance in sorted(met) if _lead(leader, utterance) != utterance]
    if moved:
        connection.execute(sql("utterances_join"), dict(zip(("utterances", "leaders"), _columns(moved, 2), strict=True)))


def _lead(leader: dict[str, str], key: str) -> str:
    while (above := leader.get(key, key)) != key:
        key = above
    return key


def _columns(rows: Iterable[tuple[object, ...]], width: int) -> list[list[object]]:
    """The rows as columns, as DuckDB takes them in one statement."""
    columns: list[list[object]] = [[] for _ in range(width)]
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns
