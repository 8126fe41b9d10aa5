"""Which of the unknown names are people's, and which gender have they? The text tells: "Ru Bachchan wanted to. “…,” she says."

A foreign or rare given name is in no table. What follows the name is better evidence: a "he" or "she" that can mean nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.cast import Member
from parsers.namereach import given_names
from parsers.names import Name
from parsers.passages import is_bare
from parsers.sources import COMMAS, Passage
from parsers.subjects import first_subject
from parsers.tables import load_words

GENDERS = {"he": "m", "his": "m", "him": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
LONGEST_PERSON = 4  # words
FARTHEST_PRONOUN = 60  # tokens into its sentence


def tell_people(passages: Sequence[Passage], members: list[Member]) -> None:
    """Make people of the unknown members whom a pronoun means, and set genders that the names do not tell."""
    votes: dict[int, Counter[str]] = {}
    subject = -1  # who alone was spoken of in the sentence before
    for passage in passages:
        for low, high in passage.sentences:
            place, gender = _first_pronoun(passage, low, high)
            acting = _subject(passage, low, high, members)
            if gender:
                inside = acting is not None and acting.last < place
                carried = subject if passage.tokens[place].lower in {"he", "she"} and not inside else -1
                one = acting.person if acting is not None and inside else carried
                if one >= 0 and members[one].gender in {"", gender}:
                    votes.setdefault(one, Counter())[gender] += 1
            if acting is not None:
                subject = acting.person
            elif not gender and not is_bare(passage, low, high):
                subject = -1
    for index, counted in votes.items():
        member = members[index]
        gender, most = counted.most_common(1)[0]
        if member.kind == "unknown" or (member.kind == "person" and not member.gender):
            member.kind = "person"
            if most * 2 > counted.total():
                member.gender = gender


def _subject(passage: Passage, low: int, high: int, members: list[Member]) -> Name | None:
    """The name that acts in the sentence, if it may be a person's: Jane Roe ran … · His deputy, Jane Roe, …"""
    source = first_subject(passage, low, high)
    if source is None:
        return None
    name = source.name if source.kind == "name" else passage.by_first.get(source.last + 2)
    if name is None or (source.kind != "name" and passage.tokens[source.last + 1].word not in COMMAS):
        return None
    return name if _may_be_person(name, members) else None


def _may_be_person(name: Name, members: list[Member]) -> bool:
    if name.person < 0:
        return False
    member = members[name.person]
    if member.kind == "person":
        return True
    return (
        member.kind == "unknown"
        and (1 < len(member.words) <= LONGEST_PERSON or member.words[0] in given_names())
        and not any(character.isdigit() for word in member.words for character in word)
    )


def _first_pronoun(passage: Passage, low: int, high: int) -> tuple[int, str]:
    """The first "he" or "she" of the sentence and its gender; "" where it has none, or opens with one that looks ahead: "In her book, …"."""
    tokens = passage.tokens
    looking_ahead = tokens[low].lower in load_words("prepositions") | {"as", "when", "while", "after", "before"}
    for at in range(low, min(high, low + FARTHEST_PRONOUN)):
        gender = GENDERS.get(tokens[at].lower)
        if gender is not None:
            return at, "" if looking_ahead and not passage.names_between(low, at) else gender
    return high, ""
