"""How do people get a file to query while flows write? The live file is copied and put in place in one step."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import duckdb

from warehouse.connection import LIVE
from warehouse.errors import WarehouseError

PUBLISHED = "bellwether.duckdb"


def publish(connection: duckdb.DuckDBPyConnection, home: Path) -> Path:
    """Put a copy of the live file at `home/bellwether.duckdb`, whole or not at all. Readers of the old one keep it.

    `connection` holds the live file open for writing, so nothing else can change it between checkpoint and copy.
    """
    connection.execute("force checkpoint warehouse")
    published, fresh = home / PUBLISHED, home / "live" / "publishing.duckdb"
    try:
        shutil.copyfile(home / LIVE, fresh)
        with fresh.open("rb+") as file:
            os.fsync(file.fileno())
        fresh.replace(published)
    except OSError as exc:
        fresh.unlink(missing_ok=True)
        raise WarehouseError(published, f"it could not be published ({exc.strerror}); the last one stays in place") from exc
    return published
