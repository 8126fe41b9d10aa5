"""How is the live file opened: locked for one writer, at the storage version that older clients read?"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import duckdb

from warehouse.errors import WarehouseBusyError, WarehouseError

STORAGE_VERSION = "v1.2.0"  # DuckDB 2.0's own default can be read by no 1.x client
LIVE = Path("live") / "bellwether.duckdb"
PUBLISHED = "bellwether.duckdb"  # the copy that people ask
# What is logged before it is put in its place by a checkpoint, which writes the last 122,880 rows of a table anew however few were added.
# DuckDB's own 16 MB made every hundred articles pay for all that went before; a killed run's log of this size is read again in seconds.
LOGGED = "128MB"

# What DuckDB raises for a disk or a file, beside its plain Error (a block whose checksum is wrong).
_OF_THE_FILE = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException, duckdb.OutOfMemoryException)


@contextmanager
def open_live(home: Path, *, patience: float = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """The one writing connection to `home/live/bellwether.duckdb` as it is, under the writer's lock, which is waited for `patience` seconds.

    What DuckDB cannot read or write on the way (a full disk, a damaged block) is a WarehouseError.
    """
    path = home / LIVE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise WarehouseError(path.parent, f"this folder cannot be made ({exc.strerror}); set BELLWETHER_HOME to one that can be written") from exc
    until = time.monotonic() + patience
    with locked(path.with_name("writer.lock"), path, "another run is writing", patience):
        _clear_remains(path)
        connection = duckdb.connect()
        try:
            if not path.exists():
                _create(path, home)
            connection.execute("set timezone = 'UTC'")
            connection.execute(f"set wal_autocheckpoint = '{LOGGED}'")
            _attach(connection, path, until)
            yield connection
        except duckdb.Error as exc:
            if type(exc) is not duckdb.Error and not isinstance(exc, _OF_THE_FILE):
                raise  # a statement of ours is wrong
            raise WarehouseError(path, f"DuckDB cannot read or write it ({first_line(exc)}); {remedy(home)}") from exc
        finally:
            connection.close()


def remedy(home: Path) -> str:
    """What to do about a file that cannot be used."""
    if not (home / PUBLISHED).exists():
        return "it was left as it is. If the disk is full, make room and run again; if it is damaged, move it away and start anew, or replay the captures"
    live, aside = home / LIVE.parent, home / "live.damaged"
    return (
        f"it was left as it is. If the disk is full, make room and run again. If it is damaged, go back to the last good copy: "
        f"mv {live} {aside} && mkdir {live} && cp {home / PUBLISHED} {home / LIVE}"
    )


def _create(path: Path, home: Path) -> None:
    """A file that is there is whole: it is made under another name first. One that has vanished is not made anew beside its copy."""
    if (home / PUBLISHED).exists():
        raise WarehouseError(path, f"it is gone, although {home / PUBLISHED} is there; to go on from that copy: cp {home / PUBLISHED} {path}")
    fresh = path.with_name("creating.duckdb")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{quoted(fresh)}' as fresh (storage_version '{STORAGE_VERSION}')")
        connection.execute("detach fresh")
    fresh.replace(path)


def _clear_remains(path: Path) -> None:
    """What killed runs left beside the file: batches, and files half made. Only the holder of the lock comes here."""
    for name in ("creating.duckdb", "creating.duckdb.wal", "publishing.duckdb"):
        path.with_name(name).unlink(missing_ok=True)
    for folder in path.parent.glob("writing-*"):
        shutil.rmtree(folder, ignore_errors=True)


def _attach(connection: duckdb.DuckDBPyConnection, path: Path, until: float) -> None:
    while True:
        try:
            connection.execute(f"attach '{quoted(path)}' as warehouse (storage_version '{STORAGE_VERSION}')")
        except duckdb.IOException as exc:
            if "lock" not in first_line(exc):
                raise
            if time.monotonic() >= until:
                holder = re.search(r"PID (\d+)", str(exc))
                who = f"process {holder[1]}" if holder else "another program"
                raise WarehouseBusyError(path, f"{who} has it open; close it there, and ask {path.parents[1] / PUBLISHED} instead, which may be open at any time") from exc
            time.sleep(1)
        else:
            connection.execute("use warehouse")
            return


@contextmanager
def locked(lock: Path, path: Path, why: str, patience: float = 0) -> Iterator[None]:
    """Held by one process at a time, for `path`; the system frees it when its holder dies, however it dies."""
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as exc:
        raise WarehouseError(lock, f"it cannot be written ({exc.strerror}); set BELLWETHER_HOME to a folder that can be") from exc
    try:
        until = time.monotonic() + patience
        while not _is_ours(descriptor):
            if time.monotonic() >= until:
                holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
                raise WarehouseBusyError(path, f"{why} (process {holder}); wait for it to end")
            time.sleep(1)
        with suppress(OSError):  # on a full disk nobody learns who holds it
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _is_ours(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


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
