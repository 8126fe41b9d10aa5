"""Real processes: a Prefect server, the command line, a small newsroom on loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from world import ROOT, Newsroom, environment

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
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real Prefect server, shared by all tests that one process runs: its first start makes a database, for eight seconds of a processor."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("PREFECT_API_URL", raising=False)
            patch.setattr("flows.server.USUAL_PORT", 9)  # not the one that may run on this machine
            api = stack.enter_context(prefect_server(tmp_path_factory.mktemp("server")))
        yield api


@pytest.fixture
def newsroom() -> Iterator[Newsroom]:
    opened = Newsroom()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()
