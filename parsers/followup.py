"""Who is named right behind a quotation that stands alone? “It has to go.” That is Ann Roe, who runs the office."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from parsers.cues import weigh_cue
from parsers.focus import FEMININE, MASCULINE, Focus, Speaker
from parsers.names import Name
from parsers.sources import Passage

POINTERS = frozenset({"that", "this", "so", "thus"})


def find_pointed_at(passage: Passage, low: int, high: int) -> Name | None:
    """The name in a sentence that does nothing but point back: That is Jane Roe, … · So wrote Jane Roe, …"""
    tokens = passage.tokens
    if high - low < 3 or tokens[low].lower not in POINTERS or low + 2 not in passage.by_first:
        return None
    verb = tokens[low + 1].lower
    return passage.by_first[low + 2] if verb in {"is", "was"} or weigh_cue(tokens, low + 1) == "strong" else None


def find_speaker_behind(passage: Passage, low: int, high: int, focus: Focus, met: AbstractSet[int], expected: Speaker) -> Speaker | None:
    """The speaker whom the sentence behind a quotation gives away, where `expected` was the best guess before.

    Somebody the article has not named before opens it (Jane Roe, who heads the lab, has seen it twice), or a "she" who
    cannot be the one expected.
    """
    tokens = passage.tokens
    pointed = find_pointed_at(passage, low, high)
    if pointed is not None:
        return focus.speaker(pointed.person)
    name = passage.by_first.get(low)
    if name is not None:
        new = name.person >= 0 and name.person not in met and len(name.words) > 1 and not name.possessive
        return focus.speaker(name.person) if new and focus.members[name.person].kind == "person" else None
    gender = "m" if tokens[low].lower in MASCULINE else "f" if tokens[low].lower in FEMININE else ""
    if not gender or tokens[low].lower not in {"he", "she"} or expected.member < 0:
        return None
    if focus.members[expected.member].gender in {"", gender}:
        return None
    found = focus.speaker(focus.find_person(gender, low))
    return found if found.name is not None else None
