"""Which subscriptions does this file hold?

OPML, as every feed reader exports it, or a plain list: an address a line, a tab and a name behind it where there is one,
`#` for comments. The XML is read as a stream of tags by expat, without a tree, entities or anything fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from feeds.errors import RefusedError
from feeds.fetch import checked_url
from parsers.model import Feed, FeedKind

MOST_BYTES = 10_000_000
MOST_FEEDS = 10_000
LONGEST_NAME = 200

_XML_STARTS = (b"<", b"\xff\xfe", b"\xfe\xff")  # as text, and in UTF-16
_BARE_AMPERSAND = re.compile(rb"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")  # addresses with & in them, the usual fault
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f]+")
_KINDS: dict[str, FeedKind] = {kind: kind for kind in get_args(FeedKind)}


class SubscriptionsError(ValueError):
    """The file is neither OPML nor a list of addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """The feeds of a file, each address once, and what was not taken, with the reason."""

    feeds: tuple[Feed, ...]
    refused: tuple[str, ...]


def read_subscriptions(content: bytes) -> Subscriptions:
    """The subscriptions of an OPML file or a plain list; SubscriptionsError where it is neither or far too large."""
    if len(content) > MOST_BYTES:
        raise SubscriptionsError(f"larger than {MOST_BYTES:,} bytes")
    content = content.removeprefix(b"\xef\xbb\xbf")
    is_xml = content.lstrip().startswith(_XML_STARTS)
    found = _outlines(content.lstrip()) if is_xml else _listed(content)
    feeds: dict[str, Feed] = {}
    refused = []
    for line, address, name, category in found:
        url = re.sub(r"^feed:(?://)?(?=https?:)", "", address.strip()).replace("feed://", "http://", 1)
        try:
            key = checked_url(url)
        except RefusedError as exc:
            refused.append(f"line {line}: {address[:100]!r}: {exc.detail}")
            continue
        if len(feeds) >= MOST_FEEDS:
            raise SubscriptionsError(f"more than {MOST_FEEDS:,} feeds")
        shown = _NOT_SHOWN.sub(" ", name).strip()[:LONGEST_NAME] or urlsplit(url).netloc
        feeds.setdefault(key, Feed(url=url, name=shown, kind=_KINDS.get(category.strip().strip("/"), "press")))
    return Subscriptions(feeds=tuple(feeds.values()), refused=tuple(refused))


def write_opml(feeds: Iterable[Feed], *, title: str = "Bellwether") -> bytes:
    """The feeds as OPML 2.0, grouped by kind, as other readers import it."""
    groups: dict[str, list[Feed]] = {}
    for feed in feeds:
        groups.setdefault(feed.kind, []).append(feed)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">', f"  <head><title>{_attribute(title)[1:-1]}</title></head>", "  <body>"]
    for kind, group in groups.items():
        lines.append(f"    <outline text={_attribute(kind)}>")
        for feed in group:
            name = _attribute(feed.name)
            lines.append(f'      <outline type="rss" text={name} title={name} xmlUrl={_attribute(feed.url)} category={_attribute(kind)}/>')
        lines.append("    </outline>")
    return "\n".join([*lines, "  </body>", "</opml>", ""]).encode()


def _attribute(text: str) -> str:
    return quoteattr(_NOT_SHOWN.sub(" ", text), {'"': "&quot;"})


def _listed(content: bytes) -> list[tuple[int, str, str, str]]:
    found = []
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            address, _tab, name = line.strip().partition("\t")
            found.append((number, address, name, ""))
    if found and not any("://" in address for _number, address, _name, _category in found):
        raise SubscriptionsError("neither OPML nor a list of addresses (one a line, then a tab and a name)")
    return found


def _outlines(content: bytes) -> list[tuple[int, str, str, str]]:
    try:
        return _parsed(content)
    except expat.ExpatError:
        mended = _BARE_AMPERSAND.sub(b"&amp;", content)
    try:
        return _parsed(mended)
    except expat.ExpatError as exc:
        raise SubscriptionsError(f"not well-formed XML: {exc}") from exc


def _parsed(content: bytes) -> list[tuple[int, str, str, str]]:
    found: list[tuple[int, str, str, str]] = []
    tags: list[str] = []
    parser = expat.ParserCreate()

    def start(tag: str, attributes: dict[str, str]) -> None:
        tags.append(tag.lower())
        given = {name.lower(): value for name, value in attributes.items()}
        if tags[-1] == "outline" and given.get("xmlurl"):
            found.append((parser.CurrentLineNumber, given["xmlurl"], given.get("title") or given.get("text", ""), given.get("category", "")))

    def refuse(*_declaration: object) -> None:
        raise SubscriptionsError("declares entities, which no feed reader's export does")

    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except SubscriptionsError:
        raise
    except (LookupError, ValueError) as exc:
        raise SubscriptionsError(f"in an encoding that cannot be read: {exc}") from exc
    if "opml" not in tags:
        raise SubscriptionsError("XML, but not OPML")
    return found
