"""What an article is: golden pages of each kind of software, and how page and feed entry are weighed. All of it is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from parsers.article import parse_article
from parsers.model import Article, Entry, PageParseError
from tests.parsers.shapes import PARAGRAPHS, TITLE

PAGES = Path(__file__).parent / "pages"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


# page: authors, published at, precision, day, outlet, canonical address, rung of the authors, rung of the date
GOLDEN = {
    "wordpress": (("Maren Solberg",), at(2024, 7, 23, 8, 5), "second", date(2024, 7, 23), "The Velmoor Packet", "https://packet.example/2024/07/tide-warnings", "json-ld", "json-ld"),
    "medium": (("Pilar Anquetil", "Jonas Brandt"), at(2024, 7, 23, 16, 20, 11), "second", date(2024, 7, 23), "Slow Water", "https://slow.example/velmoor-9f2c", "json-ld", "json-ld"),
    "ghost": (("Ola Fenwick", "Ruth Castellan"), at(2024, 7, 23, 5, 0, 12), "second", date(2024, 7, 23), "Keelhaul", "https://keelhaul.example/tide-warnings", "meta", "json-ld"),
    "substack": (("Hedda Quill",), at(2024, 7, 24, 4, 30), "second", date(2024, 7, 23), "Bell Buoy Letters", "https://buoy.example/p/tide-warnings", "json-ld", "json-ld"),
    "drupal": (("Amara Lindqvist", "Teo Marchetti"), at(2024, 7, 10, 5, 15), "second", date(2024, 7, 9), "Coast Standard", "https://coast.example/node/204", "markup", "meta"),
    "hugo": (("wren",), at(2024, 7, 23), "day", date(2024, 7, 23), "notes from the slip", "https://slip.example/posts/tide", "byline", "time"),
    "news": (("Dagny Roth", "Luca Ferrante"), at(2024, 7, 24, 2, 10), "second", date(2024, 7, 23), "The Morning Ebb", "https://ebb.example/2024/07/23/tide-warnings", "json-ld", "json-ld"),
    "visible": (("Edda Marlowe", "Bram Tiller"), at(2024, 7, 23), "day", date(2024, 7, 23), "Velmoor Gazette", "https://example.org/a", "byline", "visible"),
}  # fmt: skip


def golden(name: str, entry: Entry | None = None) -> Article:
    return parse_article((PAGES / f"{name}.html").read_bytes(), "https://example.org/a", entry)


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_pages_are_read_whole(name: str) -> None:
    """Title, authors, dates, outlet and address of a page as each kind of software writes it, with the evidence."""
    authors, published_at, precision, day, outlet, address, author_rung, date_rung = GOLDEN[name]
    article = golden(name)
    assert (article.title, article.authors) == (TITLE, authors)
    assert (article.published_at, article.published_precision, article.published_on) == (published_at, precision, day)
    assert (article.site_name, article.canonical_url, article.completeness) == (outlet, address, "full")
    assert (article.evidence["authors"], article.evidence["published_at"], article.evidence["text"]) == (author_rung, date_rung, "page")


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_texts_hold_the_article_and_nothing_else(name: str) -> None:
    """The text is the article's paragraphs, headings, lists and quotations: no menus, walls, teasers, boxes or comments."""
    code = ["tide --now\ntide --tomorrow"] if name == "hugo" else []
    assert golden(name).text.split("\n\n") == PARAGRAPHS + code


def test_changes_are_kept_apart() -> None:
    """A later change is known and moves nothing."""
    assert [golden(name).modified_at for name in ("wordpress", "hugo", "drupal")] == [at(2024, 7, 24, 9), at(2024, 8, 2), None]


WORDS = "The harbour office read its logs again and found in them what the pilots had told them all along. " * 20
FULL = f"<p>{WORDS}</p><p>{WORDS}</p>"
SHELL = "<html><head><title>Logs</title>{}</head><body><article><h1>Logs</h1>{}</article></body></html>"


def test_a_full_feed_entry_stands_for_a_paywalled_page() -> None:
    """Page and feed are two witnesses: the one that says clearly more is taken, and named."""
    wall = SHELL.format("", "<p>The harbour office read its logs again and found in them what it had not looked for.</p><p>Subscribe to continue reading.</p>").encode()
    alone, together = parse_article(wall, "https://example.org/a"), parse_article(wall, "https://example.org/a", Entry(url=None, content_html=FULL))
    assert (alone.completeness, alone.evidence["text"]) == ("teaser", "page")
    assert (together.completeness, together.evidence["text"]) == ("full", "feed")
    assert together.text.count("\n\n") == 1


TEASERS = {
    "shorter": "<p>The harbour office read its logs…</p>",
    "broken off": f"<p>{WORDS * 9} [...]</p>",
    "broken off above the feed's own line": f"<p>{WORDS * 9} […]</p><p>The post <a href='/a'>Logs</a> appeared first on <a href='/'>The Packet</a>.</p>",
    "with a link to the rest": f"<p>{WORDS * 9}</p><p><a href='/a'>Read more →</a></p>",
    "broken off above a link": f"<p>{WORDS * 9}…</p><p><a href='/a'>The Packet</a></p>",
}


@pytest.mark.parametrize("teaser", TEASERS.values(), ids=TEASERS)
def test_a_teaser_in_the_feed_never_replaces_the_page(teaser: str) -> None:
    """An entry that is shorter, or that breaks off, leaves the page's text alone, however little of it there is."""
    for page in (SHELL.format("", FULL), SHELL.format("", f"<p>{WORDS[:300]}</p>")):
        assert parse_article(page.encode(), "https://example.org/a", Entry(url=None, content_html=teaser)).evidence["text"] == "page"


def test_what_feeds_add_is_no_text() -> None:
    """The line that software puts below an entry, and one that only names the author, stay out."""
    content = f"<p>By Ann Bell</p>{FULL}<p>The post <a href='/a'>Logs</a> appeared first on <a href='/'>The Packet</a>.</p>"
    article = parse_article(SHELL.format('<meta name="author" content="Ann Bell">', "<p>Logs were read.</p>").encode(), "https://example.org/a", Entry(url=None, content_html=content))
    assert (article.evidence["text"], article.text.split("\n\n")) == ("feed", [WORDS.strip(), WORDS.strip()])


COMPLETENESS = {
    "full": SHELL.format("", FULL),
    "a short note": SHELL.format("", "<p>The bell was rung at noon by the keeper of the harbour office, and that was all there was to it.</p>"),
    "none": SHELL.format("", "<p><a href='/'>Home</a></p>"),
    "teaser": SHELL.format("", "<p>The bell was rung at noon by the keeper of the harbour office, and then it was discovered that…</p>"),
    "declared paywall": SHELL.format('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Logs","isAccessibleForFree":"False"}</script>', "<p>The bell was rung at noon by the keeper of the harbour office, and that was not all.</p>"),
    "consent": "<html><head><title>The Packet</title></head><body><h1>Before you continue to The Packet</h1><p>We and our partners store information on your device.</p></body></html>",
    "challenge": "<html><head><title>Just a moment...</title></head><body><h1>Just a moment...</h1><p>The Packet needs to review the security of your connection before proceeding, which takes a few seconds.</p></body></html>",
}


@pytest.mark.parametrize(("name", "expected"), [("full", "full"), ("a short note", "full"), ("none", "none"), ("teaser", "teaser"), ("declared paywall", "teaser"), ("consent", "wall"), ("challenge", "wall")])
def test_completeness_is_judged(name: str, expected: str) -> None:
    """Full, a teaser (cut or paywalled), a wall in the article's place, or nothing at all."""
    assert parse_article(COMPLETENESS[name].encode(), "https://example.org/a").completeness == expected


def test_a_wall_is_never_mined() -> None:
    """A consent page has no text to quote from, and does not lend its heading to the article."""
    article = parse_article(COMPLETENESS["consent"].encode(), "https://example.org/a", Entry(url=None, title="Logs read again", authors=("Perpetua Voss",)))
    assert (article.text, article.title, article.authors) == ("", "Logs read again", ("Perpetua Voss",))


TITLES = {
    "the heading that the page's title repeats": ("<title>Logs read again | The Packet</title>", "<h1>The Packet</h1><h2>Logs read again</h2>", "Logs read again"),
    "the declared title, without the outlet": ('<meta property="og:title" content="Logs read again - The Packet"><meta property="og:site_name" content="The Packet">', "", "Logs read again"),
    "the document's title at last": ("<title>Logs read again</title>", "", "Logs read again"),
    "markup and entities twice escaped": ('<meta property="og:title" content="Logs &amp;amp; bells">', "", "Logs & bells"),
    "a dash that belongs to it": ("<title>Logs - read again</title>", "<h1>Logs - read again</h1>", "Logs - read again"),
}


@pytest.mark.parametrize(("head", "above", "expected"), TITLES.values(), ids=TITLES)
def test_titles_are_the_articles_own(head: str, above: str, expected: str) -> None:
    """The title is the headline, without the outlet's name."""
    html = f"<html><head>{head}</head><body>{above}<article>{FULL}</article></body></html>"
    assert parse_article(html.encode(), "https://packet.example/a").title == expected


def test_canonical_links_to_a_front_page_are_mistakes() -> None:
    """A canonical link counts unless it makes every article of a site the same."""
    for link, expected in (("https://packet.example/", "https://example.org/a"), ("/logs?utm_source=x", "https://example.org/logs")):
        assert parse_article(SHELL.format(f'<link rel="canonical" href="{link}">', FULL).encode(), "https://example.org/a").canonical_url == expected


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "iso-8859-1", "utf-16", "koi8-r"])
def test_encodings_are_found(encoding: str) -> None:
    """The bytes are read by their mark, as UTF-8, as declared."""
    word = "журнал" if encoding == "koi8-r" else "Café"
    html = f"<html><head><meta charset='{encoding}'><title>{word}</title></head><body>{FULL}</body></html>"
    assert parse_article(html.encode(encoding), "https://example.org/a").title == word


NO_PAGES = {
    "nothing": b"",
    "white space": b"\n \n",
    "PDF": b"%PDF-1.7 ...",
    "a picture": b"\x89PNG\r\n\x1a\n",
    "a packed file": b"\x1f\x8b\x08\x00",
    "JSON": b'{"error": 404}',
    "a feed": b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>',
    "plain text": b"Service unavailable",
    "zeros": b"a\0\0\0\0" * 900,
}


@pytest.mark.parametrize("body", NO_PAGES.values(), ids=NO_PAGES)
def test_what_is_no_page_says_so(body: bytes) -> None:
    """Bytes that are no page are a PageParseError that carries the address."""
    with pytest.raises(PageParseError) as caught:
        parse_article(body, "https://example.org/a")
    assert caught.value.url == "https://example.org/a"
