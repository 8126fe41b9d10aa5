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
}
DIFFERENT = {
    "a page number": "https://packet.example/2024/07/a-story?page=2",
    "another path": "https://packet.example/2024/07/a-story-2",
    "a path that only begins like AMP": "https://packet.example/2024/07/amp-guide",
    "another subdomain": "https://uk.packet.example/2024/07/a-story",
    "another port": "https://packet.example:8443/2024/07/a-story",
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


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
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
