"""What is it called?"""

from __future__ import annotations

import re

from parsers.jsonld import names_of, texts_of
from parsers.layout import Layout
from parsers.model import Entry
from parsers.plain import one_line, without_markup

LONGEST_TAIL = 60  # characters of an outlet's name behind a headline
SEPARATOR = re.compile(r"\s+(?:[|–—•·»«:]|-|::)\s+|(?<=\w):\s+")
SHORTEST = 3


def find_title(layout: Layout, entry: Entry | None = None) -> tuple[str, str]:
    """The headline as the article carries it, and the rung that gave it; without the outlet's name."""
    page = layout.page
    heading = one_line(" ".join("".join(layout.headline.itertext()).split())) if layout.headline is not None else ""
    told = [without_markup(text) for text in (*texts_of((page.article or {}).get("headline")), page.meta("og:title"), page.meta("twitter:title")) if text]
    if heading and any(_says_same(heading, _without_outlet(text, heading)) for text in (*told, page.headline)):
        return heading, "heading"
    for text, rung in ((next(iter(texts_of((page.article or {}).get("headline"))), ""), "json-ld"), (page.meta("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title"), "meta")):
        if len(title := without_markup(text)) >= SHORTEST:
            return _without_outlet(title, heading, outlets=_outlets(layout)), rung
    if heading and (not page.headline or len(heading) >= SHORTEST):
        return heading, "heading"
    if page.headline:
        return _without_outlet(page.headline, heading, outlets=_outlets(layout)), "title"
    return (one_line(entry.title), "feed") if entry is not None and entry.title else ("", "")


def _without_outlet(title: str, heading: str, *, outlets: tuple[str, ...] = ()) -> str:
    """The title without the outlet's name before or behind it."""
    if heading and heading.casefold() in title.casefold():
        return heading
    for part in SEPARATOR.finditer(title):
        before, behind = title[: part.start()].strip(), title[part.end() :].strip()
        for rest, name in ((before, behind), (behind, before)):
            if len(name) <= LONGEST_TAIL and len(rest) >= SHORTEST and any(_key(name) == outlet or (len(_key(name)) > 4 and outlet.startswith(_key(name))) for outlet in outlets):
                return rest
    return title


def _outlets(layout: Layout) -> tuple[str, ...]:
    page = layout.page
    publisher = names_of((page.article or {}).get("publisher"), page.nodes)
    host = re.sub(r"^https?://(?:www\.)?", "", page.url).partition("/")[0].rpartition(".")[0]
    return tuple(key for name in (*page.metas.get("og:site_name", ()), *publisher, *page.metas.get("application-name", ()), host) if len(key := _key(name)) > 2)


def _says_same(one: str, other: str) -> bool:
    return _key(one) == _key(other) and len(_key(one)) >= SHORTEST


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
