"""How do rows that were read again take the place of the old ones? All in one transaction: until it ends, everybody has the old rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from warehouse.connection import quoted, sql, transaction
from warehouse.rereading import STAGED, Kind, Versions
from warehouse.store import Warehouse
from warehouse.stories import group_stories
from warehouse.utterances import group_quotations

SETTLED = frozenset({"article_id", "revision", "captured_at", "run_id"})  # columns of a revision that reading it again leaves alone


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
                counted = _replace_scores(warehouse, versions.model, now) if kind == "stance" else _replace_readings(warehouse)
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
    (scored,) = warehouse.connection.execute(sql("replace_scores"), {"model_version": model_version, "now": now}).fetchone() or (0,)
    return 0, 0, scored


def _replace_readings(warehouse: Warehouse) -> tuple[int, int, int]:
    """How many revisions came out differently, how many were dropped, and how many mentions were stored."""
    connection = warehouse.connection
    changed = [article for (article,) in connection.execute(sql("replace_changed")).fetchall()]
    (differing,) = connection.execute(sql("replace_differing")).fetchone() or (0,)
    names = [name for (name,) in connection.execute(
        "select column_name from duckdb_columns() where database_name = 'staging' and table_name = 'article_revision' order by column_index").fetchall()]
    sets = ", ".join(f"{name} = fresh.{name}" for name in names if name not in SETTLED)
    same = "fresh.article_id = due.article_id and fresh.revision = due.revision"
    # Names come from the schema.
    connection.execute(
        f"update article_revision set {sets} from staging.article_revision as fresh join temp.due on {same} "  # noqa: S608
        "where article_revision.article_id = fresh.article_id and article_revision.revision = fresh.revision"
    )
    for table in ("quotation", "mention"):
        connection.execute(f"delete from {table} using temp.due where {table}.article_id = due.article_id and {table}.revision = due.revision")  # noqa: S608
        connection.execute(f"insert into {table} by name select fresh.* from staging.{table} as fresh join temp.due on {same}")  # noqa: S608
    dropped = _drop_walls(warehouse)
    _regroup(warehouse, [*dict.fromkeys([*changed, *dropped])])
    group_quotations(connection, [article for (article,) in connection.execute("select distinct article_id from temp.due order by article_id").fetchall()])
    (mentions,) = connection.execute("select count(*) from mention join temp.due using (article_id, revision)").fetchone() or (0,)
    return differing, len(dropped), mentions


def _drop_walls(warehouse: Warehouse) -> list[str]:
    """A consent page that older readers took for a new version is none: the one before it is current again. Their articles, one by one."""
    connection, dropped = warehouse.connection, []
    while walls := connection.execute(sql("replace_walls")).fetchall():
        for article, revision in walls:
            for table in ("quotation", "mention", "article_revision"):
                connection.execute(f"delete from {table} where article_id = ? and revision = ?", [article, revision])  # noqa: S608
            connection.execute("update article set revision = ? where article_id = ?", [revision - 1, article])
            dropped.append(article)
    return dropped


def _regroup(warehouse: Warehouse, changed: list[str]) -> None:
    """Stories anew, of the articles that changed and of all that shared a story with them."""
    connection = warehouse.connection
    members = [article for (article,) in connection.execute(sql("replace_regrouped"), {"changed": changed}).fetchall()]
    connection.execute("update article set story_id = article_id where list_contains(?, article_id)", [members])
    group_stories(connection, members)
