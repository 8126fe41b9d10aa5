"""Where on this page does an element stand: at the head of the article, at its foot, or with something else?"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from parsers.body import Body
from parsers.page import Page
from parsers.pagetext import TIMED, Run

BEFORE_HEADLINE = 60  # elements before the headline that may still speak of the article
INTO_TEXT = 12
BEHIND_TEXT = 40
LEAST_TITLE = 3  # words of a heading that may be told by them; the outlet's own name is shorter
ALIKE = 0.8
NAMING = frozenset(("class", "id", "itemprop", "property", "rel", "data-testid", "data-qa"))
NAME_CHARS = 400
SIGNED = re.compile(r"author|byline|by-line|writer|contributor|creator|\bfn\b|credit", re.IGNORECASE)
DATED = re.compile(r"date|time|publish|posted", re.IGNORECASE)
CLIMB = 7  # elements around one whose names are asked
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|respond|related|recirc\w*|recommended|sidebar|widget|popular|trending|teasers?|cards?|rail|carousel|more-stories|more-from|read-more|latest|listing|menu|nav|promo|image|img|photo|picture|caption|figure)(?:$|[\s_-])",
    re.IGNORECASE,
)
# What a line that begins with "By" may not stand in; a byline in a sidebar is one.
OTHERS = re.compile(r"(?:^|[\s_-])(?:comments?|commentlist|respond|related|recirc\w*|recommended|popular|trending|teasers?|cards?|carousel|caption|figure|menu|nav|navbar|breadcrumbs?|site-info|site-footer|colophon)(?:$|[\s_-])", re.IGNORECASE)
TODAY = re.compile(r"(?:today|current)s?[-_]?(?:date|day)", re.IGNORECASE)
OF_ARTICLE = re.compile(r"post|entry|article|story", re.IGNORECASE)
OTHER_WORKS = frozenset(("citation", "acceptedAnswer", "suggestedAnswer", "answer", "liveBlogUpdate", "mentions", "comment", "review", "isPartOf", "publisher", "image", "video"))


class Layout:
    """The page as a reader scans it; worked out only where a cascade comes down to what readers see."""

    def __init__(self, page: Page, body: Body) -> None:
        self.page, self.body = page, body

    @cached_property
    def order(self) -> dict[Any, int]:
        """Every element's place in the document; what stands in its head has none."""
        return {element: place for place, element in enumerate(self.body.elements)}

    def signed(self, zone: tuple[int, int]) -> list[Any]:
        """The elements of a zone whose names speak of an author, in document order."""
        return [element for element, name in self._named[zone] if SIGNED.search(name)]

    @cached_property
    def _named(self) -> dict[tuple[int, int], list[tuple[Any, str]]]:
        """The elements of each zone that are called by something, with what they are called by."""
        return {zone: [(element, name) for element in self.body.elements[zone[0] : zone[1] + 1] if (name := _naming(element))] for zone in self.zones}

    @cached_property
    def dated(self) -> list[Any]:
        """The elements that may carry a date: those of a zone whose names speak of one, and those declared to carry one anywhere."""
        named = [element for zone in self.zones for element, name in self._named[zone] if DATED.search(name)]
        declared = [element for element in (*self.page.marked, *self.body.dated) if element.tag in TIMED or DATED.search(f"{element.get('itemprop') or ''} {element.get('property') or ''}")]
        return sorted({*named, *declared}, key=lambda element: self.order.get(element, -1))

    @cached_property
    def headline(self) -> Any:
        """The heading that says most of what the page's title says, else the first of the first rank; None where there is none."""
        title = _words(next(iter(self.page.metas.get("og:title", ())), "") or self.page.headline)
        best, most, first = None, LEAST_TITLE - 1, None
        for heading in self.page.root.iter("h1", "h2", "h3"):
            words = _words("".join(heading.itertext()))
            if words and first is None and heading.tag == "h1":
                first = heading
            if words and words == title:
                return heading
            if len(words & title) > most and len(words & title) >= ALIKE * len(words):
                best, most = heading, len(words & title)
        return first if best is None else best

    @cached_property
    def zones(self) -> tuple[tuple[int, int], ...]:
        """First and last place of the head and of the foot; of a page without text only a head."""
        headline = None if self.headline is None else self.order.get(self.headline)
        runs = self.body.runs
        first, last = (self.order.get(runs[0].owner), self.order.get(runs[-1].owner)) if runs else (None, None)
        if first is None or last is None:
            start = 0 if headline is None else max(0, headline - BEFORE_HEADLINE)
            return ((start, start + 3 * BEFORE_HEADLINE),)
        start = first - 3 * BEFORE_HEADLINE if headline is None or headline > first else headline - BEFORE_HEADLINE
        head = first + INTO_TEXT
        return (max(0, start), head), (max(last - 2, head + 1), last + BEHIND_TEXT)

    def within(self, element: Any, zone: tuple[int, int]) -> bool:
        return zone[0] <= self.order.get(element, -1) <= zone[1]

    def runs_of(self, zone: tuple[int, int]) -> list[Run]:
        """The runs of text in a zone, chrome included: bylines and dates are chrome."""
        return [run for run in self.body.everything if self.within(run.owner, zone)]

    def is_elsewhere(self, element: Any, names: re.Pattern[str] = ELSEWHERE) -> bool:
        """Whether the element belongs to a comment, a teaser, a picture or a menu, as the names around it say."""
        for _ in range(CLIMB):
            if element is None or element in self._around or element.tag in ("article", "main", "body"):
                return False
            if element.tag in ("nav", "figure", "figcaption") or element.get("itemprop") in OTHER_WORKS:
                return True
            name = f"{element.get('class') or ''} {element.get('id') or ''}"
            if element.tag == "footer" and not OF_ARTICLE.search(name) and next(element.iterancestors("article", "main"), None) is None:
                return True  # the site's, not the article's
            if len(name) > 1 and names.search(HUMP.sub("-", name[:300])):
                return True
            element = element.getparent()
        return False

    def is_of_site(self, element: Any) -> bool:
        """Whether the element stands at the head of the site rather than of the article: the date there is today's."""
        for above in (element, *element.iterancestors()):
            if above in self._around or above.tag in ("article", "main"):
                return False
            if above.tag == "header" or TODAY.search(f"{above.get('class') or ''} {above.get('id') or ''}"):
                return True
        return False

    @cached_property
    def _around(self) -> set[Any]:
        return set() if self.headline is None else {self.headline, *self.headline.iterancestors()}


def _naming(element: Any) -> str:
    """What an element is called by, in one string."""
    return " ".join([value for key, value in element.items() if key in NAMING])[:NAME_CHARS]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text[:400].casefold()))
