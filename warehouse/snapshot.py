"""How do people get a file to query while flows write? The live file is copied and put in place in one step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from warehouse.connection import LIVE, PUBLISHED, first_line, remedy
from warehouse.errors import WarehouseError


def publish(connection: duckdb.DuckDBPyConnection, home: Path) -> Path:
    """Put a copy of the live file at `home/bellwether.duckdb`, whole or not at all. Readers of the old one keep it.

    `connection` holds the live file open for writing, so nothing else can change it between checkpoint and copy.
    """
    connection.execute("force checkpoint warehouse")
    published, fresh = home / PUBLISHED, home / LIVE.parent / "publishing.duckdb"
    try:
        shutil.copyfile(home / LIVE, fresh)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        _read_whole(fresh, home)
        fresh.replace(published)
    except OSError as exc:
        fresh.unlink(missing_ok=True)
        raise WarehouseError(published, f"it could not be published ({exc.strerror}); the last one stays in place") from exc
    return published


def _read_whole(fresh: Path, home: Path) -> None:
    """Every row of the copy, once: DuckDB tells a damaged block only when it reads it, and the last good copy must outlive that."""
    try:
        with duckdb.connect(str(fresh), read_only=True) as connection:
            tables = connection.execute("select table_name from duckdb_tables() where not internal").fetchall()
            for (table,) in tables:
                connection.execute(f"select bit_xor(hash(read)) from {table} as read").fetchone()  # noqa: S608 - names out of the schema
    except duckdb.Error as exc:
        raise WarehouseError(home / LIVE, f"a part of it cannot be read ({first_line(exc)}), so it was not published; {remedy(home)}") from exc
