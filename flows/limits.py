"""How much may reading one page or feed use up? Processor time and memory, held to by the system itself."""

from __future__ import annotations

import ctypes
import math
import os
import pickle
import resource
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from pathlib import Path
from typing import TypeVar

from feeds.errors import UnreadableError
from parsers.model import FeedParseError, PageParseError

CPU_SECONDS = 15  # for one feed or page; the slowest real ones met take half a second, a thousand mentions of a target 4
MOST_DATA = 270 << 20  # bytes a worker may allocate (on Linux): libraries and the stance model take 145 MB, the worst honest page 60 more
TIRED_DATA = 200 << 20  # a worker that begins with this much has not got rid of what it read last, and leaves the work to a fresh one
NEARLY = 16 << 20  # bytes from the limit at which an error is one of memory, whatever it says: libxml2 calls it "unknown"
MORE_DATA = 400 << 20  # bytes that a command may allocate beyond what it has: on a machine of many cores NumPy alone reserves much
OUT_OF_MEMORY = 86  # a worker's exit codes
ORPHANED = 87
TIRED = 88
_MMAP_THRESHOLD, _LARGE = -3, 128 << 10  # of glibc's mallopt

Value = TypeVar("Value")


def stay_small() -> None:
    """Have large blocks go back to the system as soon as they are freed. glibc keeps them in its arenas once it has seen a few: after a
    hundred feeds, asked by eight threads, that was 30 MB of nothing. Elsewhere than on glibc this does nothing.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_MMAP_THRESHOLD, _LARGE)


def prepare() -> None:
    """First thing in every worker."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # pebble would let a reader that is deep in C go on for seconds
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    stay_small()
    for library in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[library] = "1"  # cores are for workers; a thread pool in each would also reserve memory for every core
    threading.Thread(target=_end_with_parent, daemon=True, name="end-with-parent").start()


def _end_with_parent() -> None:
    """A parent that was killed cannot say goodbye. One whose worker holds the interpreter meanwhile is waited for: as long as the limit on processor time."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(ORPHANED)


def run_limited(seconds: float, function: Callable[..., Value], *arguments: object) -> Value:
    """The function's value, in a worker: one that needs more ends with its process. The limits hold for its time only, since a worker
    killed between two tasks would take a lock of the pool along.
    """
    if allocated() > TIRED_DATA:
        os._exit(TIRED)
    with _lowered(seconds, MOST_DATA):
        try:
            return function(*arguments)
        except Exception as exc:  # noqa: BLE001 - it is raised again, in a form that travels
            if _is_out_of_memory(exc) or allocated() > MOST_DATA - NEARLY:
                os._exit(OUT_OF_MEMORY)  # rather than a worker whose memory is in pieces
            failure = _portable(exc)
    raise failure


@contextmanager
def limited(url: str, *, seconds: float = CPU_SECONDS) -> Iterator[None]:
    """The same limits for a process that reads a page and ends, in its main thread; UnreadableError where one is hit."""

    def stop(*_: object) -> None:
        raise _TimeUpError

    before = signal.signal(signal.SIGXCPU, stop)
    try:
        with _lowered(seconds, allocated() + MORE_DATA):
            yield
    except _TimeUpError as exc:
        raise UnreadableError(url, "extract-timeout", f"not done in {seconds:g} s of processor time") from exc
    except Exception as exc:
        if _is_out_of_memory(exc):
            raise UnreadableError(url, "out-of-memory", f"needs more than {MORE_DATA >> 20} MB") from exc
        raise
    finally:
        signal.signal(signal.SIGXCPU, before)


class _TimeUpError(BaseException):
    """Not an Exception: readers catch those."""


@contextmanager
def _lowered(seconds: float, allocation: int) -> Iterator[None]:
    """Beyond these limits the system sends SIGXCPU, which ends a process that does not catch it, or refuses memory."""
    before = {kind: resource.getrlimit(kind) for kind in (resource.RLIMIT_CPU, resource.RLIMIT_DATA)}
    spent = resource.getrusage(resource.RUSAGE_SELF)
    wanted = {resource.RLIMIT_CPU: math.ceil(spent.ru_utime + spent.ru_stime + seconds), resource.RLIMIT_DATA: allocation}
    try:
        for kind, (soft, hard) in before.items():
            resource.setrlimit(kind, (min(limit for limit in (wanted[kind], soft, hard) if limit != resource.RLIM_INFINITY), hard))
        yield
    finally:
        for kind, limits in before.items():
            resource.setrlimit(kind, limits)


def allocated() -> int:
    """Bytes that this process has allocated so far; none where the system does not say (and then does not limit it either)."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[5])
    except OSError:
        return 0
    return pages * resource.getpagesize()


def _is_out_of_memory(error: BaseException | None) -> bool:
    """Whether this is where it began: readers turn what they meet into errors of their own."""
    while error is not None:
        if isinstance(error, MemoryError) or "bad_alloc" in str(error):  # C++ libraries say it in their own words
            return True
        error = error.__cause__ or error.__context__
    return False


def _portable(error: Exception) -> Exception:
    """The error as it can travel between processes, without the frames of its traceback: they hold all that was read, and the worker would keep it."""
    try:
        fresh: Exception = pickle.loads(pickle.dumps(error))  # noqa: S301 - made on this line
    except Exception:  # noqa: BLE001 - whatever ails it, it cannot travel
        fresh = RuntimeError(f"{type(error).__name__}: {error}")
    if not isinstance(error, (FeedParseError, PageParseError)):
        fresh.add_note("".join(traceback.format_exception(error)))  # a fault of ours: where it was
    return fresh
