from __future__ import annotations

import time

import pytest

from parsers.links import MOST_LINKS, find_feed_links, is_feed

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
    ],
)
def test_announced_feeds_are_given_as_whole_addresses(head: str, links: tuple[str, ...]) -> None:
    """Alternates of a feed's type, made absolute, in the page's order, comments behind the rest."""
    assert find_feed_links(_page(head), url=URL) == links


@pytest.mark.parametrize("page", [b"", b"\x00" * 1_000, b"%PDF-1.7", b"<" * 100_000, b"<html><head>" + b"<link " + b"a=1 " * 100_000 + b">"])
def test_pages_without_sense_announce_nothing(page: bytes) -> None:
    """Nothing is raised and nothing takes long."""
    begun = time.monotonic()
    assert find_feed_links(page, url=URL) == ()
    assert time.monotonic() - begun < 3


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
