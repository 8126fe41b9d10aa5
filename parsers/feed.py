"""What entries does this feed announce?

ValueError
└── FeedParseError(url, reason)    not a feed, or none of its entries could be read
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

import feedparser

from parsers.addresses import absolute_url
from parsers.authors import split_credit
from parsers.feedtext import feed_text
from parsers.jsonfeed import json_entries
from parsers.model import Document, Entry, FeedParseError
from parsers.moments import Moment, parse_moment
from parsers.plain import TAG, one_line, readable, without_markup
from parsers.sitemap import is_sitemap, sitemap_entries

MOST_ENTRIES = 1000  # the longest real feed met announces 810 every time
MOST_AUTHORS = 30
MOST_TAGS = 40
SUMMARY_CHARS = 4000
CONTENT_CHARS = 500_000
TAG_CHARS = 120
GUID_CHARS = 1024
# Entries that all carry one moment were stamped when the feed was built, not when they were written. A second or two apart is the same.
BUILD_SPREAD = timedelta(seconds=60)
FEWEST_STAMPED = 3
DATE_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}(?!\d)")


def parse_feed(body: bytes, *, url: str, content_type: str | None = None) -> tuple[Entry, ...]:
    """The entries in the feed's order, at most a thousand; a sound feed without entries gives (). What is no feed is a FeedParseError."""
    text = feed_text(body, url=url, content_type=content_type)
    if text.lstrip()[:1] == "{":
        return _without_build_times(json_entries(text, url=url))
    if is_sitemap(text):
        return sitemap_entries(text, url=url)
    parsed = _parse_xml(text, url)
    raw = list(parsed.entries[:MOST_ENTRIES])
    base = absolute_url(parsed.feed.get("link"), url) or url
    day_first = _day_first(raw)
    entries, failures = [], []
    for one in raw:
        try:
            entries.append(_entry(one, url, base, day_first))
        except Exception as exc:  # noqa: BLE001  one bad entry is left out, whatever ails it; the rest are kept
            failures.append(exc)
    if failures and not entries:
        raise FeedParseError(url, f"none of {len(raw)} entries could be read: {failures[0]!r}") from failures[0]
    return _without_build_times(entries)


def parse_documents(documents: Sequence[Document]) -> tuple[Entry, ...]:
    """The entries of a feed that comes in several documents, as a sitemap index does; FeedParseError where none of them can be read."""
    entries: dict[str | Entry, Entry] = {}
    failures: list[FeedParseError] = []
    for document in documents:
        try:
            parsed = parse_feed(document.body, url=document.final_url, content_type=document.content_type)
        except FeedParseError as exc:
            failures.append(exc)
            continue
        if len(documents) == 1:
            return parsed
        for entry in parsed:
            entries.setdefault(entry.guid or entry.url or entry, entry)
    if failures and len(failures) == len(documents):
        raise failures[0]
    return tuple(entries.values())


def _parse_xml(text: str, url: str) -> Any:
    try:
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8")), response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False, resolve_relative_uris=False)  # fmt: skip
    except Exception as exc:
        raise FeedParseError(url, f"not readable as a feed: {exc!r}") from exc
    if not parsed.entries and not (parsed.version or parsed.feed.get("title")):
        raise FeedParseError(url, f"not a feed: {parsed.get('bozo_exception') or 'no feed element'}")
    if not parsed.entries and not parsed.version:
        raise FeedParseError(url, "not a feed: no feed element")
    return parsed


def _entry(one: Any, url: str, base: str, day_first: bool | None) -> Entry:
    link = _link(one, base, url)
    published = _moment(one, ("published", "created", "issued"), day_first)
    updated = _moment(one, ("updated", "modified"), day_first)
    published = published or updated
    content = _content(one)
    summary = one.get("summary") or ""
    return Entry(
        url=link,
        guid=one_line(one.get("id") or "", GUID_CHARS) or None,
        title=_title(one),
        authors=_authors(one),
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        updated_at=updated.at if updated else None,
        summary=without_markup(summary, SUMMARY_CHARS),
        content_html=content,
        tags=_unique((one_line(str(tag.get("label") or tag.get("term") or ""), TAG_CHARS) for tag in one.get("tags") or ()), MOST_TAGS),
    )


def _link(one: Any, base: str, url: str) -> str | None:
    """The alternate link; FeedBurner's original before it; an address as guid where there is none."""
    guid = str(one.get("id") or "")
    links = [str(link["href"]) for link in one.get("links") or () if link.get("href") and link.get("rel", "alternate") == "alternate"]
    ranked = [str(one.get("feedburner_origlink") or ""), *links]
    if not one.get("guidislink"):  # feedparser makes a link of any guid, "g1" among them
        ranked.append(str(one.get("link") or ""))
    if guid.startswith(("http://", "https://")):
        ranked.append(guid)
    inner = absolute_url(one.get("base"), url)
    for href in ranked:
        if found := absolute_url(href, inner or (base if href.startswith("/") else url)):
            return found
    return None


def _title(one: Any) -> str:
    title = one.get("title") or ""
    kind = (one.get("title_detail") or {}).get("type", "")
    return one_line(title) if kind == "text/plain" and not TAG.search(title) and "&" not in title else without_markup(title)


def _authors(one: Any) -> tuple[str, ...]:
    """Every author the entry names: the several of Atom, Dublin Core's creators, iTunes', the name behind RSS's e-mail address."""
    named = [str(author.get("name") or "") for author in one.get("authors") or ()]
    if not any(named):
        named = [str(one.get("author") or "")]
    return _unique((name for credit in named for name in split_credit(without_markup(credit))), MOST_AUTHORS)


def _content(one: Any) -> str | None:
    """The entry's longest markup or text."""
    values = [readable(str(part.get("value") or "")) for part in one.get("content") or () if str(part.get("type", "")).startswith("text") or "html" in str(part.get("type", ""))]
    longest = max(values, key=len, default="")
    return longest[:CONTENT_CHARS] or None


def _moment(one: Any, names: Sequence[str], day_first: bool | None) -> Moment | None:
    for name in names:
        written = dict.get(one, name)
        if isinstance(written, str) and written.strip():
            return parse_moment(written, day_first=day_first)
    return None


def _day_first(raw: Iterable[Any]) -> bool:
    """Whether 03/04 is the third of April in this feed: whichever reading all its dates allow; days first where both do."""
    pairs = [(int(match[1]), int(match[2])) for one in raw for match in DATE_NUMBERS.finditer(str(dict.get(one, "published") or dict.get(one, "updated") or "")[:100])]
    return any(one > 12 for one, _ in pairs) or not any(two > 12 for _, two in pairs)


def _without_build_times(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries, undated where all carry the moment the feed was built; the page then says when it was."""
    kept = tuple(entries)
    times = [entry.published_at for entry in kept if entry.published_at is not None and entry.published_precision != "day"]
    if len(times) < FEWEST_STAMPED or len(times) < len(kept) or max(times) - min(times) > BUILD_SPREAD:
        return kept
    return tuple(_undated(entry) for entry in kept)


def _undated(entry: Entry) -> Entry:
    return Entry(url=entry.url, guid=entry.guid, title=entry.title, authors=entry.authors, summary=entry.summary, content_html=entry.content_html, tags=entry.tags)


def _unique(values: Iterable[str], most: int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))[:most]
