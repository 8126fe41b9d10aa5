"""Which moment does this run stand for?"""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import runtime


def moment_of_run() -> datetime:
    """The one it was given (`at`), or else when it was scheduled, or else now; in UTC. For the names of runs."""
    moment = runtime.flow_run.parameters.get("at") or runtime.flow_run.scheduled_start_time or datetime.now(UTC)
    return (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(UTC)
