"""The sample newsroom is what its sources say, and holds what `make run` and the other tests count on."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import timedelta
from functools import cache
from urllib.parse import urljoin, urlsplit

from warcio.archiveiterator import ArchiveIterator

from feeds.captures import Capture, moments, read_captures
from feeds.fetch import fetch
from feeds.replay import replay_client
from feeds.watchlist import load_watchlist
from parsers.feed import parse_feed
from tests.sample.build import NEWSROOM, POLLS, SHIPPED_WATCHLIST, WATCHLIST, build_newsroom, build_watchlist
from tests.sample.outlets import load_outlets
from tests.sample.pages import expected_articles, lay_out
from tests.sample.pieces import load_pieces

MOST_BYTES = 1_500_000  # it travels in the wheel
ADDRESS = re.compile(rb"""(?:href|src|action|content)=["'](https?://[^"'\s]+)""")


@cache
def built() -> bytes:
    return build_newsroom()


@cache
def captured() -> tuple[Capture, ...]:
    return tuple(found for found in read_captures(NEWSROOM) if isinstance(found, Capture))


def test_the_newsroom_is_what_its_sources_give() -> None:
    """The checked-in capture file holds exactly the records that the builder makes; otherwise run `make sample`."""
    # Compared inflated: the deflated bytes depend on the zlib that Python was built with.
    assert gzip.decompress(NEWSROOM.read_bytes()) == gzip.decompress(built())


def test_building_twice_gives_the_same_bytes() -> None:
    """Nothing in the capture file depends on the clock or on chance."""
    assert build_newsroom() == built()


def test_the_sample_watchlist_is_the_shipped_one_with_other_feeds() -> None:
    """Targets, aspects, events and topic are those of feeds/watchlist.toml; the feeds are the sixteen fictional ones."""
    assert WATCHLIST.read_text("utf-8") == build_watchlist(SHIPPED_WATCHLIST.read_text("utf-8"))
    sample, shipped = load_watchlist(WATCHLIST), load_watchlist(SHIPPED_WATCHLIST)
    assert (sample.targets, sample.aspects, sample.events, sample.topic) == (shipped.targets, shipped.aspects, shipped.events, shipped.topic)
    assert [feed.url for feed in sample.feeds] == [outlet.feed_url for outlet in load_outlets().values()]


def test_the_newsroom_is_large_and_varied_enough() -> None:
    """At least 120 articles of 12 outlets, 60 different stories, eight weeks, every feed format, full texts and summaries."""
    articles = expected_articles()
    assert len(articles) >= 120
    assert len({article.outlet for article in articles}) >= 12
    assert len({article.story for article in articles}) >= 60
    assert {article.published.isocalendar()[:2] for article in articles} == {(2024, week) for week in range(27, 35)}
    assert {outlet.feed for outlet in load_outlets().values()} == {"rss2", "atom", "rdf", "jsonfeed"}
    assert {outlet.text for outlet in load_outlets().values()} == {"full", "summary"}
    assert {article.completeness for article in articles} == {"full", "teaser", "wall"}


def test_the_newsroom_is_small_enough() -> None:
    """The capture file stays under 1.5 MB."""
    assert NEWSROOM.stat().st_size < MOST_BYTES


def test_other_tools_read_the_newsroom() -> None:
    """Every record is a response with its address and date, in a gzip member of its own (warcio refuses to seek otherwise)."""
    with NEWSROOM.open("rb") as file:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.rec_headers.get_header("WARC-Date")) for r in ArchiveIterator(file)]
    assert len(records) == len(captured())
    assert all(kind == "response" and url and date for kind, url, date in records)
    assert len({capture.offset for capture in captured()}) == len(records)


def test_no_request_can_leave_for_a_real_site() -> None:
    """Every captured address and every link of a page ends in .example."""
    addresses = [capture.document.url for capture in captured()]
    for capture in captured():
        if capture.kind == "page":
            addresses += [address.decode() for address in ADDRESS.findall(capture.document.body)]
    assert {host for address in addresses if not (host := urlsplit(address).hostname or "").endswith(".example")} == set()


def test_the_polls_are_eight_mondays() -> None:
    """What a replay takes for the times of the polls are the Mondays after the weeks 27 to 34."""
    assert moments(NEWSROOM) == POLLS


def test_every_announced_page_can_be_fetched_at_the_poll_that_announces_it() -> None:
    """At each poll every feed that lives answers, and every article it names for the first time leads to its page; all are seen by the end."""
    client, outlets = replay_client([NEWSROOM]), load_outlets().values()
    reached = Counter[str]()
    seen: set[str] = set()
    for now in POLLS:
        for outlet in outlets:
            if outlet.is_dead(now):
                continue
            feed = fetch(outlet.feed_url, client=client, now=now)
            for entry in parse_feed(feed.body, url=feed.final_url, content_type=feed.content_type):
                assert entry.url
                link = urljoin(feed.final_url, entry.url)
                if link not in seen:
                    seen.add(link)
                    reached[fetch(link, client=client, now=now, kind="page").final_url] += 1
    assert reached == Counter(page.landing_url for page in lay_out())


def test_feeds_that_did_not_change_say_so() -> None:
    """Asked again with its validators at the same poll, each feed answers 304."""
    client = replay_client([NEWSROOM])
    for outlet in load_outlets().values():
        first = fetch(outlet.feed_url, client=client, now=POLLS[0])
        assert fetch(outlet.feed_url, client=client, now=POLLS[0], etag=first.etag, last_modified=first.last_modified).status == 304


def test_one_feed_dies() -> None:
    """The feed of The Quiet Modem answers 404 in the end."""
    answers = [capture.document.status for capture in captured() if capture.document.url == load_outlets()["quietmodem"].feed_url]
    assert (answers[0], answers[-1]) == (200, 404)


def test_a_corrected_page_is_captured_twice() -> None:
    """Each corrected piece has two captures that differ, and its feed shows a change at the second."""
    for page in lay_out():
        captures = [capture.document for capture in captured() if capture.document.url == page.landing_url]
        assert len(captures) == (2 if page.piece.updated else 1), page.url
        if page.piece.updated:
            assert captures[0].body != captures[1].body
            feeds = {capture.document.fetched_at for capture in captured() if capture.document.url == page.outlet.feed_url}
            assert captures[1].fetched_at in feeds


def test_wire_stories_are_copied_by_other_desks() -> None:
    """Each agency story has three or four copies of other outlets, from its hour to the end of the next day, under titles of their own."""
    originals = {piece.slug: piece for piece in load_pieces() if piece.wire}
    copies = [article for article in expected_articles() if article.story != article.slug]
    counts = Counter(copy.story for copy in copies)
    assert set(counts) == set(originals)
    assert set(counts.values()) <= {3, 4}
    for copy in copies:
        original = originals[copy.story]
        assert original.published < copy.published
        assert copy.published_on - original.published.date() <= timedelta(days=1)
        assert copy.title != original.title
        assert copy.outlet != original.outlet


def test_expected_quotations_stand_in_the_expected_text() -> None:
    """What a reader should find as said is there to be found, word for word, in copies and corrected pieces too."""
    for article in expected_articles():
        flat = " ".join(article.text.replace("\n\n> ", " ").split())
        for words, _speaker in article.quotes:
            assert " ".join(words.split()) in flat, (article.slug, words)
