"""Which feeds does this page announce, in its head, in the headers it came with, or by a link that readers see?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from parsers.addresses import absolute_url, site_of
from parsers.model import PageParseError
from parsers.page import parse_page

MOST_HEAD = 1_000_000  # bytes of a page in which its links are looked for; they stand in its head
MOST_LINKS = 20
MOST_SEEN = 3000  # anchors looked at

# Atom, RSS, RDF and JSON Feed in every spelling met; application/json is JSON Feed 1.0's, and WordPress's for something else.
FEED_TYPE = re.compile(r"(?:application|text)/(?:(?:x[-.])?(?:rss|atom|rdf|feed)(?:\+xml|\+json)?|xml|json)", re.IGNORECASE)
NO_FEED_PATH = re.compile(r"/wp-json/|oembed|/api/|\.webmanifest|/osd\.xml|opensearch|sitemap", re.IGNORECASE)
FEED_PATH = re.compile(r"/(?:feeds?|rss|atom)/?$|\.(?:rss|atom|rdf)$|/(?:(?:rss|feed|atom|index|posts|news|blog-feed)\.xml|feed\.json|rss\.php|index\.rdf)$|^/(?:feeds?|rss)/", re.IGNORECASE)
FEED_QUERY = re.compile(r"(?:^|&)(?:feed=(?:rss2?|atom)|format=(?:rss|atom|feed)|alt=rss|type=(?:rss|100))(?:&|$)", re.IGNORECASE)
FEED_HOST = re.compile(r"^(?:feeds?\d?|rss)\.|\.feedburner\.com$", re.IGNORECASE)
FEED_WORDS = re.compile(r"\b(?:rss|atom feed|news ?feed|json feed|web feed)\b", re.IGNORECASE)
COMMENTS = re.compile(r"\b(?:comments?|kommentare?|commentaires|comentarios|commenti|reacties)\b|kommentar-feed", re.IGNORECASE)  # WordPress announces one beside each real feed
HEADER_LINK = re.compile(r"<([^<>]{1,2000})>((?:\s*;\s*[\w*-]{1,40}\s*=\s*(?:\"[^\"]{0,500}\"|[^\s;,\"]{0,500}))*)")
HEADER_PARAMETER = re.compile(r";\s*([\w*-]{1,40})\s*=\s*(?:\"([^\"]{0,500})\"|([^\s;,\"]{0,500}))")

_FEED_START = re.compile(rb"<(?:[a-z][\w.-]{0,30}:)?(?:rss|feed|rdf|channel)[\s>]|<(?:[a-z][\w.-]{0,30}:)?entry\s[^<>]{0,500}http://www\.w3\.org/2005/Atom", re.IGNORECASE)
_PAGE_START = re.compile(rb"<(?:!doctype\s+html|html)[\s>]", re.IGNORECASE)
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/')


def find_feed_links(page: bytes, *, url: str, header: str = "") -> tuple[str, ...]:
    """The addresses that <link> elements and a Link header announce: feeds of the page's own section first, feeds of comments last; () where there are none."""
    root = _root(page, url)
    announced = [*_of_header(header, url), *_of_head(root, _base(root, url))]
    found: dict[str, tuple[bool, bool]] = {}
    for address, title in announced:
        is_section = len(section := _section(url)) > 1 and urlsplit(address).path.startswith(section)
        found.setdefault(address, (is_comments(address, title), not is_section))
    return tuple(sorted(found, key=found.__getitem__))[:MOST_LINKS]


def find_linked_feeds(page: bytes, *, url: str) -> tuple[str, ...]:
    """Addresses that visible links lead to and that look like feeds, the likeliest first; each is to be asked before it is believed."""
    root = _root(page, url)
    if root is None:
        return ()
    base, own = _base(root, url), site_of(url)
    found: dict[str, tuple[bool, bool, bool]] = {}
    for anchor in list(root.iter("a"))[:MOST_SEEN]:
        address = absolute_url(anchor.get("href"), base)
        if not address or address == url or NO_FEED_PATH.search(address):
            continue
        parts = urlsplit(address)
        words = " ".join((anchor.get("title") or "", anchor.get("aria-label") or "", *(text for text, _ in zip(anchor.itertext(), range(20), strict=False))))[:300]
        is_shaped = FEED_PATH.search(parts.path) is not None or FEED_QUERY.search(parts.query) is not None or FEED_HOST.search(parts.hostname or "") is not None
        is_called = FEED_WORDS.search(words) is not None
        is_own = site_of(address) == own or FEED_HOST.search(parts.hostname or "") is not None
        if (is_shaped and (is_own or is_called)) or (is_called and is_own):
            found.setdefault(address, (is_comments(address, words), not (is_shaped and is_called), not is_own))
    return tuple(sorted(found, key=found.__getitem__))[:MOST_LINKS]


def is_comments(address: str, title: str = "") -> bool:
    """Whether a feed is one of readers' comments, by its title or address."""
    return COMMENTS.search(title) is not None or "/comments/" in address or "comments" in urlsplit(address).query


def is_feed(body: bytes) -> bool:
    """Whether the bytes look like a feed: RSS, Atom, RDF or JSON Feed."""
    start = body[:5_000].replace(b"\x00", b"")  # UTF-16 reads as ASCII without its noughts
    feed, page = _FEED_START.search(start), _PAGE_START.search(start)
    if page and (not feed or page.start() < feed.start()):  # a page with a feed in it; the other way round it is XHTML within an entry
        return False
    return bool(feed or (start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and _JSON_FEED.search(start)))


def _root(page: bytes, url: str) -> Any:
    try:
        return parse_page(page[:MOST_HEAD], url).root
    except PageParseError:
        return None


def _base(root: Any, url: str) -> str:
    return url if root is None else next((base for tag in root.iter("base") if (base := absolute_url(tag.get("href"), url))), url)


def _of_head(root: Any, base: str) -> Iterable[tuple[str, str]]:
    """Address and title of each <link rel="alternate"> of a feed's type, and of each <link rel="feed">."""
    for link in () if root is None else root.iter("link"):
        address = absolute_url(link.get("href"), base)
        if address and _announces(link.get("rel") or "", link.get("type") or "", address):
            yield address, link.get("title") or ""


def _of_header(header: str, url: str) -> Iterable[tuple[str, str]]:
    for link in HEADER_LINK.finditer(header[:20_000]):
        given = {name.lower(): quoted or bare for name, quoted, bare in HEADER_PARAMETER.findall(link[2])}
        address = absolute_url(link[1].strip(), url)
        if address and _announces(given.get("rel", ""), given.get("type", ""), address):
            yield address, given.get("title", "")


def _announces(rel: str, kind: str, address: str) -> bool:
    rels, kind = rel.lower().split(), kind.partition(";")[0].strip()
    if NO_FEED_PATH.search(address):
        return False
    return ("alternate" in rels and FEED_TYPE.fullmatch(kind) is not None) or ("feed" in rels and (not kind or FEED_TYPE.fullmatch(kind) is not None))


def _section(url: str) -> str:
    """The folder that the page stands for: of /category/ai that is /category/ai/."""
    return urlsplit(url).path.rstrip("/") + "/"
