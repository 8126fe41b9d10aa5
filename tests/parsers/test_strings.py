"""Every string that a reader gives back can be stored, printed and linked to, whatever a page or feed holds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.feed import parse_feed
from parsers.model import Entry, Reading, Target, Topic
from parsers.plain import LINE_CHARS
from parsers.reading import read_article

TARGET = Target(name="Llama", maker="Meta", aliases=("Llama", "Llama 3.1"))
TRICKS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]")
LINES = frozenset({"title", "authors", "guid", "tags", "site_name", "language", "speaker", "speaker_role", "speaker_org", "cue"})
# As characters, and as the references that become them: once and twice escaped.
TRICK = st.sampled_from(["\u202e", "\u2066", "\u200b", "\x1b[2J", "\x07", "\x9b31m", "\x7f", "\ufeff", "\xad", "\U000e0041", "&#x202e;", "&#x1b;", "&#xd800;", "&#55296;", "&amp;#xD800;", "&amp;#x202e;", "&#155;", "\r\n"])
TRICKY = st.lists(TRICK, min_size=1, max_size=4).map("".join)


def strings(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from strings(one, str(key))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from strings(one, name)


def assert_clean(value: Entry | Reading) -> None:
    for name, string in strings(asdict(value)):
        assert name == "content_html" or not TRICKS.search(string), (name, string)
        assert name not in LINES or ("\n" not in string and "\r" not in string and len(string) <= max(LINE_CHARS, 1024)), (name, string)
        assert not name.endswith("url") or re.match(r"https?://", string), (name, string)
        string.encode("utf-8")


@given(trick=TRICKY)
@settings(max_examples=60, deadline=None)
def test_entries_are_clean(trick: str) -> None:
    """Title, authors, GUID, tags, summary and link of an entry, in XML and in JSON."""
    def tricky(text: str) -> str:
        return text[:3] + trick + text[3:]

    xml = (
        f'<?xml version="1.0"?><rss version="2.0" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel><title>{tricky("Packet")}</title><item><title>{tricky("Tides")}</title>'
        f"<link>https://packet.example/a{trick}b</link><guid>{tricky('guid')}</guid><author>{tricky('Maren Oduya')}</author><category>{tricky('sea')}</category>"
        f"<description>{tricky('Some text')}</description><c:encoded><![CDATA[<p>{tricky('More text')}</p>]]></c:encoded></item></channel></rss>"
    )
    for entry in parse_feed(xml.encode("utf-8", "surrogatepass"), url="https://packet.example/feed"):
        assert_clean(entry)
        assert_clean(read_article(page(trick), "https://packet.example/a", entry=entry, targets=(TARGET,), aspects=(), topic=Topic(name="AI", expression="model")))
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [{
        "id": tricky("id"), "url": f"https://packet.example/{trick}", "title": tricky("Tides"), "authors": [{"name": tricky("Maren Oduya")}], "tags": [tricky("sea")],
        "summary": tricky("Some text"), "content_text": tricky("More text"),
    }]}  # fmt: skip
    for entry in parse_feed(json.dumps(feed).encode(), url="https://packet.example/feed"):
        assert_clean(entry)


@given(trick=TRICKY)
@settings(max_examples=60, deadline=None)
def test_readings_are_clean_and_their_offsets_hold(trick: str) -> None:
    """Every value of an article, its quotations and its mentions; each stands in the text where it says."""
    reading = read_article(page(trick), "https://packet.example/a", entry=None, targets=(TARGET,), aspects=(), topic=Topic(name="AI", expression="model"))
    assert_clean(reading)
    assert reading.quotes
    assert reading.mentions
    assert [quote.text for quote in reading.quotes] == [reading.article.text[quote.start : quote.end] for quote in reading.quotes]
    for mention in reading.mentions:
        shown = reading.article.title if mention.voice == "headline" else reading.article.text
        assert shown[mention.start : mention.end] == mention.sentence
        assert shown[mention.alias_start : mention.alias_end] == mention.alias


def page(trick: str) -> bytes:
    """A page with the trick in every place that is read."""
    quoted = trick.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    ld = json.dumps({"@type": "NewsArticle", "headline": f"The ferry{trick} office tries Llama", "author": {"name": f"Maren {trick}Oduya"}, "publisher": {"name": f"Loop{trick} Lantern"}})
    return (
        f'<!doctype html><html lang="en{quoted}"><head><title>The ferry{quoted} office tries Llama</title><link rel="canonical" href="https://packet.example/{quoted}a">'
        f'<meta property="og:site_name" content="Loop{quoted} Lantern"><meta name="author" content="Maren {quoted}Oduya"><script type="application/ld+json">{ld}</script></head>'
        f"<body><article><h1>The ferry{quoted} office tries Llama</h1><p>Meta's Llama 3.1{quoted} is at work here {quoted} since Monday, and the office says little of it.</p>"
        f"<p>{quoted}“It answered the phone {quoted}all night,” said {quoted}Ines Halvorsen, who runs the ferry {quoted}office.</p><pre>one{quoted}\n two</pre></article></body></html>"
    ).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(("body", "title", "why"), [
    ("<title>Café – naïve “quote”</title>".encode("cp1252"), "Café – naïve “quote”", "declared UTF-8, and is Windows-1252"),
    ("<title>Café – “quote” na\udcefve</title>".encode("utf-8", "surrogateescape"), "Café – “quote” na\ufffdve", "UTF-8 with one byte that is none"),
    ("<title>Cut off in a letter \udcc3</title>".encode("utf-8", "surrogateescape"), "Cut off in a letter Ã", "one byte alone says nothing"),
])
def test_encoding_of_a_feed_is_what_most_of_it_is(body: bytes, title: str, why: str) -> None:
    """A wrong declaration costs no letters, and one broken letter does not spoil the rest."""
    (entry,) = parse_feed(b'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title><item>' + body + b"<guid>g</guid></item></channel></rss>", url="https://packet.example/feed")
    assert entry.title == title, why
