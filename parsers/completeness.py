"""How much of the article is here: all of it, a teaser, or a wall in its place?"""

from __future__ import annotations

import re

from parsers.chrome import is_offer
from parsers.model import Completeness
from parsers.page import Page
from parsers.pagetext import Run

FULL_WORDS = 120  # a shorter text is a teaser where anything says so
PAYWALLED_WORDS = 400  # a longer text is an article even where the page sells subscriptions
WALLED_WORDS = 300  # consent and challenge pages say little else; a longer text that speaks of cookies is an article about them
# What stands where the article should: at the head of a page that asks for consent, or wants to be sure of a browser.
WALL = re.compile(
    r"^(?:before you (?:continue|proceed)\b|we (?:value|respect|care about) your privacy|your privacy (?:choices|matters|is important)|manage (?:your )?(?:cookie|consent|privacy)|cookie (?:consent|settings|preferences)$"
    r"|just a moment|one more step|attention required|checking (?:if the site connection|your browser)|please verify (?:that )?you|verify(?:ing)? (?:that )?you are (?:a )?human|are you (?:a robot|human)|access (?:to this page )?(?:has been )?denied"
    r"|pardon our interruption|please (?:enable|turn on) (?:javascript|cookies)|enable javascript and cookies|you have been blocked|unusual traffic|security check)",
    re.IGNORECASE,
)
HEAD_RUNS = 6  # among the first runs of the page, menus and names of the site aside
CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|(?:read|continue|view|see) (?:more|reading|full|the (?:rest|full)).{0,60}(?:→|»|\.\.\.|…)?)\s*$", re.IGNORECASE)


def is_walled(page: Page, text: str, everything: list[Run]) -> bool:
    """Whether a consent or challenge page came in the article's place."""
    return len(text.split()) < WALLED_WORDS and not page.article and any(WALL.match(run.text.strip()) for run in everything[:HEAD_RUNS])


def judge_completeness(page: Page, text: str, everything: list[Run], *, from_page: bool) -> Completeness:
    """What the text is of its article. `everything` is all runs of the page, walls and offers among them."""
    words = len(text.split())
    if not words:
        return "none"
    if from_page and words < PAYWALLED_WORDS and _is_paywalled(page, everything):
        return "teaser"
    if words < FULL_WORDS and (is_cut(text) or _is_description(page, text)):
        return "teaser"
    return "full"


def is_cut(text: str) -> bool:
    """Whether the text ends in the middle."""
    return CUT.search(text[-120:]) is not None


def _is_paywalled(page: Page, everything: list[Run]) -> bool:
    free = str((page.article or {}).get("isAccessibleForFree", "")).casefold()
    return free == "false" or any(is_offer(run) for run in everything)


def _is_description(page: Page, text: str) -> bool:
    told = " ".join(text.split())[:200].casefold()
    return any(" ".join(value.split())[:200].casefold() == told for name in ("description", "og:description") for value in page.metas.get(name, ()))
