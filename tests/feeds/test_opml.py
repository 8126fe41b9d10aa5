from __future__ import annotations

import pytest
from server import Server

from feeds.opml import SubscriptionsError, read_subscriptions, write_opml
from parsers.model import Feed
from tests.clock import within

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
        pytest.param(OPML.replace(b"A &amp; B", b"A \x0b B"), id="a control character"),
    ],
)
def test_common_faults_of_opml_are_forgiven(content: bytes) -> None:
    """Exports of real readers are taken."""
    assert next(feed.url for feed in read_subscriptions(content).feeds) == "https://a.example/feed?x=1&y=2"


NAMES = {
    "Windows-1252, declared": ("windows-1252", "windows-1252", "Häfen “heute”"),
    "Latin-1, declared": ("iso-8859-1", "iso-8859-1", "Häfen heute"),
    "Latin-1 that says UTF-8": ("UTF-8", "iso-8859-1", "Häfen heute"),
    "Windows-1251, declared": ("windows-1251", "windows-1251", "Гавань"),
    "Shift JIS, declared": ("shift_jis", "shift_jis", "港の朝"),
    "GB 2312, declared": ("gb2312", "gb2312", "港口"),
    "UTF-16 that says UTF-8": ("UTF-8", "utf-16", "港の朝"),
}


@pytest.mark.parametrize(("declared", "written", "name"), NAMES.values(), ids=NAMES)
def test_names_survive_their_encoding(declared: str, written: str, name: str) -> None:
    """As declared, as marked, or as it turns out to be."""
    text = f'<?xml version="1.0" encoding="{declared}"?><opml><body><outline text="{name}" xmlUrl="https://a.example/feed"/></body></opml>'
    assert [feed.name for feed in read_subscriptions(text.encode(written)).feeds] == [name]


OUTLINES = {
    "a category": ('<outline text="A" xmlUrl="{url}" category="analyst"/>', "analyst"),
    "several categories, as paths": ('<outline text="A" xmlUrl="{url}" category="/News/Weekly,/Policy/AI"/>', "policy"),
    "the folder": ('<outline text="Vendor"><outline text="A" xmlUrl="{url}"/></outline>', "vendor"),
    "the nearest folder": ('<outline text="press"><outline text="community"><outline text="ours"><outline text="A" xmlUrl="{url}"/></outline></outline></outline>', "community"),
    "a folder that is closed": ('<outline text="policy"/><outline text="vendor"></outline><outline text="A" xmlUrl="{url}"/>', "press"),
    "a category of theirs": ('<outline text="A" xmlUrl="{url}" category="boats"/>', "press"),
    "OPML 1.0's address": ('<outline text="A" type="rss" url="{url}"/>', "press"),
    "a title beside the text": ('<outline text="short" title="A" type="atom" xmlUrl="{url}"/>', "press"),
    "a folder with an address of its own": ('<outline text="A" xmlUrl="{url}"><outline text="b"/></outline>', "press"),
}


@pytest.mark.parametrize(("outline", "kind"), OUTLINES.values(), ids=OUTLINES)
def test_outlines_of_every_reader_are_read(outline: str, kind: str) -> None:
    """Kinds come from categories, then from the folders around; versions 1.0 to 2.0 are read alike."""
    for version in ("1.0", "1.1", "2.0"):
        content = f'<opml version="{version}"><head/><body>{outline.format(url="https://a.example/feed")}</body></opml>'
        assert [(feed.url, feed.name, feed.kind) for feed in read_subscriptions(content.encode()).feeds] == [("https://a.example/feed", "A", kind)]


@pytest.mark.parametrize("outline", [
    '<outline text="A" type="link" url="https://a.example/"/>',
    '<outline text="A" type="include" url="https://a.example/more.opml"/>',
    '<outline text="A" isComment="true" xmlUrl="https://a.example/feed"/>',
    '<outline text="folder" isComment="true"><outline text="A" xmlUrl="https://a.example/feed"/></outline>',
    '<note xmlUrl="https://a.example/feed"/>',
])  # fmt: skip
def test_what_is_no_subscription_is_passed_over(outline: str) -> None:
    """Links, inclusions (never fetched) and what is commented out; what stands behind it counts again."""
    content = f'<opml version="2.0"><body>{outline}<outline text="B" xmlUrl="https://b.example/feed"/></body></opml>'
    assert [feed.name for feed in read_subscriptions(content.encode()).feeds] == ["B"]


def test_a_list_may_put_names_first_and_come_in_utf_16() -> None:
    """As spreadsheets save it."""
    found = read_subscriptions("The Packet\thttps://a.example/feed\r\nhttps://b.example/rss\tÉbb\r\n".encode("utf-16"))
    assert [(feed.url, feed.name) for feed in found.feeds] == [("https://a.example/feed", "The Packet"), ("https://b.example/rss", "Ébb")]


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
        pytest.param(b"<opml><outline " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b">", "not well-formed", id="attributes without end"),
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
    within(5, lambda: _refused(content, says))


def _refused(content: bytes, says: str) -> None:
    with pytest.raises(SubscriptionsError, match=says):
        read_subscriptions(content)


def test_a_description_elsewhere_is_not_fetched(server: Server) -> None:
    """What a document type declares outside the file stays outside."""
    address = server.url("/opml.dtd")
    content = f'<!DOCTYPE opml SYSTEM "{address}"><opml><outline text="A" title="&x;" xmlUrl="https://a.example/feed"/></opml>'
    assert [feed.name for feed in read_subscriptions(content.encode()).feeds] == ["A"]
    assert server.asked == []


def test_an_empty_file_holds_nothing() -> None:
    """No lines, no feeds, no error."""
    assert read_subscriptions(b"").feeds == ()
