"""What does an outlet's feed hold at a poll?

(Not named feeds.py: pytest puts this folder on the path, where that name would stand before the package of that name.)
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from typing import Any

from tests.sample.markup import html_text, plain_text
from tests.sample.outlets import Outlet
from tests.sample.pages import Page

MOST_ENTRIES = 20
ZONE_NAMES = {-4: "EDT", -7: "PDT", 0: "GMT"}
CONTENT_TYPES = {
    "rss2": "application/rss+xml; charset=UTF-8",
    "atom": "application/atom+xml; charset=utf-8",
    "rdf": "application/rdf+xml",
    "jsonfeed": "application/feed+json",
}


def render_feed(outlet: Outlet, pages: Sequence[Page], now: datetime) -> bytes:
    """The feed as it stood at `now`: the newest twenty of the outlet's pieces published by then."""
    known = sorted((page for page in pages if page.outlet.key == outlet.key and page.piece.published <= now), key=lambda page: page.piece.published)
    newest = known[-MOST_ENTRIES:][::-1]
    render = {"rss2": _rss, "atom": _atom, "rdf": _rdf, "jsonfeed": _json}[outlet.feed]
    return render(outlet, newest, now).encode()


def last_change(pages: Sequence[Page], outlet: Outlet, now: datetime) -> datetime:
    """When the outlet last published or corrected something."""
    moments = [moment for page in pages if page.outlet.key == outlet.key for moment in (page.piece.published, page.piece.updated) if moment]
    return max((moment for moment in moments if moment <= now), default=now).astimezone(UTC)


def _rss(outlet: Outlet, pages: Sequence[Page], now: datetime) -> str:
    entries = "\n".join(_rss_entry(outlet, page, now) for page in pages)
    built = "" if outlet.dates == "none" else f"\n<lastBuildDate>{format_datetime(last_change(pages, outlet, now))}</lastBuildDate>"
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom">
<channel>
<title>{_x(outlet.name)}</title>
<link>{outlet.home}/</link>
<atom:link href="{_x(outlet.feed_url)}" rel="self" type="application/rss+xml"/>
<description>{_x(outlet.tagline)}</description>
<language>en</language>{built}
{entries}
</channel>
</rss>
"""


def _rss_entry(outlet: Outlet, page: Page, now: datetime) -> str:
    piece = page.piece
    lines = [f"<title>{_x(piece.title)}</title>", f"<link>{_x(page.feed_link)}</link>", _guid(page)]
    if outlet.dates != "none":
        lines.append(f"<pubDate>{_date(outlet, piece.published)}</pubDate>")
    if updated := _updated(page, now):
        lines.append(f"<atom:updated>{updated.isoformat()}</atom:updated>")
    lines += _rss_authors(outlet, page)
    lines += [f"<category><![CDATA[{tag}]]></category>" for tag in piece.tags]
    if outlet.markup == "wordpress":  # this system closes each summary with a line about itself
        more = f'<p>{escape(piece.summary, quote=False)}</p>\n<p>The post <a href="{page.url}">{escape(piece.title, quote=False)}</a> appeared first on <a href="{outlet.home}">{outlet.name}</a>.</p>'
        lines.append(f"<description><![CDATA[{more}]]></description>")
    else:
        lines.append(f"<description>{_x(_summary(page, now))}</description>")
    if outlet.text == "full":
        lines.append(f"<content:encoded><![CDATA[{html_text(_body(page, now))}]]></content:encoded>")
    return "<item>\n" + "\n".join(lines) + "\n</item>"


def _guid(page: Page) -> str:
    if page.outlet.markup == "wordpress":
        return f'<guid isPermaLink="false">{page.outlet.home}/?p={int(sha256(page.piece.slug.encode()).hexdigest()[:4], 16)}</guid>'
    if page.outlet.key == "kestrel":
        return f'<guid isPermaLink="false">node-{page.url.rsplit("-", 1)[1]} at {page.outlet.home}</guid>'
    return f'<guid isPermaLink="true">{_x(page.url)}</guid>'


def _rss_authors(outlet: Outlet, page: Page) -> list[str]:
    if outlet.authors == "email":
        return [f"<author>newsdesk@{outlet.host.removeprefix('www.')} ({_x(name)})</author>" for name in page.piece.authors[:1]]
    if outlet.authors == "dc":
        return [f"<dc:creator><![CDATA[{name}]]></dc:creator>" for name in page.piece.authors]
    return []


def _atom(outlet: Outlet, pages: Sequence[Page], now: datetime) -> str:
    base = f' xml:base="{outlet.home}/"' if outlet.relative else ""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"{base} xml:lang="en">
<title>{_x(outlet.name)}</title>
<subtitle>{_x(outlet.tagline)}</subtitle>
<id>{outlet.home}/</id>
<link href="{outlet.home}/"/>
<link rel="self" href="{outlet.feed_url}"/>
<updated>{last_change(pages, outlet, now).isoformat()}</updated>
{"".join(_atom_entry(outlet, page, now) for page in pages)}</feed>
"""


def _atom_entry(outlet: Outlet, page: Page, now: datetime) -> str:
    piece = page.piece
    names = piece.authors if outlet.authors == "atom" else ()
    authors = "".join(f"<author><name>{_x(name)}</name></author>\n" for name in names)
    content = f'<content type="html">{_x(html_text(_body(page, now)))}</content>\n' if outlet.text == "full" else ""
    tags = "".join(f'<category term="{_x(tag)}"/>\n' for tag in piece.tags)
    return f"""<entry>
<title type="text">{_x(piece.title)}</title>
<id>tag:{outlet.host},2024:{piece.slug}</id>
<link rel="alternate" type="text/html" href="{_x(page.feed_link)}"/>
<published>{piece.published.isoformat()}</published>
<updated>{(_updated(page, now) or piece.published).isoformat()}</updated>
{authors}{tags}<summary type="text">{_x(_summary(page, now))}</summary>
{content}</entry>
"""


def _rdf(outlet: Outlet, pages: Sequence[Page], now: datetime) -> str:
    listed = "\n".join(f'<rdf:li rdf:resource="{_x(page.url)}"/>' for page in pages)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">
<channel rdf:about="{outlet.feed_url}">
<title>{_x(outlet.name)}</title>
<link>{outlet.home}/</link>
<description>{_x(outlet.tagline)}</description>
<items><rdf:Seq>
{listed}
</rdf:Seq></items>
</channel>
{"".join(_rdf_entry(outlet, page, now) for page in pages)}</rdf:RDF>
"""


def _rdf_entry(outlet: Outlet, page: Page, now: datetime) -> str:
    authors = "".join(f"<dc:creator>{_x(name)}</dc:creator>\n" for name in page.piece.authors)
    updated = _updated(page, now)
    modified = f"<dcterms:modified>{updated.isoformat()}</dcterms:modified>\n" if updated else ""
    return f"""<item rdf:about="{_x(page.url)}">
<title>{_x(page.piece.title)}</title>
<link>{_x(page.feed_link)}</link>
<description>{_x(_summary(page, now))}</description>
{authors}<dc:date>{_date(outlet, page.piece.published)}</dc:date>
{modified}</item>
"""


def _json(outlet: Outlet, pages: Sequence[Page], now: datetime) -> str:
    is_first = outlet.authors == "json1"
    feed: dict[str, Any] = {
        "version": f"https://jsonfeed.org/version/{'1' if is_first else '1.1'}", "title": outlet.name, "home_page_url": f"{outlet.home}/",
        "feed_url": outlet.feed_url, "description": outlet.tagline, "items": [_json_entry(outlet, page, now) for page in pages],
    }  # fmt: skip
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _json_entry(outlet: Outlet, page: Page, now: datetime) -> dict[str, Any]:
    piece = page.piece
    entry: dict[str, Any] = {"id": page.url, "url": page.feed_link, "title": piece.title, "summary": _summary(page, now),
                             "date_published": piece.published.isoformat(), "tags": list(piece.tags)}  # fmt: skip
    if outlet.text == "full":
        entry["content_html"] = html_text(_body(page, now))
        entry["content_text"] = plain_text(_body(page, now))
    if updated := _updated(page, now):
        entry["date_modified"] = updated.isoformat()
    if outlet.authors == "json1":
        entry["author"] = {"name": " and ".join(piece.authors)}
    else:
        entry["authors"] = [{"name": name} for name in piece.authors]
    return entry


def _date(outlet: Outlet, moment: datetime) -> str:
    """The moment as this feed writes it: one outlet gives its local clock without a zone, as some do."""
    local = moment.astimezone(outlet.zone)
    if outlet.dates == "iso":
        return local.isoformat()
    if outlet.dates == "local":
        return f"{local:%d/%m/%Y %H:%M}"
    if outlet.dates == "zone":
        return format_datetime(local).rsplit(" ", 1)[0] + " " + ZONE_NAMES[outlet.offset]
    return format_datetime(moment.astimezone(UTC), usegmt=True) if outlet.dates == "gmt" else format_datetime(local)


def _updated(page: Page, now: datetime) -> datetime | None:
    return page.piece.updated if page.piece.updated and page.piece.updated <= now else None


def _summary(page: Page, now: datetime) -> str:
    return page.piece.updated_summary if _updated(page, now) and page.piece.updated_summary else page.piece.summary


def _body(page: Page, now: datetime) -> str:
    return page.piece.updated_body if _updated(page, now) and page.piece.updated_body else page.piece.body


def _x(text: str) -> str:
    return escape(text, quote=True)
