"""Which article pages does the sample newsroom hold, at which addresses, and what should be read from each?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256

from tests.sample.copies import load_copies
from tests.sample.markup import plain_text
from tests.sample.outlets import Outlet, load_outlets
from tests.sample.pieces import Piece, load_pieces


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A piece at its place: its own address, and the one its feed links to."""

    piece: Piece
    outlet: Outlet
    url: str  # canonical
    feed_link: str
    landing_url: str  # where the feed's link ends: the address with the campaign's parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedArticle:
    """What a reader of the page should have found once the last poll is done (so in its corrected form, where it was corrected).

    `url` is the page's canonical link; put it through `parsers.addresses.canonical_url` before comparing it with a stored one.
    """

    url: str
    outlet: str
    slug: str
    story: str  # the slug of the agency story for copies, its own otherwise
    title: str
    authors: tuple[str, ...]
    published: datetime
    published_on: date  # in the outlet's own offset
    updated: datetime | None
    text: str
    quotes: tuple[tuple[str, str], ...]  # words and speaker, "" for an unnamed one
    topic: str
    stance: str
    completeness: str  # as Article.completeness: full, teaser (paywall) or wall (consent notice)


@cache
def expected_articles() -> tuple[ExpectedArticle, ...]:
    """Every article page of the sample, by time of publication."""
    return tuple(_expected(page) for page in lay_out())


@cache
def lay_out() -> tuple[Page, ...]:
    """Every piece and every copy at its address, by time of publication."""
    pieces = load_pieces()
    everything = (*pieces, *load_copies(pieces))
    return tuple(_page(piece) for piece in sorted(everything, key=lambda piece: (piece.published, piece.slug)))


def _page(piece: Piece) -> Page:
    outlet = load_outlets()[piece.outlet]
    digest = sha256(piece.slug.encode()).hexdigest()
    path = outlet.page.format(
        at=piece.published.astimezone(outlet.zone),
        slug=piece.slug.removeprefix(f"{piece.outlet}-").removesuffix("-wire"),
        hex=digest[:12],
        number=int(digest[:5], 16) + 100_000,
    )
    url = outlet.home + path
    landing_url = f"{url}?{outlet.campaign}" if outlet.campaign else url
    feed_link = landing_url
    if outlet.redirects:
        feed_link = f"{outlet.feed_url.replace('/ledger/', '/~r/ledger/')}/~3/{digest[12:23]}/"
    elif outlet.relative:
        feed_link = path
    return Page(piece=piece, outlet=outlet, url=url, feed_link=feed_link, landing_url=landing_url)


def _expected(page: Page) -> ExpectedArticle:
    piece = page.piece
    text = plain_text(piece.updated_body or piece.body)
    kept = piece.quotes if piece.updated_body is None else (*(q for q in piece.quotes if q[0] in piece.updated_body), *piece.updated_quotes)
    return ExpectedArticle(
        url=page.url,
        outlet=piece.outlet,
        slug=piece.slug,
        story=piece.story or piece.slug,
        title=piece.title,
        authors=piece.authors or ((piece.byline.removeprefix("By "),) if piece.byline else ()),  # "Staff and agencies" is what the page calls its author
        published=piece.published,
        published_on=piece.published.astimezone(page.outlet.zone).date(),
        updated=piece.updated,
        text="" if piece.access == "consent" else text,
        quotes=() if piece.access == "consent" else kept,
        topic=piece.topic,
        stance=piece.stance,
        completeness={"open": "full", "paywall": "teaser", "consent": "wall"}[piece.access],
    )
