"""What is this article? Its page and its feed entry, read as two witnesses."""

from __future__ import annotations

import re

from parsers.addresses import canonical_url, site_of
from parsers.body import find_body, fragment_text, joined
from parsers.byline import find_byline
from parsers.completeness import is_walled, judge_completeness
from parsers.dates import find_dates
from parsers.jsonld import names_of
from parsers.layout import Layout
from parsers.model import Article, Entry
from parsers.page import Page, parse_page
from parsers.plain import one_line, without_markup
from parsers.signature import without_signatures
from parsers.title import find_title

OUTLET_CHARS = 60
LONGER = 1.2  # a witness must say this much more to be the better one


def parse_article(html: bytes, url: str, entry: Entry | None = None) -> Article:
    """The article of a page, with what its feed entry adds; PageParseError where the bytes are no page."""
    page = parse_page(html, url)
    body = find_body(page)
    layout = Layout(page, body)
    byline = find_byline(layout, entry)
    dating = find_dates(layout, entry)
    title, title_rung = find_title(layout, entry)
    walled = is_walled(page, body.text, body.everything)
    text, text_rung = _better_text("" if walled else joined(without_signatures(body.runs, byline.authors)), entry, byline.authors)
    if walled:  # its heading is the wall's
        title, title_rung = (one_line(entry.title), "feed") if entry is not None and entry.title else (page.headline, "title")
    published = dating.published
    dates = "; ".join(f"{rung} {moment.written()}" for rung, moment in dating.candidates)
    evidence = {"title": title_rung, "authors": byline.rung, "published_at": dating.rung, "text": text_rung, "dates": dates}
    return Article(
        url=url,
        canonical_url=_canonical(page),
        title=title,
        authors=byline.authors,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_on=published.on if published else None,
        modified_at=dating.modified.at if dating.modified else None,
        text=text,
        completeness="wall" if walled and not text else judge_completeness(page, text, body.everything, from_page=text_rung == "page"),
        language=one_line(page.root.get("lang") or page.meta("og:locale", "content-language"), 20).replace("_", "-") or None,
        site_name=_site_name(page, title),
        evidence={field: rung for field, rung in evidence.items() if rung},
    )


def _better_text(text: str, entry: Entry | None, authors: tuple[str, ...]) -> tuple[str, str]:
    """The page's text, or the feed's where that says clearly more: a teaser never stands for an article."""
    announced = fragment_text(entry.content_html, authors) if entry is not None and entry.content_html else ""
    if _words(announced) > LONGER * _words(text):
        return announced, "feed"
    return text, "page" if text else ""


def _canonical(page: Page) -> str:
    """The identity of the article: its canonical link, unless that is another site's front page or a feed."""
    for link in (*page.links.get("canonical", ()), *page.metas.get("og:url", ())):
        if link.startswith(("http://", "https://")) and not (_is_front(link) and not _is_front(page.url)):
            return canonical_url(link)
    return canonical_url(page.url)


def _is_front(url: str) -> bool:
    return re.fullmatch(r"https?://[^/]+/?", url) is not None


def _words(text: str) -> int:
    return len(text.split())


def _site_name(page: Page, title: str) -> str | None:
    """The outlet's name as the page declares it, as its title adds it to the headline, or else its host."""
    publisher = names_of((page.article or {}).get("publisher"), page.nodes)
    beside = page.headline.replace(title, "").strip(" |–—-:·•»«") if title and title in page.headline else ""
    names = (*page.metas.get("og:site_name", ()), *publisher, *page.metas.get("application-name", ()), beside if len(beside) <= OUTLET_CHARS else "")
    return next((name for value in names if (name := without_markup(value, 2 * OUTLET_CHARS))), None) or site_of(page.url) or None
