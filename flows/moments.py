"""Which moment does this run stand for?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from prefect import runtime


def moment_of_run() -> datetime:
    """The one it was given (`at`), or else when it was scheduled, or else now; in UTC. For the names of runs."""
    moment = runtime.flow_run.parameters.get("at") or runtime.flow_run.scheduled_start_time or datetime.now(UTC)
    return (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(UTC)


def named_after_moment(what: str) -> Callable[[], str]:
    """For `flow_run_name`: runs are called after the moment they stand for, such as "ingest 2026-11-26 17:33 UTC"."""

    def name() -> str:
        return f"{what} {moment_of_run():%Y-%m-%d %H:%M} UTC"

    return name
