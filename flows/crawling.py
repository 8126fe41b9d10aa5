"""How does an archive file become a shard? Its pages are sieved, and what passes is read by the readers that feeds' pages are read by."""

from __future__ import annotations

import logging
import time
from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from feeds.captures import Torn
from feeds.crawl import read_pages
from feeds.errors import UnreadableError
from flows.ending import stops_run
from flows.readers import Readers, ReadersClosedError
from parsers import PARSER_VERSION
from parsers.addresses import site_of
from parsers.model import Aspect, Document, Feed, PageParseError, Reading, Target, Topic, Watchlist
from parsers.sieve import sieve
from parsers.stance import MODEL_VERSION
from warehouse.rereading import Versions
from warehouse.shards import Crawled, Shard, write_shard

# Platforms where the path says whose a page is, with how many of its parts do.
SHARED = {"github.com": 2, "raw.githubusercontent.com": 2, "huggingface.co": 1, "reddit.com": 2, "old.reddit.com": 2, "medium.com": 1, "youtube.com": 1}
AHEAD = 4  # pages waiting for each reader, so that none waits for the file

log = logging.getLogger("bellwether")


def versions_of(watchlist: Watchlist) -> Versions:
    """What reads today; a shard that something else made is made anew."""
    return Versions(parser=PARSER_VERSION, model=MODEL_VERSION, watchlist=watchlist.version)


@dataclass(slots=True)
class _Count:
    """What was met so far, and the processor time it took by step."""

    pages: int = 0
    passed: int = 0
    failed: int = 0
    torn: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))


def read_archive_file(path: Path, key: str, *, home: Path, watchlist: Watchlist, readers: Readers) -> Shard:
    """Read one file into its shard. What cannot be read in it is counted and costs nothing else; OSError where the file or the disk fails."""
    count = _Count()

    def describe(kept: int) -> Shard:
        seconds = {step: round(spent, 2) for step, spent in count.seconds.items()}
        return Shard(key=key, file=str(path), pages=count.pages, passed=count.passed, kept=kept, failed=count.failed, torn=count.torn, seconds=seconds)

    return write_shard(home, key, _read(path, watchlist, readers, count), describe, versions=versions_of(watchlist), now=datetime.now(UTC))


def _read(path: Path, watchlist: Watchlist, readers: Readers, count: _Count) -> Iterator[Crawled]:
    """What is about the topic or names a target, in the order of the file."""
    outlets = _Outlets(watchlist)
    waiting: deque[tuple[Document, Future[tuple[Reading, float]]]] = deque()
    with ThreadPoolExecutor(readers.workers * AHEAD) as threads:
        for document in _sieved(path, watchlist, count):
            waiting.append((document, threads.submit(_ask, readers, document, watchlist)))
            if len(waiting) >= readers.workers * AHEAD:
                yield from _kept(*waiting.popleft(), outlets, count)
        while waiting:
            yield from _kept(*waiting.popleft(), outlets, count)


def _sieved(path: Path, watchlist: Watchlist, count: _Count) -> Iterator[Document]:
    passing, began = sieve(watchlist.topic, watchlist.targets), time.thread_time()
    for found in read_pages(path):
        unpacked = time.thread_time()
        count.seconds["unpack"] += unpacked - began
        if isinstance(found, Torn):
            count.torn += 1
            log.warning("%s, byte %d: %s", found.path, found.offset, found.reason)
        else:
            count.pages += 1
            passes = passing.passes(found.body)
            count.seconds["sieve"] += time.thread_time() - unpacked
            if passes:
                count.passed += 1
                yield found
        began = time.thread_time()


def _kept(document: Document, answer: Future[tuple[Reading, float]], outlets: _Outlets, count: _Count) -> Iterator[Crawled]:
    try:
        reading, seconds = answer.result()
    except ReadersClosedError:
        raise  # the file is not done: it is read again
    except (PageParseError, UnreadableError) as exc:
        count.failed += 1
        log.warning("%s", exc)
        return
    except Exception as exc:
        if stops_run(exc):
            raise
        count.failed += 1
        log.exception("reading %s", document.final_url)  # a fault of ours must not cost the other pages
        return
    count.seconds["read"] += seconds
    if reading.article.completeness not in {"wall", "none"} and (reading.relevant or reading.mentions):
        yield Crawled(reading=reading, feed=outlets.of(document.final_url), captured_at=document.fetched_at)


def _ask(readers: Readers, document: Document, watchlist: Watchlist) -> tuple[Reading, float]:
    return readers.ask(
        document.final_url, "extract-timeout", _read_counted, document.body, document.final_url, watchlist.targets, watchlist.aspects, watchlist.topic
    )


def _read_counted(html: bytes, url: str, targets: tuple[Target, ...], aspects: tuple[Aspect, ...], topic: Topic) -> tuple[Reading, float]:
    """The reading and the processor time it took, in a worker."""
    from parsers.reading import read_article  # noqa: PLC0415 - where it runs; the parent never needs it

    began = time.process_time()
    reading = read_article(html, url, entry=None, targets=targets, aspects=aspects, topic=topic)
    return reading, time.process_time() - began


class _Outlets:
    """Whose page is it? The watched feed's of the same site, where the site has one outlet; else the site's, under its own name."""

    def __init__(self, watchlist: Watchlist) -> None:
        self._watched: dict[str, list[Feed]] = {}
        for feed in watchlist.feeds:
            self._watched.setdefault(_place(feed.url), []).append(feed)

    def of(self, url: str) -> Feed:
        feeds = self._watched.get(_place(url), [])
        one = feeds[0] if len({feed.name for feed in feeds}) == 1 else None
        return one or Feed(url=f"crawl:{site_of(url)}", name=site_of(url), kind="press")


def _place(url: str) -> str:
    """The host without a first part that is only for feeds or blogs; on platforms that many share, with the first parts of the path."""
    host = site_of(url)
    if host in SHARED:
        return "/".join((host, *urlsplit(url).path.split("/")[1 : 1 + SHARED[host]]))
    first, _, rest = host.partition(".")
    return rest if first in {"feeds", "feed", "rss", "blog", "blogs", "news", "api"} and "." in rest else host
