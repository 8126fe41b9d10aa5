"""Is what is stored sound? Looks without writing, at the published file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from warehouse.connection import LIVE, PUBLISHED, first_line, remedy
from warehouse.errors import QueryError
from warehouse.query import open_published
from warehouse.soundness import Checked, run_checks

MOST_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at."""

    what: str
    wrong: bool


def examine(home: Path) -> tuple[Finding, ...]:
    """What the published file holds, and each check with the rows that are wrong."""
    with open_published(home) as connection:
        runs, archives, articles, last = connection.execute(
            "select (select count(*) from run), (select count(*) from backfill), (select count(*) from article),"
            " greatest((select max(polled_at) from run where status = 'completed'), (select max(loaded_at) from backfill))"
        ).fetchone() or (0, 0, 0, None)
        archived = f" and {archives} archive files" if archives else ""
        holds = f"{articles} articles from {runs} runs{archived}, the last as of {last:%Y-%m-%d %H:%M} UTC" if last else "no completed run"
        findings = [Finding(what=f"{home / PUBLISHED} ({_size(home / PUBLISHED)}; live file {_size(home / LIVE)}): {holds}", wrong=last is None)]
        for check in run_checks(connection):
            shown = "; ".join(str(row) for row in check.rows[:MOST_SHOWN])
            broken = f" {len(check.rows)} rows are not so: {shown}" if check.rows else ""
            findings.append(Finding(what=check.rule + broken, wrong=bool(check.rows)))
        failing = connection.execute("select name, outcome, reason from feed_health where watched and outcome in ('blocked', 'gone', 'broken', 'rate-limited', 'stale') order by name").fetchall()
        findings += [Finding(what=f"feed {name}: {outcome} ({reason or 'silent for longer than expected'})", wrong=False) for name, outcome, reason in failing]
    return tuple(findings)


def check_published(home: Path) -> tuple[Checked, ...]:
    """Every check of the published file, with the rows that break its rule."""
    try:
        with open_published(home) as connection:
            return run_checks(connection)
    except duckdb.Error as exc:
        raise QueryError(home / PUBLISHED, f"DuckDB cannot read it ({first_line(exc)}); {remedy(home)}") from exc


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1e6:,.1f} MB" if path.exists() else "missing"
