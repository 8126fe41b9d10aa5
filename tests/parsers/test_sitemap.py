"""What articles a sitemap announces. The outlets are made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.feed import parse_documents, parse_feed
from parsers.model import Document, Entry, FeedParseError
from parsers.sitemap import MOST_NEWS, MOST_RECENT, sitemap_links
from tests.clock import within

URL = "https://packet.example/sitemap.xml"
NOW = datetime(2024, 7, 24, tzinfo=UTC)


def urlset(*places: str, root: str = "urlset") -> bytes:
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<?xml-stylesheet type="text/xsl" href="/s.xsl"?>\n<!-- made at night -->\n<{root} {spaces}>{"".join(places)}</{root}>'.encode()


def page(loc: str, lastmod: str = "", more: str = "") -> str:
    return f"<url><loc>{loc}</loc>" + (f"<lastmod>{lastmod}</lastmod>" if lastmod else "") + f"{more}</url>"


def news(loc: str, at: str, title: str = "Tides", keywords: str = "") -> str:
    inner = f"<news:publication><news:name>The Packet</news:name><news:language>en</news:language></news:publication><news:publication_date>{at}</news:publication_date><news:title>{title}</news:title>"
    return page(loc, more=f"<news:news>{inner}<news:keywords>{keywords}</news:keywords></news:news><image:image><image:loc>https://packet.example/p.jpg</image:loc><image:title>A bell</image:title></image:image>")


def addresses(body: bytes) -> list[str | None]:
    return [entry.url for entry in parse_feed(body, url=URL)]


def test_news_sitemap_gives_title_and_date_newest_first() -> None:
    """Each news element is an entry: address, headline, time of publication, keywords; pictures are not the page's."""
    body = urlset(news("/2024/tides", "2024-07-22T10:00:00+02:00"), news("https://packet.example/bells", "2024-07-23T09:05Z", "Bells &amp; &lt;b&gt;whistles&lt;/b&gt;", "sea, bells,,sea"))
    first, second = parse_feed(body, url=URL)
    assert first == Entry(
        url="https://packet.example/bells", title="Bells & whistles", published_at=datetime(2024, 7, 23, 9, 5, tzinfo=UTC), published_precision="minute", tags=("sea", "bells"))  # fmt: skip
    assert (second.url, second.published_at) == ("https://packet.example/2024/tides", datetime(2024, 7, 22, 8, tzinfo=UTC))


def test_plain_sitemap_gives_what_changed_lately() -> None:
    """Newest first, nothing older than a month before the newest; the day of a change is an update, not a publication."""
    body = urlset(page("/a-ferry-story", "2024-06-01"), page("/the-mill-story", "2024-07-20T08:00:00Z"), page("/one-more-story", "2024-07-23"))
    entries = parse_feed(body, url=URL)
    assert [entry.url for entry in entries] == ["https://packet.example/one-more-story", "https://packet.example/the-mill-story"]
    assert (entries[1].published_at, entries[1].updated_at) == (None, datetime(2024, 7, 20, 8, tzinfo=UTC))


PLACES = {
    "a slug of words": ("/meta-llama-3-1", True),
    "a day": ("/2024/Jul/23/zuck/", True),
    "a number": ("/news/technology-66283915", True),
    "a document": ("/story.html", True),
    "the front page": ("/", False),
    "a section": ("/news/", False),
    "about us": ("/about-us/", False),
    "a tag": ("/tag/one-two-three/", False),
    "a picture": ("/2024/one-two-three.jpg", False),
    "a script": ("javascript:a-b-c", False),
}


@pytest.mark.parametrize(("place", "expected"), PLACES.values(), ids=PLACES)
def test_plain_sitemap_leaves_out_what_is_no_article(place: str, expected: bool) -> None:
    """Sections, tags, front pages and files are listed beside the articles."""
    assert bool(addresses(urlset(page(place)))) is expected


def test_the_day_in_the_address_counts_where_nothing_else_is_said() -> None:
    """Without a time of change, or with one for all pages (the site was built anew), addresses tell which are new."""
    for lastmod in ("", "2024-07-24T00:00:00Z"):
        body = urlset(*(page(f"/2024/{1 + n // 28:02}/{1 + n % 28:02}/story-number-{n}", lastmod) for n in range(196)))
        entries = parse_feed(body, url=URL)
        assert [entries[0].url, entries[-1].url] == ["https://packet.example/2024/07/28/story-number-195", "https://packet.example/2024/06/28/story-number-167"]
        assert {entry.updated_at for entry in entries} == {None}


def test_the_day_a_site_was_built_is_no_change() -> None:
    """Where all pages changed on one day none of them reads as changed, however often the site is built."""
    monday, tuesday = (parse_feed(urlset(*(page(f"/story-of-{n}-bells", f"{day}T10:00:{n:02}Z") for n in range(20))), url=URL) for day in ("2024-07-22", "2024-07-23"))
    assert monday == tuesday
    assert len(monday) == 20


def test_both_ends_count_where_nothing_tells_what_is_new() -> None:
    """What is new stands at the top or at the end of a list without times."""
    found = addresses(urlset(*(page(f"/story-of-{n}-bells") for n in range(5000))))
    assert (len(found), found[0], found[-1]) == (MOST_RECENT, "https://packet.example/story-of-0-bells", "https://packet.example/story-of-4999-bells")


def test_sitemaps_have_a_limit() -> None:
    """However many pages are listed, the newest few are announced."""
    days = [(NOW - timedelta(minutes=n)).isoformat() for n in range(5000)]
    assert len(addresses(urlset(*(page(f"/story-of-{n}-bells", day) for n, day in enumerate(days))))) == MOST_RECENT
    found = addresses(urlset(*(news(f"/{n}", day) for n, day in reversed(list(enumerate(days))))))
    assert (len(found), found[0]) == (MOST_NEWS, "https://packet.example/0")


FAULTS = {
    "bare ampersands": urlset(page("/a-ferry-story?id=1&p=2")),
    "UTF-16": urlset(page("/a-ferry-story")).decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    "blank lines before it": b"\n\n  " + urlset(page("/a-ferry-story")),
    "a prefix nobody declared": urlset(page("/a-ferry-story", more="<video:video><video:title>x</video:title></video:video>")),
    "a prefix on everything": urlset(page("/a-ferry-story")).replace(b"<url", b"<s:url").replace(b"</url", b"</s:url").replace(b"<loc", b"<s:loc").replace(b"</loc", b"</s:loc"),
    "cut off": urlset(page("/a-ferry-story"), page("/a-story-that-is-cut"))[:-40],
    "no namespace": b"<urlset><url><loc> /a-ferry-story\n</loc></url></urlset>",
    "a form feed": urlset(page("/a-ferry-story", more="<x>\x0c</x>")),
    "CDATA": urlset(page("<![CDATA[/a-ferry-story]]>")),
}


@pytest.mark.parametrize("body", FAULTS.values(), ids=FAULTS)
def test_common_faults_are_forgiven(body: bytes) -> None:
    """Sitemaps are written by hand and by plugins."""
    assert (addresses(body)[0] or "").startswith("https://packet.example/a-ferry-story")


def test_an_index_names_its_sitemaps() -> None:
    """In its order, made absolute, with the time of change; it announces nothing itself."""
    body = urlset("<sitemap><loc>/news.xml.gz</loc><lastmod>2024-07-23</lastmod></sitemap>", "<sitemap><loc>javascript:x</loc></sitemap>", "<sitemap><loc>b.xml</loc></sitemap>", root="sitemapindex")
    first, second = sitemap_links(body.decode(), url=URL)
    assert (first.url, first.changed and first.changed.on.isoformat()) == ("https://packet.example/news.xml.gz", "2024-07-23")
    assert (second.url, second.changed) == ("https://packet.example/b.xml", None)
    assert sitemap_links(urlset(page("/a")).decode(), url=URL) == ()
    with pytest.raises(FeedParseError, match="an index of 3"):
        parse_feed(body, url=URL)


def test_an_empty_sitemap_is_empty() -> None:
    """No pages is an answer."""
    assert addresses(urlset()) == []


def _document(body: bytes) -> Document:
    return Document(url=URL, final_url=URL, status=200, headers={}, body=body, fetched_at=NOW)


def test_several_documents_are_one_feed() -> None:
    """Each article once, told by the first that has it; one that cannot be read costs the others nothing."""
    documents = [_document(urlset(news("/a-ferry-story", "2024-07-23"))), _document(b"<html>"), _document(urlset(page("/a-ferry-story"), page("/the-mill-story")))]
    entries = parse_documents(documents)
    assert [(entry.url, entry.title) for entry in entries] == [("https://packet.example/a-ferry-story", "Tides"), ("https://packet.example/the-mill-story", "")]
    with pytest.raises(FeedParseError):
        parse_documents(documents[1:2] * 2)
    assert parse_documents([]) == ()


HEAD = urlset()[: -len("</urlset>")]
HOSTILE = {
    "entities that multiply": b'<!DOCTYPE urlset [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>' + HEAD + b"<url><loc>&b;</loc></url></urlset>",
    "entities declared behind the root's name": b'<urlset><!DOCTYPE urlset [<!ENTITY a "lol">]><url><loc>&a;</loc></url></urlset>',
    "attributes without end": HEAD + b"<url " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"><loc>/</loc></url></urlset>",
    "elements without end": HEAD + b"<url>" * 1_000_000,
    "pages without end": HEAD + b"<url/>" * 1_500_000 + b"</urlset>",
    "an address without end": HEAD + b"<url><loc>" + b"/a-" * 3_000_000 + b"</loc></url></urlset>",
    "long addresses": HEAD + (b"<url><loc>/" + b"a" * 190 + b"</loc></url>") * 45_000 + b"</urlset>",
    "ampersands": HEAD + b"<url><loc>/a-b-c?" + b"&" * 9_000_000 + b"</loc></url></urlset>",
    "comments": b"<!-- x --> " * 800_000 + b"<urlset/>",
    "an unclosed comment": HEAD + b"<!--" * 2_000_000,
    "cut in its first address": HEAD + b"<url><loc>/a-b",
    "noughts": b"<urlset>" + b"\x00" * 1_000_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_attacks_end_soon(body: bytes) -> None:
    """Read or refused within two seconds of CPU, and never with an error of another kind."""
    within(2, lambda: _read(body))


def _read(body: bytes) -> None:
    try:
        assert len(parse_feed(body, url=URL)) <= MOST_NEWS
    except FeedParseError as refused:
        assert refused.url == URL  # noqa: PT017  either outcome is right; time is what is judged


@given(st.binary(max_size=300), st.integers(0, 700))
@settings(max_examples=150, deadline=None)
def test_nothing_but_its_own_error_is_raised(noise: bytes, place: int) -> None:
    """Whatever stands in a sitemap, the outcome is entries or a FeedParseError."""
    sound = urlset(news("/a-ferry-story", "2024-07-23"))
    try:
        assert isinstance(parse_feed(sound[:place] + noise + sound[place:], url=URL), tuple)
    except FeedParseError as refused:
        assert refused.url == URL  # noqa: PT017
