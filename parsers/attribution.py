"""What attributes a quotation within its sentence: which verb, and which phrase as its subject?"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.cues import weigh_cue
from parsers.introductions import FAIR, SURE, find_agent, find_in_side_clause, find_introduction, find_owner
from parsers.inversion import find_object
from parsers.sources import Passage, Source, between
from parsers.speechtags import find_far_tag, find_tag
from parsers.subjects import Attribution, first_subject, is_participle, subject_only, verb_subject
from parsers.tokens import Token


def find_attributions(passage: Passage, low: int, high: int) -> dict[int, Attribution]:
    """For every quotation in the sentence of tokens low to high (exclusive): its token's index and what attributes it."""
    places = [at for at in range(low, high) if passage.tokens[at].quote >= 0]
    found: dict[int, Attribution] = {}
    previous: Attribution | None = None
    for number, place in enumerate(places):
        left = places[number - 1] + 1 if number else low
        right = places[number + 1] if number + 1 < len(places) else high
        before = find_introduction(passage, left, place, low, previous)
        attribution = (
            find_in_side_clause(passage, left, place)
            or find_agent(passage, left, place)
            or find_tag(passage, place, right, high)
            or (before[1] if before is not None and before[0] >= SURE else None)
            or find_far_tag(passage, place, high)
            or (before[1] if before is not None and before[0] >= FAIR else None)
            or find_owner(passage, left, place, low)
            or (before[1] if before is not None else None)
            or (Attribution(previous.source, previous.cue, 2, unnamed=previous.unnamed) if previous is not None else None)
            or subject_only(passage, low, high)
        )
        if attribution.source is not None and (_is_nobody(passage.tokens, attribution.source) or _is_joint(passage, attribution.source, low)):
            attribution = Attribution(None, None, attribution.strength, unnamed=True)
        found[place] = attribution
        previous = attribution if attribution.source is not None or attribution.unnamed else previous
    return found


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
