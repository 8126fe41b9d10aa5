"""How is this feed, right now, and what does it fall short of?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feeds.errors import FetchError
from feeds.expectations import Shares, Shortfall, shares, shortfalls
from feeds.fetch import Client
from feeds.sitemaps import fetch_feed
from flows import polls
from flows.readers import Readers
from parsers.model import Feed, FeedParseError
from warehouse.rows import FeedState, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one asking of a feed told. `outcome` is a word of the coverage ledger; `told` says why, where the feed failed."""

    feed: Feed
    outcome: Outcome
    told: str = ""
    entries: int = 0
    newest: datetime | None = None
    shares: Shares | None = None  # of its entries, where it has any
    shortfalls: tuple[Shortfall, ...] = ()
    moved_to: str | None = None

    @property
    def answered(self) -> bool:
        return self.shares is not None

    @property
    def sound(self) -> bool:
        return self.answered and not self.shortfalls

    @property
    def state(self) -> str:
        """One word: ok, short (of an expectation), or how it failed."""
        return self.outcome if not self.answered else "short" if self.shortfalls else "ok"


def check_feed(client: Client, readers: Readers, feed: Feed, now: datetime) -> Checked:
    """Ask it once, without validators."""
    try:
        document, parts = fetch_feed(feed.url, client=client, now=now, read_index=readers.parse_index)
        entries = readers.parse_documents(parts)
    except (FetchError, FeedParseError) as exc:
        told = exc.reason if isinstance(exc, FeedParseError) or not exc.detail else f"{exc.reason} ({exc.detail})"
        return Checked(feed=feed, outcome=polls.failed(feed, exc, FeedState(), now).outcome, told=told)
    poll = polls.answered(feed, document, entries, (), FeedState(), now)
    return Checked(
        feed=feed,
        outcome=poll.outcome,
        told="not a single entry" if not entries else "",
        entries=len(entries),
        newest=max((when for entry in entries if (when := entry.published_at or entry.updated_at)), default=None),
        shares=shares(feed, entries) if entries else None,
        shortfalls=shortfalls(feed, entries, now=now),
        moved_to=document.moved_to,
    )
