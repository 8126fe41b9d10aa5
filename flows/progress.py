"""How far is the work? Whoever runs a flow may watch; nobody needs to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol


class Progress(Protocol):
    """Is told what is going on."""

    def stage(self, what: str, total: int) -> None:
        """A stretch of work begins that has `total` steps."""

    def step(self, what: str) -> None:
        """One step is done."""


class Silence:
    """Tells nobody."""

    def stage(self, what: str, total: int) -> None:
        pass

    def step(self, what: str) -> None:
        pass


_watcher: ContextVar[Progress] = ContextVar("progress", default=Silence())  # noqa: B039 - it has no state


def progress() -> Progress:
    """Whoever watches this run."""
    return _watcher.get()


@contextmanager
def watched_by(watcher: Progress) -> Iterator[None]:
    """Let `watcher` be told of everything that runs inside."""
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)
