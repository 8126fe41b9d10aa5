"""The main job, with nothing replaced: real commands in processes, a real Prefect server, real files."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from world import ROOT, environment, post

from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST
from warehouse.query import ask
from warehouse.store import open_warehouse

SITE = "https://reports.example.org"
KEYS = """
select 'article', article_id, revision::varchar from article
union all select 'entry', entry_id, article_id from entry
union all select 'quotation', article_id, revision::varchar || '/' || ordinal::varchar || text from quotation
union all select 'mention', article_id, revision::varchar || '/' || ordinal::varchar || sentence from mention
order by all
"""


@pytest.fixture(scope="module")
def clean(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A home after `bellwether run --sample`, and what the command said."""
    home = tmp_path_factory.mktemp("clean") / "home"
    said = subprocess.run(
        [sys.executable, "-m", "flows", "run", "--sample"], cwd=home.parent,
        env=environment(home, PREFECT_API_URL=prefect_api, PYTHONPATH=str(ROOT), BELLWETHER_SITE_URL=SITE), capture_output=True, text=True, timeout=400, check=False,
    )
    return home, said


def test_run_takes_the_sample_from_feeds_to_reports(clean) -> None:
    """One command: exit 0, the articles stored, a report a week, and where they are."""
    home, said = clean
    assert said.returncode == 0, said.stderr
    assert ask(home, "select count(*) >= 120, count(distinct outlet) >= 12 from articles").rows == ((True, True),)
    weeks = [f"2024-W{week}" for week in range(27, 35)]
    assert [path.name for path in sorted((home / "reports").iterdir()) if path.is_dir()] == weeks
    for path in ("bellwether.duckdb", "reports/index.html", "reports/2024-W34/report.html"):
        assert (home / path).exists()
        assert str(home / path) in said.stdout
    assert "The Quiet Modem: broken (http-404)" in said.stdout
    assert "Traceback" not in said.stderr
    assert "leaked" not in said.stderr


def test_reports_are_seen_in_prefect(clean, prefect_api: str) -> None:
    """Each week's report is an artifact that says its answer and where its page is, and a link leads to the last one."""
    def newest(key: str) -> dict:
        return post(prefect_api, "artifacts/filter", {"sort": "CREATED_DESC", "artifacts": {"key": {"any_": [key]}}})[0]

    report, link = newest("report-2024-w31"), newest("report-written-last")
    assert report["description"].startswith("2024-W31: ")
    assert report["description"].endswith(f"[Its page](<{SITE}/2024-W31/report.html>)")
    assert "# How the news speaks of Llama" in report["data"]
    assert f"{SITE}/2024-W34/report.html" in link["data"]
    assert " feeds that were asked answered; " in newest("ingest-feeds")["description"]


def test_second_run_stores_nothing_new(clean, bellwether, prefect_api: str) -> None:
    """The same input again adds no row but those of the runs."""
    home, _ = clean
    before = ask(home, KEYS).rows
    again = bellwether("ingest", "--replay", str(SAMPLE_CAPTURES), home=home, PREFECT_API_URL=prefect_api, BELLWETHER_WATCHLIST=str(SAMPLE_WATCHLIST))
    assert again.returncode == 0, again.stderr
    assert "0 articles stored" in again.stdout
    assert ask(home, KEYS).rows == before


def test_live_run_refuses_the_sample_s_folder(clean, bellwether, newsroom, tmp_path: Path, prefect_api: str) -> None:
    """A live watch does not mix with the fictional newsroom: one sentence, exit 3, nothing changed."""
    home, _ = clean
    before = ask(home, KEYS).rows
    refused = bellwether("run", home=home, PREFECT_API_URL=prefect_api, BELLWETHER_WATCHLIST=str(newsroom.watchlist(tmp_path / "w.toml")))
    assert refused.returncode == 3
    assert refused.stderr.strip().splitlines()[-1].startswith("bellwether: "), refused.stderr
    assert "BELLWETHER_HOME" in refused.stderr
    assert ask(home, KEYS).rows == before


def test_unreachable_feeds_are_told_one_line_each(bellwether, sample_home: Path, tmp_path: Path, prefect_api: str) -> None:
    """Where no feed answers: a line a feed, exit 4, and nothing stored is harmed: the run's own rows are all that is new."""
    home = shutil.copytree(sample_home, tmp_path / "home")
    with open_warehouse(home) as warehouse:
        warehouse.connection.execute("delete from fact where name = 'origin'")  # so that it passes for what a live watch stored
    before, (runs,) = ask(home, KEYS).rows, ask(home, "select count(*) from run").rows[0]
    assert len(before) > 500
    watchlist = tmp_path / "w.toml"
    shipped = (ROOT / "feeds" / "watchlist.toml").read_text("utf-8").partition("[[feeds]]")[0]
    dead = ["http://127.0.0.1:9/feed", "http://bellwether-no-such-host.invalid/feed"]
    watchlist.write_text(shipped + "".join(f'[[feeds]]\nurl = "{url}"\nname = "Dead {place}"\n' for place, url in enumerate(dead)), "utf-8")
    ran = bellwether("run", PREFECT_API_URL=prefect_api, BELLWETHER_WATCHLIST=str(watchlist))
    assert ran.returncode == 4, ran.stderr
    lines = [line for line in ran.stdout.splitlines() if line.startswith("Dead ")]
    assert sorted(lines) == [
        "Dead 0: broken (blocked-address) http://127.0.0.1:9/feed",
        "Dead 1: broken (dns-error) http://bellwether-no-such-host.invalid/feed",
    ]
    assert "Traceback" not in ran.stderr
    assert ask(home, KEYS).rows == before
    assert ask(home, "select count(*) from run").rows == ((runs + 1,),)


def test_live_run_over_loopback(bellwether, newsroom, tmp_path: Path, prefect_api: str) -> None:
    """The same command over HTTP: articles, quotations with speakers, captures; a second run asks for no page again."""
    settings = {"BELLWETHER_WATCHLIST": str(newsroom.watchlist(tmp_path / "w.toml")), "BELLWETHER_ALLOW": newsroom.address, "PREFECT_API_URL": prefect_api}
    ran = bellwether("run", **settings)
    assert ran.returncode == 0, ran.stderr
    home = tmp_path / "home"
    assert ask(home, "select title, authors from articles order by title").rows == (
        ("The ferry office tries Llama 3.1", ["Maren Oduya"]), ("The mill sends its model back", ["Maren Oduya"]),
    )
    assert ask(home, "select speaker from quotations order by speaker").rows == (("Ines Halvorsen",), ("Tobias Achterberg",))
    assert len(list((home / "captures").glob("*.warc.gz"))) == 1
    before = newsroom.asked.count("/ferry")
    assert bellwether("ingest", **settings).returncode == 0
    assert newsroom.asked.count("/ferry") == before == 1


def test_feed_that_breaks_and_recovers_is_told_once_each_way(bellwether, newsroom, tmp_path: Path, prefect_api: str) -> None:
    """A Prefect event when a feed changes for the worse and one when it is sound again, none in between; a sound feed emits none."""
    watchlist = newsroom.watchlist(tmp_path / "w.toml")
    watchlist.write_text(watchlist.read_text("utf-8") + f'\n[[feeds]]\nurl = "http://{newsroom.address}/sister"\nname = "Sister Lantern"\n', "utf-8")
    settings = {"BELLWETHER_WATCHLIST": str(watchlist), "BELLWETHER_ALLOW": newsroom.address, "PREFECT_API_URL": prefect_api}
    said = []
    for missing in (set(), {"/sister"}, {"/sister"}, set(), set()):
        newsroom.missing = missing
        ran = bellwether("ingest", **settings)
        assert ran.returncode == 0, ran.stderr
        said.append(ran.stdout)
    assert f"Sister Lantern: broken (http-404) http://{newsroom.address}/sister, 2 polls in a row" in said[2]
    assert "Sound again: Sister Lantern" in said[3]
    told = events_of(prefect_api, newsroom.address, at_least=2)
    assert [(event["event"], event["resource"]["prefect.resource.name"], event["payload"]["reason"]) for event in told] == [
        ("bellwether.feed.worsened", "Sister Lantern", "http-404"), ("bellwether.feed.recovered", "Sister Lantern", None),
    ]


def events_of(api: str, address: str, *, at_least: int) -> list[dict]:
    """Bellwether's events about the feeds at that address, oldest first: the server takes a moment to store what it was sent."""
    until = time.monotonic() + 30
    while True:
        told = post(api, "events/filter", {"filter": {"event": {"prefix": ["bellwether."]}, "order": "ASC"}, "limit": 50})["events"]
        found = [event for event in told if address in event["resource"]["prefect.resource.id"]]
        if len(found) >= at_least or time.monotonic() > until:
            return found
        time.sleep(0.5)
