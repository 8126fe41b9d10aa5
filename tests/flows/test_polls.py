"""What a poll's answer means: decided from values, given the time."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from feeds.errors import BadStatusError, FetchError, Reason, UnreachableError, UnreadableError
from flows.polls import LAST_RETRY, MOST_KILLED, MOVES, answered, failed, is_outage, page_failure, reachable, resting, turn
from parsers.model import Document, Entry, Feed, FeedParseError, PageParseError
from warehouse.rows import Announced, FeedPoll, FeedState

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
    (304, (), (), FeedState(last_new_at=NOW - timedelta(days=8), longest_gap_days=3.0), "stale", "silent for twice its longest gap, behind a 304"),
    (304, (), (), FeedState(last_new_at=NOW - timedelta(days=8)), "unchanged", "a 304 of a feed whose rhythm is not known says no more"),
    (200, (Entry(url="https://outlet.example/old", published_at=NOW - timedelta(days=30)),), (), FeedState(), "stale", "its newest entry is old"),
    (200, (), (), FeedState(), "broken", "a feed without entries is no feed"),
    (200, (ENTRY,), (dataclasses.replace(NEWS[0], why="revisit"),), FeedState(last_new_at=NOW), "quiet", "pages looked at again are no news"),
    (304, (), (), FeedState(last_new_at=NOW - timedelta(days=8), longest_gap_days=5.0), "unchanged", "silent for less than twice its longest gap"),
    (304, (), (), FeedState(last_new_at=NOW - timedelta(days=5), longest_gap_days=0.5), "stale", "a busy feed fallen silent, sooner than the watchlist says"),
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
    row = failed(FEED, error, FeedState(etag='"v1"', last_new_at=NOW), NOW)
    assert (row.outcome, row.reason) == (outcome, reason)
    assert (row.after.etag, row.after.last_new_at, row.after.failures) == ('"v1"', NOW, 1), "what it taught before is kept"


def test_validators_outlive_a_304_without_any() -> None:
    """A 304 that repeats no validators does not lose those that it confirmed."""
    row = answered(FEED, document(304), (), (), FeedState(etag='"v1"', last_modified="Wed, 24 Jul 2024 05:00:00 GMT"), NOW)
    assert (row.after.etag, row.after.last_modified) == ('"v1"', "Wed, 24 Jul 2024 05:00:00 GMT")


def test_validators_of_a_new_answer_replace_the_old() -> None:
    """A full answer without validators has none to be asked with."""
    assert answered(FEED, document(200), (ENTRY,), NEWS, FeedState(etag='"v1"'), NOW).after.etag is None


def after(*errors: Exception) -> FeedState:
    """How a feed stands after these failures."""
    state = FeedState()
    for error in errors:
        state = failed(FEED, error, state, NOW).after
    return state


RATE_LIMITED = BadStatusError(FEED.url, "rate-limited", "HTTP 429", 429)


@pytest.mark.parametrize(("errors", "rest", "why"), [
    ((BadStatusError(FEED.url, "rate-limited", "", 429, retry_after=3600.0),), timedelta(hours=1), "as long as it asks for"),
    ((RATE_LIMITED,), timedelta(minutes=15), "a quarter of an hour where it does not say"),
    ((RATE_LIMITED,) * 4, timedelta(hours=2), "doubled each time"),
    ((RATE_LIMITED,) * 30, timedelta(days=1), "to a day"),
    ((BadStatusError(FEED.url, "http-503", "", 503),), timedelta(minutes=15), "so for 503"),
    ((BadStatusError(FEED.url, "gone", "", 410),), timedelta(days=30), "gone: a pause, not an end"),
    ((UnreachableError(FEED.url, "timeout"),), None, "a network that stumbled asks for nothing"),
    ((BadStatusError(FEED.url, "http-404", "", 404),), None, "nor does a page that is not there"),
])
def test_site_is_left_alone_for(errors: tuple[Exception, ...], rest: timedelta | None, why: str) -> None:
    """A rest binds every run, by hand or on schedule, to the minute; then the feed is asked again."""
    state = after(*errors)
    assert (state.resume_at and state.resume_at - NOW) == rest, why
    row = resting(FEED, state, NOW + timedelta(minutes=1), due_only=False)
    assert (row is not None) == (rest is not None)
    assert resting(FEED, state, NOW + (rest or timedelta()), due_only=False) is None
    if row is not None:
        assert (row.asked, row.outcome, row.after) == (False, state.outcome, state)


def test_rest_written_by_a_clock_set_back_since_does_not_bind() -> None:
    """No feed is silenced for longer than a rest can last."""
    state = FeedState(outcome="rate-limited", resume_at=NOW + timedelta(days=400), due_at=NOW + timedelta(days=400))
    assert resting(FEED, state, NOW, due_only=True) is None


@pytest.mark.parametrize(("usual", "failures", "least", "most", "why"), [
    (None, 0, 2.4, 3, "every three hours while its rhythm is not known"),
    (0.25, 0, 2.4, 3, "twice in its usual gap of six hours"),
    (0.001, 0, 0.5, 0.5, "never more often than every half hour"),
    (90, 0, 19.2, 24, "nor more seldom than daily"),
    (0.25, 3, 9.6, 12, "more seldom while it fails"),
    (0.25, 99, 19.2, 24, "to a day: no feed is given up"),
])
def test_schedule_follows_the_feed_s_own_rhythm(usual: float | None, failures: int, least: float, most: float, why: str) -> None:
    """Scheduled runs leave a feed alone until it is due; a run by hand asks it at once."""
    state = FeedState(usual_gap_days=usual, failures=max(failures - 1, 0))
    row = failed(FEED, UnreachableError(FEED.url, "timeout"), state, NOW) if failures else answered(FEED, document(), (ENTRY,), (), state, NOW)
    hours = (row.after.due_at - NOW) / timedelta(hours=1)
    assert least <= hours <= most, why
    waiting = resting(FEED, row.after, NOW + timedelta(minutes=5), due_only=True)
    assert waiting is not None
    assert (waiting.reason, waiting.asked) == ("not-due", False)
    assert resting(FEED, row.after, NOW + timedelta(minutes=5), due_only=False) is None
    assert resting(FEED, row.after, row.after.due_at, due_only=True) is None


def test_subscription_follows_a_redirect_only_after_it_repeats() -> None:
    """The same permanent redirect three times; another target begins the count anew; a target that fails later sends it back."""
    moved = dataclasses.replace(document(), moved_to="https://new.example/feed")
    state = FeedState()
    for poll in range(1, MOVES):
        row = answered(FEED, moved, (ENTRY,), (), state, NOW)
        state = row.after
        assert (row.outcome, state.moved_to, state.moved_polls, state.asked_url) == ("moved", "https://new.example/feed", poll, None)
    elsewhere = answered(FEED, dataclasses.replace(moved, moved_to="https://other.example/feed"), (ENTRY,), (), state, NOW).after
    assert (elsewhere.moved_polls, elsewhere.asked_url) == (1, None)
    state = answered(FEED, moved, (ENTRY,), (), state, NOW).after
    assert (state.asked_url, state.moved_polls) == ("https://new.example/feed", 0)
    assert answered(FEED, document(), (ENTRY,), (), state, NOW).after.asked_url == "https://new.example/feed"
    lost = failed(FEED, BadStatusError(FEED.url, "http-404", "", 404), state, NOW).after
    assert (lost.asked_url, lost.resume_at) == (None, None)
    assert failed(FEED, UnreachableError(FEED.url, "timeout"), state, NOW).after.asked_url == "https://new.example/feed"


@pytest.mark.parametrize(("before", "outcome", "expected"), [
    (None, "fresh", None), (None, "broken", "worsened"), ("fresh", "broken", "worsened"), ("broken", "broken", None), ("broken", "gone", "worsened"), ("gone", "gone", None),
    ("fresh", "stale", "worsened"), ("stale", "broken", "worsened"), ("stale", "fresh", "recovered"), ("broken", "unchanged", "recovered"), ("broken", "stale", None),
])
def test_turn_for_the_worse_and_back_is_told_once(before, outcome, expected) -> None:
    """An event when a feed gets worse, one when it is sound again, none while it stays as it is."""
    poll = FeedPoll(feed_url=FEED.url, outcome=outcome, polled_at=NOW)
    assert turn(FeedState(outcome=before), poll) == expected
    assert turn(FeedState(outcome=before), dataclasses.replace(poll, asked=False)) is None


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


@pytest.mark.parametrize("reason", ["extract-timeout", "out-of-memory", "reader-died"])
def test_page_that_ends_its_readers_is_not_tried_for_ever(reason: Reason) -> None:
    """Some tries, a wait before each, and then none until its feed announces it changed."""
    error = UnreadableError(ENTRY.url or "", reason)
    tries = [page_failure(NEWS[0], error, attempts=attempts, now=NOW).retry_at for attempts in range(MOST_KILLED + 1)]
    assert all(retry_at and retry_at > NOW for retry_at in tries[: MOST_KILLED - 1])
    assert tries[MOST_KILLED - 1 :] == [None, None]


def test_feed_that_fell_silent_before_it_was_watched_is_stale_from_its_second_poll() -> None:
    """News is as old as it says: the first poll of a dead feed brings entries, and makes it no livelier."""
    old = dataclasses.replace(NEWS[0], entry=dataclasses.replace(ENTRY, published_at=NOW - timedelta(days=400)))
    first = answered(FEED, document(), (old.entry,), (old,), FeedState(), NOW)
    assert first.after.last_new_at == NOW - timedelta(days=400)
    assert answered(FEED, document(), (old.entry,), (), first.after, NOW + timedelta(days=1)).outcome == "stale"


@pytest.mark.parametrize(("hosts", "reasons", "others", "outage", "why"), [
    (("a", "b"), ("dns-error", "timeout"), False, True, "two hosts, neither heard"),
    (("a", "b"), ("dns-error", "timeout"), True, False, "somebody answered"),
    (("a", "a"), ("timeout", "timeout"), False, False, "one host may be down"),
    (("a", "b"), ("dns-error", "http-404"), False, False, "one of them was heard"),
])
def test_network_is_out_where_nobody_is_heard(hosts, reasons, others, outage, why) -> None:
    """Only then is nothing said of the feeds."""
    failures = [FeedPoll(feed_url=f"https://{host}.example/feed", outcome="broken", reason=reason, polled_at=NOW) for host, reason in zip(hosts, reasons, strict=True)]
    assert is_outage(failures, answered=others) == outage, why


@pytest.mark.parametrize(("reason", "read"), [("gone", 2), ("http-404", 2), ("timeout", 1), ("rate-limited", 0)])
def test_pages_are_read_though_their_feed_failed(reason: str, read: int) -> None:
    """All of them, those of other hosts where the feed's own was not heard, none where it asked for fewer requests."""
    poll = FeedPoll(feed_url=FEED.url, outcome="broken", reason=reason, polled_at=NOW)
    other = dataclasses.replace(NEWS[0], entry=Entry(url="https://elsewhere.example/a"))
    assert len(reachable(poll, [NEWS[0], other])) == read


@pytest.mark.parametrize("error", [BadStatusError("u", "http-404", "", 404), PageParseError("u", "an image")])
def test_page_that_is_none_is_not_asked_for_for_ever(error: Exception) -> None:
    """After the fourth try it waits until it is announced anew."""
    assert page_failure(NEWS[0], error, attempts=2, now=NOW).retry_at == NOW + LAST_RETRY
    assert page_failure(NEWS[0], error, attempts=3, now=NOW).retry_at is None


def test_wait_counts_from_when_it_was_told() -> None:
    """"In a minute", said two minutes after the moment that the run stands for, is three minutes after it."""
    told = BadStatusError(FEED.url, "rate-limited", "", 429, retry_after=60.0)
    assert failed(FEED, told, FeedState(), NOW, late=timedelta(minutes=2)).after.resume_at == NOW + timedelta(minutes=3)
