"""What happens once a week? A report is written of each week that is over and has none, and sent to everybody who is owed it."""

from __future__ import annotations

from datetime import UTC, datetime

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE

from flows.deliver import send_owed
from flows.findings import say, show_report
from flows.moments import moment_of_run
from flows.outbox import Outbox, UndeliveredError
from flows.patience import patience
from flows.progress import progress
from flows.reporting import Written, write_week
from flows.settings import load_settings
from flows.weeks import monday, weeks_due
from reports.revisions import telling_of
from warehouse.store import open_warehouse
from warehouse.weeks import load_reported, load_weeks


def _run_name() -> str:
    """Runs are called after the week, or after the moment up to which reports are due."""
    given = runtime.flow_run.parameters
    if given.get("week"):
        return f"report {given['week']}"
    return f"reports due {moment_of_run():%Y-%m-%d}"


@flow(
    name="weekly",
    flow_run_name=_run_name,
    description="Write the report of every ISO week that is over and has none yet, and send it to those who are owed it; weeks missed while the machine was off are made up for.",
)
def weekly(week: str | None = None, at: datetime | None = None, send: bool = True) -> tuple[Written, ...]:
    """Write what is due, record that it was written, and send what is owed. UndeliveredError, once all is done, where something did not arrive.

    Args:
        week: One ISO week to write, such as 2024-W30, due or not.
        at: The moment this run stands for; now, unless a capture file is replayed.
        send: Whether to send reports to those who are owed them.
    """
    settings = load_settings()
    now = (at or datetime.now(UTC)).astimezone(UTC)
    if week:
        monday(week)  # WeekError, before anything is written
    with open_warehouse(settings.home, patience=patience()) as warehouse:
        with_stories, first_poll = load_weeks(settings.home)
        due = (week,) if week else weeks_due(with_stories, load_reported(settings.home), first_poll=first_poll, now=now)
        progress().stage("Writing reports", len(due))
        written = []
        for each in due:
            written.append(report_week.with_options(task_run_name=f"report {each}")(each))
            warehouse.save_report(each, as_of=now, built_at=datetime.now(UTC), digest=written[-1].digest, telling=telling_of(written[-1].report))
            progress().step(each)
        if not written:
            say("No report is due.")
        failures: tuple[str, ...] = ()
        tried = False
        if send:  # where nobody is to be sent anything any more, that is noted
            outbox = Outbox(settings=settings, warehouse=warehouse, now=now, written={each.week: each for each in written})
            failures, tried = send_owed(outbox)
        if written or tried:
            warehouse.publish(now)
    if failures:
        raise UndeliveredError(failures, tuple(written))
    return tuple(written)


@task(name="report week", description="Build one week's report and write its files.", cache_policy=NO_CACHE, persist_result=False)
def report_week(week: str) -> Written:
    settings = load_settings()
    written = write_week(settings.home, week, site_url=settings.site_url)
    show_report(written, site_url=settings.site_url)
    return written
