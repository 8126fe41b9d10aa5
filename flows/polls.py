"""What does a poll's answer mean? Pure decisions, given the time: the row of the coverage ledger, and when a failed page is tried again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from feeds.errors import FetchError
from parsers.model import Document, Entry, Feed, FeedParseError, PageParseError
from warehouse.rows import Announced, FeedPoll, FeedState, Outcome, PageFailure

FIRST_RETRY = timedelta(hours=1)
LAST_RETRY = timedelta(days=7)
_OUTCOMES: dict[str, Outcome] = {"blocked": "blocked", "rate-limited": "rate-limited", "gone": "gone"}


def answered(
    feed: Feed, document: Document, entries: Sequence[Entry], announced: Sequence[Announced], state: FeedState, now: datetime
) -> FeedPoll:
    """The row of a feed that answered as it should. A feed without a single entry is broken: a login page parses as one."""
    outcome: Outcome
    reason = None
    if document.status == 304:
        outcome = "unchanged"
    elif not entries:
        outcome, reason = "broken", "no-entries"
    else:
        outcome = "fresh" if announced else "quiet"
    if outcome in {"unchanged", "quiet"} and is_stale(feed, entries, state, now):
        outcome = "stale"
    return FeedPoll(
        feed_url=feed.url, outcome=outcome, reason=reason, polled_at=now, entries=len(entries), http_status=document.status,
        # A 304 need not repeat the validators: those that it confirmed stay.
        etag=document.etag or (state.etag if document.status == 304 else None),
        last_modified=document.last_modified or (state.last_modified if document.status == 304 else None),
        moved_to=document.moved_to,
    )  # fmt: skip


def is_stale(feed: Feed, entries: Sequence[Entry], state: FeedState, now: datetime) -> bool:
    """Whether the feed has been silent for longer than the watchlist expects of it."""
    dates = [entry.published_at for entry in entries if entry.published_at and entry.published_at <= now]
    last_news = max([*dates, *([state.last_new_at] if state.last_new_at else [])], default=None)
    return last_news is not None and now - last_news > timedelta(days=feed.expected_gap_days)


def failed(feed: Feed, error: BaseException, now: datetime) -> FeedPoll:
    """The row of a feed that did not answer as it should; internal-error is a fault of ours."""
    if not isinstance(error, FetchError):
        reason = "not-a-feed" if isinstance(error, FeedParseError) else "internal-error"
        return FeedPoll(feed_url=feed.url, outcome="broken", reason=reason, polled_at=now)
    return FeedPoll(
        feed_url=feed.url, outcome=_OUTCOMES.get(error.reason, "broken"), reason=error.reason, polled_at=now, http_status=error.status
    )


def page_failure(announced: Announced, error: Exception, *, attempts: int, now: datetime) -> PageFailure:
    """Why a page was not read, and when to try again: soon where it may pass, in a week where it may not. Never "never"."""
    if not isinstance(error, FetchError):
        unreadable = isinstance(error, PageParseError)
        retry_at = now + (LAST_RETRY if unreadable else FIRST_RETRY)  # a fault of ours, or of the disk, may be mended soon
        return PageFailure(announced=announced, reason="not-a-page" if unreadable else "internal-error", detail=str(error), retry_at=retry_at)
    wait = min(FIRST_RETRY * 4 ** min(attempts, 8), LAST_RETRY) if error.temporary else LAST_RETRY
    if error.retry_after:
        wait = max(wait, timedelta(seconds=error.retry_after))
    return PageFailure(announced=announced, reason=error.reason, detail=error.detail or str(error), retry_at=now + wait)
