"""What does a poll's answer mean, and when is a feed or page asked again? Pure decisions, given the time."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from feeds.errors import FetchError
from parsers.model import Document, Entry, Feed, FeedParseError, PageParseError
from warehouse.rows import Announced, FeedPoll, FeedState, Outcome, PageFailure

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

# A feed is asked twice in its usual gap, within these bounds; while it is not known, every three hours.
SHORTEST_INTERVAL, LONGEST_INTERVAL, FIRST_INTERVAL = timedelta(minutes=30), DAY, timedelta(hours=3)
JITTER = 0.2  # intervals are shortened by up to this share, each feed by its own, so that no two keep step
FIRST_BACKOFF = timedelta(minutes=15)  # after a 429 or 503 that does not say how long; doubled each time, to a day
PAUSE = timedelta(days=30)  # of a feed that is gone: asked again after it, for no feed is given up for good
LONGEST_REST = timedelta(days=31)  # a rest that would last longer was written by a clock that has been set back since
MOVES = 3  # polls led to the same address by permanent redirects until the subscription follows
SILENCE = 2.0  # a feed silent for this many times its longest gap is stale
LEAST_SILENCE = timedelta(days=2)

FIRST_RETRY, LAST_RETRY = HOUR, timedelta(days=7)
MOST_TRIES = 4  # of a page that is not there, is no page, or may not be fetched: it would be captured again each week for ever
MOST_KILLED = 3  # tries of a page that ends its readers; then only a changed announcement has it tried again

_OUTCOMES: dict[str, Outcome] = {"blocked": "blocked", "rate-limited": "rate-limited", "gone": "gone"}
_HELD_BACK = frozenset({"rate-limited", "http-503"})
_UNHEARD = frozenset({"dns-error", "connection-error", "timeout"})
_NOWHERE = frozenset({"gone", "http-404", "dns-error", "bad-url", "bad-scheme", "blocked-address", "too-many-redirects"})
_RANKS: dict[Outcome, int] = {"fresh": 0, "quiet": 0, "unchanged": 0, "moved": 0, "stale": 1, "rate-limited": 2, "blocked": 2, "broken": 2, "gone": 3}


def resting(feed: Feed, state: FeedState, now: datetime, *, due_only: bool) -> FeedPoll | None:
    """The row of a feed that is not asked now; None where it is to be asked.

    What a site asked for binds every run. A feed's own rhythm binds scheduled runs (`due_only`): who runs one by hand wants to know now.
    """
    reason = None
    if state.resume_at and now < state.resume_at <= now + LONGEST_REST:
        reason = "paused" if state.outcome == "gone" else "asked-to-wait"
    elif due_only and state.due_at and now < state.due_at <= now + LONGEST_INTERVAL:
        reason = "not-due"
    return (reason and FeedPoll(feed_url=feed.url, outcome=state.outcome or "quiet", reason=reason, polled_at=now, asked=False, after=state)) or None


def answered(
    feed: Feed, document: Document, entries: Sequence[Entry], announced: Sequence[Announced], state: FeedState, now: datetime
) -> FeedPoll:
    """The row of a feed that answered as it should. A feed without a single entry is broken: a login page parses as one."""
    outcome: Outcome
    reason = None
    news = [each.entry.published_at or now for each in announced if each.why == "new"]
    if document.status == 304:
        outcome = "unchanged"
    elif not entries:
        outcome, reason = "broken", "no-entries"
    else:
        outcome = "fresh" if any(each.is_announcement for each in announced) else "quiet"
    knows_rhythm = state.longest_gap_days is not None  # without it a 304 says no more than that nothing changed
    if (outcome == "quiet" or (outcome == "unchanged" and knows_rhythm)) and is_stale(feed, entries, state, now):
        outcome = "stale"
    if outcome != "broken" and document.moved_to:
        outcome = "moved"
    moved_polls = 0 if document.moved_to is None else state.moved_polls + 1 if document.moved_to == state.moved_to else 1
    follows = moved_polls >= MOVES
    failures = state.failures + 1 if outcome == "broken" else 0
    after = replace(
        state,
        # A 304 need not repeat the validators: those that it confirmed stay.
        etag=document.etag or (state.etag if document.status == 304 else None),
        last_modified=document.last_modified or (state.last_modified if document.status == 304 else None),
        asked_url=document.moved_to if follows else state.asked_url,
        moved_to=None if follows else document.moved_to,
        moved_polls=0 if follows else moved_polls,
        outcome=outcome, reason=reason, failures=failures, resume_at=None,
        due_at=now + _interval(feed, state, failures),
        last_polled_at=now,
        last_answered_at=now if outcome != "broken" else state.last_answered_at,
        last_new_at=max([min(max(news), now), *([state.last_new_at] if state.last_new_at else [])]) if news else state.last_new_at,
    )  # fmt: skip
    return FeedPoll(feed_url=feed.url, outcome=outcome, reason=reason, polled_at=now, entries=len(entries), http_status=document.status, after=after)


def is_stale(feed: Feed, entries: Sequence[Entry], state: FeedState, now: datetime) -> bool:
    """Whether the feed has been silent for longer than it ever is, or, while that is not known, than the watchlist expects of it.

    What counts is its newest entry, whatever date the feed gives itself: many are built anew each minute and hold nothing new.
    """
    dates = [entry.published_at for entry in entries if entry.published_at and entry.published_at <= now]
    last_news = max([*dates, *([state.last_new_at] if state.last_new_at else [])], default=None)
    return last_news is not None and now - last_news > longest_silence(feed, state)


def longest_silence(feed: Feed, state: FeedState) -> timedelta:
    """How long the feed may be silent."""
    if state.longest_gap_days is None:
        return timedelta(days=feed.expected_gap_days)
    return max(SILENCE * timedelta(days=state.longest_gap_days), LEAST_SILENCE)


def failed(feed: Feed, error: BaseException, state: FeedState, now: datetime, *, late: timedelta = timedelta()) -> FeedPoll:
    """The row of a feed that did not answer as it should; internal-error is a fault of ours. It was told `late` after `now`."""
    failures = state.failures + 1
    status, resume_at = None, None
    outcome: Outcome = "broken"
    reason: str
    if isinstance(error, FetchError):
        outcome, reason, status = _OUTCOMES.get(error.reason, "broken"), error.reason, error.status
        if outcome == "gone":
            resume_at = now + PAUSE
        elif reason in _HELD_BACK or error.retry_after:
            asked_for = timedelta(seconds=error.retry_after or 0)
            resume_at = now + late + (asked_for or min(FIRST_BACKOFF * 2 ** min(state.failures, 10), DAY))
    else:
        reason = "not-a-feed" if isinstance(error, FeedParseError) else "internal-error"
    due_at = now + _interval(feed, state, failures)
    after = replace(
        state, outcome=outcome, reason=reason, failures=failures, resume_at=resume_at, due_at=max(due_at, resume_at or due_at), last_polled_at=now
    )
    if state.asked_url and reason in _NOWHERE:  # the subscription had followed a redirect into nothing: back to the address of the watchlist
        after = replace(after, asked_url=None, moved_to=None, moved_polls=0, resume_at=None, due_at=due_at)
    return FeedPoll(feed_url=feed.url, outcome=outcome, reason=reason, polled_at=now, http_status=status, after=after)


def is_outage(failures: Sequence[FeedPoll], *, answered: bool) -> bool:
    """Whether it is this machine's network: nobody answers, and nobody says why."""
    hosts = {urlsplit(poll.feed_url).netloc for poll in failures}
    return not answered and len(hosts) > 1 and all(poll.reason in _UNHEARD for poll in failures)


def reachable(poll: FeedPoll, pages: Sequence[Announced]) -> tuple[Announced, ...]:
    """The pages that may be asked for although their feed failed: none where it asked for fewer requests, only other hosts' where its own was not heard."""
    if poll.reason in _HELD_BACK:
        return ()
    host = urlsplit(poll.feed_url).netloc
    return tuple(page for page in pages if poll.reason not in _UNHEARD or urlsplit(page.entry.url or "").netloc != host)


def turn(before: FeedState, after: FeedPoll) -> Literal["worsened", "recovered"] | None:
    """Whether a poll found the feed in a worse state than before, or sound again after a worse one."""
    if not after.asked:
        return None
    rank, earlier = _RANKS[after.outcome], _RANKS[before.outcome] if before.outcome else 0
    return "worsened" if rank > earlier else "recovered" if rank == 0 < earlier else None


def _interval(feed: Feed, state: FeedState, failures: int) -> timedelta:
    """How long until a scheduled run asks the feed again; ever longer while it fails, to a day."""
    usual = timedelta(days=state.usual_gap_days / 2) if state.usual_gap_days is not None else FIRST_INTERVAL
    interval = min(usual, LONGEST_INTERVAL)
    if failures:
        interval = min(max(interval, HOUR) * 2 ** min(failures - 1, 6), LONGEST_INTERVAL)
    return max(interval * (1 - JITTER * (zlib.crc32(feed.url.encode()) % 1000) / 1000), SHORTEST_INTERVAL)


def put_off(announced: Announced, now: datetime) -> PageFailure:
    """A page that this run had no time for: the next one reads it, whether or not the feed still lists it."""
    return PageFailure(announced=announced, reason="put-off", detail="the pages of this feed had had their time; the next run goes on", retry_at=now)


def page_failure(announced: Announced, error: Exception, *, attempts: int, now: datetime) -> PageFailure:
    """Why a page was not read, and when to try again: soon where it may pass, weekly where it hardly will, and then only when it is announced anew."""
    last = attempts + 1 >= MOST_TRIES
    if not isinstance(error, FetchError):
        unreadable = isinstance(error, PageParseError)
        retry_at = (None if last else now + LAST_RETRY) if unreadable else now + FIRST_RETRY  # a fault of ours may be mended soon
        return PageFailure(announced=announced, reason="not-a-page" if unreadable else "internal-error", detail=str(error), retry_at=retry_at)
    wait = min(FIRST_RETRY * 4 ** min(attempts, 8), LAST_RETRY) if error.temporary else LAST_RETRY
    if error.retry_after:
        wait = max(wait, timedelta(seconds=error.retry_after))
    given_up = (error.costly and attempts + 1 >= MOST_KILLED) or (last and not error.temporary and not error.retry_after)
    return PageFailure(announced=announced, reason=error.reason, detail=error.detail or str(error), retry_at=None if given_up else now + wait)
