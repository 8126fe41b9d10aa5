"""Which rows are wrong? Every query of checks/, asked in turn."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from warehouse.connection import sql_files


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One check: its name, the rule that its first line states, and the rows that break it."""

    name: str
    rule: str
    rows: tuple[tuple[object, ...], ...]


def run_checks(connection: duckdb.DuckDBPyConnection) -> tuple[Checked, ...]:
    """All checks, in the order of their names."""
    return tuple(
        Checked(
            name=script.name.removesuffix(".sql"),
            rule=(text := script.read_text("utf-8")).splitlines()[0].removeprefix("-- "),
            rows=tuple(connection.execute(text).fetchall()),
        )
        for script in sql_files("checks")
    )
