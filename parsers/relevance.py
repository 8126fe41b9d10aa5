"""Is an article about the topic, and about which targets?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from parsers.model import Mention, Topic
from parsers.sentences import find_sentences
from parsers.terms import compile_terms

# Evidence adds up over sentences that hold a term of the topic: one in the title tells most, the lead tells more than the rest.
TITLE_WEIGHT = 4.0
LEAD_WEIGHT = 1.5
LEAD_SENTENCES = 4
# A topic stated again and again in a short text is its subject; the same number in a long one may be an aside.
USUAL_SENTENCES = 30
ENOUGH = 3.4  # evidence at which an article of the usual length is as likely about the topic as not
MOST_SENTENCES = 400  # what an article is about shows by then
# An article is about a target that its title names, or that it names this often.
LEAST_MENTIONS = 3
LEAST_SHARE = 0.08


def judge(title: str, text: str, mentions: Sequence[Mention], topic: Topic) -> tuple[bool, float, tuple[str, ...]]:
    """Whether the article is about the topic, how strongly (0 to 1), and the names of the targets that it is about."""
    sentences = find_sentences(text)
    strength = _strength(title, text, sentences[:MOST_SENTENCES], mentions, topic)
    return strength >= topic.least, round(strength, 4), _about(mentions, sentences)


def _strength(title: str, text: str, sentences: Sequence[tuple[int, int]], mentions: Sequence[Mention], topic: Topic) -> float:
    terms = compile_terms((*_phrases(topic.terms), *_phrases(topic.exclusions)))
    unwanted = frozenset(topic.exclusions)
    # "@Llama" among the terms is the target of that name: only true mentions of it count, no animals.
    named = [mention for mention in mentions if f"@{mention.target}" in topic.terms]
    named_at = {mention.start for mention in named if mention.voice != "headline"}
    titled = any(mention.voice == "headline" for mention in named)
    evidence = TITLE_WEIGHT * _balance(terms.find(title), unwanted, named=titled)
    for place, (start, end) in enumerate(sentences):
        weight = LEAD_WEIGHT if place < LEAD_SENTENCES else 1.0
        evidence += weight * _balance(terms.find(text[start:end]), unwanted, named=start in named_at)
    length = math.sqrt(max(len(sentences), LEAD_SENTENCES) / USUAL_SENTENCES)
    return 1 - math.pow(0.5, max(evidence, 0.0) / (ENOUGH * length))


def _phrases(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(term for term in terms if not term.startswith("@"))


def _balance(found: frozenset[str], unwanted: frozenset[str], *, named: bool) -> int:
    return int(named or not found <= unwanted) - int(not found.isdisjoint(unwanted))


def _about(mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    lead_end = sentences[min(LEAD_SENTENCES, len(sentences)) - 1][1] if sentences else 0
    titled = {mention.target for mention in mentions if mention.voice == "headline"}
    inside = [mention for mention in mentions if mention.voice != "headline"]
    sentences_naming = Counter(target for target, _ in {(mention.target, mention.start) for mention in inside})
    led = {mention.target for mention in inside if mention.alias_start < lead_end}
    about = []
    for target in dict.fromkeys(mention.target for mention in mentions):
        often = sentences_naming[target]
        enough = often >= LEAST_MENTIONS and often >= LEAST_SHARE * len(sentences)
        if target in titled or enough or (target in led and often >= 2):
            about.append(target)
    return tuple(about)
