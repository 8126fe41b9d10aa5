"""How does what is stored leave for other engines? As Parquet: whole views by month, and single figures."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A view that was written."""

    view: str
    rows: int
    files: int


def export_parquet(home: Path, folder: Path, *, as_of: datetime | None = None) -> tuple[Exported, ...]:
    """Write the views under `folder`, those with a time as VIEW/year=2024/month=7/….parquet; each replaces what an earlier export wrote of it.

    QueryError where the folder cannot be written.
    """
    exported = []
    with open_published(home, as_of=as_of) as connection:
        for view, time in VIEWS.items():
            place, fresh = folder / view, folder / f".{view}.part"
            try:
                shutil.rmtree(fresh, ignore_errors=True)
                fresh.mkdir(parents=True)
                rows = _copy(connection, view, time, fresh)
                shutil.rmtree(place, ignore_errors=True)
                fresh.rename(place)
            except (OSError, duckdb.IOException) as exc:
                raise QueryError(folder, f"{view} could not be written there ({first_line(exc)})") from exc
            exported.append(Exported(view=view, rows=rows, files=sum(1 for _ in place.rglob("*.parquet"))))
    return tuple(exported)


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
