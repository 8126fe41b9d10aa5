"""Who acts in a clause, and who in a sentence?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parsers.cues import BE
from parsers.inversion import find_object
from parsers.sources import COMMAS, LONGEST_PHRASE, Passage, Source, find_subject, is_governed, is_source_noun, phrase_ending
from parsers.tables import load_words
from parsers.tokens import QUOTATION

LONGEST_SUBJECT = 14  # tokens between a quotation's mark and the end of its subject: "NASA Administrator Jim …"
FARTHEST = 150  # tokens of a sentence that are looked through for its subject


@dataclass(slots=True)
class Attribution:
    """Who a sentence says spoke one of its quotations."""

    source: Source | None
    cue: str | None
    strength: int  # 3: a verb adjoins the quotation; 2: a verb elsewhere; 1: only a subject; 0: nothing
    low: int = 0  # the sentence's first token, where only its subject is known
    unnamed: bool = False  # the text tells that nobody is named: "he was asked, “…”"
    together: tuple[int, int] | None = None  # first and last token of the names of several who speak as one


def verb_subject(passage: Passage, verb: int, low: int, high: int) -> Source | None:
    """The verb’s subject, which stands behind it in ", says Jane Roe"."""
    tokens = passage.tokens
    if (verb == low or tokens[verb - 1].word in COMMAS) and tokens[verb].lower in load_words("inverting_cues"):
        source = find_object(passage, verb, high)
        if source is not None and source.first == verb + 1 and source.kind != "noun" and ends_clause(passage, source.last + 1, high):
            return source
        return find_subject(passage, verb, low) or (source if source is not None and source.first == verb + 1 else None)
    return find_subject(passage, verb, low)


def ends_clause(passage: Passage, at: int, high: int) -> bool:
    """Whether a clause can be over before the token `at`."""
    tokens = passage.tokens
    return (
        at >= high
        or tokens[at].word in {".", ",", "?", "!", ";"}
        or tokens[at].lower in load_words("prepositions")
        or at in passage.by_first
    )


def is_participle(passage: Passage, verb: int, low: int) -> bool:
    """Whether the verb hangs on another one’s subject: "adding", but not "is adding"."""
    return passage.tokens[verb].lower.endswith("ing") and not (verb > low and passage.tokens[verb - 1].lower in BE)


def first_subject(passage: Passage, low: int, high: int) -> Source | None:
    """The first phrase of the tokens low to high (exclusive) that can act: no preposition governs it, and it names somebody if any does."""
    if (low, high) not in passage.subjects:
        passage.subjects[low, high] = _find_first(passage, low, min(high, low + FARTHEST))
    return passage.subjects[low, high]


def subject_only(passage: Passage, low: int, high: int) -> Attribution:
    """The sentence’s first subject as a guess, with no verb of saying to support it."""
    source = first_subject(passage, low, high)
    return Attribution(source, None, 1 if source is not None else 0, low)


def _find_first(passage: Passage, low: int, high: int) -> Source | None:
    tokens = passage.tokens
    at = low
    if at < high and tokens[at].lower in load_words("sentence_openers"):
        at = next((comma + 1 for comma in range(at, high) if tokens[comma].word in COMMAS), at + 1)
    fallback: Source | None = None
    for source in _phrases(passage, at, high):
        if source.kind == "noun" and not source.definite and source.name is None:
            fallback = fallback or source
            continue
        if source.kind == "noun" and fallback is not None and fallback.first <= low + 1:
            return fallback  # "A spokeswoman declined to name its first customers, saying …"
        return source
    return fallback


def _phrases(passage: Passage, low: int, high: int) -> Iterator[Source]:
    tokens = passage.tokens
    index = low
    while index < high:
        name = passage.by_first.get(index)
        if name is not None:
            index = name.last + 1
            governed = is_governed(tokens, name.lead, low)
            if name.possessive or governed:
                continue
            if index < high and is_source_noun(tokens[index].lower):
                continue
            yield Source("name", name.lead, name.last, name=name)
            continue
        if tokens[index].lower in {"he", "she", "they", "it", "we", "i"}:
            yield Source("pronoun", index, index, word=tokens[index].lower)
        elif tokens[index].word != QUOTATION and is_source_noun(tokens[index].lower) and not tokens[index].possessive:
            following = tokens[index + 1].lower if index + 1 < high else ""
            if not is_source_noun(following) and index + 1 not in passage.by_first:
                source = phrase_ending(passage, index, max(low, index - 2 * LONGEST_PHRASE))
                governed = source is not None and source.first > low and tokens[source.first - 1].lower in load_words("prepositions")
                apposed = passage.by_first.get(index + 2) if following == "," and not governed else None
                if apposed is not None and not apposed.possessive and apposed.last + 1 < high and passage.tokens[apposed.last + 1].word == ",":
                    source = Source("name", apposed.lead, apposed.last, name=apposed)  # "the supplier, Acme, blamed …"
                if source is not None and not governed:
                    yield source
        index += 1
