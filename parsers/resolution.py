"""Whom does a phrase mean? Names, pronouns and roles resolved to members of the article's cast."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.attribution import Attribution
from parsers.cast import Member
from parsers.names import Name
from parsers.sources import Source
from parsers.tables import load_words

FAR = 14  # sentences back in which a pronoun's name is looked for
MASCULINE, FEMININE = frozenset({"he", "his", "him"}), frozenset({"she", "her", "hers"})
COLLECTIVES = frozenset({"campaign", "administration", "team", "office", "government", "family", "foundation", "committee", "party"})
HEADLESS = frozenset({"chief", "executive", "officer", "director", "head", "leader", "member"})


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who spoke, as far as the article names them."""

    name: str | None
    role: str | None = None
    organisation: str | None = None
    member: int = -1


@dataclass(slots=True)
class _Sentence:
    names: list[Name]
    actors: list[int] = field(default_factory=list)  # members who spoke or acted in it


class Focus:
    """Who has been named lately, sentence by sentence."""

    def __init__(self, members: list[Member], byline: tuple[str, ...]) -> None:
        """Begin before the first sentence."""
        self.members = members
        self.byline = byline
        self.sentences: deque[_Sentence] = deque(maxlen=FAR)
        self.title: list[Name] = []

    def introduce(self, names: Sequence[Name]) -> None:
        """Take the names of the title."""
        self.title = list(names)

    def enter(self, names: list[Name]) -> None:
        """Go on to the next sentence, with these names."""
        self.sentences.append(_Sentence(names))

    def act(self, speaker: Speaker) -> None:
        """Note who spoke or acted in the sentence at hand."""
        if speaker.member >= 0 and self.sentences:
            self.sentences[-1].actors.append(speaker.member)

    def find_person(self, gender: str, before: int) -> int:
        """The member whom "he" or "she" at token `before` of the sentence at hand means, or -1."""
        passed = -1
        for distance, sentence in enumerate(reversed(self.sentences)):
            names = [name for name in sentence.names if distance or name.last < before]
            chosen = self._choose(sentence, names, gender, same=distance == 0)
            if chosen >= 0:
                return chosen
            if passed < 0:
                passed = next((name.person for name in names if self._suits(name.person, gender)), -1)
            elif distance > 1:
                return passed
        if passed >= 0:
            return passed
        return next((name.person for name in self.title if self._suits(name.person, gender)), -1)

    def _choose(self, sentence: _Sentence, names: list[Name], gender: str, *, same: bool) -> int:
        if not same or sentence.actors:
            for member in reversed(sentence.actors):
                if self._suits(member, gender):
                    return member
        suiting = [name for name in names if self._suits(name.person, gender) and not name.possessive and not name.governed]
        sure = [name for name in suiting if self.members[name.person].gender == gender]
        return (sure or suiting)[0].person if suiting else -1

    def _suits(self, member: int, gender: str) -> bool:
        if member < 0 or not self.members[member].is_personal():
            return False
        return not self.members[member].gender or self.members[member].gender == gender

    def find_organisation(self, noun: str, before: int) -> int:
        """The organisation that "the bank" at token `before` means: the last one named with that word, else the last one."""
        latest = -1
        for distance, sentence in enumerate(reversed(self.sentences)):
            for name in reversed(sentence.names):
                if distance == 0 and name.last >= before:
                    continue
                member = self.members[name.person] if name.person >= 0 else None
                if member is None or member.is_personal():
                    continue
                if noun and noun in member.words:
                    return name.person
                if latest < 0 and (member.kind == "organisation" or member.speaks):
                    latest = name.person
        return latest

    def find_role(self, phrase: str) -> int:
        """The member introduced with all words of the role, the last one named of several, or -1."""
        wanted = {word for word in phrase.split() if word not in {"the", "former", "his", "her", "its", "their", "this", "that"}}
        holders = [
            index
            for index, member in enumerate(self.members)
            if member.role and member.is_personal() and wanted <= set(member.role.lower().replace("-", " ").split()) | set(member.organisation.lower().split())
        ]
        if len(holders) <= 1:
            return holders[0] if holders else -1
        for sentence in reversed(self.sentences):
            for name in reversed(sentence.names):
                if name.person in holders:
                    return name.person
        return holders[0]


def resolve(attribution: Attribution, focus: Focus) -> Speaker:
    """Whom the attribution's subject means; nobody when in doubt."""
    source = attribution.source
    if source is None:
        return Speaker(None)
    if source.kind == "name" and source.name is not None:
        return _speaker(focus, source.name.person)
    if source.kind == "pronoun":
        return _pronoun(source.word, source.first, focus)
    return _noun(source, focus)


def _speaker(focus: Focus, index: int) -> Speaker:
    if index < 0:
        return Speaker(None)
    member = focus.members[index]
    return Speaker(member.text, member.role or None, member.organisation or None, index)


def _pronoun(word: str, before: int, focus: Focus) -> Speaker:
    if word in MASCULINE | FEMININE:
        return _speaker(focus, focus.find_person("m" if word in MASCULINE else "f", before))
    if word in {"it", "its"}:
        return _speaker(focus, focus.find_organisation("", before))
    if word == "i" and len(focus.byline) == 1:
        return Speaker(focus.byline[0])
    return Speaker(None)


def _noun(source: Source, focus: Focus) -> Speaker:
    word = source.word
    singular = word[:-1] if word.endswith("s") and word[:-1] in load_words("person_roles") | load_words("organisation_nouns") | load_words("document_nouns") else word
    if singular in load_words("document_nouns") and singular not in load_words("organisation_nouns"):
        return _owner(source, focus)
    if singular in load_words("organisation_nouns"):
        if source.name is not None:
            return _collective(source, focus)
        return _speaker(focus, focus.find_organisation(singular, source.first)) if source.definite else Speaker(None)
    if word != singular and source.name is not None and word in load_words("unnamed_roles") | {"lawyers", "attorneys"}:
        return _speaker(focus, source.name.person)  # "analysts at Acme wrote": Acme speaks
    if word != singular or not source.definite or singular in load_words("unnamed_roles"):
        return Speaker(None)
    return _speaker(focus, focus.find_role(source.phrase.split(" of ")[0] if source.name is None else _unowned(source)))


def _unowned(source: Source) -> str:
    words = source.phrase.split()
    own = set(source.name.words) if source.name is not None else set()
    return " ".join(word for word in words if word not in own)


def _owner(source: Source, focus: Focus) -> Speaker:
    """The one whose report, essay or statement it is."""
    if source.name is not None:
        return _speaker(focus, source.name.person)
    if source.owner in {"his", "her", "its"}:
        return _pronoun(source.owner, source.first, focus)
    return Speaker(None)


def _collective(source: Source, focus: Focus) -> Speaker:
    """The Acme campaign, Jane Roe’s campaign."""
    if source.name is None:
        return Speaker(None)
    member = focus.members[source.name.person] if source.name.person >= 0 else None
    if source.word in COLLECTIVES and member is not None:
        return Speaker(f"{source.name.text} {source.word}")
    return _speaker(focus, source.name.person)
