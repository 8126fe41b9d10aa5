"""How is this feed, right now?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from feeds.errors import FetchError
from feeds.fetch import Client, fetch
from flows.polls import answered
from parsers.feed import parse_feed
from parsers.model import Feed, FeedParseError
from warehouse.rows import FeedState


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What one asking of a feed told."""

    feed: Feed
    sound: bool
    told: str


def check_feed(client: Client, feed: Feed, now: datetime) -> Checked:
    """Ask it once, without validators."""
    try:
        document = fetch(feed.url, client=client, now=now, kind="feed")
        entries = parse_feed(document.body, url=document.final_url, content_type=document.content_type)
    except FetchError as exc:
        return Checked(feed=feed, sound=False, told=f"{exc.reason}{f' ({exc.detail})' if exc.detail else ''}")
    except FeedParseError as exc:
        return Checked(feed=feed, sound=False, told=exc.reason)
    poll = answered(feed, document, entries, (), FeedState(), now)
    newest = max((entry.published_at for entry in entries if entry.published_at), default=None)
    told = f"{len(entries)} entries" + (f", newest {newest:%Y-%m-%d}" if newest else ", undated")
    told += f", {sum(bool(entry.authors) for entry in entries)} with author, {sum(bool(entry.content_html) for entry in entries)} with text"
    if poll.outcome == "stale":
        told += f"; stale: silent for more than {feed.expected_gap_days:g} days"
    if document.moved_to:
        told += f"; moved to {document.moved_to}"
    return Checked(feed=feed, sound=poll.outcome == "quiet", told=told)
