"""Faults, each done to real processes a few times; benchmarks/faults.py does them many times. The next clean run must end as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from world import Newsroom

from benchmarks import faults
from flows.server import free_port
from warehouse.query import ask


@pytest.fixture(scope="module")
def somewhere(prefect_api: str, prefect_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[faults.World]:
    """A folder, a capture file with one poll in it, and a Prefect server; what a run that never failed makes is made once."""
    with faults.world(tmp_path_factory.mktemp("faults"), api=prefect_api, polls=1, database=prefect_database) as world:
        yield world


@pytest.mark.parametrize(("fault", "times"), [
    (faults.two_at_once, 1),
    (faults.live_file_locked, 1),
    (faults.read_only_folder, 1),
    (faults.disk_full, 1),
    (faults.damaged, 4),
    (faults.terminated, 1),
    (faults.server_killed, 1),
    (faults.clock_back, 1),
    (faults.killed_with_server, 1),
], ids=lambda given: getattr(given, "__name__", ""))  # fmt: skip
def test_a_fault_costs_nothing_that_the_next_run_does_not_make_good(somewhere: faults.World, fault, times: int) -> None:
    """What each fault is, and what must hold, stands at its function."""
    if fault is faults.read_only_folder and os.getuid() == 0 and not sys.platform.startswith("linux"):
        pytest.skip("root may write everywhere here")
    fault(somewhere, times)


def test_a_killed_run_is_completed_by_the_next(somewhere: faults.World) -> None:
    """kill -9 twice at random moments, once while it writes."""
    faults.killed(somewhere, 2)


def test_a_full_disk_is_no_feed_s_fault(newsroom: Newsroom, prefect_api: str, tmp_path: Path) -> None:
    """A response that cannot be kept stops the run with one sentence: no feed is called broken for it, and with room again all is read."""
    world = faults.World(folder=tmp_path, api=prefect_api, warc=Path())
    settings = {"BELLWETHER_WATCHLIST": str(newsroom.watchlist(tmp_path / "w.toml")), "BELLWETHER_ALLOW": newsroom.address}
    home = tmp_path / "home"
    full = home / "captures"
    full.mkdir(parents=True)
    day = full / f"{time.strftime('%Y-%m-%d', time.gmtime())}.warc.gz"
    day.symlink_to("/dev/full")  # the device on which every write finds the disk full
    command = [sys.executable, "-m", "flows", "ingest"]
    told = subprocess.run(command, cwd=tmp_path, env=world.environment(home, **settings), capture_output=True, text=True, check=False)
    assert (told.returncode, "No space left" in told.stderr, "Traceback" in told.stderr) == (3, True, False), told.stderr
    assert "broken" not in told.stdout
    day.unlink()
    assert subprocess.run(command, cwd=tmp_path, env=world.environment(home, **settings), check=False).returncode == 0
    assert ask(home, "select count(*) from articles").rows == ((2,),)
    assert ask(home, "select status, count(*) from run group by all order by all").rows == (("completed", 1), ("failed", 1))


def test_a_clock_that_leapt_ahead_makes_nobody_deaf(newsroom: Newsroom, bellwether, prefect_api: str, tmp_path: Path) -> None:
    """After a run dated years ahead, an edited article and a page that failed then are read by the next run with the right time."""
    settings = {"BELLWETHER_WATCHLIST": str(newsroom.watchlist(tmp_path / "w.toml")), "BELLWETHER_ALLOW": newsroom.address, "PREFECT_API_URL": prefect_api}
    home, whole = tmp_path / "home", newsroom.pages
    newsroom.pages = lambda: {path: body for path, body in whole().items() if path != "/mill"}  # type: ignore[method-assign]
    assert bellwether("ingest", "--until", "2099-01-01", **settings).returncode == 0
    assert ask(home, "select title from articles").rows == (("The ferry office tries Llama 3.1",),)
    newsroom.pages = lambda: {path: body.replace("The ferry office tries", "The ferry office drops") for path, body in whole().items()}  # type: ignore[method-assign]
    ran = bellwether("ingest", **settings)
    assert ran.returncode == 0, ran.stderr
    assert ask(home, "select title, revision from articles order by title").rows == (("The ferry office drops Llama 3.1", 2), ("The mill sends its model back", 1))


def test_a_stop_of_serve_leaves_no_server(tmp_path: Path) -> None:
    """kill -9 of `bellwether serve`: its Prefect server ends as well."""
    world = faults.World(folder=tmp_path, api="", warc=Path())
    home, port = tmp_path / "home", free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "flows", "serve", "--port", str(port)], cwd=tmp_path, env=world.environment(home), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
    )
    faults.wait_until(lambda: (home / "prefect" / "server.log").exists() and "flows.leash" in children(process), "a server", 120)
    server = faults.server_of(process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    faults.wait_until(lambda: not faults.is_there(server), "the server to end", 20)


def children(process: subprocess.Popen[str]) -> str:
    listed = subprocess.run(["ps", "-eo", "ppid=,args="], capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in listed.splitlines() if line.split()[0] == str(process.pid))
