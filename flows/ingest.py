"""What happens every few hours? The feeds are asked; what they newly announce is read, stored and published."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from prefect import flow, get_run_logger, runtime, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import Task
from prefect.utilities.annotations import quote

from feeds.errors import FetchError
from feeds.watchlist import load_watchlist
from flows import polls
from flows.patience import patience
from flows.progress import progress
from flows.reading import Harvest, Poll, ask_feed, read_announced
from flows.settings import SAMPLE_CAPTURES, load_settings
from flows.source import Source, open_source
from flows.summary import FeedLine, RunSummary, as_table
from parsers import PARSER_VERSION
from parsers.model import Feed, Watchlist
from parsers.stance import MODEL_VERSION
from warehouse.rows import Announced, FeedPoll, FeedState
from warehouse.store import Warehouse, open_warehouse

AT_ONCE = 8  # feeds polled and read at a time; each host is asked gently whatever this is
RETRY_SECONDS = 5
RUNNER: Any = ThreadPoolTaskRunner(max_workers=AT_ONCE)  # Any: its own type is narrower than what @flow declares
NOTHING = Harvest(pages=(), failures=())

Value = TypeVar("Value")


def _run_name() -> str:
    """Runs are called after the moment they stand for."""
    moment = runtime.flow_run.parameters.get("at") or runtime.flow_run.scheduled_start_time or datetime.now(UTC)
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"ingest {moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


@flow(
    name="ingest",
    flow_run_name=_run_name,
    description="Ask every feed of the watchlist, read the articles it newly announces, store them, and publish the DuckDB file that people query.",
    task_runner=RUNNER,
)
def ingest(replay: Path | None = None, at: datetime | None = None) -> RunSummary:
    """Poll all feeds once.

    Args:
        replay: A WARC file to answer from, instead of the network.
        at: The moment this run stands for; now, unless a capture file is replayed.
    """
    settings = load_settings()
    now = (at or datetime.now(UTC)).astimezone(UTC)
    watchlist = load_watchlist(settings.watchlist)
    with open_source(settings, now=now, replay=replay) as source, open_warehouse(settings.home, patience=patience()) as warehouse:
        warehouse.claim("sample" if replay and replay.resolve() == SAMPLE_CAPTURES.resolve() else "live")
        run_id = warehouse.begin_run(
            watchlist, parser_version=PARSER_VERSION, model_version=MODEL_VERSION, started_at=datetime.now(UTC), polled_at=now, replayed=replay is not None
        )
        try:
            lines = _take_in(run_id, warehouse, watchlist, source, now)
        except BaseException as exc:
            warehouse.end_run(run_id, "failed" if isinstance(exc, Exception) else "interrupted", datetime.now(UTC))
            raise
        warehouse.end_run(run_id, "completed", datetime.now(UTC))
        summary = RunSummary(polled_at=now, published=warehouse.publish(), feeds=tuple(lines))
    create_table_artifact(
        key="ingest-feeds", table=as_table(summary), description=f"{summary.answered} of {len(summary.feeds)} feeds answered; {summary.articles} articles stored, {summary.revisions} revised."
    )
    return summary


def _take_in(run_id: str, warehouse: Warehouse, watchlist: Watchlist, source: Source, now: datetime) -> list[FeedLine]:
    """Each feed is stored as soon as its pages are read. A feed that announces what another one of this run is still
    reading waits for it, so that an article in two feeds is fetched once."""
    states = warehouse.feed_states()
    progress().stage("Asking the feeds", len(watchlist.feeds))
    asked = {
        poll_feed.submit(feed.name, _whole(source), _whole(feed), _whole(states[feed.url]), now): feed for feed in watchlist.feeds
    }
    lines: list[FeedLine] = []
    held: list[tuple[Feed, Poll]] = []
    under_way: dict[PrefectFuture[Harvest], tuple[Feed, FeedPoll, tuple[Announced, ...]]] = {}
    claimed: set[str] = set()
    for future in as_completed(list(asked)):
        feed, poll = asked[future], future.result(raise_on_failure=False)
        progress().step(feed.name)
        if not isinstance(poll, Poll):
            get_run_logger().warning("%s: %s", feed.name, poll)
            lines.append(_store(run_id, warehouse, feed, polls.failed(feed, poll, now), (), NOTHING, now))
            continue
        announced = warehouse.announced(feed, poll.entries, now)
        if any(each.url in claimed for each in announced):
            held.append((feed, poll))
            continue
        claimed |= {each.url for each in announced if each.url}
        row = polls.answered(feed, poll.document, poll.entries, announced, states[feed.url], now)
        if not announced:
            lines.append(_store(run_id, warehouse, feed, row, (), NOTHING, now))
            continue
        under_way[_read(warehouse, source, feed, announced, watchlist, now)] = (feed, row, announced)
    progress().stage("Reading what is new", len(under_way) + len(held))
    for harvested in as_completed(list(under_way)):
        feed, row, announced = under_way[harvested]
        lines.append(_store_or_tell(run_id, warehouse, feed, row, announced, harvested, now))
        progress().step(feed.name)
    for feed, poll in held:
        announced = warehouse.announced(feed, poll.entries, now)
        row = polls.answered(feed, poll.document, poll.entries, announced, states[feed.url], now)
        lines.append(_store_or_tell(run_id, warehouse, feed, row, announced, _read(warehouse, source, feed, announced, watchlist, now), now))
        progress().step(feed.name)
    return lines


def _read(
    warehouse: Warehouse, source: Source, feed: Feed, announced: tuple[Announced, ...], watchlist: Watchlist, now: datetime
) -> PrefectFuture[Harvest]:
    attempts = warehouse.attempts(announced)
    return read_pages.submit(feed.name, _whole(source), _whole(announced), _whole(watchlist), _whole(attempts), now)


def _store_or_tell(
    run_id: str, warehouse: Warehouse, feed: Feed, poll: FeedPoll, announced: tuple[Announced, ...], harvest: PrefectFuture[Harvest], now: datetime
) -> FeedLine:
    """What was read, stored; a fault in that costs this feed its turn, and no other one."""
    try:
        return _store(run_id, warehouse, feed, poll, announced, harvest.result(), now)
    except Exception as exc:  # noqa: BLE001 - it is told with its traceback, and as a row of the ledger
        get_run_logger().exception("%s could not be read or stored", feed.name)
        return _store(run_id, warehouse, feed, polls.failed(feed, exc, now), (), NOTHING, now)


def _store(
    run_id: str, warehouse: Warehouse, feed: Feed, poll: FeedPoll, announced: tuple[Announced, ...], harvest: Harvest, now: datetime
) -> FeedLine:
    saved = warehouse.save_feed(run_id, feed, poll, announced, harvest.pages, harvest.failures, model_version=MODEL_VERSION, now=now)
    return FeedLine(
        name=feed.name, poll=poll, new_entries=len(announced), articles=saved.articles, revisions=saved.revisions - saved.articles,
        failed_pages=len(harvest.failures), relevant=sum(page.reading.relevant for page in harvest.pages),
    )  # fmt: skip


def _whole(value: Value) -> Value:
    """The value for a task as it is: Prefect would otherwise walk through it and rebuild it, looking for futures."""
    return cast("Value", quote(value))


def _may_pass(task: Task[..., Poll], run: TaskRun, state: State[Poll]) -> bool:
    """Another try is for a network that stumbles. A server that answers "try again" was asked again by fetch itself, and is left alone."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, FetchError) and error.reason in {"dns-error", "connection-error", "timeout"}


@task(
    name="poll feed",
    task_run_name="poll {name}",
    description="Ask one feed, with the validators of its last answer.",
    retries=1,
    retry_delay_seconds=RETRY_SECONDS,
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def poll_feed(name: str, source: Source, feed: Feed, state: FeedState, now: datetime) -> Poll:
    return ask_feed(source, feed, state, now)


@task(
    name="read pages",
    task_run_name="read {name}",
    description="Fetch and read the articles that one feed newly announces.",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def read_pages(
    name: str, source: Source, announced: tuple[Announced, ...], watchlist: Watchlist, attempts: dict[str, int], now: datetime
) -> Harvest:
    return read_announced(source, announced, watchlist, attempts, now)
