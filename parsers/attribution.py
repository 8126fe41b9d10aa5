"""What attributes a quotation within its sentence: which verb, and which phrase as its subject?"""

from __future__ import annotations

from dataclasses import replace

from parsers.cues import weigh_cue
from parsers.introductions import FAIR, SURE, find_agent, find_in_side_clause, find_introduction, find_owner
from parsers.inversion import find_object
from parsers.joint import find_joint, is_nobody
from parsers.sources import Passage, Source, between
from parsers.speechtags import find_far_tag, find_tag
from parsers.subjects import Attribution, first_subject, is_participle, subject_only, verb_subject


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
            or (replace(previous, strength=2) if previous is not None else None)
            or subject_only(passage, low, high)
        )
        found[place] = attribution = _of_one(passage, attribution, low, high)
        previous = attribution if attribution.source is not None or attribution.unnamed else previous
    return found


def find_topic(passage: Passage, low: int, high: int) -> Attribution:
    """The one who speaks, or else acts, in a sentence without a quotation, for the quotation that follows it."""
    return _of_one(passage, _find_topic(passage, low, high), low, high)


def _of_one(passage: Passage, attribution: Attribution, low: int, high: int) -> Attribution:
    """The attribution, or that the words belong to nobody alone."""
    if attribution.source is None:
        return attribution
    together = find_joint(passage, attribution.source, low, high)
    if together is None and not is_nobody(passage, attribution.source):
        return attribution
    if together is None:
        return Attribution(None, None, attribution.strength, unnamed=True)
    cue = attribution.cue or (passage.tokens[together[1] + 1].lower if together[1] + 1 < high and weigh_cue(passage.tokens, together[1] + 1) else None)
    speak = cue is not None and not cue.endswith("ing")
    return Attribution(None, cue if speak else None, attribution.strength, unnamed=True, together=together if speak else None)


def _find_topic(passage: Passage, low: int, high: int) -> Attribution:
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
