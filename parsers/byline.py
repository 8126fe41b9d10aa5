"""Who wrote it? From the strongest evidence to the weakest; every value cleaned; nobody rather than somebody wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from parsers.authors import split_credit
from parsers.jsonld import texts_of
from parsers.model import Entry
from parsers.page import Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """The authors in the page's order, and the rung of the cascade that named them."""

    authors: tuple[str, ...] = ()
    rung: str = ""


def find_byline(page: Page, entry: Entry | None = None) -> Byline:
    """The page's authors; none where the page names none that can be trusted."""
    for rung, read in (("json-ld", _of_jsonld), ("markup", _of_markup), ("meta", _of_metas)):
        if authors := read(page):
            return Byline(authors=authors, rung=rung)
    if entry is not None and entry.authors:
        return Byline(authors=entry.authors, rung="feed")
    return Byline()


def _names(credits: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for credit in credits for name in split_credit(credit)))


def _of_jsonld(page: Page) -> tuple[str, ...]:
    node = page.article or {}
    author = _names(texts_of(node.get("author")))
    return author or _names(texts_of(node.get("creator")))


def _of_markup(page: Page) -> tuple[str, ...]:
    found: list[str] = []
    for element in page.root.iter("a", "span", "div", "p"):
        if element.get("rel") == "author" or "author" in (element.get("itemprop") or ""):
            found.append(_text(element))
    return _names(found[:10])


def _of_metas(page: Page) -> tuple[str, ...]:
    for name in ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "citation_author", "sailthru.author", "twitter:data1"):
        if names := _names([value for value in page.metas.get(name, ()) if "://" not in value]):
            return names
    return ()


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
