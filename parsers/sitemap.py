"""What articles does this sitemap announce? News sitemaps whole, plain ones as far as they are recent; an index names its sitemaps.

Read as a stream of tags by expat: no tree, no entities, nothing fetched, and linear in whatever is sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit
from xml.parsers import expat

from parsers.addresses import absolute_url
from parsers.model import Entry, FeedParseError
from parsers.moments import Moment, parse_moment
from parsers.plain import without_markup

# A plain sitemap lists every page a site ever had. What was touched within a month of the newest page is news; more than that at
# once is a rebuilt site, not journalism. A news sitemap holds two days by its own rules, a thousand addresses at most.
RECENT = timedelta(days=30)
MOST_RECENT = 100
FEWEST_BUILT = 10  # pages that all changed on one day were built then, not written: read as a change, each build would have all of them read again
MOST_NEWS = 300  # the newest: no outlet publishes more between two polls
MOST_PLACES = 50_000  # the format's own limit
MOST_SITEMAPS = 500  # named by an index; Google's own limit is 50,000, and only the newest few are ever followed
TEXT_CHARS = 4000
DEEPEST = 50
SITEMAP_ROOT = re.compile(r"\s*(?:<\?[^>]{0,300}\?>\s*|<!--(?:[^-]|-(?!->)){0,2000}-->\s*)*<(?:[a-zA-Z][\w.-]{0,30}:)?(?P<root>urlset|sitemapindex)[\s>/]")
XML_DECLARATION = re.compile(r"^\s*<\?xml\b[^>]{0,300}\?>", re.IGNORECASE)
STRAY_AMPERSAND = re.compile(r"&(?!(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
NOT_XML = {0x0B: " ", 0x0C: " "}  # white space, but not to XML
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
DAY_IN_PATH = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-]?(?P<month>0[1-9]|1[0-2])(?:[/-]?(?P<day>0[1-9]|[12]\d|3[01]))?(?!\d)")
# An article's address tells: a day, a long number, or a slug of several words. Sections, tags and "about us" have none of them.
ARTICLE_PATH = re.compile(r"/(?:19|20)\d\d/|\d{5}|\.s?html?$")
NO_PAGE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|pdf|mp[34]|zip|xml|gz|json|css|js)$", re.IGNORECASE)
SIDE_PATH = re.compile(r"/(?:tags?|categor(?:y|ies)|topics?|authors?|people|products?|legal|careers?|jobs|page)/", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapLink:
    """A sitemap that an index names, and when it last changed, as far as it says so."""

    url: str
    changed: Moment | None = None


def is_sitemap(text: str) -> bool:
    """Whether the text is a sitemap or an index of sitemaps, by its first element."""
    return SITEMAP_ROOT.match(text[:5000]) is not None


def sitemap_entries(text: str, *, url: str) -> tuple[Entry, ...]:
    """The articles, newest first; FeedParseError for an index, and where the XML breaks off before the first address."""
    found = _read(text, url)
    if found.root == "sitemapindex":
        raise FeedParseError(url, f"not a sitemap but an index of {len(found.places)}; watch the one that lists the articles")
    news = [place for place in found.places if place.published or place.title]
    return _news(news, url) if news else _recent(found.places, url)


def sitemap_links(text: str, *, url: str) -> tuple[SitemapLink, ...]:
    """The sitemaps that an index names, in its order; () where the text is no index."""
    if (root := SITEMAP_ROOT.match(text[:5000])) is None or root["root"] != "sitemapindex":
        return ()
    links = (
        SitemapLink(url=address, changed=parse_moment(place.changed) if place.changed else None)
        for place in _read(text, url).places[:MOST_SITEMAPS] if (address := absolute_url(place.address, url))
    )
    return tuple(links)


@dataclass(slots=True)
class _Place:
    """One <url> or <sitemap>, as it is written."""

    address: str = ""
    changed: str = ""
    published: str = ""
    title: str = ""
    keywords: str = ""


@dataclass(slots=True)
class _Found:
    root: str = ""
    places: list[_Place] = field(default_factory=list)


# (parent, element) -> where its text goes. <image:loc> has another parent, and is not the page's.
_FIELDS = {
    ("url", "loc"): "address", ("url", "lastmod"): "changed", ("sitemap", "loc"): "address", ("sitemap", "lastmod"): "changed",
    ("news", "publication_date"): "published", ("news", "title"): "title", ("news", "keywords"): "keywords",
}  # fmt: skip


def _read(text: str, url: str) -> _Found:
    found, path, written, place = _Found(), list[str](), list[str](), _Place()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal place
        name = tag.rpartition(":")[2]
        path.append(name)
        if len(path) > DEEPEST:
            raise FeedParseError(url, "elements nested deeper than any sitemap's")
        if len(path) == 1:
            found.root = name
        elif name in ("url", "sitemap") and len(path) == 2:
            place = _Place()
            if len(found.places) < MOST_PLACES:
                found.places.append(place)
        written.clear()

    def text_read(piece: str) -> None:
        if len(written) < DEEPEST:
            written.append(piece[:TEXT_CHARS])

    def end(_tag: str) -> None:
        name = path.pop()
        target = _FIELDS.get((path[-1] if path else "", name))
        if target:
            setattr(place, target, "".join(written).strip()[:TEXT_CHARS])
        written.clear()

    def refuse(*_declaration: object) -> None:
        raise FeedParseError(url, "a sitemap that declares entities, which none needs")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text_read
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(STRAY_AMPERSAND.sub("&amp;", XML_DECLARATION.sub("", text)).translate(NOT_XML).encode("utf-8", "replace"), True)
    except expat.ExpatError as exc:
        if not any(each.address for each in found.places[:-1]):
            raise FeedParseError(url, f"a sitemap of broken XML: {exc}") from exc
        found.places.pop()  # cut off within it; what came before is whole
    return found


def _news(places: Iterable[_Place], url: str) -> tuple[Entry, ...]:
    dated = [(place, parse_moment(place.published)) for place in places if place.address]
    dated.sort(key=lambda pair: pair[1].at.timestamp() if pair[1] else 0.0, reverse=True)
    entries = []
    for place, published in dated[:MOST_NEWS]:
        address = absolute_url(place.address, url)
        if address:
            changed = parse_moment(place.changed) if place.changed else None
            entries.append(Entry(
                url=address, title=without_markup(place.title), published_at=published.at if published else None,
                published_precision=published.precision if published else None, updated_at=changed.at if changed else None,
                tags=tuple(dict.fromkeys(word for part in place.keywords.split(",")[:40] if (word := without_markup(part, 120)))),
            ))  # fmt: skip
    return tuple(entries)


def _recent(places: Iterable[_Place], url: str) -> tuple[Entry, ...]:
    """The pages that look like articles and changed lately. The day a page changed is not the day it was published: the page says that."""
    likely = [(place, address) for place in places if (address := absolute_url(place.address, url)) and _is_article_like(address)]
    days = {place.changed[:10] for place, _ in likely if ISO_DAY.match(place.changed)}
    says_when = len(days) > 1 or len(likely) < FEWEST_BUILT
    keys = [(place.changed if says_when and ISO_DAY.match(place.changed) else _day_in(address), place, address) for place, address in likely]
    if not any(key for key, _, _ in keys):  # nothing tells when: what is new was put on top, or at the end
        half = MOST_RECENT // 2
        return tuple(Entry(url=address) for _, address in (likely if len(likely) <= MOST_RECENT else [*likely[:half], *likely[-half:]]))
    keys.sort(key=lambda key: key[0], reverse=True)  # ISO days sort as they are written; the zones of a day do not matter here
    newest = parse_moment(keys[0][0])
    entries = []
    for written, place, address in keys[:MOST_RECENT]:
        moment = parse_moment(written) if written else None
        if newest is not None and (moment is None or newest.at - moment.at > RECENT):
            break
        changed = moment if says_when and place.changed == written else None
        entries.append(Entry(url=address, updated_at=changed.at if changed else None))
    return tuple(entries)


def _is_article_like(address: str) -> bool:
    path = urlsplit(address).path
    slug = path.rstrip("/").rpartition("/")[2]
    is_likely = slug.count("-") + slug.count("_") > 1 or ARTICLE_PATH.search(path) is not None
    return is_likely and not NO_PAGE.search(path) and not SIDE_PATH.search(path)


def _day_in(address: str) -> str:
    found = DAY_IN_PATH.search(urlsplit(address).path)
    return f"{found['year']}-{found['month']}-{found['day'] or '01'}" if found else ""
