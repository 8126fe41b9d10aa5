"""Who wrote it? From the strongest evidence to the weakest; every value cleaned; nobody rather than somebody wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from parsers.addresses import site_of
from parsers.authors import has_outlet_word, is_agency, is_generic, is_person, may_be_surnamed, split_credit
from parsers.jsonld import Node, names_of, people_of, types_of
from parsers.layout import Layout
from parsers.masthead import Masthead, read_masthead
from parsers.model import Entry
from parsers.page import Page
from parsers.plain import one_line

# Metas that name authors, the most specific first. Those whose values are addresses are passed over value by value.
METAS = (
    "parsely-author", "sailthru.author", "article:author_name", "og:article:author", "citation_author", "dc.creator", "dcterms.creator", "dc.contributor", "byl", "author", "article:author",
    "authors", "byline", "cxenseparse:author", "rbauthors", "dcsext.author", "creator", "twitter:data1",
)  # fmt: skip
SIGNED_METAS = ("article:author_name", "og:article:author", "parsely-author", "byl")  # filled by the editors, where "author" is often the site's
HOUSE_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher", "dcterms.publisher", "copyright")
BESIDE = re.compile(r"\s*[(\[|].*$|^(?:copyright\s*|©\s*|\(c\)\s*|(?:19|20)\d\d[\s,-]*)+|[\s,.]*(?:all rights reserved.*|(?:19|20)\d\d)$", re.IGNORECASE)  # what stands beside a publisher's name
WRITTEN_BY = re.compile(r"^(?:written by|by|author|authors|posted by|verfasst von|écrit par)$", re.IGNORECASE)
MOST_AUTHORS = 30
NAME_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    """The authors in the page's order, and the rung of the cascade that named them."""

    authors: tuple[str, ...] = ()
    rung: str = ""


def find_byline(layout: Layout, entry: Entry | None = None) -> Byline:
    """The page's authors; none where nobody is named that can be trusted."""
    return _Witnesses(layout, entry).verdict()


class _Witnesses:
    """What each rung says, asked only when it is needed: reading the masthead costs as much as all others."""

    def __init__(self, layout: Layout, entry: Entry | None) -> None:
        self.layout = layout
        self.announced = tuple(name for author in entry.authors if (name := one_line(author, NAME_CHARS))) if entry is not None else ()
        self.page = page = layout.page
        node = page.article or {}
        self.jsonld = _names(names_of(node.get("author"), page.nodes))
        self.creators = _names(names_of(node.get("creator"), page.nodes))
        self.contributors = _names(names_of(node.get("contributor"), page.nodes))
        self.persons = {_key(name) for role in ("author", "creator") for name in people_of(node.get(role), page.nodes)}
        self.signed = [names for name in SIGNED_METAS if (names := _names(_meta_values(page, name)))]
        self.metas = [names for name in METAS if (names := _names(_meta_values(page, name)))]
        self.houses = _houses(page, node)

    @cached_property
    def masthead(self) -> Masthead:
        return read_masthead(self.layout)

    def verdict(self) -> Byline:
        for rung, names in self._rungs():
            people = self._without_house(names)
            if people:
                return self._completed(Byline(authors=people[:MOST_AUTHORS], rung=rung))
        return self._house()

    def _rungs(self) -> Any:
        yield "json-ld", self.jsonld
        yield "json-ld", self.creators  # who signs what the outlet is declared the author of
        yield "markup", self.masthead.declared
        for names in self.signed:
            yield "meta", names
        for names in self.metas:
            if any(is_person(name) or is_agency(name) for name in names) or self._is_seen(names):
                yield "meta", names
        yield "feed", self.announced
        yield "byline", self.masthead.seen

    def _completed(self, found: Byline) -> Byline:
        """The same authors with those whom another list adds: one rung often names the first alone, or a first name."""
        for rung, others in (("json-ld", self.creators), *(("meta", names) for names in self.metas), ("feed", self.announced)):
            if _covers(others := self._without_house(others), found.authors) and len(others) > len(found.authors):
                return Byline(authors=others[:MOST_AUTHORS], rung=rung)
        if found.rung == "json-ld" and self.contributors and self._is_seen(self.contributors):
            return Byline(authors=tuple(dict.fromkeys((*found.authors, *self.contributors)))[:MOST_AUTHORS], rung=found.rung)
        if all(" " not in name for name in found.authors) and found.rung != "byline":
            seen = self.masthead.seen
            if seen and seen != found.authors and all(name.split()[0].casefold() == other.casefold() for name, other in zip(seen, found.authors, strict=False)) and len(seen) >= len(found.authors):
                return Byline(authors=seen, rung="byline")
        return found

    def _house(self) -> Byline:
        """The outlet itself, where it is all the page presents: declared an organisation, or set as a byline."""
        node = self.page.article or {}
        for names, rung in ((self.jsonld, "json-ld"), *((names, "meta") for names in self.metas)):
            if names and rung == "json-ld" and _is_organisation(node.get("author")):
                return Byline(authors=names, rung=rung)
            if names and self._is_seen(names):
                return Byline(authors=names, rung=rung)
        return Byline(authors=self.signed[0], rung="meta") if self.signed else Byline()

    def _is_seen(self, names: tuple[str, ...]) -> bool:
        """Whether readers find the names at the head of the page."""
        return {_key(name) for name in names} <= {_key(name) for name in (*self.masthead.seen, *self.masthead.shown)}

    def _without_house(self, names: tuple[str, ...]) -> tuple[str, ...]:
        people = tuple(name for name in names if not self._is_house(name))
        if any(is_person(name) for name in people):  # beside people, an outlet is where they work
            return tuple(name for name in people if not has_outlet_word(name) or is_generic(name) or is_agency(name) or (_key(name) in self.persons and may_be_surnamed(name)))
        return people

    def _is_house(self, name: str) -> bool:
        key = _key(name)
        if not key:
            return True
        if key in self.houses:
            return not is_person(name, known=True)
        if is_generic(name):
            return False  # "Guardian staff reporter" is what the page calls its author
        return any(len(house) > 4 and (key.startswith(house) or (house.startswith(key) and " " not in name)) for house in self.houses) and not is_person(name, known=True)


def _names(lines: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for credit in lines[:MOST_AUTHORS] for name in split_credit(credit)))[:MOST_AUTHORS]


def _is_organisation(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return any(isinstance(part, dict) and any("organization" in name for name in types_of(part)) for part in parts)


def _meta_values(page: Page, name: str) -> list[str]:
    values = [value for value in page.metas.get(name, ()) if not value.startswith(("http", "//", "@", "www."))]
    if name == "twitter:data1":
        label = page.meta("twitter:label1")
        return values[:1] if WRITTEN_BY.match(label) else []
    return values


def _houses(page: Page, node: Node) -> set[str]:
    """The outlet's names: site, publisher, hosts."""
    hosts = {site_of(address) for address in (page.url, *page.links.get("canonical", ()))}
    names = [*(value for name in HOUSE_METAS for value in page.metas.get(name, ())), *names_of(node.get("publisher"), page.nodes)]
    names += [part for host in hosts for part in (host.rpartition(".")[0], host.partition(".")[0])]
    return {key for name in names if "://" not in name for form in (name, BESIDE.sub("", name)) if len(key := _key(form)) > 2}


def _covers(many: tuple[str, ...], few: tuple[str, ...]) -> bool:
    return {_key(name) for name in few} <= {_key(name) for name in many}


def _key(name: str) -> str:
    return re.sub(r"^the\s+|\W+|_", "", name.casefold())
