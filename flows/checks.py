"""Is what is stored sound? Every check of the warehouse, asked once a day."""

from __future__ import annotations

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.moments import moment_of_run
from flows.notices import UNSOUND, announce
from flows.settings import load_settings
from warehouse.doctor import check_published
from warehouse.errors import QueryError

MOST_SHOWN = 3


class UnsoundError(RuntimeError):
    """A check found rows; says which, and how many."""


def _run_name() -> str:
    return f"checks {moment_of_run():%Y-%m-%d %H:%M} UTC"


@flow(
    name="checks",
    flow_run_name=_run_name,
    description="Asks every check of the warehouse; fails, and says so as an event (bellwether.check.found-rows), where one finds rows that are wrong.",
)
def checks() -> str:
    """Run the checks of the published DuckDB file. What they found is this run's artifact."""
    settings = load_settings()
    try:
        found = check_published(settings.home)
    except QueryError as exc:
        announce(UNSOUND, "published-file", {"check": "published-file", "rule": str(exc), "rows": 0, "home": str(settings.home.resolve())})
        raise
    create_table_artifact(
        key="warehouse-checks",
        table=[{"check": each.name, "rule": each.rule, "rows that break it": len(each.rows), "such as": "; ".join(map(str, each.rows[:MOST_SHOWN]))} for each in found],
        description=f"{sum(bool(each.rows) for each in found)} of {len(found)} checks found rows.",
    )
    broken = [each for each in found if each.rows]
    for each in broken:
        announce(UNSOUND, each.name, {"check": each.name, "rule": each.rule, "rows": len(each.rows), "home": str(settings.home.resolve())})
    if broken:
        raise UnsoundError(f"{', '.join(f'{each.name} ({len(each.rows)} rows)' for each in broken)}: `bellwether doctor` explains each")
    return f"{len(found)} checks, and none found anything"
