"""How does the report look on paper? Its HTML page, set by Typst: all that a reader of the page sees, on A4, with page numbers.

Typst is one wheel that needs nothing else of the machine (no Pango, no browser). It is handed the page as a tree of elements;
templates/report.typ says how each looks, and words from the web are strings to it, never markup.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files
from typing import Any

import typst

from reports.pictures import SVG, fonts, palette, pictures

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
UNSEEN = frozenset({"head", "script", "style", "template"})
NOT_ON_PAPER = frozenset({"screen", "unseen"})  # classes: what is for screens, and words that stand for a mark where it is read out
SPACES = re.compile(r"[ \t\r\n]+")  # a no-break space stays one
NARROW = "-narrow"  # charts are drawn twice; paper shows the wide ones
WIDEST_WORDS = 60  # characters of a cell beyond which its column grows no further

Node = dict[str, Any]


def render_pdf(page: str) -> bytes:
    """The report of an HTML page that `render_html` wrote. The same page gives the same bytes on the same machine."""
    drawn = {each.name: {"svg": each.svg, "alt": f"{each.title}: {each.words}"} for each in pictures(page) if not each.name.endswith(NARROW)}
    tree = {"colours": palette(), "pictures": drawn, "title": _title(page), "body": read_tree(SVG.sub(lambda found: f'<chart class="{found["name"]}"></chart>', page))}
    template = files("reports").joinpath("templates", "report.typ").read_bytes()
    return typst.compile(template, sys_inputs={"page": json.dumps(tree)}, format="pdf", font_paths=fonts(), timestamp=0)


def read_tree(page: str) -> list[Node | str]:
    """The page's body: strings, and elements with tag, class and children; tables with their rows and the widths of their columns."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.root.children


@dataclass(slots=True)
class _Element:
    tag: str
    attributes: dict[str, str | None]
    children: list[Node | str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Pages of our own, whose elements are all closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("body", {})
        self._open = [self.root]
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in VOID:
            if tag == "br" and not self._hidden:
                self._open[-1].children.append({"tag": "br", "class": [], "children": []})
            return
        if self._hidden or tag in UNSEEN or NOT_ON_PAPER & set((attributes.get("class") or "").split()):
            self._hidden += 1
        else:
            self._open.append(_Element(tag, attributes))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self._hidden:
            self._hidden -= 1
            return
        if len(self._open) > 1:
            closed = self._open.pop()
            if closed.tag in {"html", "body"}:
                self.root.children += closed.children
            else:
                self._open[-1].children.append(_node(closed))

    def handle_data(self, data: str) -> None:
        if not self._hidden and (words := SPACES.sub(" ", data)):
            self._open[-1].children.append(words)


def _node(element: _Element) -> Node:
    node: Node = {"tag": element.tag, "class": (element.attributes.get("class") or "").split(), "children": element.children}
    if (href := element.attributes.get("href") or "").startswith(("http://", "https://")):
        node["href"] = href
    if share := re.search(r"(?:width|flex-grow): ([\d.]+)", element.attributes.get("style") or ""):
        node["share"] = float(share[1])  # per cent of what holds it, or parts of it
    if element.tag in {"th", "td"}:
        node["columns"] = int(element.attributes.get("colspan") or 1)
    if element.tag == "table":
        rows = _inside(element.children, "tr")
        node |= {"rows": [_inside(row["children"], "th", "td") for row in rows], "head": len(_inside(_inside_one(element.children, "thead"), "tr"))}
        node["widths"] = _widths(node["rows"])
    return node


def _inside(children: list[Node | str], *tags: str) -> list[Node]:
    """The elements of these tags, outermost first, in their order."""
    found: list[Node] = []
    for child in children:
        if isinstance(child, dict):
            found += [child] if child["tag"] in tags else _inside(child["children"], *tags)
    return found


def _inside_one(children: list[Node | str], tag: str) -> list[Node | str]:
    return next((each["children"] for each in _inside(children, tag)), [])


def _widths(rows: list[list[Node]]) -> list[float]:
    """Of each column its share of what is left; of a column of numbers the characters it needs, below zero."""
    words: dict[int, int] = {}
    numeric: dict[int, bool] = {}
    for row in rows:
        place = 0
        for cell in row:
            if cell["columns"] == 1:
                drawn = any({"leaning", "meter"} & set(each["class"]) for each in _inside(cell["children"], "span"))
                words[place] = max(words.get(place, 2), 30 if drawn else min(WIDEST_WORDS, len(_words(cell["children"]))))
                numeric[place] = numeric.get(place, True) and "number" in cell["class"]
            place += cell["columns"]
    return [float(-words[place] if numeric.get(place) else words.get(place, 4)) for place in range(max(words, default=0) + 1)]


def _words(children: list[Node | str]) -> str:
    return "".join(child if isinstance(child, str) else _words(child["children"]) for child in children)


def _title(page: str) -> str:
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    return found[1] if found else "Bellwether"
