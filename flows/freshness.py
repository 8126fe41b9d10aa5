"""Has anything been collected lately? Silence is the failure that nobody sees, so this flow looks for it every hour."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.server.schemas.schedules import CronSchedule

from flows.findings import failed, say
from flows.moments import named_after_moment
from flows.notices import SILENT, announce
from flows.settings import load_settings
from warehouse.errors import QueryError
from warehouse.query import last_completed

MOST_COUNTED = 1000  # of polls missed
DAY = timedelta(days=1)
WHAT_TO_ASK = "Is anything running `bellwether serve`, or a worker with the ingest deployment? Late runs have no worker, failed ones say why"
EPOCH = datetime.fromtimestamp(0, UTC)


class SilentError(RuntimeError):
    """No poll was completed for too long; says since when, and what to look at."""


@flow(
    name="freshness",
    flow_run_name=named_after_moment("freshness"),
    description="Fails, and says so as an event (bellwether.ingest.silent), when the scheduled polls of the feeds have been missed several times in a row.",
)
async def freshness(most_missed: int = 3) -> str | State[Any]:
    """Look when a poll was last completed. The event comes with the first failure and then once a day, the failure every time.

    Args:
        most_missed: How many polls of the schedule (BELLWETHER_INGEST_CRON) may pass without one being completed before this run fails.
    """
    settings, now = load_settings(), datetime.now(UTC)
    try:
        last, missed = last_completed(settings.home), None
    except QueryError as exc:
        last, missed, why = None, None, str(exc)
    else:
        why = f"no run of {settings.home} was ever completed"
    if last is not None:
        due = await CronSchedule(cron=settings.ingest_cron, timezone=settings.timezone).get_dates(n=MOST_COUNTED, start=last, end=now)
        missed = sum(moment > last for moment in due)
        if missed < most_missed:
            said = f"last completed {last:%Y-%m-%d %H:%M} UTC; {missed} polls missed since"
            say(said)
            return said
        why = f"nothing was collected since {last:%Y-%m-%d %H:%M} UTC: {missed} polls of the schedule were missed"
    if not await _told_today(last, now):
        announce(SILENT, settings.home.name, {"home": str(settings.home.resolve()), "last_completed_at": last.isoformat(timespec="seconds") if last else None, "missed": missed})
    return failed(SilentError(f"{why}. {WHAT_TO_ASK}"))


async def _told_today(last: datetime | None, now: datetime) -> bool:
    """Whether the run before this one failed as well, within the same day of silence."""
    async with get_client() as client:
        before = await client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=["freshness"])),
            flow_run_filter=FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.COMPLETED, StateType.FAILED]))),
            sort=FlowRunSort.END_TIME_DESC,
            limit=1,
        )
    state = before[0].state if before else None
    if state is None or before[0].end_time is None or WHAT_TO_ASK not in (state.message or ""):
        return False
    ended = datetime.fromtimestamp(before[0].end_time.timestamp(), UTC)
    began = last or EPOCH
    return (ended - began) // DAY == (now - began) // DAY
