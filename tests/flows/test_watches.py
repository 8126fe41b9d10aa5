"""Silence, broken rules and failed runs, and who is told: a real Prefect server, and a web hook on loopback."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from world import ROOT, environment, post

from warehouse.store import open_warehouse

FRESHNESS = "import asyncio; from flows.freshness import freshness; print(asyncio.run(freshness()))"
CHECKS = "from flows.checks import checks; print(checks())"
FAILS = "from prefect import flow, tags\n@flow\ndef weekly(): raise ValueError('no ink')\nwith tags('bellwether-work'): weekly()"


class Hook:
    """A web hook that keeps what it is told; it refuses while `refusing`."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.refusing = False
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                hook.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["text"])
                self.send_response(500 if hook.refusing else 200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def hook() -> Iterator[Hook]:
    opened = Hook()
    yield opened
    opened.server.shutdown()
    opened.server.server_close()


def run(code: str, home: Path, api: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=home.parent, env=environment(home, PYTHONPATH=str(ROOT), PREFECT_API_URL=api, **settings), capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip


def keep_run(home: Path, ended: str) -> None:
    """A home whose only run was completed then."""
    with open_warehouse(home) as warehouse:
        warehouse.connection.execute(
            "insert into run by name select 'r' as run_id, $at::timestamptz as started_at, $at::timestamptz as polled_at, $at::timestamptz as ended_at, 'completed' as status, '1' as parser_version,"
            " 'm' as model_version, 'w' as watchlist_version, 1 as feeds, false as replayed", {"at": ended}
        )  # fmt: skip
        warehouse.publish()


def events(api: str, name: str) -> int:
    found = post(api, "events/filter", {"filter": {"event": {"name": [name]}}, "limit": 50})
    return len(found["events"])


def wait_for(is_so, what: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, what
        time.sleep(0.5)


def test_silence_is_told_once_and_fails_every_time(prefect_api: str, tmp_path: Path) -> None:
    """No poll completed for ten hours of a schedule of three: the run fails and says since when; a second one fails too, and emits nothing more."""
    home = tmp_path / "home"
    ten_hours_ago = time.strftime("%Y-%m-%d %H:%M:%S+00", time.gmtime(time.time() - 10 * 3600))
    keep_run(home, ten_hours_ago)
    for _ in range(2):
        ran = run(FRESHNESS, home, prefect_api)
        assert ran.returncode == 1
        assert re.search(f"nothing was collected since {re.escape(ten_hours_ago[:16])} UTC: [34] polls of the schedule were missed", ran.stderr)
        wait_for(lambda: events(prefect_api, "bellwether.ingest.silent") == 1, "an event")
        found = post(prefect_api, "flow_runs/filter", {"sort": "END_TIME_DESC", "limit": 1, "flows": {"name": {"any_": ["freshness"]}}})
        assert found[0]["state"]["message"].startswith("nothing was collected")  # what an alert says: no word of exceptions before it
    assert run(FRESHNESS, home, prefect_api, BELLWETHER_INGEST_CRON="0 6 * * 1").returncode == 0  # of a schedule of one a week, none or one was missed
    assert events(prefect_api, "bellwether.ingest.silent") == 1


def test_a_poll_of_late_is_no_silence(prefect_api: str, tmp_path: Path) -> None:
    """The last run was completed just now."""
    keep_run(tmp_path / "home", time.strftime("%Y-%m-%d %H:%M:%S+00", time.gmtime()))
    ran = run(FRESHNESS, tmp_path / "home", prefect_api)
    assert (ran.returncode, ran.stdout.strip().endswith("0 polls missed since")) == (0, True), ran.stderr


def test_nothing_ever_stored_is_silence(prefect_api: str, tmp_path: Path) -> None:
    """A server, a worker and no ingest: what a forgotten deployment looks like."""
    ran = run(FRESHNESS, tmp_path / "home", prefect_api)
    assert (ran.returncode, "there is nothing to ask yet" in ran.stderr) == (1, True), ran.stderr


def test_a_broken_rule_fails_the_checks_and_is_told(bellwether, prefect_api: str, tmp_path: Path, hook: Hook) -> None:
    """`bellwether alerts` with a web hook; then an article without its revision, and a run that fails."""
    home, server = tmp_path / "home", {"PREFECT_API_URL": prefect_api}
    told = bellwether("alerts", hook.url, **server)
    assert (told.returncode, told.stdout.count("set: ")) == (0, 4), told.stderr
    assert hook.told == ["Bellwether: alerts go here\nYou will be told of: a feed broke, nothing was collected, a check found rows, a run failed."]
    with open_warehouse(home) as warehouse:
        warehouse.publish()
    assert run(CHECKS, home, prefect_api).stdout.strip().endswith("none found rows that are wrong.")
    with open_warehouse(home) as warehouse:
        warehouse.connection.execute(
            "insert into article by name select '[a](b)' as article_id, 'https://o.example/a' as url, 'f' as feed_url, 'O' as outlet, 'press' as outlet_kind, now() as first_seen_at, 1 as revision,"
            " 'a' as story_id, 'a' as lead_id"
        )
        warehouse.publish()
    ran = run(CHECKS, home, prefect_api)
    assert (ran.returncode, "UnsoundError" in ran.stderr) == (1, True), ran.stderr
    wait_for(lambda: any(re.search(r"found 1 row\n", each) for each in hook.told), f"the hook to hear of the check: {hook.told}")
    table = json.loads(post(prefect_api, "artifacts/filter", {"sort": "CREATED_DESC", "artifacts": {"key": {"any_": ["warehouse-checks"]}}})[0]["data"])
    assert (table[0]["wrong rows"], r"\[a\](b)" in table[0]["such as"]) == (1, True)  # Prefect's pages take cells for Markdown
    assert run(FAILS, home, prefect_api).returncode == 1
    wait_for(lambda: any("failed" in each and "no ink" in each for each in hook.told), f"the hook to hear of the run: {hook.told}")
    removed = bellwether("alerts", "--remove", **server)
    assert "4 alerts removed" in removed.stdout, removed.stderr


def test_alerts_that_would_reach_nobody_are_refused(bellwether, prefect_api: str, tmp_path: Path, hook: Hook) -> None:
    """A hook that answers 500, and a block that is not there: one sentence, exit 3, no automation, and alerts that were set stay as they were."""
    hook.refusing, home = True, tmp_path / "home"
    for where, said in ((hook.url, "a first message did not arrive"), ("slack-webhook/ours", "is no block of this Prefect server")):
        ran = bellwether("alerts", where, PREFECT_API_URL=prefect_api)
        assert (ran.returncode, said in ran.stderr, "Traceback" in ran.stderr) == (3, True, False), ran.stderr
    assert not [each for each in post(prefect_api, "automations/filter", {}) if each["name"].startswith("bellwether")]
    hook.refusing = False
    assert bellwether("alerts", hook.url, PREFECT_API_URL=prefect_api).returncode == 0
    assert bellwether("alerts", "http://127.0.0.1:9/nobody", PREFECT_API_URL=prefect_api).returncode == 3
    before = len(hook.told)
    assert run(FAILS, home, prefect_api).returncode == 1
    wait_for(lambda: len(hook.told) > before, "the hook that was set before to hear of it")
    bellwether("alerts", "--remove", PREFECT_API_URL=prefect_api)
