"""Which quotations are the same words, run by several outlets?

`parsers.wording.find_leads` is the rule; here it is kept true as articles come and change. Which wordings are the same words is looked up
once, when a wording comes; whatever hangs together by that is then settled anew, so that utterances are the same in whatever order articles arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import duckdb

from parsers.people import surname_key
from parsers.wording import TELLING, Wording, are_same_words, find_keys, find_leads, find_wording
from warehouse.connection import sql
from warehouse.identity import digest

# Wordings compared with a new one, those that share most with it: a stock phrase of thousands must not cost their square. Only where more
# than these are the same words, each worded otherwise, can the order of arrival still matter.
MOST_NEIGHBOURS = 64
_BATCH = 2_000  # articles whose quotations are grouped at a time


def group_quotations(connection: duckdb.DuckDBPyConnection, articles: Sequence[str]) -> None:
    """Give every quotation of these articles' current revisions its wording, and every wording its utterance.

    What the articles said before is forgotten first, so that it may be called again for any of them.
    """
    for first in range(0, len(articles), _BATCH):
        batch = list(articles[first : first + _BATCH])
        left = [wording for (wording,) in connection.execute(sql("wordings_left"), {"articles": batch}).fetchall()]
        wordings = _put_quotations(connection, batch)
        concerned = _forget(connection, left)
        fresh = wordings.keys() - {row[0] for row in connection.execute(sql("wordings_known"), {"wordings": list(wordings)}).fetchall()}
        _put_wordings(connection, [wordings[key] for key in wordings if key in fresh])
        _settle(connection, concerned | fresh)


def group_ungrouped_quotations(connection: duckdb.DuckDBPyConnection) -> None:
    """Group the quotations that an older version stored, by another rule or by none."""
    group_quotations(connection, [article for (article,) in connection.execute(sql("quotations_ungrouped")).fetchall()])


def _put_quotations(connection: duckdb.DuckDBPyConnection, articles: list[str]) -> dict[str, Wording]:
    """Write down which wording each quotation has: the wordings, by their ids."""
    connection.execute("delete from quotation_wording where article_id in (select unnest(?::varchar[]))", [articles])
    rows = []
    wordings: dict[str, Wording] = {}
    for article, ordinal, text, speaker in connection.execute(sql("current_quotations"), {"articles": articles}).fetchall():
        words, surname = find_wording(text), surname_key(speaker or "")
        wording = digest(words, surname)
        rows.append((article, ordinal, wording))
        wordings[wording] = Wording(key=wording, words=words, speaker=surname)
    connection.execute("insert into quotation_wording select unnest(?::varchar[]), unnest(?::integer[]), unnest(?::varchar[])", _columns(rows, 3))
    return wordings


def _forget(connection: duckdb.DuckDBPyConnection, wordings: Sequence[str]) -> set[str]:
    """Drop those of the wordings that no quotation has any more; those that were the same words, which may go elsewhere now."""
    gone = [wording for (wording,) in connection.execute(sql("wordings_unused"), {"wordings": list(wordings)}).fetchall()]
    if not gone:
        return set()
    beside = {other for (other,) in connection.execute(sql("wordings_alike"), {"wordings": gone}).fetchall()}
    for table, column in (("wording", "wording_id"), ("wording_key", "wording_id"), ("wording_alike", "wording_id"), ("wording_alike", "other_id")):
        connection.execute(f"delete from {table} where {column} in (select unnest(?::varchar[]))", [gone])  # noqa: S608 - tables of our own
    return beside.difference(gone)


def _put_wordings(connection: duckdb.DuckDBPyConnection, fresh: Sequence[Wording]) -> None:
    """Store new wordings, and which of all that are stored they are the same words as."""
    if not fresh:
        return
    rows = [(wording.key, wording.key, _utterance(wording), wording.words, wording.speaker) for wording in fresh]
    connection.execute("insert into wording select " + ", ".join(["unnest(?::varchar[])"] * 5), _columns(rows, 5))
    keys = [(key, wording.key) for wording in fresh for key in find_keys(wording.words)]
    connection.execute("insert into wording_key select unnest(?::ubigint[]), unnest(?::varchar[])", _columns(keys, 2))
    by_key = {wording.key: wording for wording in fresh}
    neighbours = connection.execute(sql("wording_neighbours"), {"wordings": list(by_key), "most": MOST_NEIGHBOURS}).fetchall()
    pairs = set()
    for key, other, words, speaker in neighbours:
        own = by_key[key]
        if (other, key) not in pairs and are_same_words(own.words, words, speakers=(own.speaker, speaker)):
            pairs.add((key, other))
    pairs |= {(other, key) for key, other in pairs}
    connection.execute("insert into wording_alike select unnest(?::varchar[]), unnest(?::varchar[])", _columns(sorted(pairs), 2))


def _settle(connection: duckdb.DuckDBPyConnection, concerned: set[str]) -> None:
    """Find anew what leads these wordings and all that hang together with them, and write down what is otherwise than before."""
    if not concerned:
        return
    rows = connection.execute(sql("wordings_together"), {"wordings": list(concerned)}).fetchall()
    wordings = {key: Wording(key=key, words=words, speaker=speaker) for key, words, speaker, _, _ in rows}
    leads = find_leads(wordings.values(), {key: [wordings[other] for other in others or ()] for key, _, _, _, others in rows})
    moved = [(key, leads[key], _utterance(wordings[leads[key]])) for key, _, _, lead, _ in rows if leads[key] != lead]
    if moved:
        connection.execute(sql("wordings_lead"), dict(zip(("wordings", "leads", "utterances"), _columns(moved, 3), strict=True)))


def _utterance(lead: Wording) -> str:
    """Whoever is credited with the very same words, they are one utterance; few words are each speaker's own."""
    return digest(lead.words, lead.speaker if lead.size < TELLING else "")


def _columns(rows: Iterable[tuple[object, ...]], width: int) -> list[list[object]]:
    """The rows as columns, as DuckDB takes them in one statement."""
    columns: list[list[object]] = [[] for _ in range(width)]
    for row in rows:
        for column, value in zip(columns, row, strict=True):
            column.append(value)
    return columns
