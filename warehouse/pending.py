"""Which pages are to be read again now: those that failed, and those of known articles that may have been edited or withdrawn since?"""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime
from typing import Any

import duckdb

from parsers.model import Entry
from warehouse.connection import sql
from warehouse.rows import Announced, KnownPage

_TIMES = ("published_at", "updated_at")
_LISTS = ("authors", "tags")


def read_pending(connection: duckdb.DuckDBPyConnection, now: datetime) -> dict[str, tuple[Announced, ...]]:
    """The pages that are due, by the address of their feed, as they were announced."""
    due: dict[str, dict[str, Announced]] = {}
    for row in connection.execute(sql("pages_pending"), {"now": now}).fetchall():
        feed_url, entry_id, digest, url, guid, title, published_at, announcement, why, article_id, etag, modified, page_digest, visits, article_url, title_read, signature = row
        entry = _entry(json.loads(announcement)) if announcement else Entry(url=url, guid=guid, title=title, published_at=published_at)
        known = KnownPage(
            article_id=article_id, etag=etag, last_modified=modified, digest=page_digest, visits=visits, url=article_url, title=title_read, signature=tuple(signature)
        ) if article_id else None  # fmt: skip
        # One whose changed page failed is due for both reasons: once is enough.
        due.setdefault(feed_url, {}).setdefault(entry_id, Announced(entry=entry, entry_id=entry_id, digest=digest, url=url or "", why=why, known=known))
    return {feed_url: tuple(each.values()) for feed_url, each in due.items()}


def announcement(entry: Entry) -> dict[str, Any]:
    """The entry as it is kept: what its page is read with again."""
    return {name: value for name, value in dataclasses.asdict(entry).items() if value not in (None, "", ())}


def _entry(kept: dict[str, Any]) -> Entry:
    times = {name: datetime.fromisoformat(kept[name]) for name in _TIMES if name in kept}
    lists = {name: tuple(kept[name]) for name in _LISTS if name in kept}
    return Entry(**{"url": None, **kept, **times, **lists})
