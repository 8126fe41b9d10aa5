"""How do rows that were read again take the place of the old ones? All in one transaction: until it ends, everybody has the old rows.

What came out otherwise leaves the old row in a table of the past, so that the views can still answer as of an earlier moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import duckdb

from warehouse.connection import quoted, sql, transaction
from warehouse.rereading import STAGED, Kind, Versions
from warehouse.store import Warehouse
from warehouse.stories import group_stories
from warehouse.utterances import group_quotations

SETTLED = frozenset({"captured_at", "run_id", "known_at", "superseded_at"})  # columns that reading again leaves alone
KEYS = ("article_id", "revision", "ordinal")
VERSIONS = frozenset({"read_at", "scored_at", "parser_version", "reader_version"})  # who read it, and when; the model's version is part of a score, and reports name it


@dataclass(frozen=True, slots=True, kw_only=True)
class Replaced:
    """What one reading of everything came to."""

    kind: Kind
    pages: int  # read from their captures
    texts: int  # read from their stored text, their capture being gone
    failed: int
    changed: int
    dropped: int
    mentions: int


def put_in_place(warehouse: Warehouse, *, rereading_id: str, kind: Kind, versions: Versions, started_at: datetime, now: datetime) -> Replaced:
    """Let what is staged replace what it was read from. Done once: a second call for the same reading only tells what the first did.

    A row that changed since it was read for staging stays as it is, so nothing that came meanwhile is lost.
    """
    connection = warehouse.connection
    with _staged(warehouse):
        if not connection.execute("select count(*) from reparse where reparse_id = ?", [rereading_id]).fetchall()[0][0]:
            with transaction(connection):
                connection.execute(sql("replace_scope"))
                counted = _replace_scores(warehouse, versions.model, now) if kind == "stance" else _replace_readings(warehouse, now)
                connection.execute(
                    sql("replace_told"), [rereading_id, kind, started_at, now, versions.parser, versions.model, versions.watchlist, *counted]
                )
                connection.execute("drop table temp.due")
        row = connection.execute("select pages, texts, failed, changed, dropped, mentions from reparse where reparse_id = ?", [rereading_id]).fetchall()[0]
    return Replaced(kind=kind, pages=row[0], texts=row[1], failed=row[2], changed=row[3], dropped=row[4], mentions=row[5])


@contextmanager
def _staged(warehouse: Warehouse) -> Iterator[None]:
    warehouse.connection.execute(f"attach '{quoted(warehouse.home / STAGED)}' as staging (read_only)")
    try:
        yield
    finally:
        warehouse.connection.execute("detach staging")


def _replace_scores(warehouse: Warehouse, model_version: str, now: datetime) -> tuple[int, int, int]:
    """Nothing changed, nothing dropped, and how many mentions were scored."""
    warehouse.connection.execute(sql("replace_scores_past"), {"model_version": model_version, "now": now})
    (scored,) = warehouse.connection.execute(sql("replace_scores"), {"model_version": model_version, "now": now}).fetchone() or (0,)
    return 0, 0, scored


def _replace_readings(warehouse: Warehouse, now: datetime) -> tuple[int, int, int]:
    """How many revisions came out differently, how many were dropped, and how many mentions were stored."""
    connection = warehouse.connection
    changed = [article for (article,) in connection.execute(sql("replace_changed")).fetchall()]
    (differing,) = connection.execute(sql("replace_differing")).fetchone() or (0,)
    _replace_revisions(connection, now)
    for table in ("quotation", "mention"):
        _replace_parts(connection, table, now)
    dropped = _drop_walls(warehouse, now)
    _regroup(warehouse, [*dict.fromkeys([*changed, *dropped])], now)
    group_quotations(connection, [article for (article,) in connection.execute("select distinct article_id from temp.due order by article_id").fetchall()])
    (mentions,) = connection.execute("select count(*) from mention join temp.due using (article_id, revision)").fetchone() or (0,)
    return differing, len(dropped), mentions


def _replace_revisions(connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Those that came out otherwise leave what they said before in article_revision_past."""
    names = _columns(connection, "article_revision")
    otherwise = _otherwise("article_revision", names)
    of_stored, of_fresh = (f"{each}.article_id = due.article_id and {each}.revision = due.revision" for each in ("article_revision", "fresh"))
    # Names come from the schema.
    connection.execute(
        "insert into article_revision_past by name select article_revision.*, $now as replaced_at "  # noqa: S608
        f"from article_revision join temp.due on {of_stored} join staging.article_revision as fresh on {of_fresh} "
        f"where article_revision.known_at < $now and ({otherwise})",
        {"now": now},
    )
    sets = ", ".join(f"{name} = fresh.{name}" for name in names if name not in KEYS)
    connection.execute(
        f"update article_revision set {sets}, known_at = case when {otherwise} then greatest(article_revision.known_at, $now) else article_revision.known_at end "  # noqa: S608
        f"from staging.article_revision as fresh join temp.due on {of_fresh} where {of_stored}",
        {"now": now},
    )


def _replace_parts(connection: duckdb.DuckDBPyConnection, table: str, now: datetime) -> None:
    """The quotations or mentions of the revisions: those that are gone or otherwise are kept in the table of the past, the others stay known since when they were."""
    names = _columns(connection, table)
    keys, sets = "article_id, revision, ordinal", ", ".join(f"{name} = fresh.{name}" for name in names if name not in KEYS)
    of_due, of_fresh = f"{table}.article_id = due.article_id and {table}.revision = due.revision", " and ".join(f"fresh.{name} = {table}.{name}" for name in KEYS)
    # Names come from the schema.
    connection.execute(
        f"create temp table otherwise as select {', '.join(f'{table}.{name}' for name in KEYS)} "  # noqa: S608
        f"from {table} join temp.due on {of_due} left join staging.{table} as fresh on {of_fresh} where fresh.ordinal is null or {_otherwise(table, names)}"
    )
    connection.execute(
        f"insert into {table}_past by name select {table}.*, $now as replaced_at from {table} join temp.otherwise using ({keys}) where {table}.known_at < $now", {"now": now}  # noqa: S608
    )
    connection.execute(f"delete from {table} using temp.otherwise as fresh where {of_fresh}")  # noqa: S608
    connection.execute(f"update {table} set {sets} from staging.{table} as fresh join temp.due using (article_id, revision) where {of_fresh}")  # noqa: S608
    connection.execute(
        f"insert into {table} by name select fresh.* replace ($now as known_at) from staging.{table} as fresh join temp.due using (article_id, revision) "  # noqa: S608
        f"anti join {table} using ({keys})",
        {"now": now},
    )
    connection.execute("drop table temp.otherwise")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns that reading again sets."""
    rows = connection.execute(sql("staged_columns"), [table]).fetchall()
    return [name for (name,) in rows if name not in SETTLED]


def _otherwise(table: str, names: Sequence[str]) -> str:
    """Whether the stored row is otherwise than the fresh one; who read it, and when, makes no difference."""
    return " or ".join(f"{table}.{name} is distinct from fresh.{name}" for name in names if name not in VERSIONS)


def _drop_walls(warehouse: Warehouse, now: datetime) -> list[str]:
    """A consent page that older readers took for a new version is none: the one before it is current again. Their articles, one by one."""
    connection, dropped = warehouse.connection, []
    while walls := connection.execute(sql("replace_walls")).fetchall():
        for article, revision in walls:
            for table in ("quotation", "mention", "article_revision"):
                connection.execute(sql("replace_walls_past").replace("$table", table), {"article": article, "revision": revision, "now": now})
                connection.execute(f"delete from {table} where article_id = ? and revision = ?", [article, revision])  # noqa: S608
            connection.execute("update article set revision = ? where article_id = ?", [revision - 1, article])
            connection.execute(sql("replace_walls_past").replace("$table", "article_revision"), {"article": article, "revision": revision - 1, "now": now})
            connection.execute(sql("revision_current_again"), {"article": article, "revision": revision - 1, "now": now})
            dropped.append(article)
    return dropped


def _regroup(warehouse: Warehouse, changed: list[str], now: datetime) -> None:
    """Stories anew, of the articles that changed and of all that shared a story with them."""
    connection = warehouse.connection
    members = [article for (article,) in connection.execute(sql("replace_regrouped"), {"changed": changed}).fetchall()]
    group_stories(connection, members, now)
