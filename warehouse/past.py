"""How is what was known before kept, where rows are replaced? Whatever takes another's place leaves it in a table of the past.

Each row tells since when it is known (`known_at`), each row of the past also until when (`replaced_at`). What came and went within one
moment was never known: runs stand for one moment each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import duckdb

from warehouse.connection import sql

TIMES = ("known_at", "replaced_at")


@contextmanager
def remembering(connection: duckdb.DuckDBPyConnection, *tables: str, now: datetime) -> Iterator[None]:
    """Keep the rows of these small tables that are gone or otherwise afterwards. Inside a transaction of the caller's."""
    told = {table: [name for (name,) in connection.execute(sql("past_columns"), [f"{table}_past"]).fetchall() if name not in TIMES] for table in tables}
    for table, names in told.items():
        connection.execute(f"create or replace temp table {table}_before as select {', '.join(names)}, known_at from {table}")  # noqa: S608 - names of our own
    yield
    for table, names in told.items():
        columns = ", ".join(names)
        # Names come from the schema.
        connection.execute(
            f"insert into {table}_past ({columns}, known_at, replaced_at) select {columns}, known_at, $now "  # noqa: S608
            f"from temp.{table}_before as before anti join {table} using ({columns}) where before.known_at < $now",
            {"now": now},
        )
        connection.execute(
            f"update {table} set known_at = kept.known_at from ("  # noqa: S608
            f"select {', '.join(f'stored.{name}' for name in names)}, coalesce(before.known_at, $now) as known_at "
            f"from {table} as stored left join temp.{table}_before as before using ({columns})"
            f") as kept where {' and '.join(f'{table}.{name} = kept.{name}' for name in names)} and {table}.known_at is distinct from kept.known_at",
            {"now": now},
        )
        connection.execute(f"drop table temp.{table}_before")
