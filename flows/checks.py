"""Is what is stored sound? Every check of the warehouse, asked once a day."""

from __future__ import annotations

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State

from flows.findings import failed, show_table
from flows.moments import named_after_moment
from flows.notices import UNSOUND, announce
from flows.settings import load_settings
from warehouse.doctor import check_published
from warehouse.errors import QueryError

MOST_SHOWN = 3


class UnsoundError(RuntimeError):
    """A check found rows; says which, and how many."""


@flow(
    name="checks",
    flow_run_name=named_after_moment("checks"),
    description="Asks every check of the warehouse; fails, and says so as an event (bellwether.check.found-rows), where one finds rows that are wrong.",
)
def checks() -> str | State[Any]:
    """Run the checks of the published DuckDB file. What they found is this run's artifact."""
    settings = load_settings()
    try:
        found = check_published(settings.home)
    except QueryError as exc:
        announce(UNSOUND, "published-file", {"check": "published-file", "rule": str(exc), "rows": 0, "home": str(settings.home.resolve())})
        raise
    broken = [each for each in found if each.rows]
    said = f"{len(found)} checks, and {len(broken) or 'none'} found rows that are wrong."
    show_table(
        "warehouse-checks", said,
        [{"check": each.name, "wrong rows": len(each.rows), "rule": each.rule, "such as": "; ".join(map(str, each.rows[:MOST_SHOWN]))} for each in sorted(found, key=lambda each: not each.rows)],
    )  # fmt: skip
    for each in broken:
        announce(UNSOUND, each.name, {"check": each.name, "rule": each.rule, "rows": len(each.rows), "home": str(settings.home.resolve())})
    if broken:
        return failed(UnsoundError(f"{', '.join(f'{each.name} ({len(each.rows)} rows)' for each in broken)}: `bellwether doctor` explains each"))
    return said
