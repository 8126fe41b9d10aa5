"""What is this article? Its page and its feed entry, read as two witnesses."""

from __future__ import annotations

import re

from parsers.addresses import canonical_url
from parsers.body import find_body, fragment_text
from parsers.byline import find_byline
from parsers.dates import find_dates
from parsers.jsonld import texts_of
from parsers.layout import Layout
from parsers.model import Article, Completeness, Entry
from parsers.page import Page, parse_page
from parsers.plain import one_line, without_markup


def parse_article(html: bytes, url: str, entry: Entry | None = None) -> Article:
    """The article of a page, with what its feed entry adds; PageParseError where the bytes are no page."""
    page = parse_page(html, url)
    body = find_body(page)
    layout = Layout(page, body)
    byline = find_byline(layout, entry)
    dating = find_dates(layout, entry)
    text, source = body.text, "page"
    if entry is not None and entry.content_html:
        announced = fragment_text(entry.content_html)
        if len(announced) > 1.15 * len(text):
            text, source = announced, "feed"
    title = _title(page, entry)
    published = dating.published
    completeness: Completeness = "full" if text else "none"
    evidence = {"title": "page", "authors": byline.rung, "published_at": dating.rung, "text": source}
    return Article(
        url=url,
        canonical_url=canonical_url(next(iter(page.links.get("canonical", ())), url)),
        title=title,
        authors=byline.authors,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        published_on=published.on if published else None,
        modified_at=dating.modified.at if dating.modified else None,
        text=text,
        completeness=completeness,
        language=one_line(page.root.get("lang") or "", 20) or None,
        site_name=one_line(page.meta("og:site_name")) or None,
        evidence={key: value for key, value in evidence.items() if value},
    )


def _title(page: Page, entry: Entry | None) -> str:
    heading = next((text for h1 in page.root.iter("h1") if (text := one_line("".join(h1.itertext())))), "")
    for title in (*texts_of((page.article or {}).get("headline")), page.meta("og:title"), heading, page.headline, entry.title if entry else ""):
        if title:
            return re.sub(r"\s[|–—-]\s[^|–—-]{1,60}$", "", without_markup(title)) if title == page.headline else without_markup(title)
    return ""
