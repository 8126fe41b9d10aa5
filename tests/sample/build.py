"""Lays the authored pieces out as a replayable newsroom: feeds/sample/newsroom.warc.gz and feeds/sample/watchlist.toml.

`make sample` runs this. The capture file reads as if all feeds had been polled every Monday at 06:00 UTC for eight weeks, each
page fetched at the poll that first announced it, and again at the one that first said it had been corrected. Nothing in it
depends on the day or the machine it was built on.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path

from feeds.captures import write_capture
from feeds.fetch import Kind
from parsers.model import Document
from tests.sample.channels import CONTENT_TYPES, last_change, render_feed
from tests.sample.layout import render_not_found, render_page
from tests.sample.outlets import Outlet, load_outlets
from tests.sample.pages import Page, lay_out
from tests.sample.pieces import monday_after

ROOT = Path(__file__).resolve().parents[2]
NEWSROOM = ROOT / "feeds" / "sample" / "newsroom.warc.gz"
WATCHLIST = ROOT / "feeds" / "sample" / "watchlist.toml"
SHIPPED_WATCHLIST = ROOT / "feeds" / "watchlist.toml"

POLLS = tuple(datetime(2024, 7, 8, 6, tzinfo=UTC) + timedelta(weeks=week) for week in range(8))  # the Mondays after 2024-W27 to W34
TEASED = 3  # other pieces of the outlet that a page leads on to
AMP = "northgate-llama-31-release"  # the piece that has an AMP edition too

ROBOTS = {
    "open": "User-agent: *\nDisallow:\n",
    "slow": "# Please take your time.\nUser-agent: *\nCrawl-delay: 5\nDisallow: /search\n",
    "private": "User-agent: *\nDisallow: /private/\nDisallow: /cgi-bin/\n\nUser-agent: GreedyBot\nDisallow: /\n",
}
HEAD = """\
# The watchlist of the sample newsroom. Made by tests/sample/build.py (`make sample`): all of feeds/watchlist.toml but its feeds,
# then the sample's own.
"""


def main() -> int:
    NEWSROOM.parent.mkdir(parents=True, exist_ok=True)
    NEWSROOM.write_bytes(build_newsroom())
    WATCHLIST.write_text(build_watchlist(SHIPPED_WATCHLIST.read_text("utf-8")), "utf-8")
    print(f"{NEWSROOM.relative_to(ROOT)}: {NEWSROOM.stat().st_size:,} bytes, {len(lay_out())} articles of {len(load_outlets())} outlets")
    return 0


def build_newsroom() -> bytes:
    """The capture file."""
    file = io.BytesIO()
    for document, kind in captures():
        write_capture(file, document, kind)
    return file.getvalue()


def build_watchlist(shipped: str) -> str:
    """Every table of the shipped watchlist but the feeds, as it stands there, followed by the sample's feeds."""
    feeds = "\n".join(_subscription(outlet) for outlet in load_outlets().values())
    return f"{HEAD}#\n{without_feeds(shipped)}\n\n# The fictional feeds; no address ending in .example can exist.\n\n{feeds}"


def without_feeds(watchlist: str) -> str:
    """The text of a watchlist less its feeds and the comments that head them."""
    tables = re.split(r"^(?=\[)", watchlist, flags=re.MULTILINE)
    kept = [(table, following) for table, following in zip(tables, [*tables[1:], ""], strict=True) if not table.startswith("[[feeds]]")]
    return "".join(_without_last_comments(table) if following.startswith("[[feeds]]") else table for table, following in kept).rstrip()


def _without_last_comments(table: str) -> str:
    lines = table.splitlines(keepends=True)
    while lines and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return "".join(lines) + "\n"


def captures() -> Iterator[tuple[Document, Kind]]:
    """Every response in the order of its capture."""
    pages, last = lay_out(), dict[str, bytes]()
    for now in POLLS:
        for outlet in load_outlets().values():
            if now == POLLS[0]:
                yield from _robots(outlet, now)
            feed = _feed(outlet, pages, now)
            if last.get(outlet.key) != feed.body:  # an unchanged feed is answered by its capture of an earlier week
                yield feed, "feed"
            last[outlet.key] = feed.body
            for page in pages:
                if page.outlet is outlet:
                    yield from ((document, "page") for document in _page(page, pages, now))


def _robots(outlet: Outlet, now: datetime) -> Iterator[tuple[Document, Kind]]:
    for host in sorted({outlet.host, outlet.feed_url.split("/")[2]}):
        headers = {"content-type": "text/plain; charset=utf-8", "date": format_datetime(now, usegmt=True)}
        yield _document(f"https://{host}/robots.txt", 200, headers, ROBOTS[outlet.robots].encode(), now), "robots"


def _feed(outlet: Outlet, pages: Sequence[Page], now: datetime) -> Document:
    if outlet.is_dead(now):
        return _document(outlet.feed_url, 404, {"content-type": "text/html; charset=UTF-8"}, render_not_found(outlet), now)
    body = render_feed(outlet, pages, now)
    headers = {
        "content-type": CONTENT_TYPES[outlet.feed],
        "etag": f'"{sha256(body).hexdigest()[:20]}"',
        "last-modified": format_datetime(last_change(pages, outlet, now), usegmt=True),
        "cache-control": "max-age=900",
    }
    return _document(outlet.feed_url, 200, headers, body, now)


def _page(page: Page, pages: Sequence[Page], now: datetime) -> Iterator[Document]:
    """What the page's addresses answer at this poll, if it is the one that first announces the piece or its correction."""
    first = monday_after(page.piece.published)
    corrected = monday_after(page.piece.updated) if page.piece.updated else None
    if now not in {first, corrected} or page.outlet.is_dead(now):
        return
    others = [other for other in pages if other.outlet is page.outlet and other is not page and other.piece.published <= now]
    others.sort(key=lambda other: abs(page.piece.published - other.piece.published))
    related = others[:TEASED]
    if page.outlet.redirects and now == first:
        yield _document(page.feed_link, 301, {"location": page.landing_url, "content-type": "text/html"}, b"", now)
    body = render_page(page, now, related)
    # The charset is said once: in the header, or (where the page is not UTF-8) in the page alone, as old servers do.
    declared = "text/html" if page.outlet.charset != "utf-8" else "text/html; charset=utf-8"
    headers = {"content-type": declared, "etag": f'W/"{sha256(body).hexdigest()[:16]}"'}
    yield _document(page.landing_url, 200, headers, body, now)
    if page.piece.slug == AMP and now == first:
        yield _document(f"{page.url}amp/", 200, headers, render_page(page, now, related, amp=True), now)


def _document(url: str, status: int, headers: dict[str, str], body: bytes, now: datetime) -> Document:
    return Document(url=url, final_url=url, status=status, headers=headers, body=body, fetched_at=now)


def _subscription(outlet: Outlet) -> str:
    rows = {"name": outlet.name, "url": outlet.feed_url, "kind": outlet.kind, "text": outlet.text}
    quoted = "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in rows.items())
    names, dates = outlet.authors != "none", outlet.dates != "none"
    shares = {"expected_authors": 0.5 * names, "expected_dates": 0.9 * dates, "expected_text": 0.9}
    expected = "".join(f"{key} = {share:g}\n" for key, share in shares.items() if share)
    reason = f"It {'names the authors of most pieces' if names else 'names no authors'}, dates {'all' if dates else 'none'} of them, and sends {'them whole' if outlet.text == 'full' else 'a summary of each'}."
    return f"[[feeds]]\n{quoted}expected_gap_days = {outlet.gap:g}\n{expected}reason = {json.dumps(reason)}\n"


if __name__ == "__main__":
    sys.exit(main())
