from __future__ import annotations

import pytest

from parsers.links import MOST_LINKS, find_feed_links, find_linked_feeds, is_feed
from tests.clock import within

URL = "https://a.example/news/today"


def _page(head: str) -> bytes:
    return f"<!doctype html><html><head><title>t</title>{head}</head><body><p>text</p></body></html>".encode()


@pytest.mark.parametrize(
    ("head", "links"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/feed">', ("https://a.example/feed",)),
        ('<LINK REL="Alternate home" TYPE="application/atom+xml; charset=utf-8" HREF="atom">', ("https://a.example/news/atom",)),
        ('<base href="https://b.example/x/"><link rel="alternate" type="application/feed+json" href="f.json">', ("https://b.example/x/f.json",)),
        ('<link rel="alternate" type="text/html" href="/en"><link rel="stylesheet" type="text/xml" href="/x">', ()),
        ('<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"><link rel="alternate" type="application/rss+xml">', ()),
        (
            '<link rel="alternate" type="application/rss+xml" title="A &raquo; Comments Feed" href="/comments/feed"><link rel="alternate" type="application/rss+xml" href="/feed">',
            ("https://a.example/feed", "https://a.example/comments/feed"),
        ),
        ('<link rel="alternate" type="application/json" href="/feed.json"><link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">', ("https://a.example/feed.json",)),
        ('<link rel="alternate" type="application/json+oembed" href="/o"><link rel="alternate" type="text/xml+oembed" href="/o?format=xml">', ()),
        ('<link rel="feed" href="/plain"><link rel="alternate" type="application/x-atom+xml" href="/old">', ("https://a.example/plain", "https://a.example/old")),
        ('<link rel="alternate" hreflang="de" href="/de/"><link rel="alternate" type="application/rsd+xml" href="/rsd">', ()),
        ('<link rel="alternate" type="application/rss+xml" href="/all"><link rel="alternate" type="application/rss+xml" href="/news/today/feed">', ("https://a.example/news/today/feed", "https://a.example/all")),
        ('<link rel="alternate" type="application/rss+xml" title="Kommentare" href="/k"><link rel="alternate" type="application/rss+xml" href="/f">', ("https://a.example/f", "https://a.example/k")),
    ],
)
def test_announced_feeds_are_given_as_whole_addresses(head: str, links: tuple[str, ...]) -> None:
    """Alternates of a feed's type, made absolute, in the page's order, comments behind the rest."""
    assert find_feed_links(_page(head), url=URL) == links


HEADERS = {
    "one": ('<https://b.example/f>; rel="alternate"; type="application/rss+xml"', ("https://b.example/f",)),
    "bare words and capitals": ("</f>;REL=alternate;TYPE=application/atom+xml", ("https://a.example/f",)),
    "among others": ('</style.css>; rel=preload, </f?a=1,2>; title="a; b, c"; rel="alternate home"; type="application/feed+json", </wp-json/>; rel="https://api.w.org/"', ("https://a.example/f?a=1,2",)),
    "a page in another language": ('</de>; rel="alternate"; hreflang="de"', ()),
    "nonsense": ("<" * 5_000 + ";" * 5_000 + '=" ' * 5_000, ()),
}


@pytest.mark.parametrize(("header", "links"), HEADERS.values(), ids=HEADERS)
def test_link_headers_announce_feeds(header: str, links: tuple[str, ...]) -> None:
    """A Link header counts like a <link>, without any page."""
    assert within(1, lambda: find_feed_links(b"", url=URL, header=header)) == links


LINKED = {
    "by its address": ('<a href="/feed/">Follow us</a>', ("https://a.example/feed/",)),
    "by its words": ('<a href="/follow"><b>RSS</b></a>', ("https://a.example/follow",)),
    "by a label for those who cannot see": ('<a href="/follow" aria-label="RSS feed"><svg/></a>', ("https://a.example/follow",)),
    "by its parameters": ('<a href="/news?format=rss">x</a><a href="?feed=rss2">y</a>', ("https://a.example/news?format=rss", "https://a.example/news/today?feed=rss2")),
    "on a host of feeds": ('<a href="https://feeds.b.example/a">x</a>', ("https://feeds.b.example/a",)),
    "the surest first, comments last": (
        '<a href="/comments/feed/">Comments RSS</a><a href="/follow">RSS</a><a href="/rss.xml">RSS</a>', ("https://a.example/rss.xml", "https://a.example/follow", "https://a.example/comments/feed/")),
    "another site's page about feeds": ('<a href="https://b.example/what-is-rss">What is RSS?</a>', ()),
    "another site's feed, not called one": ('<a href="https://b.example/feed">our friends</a>', ()),
    "feedback": ('<a href="/feedback">Feedback</a><a href="/rssi">x</a><a href="mailto:rss@a.example">RSS</a>', ()),
}  # fmt: skip


@pytest.mark.parametrize(("body", "links"), LINKED.values(), ids=LINKED)
def test_visible_links_may_lead_to_feeds(body: str, links: tuple[str, ...]) -> None:
    """What readers click: known by address or words."""
    assert find_linked_feeds(f"<html><body><p>x</p>{body}</body></html>".encode(), url=URL) == links


@pytest.mark.parametrize("page", [b"", b"\x00" * 1_000, b"%PDF-1.7", b"<" * 100_000, b"<html><head>" + b"<link " + b"a=1 " * 100_000 + b">"])
def test_pages_without_sense_announce_nothing(page: bytes) -> None:
    """Nothing is raised and nothing takes long."""
    assert within(3, lambda: (find_feed_links(page, url=URL), find_linked_feeds(page, url=URL))) == ((), ())


def test_a_flood_of_links_is_cut() -> None:
    """A page cannot make anybody ask for thousands of addresses."""
    head = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}">' for n in range(500))
    assert len(find_feed_links(_page(head), url=URL)) == MOST_LINKS


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b'<?xml version="1.0"?>\n<!-- made by hand --><rss version="2.0">', True),
        (b'\xef\xbb\xbf<feed xmlns="http://www.w3.org/2005/Atom">', True),
        (b'<rdf:RDF xmlns:rdf="x">', True),
        ('<?xml version="1.0" encoding="utf-16"?><rss version="2.0">'.encode("utf-16"), True),
        (b' {"version": "https://jsonfeed.org/version/1.1", "items": []}', True),
        (b"<html><body>write &lt;rss&gt; or <rss > here", False),
        (b'{"version": 2}', False),
        (b"<feedback>", False),
        (b"", False),
    ],
)
def test_feeds_are_told_from_pages(body: bytes, expected: bool) -> None:
    """A feed is known by how it begins, whatever it is served as."""
    assert is_feed(body) is expected
