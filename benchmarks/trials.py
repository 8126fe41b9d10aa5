"""What is a fault done to, and what did it cost? A world of real runs, waited for from outside; after a fault, the next clean run must find nothing missing."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from feeds.captures import Capture, moments, read_captures, write_capture
from flows.server import answers, free_port, prefect_server
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST
from warehouse.connection import LIVE, PUBLISHED
from warehouse.doctor import check_published
from warehouse.query import ask
from warehouse.snapshot import READ_WHOLE

ROOT = Path(__file__).resolve().parents[1]
KEYS = """
select 'article', article_id, revision::varchar from article
union all select 'revision', article_id, revision::varchar || text_digest from article_revision
union all select 'entry', entry_id, article_id from entry
union all select 'quotation', article_id, revision::varchar || '/' || ordinal::varchar || text from quotation
union all select 'mention', article_id, revision::varchar || '/' || ordinal::varchar || sentence from mention
order by all
"""
POLLS = 2  # of the sample that are replayed: 26 articles
SECONDS = 300  # nothing takes longer unless it hangs


class FaultError(AssertionError):
    """A fault cost something, or was told badly."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Where faults happen: a folder, a capture file to replay, a Prefect server that is there."""

    folder: Path
    api: str
    warc: Path
    database: Path | None = None  # that a Prefect server made at its first start; without one each makes its own
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def home(self, name: str) -> Path:
        home = self.folder / name / "home"
        shutil.rmtree(home.parent, ignore_errors=True)
        home.parent.mkdir(parents=True)
        return home

    def give_database(self, folder: Path) -> None:
        """To the server that will have this folder."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.database:
            shutil.copyfile(self.database, folder / "prefect.db")

    def environment(self, home: Path, **settings: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELLWETHER_", "PREFECT_"))}
        return {
            **kept, "HOME": str(home.parent), "PYTHONPATH": str(ROOT), "BELLWETHER_HOME": str(home), "BELLWETHER_WATCHLIST": str(SAMPLE_WATCHLIST),
            "PREFECT_HOME": str(home.parent / "prefect-home"), **({"PREFECT_API_URL": self.api} if self.api else {}), **settings,
        }  # fmt: skip

    def start(self, home: Path, command: str = "ingest", *more: str, settings: dict[str, str] | None = None, **options: Any) -> subprocess.Popen[str]:
        """The command, replaying, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "flows", command, "--replay", str(self.warc), *more], cwd=home.parent, env=self.environment(home, **(settings or {})),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
        )  # fmt: skip

    def run(self, home: Path, command: str = "ingest", *more: str, **options: Any) -> tuple[int, str, str]:
        """Its exit code, and what it said."""
        return ended(self.start(home, command, *more, **options))


def ended(process: subprocess.Popen[str], seconds: float = SECONDS) -> tuple[int, str, str]:
    try:
        said, complained = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise FaultError(f"it was still there after {seconds} s") from None
    return process.returncode, said, complained


@contextmanager
def world(folder: Path, api: str | None = None, polls: int = POLLS, database: Path | None = None) -> Iterator[World]:
    """A world in a folder, with a Prefect server of its own unless one is given."""
    warc = folder / "polls.warc.gz"
    last = moments(SAMPLE_CAPTURES)[polls - 1]
    with warc.open("wb") as file:
        for found in read_captures(SAMPLE_CAPTURES):
            if isinstance(found, Capture) and found.document.fetched_at <= last and found.kind:
                write_capture(file, found.document, found.kind)
    if api:
        yield World(folder=folder, api=api, warc=warc, database=database)
    else:
        with prefect_server(folder / "server") as started:
            yield World(folder=folder, api=started, warc=warc)


def keys(home: Path) -> tuple[tuple[object, ...], ...]:
    return ask(home, KEYS).rows


def reference(world: World) -> tuple[tuple[object, ...], ...]:
    """The keys of a run that never failed."""
    return keys(sound(world))


def sound(world: World) -> Path:
    """The home that a run which never failed made, once for all faults; how many seconds it took lies beside it."""
    home = world.folder / "reference" / "home"
    if not (home / PUBLISHED).exists():
        began = time.monotonic()
        must(world.run(world.home("reference")), 0)
        (home.parent / "seconds").write_text(f"{time.monotonic() - began}")
    return home


def filled(world: World, name: str) -> Path:
    """A home of that name as such a run leaves it."""
    source, home = sound(world), world.home(name)
    shutil.copytree(source, home)
    return home


def must(end: tuple[int, str, str], code: int, *says: str) -> str:
    """The command ended with this code, in one sentence that says all of this, and no traceback."""
    found, said, complained = end
    if found != code or "Traceback" in complained:
        raise FaultError(f"exit {found} where {code} was due:\n{said}\n{complained}")
    if missing := [each for each in says if each not in complained]:
        raise FaultError(f"{missing} is not in: {complained}")
    return complained


def recovers(world: World, home: Path) -> None:
    """The next clean run ends with the keys of one that never failed, and what is stored is sound."""
    must(world.run(home), 0)
    if keys(home) != reference(world):
        here, there = set(keys(home)), set(reference(world))
        raise FaultError(f"keys differ: {sorted(map(str, there - here))[:5]} are missing, {sorted(map(str, here - there))[:5]} too many")
    left = [path.name for path in (home / "live").iterdir() if path.name not in {LIVE.name, f"{LIVE.name}.wal", "writer.lock", READ_WHOLE}]
    if left:
        raise FaultError(f"left lying in live/: {left}")
    if broken := [check for check in check_published(home) if check.rows]:
        raise FaultError(f"unsound: {broken}")


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise FaultError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.02)


def writing(home: Path) -> bool:
    """Whether a run holds the live file."""
    return any((home / "live").glob("writing-*")) if (home / "live").exists() else False


def own_server(home: Path, port: int = 0) -> tuple[str, subprocess.Popen[bytes]]:
    """A server that may be killed, on that port or one that is free."""
    port = port or free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    home.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        env={**environment, "PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: answers(port), "a Prefect server", 120)
    return f"http://127.0.0.1:{port}/api", process


def server_of(process: subprocess.Popen[str]) -> int:
    """The Prefect server that this command started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    found = [int(line.split()[0]) for line in listed.splitlines() if line.split()[1] == str(process.pid) and "flows.leash" in line]
    if len(found) != 1:
        raise FaultError(f"not one server: {found}")
    return found[0]


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
