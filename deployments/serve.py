"""Both flows on schedule, in one process."""

from __future__ import annotations

from flows.settings import Settings


def serve_schedules(settings: Settings) -> None:
    """Register both deployments with the server at PREFECT_API_URL and run what it schedules, until stopped."""
    from prefect import serve
    from prefect.deployments.runner import RunnerDeployment
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.ingest import ingest
    from flows.weekly import weekly

    deployments = (
        ingest.to_deployment(
            name="every-few-hours",
            schedules=[Cron(settings.ingest_cron, timezone=settings.timezone)],
            concurrency_limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
            parameters={"due_only": True},
            description="Ask the feeds that are due and store what is new.",
            tags=["bellwether"],
        ),
        weekly.to_deployment(
            name="monday-morning",
            schedules=[Cron(settings.weekly_cron, timezone=settings.timezone)],
            concurrency_limit=1,
            entrypoint_type=EntrypointType.MODULE_PATH,
            description="Write the weekly reports that are due.",
            tags=["bellwether"],
        ),
    )
    serve(
        *(each for each in deployments if isinstance(each, RunnerDeployment)),  # they are: outside an event loop nothing is awaited
        pause_on_shutdown=False,  # a stop must not leave the schedules paused
        print_starting_message=False,
    )
