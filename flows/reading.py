"""How does a feed become readings? Asked, parsed, its pages fetched and read: plain calls, which the flow wraps in tasks."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit

from feeds.errors import FetchError
from feeds.fetch import fetch
from feeds.sitemaps import fetch_feed
from flows.ending import forget_frames, is_of_disk
from flows.polls import page_failure, put_off
from flows.source import Source
from parsers.addresses import canonical_url
from parsers.model import Document, Entry, Feed, FeedParseError, PageParseError, Reading, Watchlist
from warehouse.identity import bytes_digest, is_same_announced
from warehouse.rows import Announced, FeedState, KnownPage, PageFailure, ReadPage, Visit

log = logging.getLogger("bellwether")

WITHDRAWN = frozenset({404, 410})  # of a page that was read before
# What the pages of one feed may take of a run; the rest is read by the next. A feed of a thousand links to pages that answer by drops would
# hold a run for hours otherwise, and one of a thousand endless pages fill the disk. A sound feed of 800 entries stays below all of them.
FEED_SECONDS = 420.0
FEED_BYTES = 300_000_000
FEED_CHARS = 30_000_000  # of text, which is held until the feed is stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """A feed's answer: the document without its body, which many feeds together would fill memory with, the entries in it (none in a 304), and how long it took."""

    document: Document
    entries: tuple[Entry, ...]
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What a feed's announcements led to."""

    pages: tuple[ReadPage, ...] = ()
    failures: tuple[PageFailure, ...] = ()
    visits: tuple[Visit, ...] = ()


def ask_feed(source: Source, feed: Feed, state: FeedState, now: datetime) -> Poll:
    """One poll of a feed. Raises FetchError or FeedParseError; what hits a limit as it is parsed is an UnreadableError."""
    began = time.monotonic()
    try:
        document, entries = _asked(source, feed, state, now)
    except (FetchError, FeedParseError) as exc:
        forget_frames(exc)  # they hold all that was received: up to ten megabytes a feed
        raise
    return Poll(document=replace(document, body=b""), entries=entries, seconds=round(time.monotonic() - began, 3))


def _asked(source: Source, feed: Feed, state: FeedState, now: datetime) -> tuple[Document, tuple[Entry, ...]]:
    readers, address = source.readers, state.asked_url or feed.url
    document, parts = fetch_feed(address, client=source.client, now=now, read_index=readers.parse_index, etag=state.etag, last_modified=state.last_modified)
    return document, readers.parse_documents(parts)


def read_announced(source: Source, announced: Sequence[Announced], watchlist: Watchlist, attempts: Mapping[str, int], now: datetime) -> Harvest:
    """Fetch and read the pages of these announcements; each that cannot be read is a failure with its reason and stops no other.

    `attempts` tells how often an announcement failed before, by its id.
    """
    pages, failures, visits = [], [], []
    until, received, kept = time.monotonic() + FEED_SECONDS, 0, 0
    for each in announced:
        if each.article_id:
            continue  # its article is stored already
        if time.monotonic() > until or received > FEED_BYTES or kept > FEED_CHARS:
            if each.why != "revisit":  # which stays due
                failures.append(put_off(each, now))
            continue
        try:
            document = _fetch_page(source, each, now)
            received += len(document.body)
            page = _read(source, each, document, watchlist)
        except Exception as exc:
            if is_of_disk(exc):
                raise  # the page could not be kept: no fault of the page, and the next would fare no better
            if not isinstance(exc, FetchError | PageParseError):  # a fault of ours must not cost the other pages; it is told with its traceback and as a row
                log.exception("reading %s", each.url)
            if each.why == "revisit":
                gone = isinstance(exc, FetchError) and exc.status in WITHDRAWN
                visits.append(Visit(announced=each, found="withdrawn" if gone else "missed"))
            else:
                failures.append(page_failure(each, exc, attempts=attempts.get(each.entry_id, 0), now=now))
        else:
            if isinstance(page, Visit):
                visits.append(page)
            else:
                pages.append(page)
                kept += len(page.reading.article.text)
    return Harvest(pages=tuple(pages), failures=tuple(failures), visits=tuple(visits))


def _known(announced: Announced) -> KnownPage | None:
    """What its page was like when it was read, where it is looked at again."""
    return announced.known if announced.why == "revisit" else None


def _fetch_page(source: Source, announced: Announced, now: datetime) -> Document:
    if not announced.entry.url:
        raise PageParseError(announced.entry_id, "the entry links to no page")
    known = _known(announced)
    validators = {"etag": known.etag, "last_modified": known.last_modified} if known else {}
    return fetch(announced.entry.url, client=source.client, now=now, kind="page", permit=source.permit, **validators)


def _read(source: Source, announced: Announced, document: Document, watchlist: Watchlist) -> ReadPage | Visit:
    """The page, read; of one that is looked at again and gives nothing to read, what was found."""
    known, digest = _known(announced), bytes_digest(document.body)
    if document.status == 304 or (known and known.digest == digest):
        return Visit(announced=announced, found="unchanged")
    reading = source.readers.read_article(
        document.body, document.final_url, entry=announced.entry, targets=watchlist.targets, aspects=watchlist.aspects, topic=watchlist.topic
    )
    if known is not None and (found := _lost(announced, known, document, reading)):
        return Visit(announced=announced, found=found)
    return ReadPage(
        announced=announced, reading=reading, captured_at=document.fetched_at, etag=document.etag, last_modified=document.last_modified, digest=digest
    )


def _lost(announced: Announced, known: KnownPage, document: Document, reading: Reading) -> Literal["withdrawn", "missed"] | None:
    """What became of an article whose address no longer leads to it: many sites answer for what they took down with their front page or another story."""
    if reading.article.completeness in {"wall", "none"}:
        return "withdrawn" if urlsplit(document.final_url).path in {"", "/"} else "missed"
    here = {canonical_url(document.final_url), canonical_url(reading.article.canonical_url)}
    if not here.isdisjoint({announced.url, known.url}) or is_same_announced(reading.article.title, reading.signature, known.title, known.signature):
        return None
    return "withdrawn" if document.moved_to else "missed"
