from __future__ import annotations

import pytest

from parsers.platforms import COMMON, likely_feeds, likely_sitemaps

HOSTS = {
    "a person's Medium": ("https://medium.com/@maren/a-ferry-story-1a2b", "https://medium.com/feed/@maren"),
    "a publication of Medium": ("https://medium.com/the-packet", "https://medium.com/feed/the-packet"),
    "a tag of Medium": ("https://medium.com/tag/ferries/recommended", "https://medium.com/feed/tag/ferries"),
    "a subdomain of Medium": ("https://packet.medium.com/", "https://packet.medium.com/feed"),
    "Substack": ("https://packet.substack.com/p/a-ferry-story", "https://packet.substack.com/feed"),
    "a repository": ("https://github.com/packet/ferry/tree/main", "https://github.com/packet/ferry/releases.atom"),
    "a forum of Reddit": ("https://www.reddit.com/r/ferries/top/", "https://www.reddit.com/r/ferries/.rss"),
}


@pytest.mark.parametrize(("url", "first"), HOSTS.values(), ids=HOSTS)
def test_hosts_with_a_rule_come_first(url: str, first: str) -> None:
    """Where a host keeps feeds by a general rule, that is the first guess."""
    assert likely_feeds(b"", url=url)[0] == first


def test_software_is_guessed_before_custom() -> None:
    """What the page was made with counts before what most sites do; each address stands once."""
    places = likely_feeds(b'<html><head><meta name="generator" content="Ghost 5.87"></head>', url="https://packet.example/")
    assert places[:2] == ("https://packet.example/rss/", "https://packet.example/feed")
    assert len(set(places)) == len(places)


def test_the_page_s_folder_is_tried_before_the_site() -> None:
    """A blog within a site has its feed within the blog."""
    places = likely_feeds(b"", url="https://packet.example/blog")
    assert places.index("https://packet.example/blog/feed") < places.index("https://packet.example/feed")
    assert likely_feeds(b"", url="https://packet.example")[0] == f"https://packet.example/{COMMON[0]}"


def test_a_page_s_own_parameters_are_no_folder() -> None:
    """Squarespace serves each page as a feed when asked with a parameter."""
    assert "https://packet.example/journal?format=rss" in likely_feeds(b'<script src="https://static1.squarespace.com/x.js">', url="https://packet.example/journal")


def test_sitemaps_of_news_come_first() -> None:
    """The usual places of sitemaps, at the site's root."""
    assert likely_sitemaps("https://packet.example/blog/x") == tuple(
        f"https://packet.example/{name}" for name in ("news-sitemap.xml", "sitemap-news.xml", "sitemap.xml", "sitemap_index.xml"))  # fmt: skip
