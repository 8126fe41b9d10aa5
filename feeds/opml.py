"""Which subscriptions does this file hold?

OPML 1.0, 1.1 or 2.0, as every feed reader exports it, folders in folders; or a plain list: an address a line, a tab and a name
behind it where there is one, `#` for comments. The XML is read as a stream of tags by expat, without a tree, entities or anything fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from feeds.errors import RefusedError
from feeds.fetch import checked_url
from parsers.feedtext import decoded
from parsers.model import Feed, FeedKind
from parsers.page import known_codec
from parsers.plain import UNREAD

MOST_BYTES = 10_000_000
MOST_FEEDS = 10_000
LONGEST_NAME = 200

_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")  # addresses with & in them, the usual fault
_ENCODING = re.compile(r"""<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([^"']{1,60})""")
_FEED_TYPES = frozenset({"rss", "atom", "rdf", "feed", "json", "rss1", "rss2"})  # whose `url` is a feed's; a link's is a page's
_NOT_XML = {0x0B: " ", 0x0C: " "}  # white space, but not to XML
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f]+")
_KINDS: dict[str, FeedKind] = {kind: kind for kind in get_args(FeedKind)}


class SubscriptionsError(ValueError):
    """The file is neither OPML nor a list of addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriptions:
    """The feeds of a file, each address once, and what was not taken, with the reason."""

    feeds: tuple[Feed, ...]
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    number: int
    address: str
    name: str = ""
    kind: FeedKind = "press"


def read_subscriptions(content: bytes) -> Subscriptions:
    """The subscriptions of an OPML file or a plain list; SubscriptionsError where it is neither or far too large."""
    if len(content) > MOST_BYTES:
        raise SubscriptionsError(f"larger than {MOST_BYTES:,} bytes")
    text = decoded(content).lstrip("\ufeff \t\r\n")
    found = _outlines(text) if text.startswith("<") else _listed(decoded(content))
    feeds: dict[str, Feed] = {}
    refused = []
    for each in found:
        url = re.sub(r"^feed:(?://)?(?=https?:)", "", each.address.strip()).replace("feed://", "http://", 1)
        try:
            key = checked_url(url)
        except RefusedError as exc:
            refused.append(f"line {each.number}: {each.address[:100]!r}: {exc.detail}")
            continue
        if len(feeds) >= MOST_FEEDS:
            raise SubscriptionsError(f"more than {MOST_FEEDS:,} feeds")
        shown = _NOT_SHOWN.sub(" ", each.name).strip()[:LONGEST_NAME] or urlsplit(url).netloc
        feeds.setdefault(key, Feed(url=url, name=shown, kind=each.kind))
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


def _listed(text: str) -> list[_Line]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            first, _tab, second = line.strip().partition("\t")
            address, name = (second, first) if "://" in second and "://" not in first else (first, second)
            found.append(_Line(number=number, address=address, name=name))
    if found and not any("://" in each.address for each in found):
        raise SubscriptionsError("neither OPML nor a list of addresses (one a line, then a tab and a name)")
    return found


def _outlines(text: str) -> list[_Line]:
    declared = _ENCODING.match(text)
    if declared and known_codec(declared[1]) is None:
        raise SubscriptionsError(f"in an encoding that cannot be read: {declared[1]}")
    try:
        return _parsed(text)
    except expat.ExpatError:
        mended = _BARE_AMPERSAND.sub("&amp;", UNREAD.sub("", text).translate(_NOT_XML))
    try:
        return _parsed(mended)
    except expat.ExpatError as exc:
        raise SubscriptionsError(f"not well-formed XML: {exc}") from exc


def _parsed(text: str) -> list[_Line]:
    found: list[_Line] = []
    folders: list[str] = []  # names of the outlines and other elements around
    left_out: list[int] = []  # depths of outlines that are commented out, with everything in them
    seen_opml = False
    parser = expat.ParserCreate("utf-8")  # whatever it declares: the text is decoded

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen_opml
        given = {name.lower(): value for name, value in attributes.items()}
        seen_opml = seen_opml or tag.lower() == "opml"
        if given.get("iscomment", "").lower() == "true":
            left_out.append(len(folders))
        name = given.get("title") or given.get("text", "")
        address = given.get("xmlurl") or (given.get("url", "") if given.get("type", "").lower() in _FEED_TYPES else "")
        if tag.lower() == "outline" and address and not left_out:
            found.append(_Line(number=parser.CurrentLineNumber, address=address, name=name, kind=_kind(given.get("category", ""), folders)))
        folders.append(name)

    def end(_tag: str) -> None:
        folders.pop()
        if left_out and left_out[-1] == len(folders):
            left_out.pop()

    def refuse(*_declaration: object) -> None:
        raise SubscriptionsError("declares entities, which no feed reader's export does")

    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = start, end, refuse
    parser.Parse(text.encode("utf-8", "replace"), True)
    if not seen_opml:
        raise SubscriptionsError("XML, but not OPML")
    return found


def _kind(categories: str, folders: Sequence[str]) -> FeedKind:
    """The first kind of ours that a category ("/press/weekly, ai") or the nearest folder is called after; press where none is."""
    names = [part for category in categories[:1000].split(",") for part in category.split("/")] + [*reversed(folders[-20:])]
    return next((kind for name in names if (kind := _KINDS.get(name.strip().lower()))), "press")
