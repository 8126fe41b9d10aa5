from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from datetime import datetime

import pytest
from server import Server

from feeds.errors import FetchError
from feeds.fetch import Client, fetch
from feeds.sitemaps import MOST_FOLLOWED, fetch_feed, newest_first
from parsers.feed import parse_documents
from parsers.model import FeedParseError
from parsers.moments import parse_moment
from parsers.sitemap import SitemapLink

Connect = Callable[..., Client]
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*paths: str) -> bytes:
    return f"<urlset {SPACE}>{''.join(f'<url><loc>{path}</loc></url>' for path in paths)}</urlset>".encode()


def index(*paths: str) -> bytes:
    return f"<sitemapindex {SPACE}>{''.join(f'<sitemap><loc>{path}</loc></sitemap>' for path in paths)}</sitemapindex>".encode()


def test_a_feed_is_its_own_document(server: Server, connect: Connect, now: datetime) -> None:
    """What is no index is read as it came; an unchanged answer holds nothing to read."""
    server.answers["/map"] = lambda r: r.reply(urlset("/a"), ETag='"1"') if not r.headers.get("if-none-match") else r.reply(status=304)
    answer, parts = fetch_feed(server.url("/map"), client=connect(), now=now)
    assert (parts, answer.etag) == ((answer,), '"1"')
    answer, parts = fetch_feed(server.url("/map"), client=connect(), now=now, etag='"1"')
    assert (answer.status, parts) == (304, ())


def test_an_index_is_followed_one_level(server: Server, connect: Connect, now: datetime) -> None:
    """Its newest sitemaps are asked for, a few at most; an index among them is not followed, and a missing one costs the others nothing."""
    server.answers |= {
        "/index": lambda r: r.reply(index("/sitemap-2024-06.xml", "/sitemap-2024-07.xml", "/news.xml", "/page-sitemap.xml", "/sitemap-2023-12.xml", "/sitemap-2023-01.xml"), ETag='"1"'),
        "/news.xml": lambda r: r.reply(urlset("/a-ferry-story")),
        "/sitemap-2024-07.xml": lambda r: r.reply(index("/sitemap-2024-06.xml")),
        "/sitemap-2023-12.xml": lambda r: r.reply(urlset("/a-ferry-story", "/the-mill-story")),
    }
    answer, parts = fetch_feed(server.url("/index"), client=connect(), now=now)
    assert server.paths() == ["/index", "/news.xml", "/sitemap-2024-07.xml", "/sitemap-2024-06.xml", "/sitemap-2023-12.xml"]
    assert len(server.paths()) == 1 + MOST_FOLLOWED
    assert [entry.url for entry in parse_documents(parts)] == [server.url("/a-ferry-story"), server.url("/the-mill-story")]
    assert (answer.status, answer.etag) == (200, None), "its validators would hide a change of what it names"


def test_an_index_that_leads_nowhere_is_an_error(server: Server, connect: Connect, now: datetime) -> None:
    """Missing sitemaps are a failed fetch; none at all is no feed."""
    server.answers |= {"/index": lambda r: r.reply(index("/x.xml", "/y.xml")), "/empty": lambda r: r.reply(index())}
    with pytest.raises(FetchError, match="http-404"):
        fetch_feed(server.url("/index"), client=connect(), now=now)
    with pytest.raises(FeedParseError, match="names no sitemaps"):
        fetch_feed(server.url("/empty"), client=connect(), now=now)


def test_an_index_sends_nobody_into_the_house(server: Server, other: Server, connect: Connect, now: datetime) -> None:
    """What an index names goes through the same guard as everything else."""
    server.answers["/index"] = lambda r: r.reply(index(other.url("/secret.xml"), "file:///etc/passwd"))
    with pytest.raises(FetchError, match="blocked-address"):
        fetch_feed(server.url("/index"), client=connect(), now=now)
    assert other.asked == []


ORDER = {
    "news before posts before pages": (["/page-sitemap.xml", "/post-sitemap.xml", "/news-sitemap.xml"], ["/news-sitemap.xml", "/post-sitemap.xml", "/page-sitemap.xml"]),
    "late months first": (["/sitemap/2023/12", "/sitemap/2024/7", "/sitemap/2024/10"], ["/sitemap/2024/10", "/sitemap/2024/7", "/sitemap/2023/12"]),
    "late numbers first": (["/post-sitemap.xml", "/post-sitemap2.xml", "/post-sitemap11.xml"], ["/post-sitemap11.xml", "/post-sitemap2.xml", "/post-sitemap.xml"]),
    "what lately changed first": (["/b.xml 2024-07-01", "/a.xml 2024-07-23", "/c.xml"], ["/a.xml", "/b.xml", "/c.xml"]),
    "a ghost's posts": (["/sitemap-pages.xml 2024-07-24", "/sitemap-posts.xml 2024-07-23", "/sitemap-authors.xml 2024-07-24"], ["/sitemap-posts.xml", "/sitemap-pages.xml", "/sitemap-authors.xml"]),
}


@pytest.mark.parametrize(("named", "expected"), ORDER.values(), ids=ORDER)
def test_the_likeliest_sitemaps_come_first(named: list[str], expected: list[str]) -> None:
    """The order of asking, by name and time of change."""
    pairs = [line.partition(" ") for line in named]
    links = tuple(SitemapLink(url=f"https://packet.example{path}", changed=parse_moment(day) if day else None) for path, _, day in pairs)
    assert [link.url.removeprefix("https://packet.example") for link in newest_first(links)] == expected


def test_gzipped_files_are_inflated(server: Server, connect: Connect, now: datetime) -> None:
    """A sitemap.xml.gz, whether the server speaks of its coding or not; a page that is a file stays one."""
    packed = gzip.compress(urlset("/a-ferry-story"))
    server.answers |= {
        "/plain.gz": lambda r: r.reply(packed, content_type="application/x-gzip"),
        "/coded.gz": lambda r: r.reply(gzip.compress(packed), content_type="application/gzip", content_encoding="gzip"),
        "/said.gz": lambda r: r.reply(packed, content_type="text/xml", content_encoding="gzip"),
    }
    for path in server.answers:
        assert fetch(server.url(path), client=connect(), now=now).body == urlset("/a-ferry-story"), path
    assert fetch(server.url("/plain.gz"), client=connect(), now=now, kind="page").body == packed


def test_a_gzipped_file_has_the_same_limits(server: Server, connect: Connect, now: datetime) -> None:
    """Inflated bytes are counted however deep they are packed, and a torn file is told."""
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = bomb.compress(bytes(30_000_000)) + bomb.flush()
    server.answers |= {
        "/bomb.gz": lambda r: r.reply(packed),
        "/twice.gz": lambda r: r.reply(gzip.compress(packed), content_encoding="gzip"),
        "/torn.gz": lambda r: r.reply(packed[:300]),
    }
    for path, reason in (("/bomb.gz", "too-large"), ("/twice.gz", "too-large"), ("/torn.gz", "bad-encoding")):
        with pytest.raises(FetchError, match=reason):
            fetch(server.url(path), client=connect(), now=now)
