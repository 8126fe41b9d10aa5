"""How is the live file opened: locked for one writer, at the storage version that older clients read, migrated?"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseBusyError, WarehouseError

STORAGE_VERSION = "v1.2.0"  # DuckDB 2.0's own default can be read by no 1.x client
LIVE = Path("live") / "bellwether.duckdb"


@contextmanager
def open_live(home: Path, *, patience: float = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """The one writing connection to `home/live/bellwether.duckdb`, migrated, under the writer's lock, which is waited for `patience` seconds."""
    path = home / LIVE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise WarehouseError(path.parent, f"this folder cannot be made ({exc.strerror}); set BELLWETHER_HOME to one that can be written") from exc
    with writers_lock(path, patience):
        connection = duckdb.connect()
        try:
            connection.execute("set timezone = 'UTC'")
            try:
                connection.execute(f"attach '{quoted(path)}' as warehouse (storage_version '{STORAGE_VERSION}')")
            except duckdb.Error as exc:
                raise WarehouseError(path, f"DuckDB cannot open it ({first_line(exc)}); it was left as it is, the last published copy is {home / 'bellwether.duckdb'}") from exc
            connection.execute("use warehouse")
            migrate(connection, path)
            yield connection
        finally:
            connection.close()


@contextmanager
def writers_lock(path: Path, patience: float = 0) -> Iterator[None]:
    """Held by one process at a time; the system frees it when its holder dies, however it dies."""
    lock = path.with_name("writer.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        raise WarehouseError(lock, f"it cannot be written ({exc.strerror}); set BELLWETHER_HOME to a folder that can be") from exc
    try:
        until = time.monotonic() + patience
        while not _locked(descriptor):
            if time.monotonic() >= until:
                holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
                raise WarehouseBusyError(path, f"another run is writing (process {holder}); wait for it to end")
            time.sleep(1)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Bring the tables to this program's schema (each migration and its row commit together), and make the views anew."""
    connection.execute(
        "create table if not exists schema_migration (version integer primary key, name varchar not null, applied_at timestamptz not null default now())"
    )
    connection.execute("comment on table schema_migration is 'The migrations that made this file what it is.'")
    for column, meaning in (("version", "Number of the migration."), ("name", "Its file."), ("applied_at", "When it was applied (UTC).")):
        connection.execute(f"comment on column schema_migration.{column} is '{meaning}'")
    applied = {version for (version,) in connection.execute("select version from schema_migration").fetchall()}
    known = {int(script.name[:4]): script for script in sql_files("migrations")}
    if applied - known.keys():
        raise WarehouseError(path, f"its schema ({max(applied)}) is newer than this program's ({max(known)}); upgrade Bellwether to use it")
    for version in sorted(known.keys() - applied):
        with transaction(connection):
            connection.execute(known[version].read_text("utf-8"))
            connection.execute("insert into schema_migration (version, name) values (?, ?)", [version, known[version].name])
    with transaction(connection):
        for script in sql_files("marts"):
            connection.execute(script.read_text("utf-8"))


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Everything inside, or nothing."""
    connection.execute("begin transaction")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def sql_files(folder: str) -> list[Traversable]:
    """The .sql files of a folder of this package, in the order of their names."""
    return sorted((script for script in files("warehouse").joinpath(folder).iterdir() if script.name.endswith(".sql")), key=lambda script: script.name)


@cache
def sql(name: str) -> str:
    """The statement of `queries/name.sql`."""
    return files("warehouse").joinpath("queries", f"{name}.sql").read_text("utf-8")


def quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def first_line(exc: BaseException) -> str:
    return str(exc).strip().splitlines()[0] if str(exc).strip() else type(exc).__name__
