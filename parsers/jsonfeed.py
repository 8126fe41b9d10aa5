"""What entries does this JSON Feed announce? Versions 1.0 and 1.1, read leniently."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from parsers.addresses import absolute_url
from parsers.authors import split_credit
from parsers.model import Entry, FeedParseError
from parsers.moments import Moment, parse_moment
from parsers.plain import one_line, readable, without_markup

MOST_ENTRIES = 1000
MOST_BRACKETS = 500_000  # ten megabytes of "[]," would make three million lists
MOST_AUTHORS = 30
MOST_TAGS = 40
SUMMARY_CHARS = 4000
CONTENT_CHARS = 500_000


def json_entries(text: str, *, url: str) -> tuple[Entry, ...]:
    """The entries in the feed's order; FeedParseError where the JSON is broken, is no feed, or every entry is unreadable."""
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        raise FeedParseError(url, "JSON of hundreds of thousands of lists and objects, which no feed is")
    try:
        feed = json.loads(text, strict=False)
    except (ValueError, RecursionError) as exc:
        raise FeedParseError(url, f"broken JSON: {exc}") from exc
    if not isinstance(feed, dict) or not ("jsonfeed" in str(feed.get("version", "")) or isinstance(feed.get("items"), list)):
        raise FeedParseError(url, "JSON, but not a JSON Feed")
    items = feed.get("items")
    if not isinstance(items, list):
        raise FeedParseError(url, "a JSON Feed without a list of items")
    base = absolute_url(_string(feed.get("home_page_url")), url) or url
    everyone = _authors(feed)
    entries = [entry for one in items[:MOST_ENTRIES] if (entry := _entry(one, base, everyone))]
    if items and not entries:
        raise FeedParseError(url, f"none of {len(items)} entries could be read")
    return tuple(entries)


def _entry(one: Any, base: str, everyone: tuple[str, ...]) -> Entry | None:
    if not isinstance(one, dict):
        return None
    guid = one_line(str(one["id"])) if isinstance(one.get("id"), (str, int, float)) and not isinstance(one.get("id"), bool) else None
    address = absolute_url(_string(one.get("url")), base) or absolute_url(_string(one.get("external_url")), base)
    if address is None and guid and guid.startswith(("http://", "https://")):
        address = absolute_url(guid, base)
    markup, plain = _string(one.get("content_html")), _string(one.get("content_text"))
    if not (guid or address or one.get("title") or markup or plain):
        return None
    published, updated = _moment(one.get("date_published")), _moment(one.get("date_modified"))
    shown = published or updated
    content = readable(markup) or "".join(f"<p>{escape(part.strip())}</p>" for part in readable(plain).split("\n\n") if part.strip())
    tags = one.get("tags")
    return Entry(
        url=address,
        guid=guid or None,
        title=one_line(_string(one.get("title"))),
        authors=_authors(one) or everyone,
        published_at=shown.at if shown else None,
        published_precision=shown.precision if shown else None,
        updated_at=updated.at if updated else None,
        summary=without_markup(_string(one.get("summary")), SUMMARY_CHARS),
        content_html=content[:CONTENT_CHARS] or None,
        tags=tuple(dict.fromkeys(one_line(tag, 120) for tag in tags if isinstance(tag, str) and tag.strip()))[:MOST_TAGS] if isinstance(tags, list) else (),
    )


def _authors(one: dict[str, Any]) -> tuple[str, ...]:
    """1.1 has a list of authors, 1.0 one author; some write a name where an object belongs."""
    people = one.get("authors") if isinstance(one.get("authors"), list) and one["authors"] else [one.get("author")]
    named = [_string(person.get("name")) if isinstance(person, dict) else _string(person) for person in people or ()]
    return tuple(dict.fromkeys(name for credit in named[:MOST_AUTHORS] for name in split_credit(without_markup(credit))))[:MOST_AUTHORS]


def _moment(value: Any) -> Moment | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 1e13:
        return parse_moment(str(int(value)))  # seconds, or milliseconds, as scripts write them
    return parse_moment(value) if isinstance(value, str) and value else None


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
