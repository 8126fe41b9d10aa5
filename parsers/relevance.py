"""Is an article about the topic, and about which targets?

Evidence is counted in sentences: those that hold a term of the topic or name an open model, or those that name one target. The
longer the article the more of them it takes, so that a short post needs one good sentence and a roundup a fair share of its own.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence

from parsers.model import Mention, Topic
from parsers.sentences import find_sentences
from parsers.terms import compile_terms

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


def judge(title: str, text: str, mentions: Sequence[Mention], topic: Topic) -> tuple[bool, float, tuple[str, ...]]:
    """Whether the article is about the topic, how strongly (0 to 1), and the names of the targets that it is about."""
    sentences = find_sentences(text)[:MOST_SENTENCES]
    needed = ENOUGH * math.pow(max(sentences[-1][1] if sentences else 0, SHORT_LENGTH) / USUAL_LENGTH, GROWTH)
    titled = {mention.target for mention in mentions if mention.voice == "headline"}
    named = _named_at(mentions, sentences)
    about = tuple(_about(mentions, titled, named, needed))
    strength = 1 - math.pow(0.5, max(_on_topic(title, text, sentences, titled, named, topic), 0.0) / needed)
    if not _of_topic(topic).isdisjoint(about):  # whoever writes about an open model writes about the field
        strength = max(strength, topic.least)
    return strength >= topic.least, round(strength, 4), about


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


def _on_topic(
    title: str, text: str, sentences: Sequence[tuple[int, int]], titled: Collection[str], named: Mapping[int, frozenset[str]], topic: Topic
) -> float:
    terms = compile_terms((*(term for term in topic.terms if not term.startswith("@")), *topic.exclusions))
    unwanted, wanted = frozenset(topic.exclusions), _of_topic(topic)
    in_title = _balance(terms.find(title), unwanted, named=not wanted.isdisjoint(titled))
    # Under a title that names some other model, what the lead says of the open ones is a comparison.
    led = in_title > 0 or not titled
    evidence = TITLE_WEIGHT * in_title
    for start, end in sentences:
        balance = _balance(terms.find(text[start:end]), unwanted, named=not wanted.isdisjoint(named.get(start, ())))
        evidence += balance * _weight(start, led=led)
    return evidence


def _of_topic(topic: Topic) -> frozenset[str]:
    """The targets that stand among the terms, as "@Llama" does: their true mentions count, and no animals."""
    return frozenset(term[1:] for term in topic.terms if term.startswith("@"))


def _balance(found: frozenset[str], unwanted: frozenset[str], *, named: bool) -> int:
    return int(named or not found <= unwanted) - int(not found.isdisjoint(unwanted))
