"""When may this host be asked again?

At most two requests at a time and a minimum gap between starts, and after each end, for each host and port. A host that says "slow down" is
held back for everybody; one that keeps saying it is left alone for as long as it asks.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from feeds.errors import BadStatusError

AT_ONCE = 2
GAP_SECONDS = 0.5
JITTER = 0.25  # a gap is longer by up to this share, by chance: a machine's beat is easily taken for an attack
LONGEST_GAP = 10.0  # what a Crawl-delay may ask for; more would hold up a run for hours, and the host sees few requests anyway
PATIENCE = 10.0  # a shorter wait is sat out within the run; a longer one is left to a later run
_REFUSALS = 3  # answers of 429 or 503 in a row from which a host, not one address, is taken to be overloaded


@dataclass(slots=True)
class _Host:
    slots: threading.Semaphore
    gap: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_start: float = 0.0
    closed_until: float = 0.0
    refusals: int = 0


class Pace:
    """The manners of one run, shared by its threads. Replays use `Pace.off()`: nobody is being asked."""

    def __init__(
        self,
        *,
        gap: float = GAP_SECONDS,
        at_once: int = AT_ONCE,
        jitter: float = JITTER,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gap, self._at_once, self._jitter, self._sleep, self._monotonic = gap, at_once, jitter, sleep, monotonic
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @classmethod
    def off(cls) -> Pace:
        """A pace that never waits."""
        return cls(gap=0.0, at_once=1_000, sleep=lambda _seconds: None, monotonic=lambda: 0.0)

    @contextmanager
    def turn(self, url: str) -> Iterator[None]:
        """Waits for this host's turn and holds one of its slots; BadStatusError (rate-limited) where the host asked for a long rest."""
        host = self._host(url)
        with host.slots:
            with host.lock:
                now = self._monotonic()
                if host.closed_until - now > PATIENCE:
                    raise BadStatusError(url, "rate-limited", "the host asked for a rest", retry_after=host.closed_until - now)
                start = max(now, host.next_start, host.closed_until)
                host.next_start = start + self._stretched(host.gap)
            if start > now:
                self._sleep(start - now)
            try:
                yield
            finally:
                # On a busy machine a request may be sent long after its turn came: the next one keeps its distance from the end of this one too.
                with host.lock:
                    host.next_start = max(host.next_start, self._monotonic() + self._stretched(host.gap))

    def rest(self, seconds: float) -> None:
        """Waits before another try."""
        self._sleep(self._stretched(seconds))

    def slow_down(self, url: str, gap: float) -> None:
        """Takes over a site's own Crawl-delay."""
        host = self._host(url)
        with host.lock:
            host.gap = max(host.gap, min(gap, LONGEST_GAP)) if self._gap else 0.0
            host.next_start = max(host.next_start, self._monotonic() + host.gap)

    def refused(self, url: str, seconds: float) -> None:
        """The host answered "slow down": it rests for a short wait at once, for a long one only if it says so again and again.

        One address may be limited alone (a feed asked for too often), so a long wait is not laid upon its neighbours at once.
        """
        host = self._host(url)
        with host.lock:
            host.refusals += 1
            if seconds <= PATIENCE or host.refusals >= _REFUSALS:
                host.closed_until = max(host.closed_until, self._monotonic() + seconds)

    def answered(self, url: str) -> None:
        """The host answered as it should."""
        self._host(url).refusals = 0

    def _stretched(self, seconds: float) -> float:
        return seconds * random.uniform(1, 1 + self._jitter)  # noqa: S311 - manners, not secrets

    def _host(self, url: str) -> _Host:
        netloc = urlsplit(url).netloc.lower()
        with self._lock:
            if netloc not in self._hosts:
                self._hosts[netloc] = _Host(slots=threading.Semaphore(self._at_once), gap=self._gap)
            return self._hosts[netloc]
