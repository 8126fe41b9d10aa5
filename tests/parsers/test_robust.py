"""Any bytes in, an article or PageParseError out, soon. All pages are made up."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parsers.article import parse_article
from parsers.model import Article, Entry, PageParseError
from parsers.moments import EARLIEST, LATEST
from tests.clock import assert_grows_like_length, within
from tests.parsers.hostile import HEAVY, SPLINTERS, UNITS, broken, repeated
from tests.parsers.shapes import URL, expected, page

LIMIT = 2.0  # seconds of CPU a page
COMPLETENESS = ("full", "teaser", "wall", "none")
SOUND = {name: page(name) for name in expected()}
SHARE = st.floats(0, 1, exclude_max=True)
PAYLOAD = st.one_of(st.sampled_from([splinter.encode("utf-8", "surrogatepass") for splinter in SPLINTERS]), st.binary(max_size=40), st.text(max_size=40).map(lambda text: text.encode("utf-8", "replace")))
EDIT = st.tuples(st.sampled_from(("put", "put", "put", "cut", "copy", "move", "end")), SHARE, SHARE, PAYLOAD)
ENTRY = st.builds(
    Entry,
    url=st.none(),
    title=st.text(max_size=80),
    authors=st.lists(st.text(min_size=1, max_size=40), max_size=3).map(tuple),
    published_at=st.none() | st.integers(-10_000_000_000, 10_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)),
    published_precision=st.sampled_from((None, "second", "day")),
    content_html=st.none() | st.text(max_size=300) | st.sampled_from(SPLINTERS) | st.sampled_from(sorted(SOUND)).map(lambda name: SOUND[name].decode()),
)


def tried(body: bytes, entry: Entry | None = None) -> Article | None:
    """The article, or None for bytes that are no page."""
    try:
        return parse_article(body, URL, entry)
    except PageParseError as exc:
        if exc.url != URL:
            raise
        return None


def read(body: bytes, entry: Entry | None = None) -> Article | None:
    """The article, with what holds of every article; None for bytes that are no page."""
    article = within(LIMIT, lambda: tried(body, entry))
    if article is None:
        return None
    for words in (article.title, article.text, article.canonical_url, *article.authors, *article.evidence.values()):
        words.encode("utf-8")  # no lone surrogates
        assert "\x00" not in words
    assert all(paragraph.strip() for paragraph in article.text.split("\n\n")) or not article.text
    assert all(name == " ".join(name.split()) and 0 < len(name) <= 80 for name in article.authors)
    assert (article.published_at is None) == (article.published_on is None) == (article.published_precision is None)
    assert article.published_on is None or EARLIEST <= article.published_on <= LATEST
    assert article.completeness in COMPLETENESS
    assert (article.completeness in ("none", "wall")) == (not article.text)
    return article


@given(st.binary(max_size=2000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_an_article_or_no_page(body: bytes) -> None:
    """Noise is refused by name or read as the little it holds, with a page's first bytes before it or without."""
    read(body)
    read(b"<html><body><h1>Logs</h1><p>" + body)


@given(st.sampled_from(sorted(SOUND)), st.lists(EDIT, min_size=1, max_size=6))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_broken_pages_are_read_as_far_as_they_hold(name: str, edits: list[tuple[str, float, float, bytes]]) -> None:
    """Cut, doubled, shuffled and splintered pages raise nothing but PageParseError, and every value stays in its bounds."""
    read(broken(SOUND[name], edits))


@given(st.sampled_from(sorted(SOUND)), ENTRY)
@example("byline-in-body", Entry(url=None, authors=("0\x00",)))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_entry_beside_a_page_is_borne(name: str, entry: Entry) -> None:
    """What a feed says is as little to be trusted as a page."""
    read(SOUND[name], entry)


@pytest.mark.parametrize("splinter", SPLINTERS)
def test_a_splinter_anywhere_is_borne(splinter: str) -> None:
    """Each splinter at many places of a page, and alone."""
    sound, payload = SOUND["wordpress-block-theme"], splinter.encode("utf-8", "surrogatepass")
    read(payload)
    for place in range(0, len(sound), 211):
        read(sound[:place] + payload + sound[place:])


@pytest.mark.parametrize("name", UNITS)
def test_the_cost_grows_with_length_alone(name: str) -> None:
    """Four times the input costs about four times as much: nothing is quadratic."""
    assert_grows_like_length(lambda size: tried(repeated(UNITS[name], size)), size=150_000)


@pytest.mark.parametrize("name", HEAVY)
def test_ten_million_bytes_end_soon(name: str) -> None:
    """The largest pages cost no more than two seconds, whatever they are made of."""
    within(LIMIT, lambda: tried(repeated(UNITS[name], 10_000_000)))


@pytest.mark.parametrize("name", HEAVY[::3])
def test_the_largest_entries_end_soon(name: str) -> None:
    """What a feed has beside a page costs no more."""
    huge = Entry(url=None, content_html=repeated(UNITS[name], 10_000_000).decode())
    within(LIMIT, lambda: tried(SOUND["nobody"], huge))


def test_a_broken_page_keeps_what_is_whole() -> None:
    """A page cut off in its last paragraph still has its title, author, day and the paragraphs before."""
    sound = SOUND["arc-news"]
    article = read(sound[: sound.index(b"Okafor expects") + 40])
    assert article is not None
    assert (article.authors, article.published_on) == (("Calliope Strand", "Anders Vuong"), date(2024, 7, 23))
    assert article.text.startswith("The harbour town of Velmoor")
