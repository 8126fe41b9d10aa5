"""How do commands speak? Progress where a terminal watches, plain lines where none does, one sentence for what went wrong."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Annotated, NoReturn, Self

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from flows.ending import INTERRUPTED, TERMINATED, forget_frames, is_of_disk

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)

AsOf = Annotated[
    str | None, typer.Option(help="Answer as if it were this moment (UTC), such as 2024-07-29 (its end) or 2024-07-29T06:00.", show_default=False)
]


class Exit(IntEnum):
    """What the exit code says; docs/reference.md lists them."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    INPUT = 3
    UNREACHED = 4
    BUSY = 5
    UNSOUND = 6
    UNDELIVERED = 7
    INTERRUPTED = INTERRUPTED
    TERMINATED = TERMINATED


def fail(sentence: str, code: Exit) -> NoReturn:
    """End with one sentence on standard error."""
    err.print(f"bellwether: {sentence}", markup=False)
    raise typer.Exit(code)


def parse_moment(option: str, text: str | None) -> datetime | None:
    """The moment that an option names, in UTC where it gives no zone; of a mere day its end. Ends the command where it names none."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        fail(f"{option} {text}: write it as 2024-08-05 or 2024-08-05T06:00", Exit.USAGE)
    if len(text) <= len("2024-08-05"):
        moment += timedelta(days=1, microseconds=-1)  # the whole day
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what may be expected to go wrong into one sentence and its exit code. Anything else is a fault, with its traceback."""
    try:
        yield
    except BrokenPipeError:  # `… | head` has read enough
        sys.stderr.close()
        raise typer.Exit(Exit.DONE) from None
    except BaseException as exc:
        # Prefect keeps the exception to the end, its traceback keeps the frames, they keep the open database: let go of it.
        forget_frames(exc)
        code = _expected(exc)
        if code is None:
            raise
        fail(_of_disk(exc) if isinstance(exc, OSError) else str(exc), code)


def _of_disk(exc: OSError) -> str:
    where = f"{exc.filename}: " if exc.filename else ""
    return f"{where}{exc.strerror}; mend that (make room on the disk) and run again; what was stored before is as it was"


def _expected(exc: BaseException) -> Exit | None:
    """The exit code of an error that is no fault of ours; None for any other. The types are imported now: a command that succeeds does not wait for them."""
    from feeds.errors import FetchError
    from feeds.speakers import SpeakersError
    from feeds.watchlist import WatchlistError
    from flows.server import ServerError
    from flows.settings import SettingsError
    from flows.weeks import WeekError
    from parsers.model import FeedParseError, PageParseError
    from warehouse.errors import WarehouseBusyError, WarehouseError

    if isinstance(exc, WarehouseBusyError):
        return Exit.BUSY
    if isinstance(exc, FetchError):
        return Exit.INPUT if exc.costly else Exit.UNREACHED
    if is_of_disk(exc):
        return Exit.INPUT
    expected = (WatchlistError, SpeakersError, SettingsError, WeekError, WarehouseError, FeedParseError, PageParseError, ServerError)
    return Exit.INPUT if isinstance(exc, expected) else None


class Bars:
    """Progress bars on standard error; one line a stage where that is no terminal."""

    def __init__(self) -> None:
        self._bars = Progress(
            SpinnerColumn(), TextColumn("{task.description:<22}"), BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.fields[what]}", style="dim"),
            TimeElapsedColumn(), console=err, disable=not err.is_terminal, transient=True,
        )  # fmt: skip
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bars.stop()

    def stage(self, what: str, total: int) -> None:
        """Begin a bar of `total` steps; of unknown length where that is none."""
        if not err.is_terminal:
            err.print(f"{what} ({total}) …" if total else f"{what} …", markup=False)
        if self._task is not None:
            self._bars.remove_task(self._task)
        self._task = self._bars.add_task(what, total=total or None, what="")

    def step(self, what: str) -> None:
        if self._task is not None:
            self._bars.update(self._task, advance=1, what=what[:28])
