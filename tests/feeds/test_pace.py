from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise

import pytest
from server import Server

from feeds.errors import BadStatusError
from feeds.fetch import Client, fetch
from feeds.pace import AT_ONCE, LONGEST_GAP, Pace

Connect = Callable[..., Client]
A, B = "http://a.example/feed", "http://b.example/feed"


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def pace(self, gap: float = 0.5) -> Pace:
        return Pace(gap=gap, jitter=0.0, sleep=self.sleep, monotonic=lambda: self.now)


def _starts(clock: Clock, pace: Pace, *urls: str) -> list[float]:
    starts = []
    for url in urls:
        with pace.turn(url):
            starts.append(clock.now - 100.0)
    return starts


def test_requests_to_one_host_keep_their_distance() -> None:
    """The gap is between starts on one host; another host or port waits for nobody."""
    clock = Clock()
    assert _starts(clock, clock.pace(), A, A, B, "http://a.example:8080/", A) == [0.0, 0.5, 0.5, 0.5, 1.0]


def test_gaps_and_waits_are_stretched_by_chance() -> None:
    """Never shorter than they should be, up to a quarter longer, and not always the same."""
    clock = Clock()
    pace = Pace(gap=1.0, sleep=clock.sleep, monotonic=lambda: clock.now)
    starts = _starts(clock, pace, *[A] * 20)
    gaps = {round(later - earlier, 6) for earlier, later in pairwise(starts)}
    assert len(gaps) > 10
    assert all(1.0 <= gap <= 1.25 for gap in gaps)
    before = clock.now
    pace.rest(8.0)
    assert 8.0 <= clock.now - before <= 10.0


def test_a_crawl_delay_is_respected_and_capped() -> None:
    """A site's own delay widens the gap, up to a limit; it never narrows it."""
    clock = Clock()
    pace = clock.pace()
    pace.slow_down(A, 3.0)
    pace.slow_down(A, 0.1)
    assert _starts(clock, pace, A, A) == [3.0, 6.0]
    pace.slow_down(B, 86_400.0)
    begun = clock.now
    _starts(clock, pace, B)
    assert clock.now - begun == LONGEST_GAP


def test_a_host_that_says_wait_a_little_is_left_alone_by_everybody() -> None:
    """After "in two seconds" no address of the host is asked for two seconds."""
    clock = Clock()
    pace = clock.pace(gap=0.0)
    pace.refused(A, 2.0)
    assert _starts(clock, pace, "http://a.example/other", B) == [2.0, 2.0]


def test_a_long_wait_counts_for_the_host_once_it_repeats() -> None:
    """One address told to wait for an hour does not silence its neighbours; three in a row do, and an answer in between forgives."""
    clock = Clock()
    pace = clock.pace(gap=0.0)
    pace.refused(A, 3600.0)
    pace.refused(A, 3600.0)
    assert _starts(clock, pace, A) == [0.0]
    pace.answered(A)
    pace.refused(A, 3600.0)
    pace.refused(A, 3600.0)
    assert _starts(clock, pace, A) == [0.0]
    pace.refused(A, 3600.0)
    with pytest.raises(BadStatusError) as caught, pace.turn("http://a.example/other"):
        pass
    assert (caught.value.reason, caught.value.retry_after) == ("rate-limited", 3600.0)
    assert _starts(clock, pace, B) == [0.0]


def test_a_pace_that_is_off_never_waits() -> None:
    """A replay asks nobody, so it waits for nobody, whatever was captured."""
    pace = Pace.off()
    pace.slow_down(A, 5.0)
    pace.refused(A, 5.0)
    begun = time.monotonic()
    for _ in range(50):
        with pace.turn(A):
            pass
    assert time.monotonic() - begun < 5  # which one wait alone would take


def test_two_requests_at_a_time_reach_a_host(server: Server, connect: Connect, now: datetime) -> None:
    """However many threads fetch, a host sees two requests at once.

    Counted before the answer is sent: a client that has its answer may ask again before the server's thread goes on.
    """
    under_way, seen = 0, []

    def slowly(request: object) -> None:
        nonlocal under_way
        with server.lock:
            under_way += 1
            seen.append(under_way)
        time.sleep(0.05)
        with server.lock:
            under_way -= 1
        request.reply(b"x")  # type: ignore[attr-defined]

    server.answers["/feed"] = slowly
    client = connect(pace=Pace(gap=0.0))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: fetch(server.url("/feed"), client=client, now=now), range(10)))
    assert len(seen) == 10
    assert max(seen) == AT_ONCE
