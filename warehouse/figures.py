"""Which query gives a figure, and what does it answer? The text that loads a report is the text printed in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import TypeVar

import duckdb

from warehouse.query import as_of_statement
from warehouse.weekrows import FigureRows

DECIMALS = 12
PARAMETER = re.compile(r"\$(\w+)")

RowType = TypeVar("RowType")
Value = str | float | date


def read_figure(connection: duckdb.DuckDBPyConnection, key: str, as_of: datetime | None, values: Mapping[str, Value]) -> FigureRows:
    """The figure of queries/figures/KEY.sql as of a moment (None: all that is known), with the text that gave it. KeyError where a value is lacking."""
    label, _, statement = query(key).partition("\n")
    bound = (f"{as_of_statement(as_of)}\n" if as_of else "") + PARAMETER.sub(lambda found: literal(values[found[1]]), statement).strip()
    cursor = connection.execute(bound)
    return FigureRows(
        key=key.replace("_", "-"),
        label=label.removeprefix("-- "),
        sql=bound,
        columns=tuple(column[0] for column in cursor.description or ()),
        types=tuple(str(column[1]) for column in cursor.description or ()),
        rows=tuple(tuple(map(_steady, row)) for row in cursor.fetchall()),
        parameters=tuple((name, value.isoformat() if isinstance(value, date) else value) for name in dict.fromkeys(PARAMETER.findall(statement)) for value in [values[name]]),
    )


def texts_of(connection: duckdb.DuckDBPyConnection, urls: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The titles and texts of the articles at these addresses, by address."""
    found: dict[str, tuple[str, ...]] = {}
    for url, title, text in connection.execute("select url, title, text from articles where list_contains(?, url)", [list(urls)]).fetchall():
        found[url] = (*found.get(url, ()), title, text)
    return found


def typed(row_type: type[RowType], figure: FigureRows) -> tuple[RowType, ...]:
    """The figure's rows as values; lists become tuples. AssertionError where its columns are not the type's fields."""
    wanted = {each.name for each in fields(row_type)}  # type: ignore[arg-type]  # every row type is a dataclass
    if set(figure.columns) != wanted:
        raise AssertionError(f"{figure.key} gives {figure.columns}, {row_type.__name__} wants {sorted(wanted)}")
    return tuple(
        row_type(**{name: tuple(value) if isinstance(value, list) else value for name, value in zip(figure.columns, row, strict=True)})
        for row in figure.rows
    )


def _steady(value: object) -> object:
    """A floating number without its last digits, which depend on the order in which DuckDB's threads added: the same rows give the same bytes."""
    return round(value, DECIMALS) if isinstance(value, float) else value


def literal(value: Value) -> str:
    """A value as SQL writes it."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, date):
        return f"date '{value.isoformat()}'"
    return f"{value:g}"


@cache
def query(key: str) -> str:
    """The query as it is kept: its label in the first line, then the statement."""
    return files("warehouse").joinpath("queries", "figures", f"{key}.sql").read_text("utf-8")
