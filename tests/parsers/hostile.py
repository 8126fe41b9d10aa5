"""Pages made to be hard: units that repeat without end, and edits that break a sound page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

PROSE = "The harbour office read its logs again and found in them what the pilots had told them all along. "


class Unit(NamedTuple):
    """What repeats, and what stands before and behind it; "{n}" in it is its number."""

    repeated: str
    before: str = "<html><body>"
    behind: str = ""


LD = '<script type="application/ld+json">'
UNITS = {
    "open tags": Unit("<a "),
    "open quotes": Unit('<a x="'),
    "nesting": Unit("<div>"),
    "inline nesting": Unit("<b>"),
    "custom elements": Unit("<x-y>"),
    "closing tags": Unit("</div>"),
    "attributes": Unit("a{n} ", "<html><body><p ", ">x"),
    "attributes that hold tags": Unit('a{n}="<b>" ', "<html><body><p ", ">x"),
    "attributes of an open tag": Unit("a{n} ", "<html><body><p "),
    "prose": Unit(f"<p>{PROSE * 3}</p>"),
    "paragraphs": Unit("<p>"),
    "one paragraph": Unit("word ", "<html><body><p>"),
    "line breaks": Unit("text<br><br>"),
    "links": Unit("<p><a href=/x>a link of some length</a></p>"),
    "linked items": Unit("<li><a href=/x>some link</a></li>"),
    "cells": Unit("<td>cell</td>"),
    "tables": Unit("<table><tr><td>x"),
    "teasers": Unit("<h3><a href=/x>A linked heading</a></h3><p>short</p>"),
    "boxed teasers": Unit("<div><a href=/x><h3>A linked heading</h3></a><p>short</p></div>"),
    "offers": Unit("<div><p>Subscribe to continue reading</p></div>"),
    "offers in prose": Unit(f"<p>Subscribe to continue reading</p><p>{PROSE * 2}</p>"),
    "quotations": Unit("<blockquote><p>x"),
    "headings": Unit("<h1>Heading of a page</h1>"),
    "a long heading": Unit("word ", "<html><body><h1>", "</h1><p>x"),
    "dates": Unit("<p>12 13 2026 / 11 published</p>"),
    "times": Unit('<time datetime="2024-01-01" class=published>x</time>'),
    "declared dates": Unit("<span itemprop=datePublished>2024-01-0</span>"),
    "bylines": Unit("<a rel=author class=byline>By Ann Bell and Bo Carr</a>"),
    "a long byline": Unit("Ann Bell, ", "<html><body><h1>T</h1><p class=byline>By ", "</p>"),
    "microdata": Unit("<span itemprop=author itemscope><span itemprop=name>Ann Bell</span></span>"),
    "nested microdata": Unit("<span itemprop=author itemscope>"),
    "metas": Unit('<meta name=author content="Ann Bell">', "<html><head>", "</head><body><p>x"),
    "JSON-LD": Unit(LD + '{"@type":"Article","author":"Ann Bell","headline":"x"}</script>'),
    "broken JSON-LD": Unit(LD + '{"a":,,</script>'),
    "nested JSON-LD": Unit("[", LD, "</script><body><p>x"),
    "white space in JSON-LD": Unit(" ", LD + '{"a":1', "</script><body><p>x"),
    "references in JSON-LD": Unit('{"@id":"#n{n}"},', LD + '{"@type":"Article","author":[', "{}]}</script><body><p>x"),
    "entities": Unit("&amp;#8217; "),
    "brackets": Unit("< "),
    "comments": Unit("<!-- x -->"),
    "hidden": Unit('<p style="display:none">x</p>'),
    "classes": Unit('<p class="c{n} d{n}-comment">some text here</p>'),
    "scripts": Unit('<script>var a={"datePublished":"2024"}</script>'),
    "a long script": Unit('"datePublished":"', "<html><body><script>", "</script><p>x"),
    "unseen characters": Unit("\u200b"),
    "forms": Unit("<form><button>x</button></form>"),
}
# What costs most of a page of ten million bytes.
HEAVY = ("line breaks", "paragraphs", "cells", "teasers", "boxed teasers", "dates", "broken JSON-LD", "headings", "linked items", "forms", "offers", "prose", "attributes")
# What is put into sound pages to break them.
SPLINTERS = (
    "<", ">", '"', "'", "<!--", "-->", "</", "<p ", "</p></div></article>", "<script>", "</script>", "<style>", "<svg>", "<table><tr>", "<title>", "<body>", "<html>", "<frameset>", "<plaintext>",
    "<template>", "&#0;", "&#xD800;", "&bogus;", "\x00", "\ufeff", "\u202e", "\U000e0041", "<base href='http://[::1'>", "<meta charset=utf-7>", "<link rel=canonical href='http://[x'>", LD + "{", LD + '{"@graph":[[[{"@type":["Article",5,null],"author":{"name":{"a":[1]}},"headline":7}]]]}</script>',
    "<time datetime='99999-99-99'>", "<meta property=article:published_time content=-1>", "<span itemprop=author>", "<h1></h1>", "<br>" * 3, "<blockquote>", "<a rel=author href=javascript:x>",
)  # fmt: skip


def repeated(unit: Unit, size: int) -> bytes:
    """A page of about that many bytes, made of the unit."""
    numbered = "{n}" in unit.repeated
    count = size // len(unit.repeated) + 1
    middle = "".join(unit.repeated.replace("{n}", str(number)) for number in range(count))[:size] if numbered else unit.repeated * count
    return (unit.before + middle + unit.behind).encode()


def broken(page: bytes, edits: Sequence[tuple[str, float, float, bytes]]) -> bytes:
    """The page after edits: at a place, and over a length, given as shares of it."""
    for kind, place, length, payload in edits:
        start = int(place * len(page))
        end = min(len(page), start + int(length * len(page) / 8))
        match kind:
            case "cut":
                page = page[:start] + page[end:]
            case "copy":
                page = page[:end] + page[start:end] + page[end:]
            case "move":
                page = page[start:end] + page[:start] + page[end:]
            case "end":
                page = page[:start]
            case _:
                page = page[:start] + payload + page[start:]
    return page
