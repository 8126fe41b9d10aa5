"""Who has been named lately, sentence by sentence, and whom may a pronoun or a role mean by that?"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice

from parsers.cast import Member
from parsers.names import Name
from parsers.sources import Passage, between
from parsers.tables import load_pairs, load_words

CLOSE = 4  # sentences in which a lone surname is a better guess than a full name further back
FAR = 14  # sentences back in which a pronoun's name is looked for
POSSESSIVES = frozenset({"his", "her", "him", "hers"})  # "In her book, Clinton wrote" looks ahead, not back
MASCULINE, FEMININE = frozenset({"he", "his", "him"}), frozenset({"she", "her", "hers"})
MOST_ACTORS = 8  # of a sentence that are remembered
MOST_CANDIDATES = 200  # for a role; bounds what a hostile page can cost
NEAR = 2  # sentences back in which somebody unnamed still stands in the way of a name


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke, as far as the article names them."""

    name: str | None
    role: str | None = None
    organisation: str | None = None
    member: int = -1
    person: bool = False
    described: str | None = None  # an unnamed one, as the text calls them: "a person briefed on the plans"


@dataclass(slots=True)
class _Sentence:
    names: list[Name]
    actors: deque[int] = field(default_factory=lambda: deque(maxlen=MOST_ACTORS))  # members who spoke or acted in it
    stranger: str = ""  # "f", "m" or "?" where it speaks of somebody it does not name: "one mother"
    strangers_name: str = ""  # what it calls them


class Focus:
    """Who has been named lately, sentence by sentence."""

    def __init__(self, members: list[Member], byline: tuple[str, ...]) -> None:
        """Begin before the first sentence."""
        self.members = members
        self.byline = byline
        self.sentences: deque[_Sentence] = deque(maxlen=FAR)
        self.title: list[Name] = []
        self.described = ""  # whom the last pronoun meant that meant nobody named: "one mother"
        self.documents: dict[str, Speaker] = {}  # whose "letter" it is
        self.holders = [index for index, member in enumerate(members) if member.role and member.is_personal()][:MOST_CANDIDATES]
        self.namesakes: dict[str, list[int]] = {}
        self.named_by: dict[str, int] = {}  # "board" -> the only organisation whose name ends in Board, -1 where there are several
        for index, member in enumerate(members):
            namesakes = self.namesakes.setdefault(member.words[-1], [])
            if len(namesakes) < MOST_ACTORS:
                namesakes.append(index)
            if member.kind in {"organisation", "unknown"} and len(member.words) > 1:
                for noun in {member.words[-1], *(set(member.words) & load_words("organisation_nouns"))}:
                    self.named_by[noun] = -1 if noun in self.named_by else index
        surnames = {member.words[-1] for member in members if member.kind == "person"}
        for member in members:
            if member.organisation.lower() in surnames:
                member.organisation = ""  # Trump campaign manager Jane Roe
            if member.employer and not member.organisation and self.named_by.get(member.employer, -1) >= 0:
                member.organisation = members[self.named_by[member.employer]].text
        self.authors = {self.find_member(name) for name in byline}

    def introduce(self, names: Sequence[Name]) -> None:
        """Take the names of the title."""
        self.title = list(names)[:MOST_ACTORS]

    def enter(self, passage: Passage, low: int, high: int) -> None:
        """Go on to the next sentence. One that opens with a pronoun keeps to whom that means."""
        tokens = passage.tokens
        names = passage.names_between(low, high)
        stranger, called = _stranger(passage, low, high)
        self.sentences.append(_Sentence(names, stranger=stranger, strangers_name=called))
        if names and names[0].lead == low + 1 and tokens[low].lower == "for" and names[0].person >= 0:
            self.sentences[-1].actors.append(names[0].person)  # "For Jane Roe, a radiographer, there is no choice."
        first_name = next((name.lead for name in names if self._suits(name.person, "") and not name.governed), high)
        for at in between(passage.pronouns, low, first_name):
            if stranger:
                break  # "A mechanic who would not give his name disagrees."
            gender = "m" if tokens[at].lower in MASCULINE else "f" if tokens[at].lower in FEMININE else ""
            if gender and not (tokens[at].lower in POSSESSIVES and (tokens[low].lower == "as" or tokens[low].lower in load_words("prepositions"))):
                member = self.find_person(gender, at)
                if member >= 0:
                    self.sentences[-1].actors.append(member)
                break

    def act(self, speaker: Speaker) -> None:
        """Note who spoke or acted in the sentence at hand."""
        if speaker.member >= 0 and self.sentences:
            self.sentences[-1].actors.append(speaker.member)

    def find_person(self, gender: str, before: int) -> int:
        """The member whom "he" or "she" at token `before` of the sentence at hand means, or -1."""
        self.described = ""
        for reach in (CLOSE, FAR):
            for suits in (self._suits, self._may_suit):
                found = self._find(gender, before, suits, reach)
                if found is not None:
                    return found
        return next((name.person for name in self.title if self._suits(name.person, gender)), -1)

    def _find(self, gender: str, before: int, suits: Callable[[int, str], bool], reach: int) -> int | None:
        """The nearest that suits; -1 if somebody unnamed is nearer; None if there is nobody."""
        passed: int | None = None
        for distance, sentence in enumerate(islice(reversed(self.sentences), reach)):
            for member in reversed(sentence.actors):
                if suits(member, gender):
                    return member
            names = [name for name in sentence.names if (distance or name.last < before) and suits(name.person, gender)]
            leading = [name for name in names if not name.possessive and not name.governed]
            sure = [name for name in leading if self.members[name.person].gender == gender]
            if leading:
                return (sure or leading)[0].person
            if sentence.stranger and sentence.stranger in {gender, "?"} and distance <= NEAR and (distance or sentence.strangers_name.startswith("my ")):
                self.described = sentence.strangers_name
                return -1
            if passed is None and names:
                passed = names[0].person
            elif passed is not None and distance > 1:
                return passed
        return passed

    def _suits(self, member: int, gender: str) -> bool:
        if member < 0 or not self.members[member].is_personal():
            return False
        if member in self.authors and self.members[member].count == 1:
            return False  # the line that says who wrote the article
        return not self.members[member].gender or not gender or self.members[member].gender == gender

    def _may_suit(self, member: int, gender: str) -> bool:
        return member >= 0 and self.members[member].may_be_personal() and self.members[member].gender in {"", gender}

    def speaker(self, index: int) -> Speaker:
        """The member as a speaker; nobody for -1."""
        if index < 0:
            return Speaker(None)
        member = self.members[index]
        return Speaker(member.text, member.role or None, member.organisation or None, index, member.is_personal())

    def find_last_actor(self) -> int:
        """The member who spoke or acted last, or -1."""
        return next((member for sentence in reversed(self.sentences) for member in reversed(sentence.actors)), -1)

    def find_organisation(self, noun: str, before: int) -> int:
        """The organisation that "the bank" or "it" at token `before` means, or -1.

        One named with that word; else, for a business or "it", the last that speaks, or was the subject close by.
        """
        speaking = close = -1
        for distance, sentence in enumerate(reversed(self.sentences)):
            for index in reversed(sentence.actors):
                if not noun and distance < NEAR and self._is_collective(index):
                    return index
            for name in reversed(sentence.names):
                if name.person < 0 or (distance == 0 and name.last >= before):
                    continue
                member = self.members[name.person]
                if noun and noun in member.words:
                    return name.person
                if member.kind in {"person", "place"}:
                    continue
                if speaking < 0 and member.speaks:
                    speaking = name.person
                if close < 0 and member.kind == "organisation" and (distance <= NEAR if noun else distance == 0 and not name.governed):
                    close = name.person
        if noun and noun not in load_words("businesses"):
            return self.named_by.get(noun, -1)
        return (close if not noun and close >= 0 else speaking) if speaking >= 0 else close

    def _is_collective(self, index: int) -> bool:
        member = self.members[index]
        return member.kind == "organisation" or (member.kind == "unknown" and member.speaks)

    def find_role(self, phrase: str) -> int:
        """The member introduced with all words of the role, the last one named of several, or -1."""
        words = {word for word in phrase.replace("-", " ").split() if word not in load_words("determiners") | {"former"}}
        wanted = words - load_words("organisation_nouns") or words  # "the company’s chief executive"
        holders = [
            index
            for index in self.holders
            if wanted <= _role_words(f"{self.members[index].role} {self.members[index].organisation}")
        ]
        if len(holders) <= 1:
            return holders[0] if holders else -1
        for sentence in reversed(self.sentences):
            for name in reversed(sentence.names):
                if name.person in holders:
                    return name.person
        return holders[0]

    def find_relative(self, owner: int, gender: str) -> int:
        """Who shares the surname of the one whose mother, brother … is meant."""
        if owner < 0 or len(self.members[owner].words) < 2:
            return -1
        for index in self.namesakes[self.members[owner].words[-1]]:
            if index != owner and len(self.members[index].words) > 1 and self.members[index].gender == gender:
                return index
        return -1

    def find_member(self, name: str) -> int:
        """The member of that name, or the person of that surname, or -1."""
        words = tuple(name.lower().split())
        namesakes = self.namesakes.get(words[-1], ()) if words else ()
        exact = next((index for index in namesakes if self.members[index].words == words), None)
        if exact is not None and (len(words) > 1 or len(namesakes) == 1):
            return exact
        return next(
            (index for index in namesakes if len(words) == 1 and self.members[index].kind == "person"), -1 if exact is None else exact
        )


def _role_words(role: str) -> set[str]:
    """The words of a role, those that it is short for, and what it is short for itself."""
    words = set(role.lower().replace("-", " ").replace(".", "").split())
    for short, long in load_pairs("short_roles").items():
        if short in words:
            words |= set(long.split())
        elif words >= set(long.split()):
            words.add(short)
    return words


def _stranger(passage: Passage, low: int, high: int) -> tuple[str, str]:
    """The gender, or "?", of somebody the sentence introduces without a name, and what it calls them: "one mother", "a resident"."""
    tokens = passage.tokens
    for at in between(passage.articles, low, high - 1):
        for noun in range(at + 1, min(at + 4, high)):
            if noun in passage.by_first:
                break
            word = tokens[noun].lower
            if (word in strangers() or (at == low and _acts(passage, noun, high))) and (noun + 1 >= high or noun + 1 not in passage.by_first):
                after = noun + 1
                if after + 1 < high and tokens[after].word == "," and after + 1 in passage.by_first:
                    break
                return strangers().get(word, "?"), " ".join(token.word for token in tokens[at : noun + 1])
    return "", ""


def _acts(passage: Passage, noun: int, high: int) -> bool:
    """A mechanic who fixed it disagrees. But not: A mechanic by trade, she disagrees."""
    tokens = passage.tokens
    if tokens[noun].lower not in load_words("person_roles"):
        return False
    return not any(tokens[at].word == "," or at in passage.by_first for at in range(noun + 1, min(noun + 5, high)))


@cache
def strangers() -> dict[str, str]:
    """Words such as "resident", with the gender of the one they bring in, "?" where they tell none."""
    rows = (row.split() for row in load_words("strangers"))
    return {row[0]: row[1] if len(row) > 1 else "?" for row in rows}
