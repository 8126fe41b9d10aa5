"""`bellwether feeds check` and `add`, against an outlet on loopback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner
from world import ROOT, Newsroom

from flows.cli import app

PARAGRAPH = "The ferry office at Greyling answers its telephone with a model that it runs itself, and nobody has had to call the city since. " * 6


def rss(entries: int, *, signed: bool = True) -> str:
    author = "<author>desk@packet.example (Ann Bell)</author>" if signed else ""
    items = "".join(f"<item><title>Tides {n}</title><link>/{n}</link><pubDate>Tue, 23 Jul 2024 09:{59 - n}:00 GMT</pubDate><description>{PARAGRAPH}</description>{author}</item>" for n in range(entries))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Packet</title>{items}</channel></rss>'


PAGES = {
    "/": '<html><head><link rel="alternate" type="application/rss+xml" href="/good"><link rel="alternate" type="application/rss+xml" href="/unsigned"></head><body><p>x</p></body></html>',
    "/good": rss(10),
    "/unsigned": rss(10, signed=False),
    "/map": "<urlset><url><loc>/2024/07/a-ferry-story</loc><lastmod>2024-07-22</lastmod></url></urlset>",
    "/index": "<sitemapindex><sitemap><loc>/map</loc></sitemap></sitemapindex>",
    "/login": "<html><body><form>Password</form></body></html>",
    "/empty": rss(0),
}
EXPECTED = 'text = "full"\nexpected_gap_days = 3650\nexpected_authors = 0.9\nexpected_dates = 0.9\nexpected_text = 0.9\nreason = "Signed and whole."\n'


def run(*arguments: str, **settings: str):
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "80", **settings})


@pytest.fixture
def settings(newsroom: Newsroom, tmp_path: Path) -> dict[str, str]:
    """An outlet with a feed for each path of PAGES, and a watchlist without feeds."""
    newsroom.pages = lambda: PAGES  # type: ignore[method-assign]
    (tmp_path / "watchlist.toml").write_text((ROOT / "feeds" / "watchlist.toml").read_text("utf-8").partition("[[feeds]]")[0], "utf-8")
    return {"BELLWETHER_ALLOW": newsroom.address, "BELLWETHER_WATCHLIST": str(tmp_path / "watchlist.toml")}


def watch(settings: dict[str, str], *paths: str, expected: str = EXPECTED) -> None:
    with Path(settings["BELLWETHER_WATCHLIST"]).open("a", encoding="utf-8") as file:
        file.writelines(f'[[feeds]]\nname = "The Packet {path}"\nurl = "http://{settings["BELLWETHER_ALLOW"]}{path}"\n{expected}\n' for path in paths)


def test_check_says_what_fell_short_and_why_it_matters(settings: dict[str, str]) -> None:
    """A table in 80 columns, the sentence with both numbers, the watchlist's reason, and exit code 6."""
    watch(settings, "/good", "/unsigned", "/map", "/index")
    checked = run("feeds", "check", **settings)
    assert checked.exit_code == 6, checked.output
    lines = checked.stdout.splitlines()
    assert [line.split()[3] for line in lines[1:5]] == ["ok", "short", "ok", "ok"]
    assert [line.split()[4:] for line in lines[1:3]] == [["10", "2024-07-23", "100%", "100%", "100%"], ["10", "2024-07-23", "0%", "100%", "100%"]]
    assert lines[6:9] == ["The Packet /unsigned", "  0 of 10 entries name an author, at least 90% expected", "  why: Signed and whole."]
    assert lines[-1] == "3 of 4 feeds are as expected, 1 fell short."
    assert max(map(len, lines)) <= 80


def test_check_of_sound_feeds_ends_well(settings: dict[str, str]) -> None:
    """Exit 0; only the feeds asked for are asked."""
    watch(settings, "/good", "/unsigned")
    checked = run("feeds", "check", "The Packet /good", **settings)
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "1 of 1 feeds are as expected.")


def test_check_tells_failures_from_shortfalls(settings: dict[str, str]) -> None:
    """What is no feed, holds nothing or is not there is told with its reason; where nothing answers at all the exit code is 4."""
    watch(settings, "/login", "/empty", "/nowhere")
    checked = run("feeds", "check", **settings)
    assert checked.exit_code == 4
    assert "  not a feed but a page\n" in checked.stdout
    assert "  not a single entry\n" in checked.stdout
    assert "  http-404 (HTTP 404)\n" in checked.stdout
    assert "0 of 3 feeds are as expected, 3 did not answer as a feed." in checked.stdout
    watch(settings, "/good")
    assert run("feeds", "check", **settings).exit_code == 6


def test_check_speaks_to_programs(settings: dict[str, str]) -> None:
    """One JSON object a feed, and the same exit code."""
    watch(settings, "/unsigned", "/nowhere")
    checked = run("feeds", "check", "--json", **settings)
    short, failed = map(json.loads, checked.stdout.splitlines())
    assert checked.exit_code == 6
    assert (short["state"], short["entries"], short["authors"], short["dates"], short["newest"]) == ("short", 10, 0, 1, "2024-07-23T09:59:00Z")
    assert short["shortfalls"] == [{"reason": "few-authors", "expected": 0.9, "found": 0, "because": "Signed and whole."}]
    assert (failed["state"], failed["told"], failed["authors"]) == ("broken", "http-404 (HTTP 404)", None)


def test_check_of_an_unknown_feed_helps(settings: dict[str, str]) -> None:
    """A name that no feed has is not passed over because another one is known."""
    watch(settings, "/good")
    checked = run("feeds", "check", "The Packet /good", "The Pocket", **settings)
    assert checked.exit_code == 3
    assert "no feed is called The Pocket;" in checked.stderr


def test_add_finds_the_feed_and_says_how(settings: dict[str, str]) -> None:
    """The site's address is enough; its feed is written with what its entries hold, and a second time is refused in a sentence."""
    added = run("feeds", "add", settings["BELLWETHER_ALLOW"], "--name", "The Packet", "--kind", "press", **settings)
    assert added.exit_code == 0, added.output
    assert added.stdout.splitlines()[1] == "The page announces it: 10 entries, newest 2024-07-23."
    assert "Another feed of that site: " in added.stderr
    listed = json.loads(run("feeds", "list", "--json", **settings).stdout)
    assert (listed["name"], listed["url"], listed["text"], listed["expected_authors"]) == ("The Packet", f"http://{settings['BELLWETHER_ALLOW']}/good", "full", 0.9)
    assert listed["reason"].startswith("As its 10 entries were on 20")
    again = run("feeds", "add", f"http://{settings['BELLWETHER_ALLOW']}/", **settings)
    assert (again.exit_code, "is watched already, as The Packet" in again.stderr) == (3, True)


def test_add_takes_a_sitemap(settings: dict[str, str]) -> None:
    """An outlet without a feed is watched by its sitemap, or the index of them."""
    assert "That address is the feed: 1 entries, newest 2024-07-22." in run("feeds", "add", f"http://{settings['BELLWETHER_ALLOW']}/map", **settings).stdout
    assert "That address is the feed: an index of sitemaps." in run("feeds", "add", f"http://{settings['BELLWETHER_ALLOW']}/index", **settings).stdout
    checked = run("feeds", "check", "--json", **settings)
    assert [json.loads(line)["entries"] for line in checked.stdout.splitlines()] == [1, 1]
