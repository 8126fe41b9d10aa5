from __future__ import annotations

import time

import pytest

from feeds.opml import SubscriptionsError, read_subscriptions, write_opml
from parsers.model import Feed

OPML = b"""<?xml version="1.0"?>
<opml version="1.1"><head><title>mine</title></head><body>
<outline text="News"><outline text="short" title="A &amp; B" type="rss" xmlUrl="https://a.example/feed?x=1&amp;y=2"/>
  <outline text="C" XMLURL="feed://c.example/rss" category="policy"/></outline>
<outline text="again" xmlUrl="https://a.example/feed?x=1&amp;y=2#top"/>
<outline text="bad" xmlUrl="javascript:alert(1)"/>
<outline text="no address"/>
</body></opml>"""


def test_opml_gives_its_feeds_and_says_what_it_left() -> None:
    """Outlines at any depth with an address are feeds, each once; what is no http address is told with its line."""
    found = read_subscriptions(OPML)
    assert [(feed.url, feed.name, feed.kind) for feed in found.feeds] == [
        ("https://a.example/feed?x=1&y=2", "A & B", "press"),
        ("http://c.example/rss", "C", "policy"),
    ]
    assert len(found.refused) == 1
    assert found.refused[0].startswith("line 6: 'javascript:alert(1)'")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf\n" + OPML, id="a byte order mark and a blank line"),
        pytest.param(OPML.replace(b"&amp;y", b"&y"), id="bare ampersands in addresses, the usual fault"),
        pytest.param(OPML.replace(b'<?xml version="1.0"?>\n', b'<?xml version="1.0" encoding="UTF-16"?>\n').decode().encode("utf-16"), id="UTF-16"),
    ],
)
def test_common_faults_of_opml_are_forgiven(content: bytes) -> None:
    """Exports of real readers are taken."""
    assert next(feed.url for feed in read_subscriptions(content).feeds) == "https://a.example/feed?x=1&y=2"


def test_a_plain_list_gives_its_feeds() -> None:
    """An address a line, a name behind a tab, comments and blank lines between; a feed without a name has its host's."""
    found = read_subscriptions("# mine\n\nhttps://a.example/feed\tÄ news\r\n  https://b.example/rss  \nnonsense\nhttps://a.example/feed\n".encode())
    assert [(feed.url, feed.name) for feed in found.feeds] == [("https://a.example/feed", "Ä news"), ("https://b.example/rss", "b.example")]
    assert [line.partition(":")[0] for line in found.refused] == ["line 5"]


def test_what_is_written_is_read_back() -> None:
    """OPML out and in gives the same addresses, names and kinds, whatever is in them."""
    feeds = (
        Feed(url="https://a.example/?x=1&y='2'", name='<b>"A" & \x00co</b>', kind="analyst"),
        Feed(url="https://b.example/", name="Łódź 日本", kind="community"),
        Feed(url="https://c.example/", name="C", kind="analyst"),
    )
    found = read_subscriptions(write_opml(feeds, title="mine & yours <>"))
    assert {(feed.url, feed.name, feed.kind) for feed in found.feeds} == {
        (feeds[0].url, '<b>"A" &  co</b>', "analyst"),
        (feeds[1].url, "Łódź 日本", "community"),
        (feeds[2].url, "C", "analyst"),
    }


ENTITIES = b'<!DOCTYPE o [<!ENTITY a "xxxxxxxxxx">' + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9)) + b"]>"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(ENTITIES + b'<opml><outline text="&j;" xmlUrl="http://a.example/"/></opml>', "entities", id="entities within entities"),
        pytest.param(b'<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><opml><outline text="&x;"/></opml>', "entities", id="a file as entity"),
        pytest.param(b"<opml>" + b"<outline>" * 300_000, "not well-formed", id="deep nesting"),
        pytest.param(b"<opml><outline xmlUrl='http://a.example/'", "not well-formed", id="cut short"),
        pytest.param(b"<html><body>not here</body></html>", "not OPML", id="a page"),
        pytest.param(b'<?xml version="1.0" encoding="klingon"?><opml/>', "an encoding that cannot be read", id="an unknown encoding"),
        pytest.param(b"<", "not well-formed", id="one sign"),
        pytest.param(b"Dear all,\nhere are my feeds.\n", "neither OPML nor a list", id="a letter"),
        pytest.param(b"http://a.example/\n" * 600_000, "larger than", id="too large"),
        pytest.param(b"".join(b"http://a.example/%d\n" % n for n in range(10_001)), "more than 10,000 feeds", id="too many"),
    ],
)
def test_hostile_files_are_refused_quickly(content: bytes, says: str) -> None:
    """Nothing is expanded, fetched or recursed into; the error says what the file is not."""
    begun = time.monotonic()
    with pytest.raises(SubscriptionsError, match=says):
        read_subscriptions(content)
    assert time.monotonic() - begun < 5


def test_an_empty_file_holds_nothing() -> None:
    """No lines, no feeds, no error."""
    assert read_subscriptions(b"").feeds == ()
