"""Which words before a quotation attribute it? Jane Roe, who heads Acme, said: “…”"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.cues import base_forms, cue_forms, is_negated, is_passive, weigh_cue
from parsers.inversion import find_object
from parsers.sources import COMMAS, Passage, Source, between, find_opening, find_subject, is_source_noun, phrase_ending, plain_phrase
from parsers.subjects import FARTHEST, LONGEST_SUBJECT, Attribution, first_subject, is_participle, verb_subject
from parsers.tables import load_all, load_words
from parsers.tokens import Token

ADJOINING = 4  # tokens that may stand between a verb and the quotation it introduces: "said in a statement:"
LONGEST_TITLE = 4  # tokens of a role before a name
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
FAIR = POINTS["strong", False]
SURE = 40  # from here on, a verb before the quotation outdoes one at the end of the sentence
PARENTHETICAL = 70  # "…, Jane Roe said, …"
ACCORDING = 48
CLAUSE_OPENERS = COMMAS | {"but", "while", "when", "as", "then", ";"}
QUOTED = frozenset({"quoted", "cited", "reported"})  # by somebody, who passes on another’s words


def find_in_side_clause(passage: Passage, left: int, place: int) -> Attribution | None:
    """While Jane Roe called it “…,” John Doe praised it · John Doe, whom Jane Roe called “…,” said no."""
    tokens = passage.tokens
    for verb in reversed(between(passage.cues, max(left, place - ADJOINING - 1), place)):
        if any(tokens[at].word in COMMAS for at in range(verb, place)):
            return None
        if weigh_cue(tokens, verb) not in {"strong", "framing"} or tokens[verb].lower.endswith("ing") or is_negated(tokens, verb):
            continue
        source = find_subject(passage, verb, left)
        if source is None or source.first <= left or source.last >= verb or tokens[source.first - 1].lower not in load_words("side_openers"):
            return None
        return Attribution(source, tokens[verb].lower, 3)
    return None


def find_agent(passage: Passage, left: int, place: int) -> Attribution | None:
    """Jane Roe, described by John Doe as “…,” · Jane Roe was accused by John Doe of “…”: the words are his."""
    tokens = passage.tokens
    for verb in reversed(between(passage.cues, max(left, place - LONGEST_SUBJECT), place - 2)):
        word = tokens[verb].lower
        if tokens[verb + 1].lower != "by" or word.endswith("ing") or word in base_forms() or word in QUOTED or cue_forms()[word] == "weak":
            continue
        source = find_object(passage, verb + 1, place)
        if source is None and verb + 3 == place:
            return Attribution(None, None, 3, unnamed=True)  # called by some “…”
        if source is None or tokens[place - 1].word in COMMAS or between(passage.cues, source.last + 1, place):
            return None
        return Attribution(source, word, 3)
    return None


def find_introduction(passage: Passage, left: int, place: int, low: int, previous: Attribution | None) -> tuple[int, Attribution] | None:
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


def find_owner(passage: Passage, left: int, place: int, low: int) -> Attribution | None:
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


def _leaves_unsaid(passage: Passage, verb: int, place: int) -> bool:
    """Jane Roe never wrote “…”. But not: Jane Roe did not elaborate but said “…”, could not have said it better: “…”."""
    tokens = passage.tokens
    if tokens[verb].lower in load_words("denials") or not is_negated(tokens, verb):
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
