"""Which feeds does this page announce?"""

from __future__ import annotations

import re

from parsers.addresses import absolute_url
from parsers.model import PageParseError
from parsers.page import parse_page

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "text/xml", "application/xml")
MOST_HEAD = 1_000_000  # bytes of a page in which its links are looked for; they stand in its head
MOST_LINKS = 20

_FEED_START = re.compile(rb"<(?:rss|feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?://(?:www\.)?jsonfeed\.org/')
_COMMENTS = re.compile(r"\bcomments?\b", re.IGNORECASE)  # WordPress announces one beside each real feed


def find_feed_links(page: bytes, *, url: str) -> tuple[str, ...]:
    """The addresses announced by <link rel="alternate"> in the page's order, feeds of comments last; () where there are none."""
    try:
        root = parse_page(page[:MOST_HEAD], url).root
    except PageParseError:
        return ()
    base = next((base for tag in root.iter("base") if (base := absolute_url(tag.get("href"), url))), url)
    found: dict[str, bool] = {}
    for link in root.iter("link"):
        if "alternate" not in (link.get("rel") or "").lower().split() or (link.get("type") or "").lower().partition(";")[0].strip() not in FEED_TYPES:
            continue
        address = absolute_url(link.get("href"), base)
        if address:
            found.setdefault(address, bool(_COMMENTS.search(link.get("title") or "") or "/comments/" in address))
    return tuple(sorted(found, key=found.__getitem__))[:MOST_LINKS]


def is_feed(body: bytes) -> bool:
    """Whether the bytes look like a feed: RSS, Atom, RDF or JSON Feed."""
    start = body[:5_000].replace(b"\x00", b"")  # UTF-16 reads as ASCII without its noughts
    if re.search(rb"<html[\s>]", start, re.IGNORECASE):
        return False
    return bool(_FEED_START.search(start) or (start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _JSON_FEED.search(start)))
