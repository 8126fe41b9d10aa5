"""How well would a quotation stand for its article?

The rank is a weighted sum of four parts, each between 0 and 1, times a factor for stock phrases:

    0.30  length    words: nothing below 3, full from 8 to 45 (what a report prints whole), falling to a fifth at 120
    0.30  whole     a sentence with its capital and its stop 1, one that ends in a comma (“…,” she said) 0.9, a fragment 0.3
    0.30  voice     a named speaker whose role or organisation is known 1, a named one 0.9, an unnamed one 0.3
    0.10  alone     1 unless it opens with a word that points back ("It", "That", "But"), then 0.4

    × 0.5 for stock phrases of press releases ("we are thrilled to"), × 0.1 for boilerplate (“subscribe”, “all rights reserved”)

That is the rank of the words by themselves. Where it is known what is watched, it is multiplied by what they are about:

    × 1.00    they name a target, or hold words that the topic asks for
    × 0.85    they stand in a paragraph that does
    × 0.60    neither
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from parsers.matching import Hit
from parsers.model import Mention, Quote
from parsers.sentences import find_paragraphs
from parsers.tables import any_of, any_phrase, load_words

LENGTH, WHOLE, VOICE, ALONE = 0.30, 0.30, 0.30, 0.10
ABOUT, BESIDE, ELSEWHERE = 1.0, 0.85, 0.6
FEWEST, SHORT, LONG, LONGEST = 3, 8, 45, 120  # words

LOOKED_AT = 2000  # characters; no quotation worth ranking high is longer


def rank_quote(quote: str, *, named: bool, described: bool) -> float:
    """The rank, 0 to 1, of a quotation whose speaker is `named`, and `described` by a role or an organisation."""
    head = quote[:LOOKED_AT]
    words = head.split()
    if not words:
        return 0.0
    score = LENGTH * _length(len(words)) + WHOLE * _whole(quote) + VOICE * (1.0 if named and described else 0.9 if named else 0.3)
    score += ALONE * (0.4 if words[0].lower() in load_words("pointing_back") else 1.0)
    if _boilerplate().search(head):
        score *= 0.1
    elif _stock().search(head):
        score *= 0.5
    return round(score, 3)


def rank_by_subject(text: str, quotes: Sequence[Quote], mentions: Sequence[Mention], hits: Sequence[Hit]) -> tuple[Quote, ...]:
    """The quotes with their ranks weighed by whether they, or the paragraphs they stand in, name a target or hold words that the topic asks for."""
    telling = sorted([
        *(mention.alias_start for mention in mentions if mention.voice != "headline"), *(hit.start for hit in hits if hit.field == "text"),
    ])  # fmt: skip
    paragraphs = find_paragraphs(text)
    starts = [start for start, _ in paragraphs]
    known: dict[int, bool] = {}  # paragraph -> whether it is about what is watched

    def is_about(start: int, end: int) -> bool:
        return bisect_left(telling, start) < bisect_left(telling, end)

    ranked = []
    for quote in quotes:
        place = bisect_right(starts, quote.start) - 1
        if place not in known:
            known[place] = is_about(*paragraphs[place])
        weight = ELSEWHERE if not known[place] else ABOUT if is_about(quote.start, quote.end) else BESIDE
        ranked.append(replace(quote, rank=round(quote.rank * weight, 3)))
    return tuple(ranked)


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_phrase('boilerplate')})\b", re.IGNORECASE)


@cache
def _stock() -> re.Pattern[str]:
    """We are so thrilled to announce …"""
    return re.compile(rf"\b(?:we(?:’re|'re| are)|i(?:’m|'m| am)) (?:so |very |incredibly |truly )?(?:{any_of('stock_feelings')}) (?:to|about|that)\b", re.IGNORECASE)


def _length(words: int) -> float:
    if words < FEWEST:
        return 0.0
    if words < SHORT:
        return (words - FEWEST + 1) / (SHORT - FEWEST + 1)
    if words <= LONG:
        return 1.0
    return max(0.2, 1.0 - 0.8 * (words - LONG) / (LONGEST - LONG))


def _whole(quote: str) -> float:
    if not (quote[0].isupper() or quote[0].isdigit() or quote[0] in "[“‘\"'$"):
        return 0.3
    last = quote.rstrip("”’\"')]")[-1:]
    return 1.0 if last and last in ".!?…" else 0.9 if last == "," else 0.5
