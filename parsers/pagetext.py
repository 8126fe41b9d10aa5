"""Which runs of text does this tree hold, and where do they stand?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any

from parsers.plain import readable

# What holds no text of the page, or none that is read in running order.
SKIPPED = frozenset(
    ["script", "style", "noscript", "template", "svg", "math", "iframe", "button", "select", "option", "input", "textarea", "object", "embed", "video", "audio", "canvas", "map", "dialog", "head", "meta", "link", "picture", "source", "img", "figcaption", "label", "amp-ad", "amp-analytics", "amp-iframe", "amp-sidebar", "amp-consent", "amp-embed", "amp-social-share", "rp", "rt"]
)
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "mark", "nobr", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "amp-fit-text"]
)
SKIP, LINE, BREAK, BLOCK = range(4)
FORMS = {**dict.fromkeys(SKIPPED, SKIP), **dict.fromkeys(INLINE, LINE), "br": BREAK}
OPENED = frozenset(("button", "label", "figcaption", "noscript", "dialog"))  # not read, but a name or a date may be marked up in them
DECLARING = frozenset(("itemprop", "property"))
TIMED = frozenset(("time", "abbr"))
KINDS = frozenset((*HEADINGS, "p", "li", "pre", "td", "th", "dt", "dd"))
INHERITED = frozenset(("li", "dd"))  # a <p> or <div> inside one is still that
FIGURE_PARTS = frozenset(("blockquote", "table", "pre"))  # of a figure these are text; the rest is picture and caption
SIGNING = frozenset(("footer", "cite", "p"))  # what may name the speaker at the end of a block quotation
PICTURES = ("img", "picture", "video", "iframe")  # of a figure with one, the caption is that of the picture
CREDIT_CHARS = 200
MOST_PIECES = 40  # of text in a caption that is one
DASHES = ("—", "–", "―", "-")
ENDED = (".", "!", "?", "”", '"', "’")
# Text for screen readers alone.
UNSEEN = re.compile(r"(?:^|[\s_-])(?:sr-only|screen-?reader(?:-text)?|visually-?hidden|a11y|offscreen|assistive-text|clipped-text)(?:$|[\s_-])", re.IGNORECASE)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
PROSE = 80  # characters from which a run of mostly plain text counts as prose
LINKED = 0.5  # share of a run's characters in links above which it leads elsewhere
ROW_CHARS = 2000
MOST_RUNS = 20_000
MOST_ELEMENTS = 200_000  # thirty times what the largest article pages have
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
    return read_text(top).runs


def read_text(top: Any) -> Walk:
    """The runs of text below an element, with the elements that were met on the way."""
    walk = Walk()
    walk.elements.append(top)
    walk.visit(top, top, "p", False, False, False)
    walk.flush(top, "p", False)
    return walk


class Walk:
    """One pass over a tree, in document order; the parser bounds its depth to 256. Written for speed: it is half of the reading."""

    def __init__(self) -> None:
        self.runs: list[Run] = []
        self.elements: list[Any] = []  # every element that may say something, in document order
        self.dated: list[Any] = []  # those of them that are times, or declared to carry a property
        self.pieces: list[str] = []
        self.linked = self.chars = 0

    def visit(self, element: Any, owner: Any, kind: str, quoted: bool, linked: bool, figure: bool) -> None:
        is_prose = owner.tag == "p" or owner.tag in HEADINGS
        if not figure and (text := element.text) and (self.pieces or not text.isspace()):
            self._add(text, linked)
        for child in element:
            if len(self.elements) >= MOST_ELEMENTS:
                return
            self.elements.append(child)
            tag = child.tag
            form = FORMS.get(tag, BLOCK)
            if form == BLOCK:
                if type(tag) is not str:
                    form = SKIP
                elif is_prose and "-" in tag:
                    form = LINE  # a custom element is inline unless it is styled otherwise
                elif tag == "nav" and next(child.iter("p", "h1"), None) is None:
                    form = SKIP  # a menu, a fifth of all elements; one that was never closed may hold the article
            shown = form != SKIP
            for key, value in child.items():
                if key == "class":
                    shown = shown and not _names_unseen(value[:300])
                elif key in DECLARING:
                    self.dated.append(child)
                elif (key == "style" and HIDDEN_STYLE.search(value[:300])) or (key == "hidden" and value != "until-found"):
                    shown = False
            if tag == "figcaption" and self._signs_quote(child, quoted):
                self._sign(child, owner, kind, quoted, False)
            elif not shown:
                if form != SKIP or tag in OPENED:
                    self.elements.extend(islice(child.iter(), 1, None))
                    self.dated.extend(child.iter("time", "abbr"))
            elif tag in SIGNING and (self._is_credit(child) if quoted else self._stands_behind_quote(child)):
                self._sign(child, owner, kind, quoted, figure and quoted)
            elif form == LINE:
                if tag in TIMED:
                    self.dated.append(child)
                self.visit(child, owner, kind, quoted, linked or tag == "a", figure)
            elif form == BREAK:
                self._break(child, owner, kind, quoted)
            else:
                if self.pieces:
                    self.flush(owner, kind, quoted)
                inner = kind if kind in INHERITED and tag in ("p", "div") else tag if tag in KINDS else "p"
                inner_quoted = quoted or tag == "blockquote"
                self.visit(child, child, inner, inner_quoted, linked, tag == "figure" or (figure and tag not in FIGURE_PARTS))
                if self.pieces:
                    self.flush(child, inner, inner_quoted)
            if not figure and (text := child.tail) and (self.pieces or not text.isspace()):
                self._add(text, linked)

    def flush(self, owner: Any, kind: str, quoted: bool) -> None:
        if not self.pieces:
            return
        text, linked = "".join(self.pieces), self.linked
        self.pieces, self.linked = [], 0
        if not text or text.isspace():
            return
        if len(self.runs) >= MOST_RUNS or self.chars >= MOST_CHARS:
            return
        text = readable(text)
        text = (text.strip("\n").rstrip() if kind == "pre" else " ".join(text.split()))[: MOST_CHARS - self.chars]
        if not text:
            return
        self.chars += len(text)
        last = self.runs[-1] if self.runs else None
        if kind in ("td", "th") and last is not None and last.kind == "td" and len(last.text) < ROW_CHARS and owner.getparent() is not None and last.owner.getparent() is owner.getparent():
            last.text, last.linked = f"{last.text} | {text}", last.linked + linked  # the cells of one row
        else:
            self.runs.append(Run(text, "td" if kind == "th" else kind, min(linked, len(text)), owner, quoted))

    def _is_credit(self, element: Any) -> bool:
        """Whether an element in a block quotation says whose it is: a footer, or a last <cite> behind the words, alone in its paragraph or without one."""
        said = "".join(self.pieces[-3:]).rstrip()
        if not (said.endswith(ENDED) if said else self.runs and self.runs[-1].quoted):
            return False
        if element.tag == "footer":
            return True
        if element.getnext() is not None or (element.tail or "").strip():
            return False
        if element.tag == "cite":
            return bool(element.getparent().tag == "blockquote")
        return _is_cite_alone(element)

    def _stands_behind_quote(self, element: Any) -> bool:
        """Whether an element that stands right behind a block quotation says whose it was: a <cite>, alone in its line."""
        if element.tag == "footer" or not _follows_quote(element) or not self.runs or not self.runs[-1].quoted or "".join(self.pieces).strip():
            return False
        if element.tag == "p":
            return _is_cite_alone(element)
        following = element.getnext()
        return not (element.tail or "").strip() and (following is None or FORMS.get(following.tag, BLOCK) != LINE)

    def _signs_quote(self, caption: Any, quoted: bool) -> bool:
        """Whether a caption is a block quotation's: inside one, or behind the one that its figure shows in place of a picture."""
        figure = caption.getparent()
        is_there = figure.tag == "blockquote" if quoted else figure.tag == "figure" and _follows_quote(caption)
        if not is_there or next(figure.iter(*PICTURES), None) is not None or not (self.pieces or (self.runs and self.runs[-1].quoted)):
            return False
        return len(" ".join("".join(islice(caption.itertext(), MOST_PIECES)).split())) <= CREDIT_CHARS

    def _sign(self, element: Any, owner: Any, kind: str, quoted: bool, figure: bool) -> None:
        """The credit as a line of its own behind the quotation, with the dash that others write themselves."""
        self.flush(owner, kind, quoted)
        first = len(self.runs)
        self.visit(element, element, "p", False, False, figure)
        self.flush(element, "p", False)
        for run in self.runs[first : first + 1]:
            run.linked = 0  # a name that is a link leads nowhere else
            if len(run.text) <= CREDIT_CHARS and not run.text.startswith(DASHES):
                run.text = f"— {run.text}"

    def _add(self, text: str, linked: bool) -> None:
        self.pieces.append(text)
        if linked:
            self.linked += len(text.strip())

    def _break(self, element: Any, owner: Any, kind: str, quoted: bool) -> None:
        """One line break is a space, two part paragraphs."""
        following = element.getnext()
        if following is not None and following.tag == "br" and not (element.tail or "").strip():
            self.flush(owner, kind, quoted)
        self.pieces.append("\n" if kind == "pre" else " ")


def _is_cite_alone(paragraph: Any) -> bool:
    return len(paragraph) == 1 and paragraph[0].tag == "cite" and not (paragraph.text or "").strip() and not (paragraph[0].tail or "").strip()


def _follows_quote(element: Any) -> bool:
    """Whether nothing but white space stands between an element and the block quotation before it."""
    before = element.getprevious()
    return before is not None and before.tag == "blockquote" and not (before.tail or "").strip()


@lru_cache(maxsize=20_000)
def _names_unseen(name: str) -> bool:
    return UNSEEN.search(name) is not None
