"""What did this address answer in the run of that very moment? Out of years of captures, a few days of them in mind at a time."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import httpx

from feeds.captures import capture_path, hold, is_of_a_day
from feeds.errors import UnreachableError
from feeds.fetch import Client
from feeds.pace import Pace
from feeds.replay import Replay

MOST_DAYS = 12  # whose places are held: some megabytes each with a thousand feeds; readings go from day to day


class Archive(httpx.BaseTransport):
    """Answers from the file of the day that is asked for, or from files that are not named by a day, with captures of exactly that time.
    Threads may share it."""

    def __init__(self, paths: Iterable[Path]) -> None:
        paths = tuple(paths)
        self._paths = {path.name: path for path in paths if is_of_a_day(path)}
        self._others = Replay([path for path in paths if not is_of_a_day(path)], exact=True)
        self._days: OrderedDict[str, Replay] = OrderedDict()
        self._lock = threading.Lock()
        self._held = [hold(path) for path in {path.parent: path for path in paths}.values()]  # those not yet opened, too

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        now: datetime = request.extensions["now"]
        path = self._paths.get(capture_path(Path(), now).name)
        if path is not None:
            try:
                return self._day(path).handle_request(request)
            except UnreachableError:
                pass  # perhaps in one of the other files
        return self._others.handle_request(request)

    def _day(self, path: Path) -> Replay:
        with self._lock:
            if path.name not in self._days:
                if len(self._days) >= MOST_DAYS:
                    self._days.popitem(last=False)[1].close()
                self._days[path.name] = Replay([path], exact=True)
            self._days.move_to_end(path.name)
            return self._days[path.name]

    def close(self) -> None:
        for replay in (self._others, *self._days.values()):
            replay.close()
        while self._held:
            os.close(self._held.pop())


def archive_client(paths: Iterable[Path]) -> Client:
    """A client for what was captured: `fetch` with a run's moment as `now` gives what that run received, redirects followed."""
    return Client(transport=Archive(paths), pace=Pace.off())
