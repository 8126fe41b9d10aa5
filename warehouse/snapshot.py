"""How do people get a file to query while flows write? The live file is copied and put in place in one step."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from pathlib import Path

import duckdb

from warehouse.connection import LIVE, PUBLISHED, first_line, remedy
from warehouse.errors import WarehouseError

FICLONE = 0x40049409  # Linux: let both files share their blocks until one changes, where the file system can
SMALL = 256_000_000  # bytes; a file of this size is read whole in less than a second
DAY = 86_400.0  # seconds
LAST_ROWS = 122_880  # a row group of DuckDB
READ_WHOLE = "read-whole"  # in the live folder: its time is when a copy was last read whole


def publish(connection: duckdb.DuckDBPyConnection, home: Path) -> Path:
    """Put a copy of the live file at `home/bellwether.duckdb`, whole or not at all. Readers of the old one keep it.

    `connection` holds the live file open for writing, so nothing else can change it between checkpoint and copy.
    """
    connection.execute("force checkpoint warehouse")
    published, fresh = home / PUBLISHED, home / LIVE.parent / "publishing.duckdb"
    try:
        copy_synced(home / LIVE, fresh)
        _read(fresh, home)
        fresh.replace(published)
    except OSError as exc:
        fresh.unlink(missing_ok=True)
        raise WarehouseError(published, f"it could not be published ({exc.strerror}); the last one stays in place") from exc
    return published


def copy_synced(source: Path, target: Path) -> None:
    """Copy a file onto the disk: at once where the file system lets files share blocks; else byte by byte."""
    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), FICLONE, old.fileno())
        except OSError:
            shutil.copyfile(source, target)
        os.fsync(new.fileno())


def _read(fresh: Path, home: Path) -> None:
    """DuckDB tells a damaged block only when it reads it, and the last good copy must outlive that.

    Every row is read where that is soon done, and at least once a day; of a large file in between the last rows of every table, what runs write.
    """
    mark = home / LIVE.parent / READ_WHOLE
    whole = fresh.stat().st_size <= SMALL or not mark.exists() or abs(time.time() - mark.stat().st_mtime) > DAY
    try:
        with duckdb.connect(str(fresh), read_only=True) as connection:
            tables = connection.execute("select table_name from duckdb_tables() where not internal").fetchall()
            for (table,) in tables:
                part = "" if whole else f" where read.rowid > (select max(rowid) - {LAST_ROWS} from {table})"  # noqa: S608 - names out of the schema
                connection.execute(f"select bit_xor(hash(read)) from {table} as read{part}").fetchone()  # noqa: S608 - names out of the schema
    except duckdb.Error as exc:
        raise WarehouseError(home / LIVE, f"a part of it cannot be read ({first_line(exc)}), so it was not published; {remedy(home)}") from exc
    if whole:
        mark.touch()
