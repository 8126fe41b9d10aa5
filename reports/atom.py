"""How do feed readers follow the reports? As an Atom feed (RFC 4287): the same reports give the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from reports.escapes import printable
from reports.numbers import SPACE, counted, monday, week_name
from reports.render import Listing

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 53  # a year of weeks
NOWHERE = "bellwether.invalid"  # whose reports these are where no site is set: a name that is nobody's (RFC 2606)


def write_feed(listings: Sequence[Listing], *, site_url: str = "") -> bytes:
    """The feed of the newest reports, in the order given. Links are relative to the feed where no site is set."""
    base = f"{site_url}/" if site_url else ""
    host = urlsplit(site_url).hostname or NOWHERE
    feed = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _put(feed, "id", f"tag:{host},2024:bellwether/reports")
    _put(feed, "title", "Bellwether: weekly reports on the news about open-source AI")
    _put(feed, "updated", _moment(max((_updated(each) for each in listings), default=datetime(2024, 1, 1, tzinfo=UTC))))
    _put(_put(feed, "author"), "name", "Bellwether")
    _put(feed, "generator", "Bellwether")
    _put(feed, "link", rel="alternate", type="text/html", href=f"{base}index.html")
    if site_url:
        _put(feed, "link", rel="self", type="application/atom+xml", href=f"{base}feed.xml")
    for each in listings[:MOST_ENTRIES]:
        entry = _put(feed, "entry")
        _put(entry, "id", f"tag:{host},{monday(each.week):%Y-%m-%d}:bellwether/{each.week}")
        _put(entry, "title", f"{'Sample: ' if each.sample else ''}{each.headline}")
        _put(entry, "updated", _moment(_updated(each)))
        _put(entry, "published", _moment(_ended(each.week)))
        _put(entry, "link", rel="alternate", type="text/html", href=f"{base}{each.week}/report.html")
        if each.has_pdf:
            _put(entry, "link", rel="enclosure", type="application/pdf", href=f"{base}{each.week}/report.pdf")
        index = f" Index {each.index}, {counted(each.stories, 'story', 'stories')}." if each.index else ""
        _put(entry, "summary", f"{week_name(each.week)}.{index} {each.summary}".strip(), type="text")
    ET.indent(feed)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _put(parent: ET.Element, tag: str, words: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, tag, attributes)
    if words:
        element.text = printable(words).replace(SPACE, " ")
    return element


def _updated(listing: Listing) -> datetime:
    """A report is as new as what it was made of, and never older than its week."""
    return max(_ended(listing.week), datetime.fromisoformat(listing.as_of)) if listing.as_of else _ended(listing.week)


def _ended(week: str) -> datetime:
    return datetime.combine(monday(week) + timedelta(days=7), time(), tzinfo=UTC)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
