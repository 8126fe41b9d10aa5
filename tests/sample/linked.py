"""Which linked data (JSON-LD) does a page of each kind carry?"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from tests.sample.pages import Page

Node = dict[str, Any]
CONTEXT = "https://schema.org"
MARKUPS_WITHOUT = frozenset({"bare", "hugo", "medium", "drupal"})


def linked_data(page: Page, modified: datetime | None, related: Iterable[Page]) -> list[str]:
    """The bodies of the page's JSON-LD scripts, fit to stand inside <script>; none where its system writes none."""
    if page.outlet.markup in MARKUPS_WITHOUT or page.outlet.flavour == "classic":
        return []
    build = {"newsld": _news, "wordpress": _yoast, "ghost": _ghost, "substack": _substack}[page.outlet.markup]
    return [json.dumps(node, ensure_ascii=False, separators=(",", ":")).replace("</", "<\\/") for node in build(page, modified, list(related))]


def _news(page: Page, modified: datetime | None, related: list[Page]) -> list[Any]:
    article = {"@context": CONTEXT, "@type": "NewsArticle", **_article(page, modified), "isAccessibleForFree": page.piece.access == "open"}
    crumbs = {"@context": CONTEXT, "@type": "BreadcrumbList", "itemListElement": [
        {"@type": "ListItem", "position": 1, "name": page.outlet.name, "item": page.outlet.home},
        {"@type": "ListItem", "position": 2, "name": page.piece.tags[0] if page.piece.tags else "News"},
    ]}  # fmt: skip
    if page.outlet.flavour == "wire":
        return [[crumbs, article, {"@context": CONTEXT, **_publisher(page)}]]
    if page.outlet.flavour == "pink":  # its list of teasers comes first and has dates and authors of its own
        teasers = [{"@type": "NewsArticle", "url": other.url, "headline": other.piece.title, "datePublished": other.piece.published.isoformat(),
                    "author": [_person(page, name) for name in other.piece.authors]} for other in related]  # fmt: skip
        return [{"@context": CONTEXT, "@type": "ItemList", "name": "Read next", "itemListElement": teasers}, article]
    return [article, crumbs]


def _yoast(page: Page, modified: datetime | None, related: list[Page]) -> list[Any]:
    home, url, piece = page.outlet.home, page.url, page.piece
    people = [{**_person(page, name), "@id": f"{home}/#/schema/person/{name.lower().replace(' ', '-')}"} for name in piece.authors]
    # The plug-in of this system writes times in UTC, whatever the outlet's clock says.
    published, changed = (moment.astimezone(UTC).isoformat() for moment in (piece.published, modified or piece.published))
    authors = [{"name": person["name"], "@id": person["@id"]} for person in people]
    return [{"@context": CONTEXT, "@graph": [
        {"@type": "Article", "@id": f"{url}#article", "isPartOf": {"@id": url}, "author": authors[0] if len(authors) == 1 else authors,
         "headline": piece.title, "datePublished": published, "dateModified": changed, "mainEntityOfPage": {"@id": url},
         "wordCount": len(piece.body.split()), "commentCount": len(page.outlet.comments), "publisher": {"@id": f"{home}/#organization"},
         "image": {"@id": f"{url}#primaryimage"}, "keywords": list(piece.tags), "inLanguage": "en-US"},
        {"@type": "WebPage", "@id": url, "url": url, "name": f"{piece.title} - {page.outlet.name}", "isPartOf": {"@id": f"{home}/#website"},
         "datePublished": published, "dateModified": changed, "description": piece.summary, "breadcrumb": {"@id": f"{url}#breadcrumb"}},
        {"@type": "ImageObject", "@id": f"{url}#primaryimage", "url": f"{home}/wp-content/uploads/lead.jpg", "caption": "Illustration"},
        {"@type": "BreadcrumbList", "@id": f"{url}#breadcrumb", "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Home", "item": f"{home}/"}, {"@type": "ListItem", "position": 2, "name": piece.title}]},
        {"@type": "WebSite", "@id": f"{home}/#website", "url": f"{home}/", "name": page.outlet.name, "publisher": {"@id": f"{home}/#organization"}},
        {**_publisher(page), "@type": "Organization", "@id": f"{home}/#organization"},
        *people,
    ]}]  # fmt: skip


def _ghost(page: Page, modified: datetime | None, related: list[Page]) -> list[Any]:
    people = [_person(page, name) for name in page.piece.authors]
    # This system names the first author and puts the others under contributor.
    node = {"@context": CONTEXT, "@type": "Article", **_article(page, modified), "author": people[0], "description": page.piece.summary}
    return [node | {"contributor": people[1:]} if people[1:] else node]


def _substack(page: Page, modified: datetime | None, related: list[Page]) -> list[Any]:
    return [{"@context": CONTEXT, "@type": "NewsArticle", **_article(page, modified), "interactionStatistic": [
        {"@type": "InteractionCounter", "interactionType": {"@type": "https://schema.org/LikeAction"}, "userInteractionCount": 41}]}]  # fmt: skip


def _article(page: Page, modified: datetime | None) -> Node:
    piece = page.piece
    node: Node = {
        "mainEntityOfPage": {"@type": "WebPage", "@id": page.url}, "headline": piece.title, "url": page.url,
        "datePublished": piece.published.isoformat(), "dateModified": (modified or piece.published).isoformat(),
        "keywords": list(piece.tags), "publisher": _publisher(page),
    }  # fmt: skip
    if piece.authors:
        node["author"] = [_person(page, name) for name in piece.authors]
    return node


def _person(page: Page, name: str) -> Node:
    if name == "Northgate Wire":
        return {"@type": "Organization", "name": name}
    return {"@type": "Person", "name": name, "url": f"{page.outlet.home}/staff/{name.lower().replace(' ', '-')}/"}


def _publisher(page: Page) -> Node:
    logo = {"@type": "ImageObject", "url": f"{page.outlet.home}/logo.png", "width": 260, "height": 60}
    return {"@type": "NewsMediaOrganization", "name": page.outlet.name, "url": page.outlet.home, "logo": logo}
