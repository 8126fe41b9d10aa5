"""Which words behind a quotation attribute it? “…,” said Jane Roe."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.cues import cue_forms, is_negated, weigh_cue
from parsers.inversion import find_object
from parsers.sources import COMMAS, Passage, Source, between, find_subject, plain_phrase
from parsers.subjects import FARTHEST, LONGEST_SUBJECT, Attribution, ends_clause, verb_subject
from parsers.tables import load_words
from parsers.tokens import Token

INITIALS = re.compile(r"\w(?:\. ?\w)+\.?")  # “…,” she says. —W.K.: of whoever wrote the paragraph


def find_tag(passage: Passage, place: int, right: int, high: int) -> Attribution | None:
    """“…,” said Jane Roe · “…,” Jane Roe said · “…”, according to Jane Roe · “…” — Jane Roe."""
    tokens = passage.tokens
    at = place + 1
    dash = False
    while at < right and tokens[at].word in COMMAS | {"."}:
        if tokens[at].word == ".":
            return None
        dash = dash or tokens[at].word in {"—", "–", "--", "―"}
        at += 1
    if at >= right or tokens[at].word in {":", ";"}:
        return None
    if tokens[at].lower == "according" and at + 1 < right:
        return _attributed(find_object(passage, at + 1, right), "according to", 3)
    if tokens[at].lower == "per" and at + 1 < right and (at + 2 if tokens[at + 1].lower == "the" else at + 1) in passage.by_first:
        return _attributed(find_object(passage, at, right), "per", 3)
    if tokens[at].lower == "by" and at == place + 1 and at + 1 < right:
        cue = next((back for back in range(place - 1, max(-1, place - 4), -1) if tokens[back].lower in cue_forms()), None)
        return _attributed(find_object(passage, at, right), tokens[cue].lower, 3) if cue is not None else None  # once called “…” by Jane Roe
    if tokens[at].lower == "as" and at + 1 < right:
        at += 1
    if dash and at in passage.by_first and not INITIALS.fullmatch(passage.by_first[at].text) and passage.by_first[at].last + 1 >= min(right, high) - 1:
        name = passage.by_first[at]
        return Attribution(Source("name", name.lead, name.last, name=name), None, 3)
    if tokens[at].lower in load_words("conjunctions"):
        return None
    if weigh_cue(tokens, at) is not None:
        if tokens[at].lower.endswith("ing") or (at + 1 < right and tokens[at + 1].lower in {"that", "to"}):
            return None
        return _attributed(find_object(passage, at, right), tokens[at].lower, 3)
    for verb in range(at + 1, right):
        if tokens[verb].word in {".", ":", ";"} and verb not in passage.by_last and not (tokens[verb - 1].word[0].isupper()):
            return None
        if weigh_cue(tokens, verb) is None or tokens[verb].lower.endswith("ing"):
            continue
        source = find_subject(passage, verb, at) or plain_phrase(passage, at, verb - 1)
        if source is None:
            return None
        if source.last - at > LONGEST_SUBJECT or any(tokens[between].word in COMMAS for between in range(at, source.first)):
            return None
        if any(tokens[between].lower in load_words("prepositions") or tokens[between].lower == "to" for between in range(at, source.first)):
            return None
        if _introduces_next(tokens, right, high) or (source.word in {"i", "we"} and tokens[verb].lower in load_words("hearing_verbs")):
            return None
        if is_negated(tokens, verb) and tokens[verb].lower not in load_words("denials"):
            return Attribution(None, None, 3, unnamed=True)  # “…,” he never said
        return Attribution(source, tokens[verb].lower, 3)
    return None


def find_far_tag(passage: Passage, place: int, high: int) -> Attribution | None:
    """“…” for criminal behaviour, she said."""
    tokens = passage.tokens
    high = min(high, place + FARTHEST)
    for verb in between(passage.cues, place + 2, high):
        if weigh_cue(tokens, verb) not in {"strong", "framing"} or tokens[verb].lower.endswith("ing") or is_negated(tokens, verb):
            continue
        source = verb_subject(passage, verb, place + 1, high)
        if source is None:
            continue
        if source.first > verb or (tokens[source.first - 1].word in COMMAS and ends_clause(passage, verb + 1, high)):
            return Attribution(source, tokens[verb].lower, 2)
    for at in between(passage.according, place + 1, high - 2):
        if tokens[at + 1].lower == "to":
            return _attributed(find_object(passage, at + 1, high), "according to", 2)
    return None


def _introduces_next(tokens: Sequence[Token], right: int, high: int) -> bool:
    """“Will you?” Jane Roe responded: “No.” The verb belongs to the second."""
    return right < high and tokens[right - 1].word == ":"


def _attributed(source: Source | None, cue: str, strength: int) -> Attribution | None:
    return Attribution(source, cue, strength) if source is not None else None
