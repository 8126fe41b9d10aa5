"""What happens every few hours? The feeds are asked; what they newly announce is read, stored and published."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.task_runners import ThreadPoolTaskRunner

from feeds.retention import retain
from feeds.speakers import load_people
from feeds.watchlist import load_watchlist
from flows.ending import is_interruption
from flows.findings import show_table
from flows.intake import Intake
from flows.moments import named_after_moment
from flows.notices import notify
from flows.patience import patience
from flows.settings import SAMPLE_CAPTURES, load_settings
from flows.source import CAPTURES, open_source
from flows.summary import RunSummary, as_table, in_a_sentence
from parsers import PARSER_VERSION
from parsers.stance import MODEL_VERSION
from warehouse.store import open_warehouse

AT_ONCE = 8  # feeds polled and read at a time; each host is asked gently whatever this is
RUNNER: Any = ThreadPoolTaskRunner(max_workers=AT_ONCE)  # Any: its own type is narrower than what @flow declares


@flow(
    name="ingest",
    flow_run_name=named_after_moment("ingest"),
    description="Ask every feed of the watchlist, read the articles it newly announces, store them, and publish the DuckDB file that people query.",
    task_runner=RUNNER,
)
def ingest(replay: Path | None = None, at: datetime | None = None, due_only: bool = False) -> RunSummary:
    """Poll the feeds once.

    Args:
        replay: A WARC file, or a folder of them, to answer from instead of the network.
        at: The moment this run stands for; now, unless a capture file is replayed.
        due_only: Ask only the feeds that are due by their own rhythm: for runs on schedule. Feeds that asked for a rest are never asked.
    """
    settings = load_settings()
    watchlist, people = load_watchlist(settings.watchlist), load_people(settings.speakers_file)
    with ExitStack() as stack:
        warehouse = stack.enter_context(open_warehouse(settings.home, patience=patience()))
        now = (at or datetime.now(UTC)).astimezone(UTC)  # once nobody else writes: that may have taken a while
        source = stack.enter_context(open_source(settings, feeds=len(watchlist.feeds), now=now, replay=replay))
        warehouse.claim("sample" if replay and replay.resolve() == SAMPLE_CAPTURES.resolve() else "live")
        warehouse.save_people(people)
        run_id = warehouse.begin_run(
            watchlist, parser_version=PARSER_VERSION, model_version=MODEL_VERSION, started_at=datetime.now(UTC), polled_at=now, replayed=replay is not None
        )
        try:
            intake = Intake(
                run_id=run_id, warehouse=warehouse, watchlist=watchlist, source=source, now=now,
                due_only=due_only, revisits=settings.revisit_gaps, live=replay is None,
            )
            intake.take_in()
        except BaseException as exc:
            warehouse.end_run(run_id, "interrupted" if is_interruption(exc) else "failed", datetime.now(UTC))
            raise
        warehouse.end_run(run_id, "completed", datetime.now(UTC))
        summary = RunSummary(polled_at=now, published=warehouse.publish(now), feeds=tuple(intake.lines))
        if replay is None:
            retain(settings.home / CAPTURES, days=settings.captures_days, gigabytes=settings.captures_gigabytes)
    if replay is None:  # what is replayed is past, and nobody is to be woken for it
        notify(summary.feeds)
    show_table("ingest-feeds", in_a_sentence(summary), as_table(summary))
    return summary
