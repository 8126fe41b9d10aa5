"""Which capture files are kept?

The newest ones, by number of days and by size. Days are counted in files and not by the clock: a machine that was off for a
month, or whose clock leapt, loses nothing that it would have kept. The newest file is never removed, and none while the folder is being read.
"""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from feeds.captures import capture_files, is_of_a_day

GIGABYTE = 1_000_000_000

log = logging.getLogger("bellwether")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What lies in a folder of captures: days, bytes, and the names of the first and the last file."""

    files: int
    size: int
    first: str = ""
    last: str = ""


def weigh(folder: Path) -> Kept:
    """How much is kept there."""
    files = _by_day(folder)
    return Kept(files=len(files), size=sum(file.stat().st_size for file in files), first=files[0].name if files else "", last=files[-1].name if files else "")


def retain(folder: Path, *, days: int, gigabytes: float) -> tuple[Path, ...]:
    """Remove the oldest files beyond `days` files or `gigabytes` of all together (0: without limit); the files removed.

    None while somebody replays or reads again from the folder: the next run does it.
    """
    if not folder.is_dir():
        return ()
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        files = [(file, file.stat().st_size) for file in _by_day(folder)]
        return tuple(file for file in surplus(files, days=days, gigabytes=gigabytes) if _removed(file))
    except OSError as exc:
        log.info("%s is being read, or cannot be locked; nothing is removed from it (%s)", folder, exc.strerror)
        return ()
    finally:
        os.close(descriptor)


def surplus(files: Sequence[tuple[Path, int]], *, days: int, gigabytes: float) -> tuple[Path, ...]:
    """Of files with their sizes, oldest first, those that are too many or too heavy; never the last."""
    left, weight, most = len(files), sum(size for _, size in files), gigabytes * GIGABYTE
    gone = []
    for file, size in files[:-1]:
        if not (days and left > days) and not (most and weight > most):
            break
        gone.append(file)
        left, weight = left - 1, weight - size
    return tuple(gone)


def _by_day(folder: Path) -> tuple[Path, ...]:
    """The files that Bellwether names by their day, oldest first; a file put there by hand is nobody's to remove."""
    return tuple(file for file in capture_files(folder) if is_of_a_day(file)) if folder.is_dir() else ()


def _removed(file: Path) -> bool:
    """Whether it is gone. What cannot be removed now is tried again by the next run."""
    try:
        file.unlink()
    except OSError as exc:
        log.warning("%s is no longer to be kept, and cannot be removed (%s)", file, exc.strerror)
        return False
    log.info("%s is no longer to be kept, and removed", file)
    return True
