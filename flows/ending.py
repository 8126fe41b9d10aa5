"""How does a command end when it is told to?

SIGTERM is raised as an exception where the work is: the run is marked interrupted and the files are closed. What still goes on
then (a page being fetched, a site waited for) is not waited for long.
"""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

INTERRUPTED = 128 + signal.SIGINT  # what typer ends a command with
TERMINATED = 128 + signal.SIGTERM
GRACE_SECONDS = 7.0
HEARD_SECONDS = 0.2  # how much later than the exception the news of the signal may come

_OF_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO, errno.EACCES, errno.EPERM})

_told = threading.Event()


@contextmanager
def ends_when_told(grace: float = GRACE_SECONDS) -> Iterator[None]:
    """Inside, SIGTERM ends this process with code 143, after `grace` seconds at the latest."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)  # as set_wakeup_fd wants it
    handler = signal.signal(signal.SIGTERM, _leave)
    # A flow has a handler of its own while it runs. The descriptor hears of every signal, whoever handles it.
    descriptor = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    threading.Thread(target=_watch, args=(reader, grace), daemon=True).start()
    try:
        yield
    except Exception as exc:
        if is_interruption(exc):
            raise SystemExit(TERMINATED) from exc
        raise
    finally:
        signal.set_wakeup_fd(descriptor)
        signal.signal(signal.SIGTERM, handler)
        os.close(writer)


def leave_within(seconds: float, code: int) -> None:
    """End with this code by then, even where a library still waits at exit for a server that is gone."""
    threading.Thread(target=_leave_after, args=(seconds, code), daemon=True).start()


def is_interruption(exc: BaseException) -> bool:
    """Whether this is no failure but the wish that the run should end. A query that is interrupted by it says so as a RuntimeError."""
    return not isinstance(exc, Exception) or "Query interrupted" in str(exc) or _told.wait(HEARD_SECONDS)


def stops_run(exc: BaseException) -> bool:
    """Whether going on with the next feed would be no use: the run is to end, or the disk takes nothing."""
    return is_interruption(exc) or is_of_disk(exc)


def is_of_disk(exc: BaseException) -> bool:
    """Whether a file could not be written. What goes wrong on the network is a FetchError by the time anybody asks."""
    return isinstance(exc, OSError) and exc.errno in _OF_DISK


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(TERMINATED)


def _leave_after(seconds: float, code: int) -> NoReturn:
    time.sleep(seconds)
    os._exit(code)


def _watch(reader: int, grace: float) -> None:
    while heard := os.read(reader, 1):
        if heard[0] == signal.SIGTERM:
            _told.set()
            _leave_after(grace, TERMINATED)
    os.close(reader)


def forget_frames(error: BaseException | None) -> None:
    """Prefect keeps an error to the end of its run, its traceback keeps the frames, and they keep all that was at hand: let go of that."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__
