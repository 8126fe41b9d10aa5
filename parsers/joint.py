"""Do the words belong to nobody alone: to several at once, or to nobody at all?"""

from __future__ import annotations

from parsers.cues import weigh_cue
from parsers.names import Name
from parsers.sources import COMMAS, Passage, Source, is_source_noun
from parsers.tables import load_words

ANDS = frozenset({"and", "&"})
MOST_TOGETHER = 6  # names of a list


def find_joint(passage: Passage, source: Source, low: int, high: int) -> tuple[int, int] | None:
    """The tokens (inclusive) of the names that speak together: said Jane Roe and John Doe · Jane Roe, John Doe and Ann Poe wrote.

    None where the name stands alone: She met Jane Roe and John Doe said · said Jane Roe and John Doe agreed.
    """
    if source.name is None or source.kind != "name":
        return None
    tokens, listed = passage.tokens, _list_around(passage, source.name, low, high)
    if len(listed) < 2 or any(name.possessive or any(character.isdigit() for character in name.text) for name in listed):
        return None  # John Doe’s lawyer; products
    before, after = listed[0].lead - 1, listed[-1].last + 1
    opens = before < low or tokens[before].quote >= 0 or tokens[before].word in COMMAS or is_source_noun(tokens[before].lower)
    if listed[-1] is source.name:
        alone = not opens
    elif after < high and opens and weigh_cue(tokens, after) is not None:
        alone = False  # “…,” Jane Roe, John Doe and Ann Poe said
    else:
        alone = after < high and tokens[after].word[0].isalnum() and tokens[after].lower not in load_words("prepositions") | {"who"}
    return None if alone else (listed[0].lead, listed[-1].last)


def is_nobody(passage: Passage, source: Source) -> bool:
    """Nobody at Acme has said “…”, no analyst either, and none of the lawyers."""
    tokens = passage.tokens
    if source.kind != "noun":
        return False
    group = source.first > 1 and tokens[source.first - 1].lower == "of" and tokens[source.first - 2].lower in {"none", "neither"}
    return group or source.word == "nobody" or source.phrase.startswith(("no ", "nobody "))


def _list_around(passage: Passage, name: Name, low: int, high: int) -> list[Name]:
    """The list that the name is part of: Jane Roe, John Doe, and Ann Poe. Empty where no "and" leads to its last."""
    tokens, listed = passage.tokens, [name]
    joined = False
    while len(listed) < MOST_TOGETHER and listed[0].lead - 2 >= low:
        link = listed[0].lead - 1
        is_last = tokens[link].lower in ANDS
        if is_last and (joined or len(listed) > 1):
            break
        if not is_last and tokens[link].word != ",":
            break
        before = passage.by_last.get(link - 2 if is_last and tokens[link - 1].word == "," else link - 1)
        if before is None or before.kind == "place":
            break
        joined = joined or is_last
        listed.insert(0, before)
    while not joined and len(listed) < MOST_TOGETHER and listed[-1].last + 2 < high:
        link = listed[-1].last + 1
        link += tokens[link].word == "," and tokens[link + 1].lower in ANDS
        following = passage.by_first.get(link + 1)
        if following is None or not (tokens[link].word == "," or tokens[link].lower in ANDS):
            break
        joined = tokens[link].lower in ANDS
        listed.append(following)
    return listed if joined else []
