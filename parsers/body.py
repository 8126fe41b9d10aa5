"""What is the text of this page?

The tree is walked once into blocks (paragraphs, headings, list items, …), boilerplate left out by its markup. The article is
the smallest element that holds most of the prose; what of it is links, teasers and calls to act is dropped block by block.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from parsers.page import Page
from parsers.plain import UNREAD
from parsers.tables import load_words

SKIPPED_TAGS = frozenset("script style noscript template svg iframe form button select option input textarea nav footer aside object embed video audio canvas map dialog menu label head meta link picture source figure figcaption math amp-ad amp-analytics amp-iframe amp-sidebar amp-consent".split())
HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
INLINE = frozenset("a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark nobr q rp rt ruby s samp small span strike strong sub sup time tt u var wbr img label tspan".split())
SPACE = re.compile(r"[ \t\r\n\f\v\xa0\u2000-\u200a\u3000]+")
SENTENCE_END = re.compile(r"[.!?…:”\"’')\]]\s*$")
TOKEN = re.compile(r"[a-z0-9]+(?:[_-]{1,2}[a-z0-9]+)*", re.IGNORECASE)
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
PROSE = 80  # characters from which a block of mostly plain text counts as prose
LINKED = 0.5  # share of a block's characters in links above which it leads elsewhere
MOST_BLOCKS = 20_000
MOST_CHARS = 1_000_000
DESCENT = 0.82  # a child that holds this share of an element's prose stands for it


@dataclass(slots=True)
class Block:
    """A run of text between two block borders, with where it stands."""

    text: str
    kind: str  # "p", "li", "h2", "pre", "td" …
    linked: int  # characters inside links
    owner: Any
    quoted: bool = False

    @property
    def prose(self) -> int:
        """Characters of plain text, where the block reads like prose."""
        plain = len(self.text) - self.linked
        return plain if self.kind not in HEADINGS and len(self.text) >= PROSE and self.linked < LINKED * len(self.text) else 0


@dataclass(slots=True, kw_only=True)
class Body:
    """The article's text, and where in the tree it was found."""

    text: str = ""
    root: Any = None
    blocks: list[Block] = field(default_factory=list)
    cut: bool = False  # the page itself says that more is behind a wall


def find_body(page: Page) -> Body:
    """The text of the page's article; an empty text where there is none."""
    top = page.root.find("body")
    top = page.root if top is None else top
    blocks = _walk(top)
    root = _article_root(top, blocks)
    inside = _within(root, blocks)
    kept = _without_chrome(inside)
    return Body(text=_joined(kept), root=root, blocks=kept)


def fragment_text(markup: str) -> str:
    """The text of a fragment of markup, such as a feed's content, with nothing judged but what is never text."""
    from lxml import html as lxml_html

    if not markup.strip():
        return ""
    try:
        root = lxml_html.fragment_fromstring(UNREAD.sub("", markup), create_parent="div")
    except Exception:
        return ""
    return _joined(_without_chrome(_walk(root)))


def _walk(top: Any) -> list[Block]:
    blocks: list[Block] = []
    pending: list[str] = []
    state = {"linked": 0, "chars": 0}

    def flush(owner: Any, kind: str, quoted: bool) -> None:
        if not pending:
            return
        text = SPACE.sub(" ", "".join(pending)).strip()
        linked = state["linked"]
        pending.clear()
        state["linked"] = 0
        if text and len(blocks) < MOST_BLOCKS and state["chars"] < MOST_CHARS:
            state["chars"] += len(text)
            blocks.append(Block(text=text, kind=kind, linked=min(linked, len(text)), owner=owner, quoted=quoted))

    def visit(element: Any, owner: Any, kind: str, quoted: bool, linked: bool) -> None:
        if element.text:
            pending.append(element.text)
            if linked:
                state["linked"] += len(element.text.strip())
        for child in element:
            tag = child.tag
            if type(tag) is str and not _skipped(child, tag):
                if tag == "br":
                    if _double_break(child):
                        flush(owner, kind, quoted)
                    else:
                        pending.append(" ")
                elif tag in INLINE:
                    visit(child, owner, kind, quoted, linked or tag == "a")
                else:
                    flush(owner, kind, quoted)
                    inner = tag if tag in HEADINGS or tag in ("p", "li", "pre", "td", "th", "dt", "dd") else "li" if kind == "li" and tag == "p" else "p" if tag != "div" or kind not in ("li", "td") else kind
                    visit(child, child, inner, quoted or tag == "blockquote", linked)
                    flush(child, inner, quoted or tag == "blockquote")
            if child.tail:
                pending.append(child.tail)
                if linked:
                    state["linked"] += len(child.tail.strip())

    visit(top, top, "p", False, False)
    flush(top, "p", False)
    return blocks


def _double_break(element: Any) -> bool:
    following = element.getnext()
    return following is not None and following.tag == "br" and not (element.tail or "").strip()


def _skipped(element: Any, tag: str) -> bool:
    if tag in SKIPPED_TAGS:
        return True
    attributes = element.attrib
    if not attributes:
        return False
    name = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if name != " " and _is_chrome(name[:300]) and tag not in ("body", "html", "main", "article") and not _holds_article(element):
        return True
    if "style" in attributes and HIDDEN_STYLE.search(attributes["style"][:300]):
        return True
    if attributes.get("aria-hidden") == "true" or "hidden" in attributes:
        return not _holds_article(element)
    return attributes.get("role") in ("navigation", "complementary", "banner", "contentinfo", "dialog", "search", "alertdialog")


@lru_cache(maxsize=20_000)
def _is_chrome(name: str) -> bool:
    """Whether a class or id says that an element is no part of the article's text."""
    exact, parts = load_words("chrome_names"), load_words("chrome_parts")
    for token in TOKEN.findall(name.casefold()):
        if token in exact:
            return True
        pieces = [piece for piece in re.split(r"[_-]+", token) if piece]
        if any(piece in parts for piece in pieces) or any(f"{one}-{two}" in parts for one, two in zip(pieces, pieces[1:], strict=False)):
            return True
    return False


def _holds_article(element: Any) -> bool:
    """Whether a wrapper holds so much of the page's prose that its name must be about something else."""
    prose = sum(len(paragraph.text or "") > PROSE for paragraph in element.iter("p"))
    return prose >= 5 and element.find(".//h1") is not None


def _article_root(top: Any, blocks: list[Block]) -> Any:
    """The smallest element that holds most of the prose."""
    weight: dict[Any, int] = {}
    for block in blocks:
        prose = block.prose
        if not prose:
            continue
        element = block.owner
        while element is not None:
            weight[element] = weight.get(element, 0) + prose
            if element is top:
                break
            element = element.getparent()
    here = top
    total = weight.get(top, 0)
    if not total:
        return top
    while True:
        best = max((child for child in here if child in weight), key=lambda child: weight[child], default=None)
        if best is None or best.tag in ("p", "li", "td", "blockquote", "pre") or weight[best] < DESCENT * weight[here]:
            return here
        here = best


def _within(root: Any, blocks: list[Block]) -> list[Block]:
    inside: dict[Any, bool] = {root: True}

    def is_inside(element: Any) -> bool:
        path = []
        while element is not None and element not in inside:
            path.append(element)
            element = element.getparent()
        answer = inside.get(element, False) if element is not None else False
        for step in path:
            inside[step] = answer
        return answer

    return [block for block in blocks if is_inside(block.owner)]


def _without_chrome(blocks: list[Block]) -> list[Block]:
    kept = []
    for block in blocks:
        if block.kind == "h1":
            continue
        if block.linked > 0.8 * len(block.text) and len(block.text) < 200 and block.kind != "h2":
            continue
        if CALL.match(block.text) and len(block.text) < 250:
            continue
        kept.append(block)
    while kept and kept[-1].kind in HEADINGS:
        kept.pop()
    return kept


CALL = re.compile(
    r"(?:read (?:more|also|next|full)|also read|see also|related(?: stor| article|:)|more (?:on|from|in) |share (?:this|on)|follow us|sign up|subscribe|click here|advertisement|story continues|continue reading"
    r"|loading|photo(?: by|:)|image(?: source|:)|©|copyright|all rights reserved|please enable|comments?\b|tags?:|topics?:|filed under|download our|join our|get the latest|thanks for reading)",
    re.IGNORECASE,
)


def _joined(blocks: list[Block]) -> str:
    return "\n\n".join(("> " if block.quoted else "") + block.text for block in blocks)
