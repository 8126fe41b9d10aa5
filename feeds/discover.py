"""Where is this site's feed?

What the page announces counts most, then what it links to, then where its software or most sites keep feeds, then sitemaps.
Nothing is believed unasked: an address is found when it answers as a feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin

from protego import Protego

from feeds.errors import BadStatusError, FetchError, UnreachableError
from feeds.fetch import Client, checked_url, fetch
from feeds.sitemaps import newest_first
from parsers.feed import parse_feed
from parsers.feedtext import feed_text
from parsers.links import find_feed_links, find_linked_feeds, is_comments, is_feed
from parsers.model import Document, Entry, FeedParseError
from parsers.platforms import likely_feeds, likely_sitemaps
from parsers.sitemap import SitemapLink, is_sitemap, sitemap_links

MOST_ASKED = 45  # addresses asked in one search: at two a second, half a minute at the very most
MOST_ANNOUNCED = 6  # of those that a page announces: a newspaper has a feed for each of its columns
MOST_LINKED = 6
_HIDDEN = frozenset({"blocked", "http-401"})  # the page is kept from programs; its feed need not be

Rung = Literal["itself", "announced", "linked", "usual place", "sitemap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that answered, and how it was found."""

    url: str
    rung: Rung
    entries: tuple[Entry, ...]
    is_index: bool = False  # of sitemaps: it has no entries of its own


def discover_feeds(url: str, *, client: Client, now: datetime) -> tuple[FoundFeed, ...]:
    """The site's feeds, the likeliest first, from the strongest rung that gives any: the address itself, those its page
    announces, those it links to, the usual places, its sitemap.

    () where there is none; FetchError where the address itself cannot be read, or the one feed it announces.
    """
    if "://" not in url:
        try:
            return discover_feeds(f"https://{url}", client=client, now=now)
        except UnreachableError:  # nobody said https: old sites have none
            return discover_feeds(f"http://{url}", client=client, now=now)
    search = _Search(client=client, now=now)
    try:
        page = fetch(url, client=client, now=now, kind="feed")
    except BadStatusError as exc:
        if exc.reason not in _HIDDEN:
            raise
        found = search.of_rungs(b"", checked_url(url), "")
        if not found:
            raise
        return found
    itself = _as_feed(page, "itself")
    return (itself,) if itself else search.of_rungs(page.body, page.final_url, page.headers.get("link", ""))


@dataclass(slots=True)
class _Search:
    client: Client
    now: datetime
    asked: set[str] = field(default_factory=set)
    refusals: list[FetchError] = field(default_factory=list)  # of what the site announces, and then keeps from us

    def of_rungs(self, page: bytes, url: str, header: str) -> tuple[FoundFeed, ...]:
        announced = find_feed_links(page, url=url, header=header)[:MOST_ANNOUNCED]
        found = tuple(self._tried(announced, "announced"))
        if any(not is_comments(each.url) for each in found):
            return found
        linked = self._first(find_linked_feeds(page, url=url)[:MOST_LINKED], "linked")
        others = linked or self._first(likely_feeds(page, url=url), "usual place") or self._sitemap(url)
        if not (others or found) and self.refusals:
            raise self.refusals[0]
        return others + found

    def _first(self, places: Iterable[str], rung: Rung) -> tuple[FoundFeed, ...]:
        return next(((each,) for each in self._tried(places, rung)), ())

    def _tried(self, places: Iterable[str], rung: Rung) -> Iterator[FoundFeed]:
        """The places that answer as feeds. A host in trouble is not asked for the rest of the usual places."""
        for place in places:
            try:
                document = self._document(place)
            except FetchError as exc:
                if rung == "announced":
                    self.refusals.append(exc)
                if rung == "usual place" and exc.temporary:
                    return
                continue
            feed = _as_feed(document, rung) if document else None
            if feed and (feed.entries or feed.is_index or rung not in {"usual place", "sitemap"}):
                yield feed

    def _document(self, place: str) -> Document | None:
        if place in self.asked or len(self.asked) >= MOST_ASKED:
            return None
        self.asked.add(place)
        return fetch(place, client=self.client, now=self.now, kind="feed")

    def _sitemap(self, url: str) -> tuple[FoundFeed, ...]:
        """The first sitemap that answers: of those robots.txt names, the likeliest to hold news first, then the usual ones."""
        named = newest_first(tuple(SitemapLink(url=urljoin(url, place)) for place in self._named_sitemaps(url)))
        return self._first((*(link.url for link in named[:MOST_LINKED]), *likely_sitemaps(url)), "sitemap")

    def _named_sitemaps(self, url: str) -> tuple[str, ...]:
        try:
            document = fetch(urljoin(url, "/robots.txt"), client=self.client, now=self.now, kind="robots")
        except FetchError:
            return ()
        return tuple(Protego.parse(document.body.decode("utf-8-sig", "replace")).sitemaps)[:100]


def _as_feed(document: Document, rung: Rung) -> FoundFeed | None:
    """The feed that a document is, at the address where it permanently is; None for a page or anything else."""
    address = document.moved_to or checked_url(document.url)
    try:
        text = feed_text(document.body, url=document.final_url, content_type=document.content_type)
        is_index = bool(sitemap_links(text, url=document.final_url))
        if not (is_index or is_sitemap(text) or is_feed(document.body)):
            return None
        entries = () if is_index else parse_feed(document.body, url=document.final_url, content_type=document.content_type)
    except FeedParseError:
        return None
    return FoundFeed(url=address, rung=rung, entries=entries, is_index=is_index)
