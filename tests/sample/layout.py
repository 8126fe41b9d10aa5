"""What does an article's page look like, as its outlet's system lays it out?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from tests.sample.linked import linked_data
from tests.sample.markup import Block, read_blocks
from tests.sample.outlets import Outlet
from tests.sample.pages import Page

TEMPLATES = Path(__file__).parent / "templates"
WORDS_A_MINUTE = 200
ADVERTISEMENT_AFTER = 3  # paragraphs; the newsletter box comes two further down
NEWSLETTER_AFTER = 5


def render_page(page: Page, now: datetime, related: Iterable[Page], *, amp: bool = False) -> bytes:
    """The page as it stood at `now`, in the outlet's character set; `related` are the pieces it teases."""
    piece, outlet, related = page.piece, page.outlet, list(related)
    is_updated = piece.updated is not None and piece.updated <= now
    body = piece.updated_body if is_updated and piece.updated_body else piece.body
    blocks = read_blocks(body)
    modified = piece.updated if is_updated else None
    template = "consent.html" if piece.access == "consent" else "amp.html" if amp else f"{outlet.markup}.html"
    html = _environment().get_template(template).render(
        outlet=outlet,
        piece=piece,
        url=page.url,
        blocks=blocks,
        summary=piece.updated_summary if is_updated and piece.updated_summary else piece.summary,
        byline=_byline(page),
        published=piece.published,
        published_utc=piece.published.astimezone(UTC),
        modified=modified,
        modified_utc=(modified or piece.published).astimezone(UTC),
        shown=show(outlet, piece.published),
        shown_modified=show(outlet, modified) if modified else None,
        minutes=max(1, round(len(body.split()) / WORDS_A_MINUTE)),
        scripts=linked_data(page, modified, related),
        related=related,
        show=lambda other: show(outlet, other.piece.published),
        comments=_comments(page),
        claps=int(sha256(piece.slug.encode()).hexdigest()[:3], 16),
        ad_after=_break_at(blocks, ADVERTISEMENT_AFTER),
        box_after=_break_at(blocks, NEWSLETTER_AFTER),
    )
    return html.encode(outlet.charset, "xmlcharrefreplace")


def render_not_found(outlet: Outlet) -> bytes:
    """What the outlet's server says of an address it does not know."""
    return _environment().get_template("notfound.html").render(outlet=outlet).encode()


@cache
def _environment() -> Environment:
    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def show(outlet: Outlet, moment: datetime) -> str:
    """The moment as the outlet's pages write it."""
    at = moment.astimezone(outlet.zone)
    half = "a.m." if at.hour < 12 else "p.m."
    return outlet.shown.format(at=at, hour=(at.hour - 1) % 12 + 1, half=half, HALF=half.replace(".", "").upper())


def _break_at(blocks: Sequence[Block], wanted: int) -> int:
    """The number of the block, from the wanted one on, after which a box may stand: not under a heading, not at the very end; 0 for none."""
    return next((number for number, block in enumerate(blocks, 1) if number >= wanted and block.kind == "p" and number < len(blocks)), 0)


def _byline(page: Page) -> str:
    """The words that name the authors; "" where the page names nobody."""
    if page.piece.byline:
        return page.piece.byline
    if not page.piece.authors or not page.outlet.byline:
        return ""
    *first, last = page.piece.authors
    return page.outlet.byline.format(names=f"{', '.join(first)} and {last}" if first else last)


def _comments(page: Page) -> tuple[tuple[str, str], ...]:
    """Some of the outlet's readers, who are not part of the article."""
    turn = sum(map(ord, page.piece.slug))
    comments = page.outlet.comments
    return tuple(comments[(turn + step) % len(comments)] for step in range(min(2, len(comments))))
