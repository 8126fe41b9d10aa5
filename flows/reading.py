"""How does a feed become readings? Asked, parsed, its pages fetched and read: plain calls, which the flow wraps in tasks."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.errors import FetchError
from feeds.fetch import fetch
from flows.polls import page_failure
from flows.source import Source
from parsers.feed import parse_feed
from parsers.model import Document, Entry, Feed, PageParseError, Watchlist
from parsers.reading import read_article
from warehouse.rows import Announced, FeedState, PageFailure, ReadPage

log = logging.getLogger("bellwether")


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A feed's answer: the document, and the entries in it (none in a 304)."""

    document: Document
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What a feed's announcements led to."""

    pages: tuple[ReadPage, ...]
    failures: tuple[PageFailure, ...]


def ask_feed(source: Source, feed: Feed, state: FeedState, now: datetime) -> Poll:
    """One poll of a feed. Raises FetchError or FeedParseError."""
    document = fetch(feed.url, client=source.client, now=now, kind="feed", etag=state.etag, last_modified=state.last_modified)
    if document.status == 304:
        return Poll(document=document, entries=())
    return Poll(document=document, entries=parse_feed(document.body, url=document.final_url, content_type=document.content_type))


def read_announced(source: Source, announced: Sequence[Announced], watchlist: Watchlist, attempts: Mapping[str, int], now: datetime) -> Harvest:
    """Fetch and read the pages of these announcements; each that cannot be read is a failure with its reason and stops no other.

    `attempts` tells how often an announcement failed before, by its id.
    """
    pages, failures = [], []
    for each in announced:
        if each.article_id:
            continue  # its article is stored already
        try:
            pages.append(_read(source, each, watchlist, now))
        except (FetchError, PageParseError) as exc:
            failures.append(page_failure(each, exc, attempts=attempts.get(each.entry_id, 0), now=now))
        except Exception as exc:  # a fault of ours must not cost the other pages; it is told with its traceback and as a row
            log.exception("reading %s", each.url)
            failures.append(page_failure(each, exc, attempts=attempts.get(each.entry_id, 0), now=now))
    return Harvest(pages=tuple(pages), failures=tuple(failures))


def _read(source: Source, announced: Announced, watchlist: Watchlist, now: datetime) -> ReadPage:
    entry = announced.entry
    if not entry.url:
        raise PageParseError(announced.entry_id, "the entry links to no page")
    document = fetch(entry.url, client=source.client, now=now, kind="page", permit=source.permit)
    reading = read_article(
        document.body, document.final_url, entry=entry, targets=watchlist.targets, aspects=watchlist.aspects, topic=watchlist.topic
    )
    return ReadPage(announced=announced, reading=reading, captured_at=document.fetched_at)
