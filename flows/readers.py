"""How are pages and feeds read without any of them being able to hang, flood or kill a run? In processes that may die in its place.

What strangers wrote is parsed in worker processes with limits on processor time, memory and time. A limit that is hit costs its own feed
or page a reason, and nobody else anything: the worker is replaced, and the pool goes on. Where somebody else kills a worker, what it was reading
is read once more; what is killed twice is at fault. The same pool is where reading runs in parallel,
a worker a core. A command that reads one page and ends is such a process itself: flows.limits.limited is for it.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from contextvars import ContextVar
from multiprocessing.context import SpawnContext, SpawnProcess
from types import ModuleType
from typing import Any, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from feeds.errors import Reason, UnreadableError
from flows.limits import CPU_SECONDS, MOST_DATA, OUT_OF_MEMORY, TIRED, prepare, run_limited
from parsers.model import Article, Aspect, Document, Entry, Reading, Target, Topic
from parsers.sitemap import SitemapLink

WALL_SECONDS = 120.0  # the same on a machine that is busy otherwise
TASKS_A_WORKER = 500  # then a fresh one takes over, so that no leak in a C library grows for ever; starting one takes a third of a second
MOST_WORKERS = 8
POOLS = 3  # that one call may see end under it
LONGEST_WAIT = 600.0  # for an answer, its turn included: only a fault of the pool itself can take this long

Value = TypeVar("Value")


class ReadersClosedError(UnreadableError):
    """The run is ending: what was asked is no fault of the page, and the next run asks it again."""


class Readers:
    """The pool. Threads may share it; each call waits for its answer. Workers start with the first call."""

    def __init__(self, workers: int | None = None, *, seconds: float = CPU_SECONDS) -> None:
        self.workers, self._seconds = workers or workers_for(), seconds
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None
        self._workers = _Context()
        self._starting = threading.Thread()
        self._waited_for: set[ProcessFuture[Any]] = set()
        self._closed = False

    def parse_feed(self, document: Document) -> tuple[Entry, ...]:
        """The entries of a feed's answer. FeedParseError as parsers.feed has it, UnreadableError where a limit was hit."""
        return self.parse_documents([document])

    def parse_documents(self, documents: Sequence[Document]) -> tuple[Entry, ...]:
        """The same for a feed that comes in several documents; none gives ()."""
        return self.ask(documents[0].final_url, "parse-timeout", _parse_documents, tuple(documents)) if documents else ()

    def parse_index(self, document: Document) -> tuple[SitemapLink, ...]:
        """The sitemaps that an index of them names."""
        return self.ask(document.final_url, "parse-timeout", _parse_index, document)

    def read_article(self, html: bytes, url: str, *, entry: Entry | None, targets: Sequence[Target], aspects: Sequence[Aspect], topic: Topic) -> Reading:
        """Everything there is to know about a page. PageParseError as parsers.reading has it, UnreadableError where a limit was hit."""
        return self.ask(url, "extract-timeout", _read_article, html, url, entry, tuple(targets), tuple(aspects), topic)

    def read_text(self, article: Article, *, targets: Sequence[Target], aspects: Sequence[Aspect], topic: Topic) -> Reading:
        """The same for an article that was parsed before."""
        return self.ask(article.url, "extract-timeout", _read_text, article, tuple(targets), tuple(aspects), topic)

    def ask(self, url: str, too_long: Reason, function: Callable[..., Value], *arguments: object, seconds: float | None = None, wall: float = WALL_SECONDS) -> Value:
        """What `function` gives back, run in a worker within the limits; what it raises; UnreadableError where a limit was hit."""
        seconds, killed = seconds or self._seconds, False
        for _ in range(POOLS + self.workers):
            pool = self._running(url)
            try:
                value: Value = self._answer(pool, [seconds, function, *arguments], wall)
            except _PoolEndedError:
                self._abandon(pool)  # no fault of this page: workers that waited for work were killed from outside, and took the pool with them
            except TimeoutError as exc:
                raise UnreadableError(url, too_long, f"not done in {wall:g} s") from exc
            except ProcessExpired as exc:
                by_others = exc.exitcode == -signal.SIGKILL and not killed  # none of our limits does that: a system short of memory takes whom it likes
                killed = killed or by_others
                if not by_others and exc.exitcode != TIRED:  # of what it read before: a fresh one takes this
                    raise _ended(url, too_long, exc, seconds) from exc
            else:
                return value
        raise UnreadableError(url, "reader-died", "one pool of readers after another ended under it")

    def close(self) -> None:
        """Ends every worker, whatever it is doing."""
        with self._lock:
            self._closed, pool = True, self._pool
        if pool is not None:
            self._abandon(pool)

    def _running(self, url: str) -> ProcessPool:
        with self._lock:
            if self._closed:
                raise ReadersClosedError(url, "reader-died", "the run is ending")
            if self._pool is None:
                self._workers = _Context()
                self._pool = pool = ProcessPool(max_workers=self.workers, max_tasks=TASKS_A_WORKER, initializer=prepare, context=self._workers)
                # Not by this thread: where it is the main one, SIGTERM may be raised in the middle of it, and leave a worker half started.
                self._starting = threading.Thread(target=lambda: pool.active)
                self._starting.start()
                self._starting.join()
            return self._pool

    def _answer(self, pool: ProcessPool, arguments: list[Any], wall: float) -> Any:
        with self._lock:
            if self._pool is not pool:
                raise _PoolEndedError
            try:
                future = pool.schedule(run_limited, args=arguments, timeout=wall)
            except RuntimeError as exc:  # pebble's word for a pool that is broken
                raise _PoolEndedError from exc
            self._waited_for.add(future)
        try:
            return future.result(timeout=LONGEST_WAIT)
        except (BrokenProcessPool, CancelledError) as exc:
            raise _PoolEndedError from exc
        finally:
            with self._lock:
                self._waited_for.discard(future)

    def _abandon(self, pool: ProcessPool) -> None:
        """Ends this pool, and the waiting of everybody who still waits for it; the next call starts another."""
        with self._lock:
            if self._pool is not pool:
                return
            self._pool, left, workers, starting = None, tuple(self._waited_for), self._workers, self._starting
        if starting.ident is not None:
            starting.join()
        pool.stop()  # type: ignore[no-untyped-call]
        workers.kill()
        for future in left:
            future.cancel()  # type: ignore[no-untyped-call]
        pool.join()


class _PoolEndedError(Exception):
    """The pool broke or was closed before it answered."""


_open: ContextVar[Readers | None] = ContextVar("readers", default=None)


@contextmanager
def open_readers(workers: int | None = None) -> Iterator[Readers]:
    """A pool for as long as the block lasts. One that is open around it is used instead, so that a replay of many polls starts one."""
    around = _open.get()
    if around is not None:
        yield around
        return
    readers = Readers(workers)
    token = _open.set(readers)
    try:
        yield readers
    finally:
        _open.reset(token)
        readers.close()


def _ended(url: str, too_long: Reason, expired: ProcessExpired, seconds: float) -> UnreadableError:
    if expired.exitcode == -signal.SIGXCPU:
        return UnreadableError(url, too_long, f"not done in {seconds:g} s of processor time")
    if expired.exitcode == OUT_OF_MEMORY:
        return UnreadableError(url, "out-of-memory", f"needs more than {MOST_DATA >> 20} MB")
    return UnreadableError(url, "reader-died", f"its reader ended with code {expired.exitcode}")


def workers_for(busy: int = MOST_WORKERS) -> int:
    """One a core, and no more than could ever be busy at a time: each imports the readers, for a third of a second."""
    return max(1, min(cores(), MOST_WORKERS, busy))


def cores() -> int:
    """Those this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_starting_one = threading.Lock()


class _Process(SpawnProcess):
    """A process that does not import the parent's main module: no reader needs it, and under a Prefect runner it is 85 MB of Prefect."""

    workers: _Context

    def __getstate__(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if name != "workers"}  # which the process itself has no use for

    def start(self) -> None:
        with self.workers.lock:
            super().start()
            self.workers.started = [process for process in self.workers.started if process.is_alive()] + [self]
            if self.workers.killed:
                self.kill()

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - multiprocessing's name for it
        with _starting_one:  # of all pools
            main = sys.modules["__main__"]
            sys.modules["__main__"] = ModuleType("__main__")
            try:
                return SpawnProcess._Popen(process_obj)  # noqa: SLF001 - the one seam there is
            finally:
                sys.modules["__main__"] = main


class _Context(SpawnContext):
    """Spawned, never forked: the parent has threads, and a fork keeps the locks that they held.

    It knows its processes, so that they can be killed before the pool takes its locks away: a worker that is just starting
    would not find them, and say so in a traceback.
    """

    def __init__(self) -> None:
        super().__init__()
        self.lock, self.killed = threading.Lock(), False
        self.started: list[_Process] = []

    def Process(self, *arguments: Any, **named: Any) -> _Process:  # type: ignore[override]  # noqa: N802 - multiprocessing's name for it
        process = _Process(*arguments, **named)
        process.workers = self
        return process

    def kill(self) -> None:
        """Kills every worker, and any that starts from now on."""
        with self.lock:
            self.killed = True
            for process in self.started:
                process.kill()


# What a worker is told to do. It imports the readers then; the parent never needs them.


def _parse_documents(documents: tuple[Document, ...]) -> tuple[Entry, ...]:
    from parsers.feed import parse_documents  # noqa: PLC0415

    return parse_documents(documents)


def _parse_index(document: Document) -> tuple[SitemapLink, ...]:
    from parsers.feedtext import feed_text  # noqa: PLC0415
    from parsers.sitemap import sitemap_links  # noqa: PLC0415

    return sitemap_links(feed_text(document.body, url=document.final_url, content_type=document.content_type), url=document.final_url)


def _read_article(html: bytes, url: str, entry: Entry | None, targets: tuple[Target, ...], aspects: tuple[Aspect, ...], topic: Topic) -> Reading:
    from parsers.reading import read_article  # noqa: PLC0415

    return read_article(html, url, entry=entry, targets=targets, aspects=aspects, topic=topic)


def _read_text(article: Article, targets: tuple[Target, ...], aspects: tuple[Aspect, ...], topic: Topic) -> Reading:
    from parsers.reading import read_text  # noqa: PLC0415

    return read_text(article, targets=targets, aspects=aspects, topic=topic)
