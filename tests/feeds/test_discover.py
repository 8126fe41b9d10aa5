from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from server import Server

from feeds.discover import MOST_ASKED, discover_feeds
from feeds.errors import FetchError
from feeds.fetch import Client
from feeds.pace import Pace

Connect = Callable[..., Client]
RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title><item><title>Tides</title><link>https://packet.example/tides</link></item></channel></rss>"
JSON = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "t", "items": [{"id": "1", "url": "/a", "title": "Tides"}]}).encode()
URLSET = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>/2024/07/a-ferry-story</loc></url></urlset>"
PAGE = b"<html><body><p>hello</p></body></html>"


def page(head: str = "", body: str = "<p>hello</p>") -> bytes:
    return f"<!doctype html><html><head><title>t</title>{head}</head><body>{body}</body></html>".encode()


def link(href: str, title: str = "", kind: str = "application/rss+xml") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


@pytest.fixture
def found(server: Server, connect: Connect, now: datetime) -> Callable[..., list[tuple[str, str]]]:
    """What a search of a path of the server finds: paths, and how."""
    def search(path: str = "/") -> list[tuple[str, str]]:
        return [(each.url.removeprefix(server.url("")), each.rung) for each in discover_feeds(server.url(path), client=connect(), now=now)]
    return search


Found = Callable[..., list[tuple[str, str]]]


def answer(server: Server, **bodies: bytes) -> None:
    """Paths without their first slash, and what they answer."""
    for path, body in bodies.items():
        server.answers[f"/{path}"] = lambda r, body=body: r.reply(body)


def test_a_feed_is_its_own_feed(server: Server, found: Found) -> None:
    """An address that answers with a feed needs no search, and is given as it permanently moved to."""
    server.answers |= {"/old": lambda r: r.reply(status=301, Location="/rss"), "/rss": lambda r: r.reply(RSS)}
    assert found("/old") == [("/rss", "itself")]
    answer(server, **{"sitemap.xml": URLSET, "feed.json": JSON})
    assert (found("/sitemap.xml"), found("/feed.json")) == ([("/sitemap.xml", "itself")], [("/feed.json", "itself")])


def test_announced_feeds_are_found(server: Server, found: Found) -> None:
    """A page's rel=alternate links are its feeds, relative to where the page was; the dead among them are left out."""
    server.answers["/"] = lambda r: r.reply(status=302, Location="/en/")
    answer(server, **{"en/": page(link("dead.xml") + link("atom.xml", kind="application/atom+xml") + link("f.json", kind="application/feed+json")), "en/atom.xml": RSS, "en/f.json": JSON})
    assert found() == [("/en/atom.xml", "announced"), ("/en/f.json", "announced")]


def test_a_link_header_announces_too(server: Server, found: Found) -> None:
    """Sites without a head to write in say it in their headers."""
    server.answers["/"] = lambda r: r.reply(PAGE, Link='</>; rel="canonical", <first/>; rel="alternate"; type="application/rss+xml"; title="a, b"')
    answer(server, **{"first/": RSS})
    assert found() == [("/first/", "announced")]


def test_feeds_of_comments_come_last(server: Server, found: Found) -> None:
    """What readers write is not the outlet's; where nothing else is announced, the outlet's feed is looked for."""
    comments = link("/comments/feed/", "The Packet &raquo; Comments Feed")
    answer(server, **{"": page(comments + link("/all", "The Packet &raquo; Feed")), "comments/feed/": RSS, "all": RSS, "post": page(comments), "rss.xml": RSS})
    assert found() == [("/all", "announced"), ("/comments/feed/", "announced")]
    assert found("/post") == [("/rss.xml", "usual place"), ("/comments/feed/", "announced")]


def test_a_section_s_own_feed_comes_first(server: Server, found: Found) -> None:
    """Who gives the address of a section wants the section."""
    answer(server, **{"topic/ai/": page(link("/feed/") + link("/topic/ai/feed/")), "feed/": RSS, "topic/ai/feed/": RSS})
    assert found("/topic/ai/") == [("/topic/ai/feed/", "announced"), ("/feed/", "announced")]


def test_a_visible_link_is_followed(server: Server, found: Found) -> None:
    """An outlet that announces nothing may still say "RSS" at its foot; a page about feeds is none."""
    answer(server, **{"": page(body='<a href="/about-rss">What is RSS?</a><a href="/x/updates.rss">Subscribe</a>'), "about-rss": PAGE, "x/updates.rss": RSS})
    assert found() == [("/x/updates.rss", "linked")]


SOFTWARE = {
    "WordPress": ('<meta name="generator" content="WordPress 6.5">', "/feed/"),
    "WordPress behind a theme": ('<script src="/wp-content/themes/x.js"></script>', "/?feed=rss2"),
    "Ghost": ("<meta name='generator' content='Ghost 5.87'>", "/rss/"),
    "Substack": ('<link rel="preconnect" href="https://substackcdn.com">', "/feed"),
    "Drupal": ('<meta name="Generator" content="Drupal 10">', "/rss.xml"),
    "Hugo": ('<meta name="generator" content="Hugo 0.128.0">', "/posts/index.xml"),
    "Jekyll": ('<meta name="generator" content="Jekyll v4.3">', "/atom.xml"),
    "unknown": ("", "/index.xml"),
    "unknown, with a blog": ("", "/blog/rss.xml"),
}


@pytest.mark.parametrize(("head", "path"), SOFTWARE.values(), ids=SOFTWARE)
def test_the_usual_place_is_tried_where_nothing_is_announced(server: Server, found: Found, head: str, path: str) -> None:
    """Where its software keeps feeds first, then where most sites do; a page that answers everything is not believed."""
    answer(server, **{"": page(head), "feed.xml": PAGE, path[1:]: RSS})
    assert found() == [(path, "usual place")]


def test_sitemaps_are_the_last_resort(server: Server, found: Found) -> None:
    """Those that robots.txt names, news first; an empty one is none."""
    answer(server, **{"": PAGE, "robots.txt": b"User-agent: *\nDisallow: /x\nSitemap: /pages.xml\nSitemap: /google-news.xml\n", "google-news.xml": URLSET, "pages.xml": URLSET})
    assert found() == [("/google-news.xml", "sitemap")]
    answer(server, **{"google-news.xml": URLSET.replace(b"/2024/07/a-ferry-story", b"/"), "pages.xml": PAGE, "sitemap_index.xml": b"<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>"})
    assert found() == [("/sitemap_index.xml", "sitemap")]


def test_a_site_that_shuts_its_pages_may_open_its_feed(server: Server, found: Found) -> None:
    """A front page that refuses programs is not the end of the search; one that is not there is."""
    server.answers["/"] = lambda r: r.reply(status=403)
    with pytest.raises(FetchError, match="blocked"):
        found()
    answer(server, feed=RSS)
    assert found() == [("/feed", "usual place")]
    with pytest.raises(FetchError, match="http-404"):
        found("/nowhere")


def test_a_feed_that_is_announced_and_refused_is_said(server: Server, found: Found) -> None:
    """ "No feed" would be wrong of a site that names one and does not give it."""
    answer(server, **{"": page(link("/feed-for-some"))})
    server.answers["/feed-for-some"] = lambda r: r.reply(status=403)
    with pytest.raises(FetchError, match=r"feed-for-some: blocked"):
        found()


def test_a_site_without_feeds_has_none(server: Server, found: Found) -> None:
    """Nothing found is nothing, and found out with few requests."""
    answer(server, blog=PAGE)
    assert found("/blog") == []
    assert len(server.asked) <= MOST_ASKED
    assert len(set(server.paths())) == len(server.paths()), "no address is asked twice"


def test_a_site_in_trouble_is_left_alone(server: Server, connect: Connect, now: datetime) -> None:
    """Usual places are not asked one by one of a server that answers 503."""
    server.answers["/"] = lambda r: r.reply(PAGE)
    server.answers["/feed"] = lambda r: r.reply(status=503)
    assert discover_feeds(server.url("/"), client=connect(pace=Pace.off()), now=now) == ()
    assert "/rss.xml" not in server.paths()


def test_no_announcement_leads_into_the_house(server: Server, other: Server, found: Found) -> None:
    """Addresses that a page names go through the same guard as all others."""
    answer(server, **{"": page(link(other.url("/secret")), body=f'<a href="{other.url("/rss")}">RSS</a>')})
    with pytest.raises(FetchError, match="blocked-address"):
        found()
    assert other.asked == []


def test_an_address_without_scheme_is_tried_both_ways(server: Server, connect: Connect, now: datetime) -> None:
    """https first; http where that does not answer."""
    answer(server, **{"": page(link("/f")), "f": RSS})
    assert [each.url for each in discover_feeds(server.address, client=connect(), now=now)] == [server.url("/f")]
