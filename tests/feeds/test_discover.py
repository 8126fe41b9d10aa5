from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from server import Server

from feeds.discover import discover_feeds
from feeds.errors import FetchError
from feeds.fetch import Client

Connect = Callable[..., Client]
RSS = b"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title></channel></rss>"


def test_a_feed_is_its_own_feed(server: Server, connect: Connect, now: datetime) -> None:
    """An address that answers with a feed needs no search, and is given as it permanently moved to."""
    server.answers |= {"/old": lambda r: r.reply(status=301, Location="/rss"), "/rss": lambda r: r.reply(RSS)}
    assert discover_feeds(server.url("/old"), client=connect(), now=now) == (server.url("/rss"),)


def test_announced_feeds_are_found(server: Server, connect: Connect, now: datetime) -> None:
    """A page's rel=alternate links are its feeds, relative to where the page was."""
    page = b'<html><head><link rel="alternate" type="application/atom+xml" href="atom.xml"></head><body><p>x</p></body></html>'
    server.answers |= {"/": lambda r: r.reply(status=302, Location="/en/"), "/en/": lambda r: r.reply(page)}
    assert discover_feeds(server.url("/"), client=connect(), now=now) == (server.url("/en/atom.xml"),)


def test_common_paths_are_tried_where_nothing_is_announced(server: Server, connect: Connect, now: datetime) -> None:
    """The first usual path that answers with a feed is it; a page that answers in its place is not."""
    server.answers |= {"/": lambda r: r.reply(b"<html><body><p>hello</p></body></html>"), "/feed": lambda r: r.reply(b"<html>no</html>"), "/feed.xml": lambda r: r.reply(RSS)}
    assert discover_feeds(server.url("/"), client=connect(), now=now) == (server.url("/feed.xml"),)


def test_a_site_without_feeds_has_none(server: Server, connect: Connect, now: datetime) -> None:
    """Nothing found is nothing; a site that cannot be read is an error."""
    server.answers["/"] = lambda r: r.reply(b"<html><body><p>hello</p></body></html>")
    assert discover_feeds(server.url("/"), client=connect(), now=now) == ()
    with pytest.raises(FetchError, match="http-404"):
        discover_feeds(server.url("/nowhere"), client=connect(), now=now)
