"""Which runs of text does this tree hold, and where do they stand?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# What holds no text of the page, or none that is read in running order.
SKIPPED = frozenset(
    ["script", "style", "noscript", "template", "svg", "math", "iframe", "button", "select", "option", "input", "textarea", "object", "embed", "video", "audio", "canvas", "map", "dialog", "head", "meta", "link", "picture", "source", "img", "figcaption", "label", "amp-ad", "amp-analytics", "amp-iframe", "amp-sidebar", "amp-consent", "amp-embed", "amp-social-share", "rp", "rt"]
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "amp-fit-text"]
)
KINDS = frozenset((*HEADINGS, "p", "li", "pre", "td", "th", "dt", "dd"))
INHERITED = frozenset(("li", "dd"))  # a <p> or <div> inside one is still that
FIGURE_PARTS = frozenset(("blockquote", "table", "pre"))  # of a figure these are text; the rest is picture and caption
# Text for screen readers alone.
UNSEEN = re.compile(r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:-text)?|visually-?hidden|a11y|offscreen|assistive-text|clipped-text)(?:$|[\s_-])", re.IGNORECASE)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
PROSE = 80  # characters from which a run of mostly plain text counts as prose
LINKED = 0.5  # share of a run's characters in links above which it leads elsewhere
ROW_CHARS = 2000
MOST_RUNS = 20_000
MOST_CHARS = 1_000_000


@dataclass(slots=True)
class Run:
    """A run of text between two block borders."""

    text: str
    kind: str  # "p", "li", "h2", "pre", "td" …
    linked: int  # characters inside links
    owner: Any  # the element that holds it
    quoted: bool

    @property
    def prose(self) -> int:
        """Characters of plain text, where the run reads like prose."""
        if len(self.text) < PROSE or self.kind in HEADINGS or self.linked >= LINKED * len(self.text):
            return 0
        return len(self.text) - self.linked


def find_runs(top: Any) -> list[Run]:
    """Every run of text below an element, in order; nothing judged but what is never shown."""
    walk = _Walk()
    walk.visit(top, top, "p", quoted=False, linked=False)
    walk.flush(top, "p", quoted=False)
    return walk.runs


class _Walk:
    """One pass over a tree, in document order; the parser bounds its depth to 256."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.pieces: list[str] = []
        self.linked = self.chars = 0

    def visit(self, element: Any, owner: Any, kind: str, *, quoted: bool, linked: bool, figure: bool = False) -> None:
        if element.text and not figure:
            self._add(element.text, linked)
        for child in element:
            tag = child.tag
            if type(tag) is str and tag not in SKIPPED and not _is_unseen(child):
                if tag == "br":
                    self._break(child, owner, kind, quoted)
                elif tag in INLINE or ("-" in tag and (owner.tag == "p" or owner.tag in HEADINGS)):  # a custom element is inline unless it is styled otherwise
                    self.visit(child, owner, kind, quoted=quoted, linked=linked or tag == "a", figure=figure)
                else:
                    self.flush(owner, kind, quoted)
                    inner = kind if kind in INHERITED and tag in ("p", "div") else tag if tag in KINDS else "p"
                    inner_quoted = quoted or tag == "blockquote"
                    self.visit(child, child, inner, quoted=inner_quoted, linked=linked, figure=tag == "figure" or (figure and tag not in FIGURE_PARTS))
                    self.flush(child, inner, inner_quoted)
            if child.tail and not figure:
                self._add(child.tail, linked)

    def flush(self, owner: Any, kind: str, quoted: bool) -> None:
        if not self.pieces:
            return
        text, linked = "".join(self.pieces), self.linked
        self.pieces, self.linked = [], 0
        if not text or text.isspace():
            return
        if len(self.runs) >= MOST_RUNS or self.chars >= MOST_CHARS:
            return
        text = (text.strip("\n").rstrip() if kind == "pre" else " ".join(text.split()))[: MOST_CHARS - self.chars]
        self.chars += len(text)
        last = self.runs[-1] if self.runs else None
        if kind in ("td", "th") and last is not None and last.kind == "td" and len(last.text) < ROW_CHARS and owner.getparent() is not None and last.owner.getparent() is owner.getparent():
            last.text, last.linked = f"{last.text} | {text}", last.linked + linked  # the cells of one row
        else:
            self.runs.append(Run(text, "td" if kind == "th" else kind, min(linked, len(text)), owner, quoted))

    def _add(self, text: str, linked: bool) -> None:
        if not self.pieces and text.isspace():
            return
        self.pieces.append(text)
        if linked:
            self.linked += len(text.strip())

    def _break(self, element: Any, owner: Any, kind: str, quoted: bool) -> None:
        """One line break is a space, two part paragraphs."""
        following = element.getnext()
        if following is not None and following.tag == "br" and not (element.tail or "").strip():
            self.flush(owner, kind, quoted)
        self.pieces.append("\n" if kind == "pre" else " ")


def _is_unseen(element: Any) -> bool:
    name, style = element.get("class"), element.get("style")
    return (
        (name is not None and _names_unseen(name[:300]))
        or (style is not None and HIDDEN_STYLE.search(style[:300]) is not None)
        or (element.get("hidden", "until-found") != "until-found")
    )


@lru_cache(maxsize=20_000)
def _names_unseen(name: str) -> bool:
    return UNSEEN.search(name) is not None
