"""How does what is stored leave for other engines? As Parquet: whole views by month, and single figures."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from warehouse.connection import first_line, quoted
from warehouse.errors import QueryError
from warehouse.query import open_published

# Each view with the time that puts its rows into a month. The names are those of the views, so that a query needs little change elsewhere.
VIEWS = {
    "articles": "coalesce(published_at, first_seen_at)",
    "quotations": "coalesce(published_at, first_seen_at)",
    "mentions": "coalesce(published_at, first_seen_at)",
    "weekly_stance": None,
    "weekly_stance_by_aspect": None,
    "weekly_stance_by_voice": None,
    "share_of_voice": None,
    "stories": None,
    "speakers": None,
    "feed_health": None,
}
# What an export writes of a view, by its name there.
MONTHS = re.compile(r"year=\w+(/month=\w+)?")
PARQUET = re.compile(r"(year=\w+/month=\w+/)?(tmp_)?(all|data_\d+)\.parquet")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A view that was written."""

    view: str
    rows: int
    files: int


def export_parquet(home: Path, folder: Path, *, as_of: datetime | None = None) -> tuple[Exported, ...]:
    """Write the views under `folder`, those with a time as VIEW/year=2024/month=7/….parquet; each replaces what an earlier export wrote of it.

    QueryError where the folder cannot be written, or holds something under a view's name that no export wrote; nothing is changed then.
    """
    exported = []
    try:
        for view in VIEWS:
            for place in _places(folder, view):
                _refuse_foreign(place)
    except OSError as exc:
        raise QueryError(folder, f"it cannot be read ({exc.strerror})") from exc
    with open_published(home, as_of=as_of) as connection:
        for view, time in VIEWS.items():
            place, fresh, old = _places(folder, view)
            try:
                if old.exists() and not place.exists():
                    old.rename(place)  # an earlier export ended between the two names
                for remains in (fresh, old):
                    _remove(remains)
                fresh.mkdir(parents=True)
                rows = _copy(connection, view, time, fresh)
                if place.exists():
                    place.rename(old)
                fresh.rename(place)
                _remove(old)
            except (OSError, duckdb.IOException) as exc:
                raise QueryError(folder, f"{view} could not be written there ({first_line(exc)})") from exc
            exported.append(Exported(view=view, rows=rows, files=sum(1 for _ in place.rglob("*.parquet"))))
    return tuple(exported)


def _places(folder: Path, view: str) -> tuple[Path, Path, Path]:
    """Where a view's files stand, where new ones are written, and where the old ones are until those stand."""
    return folder / view, folder / f".{view}.part", folder / f".{view}.old"


def _remove(place: Path) -> None:
    if place.exists():
        shutil.rmtree(place)


def _refuse_foreign(place: Path) -> None:
    """QueryError where something stands there that no export wrote."""
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise QueryError(place, "it is no folder of an export; move it away, or export into another folder")
    for path in sorted(place.rglob("*")):
        name = path.relative_to(place).as_posix()
        if path.is_symlink() or not (MONTHS if path.is_dir() else PARQUET).fullmatch(name):
            raise QueryError(place, f"it holds {name}, which no export wrote and a new one would remove; move it away, or export into another folder")


def _copy(connection: duckdb.DuckDBPyConnection, view: str, time: str | None, place: Path) -> int:
    """How many rows were written. Names are those above."""
    if time is None:
        copied = connection.execute(f"copy (from {view}) to '{quoted(place / 'all.parquet')}' (format parquet, compression zstd)")
    else:
        month = f"year({time} at time zone 'UTC') as year, month({time} at time zone 'UTC') as month"
        copied = connection.execute(f"copy (select *, {month} from {view}) to '{quoted(place)}' (format parquet, compression zstd, partition_by (year, month), overwrite_or_ignore)")  # noqa: S608
    (rows,) = copied.fetchone() or (0,)
    return int(rows)


def figures_as_parquet(figures: Mapping[str, tuple[Sequence[str], Sequence[str], Sequence[Sequence[object]]]]) -> dict[str, bytes]:
    """Each figure's columns, types and rows as a Parquet file, by the figure's key; the same rows give the same bytes."""
    written = {}
    with tempfile.TemporaryDirectory(prefix="figures-") as scratch, duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        path = Path(scratch) / "figure.parquet"
        for key, (columns, types, rows) in figures.items():
            values = [[row[place] for row in rows] for place in range(len(columns))]
            given = ", ".join(f'unnest(?::{kind}[]) as "{name}"' for name, kind in zip(columns, types, strict=True))
            connection.execute(f"copy (select {given}) to '{quoted(path)}' (format parquet, compression zstd)", values)
            written[key] = path.read_bytes()
    return written
