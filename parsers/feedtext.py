"""What is the text of this feed, safe to hand to a parser?

feedparser is quadratic in the attributes of a tag, in the length of an author, and in stray "<" once it falls back to its loose
parser. What would cost it that is refused or mended here, in one pass each.
"""

from __future__ import annotations

import codecs
import re

from parsers.model import FeedParseError
from parsers.page import known_codec
from parsers.plain import UNREAD
from parsers.sitemap import is_sitemap

MOST_BYTES = 10_000_000
MOST_ENTRIES = 1000
XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>", re.IGNORECASE)
DECLARED = re.compile(rb"<\?xml\b[^>]{0,200}?encoding\s*=\s*[\"']([a-zA-Z0-9_.:-]{2,40})[\"']")
CHARSET = re.compile(r"charset\s*=\s*[\"']?([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
ROOT = re.compile(r"<(?:[a-zA-Z][\w.-]{0,30}:)?(rss|feed|rdf|entry)\b(?P<attributes>[^<>]{0,1000})", re.IGNORECASE)
PAGE_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF")
# feedparser dies of a character that no text can hold, written as a number, once or twice escaped.
LONE_SURROGATE = re.compile(r"&(?:amp;)?#(?:[xX]0{0,6}[dD][89a-fA-F][0-9a-fA-F]{2}|0{0,6}(?:5529[6-9]|55[3-9]\d\d|56\d{3}|57[0-2]\d\d|573[0-3]\d|5734[0-3]));")
STRAY_LESS = re.compile(r"<(?![a-zA-Z_/!?])")
STRAY_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{0,31});)")
ANY_TAG = re.compile(r"<(?P<close>/?+)(?P<name>[a-zA-Z_][^\s>/]{0,80}+)(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+)*+>")
QUOTED = re.compile(r"\"[^\"]*+\"|'[^']*+'")
LONG_TAG = 4000
MOST_STRAYS = 2000
DEEPEST = 2000  # unclosed <br> and <p> count as nested, until their entry ends
ENTRY_NAMES = frozenset({"item", "entry"})
MOST_ATTRIBUTE_CHARS = 3000
AUTHOR = re.compile(r"<((?:[\w.-]{1,20}:)?(?:author|creator|contributor|managingEditor|webMaster|publisher|owner|name|email))\b[^<>]{0,500}>", re.IGNORECASE)
ADDRESSED = re.compile(r"\s*[\w.+-]{1,64}@[\w.-]{1,255}\s*\((?P<name>[^()]{1,400})\)\s*$")
ADDRESS = re.compile(r"(?:mailto:)?[\w.+-]{1,64}@[\w.-]{1,255}")
AUTHOR_CHARS = 600
AUTHOR_REACH = 200_000
NESTING = frozenset({"author", "contributor", "owner"})  # Atom's hold a name, an address and an e-mail address, each cut on its own
CLOSED_ENTRY = re.compile(r"</(?:[\w.-]{1,20}:)?(?:item|entry)\s{0,20}>", re.IGNORECASE)


def feed_text(body: bytes, *, url: str, content_type: str | None = None) -> str:
    """The feed as text that any parser can read in linear time; FeedParseError where it is no feed at all."""
    if not body.strip():
        raise FeedParseError(url, "empty")
    if len(body) > MOST_BYTES:
        raise FeedParseError(url, f"larger than {MOST_BYTES:,} bytes")
    if body.startswith(FOREIGN):
        raise FeedParseError(url, "not a feed but a file of another kind")
    text = LONE_SURROGATE.sub("\ufffd", UNREAD.sub("", decoded(body, content_type))).lstrip()
    if text[:1] in ("{", "["):
        return text
    if text[:1] != "<":
        first = text.find("<")
        if first < 0 or first > 2000:
            raise FeedParseError(url, "not a feed: no markup")
        text = text[first:]
    return text if is_sitemap(text) else _mended(text, url)


def decoded(body: bytes, content_type: str | None = None) -> str:
    """The text by its byte order mark, else as it declares itself or is labelled, else as UTF-8 or Windows-1252; never an error."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    for start, name in ((b"<\x00?\x00", "utf-16-le"), (b"\x00<\x00?", "utf-16-be")):
        if body.startswith(start):
            return body.decode(name, "replace")
    declared = DECLARED.search(body[:500])
    labelled = CHARSET.search(content_type or "")
    for label in (declared[1].decode("ascii") if declared else "", labelled[1] if labelled else "", "utf-8"):
        if label and (codec := known_codec(label)):
            try:
                return body.decode(codec)
            except UnicodeDecodeError:
                continue
    text = body.decode("utf-8", "replace")
    is_damaged = len(body) - len(text) >= text.count("\ufffd")  # UTF-8 with an accident in it: most that is not ASCII is sound
    return text if is_damaged else body.decode("windows-1252", "replace")


def _mended(text: str, url: str) -> str:
    text = XML_DECLARATION.sub("", text)
    root, page = ROOT.search(text[:20_000]), PAGE_ROOT.search(text[:20_000])
    if root is None or (page is not None and page.start() < root.start() and "xmlns" not in root["attributes"] and "version" not in root["attributes"]):
        raise FeedParseError(url, "not a feed but a page" if page else "not a feed: no rss, feed or RDF element")
    text = "".join(_pieces(text, url))
    return _shortened(text, root[0].removesuffix(root["attributes"]).lstrip("<"))


def _pieces(text: str, url: str) -> list[str]:
    """The markup mended, CDATA sections as they are."""
    pieces, at = [], 0
    while at < len(text):
        start = text.find("<![CDATA[", at)
        end = text.find("]]>", start) if start >= 0 else -1
        if end < 0:
            pieces.append(_sane_markup(text[at:], url))
            break
        pieces += [_sane_markup(text[at:start], url), text[start : end + 3]]
        at = end + 3
    return _with_short_authors("".join(pieces))


def _sane_markup(text: str, url: str) -> str:
    text, strays = STRAY_LESS.subn("&lt;", text)
    if strays > MOST_STRAYS:
        raise FeedParseError(url, "not markup: thousands of stray <")
    depth = 0
    for tag in ANY_TAG.finditer(text):
        start, end = tag.span()
        if end - start > LONG_TAG and len(QUOTED.sub("", tag[0])) > MOST_ATTRIBUTE_CHARS:
            raise FeedParseError(url, "a tag with thousands of attributes")
        if tag["close"]:
            depth = 0 if tag["name"].casefold() in ENTRY_NAMES else depth - 1
        elif text[end - 2] != "/":
            depth += 1
            if depth > DEEPEST:
                raise FeedParseError(url, "elements nested thousands deep")
    return STRAY_AMPERSAND.sub("&amp;", text)


def _with_short_authors(text: str) -> list[str]:
    """The text with names and addresses of people cut: feedparser looks for e-mail addresses in them at quadratic cost."""
    pieces, done = [], 0
    for opened in AUTHOR.finditer(text):
        start = opened.end()
        if opened.start() < done or text[start - 2] == "/":
            continue
        end = text.find(f"</{opened[1]}", start, start + AUTHOR_REACH)
        end = min(start + AUTHOR_REACH, len(text)) if end < 0 else end
        inside = text[start:end].replace("<![CDATA[", "").replace("]]>", "")
        if "@" in inside and "<" not in inside and len(inside) <= AUTHOR_CHARS:
            pieces += [text[done:start], _without_address(inside)]
            done = end
        elif end - start > AUTHOR_CHARS and ("<" not in inside or opened[1].rpartition(":")[2].casefold() not in NESTING):
            pieces += [text[done:start], re.sub(r"[<>&\]]", " ", inside[:AUTHOR_CHARS])]
            done = end
    return [*pieces, text[done:]]


def _without_address(person: str) -> str:
    """The name behind or before an e-mail address, which feedparser cuts wrongly after unusual top-level domains."""
    named = ADDRESSED.match(person)
    return named["name"] if named else ADDRESS.sub(" ", person)


def _shortened(text: str, root: str) -> str:
    """The text closed behind its thousandth entry, where it has more."""
    for count, closed in enumerate(CLOSED_ENTRY.finditer(text), 1):
        if count == MOST_ENTRIES:
            rest = text[closed.end() :]
            if not CLOSED_ENTRY.search(rest):
                return text
            return text[: closed.end()] + ("</channel>" if root.casefold().endswith("rss") else "") + f"</{root}>"
    return text
