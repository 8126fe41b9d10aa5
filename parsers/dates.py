"""When was it published? From the strongest evidence to the weakest; the day is the publisher's own."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.jsonld import texts_of
from parsers.model import Entry
from parsers.moments import Moment, parse_moment
from parsers.page import Page

PUBLISHED_METAS = ("article:published_time", "og:article:published_time", "parsely-pub-date", "sailthru.date", "datepublished", "dcterms.date", "dcterms.created", "dc.date.issued", "dc.date", "pubdate", "publishdate", "publish-date", "date", "citation_publication_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dating:
    """When a page was published and changed, and the rungs that say so."""

    published: Moment | None = None
    modified: Moment | None = None
    rung: str = ""


def find_dates(page: Page, entry: Entry | None = None) -> Dating:
    """The dates of the page's article; the feed's where the page has none."""
    modified = next((m for text in texts_of((page.article or {}).get("dateModified")) if (m := parse_moment(text))), None)
    for text in texts_of((page.article or {}).get("datePublished")):
        if moment := parse_moment(text):
            return Dating(published=moment, modified=modified, rung="json-ld")
    for name in PUBLISHED_METAS:
        if moment := parse_moment(page.meta(name)):
            return Dating(published=moment, modified=modified, rung="meta")
    for element in page.root.iter("time"):
        if moment := parse_moment(element.get("datetime") or "".join(element.itertext())):
            return Dating(published=moment, modified=modified, rung="time")
    if entry is not None and entry.published_at is not None:
        return Dating(published=Moment(at=entry.published_at, on=entry.published_at.date(), precision=entry.published_precision or "day"), modified=modified, rung="feed")
    return Dating(modified=modified)
