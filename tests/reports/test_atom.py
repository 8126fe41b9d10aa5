"""The feed of reports, against RFC 4287 and as a feed reader takes it."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rows import own_report

from parsers.feed import parse_feed
from reports.atom import ATOM, MOST_ENTRIES, write_feed
from reports.render import Listing
from reports.site import write_report

SITE = "https://reports.example.org/bellwether"


def listing(week: str = "2024-W30", **given) -> Listing:
    return Listing(**{
        "week": week, "headline": "No detectable change.", "index": "+0.04 [−0.08, +0.19]", "stories": 11, "sample": False, "summary": "It stands at +0.04.",
        "as_of": "2024-07-29T06:00:00+00:00", **given,
    })


def tag(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def test_reports_come_as_entries(tmp_path: Path) -> None:
    """A feed reader (our own) finds each report with its address, title and day, newest first."""
    for week in ("2024-W30", "2024-W31"):
        write_report(tmp_path, own_report(week), site_url=SITE)
    body = (tmp_path / "feed.xml").read_bytes()
    entries = parse_feed(body, url=f"{SITE}/feed.xml", content_type="application/atom+xml")
    assert [entry.url for entry in entries] == [f"{SITE}/2024-W31/report.html", f"{SITE}/2024-W30/report.html"]
    assert entries[1].title == own_report().answer.headline
    assert f"{entries[1].published_at:%Y-%m-%d}" == "2024-07-29"


@pytest.mark.parametrize("site", [SITE, ""])
def test_feed_has_what_the_rfc_wants(site: str) -> None:
    """id, title, updated and an author; entries with id, title, updated and a link or content; dates of RFC 3339; ids that are URIs, each once."""
    feed = ET.fromstring(write_feed([listing("2024-W31"), listing()], site_url=site))
    assert feed.tag == tag("feed")
    for parent in (feed, *feed.findall(tag("entry"))):
        for name in ("id", "title", "updated"):
            assert len(parent.findall(tag(name))) == 1
        assert datetime.fromisoformat(parent.findtext(tag("updated"))).tzinfo
        assert sum(link.get("rel") == "alternate" for link in parent.findall(tag("link"))) == 1
    assert feed.findtext(f"{tag('author')}/{tag('name')}") == "Bellwether"
    ids = [each.text for each in feed.iter(tag("id"))]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"tag:[a-z.]+,\d{4}(-\d\d-\d\d)?:[\w/-]+", each) for each in ids)
    links = [link.get("href") for link in feed.iter(tag("link"))]
    assert all(link.startswith(SITE) for link in links) if site else not any("//" in link for link in links)


def test_feed_is_as_new_as_its_newest_report() -> None:
    """A report written again after its week is updated, not new."""
    once, again = listing(), listing(as_of="2024-07-30T06:00:00+00:00")
    first, second = (ET.fromstring(write_feed([each])) for each in (once, again))
    assert first.findtext(f".//{tag('entry')}/{tag('id')}") == second.findtext(f".//{tag('entry')}/{tag('id')}")
    assert (first.findtext(tag("updated")), second.findtext(tag("updated"))) == ("2024-07-29T06:00:00Z", "2024-07-30T06:00:00Z")


def test_feed_of_nothing_and_of_much() -> None:
    """Well-formed without a report; a year of weeks at most; the same bytes each time."""
    assert ET.fromstring(write_feed([])).findtext(tag("updated"))
    many = [listing(f"{year}-W{week:02}") for year in (2025, 2024) for week in range(52, 0, -1)]
    assert len(ET.fromstring(write_feed(many)).findall(tag("entry"))) == MOST_ENTRIES
    assert write_feed(many) == write_feed(many)


def test_title_cannot_break_the_feed() -> None:
    """Markup and control characters of a headline are text."""
    (entry,) = ET.fromstring(write_feed([listing(headline="</title><script>\x00\x1b & co")])).findall(tag("entry"))
    assert entry.findtext(tag("title")) == "</title><script>\ufffd\ufffd & co"
