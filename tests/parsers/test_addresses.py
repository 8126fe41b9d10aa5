"""Which address an article is known by. Hosts are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.addresses import LONGEST, absolute_url, canonical_url

ONE_ARTICLE = "https://packet.example/2024/07/a-story"
SAME = {
    "tracking parameters": "https://packet.example/2024/07/a-story?utm_source=rss&utm_medium=feed&fbclid=abc",
    "source of the feed": "https://packet.example/2024/07/a-story?source=rss",
    "a fragment": "https://packet.example/2024/07/a-story#atom-everything",
    "the AMP path": "https://packet.example/2024/07/a-story/amp/",
    "the AMP host": "https://amp.packet.example/2024/07/a-story",
    "the AMP cache": "https://packet-example.cdn.ampproject.org/c/s/packet.example/2024/07/a-story/amp/",
    "a search engine's AMP viewer": "https://www.google.com/amp/s/packet.example/2024/07/a-story",
    "the mobile host": "https://m.packet.example/2024/07/a-story",
    "www": "https://www.packet.example/2024/07/a-story",
    "http": "http://packet.example/2024/07/a-story/",
    "the index file": "https://packet.example/2024/07/a-story/index.html",
    "the default port and capitals": "HTTPS://Packet.Example:443/2024/07/a-story",
    "http's default port": "http://packet.example:80/2024/07/a-story",
    "a dot behind the host": "https://packet.example./2024/07/a-story",
    "the AMP parameter": "https://packet.example/2024/07/a-story?amp",
    "the AMP parameter with a value": "https://packet.example/2024/07/a-story?amp=1&amp_js_v=0.1",
    "AMP as an output type": "https://packet.example/2024/07/a-story?outputType=amp",
    "AMP as a view": "https://packet.example/2024/07/a-story?view=amp",
    "an AMP folder": "https://packet.example/amp/2024/07/a-story",
    "the AMP cache's own host": "https://cdn.ampproject.org/v/s/www.packet.example/2024/07/a-story?amp_gsa=1&usqp=mq331AQ",
    "another AMP cache": "https://www.bing-amp.com/c/s/packet.example/2024/07/a-story.amp",
    "a national search engine's AMP viewer": "https://www.google.co.uk/amp/s/m.packet.example/2024/07/a-story",
    "a search alert's wrapping": "https://www.google.com/url?rct=j&sa=t&url=https://packet.example/2024/07/a-story%3Futm_source%3Dx&ct=ga&usg=AO",
    "a cache of a cache": "https://www.google.com/amp/s/packet-example.cdn.ampproject.org/c/s/packet.example/2024/07/a-story/amp",
    "a wrapping of a wrapping": "https://www.google.com/url?q=https://www.google.de/url?url%3Dhttp://packet.example/2024/07/a-story",
    "www before m": "https://www.m.packet.example/2024/07/a-story",
    "the mobile view of a blog": "https://packet.example/2024/07/a-story?m=1",
    "the print view": "https://packet.example/2024/07/a-story?print=1",
    "slashes doubled": "https://packet.example//2024/07//a-story//",
    "a letter escaped": "https://packet.example/2024/07/%61-story",
    "a session's number": "https://packet.example/2024/07/a-story;jsessionid=0A1B2C?PHPSESSID=77",
    "several at once": "http://amp.packet.example:80/2024/07/a-story/amp/?utm_campaign=x&ref=home#comments",
    "an empty parameter": "https://packet.example/2024/07/a-story?lang=",
}
DIFFERENT = {
    "a page number": "https://packet.example/2024/07/a-story?page=2",
    "another path": "https://packet.example/2024/07/a-story-2",
    "a path that only begins like AMP": "https://packet.example/2024/07/amp-guide",
    "another subdomain": "https://uk.packet.example/2024/07/a-story",
    "another port": "https://packet.example:8443/2024/07/a-story",
    "capitals in the path": "https://packet.example/2024/07/A-Story",
    "a number as the whole query": "https://packet.example/2024/07/a-story?12345",
    "a path behind a hash bang": "https://packet.example/2024/07/a-story#!/news/7",
    "an escaped slash": "https://packet.example/2024/07%2Fa-story",
    "a parameter of a name that only begins like one": "https://packet.example/2024/07/a-story?reference=7",
    "a version": "https://packet.example/2024/07/a-story?version=2",
}
ONE_FORM = {
    "escapes of another case": ("https://packet.example/caf%c3%a9", "https://packet.example/caf%C3%A9"),
    "escaped or not": ("https://packet.example/café", "https://packet.example/caf%C3%A9"),
    "a tilde": ("https://packet.example/%7emaren/", "https://packet.example/~maren"),
    "a percent sign that escapes nothing": ("https://packet.example/100%-ok", "https://packet.example/100%25-ok"),
    "escapes in parameters": ("https://packet.example/?q=a%20b", "https://packet.example/?q=a+b"),
    "a host in letters or in code": ("https://häfen.example/a", "https://xn--hfen-loa.example/a"),
    "a mobile host behind a language": ("https://en.m.packet.example/wiki/Tide", "https://en.packet.example/wiki/Tide"),
    "the front page": ("http://www.packet.example", "https://packet.example/index.html"),
}


@pytest.mark.parametrize("url", SAME.values(), ids=SAME)
def test_dress_does_not_make_another_article(url: str) -> None:
    """Tracking, AMP, mobile hosts, fragments and index files are no part of an article's identity."""
    assert canonical_url(url) == ONE_ARTICLE


@pytest.mark.parametrize("url", DIFFERENT.values(), ids=DIFFERENT)
def test_what_names_the_article_stays(url: str) -> None:
    """Paths, identifying parameters, subdomains and ports tell articles apart."""
    assert canonical_url(url) != ONE_ARTICLE


def test_parameters_keep_their_values_in_one_order() -> None:
    """The same parameters in another order are the same article."""
    assert canonical_url("https://packet.example/?p=12&lang=en") == canonical_url("https://packet.example/?lang=en&p=12") == "https://packet.example/?lang=en&p=12"


def test_addresses_of_machines_keep_scheme_and_port() -> None:
    """A host that is a number has no www or https twin."""
    assert canonical_url("http://127.0.0.1:8800/news/a/?utm_source=x") == "http://127.0.0.1:8800/news/a"


@pytest.mark.parametrize(("one", "other"), ONE_FORM.values(), ids=ONE_FORM)
def test_two_spellings_have_one_form(one: str, other: str) -> None:
    """Escapes, hosts and front pages are written one way."""
    assert canonical_url(one) == canonical_url(other)


PIECES = st.sampled_from(["amp", "/", "//", ".amp", "index.html", "?", "&", "=", "#", "%", "%2", "%41", "%c3", "a", "m.", "www.", "utm_source=x", ";jsessionid=1", "p=1", "é", " ", "+", ":80"])


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=14).map(lambda pieces: "http://" + "".join(pieces)), st.lists(PIECES, max_size=12).map(lambda pieces: "https://a.example/" + "".join(pieces))))
@settings(max_examples=600, deadline=None)
def test_canonical_is_final_and_never_raises(url: str) -> None:
    """Any string has a canonical form, and that form is its own."""
    once = canonical_url(url)
    assert canonical_url(once) == once


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("../a/b.html", "https://packet.example/a/b.html"),
        ("/a b\n", "https://packet.example/a%20b"),
        ("//other.example/x", "https://other.example/x"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("mailto:a@packet.example", None),
        ("http://[::1", None),
        ("x" * (LONGEST + 1), None),
        ("", None),
        (None, None),
    ],
)
def test_links_are_absolute_http_or_nothing(link: str | None, expected: str | None) -> None:
    """A link is resolved against where it stood; anything that is not http or https is no link."""
    assert absolute_url(link, "https://packet.example/feeds/rss.xml") == expected
