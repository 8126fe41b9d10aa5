"""Which documents hold a feed's entries? The answer itself; where that is an index of sitemaps, the newest of those it names."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from feeds.errors import FetchError
from feeds.fetch import Client, fetch
from parsers.feedtext import feed_text
from parsers.model import Document, FeedParseError
from parsers.sitemap import SitemapLink, sitemap_links

ReadIndex = Callable[[Document], tuple[SitemapLink, ...]]

MOST_FOLLOWED = 4  # an index of ten years of months has the news in the newest; each may be as large as a feed
_INDEX = re.compile(rb"<(?:[a-zA-Z][\w.-]{0,30}:)?sitemapindex[\s>]")
_NEWS = re.compile(r"news", re.IGNORECASE)
_SIDE = re.compile(r"(?:page|categor|tag|topic|author|user|product|image|video|section|archive|legal|job|event)[a-z]*[_-]?sitemap|sitemap[_-](?:misc|pages?|categor|tags?|authors?|users?|images?|videos?|products?)", re.IGNORECASE)
_NUMBERS = re.compile(r"\d+")


def fetch_feed(
    url: str, *, client: Client, now: datetime, read_index: ReadIndex | None = None, etag: str | None = None, last_modified: str | None = None
) -> tuple[Document, tuple[Document, ...]]:
    """The feed's answer, and the documents that its entries are to be read from: none for a 304, one for a feed, a few for an index.

    `read_index` reads an index as `index_links` does, in a process of its own say. FetchError where the feed cannot be had, or none of an
    index's sitemaps; FeedParseError for an index that cannot be read.
    """
    answer = fetch(url, client=client, now=now, kind="feed", etag=etag, last_modified=last_modified)
    if answer.status == 304:
        return answer, ()
    if not _INDEX.search(answer.body[:5000].replace(b"\x00", b"")):
        return answer, (answer,)
    links = (read_index or index_links)(answer)
    if not links:
        raise FeedParseError(answer.final_url, "an index that names no sitemaps")
    # An index may stay the same, to the byte, while the sitemaps it names change: it is asked for whole each time.
    headers = {name: value for name, value in answer.headers.items() if name not in {"etag", "last-modified"}}
    return replace(answer, headers=headers), _followed(links, client, now)


def newest_first(links: tuple[SitemapLink, ...]) -> tuple[SitemapLink, ...]:
    """Sitemaps in the order in which they are likely to hold news: those called news, those lately changed, those of late months; sections last."""

    def likely(link: SitemapLink) -> tuple[bool, bool, datetime, tuple[int, ...]]:
        path = link.url.partition("://")[2].partition("/")[2]
        changed = link.changed.at if link.changed else datetime.min.replace(tzinfo=UTC)
        return _NEWS.search(path) is not None, _SIDE.search(path) is None, changed, tuple(int(number) for number in _NUMBERS.findall(path)[:6] if len(number) < 12)

    return tuple(sorted(links, key=likely, reverse=True))


def index_links(index: Document) -> tuple[SitemapLink, ...]:
    """The sitemaps that an index names."""
    return sitemap_links(feed_text(index.body, url=index.final_url, content_type=index.content_type), url=index.final_url)


def _followed(links: tuple[SitemapLink, ...], client: Client, now: datetime) -> tuple[Document, ...]:
    """One level deep: what an index names is read as a sitemap or not at all."""
    documents: list[Document] = []
    failures: list[FetchError] = []
    for link in newest_first(links)[:MOST_FOLLOWED]:
        try:
            documents.append(fetch(link.url, client=client, now=now, kind="feed"))
        except FetchError as exc:
            failures.append(exc)
    if not documents:
        raise failures[0]
    return tuple(documents)
