"""Archives of the press, read into shards and taken in: on a WARC file in the layout of Common Crawl's news, made of the sample's pages."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter
from world import ROOT, environment

from feeds.captures import Capture, read_captures
from feeds.watchlist import load_watchlist
from flows.cli import app
from flows.crawling import _Outlets
from flows.settings import SAMPLE_CAPTURES, SHIPPED_WATCHLIST
from warehouse.query import ask

PAGES = 40  # of the sample, in each file of the first test; half of them do for the others


def write_crawl(path: Path, first: int, *, pages: int = PAGES, torn: bool = False) -> Path:
    """A crawl's file: warcinfo, then a request, a response and metadata a page, as crawlers write them; plus what no reader wants."""
    path.parent.mkdir(parents=True, exist_ok=True)
    documents = [each.document for each in read_captures(SAMPLE_CAPTURES) if isinstance(each, Capture) and each.kind == "page" and each.document.status == 200]
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "a crawler"}))
        for place, document in enumerate(documents[first : first + pages]):
            when = {"WARC-Date": document.fetched_at.strftime("%Y-%m-%dT%H:%M:%SZ")}
            ask_headers = StatusAndHeaders("GET / HTTP/1.1", [("Host", "x")], is_http_request=True)
            writer.write_record(writer.create_warc_record(document.url, "request", http_headers=ask_headers, warc_headers_dict=when))
            headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(document.url, "response", payload=io.BytesIO(document.body), http_headers=headers, warc_headers_dict=when))
            if torn and place == pages // 2:
                file.write(b"\x1f\x8b\x08 this is no member")
        for url, status, kind, body in (
            ("https://o.example/gone", "404 Not Found", "text/html", b"<p>Llama is not here</p>"),
            ("https://o.example/llama.png", "200 OK", "image/png", b"Llama"),
            ("https://o.example/undated", "200 OK", "text/html", b"<html><body><article><h1>No date</h1><p>" + b"Meta's Llama 3.1 is an open model that the harbour office runs. " * 12 + b"</p></article></body></html>"),
            ("https://o.example/weather", "200 OK", "text/html", b"<html><body><article><p>" + b"Rain over the hills, and more of it tomorrow. " * 40 + b"</p></article></body></html>"),
        ):
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": "2024-07-26T10:00:00Z"}))
    return path


COUNTS = "select (select count(*) from articles), (select count(*) from quotations), (select count(*) from mentions), (select count(distinct story_id) from articles)"


def test_an_archive_is_read_once_and_stored_once(bellwether, prefect_api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files, one of them damaged in the middle; then the same again, and then with a third."""
    crawl, home = tmp_path / "CC-NEWS" / "2024" / "07", tmp_path / "home"
    write_crawl(crawl / "CC-NEWS-20240723000000-00001.warc.gz", 0)
    write_crawl(crawl / "CC-NEWS-20240724000000-00002.warc.gz", PAGES - 10, torn=True)
    ran = bellwether("backfill", str(tmp_path / "CC-NEWS"), PREFECT_API_URL=prefect_api)
    assert ran.returncode == 0, ran.stderr
    assert "2 archive files, 2 of them read now" in ran.stdout
    assert "1 stretches could not be read" in ran.stdout
    counts = ask(home, COUNTS).rows
    assert counts[0][0] > 40
    assert counts[0][2] > 100
    assert ask(home, "select min(week), max(week) from articles where published_at is not null").rows[0] >= ("2024-W20",)
    assert ask(home, "select count(*) from articles where url like '%weather%' or url like '%gone%' or url like '%png%'").rows == ((0,),)
    assert ask(home, "select count(*), sum(torn) from backfill").rows == ((2, 1),)
    assert ask(home, "select week, first_seen_at < known_at from articles where url like '%undated%'").rows == (("2024-W30", True),)  # of the crawl, for want of a date
    again = bellwether("backfill", str(crawl), PREFECT_API_URL=prefect_api)
    assert "2 archive files, 0 of them read now" in again.stdout
    assert ask(home, COUNTS).rows == counts
    write_crawl(crawl / "CC-NEWS-20240725000000-00003.warc.gz", PAGES)
    more = bellwether("backfill", str(crawl), PREFECT_API_URL=prefect_api)
    assert "3 archive files, 1 of them read now" in more.stdout
    assert "were stored already" in more.stdout
    assert ask(home, COUNTS).rows[0][0] > counts[0][0]
    monkeypatch.setenv("BELLWETHER_HOME", str(home))
    for command, says in ((["doctor"], ""), (["report", "--week", "2024-W30"], "stories about Llama"), (["verify", "2024-W30"], "")):
        told = CliRunner().invoke(app, command)
        assert (told.exit_code, says in told.output) == (0, True), told.output


def test_killed_it_goes_on_with_the_files_that_are_left(bellwether, prefect_api: str, tmp_path: Path) -> None:
    """kill -9 in the middle: what was read is not read again, and the end is the same as of a run that was left alone."""
    crawl = tmp_path / "crawl"
    for place in range(3):
        write_crawl(crawl / f"{place}.warc.gz", 10 * place, pages=PAGES // 2)
    home = tmp_path / "killed"
    process = subprocess.Popen(
        [sys.executable, "-m", "flows", "backfill", str(crawl), "--workers", "1"], cwd=tmp_path, start_new_session=True,
        env=environment(home, PYTHONPATH=str(ROOT), PREFECT_API_URL=prefect_api), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 120
    while not [path for path in (home / "backfill").glob("*/shard.json") if ".part-" not in path.parent.name]:
        assert time.monotonic() < until
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    ran = bellwether("backfill", str(crawl), home=home, PREFECT_API_URL=prefect_api)
    assert ran.returncode == 0, ran.stderr
    assert "3 archive files, " in ran.stdout
    assert "3 of them read now" not in ran.stdout
    assert bellwether("backfill", str(crawl), home=tmp_path / "whole", PREFECT_API_URL=prefect_api).returncode == 0
    assert ask(home, COUNTS).rows == ask(tmp_path / "whole", COUNTS).rows
    assert not list((home / "backfill").glob("*.part"))


def test_a_dask_cluster_gives_the_same(bellwether, prefect_api: str, tmp_path: Path) -> None:
    """Two workers of a cluster of this machine."""
    pytest.importorskip("prefect_dask")
    crawl = tmp_path / "crawl"
    for place in range(2):
        write_crawl(crawl / f"{place}.warc.gz", 20 * place, pages=PAGES // 2)
    for runner, home in (("threads", tmp_path / "threads"), ("dask", tmp_path / "dask")):
        ran = bellwether("backfill", str(crawl), "--runner", runner, "--workers", "2", home=home, PREFECT_API_URL=prefect_api)
        assert ran.returncode == 0, ran.stderr
        assert "2 archive files, 2 of them read now" in ran.stdout
    read = "select article_id, title, authors, text, week, story_id from articles order by all"
    assert ask(tmp_path / "dask", COUNTS).rows == ask(tmp_path / "threads", COUNTS).rows
    assert ask(tmp_path / "dask", read).rows == ask(tmp_path / "threads", read).rows


def test_nothing_to_read_is_said(bellwether, prefect_api: str, tmp_path: Path) -> None:
    """A folder without archives, and an unknown runner."""
    (tmp_path / "empty").mkdir()
    ran = bellwether("backfill", str(tmp_path / "empty"), PREFECT_API_URL=prefect_api)
    assert (ran.returncode, "no WARC file" in ran.stderr, "Traceback" in ran.stderr) == (3, True, False)
    assert bellwether("backfill", str(tmp_path), "--runner", "spark", PREFECT_API_URL=prefect_api).returncode == 2


def test_a_file_that_cannot_be_read_costs_the_others_nothing(bellwether, prefect_api: str, tmp_path: Path) -> None:
    """Another watchlist than the backfill's, as a worker elsewhere may have: nothing is stored under a wrong key. A folder named like an archive is none."""
    crawl = tmp_path / "crawl"
    write_crawl(crawl / "0.warc.gz", 0, pages=PAGES // 2)
    (crawl / "1.warc").mkdir()
    ran = bellwether("backfill", str(crawl), PREFECT_API_URL=prefect_api)
    assert (ran.returncode, "1 archive files, 1 of them read now" in ran.stdout) == (0, True), ran.stderr
    shard = next((tmp_path / "home" / "backfill").glob("*/shard.json"))
    shard.write_text("", "utf-8")  # as a power cut leaves it
    again = bellwether("backfill", str(crawl), PREFECT_API_URL=prefect_api)
    assert (again.returncode, "1 of them read now" in again.stdout) == (0, True), again.stderr


@pytest.mark.parametrize(("url", "outlet"), [
    ("https://huggingface.co/blog/llama31", "Hugging Face blog"),
    ("https://huggingface.co/somebody/model", "huggingface.co"),
    ("https://www.reddit.com/r/politics/1", "reddit.com"),
    ("https://nowhere.example/a", "nowhere.example"),
])  # fmt: skip
def test_whose_page_it_is(url: str, outlet: str) -> None:
    """A watched feed speaks for its own section of a platform, and for the whole of its own site."""
    assert _Outlets(load_watchlist(SHIPPED_WATCHLIST)).of(url).name == outlet
