"""What happens when the readers have become better? Everything stored is read again from its captures."""

from __future__ import annotations

from datetime import datetime

from prefect import flow
from prefect.artifacts import create_table_artifact

from flows.patience import patience
from flows.rereading import reread
from flows.settings import load_settings
from flows.weeks import monday
from warehouse.replacing import Replaced
from warehouse.rereading import Scope


@flow(
    name="reparse",
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
    create_table_artifact(
        key="reparse", table=[{"what": name, "revisions": getattr(replaced, name)} for name in ("pages", "texts", "failed", "changed", "dropped", "mentions")],
        description="What was read again: from captured pages, from stored texts, not at all; what came out differently; what was dropped; mentions.",
    )
    return replaced
