"""Which query gives a figure? The texts are in queries/, written for the warehouse's views, ready for `bellwether query`."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from reports.model import Figure

PARAMETER = re.compile(r"\$(\w+)")

Value = str | float | tuple[str, ...]


def figure(key: str, shown: str, **values: Value) -> Figure:
    """The figure of queries/KEY.sql, its parameters filled in. KeyError where one is lacking."""
    label, _, statement = query(key).partition("\n")
    return Figure(
        key=key.replace("_", "-"),
        label=label.removeprefix("-- "),
        shown=shown,
        sql=PARAMETER.sub(lambda found: literal(values[found[1]]), statement).strip(),
    )


def literal(value: Value) -> str:
    """A value as SQL writes it."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, tuple):
        return ", ".join(map(literal, value))
    return f"{value:g}"


@cache
def query(key: str) -> str:
    """The query as it is kept: its label in the first line, then the statement."""
    return files("reports").joinpath("queries", f"{key}.sql").read_text("utf-8")
