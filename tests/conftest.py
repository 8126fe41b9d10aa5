"""What every test may ask for."""

from __future__ import annotations

import fcntl
import os
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from feeds.captures import moments
from feeds.errors import FetchError
from feeds.fetch import Client
from feeds.replay import replay_client
from feeds.robots import Robots
from feeds.watchlist import load_watchlist
from flows import polls
from flows.readers import Readers, cores, open_readers
from flows.reading import Harvest, ask_feed, read_announced
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST, load_settings
from flows.source import Source
from parsers.model import Watchlist
from warehouse.connection import PUBLISHED
from warehouse.store import Warehouse, open_warehouse

ROOT = Path(__file__).resolve().parents[1]
PARSERS, MODEL = "test", "test-model"


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: the tests of flows wait for other processes a sixth of their time."""
    return cores() + 1


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine reaches a test, and nothing a test stores reaches the working folder."""
    for name in [name for name in os.environ if name.startswith(("BELLWETHER_", "PREFECT_")) and name != "BELLWETHER_SHARED"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("BELLWETHER_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the workers of one run of the tests share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(scope="session")
def sample_home(shared_folder: Path) -> Path:
    """A home that holds the sample newsroom, read through the plain calls that the flow wraps. Read-only: tests share it.

    Whichever worker comes first makes it; the others wait for it. What was published after each poll is kept beside it.
    """
    home = shared_folder / "sample-home"
    with (shared_folder / "sample.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (shared_folder / "sample.made").exists():
            shutil.rmtree(home, ignore_errors=True)  # left by one that failed
            watchlist, client = load_watchlist(SAMPLE_WATCHLIST), replay_client([SAMPLE_CAPTURES])
            with open_warehouse(home) as warehouse, open_readers() as readers:
                warehouse.claim("sample")
                for moment in moments(SAMPLE_CAPTURES):
                    poll_once(warehouse, watchlist, client, readers, moment)
                    then = poll_home(home, moment)
                    then.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(warehouse.publish(), then / PUBLISHED)
            (shared_folder / "sample.made").touch()
    return home


def poll_home(home: Path, moment: datetime) -> Path:
    """The sample's home as it was after the poll of that moment: only the file that was published then."""
    return home.with_name("sample-polls") / f"{moment:%Y%m%dT%H%M%S}"


@pytest.fixture(scope="session")
def sample_polls(sample_home: Path) -> dict[datetime, Path]:
    """The sample's home as it was after each poll, by the moment of the poll. Read-only as well."""
    return {moment: poll_home(sample_home, moment) for moment in moments(SAMPLE_CAPTURES)}


def poll_once(warehouse: Warehouse, watchlist: Watchlist, client: Client, readers: Readers, now) -> str:
    """One run over all feeds, in order and without Prefect: its id."""
    source = Source(client=client, permit=Robots(client, now).permit, readers=readers)
    run_id = warehouse.begin_run(watchlist, parser_version=PARSERS, model_version=MODEL, started_at=now, polled_at=now, replayed=True)
    states, pending = warehouse.feed_states(), warehouse.pending(now)
    for feed in watchlist.feeds:
        state = states[feed.url]
        try:
            poll = ask_feed(source, feed, state, now)
        except FetchError as exc:
            warehouse.save_polls(run_id, [(feed, polls.failed(feed, exc, state, now))])
            continue
        announced = warehouse.announced(feed, poll.entries, now, pending.get(feed.url, ()))
        harvest: Harvest = read_announced(source, announced, watchlist, warehouse.attempts(announced), now)
        row = polls.answered(feed, poll.document, poll.entries, announced, state, now)
        warehouse.save_feed(
            run_id, feed, row, announced, harvest.pages, harvest.failures, harvest.visits, model_version=MODEL, now=now, revisits=load_settings().revisit_gaps
        )
    warehouse.end_run(run_id, "completed", now)
    return run_id
