from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import Archive
from feeds.replay import Replay
from feeds.retention import retain, surplus, weigh

DAYS = [f"2024-07-{day:02}.warc.gz" for day in range(1, 6)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in DAYS:
        (tmp_path / name).write_bytes(bytes(1_000_000))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("days", "gigabytes", "left"), [(0, 0, 5), (3, 0, 3), (0, 0.0025, 2), (4, 0.0025, 2), (2, 0.004, 2), (1, 0, 1), (0, 0.0000001, 1), (9, 20, 5)])
def test_the_newest_are_kept(folder: Path, days: int, gigabytes: float, left: int) -> None:
    """By number of days and by size of all, the tighter of the two; 0 is no limit; the newest stays whatever is set."""
    gone = retain(folder, days=days, gigabytes=gigabytes)
    assert names(folder) == DAYS[5 - left :]
    assert [path.name for path in gone] == DAYS[: 5 - left]


def test_a_leap_of_the_clock_removes_no_more(folder: Path) -> None:
    """Days are counted in files: one from the far future is one file more, and makes no other old."""
    (folder / "2099-01-01.warc.gz").write_bytes(b"")
    retain(folder, days=6, gigabytes=0)
    assert names(folder) == [*DAYS, "2099-01-01.warc.gz"]


@pytest.mark.parametrize("reading", [Replay, Archive])
def test_nothing_is_removed_while_it_is_read(folder: Path, reading) -> None:
    """Somebody replays or reads again: the files go when nobody has them in use, those not opened yet included."""
    client = reading([folder / name for name in DAYS])
    assert retain(folder, days=3, gigabytes=0) == ()
    client.close()
    retain(folder, days=3, gigabytes=0)
    assert names(folder) == DAYS[2:]


def test_other_files_are_left_alone(folder: Path) -> None:
    """What is not named by a day was put there by somebody, and is not weighed either."""
    (folder / "mine.warc.gz").write_bytes(bytes(5))
    (folder / "notes.txt").write_text("x")
    retain(folder, days=1, gigabytes=0)
    assert names(folder) == [DAYS[4], "mine.warc.gz", "notes.txt"]
    assert weigh(folder).size == 1_000_000


def test_nothing_is_too_much_where_nothing_is(tmp_path: Path) -> None:
    """Before the first run there is no folder."""
    assert retain(tmp_path / "none", days=1, gigabytes=1) == ()
    assert weigh(tmp_path / "none").files == 0
    assert surplus((), days=1, gigabytes=1) == ()
