"""What attributes a quotation within its sentence: which verb, and which phrase as its subject?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.cues import ADVERBS, is_passive, weigh_cue
from parsers.sources import COMMAS, PREPOSITIONS, Passage, Source, find_object, find_subject, is_source_noun, phrase_ending
from parsers.tables import load_words
from parsers.tokens import QUOTATION, Token

ADJOINING = 4  # tokens that may stand between a verb and the quotation it introduces: "said in a statement:"
LONGEST_SUBJECT = 14  # tokens between the closing mark and the subject's end: "NASA Administrator Jim …"
CONJUNCTIONS = frozenset({"and", "but", "or", "that", "which", "who", "when", "because", "while", "if", "whether", "so", "nor", "where", "then"})
OPENERS = frozenset({"in", "on", "at", "after", "as", "when", "during", "for", "with", "while", "before", "by", "since", "under", "speaking", "asked", "to", "from", "despite", "although", "though", "if", "among", "amid", "of", "about", "writing", "responding", "citing"})


@dataclass(slots=True)
class Attribution:
    """Who a sentence says spoke one of its quotations."""

    source: Source | None
    cue: str | None
    strength: int  # 3: a verb adjoins the quotation; 2: a verb elsewhere; 1: only a subject; 0: nothing
    unnamed: bool = False  # the text tells that nobody is named: "he was asked, “…”"


def find_attributions(passage: Passage, low: int, high: int) -> dict[int, Attribution]:
    """For every quotation in the sentence of tokens low to high (exclusive): its token's index and what attributes it."""
    places = [at for at in range(low, high) if passage.tokens[at].quote >= 0]
    found: dict[int, Attribution] = {}
    previous: Attribution | None = None
    for number, place in enumerate(places):
        left = places[number - 1] + 1 if number else low
        right = places[number + 1] if number + 1 < len(places) else high
        attribution = (
            _after(passage, place, right, high)
            or _before(passage, left, place, low, previous)
            or _far_after(passage, place, low, high)
            or _by_nouns(passage, left, place, low)
            or (Attribution(previous.source, previous.cue, 2, previous.unnamed) if previous is not None else None)
            or _subject_only(passage, low, high)
        )
        found[place] = attribution
        previous = attribution if attribution.source is not None or attribution.unnamed else previous
    return found


def _after(passage: Passage, place: int, right: int, high: int) -> Attribution | None:
    """“…,” said Jane Roe · “…,” Jane Roe said · “…”, according to Jane Roe · “…” — Jane Roe."""
    tokens = passage.tokens
    at = place + 1
    dash = False
    while at < right and tokens[at].word in COMMAS | {"."}:
        if tokens[at].word == ".":
            return None
        dash = dash or tokens[at].word in {"—", "–", "--", "―"}
        at += 1
    if at >= right:
        return None
    if tokens[at].lower == "according" and at + 1 < right:
        return _attributed(find_object(passage, at + 1, right), "according to", 3)
    if tokens[at].lower == "as" and at + 1 < right:
        at += 1
    if dash and at in passage.by_first and passage.by_first[at].last + 1 >= min(right, high) - 1:
        name = passage.by_first[at]
        return Attribution(Source("name", name.lead, name.last, name=name), None, 3)
    if tokens[at].lower in CONJUNCTIONS:
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
        source = find_subject(passage, verb, at)
        if source is None:
            return None
        if source.last - at > LONGEST_SUBJECT or any(tokens[between].word in COMMAS for between in range(at, source.first)):
            return None
        if any(tokens[between].lower in PREPOSITIONS | {"to"} for between in range(at, source.first)):
            return None
        if _introduces_next(tokens, verb, right, high):
            return None
        return Attribution(source, tokens[verb].lower, 3)
    return None


def _introduces_next(tokens: Sequence[Token], verb: int, right: int, high: int) -> bool:
    """“Will you?” Jane Roe responded: “No.” The verb belongs to the second."""
    return right < high and tokens[right - 1].word == ":"


def _attributed(source: Source | None, cue: str, strength: int) -> Attribution | None:
    return Attribution(source, cue, strength) if source is not None else None


def _before(passage: Passage, left: int, place: int, low: int, previous: Attribution | None) -> Attribution | None:
    """Jane Roe said: “…” · Jane Roe, who heads Acme, called it “…” · …, adding that “…”."""
    tokens = passage.tokens
    best: Attribution | None = None
    for verb in range(place - 1, left - 1, -1):
        near = place - verb <= ADJOINING + 1 or tokens[place - 1].word == ":"
        if near and is_passive(tokens, verb) and tokens[verb].lower in {"asked", "told"} and best is None:
            return Attribution(None, None, 3, unnamed=True)
        weight = weigh_cue(tokens, verb)
        if weight is None:
            if tokens[verb].lower == "to" and verb > left and tokens[verb - 1].lower == "according":
                source = find_object(passage, verb, place)
                if source is not None:
                    return best or Attribution(source, "according to", 2)
            continue
        participle = tokens[verb].lower.endswith("ing")
        source = find_subject(passage, verb, left)
        if source is None and (verb + 1 in passage.by_first or (verb + 1 < place and tokens[verb + 1].lower == "the")) and not participle and not near:
            source = find_object(passage, verb, place)
        if source is None:
            if previous is not None and previous.source is not None and left > low:
                source = previous.source
            else:
                source = _subject_of_clause(passage, low, verb)
        if source is None:
            continue
        strength = 3 if near else 2
        candidate = Attribution(source, tokens[verb].lower, strength)
        if _is_parenthetical(tokens, source, verb):
            return candidate if best is None or best.strength < 3 or best.source is None or best.source.kind == "noun" else best
        if best is None:
            best = candidate
            if strength == 3 and (weight == "strong" or source.kind != "noun"):
                return best
        elif weight == "strong" and best.strength < 3 and (best.source is None or best.source.kind == "noun" and not best.source.definite):
            best = candidate
    return best


def _is_parenthetical(tokens: Sequence[Token], source: Source, verb: int) -> bool:
    """…, Jane Roe said, …"""
    return source.first > 0 and tokens[source.first - 1].word in COMMAS and verb + 1 < len(tokens) and tokens[verb + 1].word in COMMAS and source.last < verb


def _far_after(passage: Passage, place: int, low: int, high: int) -> Attribution | None:
    """“…” for criminal behaviour, she said."""
    tokens = passage.tokens
    for verb in range(place + 2, high):
        if weigh_cue(tokens, verb) is None or tokens[verb].lower.endswith("ing"):
            continue
        source = find_subject(passage, verb, place + 1)
        if source is None:
            if tokens[verb - 1].word in COMMAS:
                source = find_object(passage, verb, high)
            if source is None:
                continue
            return Attribution(source, tokens[verb].lower, 2)
        if tokens[source.first - 1].word in COMMAS and (verb + 1 >= high or tokens[verb + 1].word in {".", ",", "?", "!", ";"} or tokens[verb + 1].lower in PREPOSITIONS or verb + 1 in passage.by_first):
            return Attribution(source, tokens[verb].lower, 2)
    for at in range(place + 1, high - 2):
        if tokens[at].lower == "according" and tokens[at + 1].lower == "to":
            return _attributed(find_object(passage, at + 1, high), "according to", 2)
    return None


def _by_nouns(passage: Passage, left: int, place: int, low: int) -> Attribution | None:
    """The gem of Mark’s article is his conclusion: “…” · Ann’s view that “…” · I agree with Ann that “…”."""
    tokens = passage.tokens
    for at in range(place - 1, max(left, place - 2 * LONGEST_SUBJECT) - 1, -1):
        name = passage.by_last.get(at)
        if name is not None and name.possessive and at + 1 < place and (tokens[place - 1].word == ":" or tokens[at + 1].lower in load_words("document_nouns")):
            return Attribution(Source("name", name.lead, name.last, name=name), None, 2)
        if name is not None and name.lead > low + 1 and tokens[name.lead - 1].lower == "with" and tokens[name.lead - 2].lower in {"agree", "agrees", "agreed", "disagree", "disagreed"}:
            return Attribution(Source("name", name.lead, name.last, name=name), tokens[name.lead - 2].lower, 3)
    return None


def _subject_of_clause(passage: Passage, low: int, verb: int) -> Source | None:
    return _first_subject(passage, low, verb)


def _subject_only(passage: Passage, low: int, high: int) -> Attribution:
    source = _first_subject(passage, low, high)
    return Attribution(source, None, 1 if source is not None else 0)


def find_topic(passage: Passage, low: int, high: int) -> Attribution:
    """The one who speaks, or else acts, in a sentence without a quotation, for the quotation that follows it."""
    for verb in range(low, high):
        if weigh_cue(passage.tokens, verb) == "strong":
            source = find_subject(passage, verb, low) or _first_subject(passage, low, verb)
            if source is not None:
                return Attribution(source, passage.tokens[verb].lower, 2)
    return _subject_only(passage, low, high)


def _first_subject(passage: Passage, low: int, high: int) -> Source | None:
    tokens = passage.tokens
    at = low
    if at < high and tokens[at].lower in OPENERS:
        at = next((comma + 1 for comma in range(at, high) if tokens[comma].word in COMMAS), at + 1)
    fallback: Source | None = None
    for source in _phrases(passage, at, high):
        if source.kind == "noun" and not source.definite and source.name is None:
            fallback = fallback or source
            continue
        return source
    return fallback


def _phrases(passage: Passage, low: int, high: int) -> Iterator[Source]:
    tokens = passage.tokens
    index = low
    while index < high:
        name = passage.by_first.get(index)
        if name is not None:
            index = name.last + 1
            governed = name.lead > low and tokens[name.lead - 1].lower in PREPOSITIONS
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
            if not is_source_noun(following) and index + 1 not in passage.by_first and following not in ADVERBS:
                source = phrase_ending(passage, index, low)
                if source is not None and not (source.first > low and tokens[source.first - 1].lower in PREPOSITIONS):
                    yield source
        index += 1
