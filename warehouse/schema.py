"""Which schema has the file, and how is it brought to this program's? Copied aside first; killed in the middle, the next start goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import duckdb

from warehouse.connection import LIVE, first_line, open_live, quoted, sql, sql_files, transaction
from warehouse.errors import WarehouseError
from warehouse.snapshot import copy_synced

BACKUP = "before-schema-{version}.duckdb"  # beside the live file: what it was before it was brought to that schema


@contextmanager
def open_current(home: Path, *, patience: float = 0) -> Iterator[tuple[duckdb.DuckDBPyConnection, bool]]:
    """The one writing connection to the live file (warehouse.connection.open_live), at this program's schema, and whether it was brought to it just now."""
    with open_live(home, patience=patience) as connection:
        yield connection, migrate(connection, home / LIVE)


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> bool:
    """Bring the tables to this program's schema (each migration and its row commit together), and the views to what it makes of them.

    A file that an older program wrote is copied aside before its first change, and the copy is kept until the next upgrade. True where such a file
    was changed. A file that a newer program wrote is a WarehouseError, and stays as it is.
    """
    connection.execute(
        "create table if not exists schema_migration (version integer primary key, name varchar not null, applied_at timestamptz not null default now())"
    )
    connection.execute("comment on table schema_migration is 'The migrations that made this file what it is.'")
    for column, meaning in (("version", "Number of the migration."), ("name", "Its file."), ("applied_at", "When it was applied (UTC).")):
        connection.execute(f"comment on column schema_migration.{column} is '{meaning}'")
    applied = applied_migrations(connection)
    known = {int(script.name[:4]): script for script in sql_files("migrations")}
    if applied - known.keys():
        raise WarehouseError(path, f"its schema ({max(applied)}) is newer than this program's ({max(known)}); upgrade Bellwether to use it")
    if applied and known.keys() - applied:
        _keep(connection, path, applied=max(applied), wanted=max(known))
    with transaction(connection) if not applied else nullcontext():  # a new file is made whole or not at all: it is none that is upgraded
        for version in sorted(known.keys() - applied):
            with transaction(connection) if applied else nullcontext():
                connection.execute(known[version].read_text("utf-8"))
                connection.execute("insert into schema_migration (version, name) values (?, ?)", [version, known[version].name])
    made_views = _make_views(connection)
    return bool(applied) and (made_views or bool(known.keys() - applied))


def _make_views(connection: duckdb.DuckDBPyConnection) -> bool:
    """Make the views as this program has them, unless the file has just these: making them takes a fifth of a second, and every run opens the file."""
    scripts = [script.read_text("utf-8") for script in sql_files("marts")]
    if _has_views(connection, scripts):
        return False
    with transaction(connection):
        for script in scripts:
            connection.execute(script)
        connection.execute("insert or replace into fact values ('views', ?)", [_digest_of_views(connection, scripts)])
    return True


def _has_views(connection: duckdb.DuckDBPyConnection, scripts: list[str]) -> bool:
    told = connection.execute("select value from fact where name = 'views'").fetchone()
    return told is not None and told[0] == _digest_of_views(connection, scripts)


def _digest_of_views(connection: duckdb.DuckDBPyConnection, scripts: list[str]) -> str:
    """Of the scripts that make them, and of the views that stand in the file: where one was dropped, or has other columns, they are made anew as well."""
    (standing,) = connection.execute(sql("views")).fetchone() or (None,)
    return hashlib.sha256("\0".join([*scripts, str(standing)]).encode()).hexdigest()


def applied_migrations(connection: duckdb.DuckDBPyConnection, database: str = "warehouse") -> set[int]:
    """The numbers of the migrations that made this database."""
    return {version for (version,) in connection.execute(f"select version from {database}.schema_migration").fetchall()}  # noqa: S608 - a name of ours


def other_writer(connection: duckdb.DuckDBPyConnection, *, only_tables: bool = False) -> str | None:
    """Which other program wrote the published file, and what to do about it: asking brings no file up. None where its tables and views are this program's."""
    applied, known = applied_migrations(connection, "main"), {int(script.name[:4]) for script in sql_files("migrations")}
    if applied - known:
        return "a newer Bellwether wrote this file; upgrade this one to ask it"
    scripts = [script.read_text("utf-8") for script in sql_files("marts")]
    if known - applied or not (only_tables or _has_views(connection, scripts)):
        return "an older Bellwether wrote this file; `bellwether run` (or `bellwether ingest`) brings it up to date"
    return None


def _keep(connection: duckdb.DuckDBPyConnection, path: Path, *, applied: int, wanted: int) -> None:
    """Copy the file aside, whole or not at all. An upgrade that was killed in the middle has its copy already: of what there was before it."""
    backup, fresh = path.with_name(BACKUP.format(version=wanted)), path.with_name("creating.duckdb")
    if backup.exists() and _schema_of(connection, backup) < applied:
        return
    connection.execute("force checkpoint warehouse")
    try:
        copy_synced(path, fresh)
        fresh.replace(backup)
    except OSError as exc:
        fresh.unlink(missing_ok=True)
        raise WarehouseError(path, f"it is of an older schema ({applied}), and no copy of it could be made before the upgrade to {wanted} ({exc.strerror}); make room beside it, and run again") from exc
    for older in path.parent.glob(BACKUP.format(version="*")):
        if older != backup:
            older.unlink()


def _schema_of(connection: duckdb.DuckDBPyConnection, backup: Path) -> int:
    """The schema of a copy."""
    try:
        connection.execute(f"attach '{quoted(backup)}' as backup (read_only)")
    except duckdb.Error as exc:
        raise WarehouseError(backup, f"this copy from an upgrade that was cut short cannot be read ({first_line(exc)}); move it away, and run again") from exc
    try:
        return max(applied_migrations(connection, "backup"))
    finally:
        connection.execute("detach backup")
