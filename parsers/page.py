"""What is the tree and the metadata of this page? One C parse, shared by every cascade."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from parsers.addresses import absolute_url
from parsers.jsonld import Node, article_node, place_of, read_scripts
from parsers.model import PageParseError
from parsers.plain import readable, without_markup

MOST_BYTES = 5_000_000  # the largest article pages met had 1.6 MB; what lies behind is cut off
SNIFFED = 4096
META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_.:-]{2,40})", re.IGNORECASE)
# What opens files that are no pages, however they are labelled.
FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"RIFF", b"ID3", b"OggS", b"\x7fELF", b"BM\x00", b"\x00\x00\x00", b"wOF")
FEED_ROOT = re.compile(rb"^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,500}?-->\s*)?<(?:rss|feed|rdf:RDF|urlset|sitemapindex|opml)\b", re.DOTALL)
MARKUP = re.compile(rb"<[a-zA-Z!][^<>]{0,2000}>")
# libxml2 compares each attribute of a tag with all before it: a hundred thousand cost 14 seconds. Quotes are read as the parser
# reads them; possessive, so that nothing is tried twice, and without its closing ">", so that no "<a <a <a" is begun again and again.
OPEN_TAG = re.compile(rb"<[a-zA-Z][^>=]*+(?:=\s*+(?:\"[^\"]*+\"|'[^']*+')?+[^>=]*+)*+")
TAG_NAME = re.compile(rb"<([a-zA-Z][^\s>/]{0,40}+)")
QUOTED = re.compile(rb"\"[^\"]*+\"|'[^']*+'")
LONG_TAG = 4000
MOST_ATTRIBUTE_BYTES = 2000  # of names, outside the values
BAD_SHARE = 0.02  # of replaced characters among those that are not ASCII: below this a page is UTF-8 with an accident in it
FOLLOWED = frozenset(("canonical", "amphtml", "author", "shortlink"))
UNWANTED_CODECS = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A parsed page: its tree, and what its head says. `metas` keeps every value of a name, in order."""

    url: str
    root: Any  # an lxml element; the tree is read and never changed
    metas: dict[str, list[str]] = field(default_factory=dict)
    links: dict[str, list[str]] = field(default_factory=dict)  # rel -> addresses
    nodes: list[Node] = field(default_factory=list)  # every JSON-LD node
    article: Node | None = None  # the JSON-LD node of the page's article
    headline: str = ""  # the document's <title>
    marked: list[Any] = field(default_factory=list)  # elements of microdata in its head

    def meta(self, *names: str) -> str:
        """The first value that any of the names has, in the order of the names."""
        return next((value for name in names for value in self.metas.get(name, ()) if value), "")


def parse_page(body: bytes, url: str) -> Page:
    """The page, or PageParseError where the bytes are none."""
    try:
        root = tree_of(_as_utf8(_checked(body[:MOST_BYTES], url)))
    except (etree.LxmlError, AssertionError) as exc:
        raise PageParseError(url, f"not readable as HTML: {exc}") from exc
    if root is None or len(root) == 0:
        raise PageParseError(url, "no elements in it")
    metas, links, scripts, marked = _read_head(root, url)
    title = next((without_markup(element.text or "") for element in root.iter("title")), "")
    nodes = read_scripts(scripts)
    places = {place_of(value) for value in (url, *links.get("canonical", ()), *metas.get("og:url", ()))} - {""}
    wanted = next((value for name in ("og:title", "twitter:title") for value in metas.get(name, ())), title)
    return Page(url=url, root=root, metas=metas, links=links, nodes=nodes, article=article_node(nodes, places, wanted), headline=title, marked=marked)


def tree_of(markup: bytes) -> Any:
    """The tree of markup in UTF-8, however broken it is; None where there is nothing in it."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, remove_comments=True, remove_pis=True, no_network=True, huge_tree=False)
    return etree.fromstring(_with_sane_tags(markup), parser)


def _checked(body: bytes, url: str) -> bytes:
    if not body.strip():
        raise PageParseError(url, "empty")
    if body.startswith(FOREIGN):
        raise PageParseError(url, "not HTML but a file of another kind")
    if FEED_ROOT.match(body[:SNIFFED].removeprefix(codecs.BOM_UTF8)):
        raise PageParseError(url, "not HTML but a feed or sitemap")
    if body[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) and body[:SNIFFED].count(0) > SNIFFED // 20:
        raise PageParseError(url, "binary")
    if body.lstrip()[:1] in (b"{", b"[") and not MARKUP.search(body[:SNIFFED]):
        raise PageParseError(url, "not HTML but JSON")
    if not body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and not MARKUP.search(body[:200_000]):
        raise PageParseError(url, "no markup in it")
    return body


def _as_utf8(body: bytes) -> bytes:
    """The text in UTF-8: by byte order mark, else as UTF-8 where it is (nearly) that, else as declared, else as Windows-1252."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace").encode("utf-8", "replace")
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return _repaired(body).encode("utf-8", "replace")
    return body


def _repaired(body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") <= BAD_SHARE * (len(body) - len(text)):
        return text
    declared = META_CHARSET.search(body[:SNIFFED])
    codec = known_codec(declared[1].decode("ascii", "replace")) if declared else None
    return body.decode(codec if codec and codec != "utf-8" else "windows-1252", "replace")


def known_codec(name: str) -> str | None:
    """Python's name of a character encoding, or None for what is none or is dangerous to read as one. Latin-1 is read as browsers do."""
    try:
        found = codecs.lookup(name.strip().strip("\"'"))
    except (LookupError, ValueError, UnicodeError):
        return None
    if found.name in UNWANTED_CODECS or not found._is_text_encoding:  # noqa: SLF001
        return None
    return "windows-1252" if found.name in ("iso8859-1", "ascii") else found.name


def _with_sane_tags(body: bytes) -> bytes:
    """The page with tags of very many attributes bared of all of them."""
    if max(map(len, OPEN_TAG.findall(body)), default=0) <= LONG_TAG:
        return body
    pieces, done = [], 0
    for tag in OPEN_TAG.finditer(body):
        start, end = tag.span()
        if end - start > LONG_TAG and len(QUOTED.sub(b"", tag[0])) > MOST_ATTRIBUTE_BYTES and (name := TAG_NAME.match(tag[0])):
            pieces += [body[done:start], name[0]]
            done = end
    return b"".join([*pieces, body[done:]]) if done else body


def _read_head(root: Any, url: str) -> tuple[dict[str, list[str]], dict[str, list[str]], list[str], list[Any]]:
    """Metas, links, JSON-LD scripts and metas of microdata, from wherever in the page they stand."""
    metas: dict[str, list[str]] = {}
    links: dict[str, list[str]] = {}
    scripts: list[str] = []
    marked: list[Any] = []
    for element in root.iter("meta", "link", "script"):
        if element.tag == "meta":
            if element.get("itemprop") and not (element.get("name") or element.get("property")):
                marked.append(element)  # read where it stands, in the byline and the dates
                continue
            content = readable(element.get("content") or "").strip()
            for name in (element.get("property"), element.get("name"), element.get("http-equiv")):
                if name and content:
                    metas.setdefault(name.strip().casefold(), []).append(content[:4000])
        elif element.tag == "link":
            for rel in (element.get("rel") or "").casefold().split():
                if rel in FOLLOWED and (address := absolute_url(element.get("href"), url)):
                    links.setdefault(rel, []).append(address)
        elif "ld+json" in (element.get("type") or "") and element.text:
            scripts.append(readable(element.text))
    return metas, links, scripts, marked
