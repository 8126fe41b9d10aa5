"""When was it published? From the strongest evidence to the weakest; the day is the publisher's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import chain, islice, pairwise
from typing import Any

from parsers.jsonld import texts_of
from parsers.layout import Layout
from parsers.model import Entry
from parsers.moments import EARLIEST, LATEST, Moment, parse_moment
from parsers.ownday import own_day, true_instant
from parsers.plain import one_line

PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "og:published_time", "datepublished", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate", "pubdate",
    "publishdate", "publish-date", "publish_date", "published_date", "publication_date", "published-date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date", "date", "displaydate",
    "originalpublicationdate", "article_date_original", "citation_online_date", "citation_publication_date", "citation_date", "rbpubdate", "ptime", "shareaholic:article_published_time", "dcsext.articlefirstpublished",
    "prism.publicationdate", "date_published", "article.published", "article.created", "created", "video:release_date", "vr:published_time",
)  # fmt: skip
MODIFIED_METAS = ("article:modified_time", "og:updated_time", "og:article:modified_time", "lastmod", "last-modified", "dc.date.modified", "dcterms.modified", "datemodified", "updated_time", "revised")
MOST_DATED = 300
MOST_MARKS = 12
MOST_CANDIDATES = 4  # of one rung
DATED_CHARS = 160
MODIFIED_NAME = re.compile(r"modif|updat|revis|edited|changed", re.IGNORECASE)
PUBLISHED_NAME = re.compile(r"publish|posted|created|entry-date|pub-?date|issued", re.IGNORECASE)
EVENT_NAME = re.compile(r"event|expire|start|end-?date|validthrough|countdown", re.IGNORECASE)
MODIFIED_LINE = re.compile(r"\b(?:updated|modified|revised|reviewed|edited|changed)\b", re.IGNORECASE)
PUBLISHED_LINE = re.compile(r"\b(?:published|posted|created|first published|written)\b", re.IGNORECASE)
LABEL = re.compile(rf"{PUBLISHED_LINE.pattern}|{MODIFIED_LINE.pattern}", re.IGNORECASE)
LABEL_CHARS = 60  # before a date in which its label is looked for
LABEL_GAP = 8  # between the label and the date: "on", a colon
LABEL_CLIMB = 3
PATH_DATE = re.compile(r"/((?:19|20)\d{2})(?:([/-])(0?[1-9]|1[0-2]|[a-z]{3})\2(0?[1-9]|[12]\d|3[01])|(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01]))(?=[/_.-]|$)", re.IGNORECASE)
SCRIPT_DATE = re.compile(r"[\"'](?:datePublished|date_published|publishedAt|published_at|publishDate|publish_date|publicationDate|pubDate|firstPublished\w{0,4}|publishedTime|datePosted|dateCreated|createdAt|post_date)[\"']\s*:\s*[\"']?([\w:.+ ,/-]{8,40})", re.IGNORECASE)
SCRIPT_CHARS = 300_000
YEAR = re.compile(r"\d{4}|\d[/.-]\d{1,2}[/.-]\d\d|['’]\d\d")  # without one of which no line names a day
PUBLISHED, SAID_NOTHING, CHANGED = range(3)  # what a line may say of its date, from the most to the least welcome
UNZONED_SPREAD = timedelta(hours=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """When a page was published and changed, the rung that says so, and every candidate with its own rung, strong to weak."""

    published: Moment | None = None
    modified: Moment | None = None
    rung: str = ""
    candidates: tuple[tuple[str, Moment], ...] = ()


def find_dates(layout: Layout, entry: Entry | None = None) -> Dating:
    """The dates of the page's article. Strong declarations first, then the feed, then what readers see."""
    return _Calendar(layout, entry).verdict()


class _Calendar:
    def __init__(self, layout: Layout, entry: Entry | None) -> None:
        self.layout, self.page, self.entry = layout, layout.page, entry
        self.node = layout.page.article or {}

    def verdict(self) -> Dating:
        announced, modified = self._announced(), self._modified()
        declared = [("json-ld", self._jsonld("datePublished")), ("meta", self._metas(PUBLISHED_METAS)), ("markup", iter(self._marks[0])), ("json-ld", self._jsonld("dateCreated", "uploadDate", "datePosted"))]
        seen = [("time", iter(self._marks[1])), ("address", self._address()), ("visible", iter(self._lines))]
        strong, weak = _collected(declared), _collected(seen)
        feed = [("feed", announced)] if announced else []
        precise = announced is not None and announced.precision != "day"
        candidates = strong + (feed + weak if precise else weak + feed)
        if not candidates:  # what no reader takes for the date, and what costs most to look for
            candidates = _collected([("script", self._scripts()), ("foot", self._foot()), ("picture", self._address(pictures=True))], most=1)
        if not strong:
            modified = modified or self._changed_line()
        if not candidates:
            return Dating(published=modified, modified=modified, rung="modified" if modified else "")
        if outvoted := _outvoted(candidates):
            return Dating(published=outvoted[1], modified=modified, rung=outvoted[0], candidates=tuple(candidates))
        rung, moment = candidates[0]
        published = self._with_witnesses(moment) if strong else moment if rung == "feed" else self._refined(moment, announced)
        return Dating(published=published, modified=modified, rung=rung, candidates=tuple(candidates))

    def _jsonld(self, *keys: str) -> Iterator[Moment]:
        """What the article's node declares, and others of the same headline; where none is the article's, whatever is declared."""
        headline = texts_of(self.node.get("headline"))
        for key in keys:
            yield from _parsed(texts_of(self.node.get(key)))
            for node in self.page.nodes:
                if not self.node or (headline and texts_of(node.get("headline")) == headline):
                    yield from _parsed(texts_of(node.get(key)))

    def _metas(self, names: tuple[str, ...]) -> Iterator[Moment]:
        for name in names:
            yield from _parsed(self.page.metas.get(name, ()))

    @cached_property
    def _dated(self) -> list[Any]:
        """Elements that carry a date, of this article as far as their surroundings tell."""
        return [element for element in self.layout.dated[:MOST_DATED] if not self.layout.is_elsewhere(element)]

    @cached_property
    def _marks(self) -> tuple[list[Moment], list[Moment]]:
        """Dates in markup: declared ones (itemprop, property, <time> said to be of publication), and any at the head of the article."""
        declared: list[Moment] = []
        told: list[Moment] = []
        shown: list[Moment] = []
        later: list[Moment] = []
        for element in sorted(self._dated, key=self._distance):
            name = " ".join(element.get(key) or "" for key in ("itemprop", "property", "class", "id", "pubdate"))[:300]
            if EVENT_NAME.search(name):
                continue
            is_declared = "datepublished" in name.casefold() or (element.tag == "time" and (element.get("pubdate") is not None or PUBLISHED_NAME.search(name) is not None))
            if not is_declared and not self._at_head(element):
                continue
            text = element.get("datetime") or element.get("content") or (element.get("title") if element.tag == "abbr" else "") or one_line("".join(element.itertext()), DATED_CHARS)
            if len(text) > DATED_CHARS or not (moment := self._parse(text)):
                continue
            label = "" if is_declared else _label_of(element)
            changed = MODIFIED_NAME.search(name) or MODIFIED_LINE.search(label) or (MODIFIED_LINE.search(text) and not PUBLISHED_LINE.search(text))
            if not changed:
                (declared if is_declared else told if label else shown).append(moment)
            elif not is_declared:
                later.append(moment)
            if len(declared) + len(told) + len(shown) >= MOST_MARKS:
                break
        return declared, told + shown + later

    def _distance(self, element: Any) -> int:
        """How far an element stands from where a date belongs: below the headline, or, where there is none, above the text."""
        place, has_headline = self._anchor
        away = self.layout.order.get(element, 0) - place
        if not has_headline:
            away = -away
        return away if away >= 0 else -3 * away

    @cached_property
    def _anchor(self) -> tuple[int, bool]:
        zone = self.layout.zones[0]
        headline = self.layout.headline
        if headline is not None and self.layout.within(headline, zone):
            return self.layout.order.get(headline, 0), True
        runs = self.layout.body.runs
        return (self.layout.order.get(runs[0].owner, zone[1]), False) if runs else (zone[0], True)

    def _at_head(self, element: Any) -> bool:
        return self.layout.within(element, self.layout.zones[0])

    @cached_property
    def _lines(self) -> list[Moment]:
        """Dates in short lines at the head of the article; those said to be of publication first, of change last."""
        return list(self._dates_of(self.layout.runs_of(self.layout.zones[0])))

    def _changed_line(self) -> Moment | None:
        """What a short line at the head of the article says of its last change."""
        for run in self.layout.runs_of(self.layout.zones[0]):
            if len(run.text) <= DATED_CHARS and MODIFIED_LINE.search(run.text):
                for rank, moment in self._told(run.text):
                    if rank == CHANGED:
                        return moment
        return None

    def _foot(self) -> Iterator[Moment]:
        for zone in self.layout.zones[1:]:
            yield from self._dates_of(self.layout.runs_of(zone))
        yield from self._dates_of([run for run in self.layout.body.everything if MODIFIED_LINE.search(run.text[:DATED_CHARS]) or PUBLISHED_LINE.search(run.text[:DATED_CHARS])])

    def _dates_of(self, runs: list[Any]) -> Iterator[Moment]:
        ranked: list[tuple[int, int, Moment]] = []
        for run in runs:
            if len(run.text) <= DATED_CHARS and YEAR.search(run.text) and not run.text.startswith(("©", "Copyright", "(c)")) and not self.layout.is_of_site(run.owner):
                ranked.extend((rank, self._distance(run.owner), moment) for rank, moment in self._told(run.text))
        yield from (moment for _, _, moment in sorted(ranked, key=lambda found: found[:2]))

    def _told(self, line: str) -> list[tuple[int, Moment]]:
        """What a line says: one date whatever it is of, or each of several by the label beside it ("Updated … | Published …")."""
        labels = list(LABEL.finditer(line))
        borders = [0, *(label.start() for label in labels), len(line)]
        moments = [self._parse(line[start:end]) for start, end in pairwise(borders)]
        ranks = [SAID_NOTHING, *(PUBLISHED if PUBLISHED_LINE.match(label[0]) else CHANGED for label in labels)]
        if moments[0] and not moments[-1]:
            ranks = [*ranks[1:], SAID_NOTHING] if len(ranks) > 1 else ranks  # the labels stand behind their dates
        found = [(rank, moment) for rank, moment in zip(ranks, moments, strict=True) if moment]
        if len(found) > 1:
            return found
        whole = self._parse(line)  # its clock may stand apart from its day
        return [(found[0][0] if found else SAID_NOTHING, whole)] if whole else []

    def _address(self, *, pictures: bool = False) -> Iterator[Moment]:
        """The day in the page's address; with `pictures`, in that of its lead picture, which is uploaded the same day more often than not."""
        for match in chain(PATH_DATE.finditer(self.page.url), *(PATH_DATE.finditer(value) for value in self.page.metas.get("og:image", ())[: 1 if pictures else 0])):
            year, month, day = match[1], (match[3] or match[5]).title(), match[4] or match[6]
            yield from _parsed([f"{year}-{int(month):02d}-{int(day):02d}" if month.isdigit() else f"{day} {month} {year}"])

    def _scripts(self) -> Iterator[Moment]:
        for script in self.page.root.iter("script"):
            for match in SCRIPT_DATE.finditer((script.text or "")[:SCRIPT_CHARS]):
                yield from (moment for moment in _parsed([match[1]]) if (moment.on.month, moment.on.day) != (1, 1))  # a default, more often than not

    def _announced(self) -> Moment | None:
        entry = self.entry
        if entry is None or entry.published_at is None or not EARLIEST <= entry.published_at.date() <= LATEST:
            return None
        return Moment(at=entry.published_at, on=entry.published_at.date(), precision=entry.published_precision or "second")

    def _modified(self) -> Moment | None:
        marked = (element for element in self.page.root.iter("time", "meta", "abbr") if MODIFIED_NAME.search(f"{element.get('itemprop') or ''} {element.get('class') or ''}"))
        return next(iter(self._changes), None) or next(_parsed(element.get("datetime") or element.get("content") or element.get("title") or "" for element in marked), None)

    @cached_property
    def _changes(self) -> tuple[Moment, ...]:
        """When the article was last changed, as declared."""
        return tuple(islice(chain(_parsed(texts_of(self.node.get("dateModified"))), self._metas(MODIFIED_METAS)), MOST_CANDIDATES))

    def _parse(self, text: str) -> Moment | None:
        """The moment of a line; 03/04/2024 is read as the page's language has it."""
        language = (self.page.root.get("lang") or "").casefold()
        return parse_moment(text, day_first=not language.startswith(("en-us", "en-ph")) if language and language != "en" else None)

    def _with_witnesses(self, moment: Moment) -> Moment:
        """A declared moment, made finer by the feed, and its day as the page's own clock has it where it was declared in UTC."""
        shown = (*self._marks[1], *self._lines)
        metas = tuple(self._metas(PUBLISHED_METAS))
        stamps = tuple(stamp for stamp in (*metas, *self._marks[0], *shown) if stamp.precision != "day")
        refined = self._refined(true_instant(moment, stamps), self._announced())
        if refined.precision == "day" or refined.offset != timedelta(0):
            return refined
        address = None if any(other.on == refined.on and other.precision == "day" for other in metas) else next(self._address(), None)
        return replace(refined, on=own_day(refined, stamps=stamps, shown=next(iter(shown), None), changes=self._changes, address=address))

    def _refined(self, moment: Moment, announced: Moment | None) -> Moment:
        """A day made an instant by a feed that agrees with it."""
        if moment.precision != "day" or announced is None or announced.precision == "day":
            return moment
        midnight = datetime(moment.on.year, moment.on.month, moment.on.day, tzinfo=UTC)
        if -UNZONED_SPREAD <= announced.at - midnight <= timedelta(days=1) + UNZONED_SPREAD:
            return replace(announced, on=moment.on)
        return moment


def _collected(rungs: list[tuple[str, Iterator[Moment]]], *, most: int = MOST_CANDIDATES) -> list[tuple[str, Moment]]:
    """The first few different moments of each rung."""
    found: dict[tuple[str, Moment], None] = {}
    for rung, moments in rungs:
        found.update(dict.fromkeys((rung, moment) for moment in islice(dict.fromkeys(islice(moments, 3 * most)), most)))
    return list(found)


def _outvoted(candidates: list[tuple[str, Moment]]) -> tuple[str, Moment] | None:
    """The feed's date, where nothing agrees with the page's declaration and something on the page agrees with the feed."""
    (rung, first), others = candidates[0], candidates[1:]
    told = next((moment for name, moment in others if name == "feed"), None)
    if rung == "feed" or told is None or any(_agree(first, moment) for name, moment in others if name != rung):
        return None
    witness = next((moment for name, moment in others if name not in ("feed", rung) and _agree(moment, told)), None)
    return None if witness is None else ("feed", replace(told, on=witness.on))


def _label_of(element: Any) -> str:
    """The word that says what an element's date is of: in it, or just before it in the same line or the box beside it; "" where none does."""
    own = one_line("".join(islice(element.itertext(), 20)), DATED_CHARS)
    if label := LABEL.search(own):
        return label[0]
    here = element
    for _ in range(LABEL_CLIMB):
        above, before = here.getparent(), here.getprevious()
        if above is None:
            return ""
        said = ((above.text if before is None else before.tail) or "").strip()
        if not said and before is not None:
            said = "".join(islice(before.itertext(), 4)).strip() if type(before.tag) is str else ""
        if said:
            last = next(reversed(list(LABEL.finditer(said[-LABEL_CHARS:]))), None)
            return last[0] if last is not None and len(last.string) - last.end() <= LABEL_GAP and not re.search(r"\d", last.string[last.end() :]) else ""
        here = above
    return ""


def _agree(one: Moment, other: Moment) -> bool:
    return abs((one.on - other.on).days) <= 1


def _parsed(texts: Any) -> Iterator[Moment]:
    for text in texts:
        if text and (moment := parse_moment(text)):
            yield moment
