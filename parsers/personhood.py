"""Which of the unknown names are people's, and which gender have they? The text tells: "Ru Bachchan wanted to. “…,” she says."

A foreign or rare given name is in no table. What follows the name is better evidence: a "he" or "she" that can mean nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.cast import Member
from parsers.cues import cue_forms
from parsers.namereach import given_names
from parsers.names import Name
from parsers.passages import is_bare
from parsers.sources import COMMAS, Passage, between
from parsers.subjects import first_subject
from parsers.tables import load_all, load_words
from parsers.tokens import Token

GENDERS = {"he": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
LONGEST_PERSON = 4  # words
CONJUNCTIONS = frozenset({"as", "when", "while", "after", "before", "that", "to", "and"})
LONG_WORD = 5  # letters; a headline that writes such a word small capitalises only names
FARTHEST_PRONOUN = 60  # tokens into its sentence


def tell_people(passages: Sequence[Passage], members: list[Member], headline: Sequence[Token]) -> None:
    """Make people of the unknown members whom a pronoun means, set genders that the names do not tell, and take full names from the headline."""
    for index, votes in _pronouns(passages, members).items():
        member = members[index]
        gender, most = votes.most_common(1)[0]
        known = len(member.words) > 1 or member.words[0] in given_names()
        full = None if len(member.words) > 1 else _full_name(member, headline)
        if member.kind == "unknown" and (known or full is not None):
            member.kind = "person"
        if member.kind == "person" and full is not None:
            member.text, member.words = full, tuple(full.lower().split())
        if member.kind == "person" and not member.gender and most * 2 > votes.total():
            member.gender = gender


def _pronouns(passages: Sequence[Passage], members: list[Member]) -> dict[int, Counter[str]]:
    """The genders of the pronouns that can only mean a member, counted."""
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
    return votes


def _first_pronoun(passage: Passage, low: int, high: int) -> tuple[int, str]:
    """The first "he" or "she" of the sentence and its gender; "" where it has none, or opens with one that looks ahead: "In her book, …"."""
    tokens = passage.tokens
    looking_ahead = tokens[low].lower in load_all("prepositions", more=CONJUNCTIONS)
    for at in between(passage.pronouns, low, min(high, low + FARTHEST_PRONOUN)):
        gender = GENDERS.get(tokens[at].lower)
        if gender is not None and (tokens[at].lower != "her" or _owns(passage, at, high)):
            return at, "" if looking_ahead and not passage.names_between(low, at) else gender
    return high, ""


def _owns(passage: Passage, at: int, high: int) -> bool:
    """Whether the "her" at token `at` is somebody's own, as in "her office", and not the object: "Jane Roe told her" is about two women."""
    following = passage.tokens[at + 1] if at + 1 < high else None
    return following is not None and following.word.islower() and following.lower not in load_all("prepositions", more=CONJUNCTIONS)


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
        and len(member.words) <= LONGEST_PERSON
        and not member.is_group()
        and not any(character.isdigit() for word in member.words for character in word)
    )


def _full_name(member: Member, headline: Sequence[Token]) -> str | None:
    """The member's name as the headline has it in full: "What Cordelia Anstruther gets right", where the text says Cordelia."""
    sentence_case = any(token.word.islower() and len(token.word) >= LONG_WORD for token in headline)
    if not sentence_case and member.words[0] not in given_names():
        return None  # where all words are capitalised, the one beside a name may be a verb
    for at, token in enumerate(headline):
        if token.lower != member.words[0]:
            continue
        if at + 1 < len(headline) and not token.possessive and _is_part(headline[at + 1]):
            return f"{token.word} {headline[at + 1].word}"
        if at and not headline[at - 1].possessive and _is_part(headline[at - 1]):
            return f"{headline[at - 1].word} {token.word}"
    return None


def _is_part(token: Token) -> bool:
    """Whether the word of a headline can be part of a person's name."""
    tables = ("not_names", "person_roles", "starters", "organisation_words", "organisation_nouns", "document_nouns", "places")
    return token.word.isalpha() and token.word[0].isupper() and token.lower not in cue_forms() and not any(token.lower in load_words(table) for table in tables)
