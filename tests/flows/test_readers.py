"""Readers may hang, flood memory or die; the run, its other feeds and pages, and the machine go on."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from world import ROOT, environment

from feeds.errors import UnreadableError
from flows.limits import limited
from flows.readers import Readers, open_readers
from parsers.model import Document, FeedParseError, PageParseError, Topic

NOW = datetime(2024, 8, 5, 6, tzinfo=UTC)
FEED = b'<rss version="2.0"><channel><title>Coast</title><item><title>Ebb</title><link>https://coast.example/ebb</link></item></channel></rss>'


def answered(body: bytes) -> Document:
    return Document(url="https://coast.example/feed", final_url="https://coast.example/feed", status=200, headers={}, body=body, fetched_at=NOW)


# What a worker is asked to do here.


def worker_id() -> int:
    return os.getpid()


def peak_megabytes() -> int:
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) // 1024  # type: ignore[index]


def sleep_for_ever() -> None:
    time.sleep(3600)


def loop_for_ever() -> None:
    while True:
        pass


def match_for_ever() -> None:
    re.match(r"(?:a+)+$", "a" * 60 + "b")


def take_all_memory() -> list[bytes]:
    return [os.urandom(1 << 20) for _ in range(4096)]


def take_all_memory_and_hide_it() -> None:
    try:
        take_all_memory()
    except Exception as exc:
        raise ValueError("unreadable") from exc


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_the_first_time(marker: Path) -> str:
    if not marker.exists():
        marker.touch()
        die()
    return "read"


def crash() -> None:
    ctypes.string_at(0)


class UnportableError(Exception):
    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other}")


def fail_unportably() -> None:
    raise UnportableError("this", "that")


@pytest.fixture(scope="module")
def readers() -> Iterator[Readers]:
    with open_readers(2) as opened:
        yield opened


ENDINGS = [
    pytest.param(sleep_for_ever, "extract-timeout", id="one that waits for something that never comes"),
    pytest.param(loop_for_ever, "extract-timeout", id="one that computes for ever"),
    pytest.param(match_for_ever, "extract-timeout", id="one that computes for ever within a C library"),
    pytest.param(take_all_memory, "out-of-memory", id="one that fills memory"),
    pytest.param(take_all_memory_and_hide_it, "out-of-memory", id="one whose reader takes the lack of memory for a fault of the page"),
    pytest.param(die, "reader-died", id="one whose worker is killed each time"),
    pytest.param(crash, "reader-died", id="one that crashes its worker"),
]


@pytest.mark.parametrize(("hostile", "reason"), ENDINGS)
def test_hostile_page_ends_as_a_reason_and_costs_no_other_anything(readers: Readers, hostile: Callable[[], object], reason: str) -> None:
    """It ends with a word of the fixed list; a sound feed asked for meanwhile, and one after it, are read."""
    with ThreadPoolExecutor(2) as threads:
        asked = threads.submit(readers.ask, "https://coast.example/a", "extract-timeout", hostile, seconds=1 if reason == "extract-timeout" else 5, wall=4 if reason == "extract-timeout" else 60)
        assert readers.parse_feed(answered(FEED))[0].title == "Ebb"
        with pytest.raises(UnreadableError) as caught:
            asked.result()
    assert caught.value.reason == reason
    assert caught.value.url == "https://coast.example/a"
    assert caught.value.costly
    assert readers.parse_feed(answered(FEED))[0].title == "Ebb"


def test_errors_of_the_readers_arrive_as_they_are(readers: Readers) -> None:
    """What is no feed and what is no page say so, with their address."""
    with pytest.raises(FeedParseError) as feed:
        readers.parse_feed(answered(b"\x89PNG\r\n\x1a\n"))
    assert (feed.value.url, str(feed.value)) == ("https://coast.example/feed", "https://coast.example/feed: not a feed but a file of another kind")
    with pytest.raises(PageParseError) as page:
        readers.read_article(b"", "https://coast.example/a", entry=None, targets=(), aspects=(), topic=Topic(name="AI"))
    assert page.value.reason == "empty"


def test_index_of_sitemaps_is_read_in_a_worker(readers: Readers) -> None:
    """What it names comes back; what is no index names nothing."""
    index = b"<sitemapindex><sitemap><loc>https://coast.example/news.xml</loc></sitemap></sitemapindex>"
    assert [link.url for link in readers.parse_index(answered(index))] == ["https://coast.example/news.xml"]
    assert readers.parse_index(answered(FEED)) == ()
    assert readers.parse_documents(()) == ()


def test_error_that_cannot_travel_is_told(readers: Readers) -> None:
    """An exception that cannot be pickled does not break the pool: its words arrive."""
    with pytest.raises(RuntimeError, match="UnportableError: this and that"):
        readers.ask("https://coast.example/a", "extract-timeout", fail_unportably)


def test_workers_killed_while_they_wait_are_replaced(readers: Readers) -> None:
    """Whoever kills idle workers (the system, short of memory) costs the run nothing."""
    for _ in range(2):
        os.kill(readers.ask("", "extract-timeout", worker_id), signal.SIGKILL)
        time.sleep(0.3)
    with ThreadPoolExecutor(8) as threads:
        feeds = list(threads.map(lambda _: readers.parse_feed(answered(FEED)), range(16)))
    assert {entries[0].title for entries in feeds} == {"Ebb"}


def test_page_whose_worker_is_killed_once_is_read_again(readers: Readers, tmp_path: Path) -> None:
    """A system short of memory kills whom it likes: only what is killed twice is at fault."""
    assert readers.ask("https://coast.example/a", "extract-timeout", die_the_first_time, tmp_path / "killed") == "read"


def test_reading_runs_in_parallel(readers: Readers, tmp_path: Path) -> None:
    """Two calls at a time are two processes: each waits for the other."""
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda _: readers.ask("", "extract-timeout", met, tmp_path), range(2))) == [2, 2]


def met(place: Path) -> int:
    (place / str(os.getpid())).touch()
    while (count := len(list(place.iterdir()))) < 2:
        time.sleep(0.01)
    return count


def test_pool_around_is_used(readers: Readers) -> None:
    """A replay of many polls starts one pool."""
    with open_readers(1) as outer, open_readers(1) as inner:
        assert inner is outer


@pytest.mark.skipif(sys.platform != "linux", reason="sizes are read from /proc")
def test_worker_stays_small_with_the_stance_model_in_it() -> None:
    """Under 300 MB, the encoder loaded and five megabytes of page read."""
    page = b"<html><head><title>Llama</title></head><body><article>" + b"<p>Meta says that Llama 3.1 is a fine model, and open.</p>" * 200 + b"<p>More was said of the harbour that day.</p>" * 100_000
    from feeds.watchlist import load_watchlist
    from flows.settings import SAMPLE_WATCHLIST

    watchlist = load_watchlist(SAMPLE_WATCHLIST)
    alone = Readers(1)
    reading = alone.read_article(page, "https://coast.example/a", entry=None, targets=watchlist.targets, aspects=watchlist.aspects, topic=watchlist.topic)
    assert len(reading.mentions) >= 200
    assert alone.ask("", "extract-timeout", peak_megabytes) < 300
    alone.close()


RUN = """
import sys, threading
from flows.readers import Readers
from test_readers import loop_for_ever, sleep_for_ever, worker_id
if __name__ == "__main__":
    readers = Readers(2)
    for hostile in (loop_for_ever, sleep_for_ever):
        threading.Thread(target=readers.ask, args=("", "extract-timeout", hostile), daemon=True).start()
    import multiprocessing, time
    while len(multiprocessing.active_children()) < 2:
        time.sleep(0.05)
    time.sleep(1)
    print(*(worker.pid for worker in multiprocessing.active_children()), flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_killed_run_leaves_no_worker_behind(tmp_path: Path, how: signal.Signals) -> None:
    """However a run ends, its workers end too, busy as they may be."""
    (tmp_path / "run.py").write_text(RUN)
    run = subprocess.Popen(
        [sys.executable, str(tmp_path / "run.py")], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment(tmp_path / "home", PYTHONPATH=f"{ROOT}:{Path(__file__).parent}"),
    )
    assert run.stdout
    workers = [int(each) for each in run.stdout.readline().split()]
    assert len(workers) == 2
    run.send_signal(how)
    run.wait()
    until = time.monotonic() + 10
    while any(map(is_running, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [worker for worker in workers if is_running(worker)]


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_command_of_one_page_is_limited_itself() -> None:
    """`bellwether read` needs no worker: the limits are its own process's, and end as the same reasons."""
    with pytest.raises(UnreadableError) as caught, limited("https://coast.example/a", seconds=1):
        loop_for_ever()
    assert caught.value.reason == "extract-timeout"
    with pytest.raises(UnreadableError) as caught, limited("https://coast.example/a"):
        take_all_memory()
    assert caught.value.reason == "out-of-memory"
    with limited("https://coast.example/a"):
        assert bytearray(1 << 20)


def test_pool_closes_at_once_however_much_waits() -> None:
    """A run that is stopped does not wait for hanging readers, nor for megabytes on their way to them; whoever waited is told."""
    readers = Readers(2)
    with ThreadPoolExecutor(8) as threads:
        waiting = [threads.submit(readers.ask, "https://coast.example/a", "extract-timeout", sleep_for_ever) for _ in range(2)]
        while len(readers._waited_for) < 2:
            time.sleep(0.01)
        waiting += [threads.submit(readers.ask, "https://coast.example/a", "extract-timeout", len, bytes(8_000_000)) for _ in range(6)]
        time.sleep(2)
        began = time.monotonic()
        readers.close()
        assert all(isinstance(each.exception(), UnreadableError) for each in waiting)
        assert time.monotonic() - began < 10
    with pytest.raises(UnreadableError):
        readers.parse_feed(answered(FEED))


KEPT: list[bytes] = []


def keep_much() -> int:
    KEPT.append(os.urandom(210 << 20))
    return os.getpid()


@pytest.mark.skipif(sys.platform != "linux", reason="how much is allocated is read from /proc")
def test_worker_that_keeps_what_it_read_is_replaced() -> None:
    """What one page left behind in a worker does not count against the next page."""
    alone = Readers(1)
    tired = alone.ask("", "extract-timeout", keep_much)
    assert alone.ask("", "extract-timeout", worker_id) != tired
    assert alone.parse_feed(answered(FEED))[0].title == "Ebb"
    alone.close()
