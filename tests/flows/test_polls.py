"""What a poll's answer means: decided from values, given the time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds.errors import BadStatusError, FetchError, UnreachableError
from flows.polls import LAST_RETRY, answered, failed, page_failure
from parsers.model import Document, Entry, Feed, FeedParseError, PageParseError
from warehouse.rows import Announced, FeedState

NOW = datetime(2024, 7, 24, 6, tzinfo=UTC)
FEED = Feed(url="https://outlet.example/feed", name="The Outlet", expected_gap_days=7)
ENTRY = Entry(url="https://outlet.example/a", published_at=NOW - timedelta(days=1))
NEWS = (Announced(entry=ENTRY, entry_id="e", digest="d", url="https://outlet.example/a"),)


def document(status: int = 200, **headers: str) -> Document:
    return Document(url=FEED.url, final_url=FEED.url, status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=b"", fetched_at=NOW)


@pytest.mark.parametrize(("status", "entries", "announced", "state", "outcome", "why"), [
    (200, (ENTRY,), NEWS, FeedState(), "fresh", "something new"),
    (200, (ENTRY,), (), FeedState(last_new_at=NOW - timedelta(days=2)), "quiet", "nothing new, as may be"),
    (304, (), (), FeedState(last_new_at=NOW - timedelta(days=2)), "unchanged", "the server says so"),
    (304, (), (), FeedState(last_new_at=NOW - timedelta(days=8)), "stale", "silent for longer than expected, behind a 304"),
    (200, (Entry(url="https://outlet.example/old", published_at=NOW - timedelta(days=30)),), (), FeedState(), "stale", "its newest entry is old"),
    (200, (), (), FeedState(), "broken", "a feed without entries is no feed"),
])
def test_outcome_of_an_answer(status, entries, announced, state, outcome, why) -> None:
    """The ledger's word for each kind of answer."""
    assert answered(FEED, document(status), entries, announced, state, NOW).outcome == outcome, why


@pytest.mark.parametrize(("error", "outcome", "reason"), [
    (BadStatusError(FEED.url, "gone", "HTTP 410", 410), "gone", "gone"),
    (BadStatusError(FEED.url, "blocked", "HTTP 403", 403), "blocked", "blocked"),
    (BadStatusError(FEED.url, "rate-limited", "HTTP 429", 429), "rate-limited", "rate-limited"),
    (BadStatusError(FEED.url, "http-404", "HTTP 404", 404), "broken", "http-404"),
    (UnreachableError(FEED.url, "dns-error"), "broken", "dns-error"),
    (FeedParseError(FEED.url, "a login page"), "broken", "not-a-feed"),
    (ZeroDivisionError("a fault"), "broken", "internal-error"),
])
def test_outcome_of_an_error(error: Exception, outcome: str, reason: str) -> None:
    """Each error is a row with its reason; a fault of ours says that it is one."""
    row = failed(FEED, error, NOW)
    assert (row.outcome, row.reason) == (outcome, reason)


def test_validators_outlive_a_304_without_any() -> None:
    """A 304 that repeats no validators does not lose those that it confirmed."""
    row = answered(FEED, document(304), (), (), FeedState(etag='"v1"', last_modified="Wed, 24 Jul 2024 05:00:00 GMT"), NOW)
    assert (row.etag, row.last_modified) == ('"v1"', "Wed, 24 Jul 2024 05:00:00 GMT")


def test_validators_of_a_new_answer_replace_the_old() -> None:
    """A full answer without validators has none to be asked with."""
    assert answered(FEED, document(200), (ENTRY,), NEWS, FeedState(etag='"v1"'), NOW).etag is None


@pytest.mark.parametrize(("error", "attempts", "wait"), [
    (UnreachableError("u", "timeout"), 0, timedelta(hours=1)),
    (UnreachableError("u", "timeout"), 2, timedelta(hours=16)),
    (UnreachableError("u", "timeout"), 40, LAST_RETRY),
    (BadStatusError("u", "http-404", "", 404), 0, LAST_RETRY),
    (BadStatusError("u", "rate-limited", "", 429, retry_after=86_400.0), 0, timedelta(days=1)),
    (PageParseError("u", "an image"), 0, LAST_RETRY),
])
def test_page_is_tried_again_after(error: FetchError | PageParseError, attempts: int, wait: timedelta) -> None:
    """What may pass is tried again soon, then ever more seldom; nothing is given up for good."""
    assert page_failure(NEWS[0], error, attempts=attempts, now=NOW).retry_at == NOW + wait
