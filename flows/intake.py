"""How is the work of a run shared out? Feeds are asked and pages read in tasks, many at a time; the one writer stores each feed as soon as its pages are read."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeVar, cast

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.futures import PrefectFuture, as_completed
from prefect.tasks import Task
from prefect.utilities.annotations import quote

from feeds.errors import FetchError
from feeds.expectations import shortfalls
from flows import polls
from flows.ending import is_of_disk, stops_run
from flows.progress import progress
from flows.reading import Harvest, Poll, ask_feed, read_announced
from flows.source import Source
from flows.summary import FeedLine
from parsers.addresses import canonical_url
from parsers.model import Feed, Watchlist
from parsers.stance import MODEL_VERSION
from warehouse.rows import Announced, FeedPoll, FeedState
from warehouse.store import Warehouse

RETRY_SECONDS = 5
MOST_TASKS = 100  # for asking feeds: a task costs Prefect some 20 ms and 22 KB, so that a thousand feeds go by tens
READ_AHEAD = 32  # tasks whose outcome is in memory at a time: a feed's pages may be thirty million characters, thirty feeds' seldom are
STORED_AT_ONCE = 100  # feeds that led to no page
NOTHING = Harvest()

Value = TypeVar("Value")


@dataclass(slots=True, kw_only=True)
class Intake:
    """One run's taking in; `lines` tells what became of each feed."""

    run_id: str
    warehouse: Warehouse
    watchlist: Watchlist
    source: Source
    now: datetime
    due_only: bool
    revisits: tuple[timedelta, ...]
    live: bool = True
    lines: list[FeedLine] = field(default_factory=list)
    states: dict[str, FeedState] = field(default_factory=dict)
    _pending: dict[str, tuple[Announced, ...]] = field(default_factory=dict)
    _under_way: dict[PrefectFuture[Harvest], tuple[Feed, FeedPoll, tuple[Announced, ...]]] = field(default_factory=dict)
    _claimed: set[str] = field(default_factory=set)  # addresses that are being read
    _still: list[tuple[Feed, FeedPoll]] = field(default_factory=list)
    _listed: dict[str, frozenset[str]] = field(default_factory=dict)  # feed -> canonical addresses of all that it lists
    _began: float = field(default_factory=time.monotonic)
    _batched: bool = False  # whether one task asks many feeds

    def take_in(self) -> None:
        """A feed that announces what another one of this run is still reading waits for it, so that an article in two feeds is fetched once."""
        self.states = self.warehouse.feed_states()
        self._pending = self.warehouse.pending(self.now)
        held: list[tuple[Feed, Poll]] = []
        failed: list[tuple[Feed, FeedPoll]] = []
        due: list[Feed] = []
        for feed in self.watchlist.feeds:
            rest = polls.resting(feed, self.states[feed.url], self.now, due_only=self.due_only)
            if rest is None:
                due.append(feed)
            else:
                self._begin(feed, rest, self._pending.get(feed.url, ()) if rest.reason in {"not-due", "paused"} else ())
        for feed, answer in self._asked(due):
            if isinstance(answer, Poll):
                if not self._take(feed, answer):
                    held.append((feed, answer))
            else:
                failed.append((feed, self._failed(feed, answer)))
        self._take_failed(failed)
        progress().stage("Reading what is new", len(self._under_way) + len(held))
        self._finish()
        for feed, answer in held:
            self._take(feed, answer, is_held=True)
        self._finish()
        self._store_still()

    def _take(self, feed: Feed, answer: Poll, *, is_held: bool = False) -> bool:
        """Begin what the answer leads to; False where it has to wait for another feed. A fault in it costs this feed its turn, and no other one."""
        try:
            announced = self.warehouse.announced(feed, answer.entries, self.now, self._pending.get(feed.url, ()))
            if not is_held and any(each.url in self._claimed for each in announced):
                return False
            self._begin(feed, self._row(feed, answer, announced), announced)
        except Exception as exc:
            if stops_run(exc):
                raise
            get_run_logger().exception("what %s announced could not be taken in", feed.name)
            self._stand_still(feed, polls.failed(feed, exc, self.states[feed.url], self.now))
        return True

    def _take_failed(self, failed: Sequence[tuple[Feed, FeedPoll]]) -> None:
        """Where nobody answers it is this machine's network, and how the feeds stand is left as it was. Pages that are due can be read without their feed."""
        outage = polls.is_outage([poll for _, poll in failed], answered=any(line.answered for line in self.lines) or bool(self._under_way))
        for feed, poll in failed:
            if outage:
                before = self.states[feed.url]
                self._stand_still(feed, replace(poll, after=replace(poll.after, outcome=before.outcome, reason=before.reason)), is_turn=False)
            else:
                self._begin(feed, poll, polls.reachable(poll, self._pending.get(feed.url, ())))

    def _begin(self, feed: Feed, poll: FeedPoll, announced: tuple[Announced, ...]) -> None:
        if not announced:
            self._stand_still(feed, poll)
            return
        if len(self._under_way) >= READ_AHEAD:
            self._finish()
        self._claimed |= {each.url for each in announced if each.url}
        attempts = self.warehouse.attempts(announced)
        harvest = read_pages.submit(feed.name, _whole(self.source), _whole(announced), _whole(self.watchlist), _whole(attempts), self.now)
        self._under_way[harvest] = feed, poll, announced

    def _finish(self) -> None:
        """Store what is being read, each feed as it is done."""
        for harvest in as_completed(list(self._under_way)):
            self._store_or_tell(*self._under_way.pop(harvest), harvest)

    def _failed(self, feed: Feed, error: BaseException) -> FeedPoll:
        if isinstance(error, OSError) and is_of_disk(error):
            raise error  # it could not be kept: the disk is full, and no fault of the feed
        if self._batched:  # else its task has failed, and said so
            get_run_logger().warning("%s: %s", feed.name, error)
        # A site's "in a minute" counts from when it said so, not from the moment that the run stands for.
        late = timedelta(seconds=time.monotonic() - self._began) if self.live else timedelta()
        return polls.failed(feed, error, self.states[feed.url], self.now, late=late)

    def _asked(self, feeds: Sequence[Feed]) -> Iterator[tuple[Feed, Poll | BaseException]]:
        """Each of these feeds with its answer, as they come in. Where many were asked in one task, those whose network stumbled are asked once more."""
        progress().stage("Asking the feeds", len(feeds))
        each_task = -(-len(feeds) // MOST_TASKS) or 1
        self._batched = each_task > 1
        batches = [tuple(feeds[at : at + each_task]) for at in range(0, len(feeds), each_task)]
        stumbled: list[Feed] = []
        for feed, answer in self._answers(batches):
            if each_task > 1 and isinstance(answer, BaseException) and stumbles(answer):
                stumbled.append(feed)
                continue
            progress().step(feed.name)
            yield feed, answer
        self._batched = False
        for feed, answer in self._answers([(feed,) for feed in stumbled]):
            progress().step(feed.name)
            yield feed, answer

    def _answers(self, batches: Sequence[tuple[Feed, ...]]) -> Iterator[tuple[Feed, Poll | BaseException]]:
        for first in range(0, len(batches), READ_AHEAD):  # so that not all answers are held in memory at once
            asked = {}
            for batch in batches[first : first + READ_AHEAD]:
                name = batch[0].name if len(batch) == 1 else f"{batch[0].name} and {len(batch) - 1} more"
                asked[poll_feeds.submit(name, _whole(self.source), _whole(batch), _whole([self.states[feed.url] for feed in batch]), self.now)] = batch
            for future in as_completed(list(asked)):
                batch = asked.pop(future)
                answers = future.result(raise_on_failure=False)
                yield from zip(batch, answers if isinstance(answers, tuple) else (answers,) * len(batch), strict=True)

    def _row(self, feed: Feed, answer: Poll, announced: tuple[Announced, ...]) -> FeedPoll:
        row = polls.answered(feed, answer.document, answer.entries, announced, self.states[feed.url], self.now)
        self._listed[feed.url] = frozenset(canonical_url(entry.url) for entry in answer.entries if entry.url)
        short = tuple(str(each) for each in shortfalls(feed, answer.entries, now=self.now)) if answer.entries else ()
        return replace(row, seconds=answer.seconds, shortfalls=short)

    def _stand_still(self, feed: Feed, poll: FeedPoll, *, is_turn: bool = True) -> None:
        """A feed that led to no page."""
        self.lines.append(FeedLine(name=feed.name, poll=poll, turn=polls.turn(self.states[feed.url], poll) if is_turn else None))
        self._still.append((feed, poll))
        if len(self._still) >= STORED_AT_ONCE:
            self._store_still()

    def _store_still(self) -> None:
        self.warehouse.save_polls(self.run_id, self._still)
        self._still = []

    def _store_or_tell(self, feed: Feed, poll: FeedPoll, announced: tuple[Announced, ...], harvest: PrefectFuture[Harvest]) -> None:
        """What was read, stored; a fault in that costs this feed its turn, and no other one."""
        try:
            self._store(feed, poll, announced, harvest.result())
        except Exception as exc:
            if stops_run(exc):
                raise
            get_run_logger().exception("%s could not be read or stored", feed.name)
            self._stand_still(feed, polls.failed(feed, exc, self.states[feed.url], self.now))
        progress().step(feed.name)

    def _store(self, feed: Feed, poll: FeedPoll, announced: tuple[Announced, ...], harvest: Harvest) -> None:
        saved = self.warehouse.save_feed(
            self.run_id, feed, poll, announced, harvest.pages, harvest.failures, harvest.visits,
            model_version=MODEL_VERSION, now=self.now, revisits=self.revisits, listed=self._listed.get(feed.url, ()),
        )  # fmt: skip
        self.lines.append(FeedLine(
            name=feed.name, poll=poll, new_entries=sum(each.is_announcement for each in announced), articles=saved.articles,
            revisions=saved.revisions - saved.articles, failed_pages=len(harvest.failures), withdrawn=saved.withdrawn,
            relevant=sum(page.reading.relevant for page in harvest.pages), turn=polls.turn(self.states[feed.url], poll),
        ))  # fmt: skip


def _whole(value: Value) -> Value:
    """The value for a task as it is: Prefect would otherwise walk through it and rebuild it, looking for futures."""
    return cast("Value", quote(value))


def stumbles(error: object) -> bool:
    """Another try is for a resolver that stumbles. All else was asked again by fetch itself as far as is decent; a site that was silent for all of its time is left to the next run."""
    return isinstance(error, FetchError) and error.reason == "dns-error"


def _may_pass(task: Task[..., object], run: TaskRun, state: State[object]) -> bool:  # noqa: ARG001 - Prefect gives all three
    return stumbles(state.result(raise_on_failure=False))


@task(
    name="poll feeds",
    task_run_name="poll {name}",
    description="Ask a feed, with the validators of its last answer; of a long watchlist, several in turn.",
    retries=1,
    retry_delay_seconds=RETRY_SECONDS,
    retry_condition_fn=_may_pass,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def poll_feeds(name: str, source: Source, feeds: tuple[Feed, ...], states: list[FeedState], now: datetime) -> tuple[Poll | Exception, ...]:  # noqa: ARG001 - the run's name
    if len(feeds) == 1:
        return (ask_feed(source, feeds[0], states[0], now),)
    answers: list[Poll | Exception] = []
    for feed, state in zip(feeds, states, strict=True):
        try:
            answers.append(ask_feed(source, feed, state, now))
        except Exception as exc:  # noqa: BLE001 - each is told as a row of the ledger
            answers.append(exc)
    return tuple(answers)


@task(
    name="read pages",
    task_run_name="read {name}",
    description="Fetch and read the articles that one feed newly announces, and look again at those that may have been edited since.",
    cache_policy=NO_CACHE,
    persist_result=False,
)
def read_pages(
    name: str, source: Source, announced: tuple[Announced, ...], watchlist: Watchlist, attempts: dict[str, int], now: datetime  # noqa: ARG001 - the run's name
) -> Harvest:
    return read_announced(source, announced, watchlist, attempts, now)
