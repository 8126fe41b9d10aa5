"""What does the published file answer? Reading only: for people, for reports, for scorers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from warehouse.connection import PUBLISHED, first_line
from warehouse.errors import QueryError
from warehouse.schema import other_writer

_OF_THE_SCHEMA = (duckdb.CatalogException, duckdb.BinderException)  # a table, view or column is not there


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Columns and rows, values as Python has them."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def ask(home: Path, sql: str, *, as_of: datetime | None = None) -> Answer:
    """The answer to one query, on the published file, which it cannot change; as of that moment, where one is given."""
    with open_published(home, as_of=as_of) as connection:
        if not sql.strip(" ;\n\t"):
            raise QueryError(home / PUBLISHED, 'the query is empty; try "from weekly_stance"')
        try:
            cursor = connection.execute(sql)
            columns = tuple(column[0] for column in cursor.description or ())
            return Answer(columns=columns, rows=tuple(cursor.fetchall()))
        except duckdb.Error as exc:
            other = other_writer(connection) if isinstance(exc, _OF_THE_SCHEMA) else None
            raise QueryError(home / PUBLISHED, f"the query failed: {exc}" + (f"\n{other[0].upper()}{other[1:]}." if other else "")) from exc


@contextmanager
def open_published(home: Path, *, as_of: datetime | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published file, opened for reading; times come in UTC. With `as_of` every view answers as it would have then.

    A file of another program is asked as it is: what it has answers, and a query of ours that it lacks something for is a QueryError.
    """
    path = home / PUBLISHED
    if not path.exists():
        raise QueryError(path, "there is nothing to ask yet; `bellwether run` makes it")
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.Error as exc:
        raise QueryError(path, f"DuckDB cannot open it ({first_line(exc)})") from exc
    try:
        connection.execute("set timezone = 'UTC'")
        if as_of is not None:
            connection.execute(as_of_statement(as_of))
        yield connection
    except _OF_THE_SCHEMA as exc:
        other = other_writer(connection)
        if other is None:
            raise
        raise QueryError(path, other) from exc
    finally:
        connection.close()


def as_of_statement(moment: datetime) -> str:
    """What makes the views answer as of that moment, in any session: the line before a query whose answer is to stay the same."""
    return f"set variable as_of = timestamptz '{moment.astimezone(UTC).isoformat(sep=' ')}';"


def is_sample(home: Path) -> bool:
    """Whether the file holds the fictional sample newsroom."""
    return ask(home, "select value from fact where name = 'origin'").rows == (("sample",),)


def last_completed(home: Path) -> datetime | None:
    """When a run was last completed, by the clock of the machine (UTC); None where none ever was."""
    with open_published(home) as connection:
        try:
            (ended,) = connection.execute("select max(ended_at) from run where status = 'completed'").fetchone() or (None,)
        except duckdb.Error as exc:
            raise QueryError(home / PUBLISHED, f"DuckDB cannot read it ({first_line(exc)})") from exc
    return ended.astimezone(UTC) if ended else None
