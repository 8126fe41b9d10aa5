"""Is an article about the topic, and about which targets?

The topic's expression says whether an article touches it at all. How much the article is about it is counted in sentences: those that
hold words which make the expression hold, or those that name one target. The longer the article the more of them it takes, so that a
short post needs one good sentence and a roundup a fair share of its own.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.expressions import Both, Either, Expression, Named, Near
from parsers.grammar import parse_expression
from parsers.matching import Hit, find_match
from parsers.model import Mention, Topic
from parsers.sentences import find_sentences

TITLE_WEIGHT = 4.0
LEAD_WEIGHT = 2.0
LEAD_LENGTH = 600  # characters: about a hundred words, however short the sentences
# Evidence at which an article of the usual length is as likely about something as not, and how that grows with the length. Lengths
# are in characters. Measured on two collections: either changed alone, to 2.6 or 3.4, to .5 or 1, costs at most two points of F1.
ENOUGH = 3.0
USUAL_LENGTH = 4000
GROWTH = 0.7
SHORT_LENGTH = 1500  # shorter texts need no less: one mention at the beginning, or two
MOST_SENTENCES = 400  # what an article is about shows by then


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What an article is about: `touches` where the topic's expression holds, `relevant` where the article is about the topic, and how strongly."""

    touches: bool
    relevant: bool
    strength: float  # 0 to 1
    about: tuple[str, ...]  # names of targets
    hits: tuple[Hit, ...]  # the words that make the expression hold


def judge(title: str, text: str, mentions: Sequence[Mention], topic: Topic) -> Judgement:
    """Whether the article is about the topic, how strongly, and which targets it is about."""
    sentences = find_sentences(text)[:MOST_SENTENCES]
    needed = ENOUGH * math.pow(max(sentences[-1][1] if sentences else 0, SHORT_LENGTH) / USUAL_LENGTH, GROWTH)
    titled = {mention.target for mention in mentions if mention.voice == "headline"}
    named = _named_at(mentions, sentences)
    about = tuple(_about(mentions, titled, named, needed))
    if not topic.expression:
        return Judgement(touches=False, relevant=False, strength=0.0, about=about, hits=())
    match = find_match(topic.expression, title, text, mentions, sentences)
    strength = 1 - math.pow(0.5, _evidence(match.hits, sentences, titled) / needed)
    if match.holds and not _of_topic(parse_expression(topic.expression)).isdisjoint(about):
        strength = max(strength, topic.least)  # whoever writes about an open model writes about the field
    return Judgement(touches=match.holds, relevant=match.holds and strength >= topic.least, strength=round(strength, 4), about=about, hits=match.hits)


def _named_at(mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]]) -> Mapping[int, frozenset[str]]:
    """For each sentence that names targets, known by its start, which."""
    starts = [start for start, _ in sentences]
    named: dict[int, set[str]] = {}
    for mention in mentions:
        place = bisect_right(starts, mention.alias_start) - 1
        if mention.voice != "headline" and place >= 0 and mention.alias_start < sentences[place][1]:
            named.setdefault(starts[place], set()).add(mention.target)
    return {start: frozenset(targets) for start, targets in named.items()}


def _about(mentions: Sequence[Mention], titled: Collection[str], named: Mapping[int, frozenset[str]], needed: float) -> Iterator[str]:
    for target in dict.fromkeys(mention.target for mention in mentions):
        # A sentence that tells two models apart is about both; one that lists many is about each a little.
        evidence = sum(_weight(start, led=not titled) / max(1, len(beside) - 1) for start, beside in named.items() if target in beside)
        if target in titled or evidence >= needed:
            yield target


def _weight(start: int, *, led: bool) -> float:
    return LEAD_WEIGHT if led and start < LEAD_LENGTH else 1.0


def _evidence(hits: Sequence[Hit], sentences: Sequence[tuple[int, int]], titled: Collection[str]) -> float:
    in_title = any(hit.field == "title" for hit in hits)
    # Under a title that names some other model, what the lead says of the open ones is a comparison.
    led = in_title or not titled
    starts = [start for start, _ in sentences]
    holding = {bisect_right(starts, hit.start) - 1 for hit in hits if hit.field == "text"}
    return TITLE_WEIGHT * in_title + sum(_weight(starts[place], led=led) for place in holding if place >= 0)


def _of_topic(expression: Expression) -> frozenset[str]:
    """The targets whose mention is enough for the expression, as "@Llama" among the sides of an `or`: writing about one is writing of the field."""
    match expression:
        case Named(target=target):
            return frozenset((target,))
        case Either(parts=parts):
            return frozenset().union(*(_of_topic(part) for part in parts))
        case Both(parts=(only,)):
            return _of_topic(only)
        case Near(left=left, apart=True):
            return _of_topic(left)
        case _:
            return frozenset()
