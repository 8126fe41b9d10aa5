"""How is a paragraph read: which tokens, names and sentences has it?"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from parsers.cues import cue_forms, weigh_cue
from parsers.description import describe_names, part_from_office
from parsers.namereach import honorifics
from parsers.names import find_names
from parsers.sentences import find_sentences
from parsers.sources import Passage, find_subject
from parsers.tables import load_words
from parsers.tokens import Token

PRONOUNS = frozenset({"he", "his", "him", "himself", "she", "her", "hers", "herself"})
ARTICLES = frozenset({"a", "an", "one", "another", "my", "our"})
# COLUMBUS, Ohio (Wire) — · LEEDS, 4 June – · London (Wire) -: where the article was written, and nobody in it.
DATELINE = re.compile(
    r"(?:[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,2}(?:, [^—–()\n-]{2,30}?)?(?: \([^)\n]{2,30}\))?|[A-Z][\w.,’' ]{2,40} \([A-Z][^)\n]{1,30}\)) ?(?:—|–|--|-) (?=[A-Z“\"])"
)
LONGEST_TAG_END = 5  # tokens from the verb to the full stop: "told the Daily Post."


def read_passages(text: str, bounds: Sequence[tuple[int, int]], tokens: Sequence[list[Token]]) -> list[Passage]:
    """The paragraphs with their names and sentences, read a second time where a surname is also a common word: Ann White, then White."""
    common = frozenset({token.word for paragraph in tokens for token in paragraph if not token.capital})
    found = [find_names(paragraph, text, common=common) for paragraph in tokens]
    surnames = {name.words[-1] for names in found for name in names if name.kind == "person" and len(name.words) > 1}
    ordinary = surnames & (load_words("not_names") | load_words("person_roles") | common | frozenset(honorifics()))
    if ordinary:
        for number, paragraph in enumerate(tokens):
            if not ordinary.isdisjoint([token.lower for token in paragraph if token.capital]):
                found[number] = find_names(paragraph, text, surnames=ordinary, common=common)
    passages = []
    for (start, end), paragraph, everything in zip(bounds, tokens, found, strict=True):
        dateline = DATELINE.match(text, start, end)
        opening = bisect_left(paragraph, dateline.end(), key=lambda token: token.start) if dateline is not None else 0
        names = [name for name in everything if name.first >= opening]
        for name in names:
            part_from_office(paragraph, name, text)
        by_first, by_last = {name.lead: name for name in names}, {name.last: name for name in names}
        describe_names(paragraph, names, text, by_first, by_last)
        passage = Passage(paragraph, names, by_first, by_last)
        _index(passage)
        passage.sentences = _find_sentences(text, start, end, passage, opening)
        passages.append(passage)
    return passages


def is_bare(passage: Passage, low: int, high: int) -> bool:
    """Whether nothing but quotations stands in the sentence."""
    return not any(token.quote < 0 and token.word[0].isalnum() for token in passage.tokens[low:high])


def _index(passage: Passage) -> None:
    """Note where the words stand that are looked for again and again."""
    wanted, forms = _looked_for(), cue_forms()
    for at, token in enumerate(passage.tokens):
        if token.lower not in wanted:
            continue
        if token.lower in forms:
            passage.cues.append(at)
        elif token.lower in PRONOUNS:
            passage.pronouns.append(at)
        elif token.lower in ARTICLES:
            passage.articles.append(at)
        else:
            passage.according.append(at)


@cache
def _looked_for() -> frozenset[str]:
    return frozenset(cue_forms()) | PRONOUNS | ARTICLES | {"according"}


def _find_sentences(text: str, start: int, end: int, passage: Passage, opening: int) -> list[tuple[int, int]]:
    """Token ranges of the paragraph's sentences; a quotation belongs whole to the sentence that its last one runs into."""
    tokens = passage.tokens
    ranges = []
    low = at = opening
    for _, stop in find_sentences(text[start:end]):
        boundary = start + stop
        at = bisect_left(tokens, boundary, lo=at, key=lambda token: token.start)
        inside = at > 0 and tokens[at - 1].end > boundary  # of a quotation
        if not inside and at > low:
            ranges.append((low, at))
            low = at
    if low < len(tokens):
        ranges.append((low, len(tokens)))
    joined: list[tuple[int, int]] = []
    for low, high in ranges:
        if (
            joined
            and is_bare(passage, *joined[-1])
            and any(token.quote >= 0 for token in tokens[slice(*joined[-1])])
            and _is_tag(passage, low, high)
        ):
            joined[-1] = (joined[-1][0], high)
        else:
            joined.append((low, high))
    return joined


def _is_tag(passage: Passage, low: int, high: int) -> bool:
    """Whether the sentence says no more than who spoke: “….” Jane Roe, an analyst at Acme, told the Post."""
    tokens = passage.tokens
    if low not in passage.by_first and tokens[low].lower not in {"he", "she"}:
        return False
    for verb in range(high - 1, max(low, high - LONGEST_TAG_END) - 1, -1):
        if tokens[verb].quote >= 0 or tokens[verb].lower == "that" or tokens[verb].word == ":":
            return False
        if weigh_cue(tokens, verb) == "strong":
            source = find_subject(passage, verb, low)
            return source is not None and source.first == low
    return False
