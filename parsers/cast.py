"""Who takes part in an article? Every name's bearer, with the full name, role and organisation the article gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.namereach import given_names
from parsers.names import Kind, Name
from parsers.tables import load_all, load_words

DOUBTFUL = -2  # one of two, and nothing tells which
MOST_BEARERS = 50  # of one surname; bounds what a hostile page can cost


@dataclass(slots=True)
class Member:
    """A person or organisation of the article."""

    text: str  # the name in full
    words: tuple[str, ...]
    kind: Kind
    gender: str = ""
    role: str = ""
    organisation: str = ""
    employer: str = ""  # "board", where the article does not name it beside the role
    count: int = 0
    speaks: bool = False  # a verb of saying stands beside the name somewhere
    forms: Counter[str] = field(default_factory=Counter)

    def is_personal(self) -> bool:
        """Whether "he" or "she" may mean it."""
        if self.is_group():
            return False
        return self.kind == "person" or (self.kind == "unknown" and self.speaks and len(self.words) > 1)

    def is_group(self) -> bool:
        """Whether it is called by what its members are: Pear Valley CEOs."""
        return len(self.words) > 1 and self.words[0] not in given_names() and self.words[-1].endswith("s") and self.words[-1][:-1] in load_all("person_roles", "positions")

    def may_be_personal(self) -> bool:
        """Whether it may, for want of anybody better: a surname alone that speaks, as a company may."""
        product = sum(character.isupper() for character in self.text) > 1 and not self.text.startswith(("Mc", "Mac", "De", "La", "Le", "O", "D"))
        return self.kind == "unknown" and self.speaks and len(self.words) == 1 and not product  # LoomGPT


def find_cast(names: Sequence[Name]) -> list[Member]:
    """The cast; every name's `person` is set to its bearer's place in it."""
    _separate(names)
    members: list[Member] = []
    by_word: dict[str, list[int]] = {}
    for name in names:
        if len(name.words) > 1:
            _join(members, by_word, name)
    latest: dict[int, int] = {}
    for order, name in enumerate(names):
        if len(name.words) == 1:
            name.person = _bearer_of_part(members, by_word, latest, name, names)
            if name.person == DOUBTFUL:
                name.person = -1
            elif name.person < 0:
                _join(members, by_word, name)
        if name.person >= 0:
            _learn(members[name.person], name)
            latest[name.person] = order
    return members


def _separate(names: Sequence[Name]) -> None:
    """Cut "Big Tech Sarlin" to "Sarlin" where the article names Big Tech and Sarlin apart: a lost heading or full stop joined them."""
    known = {name.words for name in names}
    for name in names:
        if (
            name.kind == "unknown"
            and len(name.words) > 2
            and name.words[:-1] in known
            and name.words[-1:] in known
            and name.words[0] not in given_names()
        ):
            name.words = name.words[-1:]
            name.text = name.text.rsplit(None, 1)[-1]
        elif len(name.words) > 3 and name.words[-2:] in known and name.words[-2] in given_names() and name.kind != "organisation":
            name.words = name.words[-2:]  # "Wes Davis Jane Roe", the byline of a teaser run into the text
            name.text = " ".join(name.text.split()[-2:])


def _join(members: list[Member], by_word: dict[str, list[int]], name: Name) -> None:
    """Add the name's bearer, unless the cast has one whose name agrees with it."""
    if not name.words:
        return
    for index in by_word.get(name.words[-1], ()):
        groups = members[index].kind == name.kind == "organisation"
        if groups and len(members[index].words) != len(name.words) and members[index].words[0] != name.words[0]:
            continue  # "Pear Capital Open Shelf", a heading run into the text, is not Open Shelf’s name in full
        if _agree(members[index].words, name.words):
            name.person = index
            member = members[index]
            if len(name.words) > len(member.words) and not name.headline:
                member.words = name.words
                member.text = name.text
            return
    name.person = len(members)
    members.append(Member(text=name.text, words=name.words, kind=name.kind, gender=name.gender))
    for word in {name.words[-1], name.words[0]} | ({name.words[-2]} if len(name.words) > 2 else set()):
        bearers = by_word.setdefault(word, [])
        if len(bearers) < MOST_BEARERS:
            bearers.append(name.person)


def _agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Same last word, and first words that are the same, or one of them an initial of the other."""
    if one == other:
        return True
    if one[-1] != other[-1] or len(one) == 1 or len(other) == 1:
        return False
    shorter = min(len(one), len(other))
    if one[-shorter:] == other[-shorter:]:  # Le Clair is Craig Le Clair
        return True
    return one[0] == other[0] or (min(len(one[0]), len(other[0])) == 1 and one[0][0] == other[0][0])


def _bearer_of_part(members: list[Member], by_word: dict[str, list[int]], latest: dict[int, int], name: Name, names: Sequence[Name]) -> int:
    """The bearer of a surname or given name alone: of several, the one last named, unless in one breath with another; else the one named most."""
    word = name.words[0]
    fitting = [index for index in by_word.get(word, ()) if _may_be(members[index], name)]
    if not fitting:
        return -1
    by_surname = [index for index in fitting if members[index].words[-1] == word]
    if by_surname and word not in given_names():
        fitting = by_surname
    seen = [index for index in fitting if index in latest]
    if not seen:
        fitting = [index for index in fitting if members[index].kind != "organisation"]
        if not fitting:
            return -1
    if seen:
        last = max(seen, key=lambda index: latest[index])
        return DOUBTFUL if any(_is_pair(names, latest[index], latest[last]) for index in seen) else last
    return min(fitting)


def _is_pair(names: Sequence[Name], one: int, other: int) -> bool:
    """Jane Roe and John Roe: two full names with a word between, which say nothing of whom "Roe" means next."""
    first, second = names[one], names[other]
    apart = other == one + 1 and second.lead == first.last + 2
    return apart and first.words[-1] == second.words[-1] and len(first.words) > 1 and len(second.words) > 1


def _may_be(member: Member, name: Name) -> bool:
    word = name.words[0]
    if member.words == name.words:
        return True
    if member.kind == "organisation":  # "Bank" is not the Bank of somewhere, nor Google Google Research; but Acme is Acme Holdings
        return word == member.words[0] and len(member.words) == 2 and member.words[1] in load_words("company_words")
    if name.kind == "organisation" and member.kind != "person":
        return False
    if (
        name.role == ""
        and name.gender
        and member.gender
        and name.gender != member.gender
        and word == member.words[-1]
        and word != member.words[0]
    ):
        return word in given_names()
    return not (word == member.words[0] and word != member.words[-1] and member.kind == "unknown" and word not in given_names())


def _learn(member: Member, name: Name) -> None:
    member.count += 1
    member.forms[name.text] += 1
    member.gender = member.gender or (name.gender if len(name.words) > 1 or name.words[0] != member.words[-1] else "")
    if not member.gender and name.gender and name.words[0] not in given_names():
        member.gender = name.gender
    member.role = member.role or name.role
    member.organisation = member.organisation or name.organisation
    member.employer = member.employer or name.employer
    member.speaks = member.speaks or name.speaks
    if member.kind == "unknown" and name.kind != "unknown" and len(name.words) == len(member.words):
        member.kind = name.kind
    surname_alone = len(name.words) == 1 and len(member.words) > 1 and name.words[0] == member.words[-1] and name.kind == "unknown"
    if (name.titled and member.kind != "organisation") or (surname_alone and member.kind == "unknown" and not name.determined):
        member.kind = "person"
