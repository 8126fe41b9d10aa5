"""Everything on schedule, in one process."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from flows.settings import Settings

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment


def serve_schedules(settings: Settings) -> None:
    """Register the deployments with the server at PREFECT_API_URL and run what it schedules, until stopped; a server that is away is waited for."""
    from prefect import serve

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "coroutine 'Runner.astop' was never awaited", RuntimeWarning)  # what Prefect's runner says of itself whenever it is told to stop
        serve(*_deployments(settings), pause_on_shutdown=False, print_starting_message=False)  # a stop must not leave the schedules paused


def _deployments(settings: Settings) -> tuple[RunnerDeployment, ...]:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.backfill import backfill
    from flows.checks import checks
    from flows.deliver import deliver
    from flows.freshness import freshness
    from flows.ingest import ingest
    from flows.reparse import reparse
    from flows.weekly import weekly

    made = (
        flow.to_deployment(
            name=name, schedules=[Cron(cron, timezone=settings.timezone)] if cron else [], concurrency_limit=1, entrypoint_type=EntrypointType.MODULE_PATH,
            parameters=parameters, tags=["bellwether", tag],
        )
        for flow, name, cron, tag, parameters in (
            (ingest, "every-few-hours", settings.ingest_cron, "bellwether-work", {"due_only": True}),
            (weekly, "monday-morning", settings.weekly_cron, "bellwether-work", {}),
            (deliver, "what-was-not-sent", settings.deliver_cron, "bellwether-work", {}),
            (freshness, "every-hour", settings.freshness_cron, "bellwether-watch", {}),
            (checks, "every-night", settings.checks_cron, "bellwether-watch", {}),
            (reparse, "on-demand", None, "bellwether-work", {}),
            (backfill, "archives", None, "bellwether-work", {}),
        )
    )  # fmt: skip
    return tuple(each for each in made if isinstance(each, RunnerDeployment))  # they are: outside an event loop nothing is awaited
