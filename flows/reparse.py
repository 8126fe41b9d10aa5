"""What happens when the readers have become better? Everything stored is read again from its captures."""

from __future__ import annotations

from datetime import datetime

from prefect import flow, runtime

from flows.findings import show_table
from flows.moments import moment_of_run
from flows.patience import patience
from flows.rereading import reread
from flows.settings import load_settings
from flows.weeks import monday
from warehouse.replacing import Replaced
from warehouse.rereading import Scope

COUNTS = {
    "pages": "read from their captured pages", "texts": "read from their stored text", "failed": "could not be read, and stay as they were",
    "changed": "came out with another title, author or text", "dropped": "turned out to be no article, and were dropped", "mentions": "mentions in what was read",
}  # fmt: skip


def _run_name() -> str:
    week = runtime.flow_run.parameters.get("week")
    return f"reparse {week}" if week else f"reparse {moment_of_run():%Y-%m-%d %H:%M} UTC"


@flow(
    name="reparse",
    flow_run_name=_run_name,
    description="Read everything stored again with today's readers, from the captured pages; old rows stay until all is read. Killed, it goes on where it was.",
)
def reparse(week: str | None = None, since: datetime | None = None, until: datetime | None = None, stance: bool = False) -> Replaced:
    """Read again, put in place, publish.

    Args:
        week: Only articles of this ISO week, such as 2024-W30.
        since: Only what was captured at this moment or later.
        until: Only what was captured before this moment.
        stance: Only score the stored mentions again.
    """
    if week:
        monday(week)  # WeekError, before anything is written
    replaced = reread(load_settings(), scope=Scope(week=week, since=since, until=until), stance=stance, patience=patience())
    said = f"{replaced.mentions} mentions scored again." if stance else f"{replaced.pages + replaced.texts} revisions read again; {replaced.changed} came out differently, {replaced.failed} could not be read."
    show_table("reparse", said, [{"what": words, "how many": getattr(replaced, name)} for name, words in COUNTS.items()])
    return replaced
