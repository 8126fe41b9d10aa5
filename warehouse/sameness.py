"""Which stored entry or article is this one, under another GUID, address or slug?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from parsers.addresses import canonical_url
from parsers.model import Article, Entry
from parsers.syndication import bands
from warehouse.connection import sql
from warehouse.identity import article_id, entry_digest, entry_ids, is_republished, is_same_announced
from warehouse.rows import Announced, ReadPage


def announcements(connection: duckdb.DuckDBPyConnection, feed_url: str, entries: Iterable[Entry]) -> dict[str, Announced]:
    """A feed's entries by their ids. One never seen that links where an entry no longer listed did, or has its title and time, is that entry."""
    announced = {
        named: Announced(entry=entry, entry_id=named, digest=entry_digest(entry), url=canonical_url(entry.url or ""))
        for named, entry in entry_ids(feed_url, entries).items()
    }
    ids = list(announced)
    known = {found for (found,) in connection.execute("select entry_id from entry where list_contains(?, entry_id)", [ids]).fetchall()}
    strangers = [each for each in announced.values() if each.entry_id not in known]
    if not strangers:
        return announced
    before = _unlisted(connection, feed_url, strangers, ids)
    for each in strangers:
        same = next((named for key in _keys(each) for named in before.get(key, ()) if named not in known), None)
        if same:
            known.add(same)
            announced[each.entry_id] = replace(each, entry_id=same)
    return {each.entry_id: each for each in announced.values()}


def _unlisted(connection: duckdb.DuckDBPyConnection, feed_url: str, strangers: Sequence[Announced], listed: Sequence[str]) -> dict[object, list[str]]:
    """Ids of entries that the feed lists no more, by address and by title with time; those seen last come first."""
    asked = {"feed_url": feed_url, "listed": listed, "urls": [each.url for each in strangers if each.url], "titles": [each.entry.title for each in strangers if each.entry.title]}
    before = defaultdict[object, list[str]](list)
    for entry_id, url, title, published_at in connection.execute(sql("entries_alike"), asked).fetchall():
        before[url].append(entry_id)
        before[title, published_at].append(entry_id)
    return before


def _keys(announced: Announced) -> tuple[object, ...]:
    """What tells an entry whose GUID is new: where it links; failing that its title together with its time, for feeds that make up links too."""
    entry = announced.entry
    titled = (entry.title, entry.published_at) if entry.title and entry.published_at and entry.published_precision != "day" else None
    return tuple(key for key in (announced.url, titled) if key)


def article_ids(
    connection: duckdb.DuckDBPyConnection, feed_url: str, pages: Sequence[ReadPage], addresses: Sequence[str], listed: Collection[str]
) -> list[str]:
    """The id of each page's article: of its address where that is stored or nothing else is known; else of the stored article that it is.

    That is the one its entry led to before (same address, title or wording), or one of the same feed and site with the same text,
    unless the feed still lists it (`listed` holds the addresses that it does).
    A page that is looked at again is the article it is looked at for.
    """
    known = [page.announced.known.article_id if page.announced.known and page.announced.why == "revisit" else None for page in pages]
    ids = [known[place] or article_id(address) for place, address in enumerate(addresses)]
    stored = {found for (found,) in connection.execute("select article_id from article where list_contains(?, article_id)", [ids]).fetchall()}
    strangers = [place for place, each in enumerate(ids) if each not in stored]
    if not strangers:
        return ids
    led, worded = _candidates(connection, feed_url, [pages[place] for place in strangers], listed)
    for place in strangers:
        article, announced = pages[place].reading.article, pages[place].announced
        signature = pages[place].reading.signature
        same = next(
            (each for each in led[announced.entry_id] if each.announced_at == announced.url or is_same_announced(article.title, signature, each.title, each.signature)), None
        )
        same = same or next((each for each in worded[_band(signature)] if _is_copy(article, addresses[place], each)), None)
        if same is not None:
            ids[place] = same.article_id
    return ids


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    article_id: str
    url: str
    title: str
    signature: tuple[int, ...]
    text: str
    announced_at: str | None = None  # the address by which the entry led to it


def _candidates(
    connection: duckdb.DuckDBPyConnection, feed_url: str, pages: Sequence[ReadPage], listed: Collection[str]
) -> tuple[Mapping[str, list[_Stored]], Mapping[int | None, list[_Stored]]]:
    """Stored articles by the entry that led to them, and by the first band of their signature."""
    entries = [page.announced.entry_id for page in pages]
    first_bands = [band for page in pages if (band := _band(page.reading.signature)) is not None]
    led, worded = defaultdict[str, list[_Stored]](list), defaultdict[int | None, list[_Stored]](list)
    for entry, announced_at, band, found, url, title, signature, text in connection.execute(sql("articles_alike"), {"entries": entries, "bands": first_bands, "feed_url": feed_url, "listed": list(listed)}).fetchall():
        stored = _Stored(article_id=found, url=url, title=title, signature=tuple(signature), text=text, announced_at=announced_at)
        if entry is not None:
            led[entry].append(stored)
        else:
            worded[band].append(stored)
    return led, worded


def _band(signature: Sequence[int]) -> int | None:
    """The same text has the same signature, so one band is enough to find it."""
    return next(iter(bands(signature)), None)


def _is_copy(article: Article, address: str, stored: _Stored) -> bool:
    return article.completeness == "full" and is_republished(article.text, address, stored.text, stored.url)
