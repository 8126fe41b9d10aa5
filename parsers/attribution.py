"""What attributes a quotation within its sentence: which verb, and which phrase as its subject?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.cues import DENIALS, base_forms, cue_forms, is_negated, is_passive, weigh_cue
from parsers.inversion import find_object
from parsers.sources import COMMAS, Passage, Source, between, find_opening, find_subject, is_source_noun, phrase_ending, plain_phrase
from parsers.subjects import FARTHEST, ends_clause, first_subject, is_participle, verb_subject
from parsers.tables import load_all, load_words
from parsers.tokens import Token

ADJOINING = 4  # tokens that may stand between a verb and the quotation it introduces: "said in a statement:"
LONGEST_TITLE = 4  # tokens of a role before a name
LONGEST_SUBJECT = 14  # tokens between the closing mark and the subject's end: "NASA Administrator Jim …"
# How well a verb before the quotation attributes it: by its weight, and whether it adjoins.
POINTS = {
    ("strong", True): 50,
    ("framing", True): 45,
    ("strong", False): 20,
    ("framing", False): 20,
    ("weak", True): 8,
    ("weak", False): 0,
}
SOURCE_POINTS = {"name": 10, "pronoun": 10, "noun": 5}
PARENTHETICAL = 70  # "…, Jane Roe said, …"
ACCORDING = 48
SURE = 40  # from here on, a verb before the quotation outdoes one at the end of the sentence
INITIALS = re.compile(r"\w(?:\. ?\w)+\.?")  # “…,” she says. —W.K.: of whoever wrote the paragraph
HEARING = frozenset({"hear", "heard", "read", "see", "saw", "recall", "remember", "quote", "quoted"})  # what "I" do with another’s words
CLAUSE_OPENERS = COMMAS | {"but", "while", "when", "as", "then", ";"}
# What opens a clause that has its own speaker, whoever speaks behind it: While Jane Roe called it “…,” John Doe praised it.
SIDE_OPENERS = frozenset({"while", "whereas", "although", "though", "if", "when", "because", "where", "whom"})
QUOTED = frozenset({"quoted", "cited", "reported"})  # by somebody, who passes on another’s words
CONJUNCTIONS = frozenset(
    {"and", "but", "or", "that", "which", "who", "when", "because", "while", "if", "whether", "so", "nor", "where", "then"}
)


@dataclass(slots=True)
class Attribution:
    """Who a sentence says spoke one of its quotations."""

    source: Source | None
    cue: str | None
    strength: int  # 3: a verb adjoins the quotation; 2: a verb elsewhere; 1: only a subject; 0: nothing
    low: int = 0  # the sentence's first token, where only its subject is known
    unnamed: bool = False  # the text tells that nobody is named: "he was asked, “…”"


def find_attributions(passage: Passage, low: int, high: int) -> dict[int, Attribution]:
    """For every quotation in the sentence of tokens low to high (exclusive): its token's index and what attributes it."""
    places = [at for at in range(low, high) if passage.tokens[at].quote >= 0]
    found: dict[int, Attribution] = {}
    previous: Attribution | None = None
    for number, place in enumerate(places):
        left = places[number - 1] + 1 if number else low
        right = places[number + 1] if number + 1 < len(places) else high
        before = _before(passage, left, place, low, previous)
        attribution = (
            _in_side_clause(passage, left, place)
            or _by_agent(passage, left, place)
            or _after(passage, place, right, high)
            or (before[1] if before is not None and before[0] >= SURE else None)
            or _far_after(passage, place, high)
            or (before[1] if before is not None and before[0] >= POINTS["strong", False] else None)
            or _by_nouns(passage, left, place, low)
            or (before[1] if before is not None else None)
            or (Attribution(previous.source, previous.cue, 2, unnamed=previous.unnamed) if previous is not None else None)
            or subject_only(passage, low, high)
        )
        if attribution.source is not None and (_is_nobody(passage.tokens, attribution.source) or _is_joint(passage, attribution.source, low)):
            attribution = Attribution(None, None, attribution.strength, unnamed=True)
        found[place] = attribution
        previous = attribution if attribution.source is not None or attribution.unnamed else previous
    return found


def _is_nobody(tokens: Sequence[Token], source: Source) -> bool:
    """Nobody at Acme has said “…”, no analyst either, and none of the lawyers."""
    if source.kind != "noun":
        return False
    group = source.first > 1 and tokens[source.first - 1].lower == "of" and tokens[source.first - 2].lower in {"none", "neither"}
    return group or source.word == "nobody" or source.phrase.startswith(("no ", "nobody "))


def _is_joint(passage: Passage, source: Source, low: int) -> bool:
    """Jane Roe and John Doe wrote “…”: neither of them alone. Not "She met Jane Roe and John Doe wrote …"."""
    tokens = passage.tokens
    if source.kind != "name" or source.first - 2 < low or tokens[source.first - 1].lower not in {"and", "&"}:
        return False
    other = passage.by_last.get(source.first - 2)
    return other is not None and not other.possessive and (other.lead == low or tokens[other.lead - 1].quote >= 0)


def _in_side_clause(passage: Passage, left: int, place: int) -> Attribution | None:
    """While Jane Roe called it “…,” John Doe praised it · John Doe, whom Jane Roe called “…,” said no."""
    tokens = passage.tokens
    for verb in reversed(between(passage.cues, max(left, place - ADJOINING - 1), place)):
        if any(tokens[at].word in COMMAS for at in range(verb, place)):
            return None
        if weigh_cue(tokens, verb) not in {"strong", "framing"} or tokens[verb].lower.endswith("ing") or is_negated(tokens, verb):
            continue
        source = find_subject(passage, verb, left)
        if source is None or source.first <= left or source.last >= verb or tokens[source.first - 1].lower not in SIDE_OPENERS:
            return None
        return Attribution(source, tokens[verb].lower, 3)
    return None


def _by_agent(passage: Passage, left: int, place: int) -> Attribution | None:
    """Jane Roe, described by John Doe as “…,” · Jane Roe was accused by John Doe of “…”: the words are his."""
    tokens = passage.tokens
    for verb in reversed(between(passage.cues, max(left, place - LONGEST_SUBJECT), place - 2)):
        word = tokens[verb].lower
        if tokens[verb + 1].lower != "by" or word.endswith("ing") or word in base_forms() or word in QUOTED or cue_forms()[word] == "weak":
            continue
        source = find_object(passage, verb + 1, place)
        if source is None or tokens[place - 1].word in COMMAS or between(passage.cues, source.last + 1, place):
            return None
        return Attribution(source, word, 3)
    return None


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
        source = find_subject(passage, verb, at) or plain_phrase(passage, at, verb - 1)
        if source is None:
            return None
        if source.last - at > LONGEST_SUBJECT or any(tokens[between].word in COMMAS for between in range(at, source.first)):
            return None
        if any(tokens[between].lower in load_words("prepositions") or tokens[between].lower == "to" for between in range(at, source.first)):
            return None
        if _introduces_next(tokens, right, high) or (source.word in {"i", "we"} and tokens[verb].lower in HEARING):
            return None
        return Attribution(source, tokens[verb].lower, 3)
    return None


def _introduces_next(tokens: Sequence[Token], right: int, high: int) -> bool:
    """“Will you?” Jane Roe responded: “No.” The verb belongs to the second."""
    return right < high and tokens[right - 1].word == ":"


def _attributed(source: Source | None, cue: str, strength: int) -> Attribution | None:
    return Attribution(source, cue, strength) if source is not None else None


def _before(passage: Passage, left: int, place: int, low: int, previous: Attribution | None) -> tuple[int, Attribution] | None:
    """Jane Roe said: “…” · Jane Roe, who heads Acme, called it “…” · …, adding that “…”. The best verb, and how good it is."""
    tokens = passage.tokens
    best: tuple[int, Attribution] | None = None
    clause: Source | None = previous.source if previous is not None and left > low else None
    for at in between(passage.according, left, place - 1):
        source = find_object(passage, at + 1, place) if tokens[at + 1].lower == "to" else None
        if source is not None:
            best = _better(best, ACCORDING, Attribution(source, "according to", 2))
    if left == low and tokens[low].lower == "per" and low not in passage.by_first and low + 1 < place:
        source = find_object(passage, low, place)
        if source is not None and source.kind == "name":
            best = _better(best, ACCORDING, Attribution(source, "per", 2))
    for verb in between(passage.cues, left, place):
        near = place - verb <= ADJOINING + 1
        if near and tokens[verb].lower in {"asked", "told"} and is_passive(tokens, verb):
            return PARENTHETICAL, Attribution(None, None, 3, unnamed=True)
        weight = weigh_cue(tokens, verb)
        if weight is None:
            continue
        if near and weight != "weak" and _leaves_unsaid(passage, verb, place):
            best = _better(best, PARENTHETICAL, Attribution(None, None, 3, unnamed=True))
            continue
        participle = is_participle(passage, verb, left)
        source = _participle_subject(passage, verb, left) if participle else verb_subject(passage, verb, left, place)
        if (
            source is not None
            and source.word in {"i", "we"}
            and tokens[verb].lower.startswith("agree")
            and tokens[verb + 1].lower == "with"
            and verb + 2 in passage.by_first
        ):
            name = passage.by_first[verb + 2]  # "I agree with Jane Roe that “…”": the words are hers
            source = Source("name", name.lead, name.last, name=name)
        if source is None and near and weight == "strong" and not participle:
            source = _plain_before(passage, verb, max(left, verb - LONGEST_TITLE), low)
        inherited = source is None
        if source is None:
            source = clause or first_subject(passage, _clause_start(tokens, low, verb), verb) or first_subject(passage, low, verb)
        if source is None:
            continue
        if weight == "strong" and not participle and source.kind != "noun" and source.word not in {"we", "one"}:
            clause = source
        points = POINTS[weight, near] + (0 if inherited else SOURCE_POINTS[source.kind])
        if source.kind == "noun" and not source.definite and source.name is None:
            points -= SOURCE_POINTS["name"]
        if source.kind != "noun" and _is_parenthetical(tokens, source, verb):
            points = PARENTHETICAL
        strength = 1 if weight == "weak" and tokens[verb + 1].lower != "that" else 3 if near else 2
        best = _better(best, points, Attribution(source, tokens[verb].lower, strength))
    return best


def _leaves_unsaid(passage: Passage, verb: int, place: int) -> bool:
    """Jane Roe never wrote “…”. But not: Jane Roe did not elaborate but said “…”, could not have said it better: “…”."""
    tokens = passage.tokens
    if tokens[verb].lower in DENIALS or not is_negated(tokens, verb):
        return False
    return all(weigh_cue(tokens, at) is None for at in between(passage.cues, verb + 1, place)) and all(tokens[at].lower != "better" for at in range(verb, place))


def _plain_before(passage: Passage, verb: int, low: int, sentence: int) -> Source | None:
    """A heckler shouted “…”: a noun of no table right before its verb."""
    for first in range(verb - 2, low - 1, -1):
        source = plain_phrase(passage, first, verb - 1)
        if source is not None:
            opens = first == sentence or passage.tokens[first - 1].lower in CLAUSE_OPENERS
            return source if opens else None  # not "people briefed on the talks said"
    return None


def _clause_start(tokens: Sequence[Token], low: int, verb: int) -> int:
    """It isn’t ours to cover, but Jane Roe tried it and calls it “…”: the clause of the verb begins behind "but"."""
    for at in range(verb - 1, max(low, verb - FARTHEST), -1):
        if tokens[at].lower in {"but", ";", "while", "because", "so"} and tokens[at - 1].word in COMMAS | {";"}:
            return at + 1
    return low


def _better(best: tuple[int, Attribution] | None, points: int, attribution: Attribution) -> tuple[int, Attribution]:
    return best if best is not None and best[0] > points else (points, attribution)


def _participle_subject(passage: Passage, verb: int, low: int) -> Source | None:
    """Footage of Jane Roe saying … · …, with one reader calling it “…”."""
    name = passage.by_last.get(verb - 1)
    if name is None and verb - 1 > low and is_source_noun(passage.tokens[verb - 1].lower):
        phrase = phrase_ending(passage, verb - 1, low)
        return phrase if phrase is not None and phrase.first > low and passage.tokens[phrase.first - 1].lower == "with" else None
    if name is None or name.lead <= low or name.possessive:
        return None
    before = name.lead - 1
    while before > low and before > name.lead - LONGEST_TITLE and passage.tokens[before].lower in load_all("person_roles", "positions"):
        before -= 1  # "with governor Jane Roe warning that …"
    if (
        passage.tokens[before].lower not in {"of", "to", "from", "heard", "recalled", "remembered", "showed", "shows", "with"}
    ):
        return None
    return Source("name", name.lead, name.last, name=name)


def _is_parenthetical(tokens: Sequence[Token], source: Source, verb: int) -> bool:
    """…, Jane Roe said, …"""
    return (
        source.first > 0
        and tokens[source.first - 1].word in COMMAS
        and verb + 1 < len(tokens)
        and tokens[verb + 1].word in COMMAS
        and source.last < verb
    )


def _far_after(passage: Passage, place: int, high: int) -> Attribution | None:
    """“…” for criminal behaviour, she said."""
    tokens = passage.tokens
    high = min(high, place + FARTHEST)
    for verb in between(passage.cues, place + 2, high):
        if weigh_cue(tokens, verb) not in {"strong", "framing"} or tokens[verb].lower.endswith("ing"):
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


def _by_nouns(passage: Passage, left: int, place: int, low: int) -> Attribution | None:
    """The gem of Mark’s article is his conclusion: “…” · Ann’s view that “…” · I agree with Ann that “…”."""
    tokens = passage.tokens
    end, in_office = place - 2, False
    if end > left and tokens[end].word == ")":
        end = find_opening(tokens, end, left) - 1  # "Jane Roe (CEO of Acme): “…”"
        in_office = any(tokens[at].lower in load_all("person_roles", "positions") for at in range(end + 2, place - 2))
    for at in range(place - 1, max(left, place - 2 * LONGEST_SUBJECT) - 1, -1):
        name = passage.by_last.get(at)
        if (
            name is not None
            and at == end
            and tokens[place - 1].word in {":", "—", "–", "--", "―"}
            and not name.possessive
            and (name.lead <= left + 1 or name.kind == "person" or tokens[name.lead - 1].lower in {"from", "by"})
        ):
            # "Jane Roe: “…”"; a heading before a colon looks the same, so that an unknown name has to speak elsewhere too.
            return Attribution(Source("name", name.lead, name.last, name=name), None, 2 if name.kind == "unknown" and not in_office else 3)
        if (
            name is not None
            and name.possessive
            and at + 1 < place
            and name.kind != "place"
            and not any(character.isdigit() for character in name.text)
            and at + 1 not in passage.by_first
            and (tokens[place - 1].word == ":" or tokens[at + 1].lower in load_words("document_nouns"))
        ):
            return Attribution(Source("name", name.lead, name.last, name=name), None, 2)
        if (
            name is not None
            and name.lead > low + 1
            and tokens[name.lead - 1].lower == "with"
            and tokens[name.lead - 2].lower in {"agree", "agrees", "agreed", "disagree", "disagreed"}
        ):
            return Attribution(Source("name", name.lead, name.last, name=name), tokens[name.lead - 2].lower, 3)
    return None


def subject_only(passage: Passage, low: int, high: int) -> Attribution:
    """The sentence’s first subject as a guess, with no verb of saying to support it."""
    source = first_subject(passage, low, high)
    return Attribution(source, None, 1 if source is not None else 0, low)


def find_topic(passage: Passage, low: int, high: int) -> Attribution:
    """The one who speaks, or else acts, in a sentence without a quotation, for the quotation that follows it."""
    if high - low > 1 and passage.tokens[high - 1].word == ":" and high - 2 in passage.by_last:
        name = passage.by_last[high - 2]  # "This from Jane Roe:"
        if not name.possessive:
            return Attribution(Source("name", name.lead, name.last, name=name), None, 2)
    for at in between(passage.according, low, high - 2):
        if passage.tokens[at + 1].lower == "to":
            source = find_object(passage, at + 1, high)
            if source is not None:
                return Attribution(source, "according to", 2)
    for verb in between(passage.cues, low, high):
        if weigh_cue(passage.tokens, verb) == "strong":
            participle = is_participle(passage, verb, low)
            source = (None if participle else verb_subject(passage, verb, low, high)) or first_subject(passage, low, verb)
            if source is not None:
                return Attribution(source, passage.tokens[verb].lower, 2)
    return subject_only(passage, low, high)
