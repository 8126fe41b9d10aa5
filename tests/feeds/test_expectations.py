from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.expectations import FEWEST, expected_of, shares, shortfalls
from parsers.model import Entry, Feed

NOW = datetime(2024, 7, 23, 12, tzinfo=UTC)
FEED = Feed(url="https://packet.example/feed", name="The Packet", text="full", expected_gap_days=3, expected_authors=0.9, expected_dates=0.9, expected_text=0.5, reason="Signed and dated.")
WHOLE = Entry(url="https://packet.example/a", authors=("Ann Bell",), published_at=NOW - timedelta(days=1), content_html="<p>" + "bells and tides " * 60 + "</p>")
UNSIGNED, UNDATED = replace(WHOLE, authors=()), replace(WHOLE, published_at=None)
TEASER = replace(WHOLE, content_html=None, summary="The ferry is late again, and nobody minds.")
BARE = Entry(url="https://packet.example/b", title="Tides")

CASES = {
    "all is well": ([WHOLE] * 10, []),
    "one exception": ([WHOLE] * 8 + [UNSIGNED] * 2, []),
    "too many exceptions": ([WHOLE] * 7 + [UNSIGNED] * 3, ["few-authors"]),
    "half of the text is what is expected": ([WHOLE] * 5 + [TEASER] * 5, []),
    "the feed turned to teasers": ([TEASER] * 10, ["little-text"]),
    "no dates": ([UNDATED] * 10, ["few-dates"]),
    "a time of change is a date": ([replace(UNDATED, updated_at=NOW)] * 10, []),
    "nothing but titles": ([BARE] * 10, ["few-authors", "few-dates", "little-text"]),
    "too few to say": ([BARE] * (FEWEST - 1), []),
    "just enough to say": ([BARE] * FEWEST, ["few-authors", "few-dates", "little-text"]),
    "no entries": ([], []),
}


@pytest.mark.parametrize(("entries", "reasons"), CASES.values(), ids=CASES)
def test_what_falls_short_is_told_by_a_fixed_word(entries: list[Entry], reasons: list[str]) -> None:
    """Shares below the expected ones, beyond one exception, of at least five entries."""
    assert [each.reason for each in shortfalls(FEED, entries)] == reasons


def test_nothing_is_expected_unless_said() -> None:
    """A feed without expectations falls short of none."""
    assert shortfalls(Feed(url=FEED.url, name="x"), [BARE] * 20) == ()


@pytest.mark.parametrize(("text", "share"), [("full", 0.5), ("summary", 1.0), ("none", 1.0)])
def test_text_is_what_the_feed_is_known_for(text: str, share: float) -> None:
    """A teaser is not the article, and is a summary."""
    assert shares(replace(FEED, text=text), [WHOLE, TEASER]).text == share  # type: ignore[arg-type]


def test_silence_is_told_where_the_time_is_known() -> None:
    """Days since the newest entry; dates in the future do not count, and a feed without dates says nothing."""
    old, future = replace(WHOLE, published_at=NOW - timedelta(days=5)), replace(WHOLE, published_at=NOW + timedelta(days=400))
    (silent,) = shortfalls(FEED, [old, old, old, old, old, future], now=NOW)
    assert (silent.reason, silent.expected, silent.found) == ("silent", 3, 5)
    assert shortfalls(FEED, [old] * 5) == ()
    assert shortfalls(replace(FEED, expected_dates=0), [UNDATED] * 5, now=NOW) == ()
    assert shortfalls(FEED, [WHOLE], now=NOW) == ()


def test_a_shortfall_speaks() -> None:
    """A sentence with both numbers, and the watchlist's own reason beside it."""
    (short,) = shortfalls(FEED, [WHOLE] * 7 + [UNSIGNED] * 3)
    assert str(short) == "7 of 10 entries name an author, at least 90% expected"
    assert short.because == "Signed and dated."
    (silent,) = shortfalls(FEED, [replace(WHOLE, published_at=NOW - timedelta(days=5))], now=NOW)
    assert str(silent) == "nothing new for 5 days, at most 3 expected"


def test_a_new_feed_is_expected_to_stay_as_it_is() -> None:
    """What its entries are today, less a tenth; one and a half times its longest silence; with the day as the reason."""
    feed = Feed(url=FEED.url, name="The Packet")
    entries = [replace(WHOLE, published_at=NOW - timedelta(days=2 * n)) for n in range(9)] + [replace(UNSIGNED, published_at=NOW - timedelta(days=20))]
    expected = expected_of(feed, entries, now=NOW)
    assert (expected.text, expected.expected_gap_days, expected.expected_authors, expected.expected_dates, expected.expected_text) == ("full", 6, 0.8, 0.9, 0.9)
    assert expected.reason == "As its 10 entries were on 2024-07-23."
    assert shortfalls(expected, entries, now=NOW) == ()


@pytest.mark.parametrize(("entries", "text", "gap"), [([TEASER] * 5, "summary", 2), ([BARE] * 5, "none", 7), ([BARE] * 4, "summary", 7), ([], "summary", 7)])
def test_a_new_feed_promises_no_more_than_it_shows(entries: list[Entry], text: str, gap: float) -> None:
    """Titles without text or dates promise none; too few entries promise nothing at all."""
    feed = Feed(url=FEED.url, name="The Packet")
    expected = expected_of(feed, entries, now=NOW)
    assert (expected.text, expected.expected_gap_days) == (text, gap)
    assert shortfalls(expected, entries, now=NOW) == ()
    assert (expected == feed) is (len(entries) < FEWEST)
