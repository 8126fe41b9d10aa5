"""Pages of every kind of software that publishes articles are read whole, or a field is absent. All of it is made up."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from parsers.article import parse_article
from tests.parsers.shapes import JUNK, PARAGRAPHS, TITLE, URL, expected, page

EXPECTED = expected()


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_is_read_complete_or_absent(name: str) -> None:
    """Title, authors, dates, outlet and address are what the page says; what it does not say is absent."""
    gold, article = EXPECTED[name], parse_article(page(name), URL)
    on = gold.get("published_on")
    at = gold.get("published_at") or (datetime.combine(on, time(), UTC) if on else None)
    precision = None if on is None else "second" if "published_at" in gold else "day"
    assert (article.title, list(article.authors)) == (gold.get("title", TITLE), gold.get("authors", []))
    assert (article.published_on, article.published_at, article.published_precision, article.modified_at) == (on, at, precision, gold.get("modified_at"))
    assert (article.site_name, article.canonical_url, article.completeness) == (gold["site_name"], gold.get("canonical_url", "https://example.org/tide"), gold.get("completeness", "full"))
    assert [article.evidence.get("authors", ""), article.evidence.get("published_at", "")] == gold["rungs"]


@pytest.mark.parametrize("name", EXPECTED)
def test_its_text_is_the_article_and_nothing_else(name: str) -> None:
    """Headings, lists and quotations stand in order; bylines, teasers, comments, offers and notes about authors are left out."""
    text = parse_article(page(name), URL).text
    assert JUNK not in text
    whole = {"teaser": PARAGRAPHS[:2], "wall": [""]}.get(EXPECTED[name].get("completeness", "full"), PARAGRAPHS)
    assert text.split("\n\n") == whole
