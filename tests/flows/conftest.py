"""Real processes: a Prefect server, the command line, a small newsroom on loopback."""

from __future__ import annotations

import fcntl
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from world import ROOT, Newsroom, environment, give_database

from flows.server import prefect_server

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def bellwether(tmp_path: Path) -> Run:
    """Run the command line in a process, as a user does."""
    def run(*arguments: str, home: Path | None = None, timeout: float = 240, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flows", *arguments], cwd=tmp_path, env=environment(home or tmp_path / "home", **{"PYTHONPATH": str(ROOT), **settings}),
            capture_output=True, text=True, timeout=timeout, check=False,
        )
    return run


@pytest.fixture(scope="session")
def prefect_database(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database that a Prefect server makes at its first start, for five seconds of a processor: once for all servers of all workers.

    A first start is seen where a run of `benchmarks/faults.py` has no server but its own.
    """
    made, part = shared_folder / "prefect.db", shared_folder / "prefect.part"
    with (shared_folder / "prefect.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            home = tmp_path_factory.mktemp("first") / "home"
            subprocess.run([sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"], env=environment(home), capture_output=True, timeout=240, check=True)
            with closing(sqlite3.connect(home.parent / "prefect-home" / "prefect.db")) as upgraded, closing(sqlite3.connect(part)) as copy:
                upgraded.backup(copy)
            part.replace(made)
    return made


@pytest.fixture(scope="session")
def prefect_api(prefect_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Prefect server, shared by all tests that one process runs."""
    home = tmp_path_factory.mktemp("server")
    give_database(home, prefect_database)
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("PREFECT_API_URL", raising=False)
            patch.setattr("flows.server.USUAL_PORT", 9)  # not the one that may run on this machine
            api = stack.enter_context(prefect_server(home))
        yield api


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    opened = Newsroom()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()
