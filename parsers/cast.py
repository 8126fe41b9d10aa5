"""Who takes part in an article? Every name's bearer, with the full name, role and organisation the article gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from parsers.cues import weigh_cue
from parsers.namereach import given_names
from parsers.names import Kind, Name
from parsers.sources import COMMAS
from parsers.tables import load_words
from parsers.tokens import Token

LONGEST_ROLE = 8  # words
MOST_BEARERS = 50  # of one surname; bounds what a hostile page can cost
DESCRIBED_BEFORE = 6  # tokens before a name that may describe the bearer


@dataclass(slots=True)
class Member:
    """A person or organisation of the article."""

    text: str  # the name in full
    words: tuple[str, ...]
    kind: Kind
    gender: str = ""
    role: str = ""
    organisation: str = ""
    count: int = 0
    speaks: bool = False  # a verb of saying stands beside the name somewhere
    forms: Counter[str] = field(default_factory=Counter)

    def is_personal(self) -> bool:
        """Whether "he" or "she" may mean it."""
        return self.kind == "person" or (self.kind == "unknown" and self.speaks and len(self.words) > 1)

    def may_be_personal(self) -> bool:
        """Whether it may, for want of anybody better: a surname alone that speaks, as a company may."""
        return self.kind == "unknown" and self.speaks and len(self.words) == 1


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
            name.person = _bearer_of_part(members, by_word, latest, name)
            if name.person < 0:
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


def _join(members: list[Member], by_word: dict[str, list[int]], name: Name) -> None:
    """Add the name's bearer, unless the cast has one whose name agrees with it."""
    if not name.words:
        return
    for index in by_word.get(name.words[-1], ()):
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


def _bearer_of_part(members: list[Member], by_word: dict[str, list[int]], latest: dict[int, int], name: Name) -> int:
    """The bearer of a surname or given name alone: of several, the one last named, else the one named most."""
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
        return max(seen, key=lambda index: latest[index])
    return min(fitting)


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
    member.speaks = member.speaks or name.speaks
    if member.kind == "unknown" and name.kind != "unknown" and len(name.words) == len(member.words):
        member.kind = name.kind
    surname_alone = len(name.words) == 1 and len(member.words) > 1 and name.words[0] == member.words[-1] and name.kind == "unknown"
    if (name.titled and member.kind != "organisation") or (surname_alone and member.kind == "unknown" and not name.determined):
        member.kind = "person"


def describe_names(tokens: Sequence[Token], names: Sequence[Name], text: str) -> None:
    """Set, on each name, what its paragraph says beside it: a role, an organisation, whether it speaks."""
    by_first = {name.lead: name for name in names}
    by_last = {name.last: name for name in names}
    for name in names:
        name.speaks = _speaks(tokens, name)
        name.governed = name.lead > 0 and tokens[name.lead - 1].lower in load_words("prepositions")
        name.determined = name.lead > 0 and tokens[name.lead - 1].lower in load_words("determiners")
        if name.kind == "unknown" and _is_organisation(tokens, name):
            name.kind = "organisation"
        if name.kind == "organisation":
            continue
        if name.kind == "unknown" and len(name.words) > 1 and not name.determined and _has_who(tokens, name.last + 1):
            name.titled = True
        if not name.role:
            _describe_before(tokens, by_last, name, text)
        if not name.role:
            _describe_after(tokens, by_first, name, text)


def _is_organisation(tokens: Sequence[Token], name: Name) -> bool:
    """The consumer group Open Shelf · A second group, Open Shelf, …"""
    before = name.lead - 1
    if before < 1 or name.words[0] in given_names():
        return False
    if tokens[before].word == ",":
        after = name.last + 1
        if not (after < len(tokens) and tokens[after].word in COMMAS) or len(name.words) < 2:
            return False
        before -= 1
    return tokens[before].lower in load_words("organisation_nouns") and not tokens[before].possessive


def _has_who(tokens: Sequence[Token], at: int) -> bool:
    """Jane Roe, who … · Jane Roe who …"""
    if at < len(tokens) and tokens[at].word == ",":
        at += 1
    return at < len(tokens) and tokens[at].lower == "who"


def _speaks(tokens: Sequence[Token], name: Name) -> bool:
    after, before = name.last + 1, name.lead - 1
    if name.possessive:
        return False
    if after < len(tokens) and weigh_cue(tokens, after) == "strong":
        return True
    return before >= 0 and weigh_cue(tokens, before) == "strong" and tokens[before].lower in {"said", "says", "wrote", "added", "explained"}


def _describe_before(tokens: Sequence[Token], by_last: Mapping[int, Name], name: Name, text: str) -> None:
    """Acme chief executive Jane Roe · Acme’s chief executive, Jane Roe."""
    lead = name.lead - 1 if name.lead > 1 and tokens[name.lead - 1].word == "," else name.lead
    first = lead
    while (
        first > max(0, lead - DESCRIBED_BEFORE)
        and tokens[first - 1].word[0].isalpha()
        and tokens[first - 1].lower not in load_words("prepositions") | {"and", "that"}
    ):
        owner = by_last.get(first - 1)
        if owner is not None:
            if first < lead and _has_role(tokens, first, lead):
                name.organisation = name.organisation or owner.text
            break
        if weigh_cue(tokens, first - 1) is not None or tokens[first - 1].lower in {
            "the",
            "a",
            "an",
            "his",
            "her",
            "its",
            "their",
            "our",
            "my",
        }:
            break
        first -= 1
    if first < lead and _has_role(tokens, lead - 1, lead):
        name.role = text[tokens[first].start : tokens[lead - 1].end]
        name.titled = True


def _has_role(tokens: Sequence[Token], first: int, last: int) -> bool:
    roles = load_words("person_roles")
    return any(tokens[at].lower in roles for at in range(first, last))


def _describe_after(tokens: Sequence[Token], by_first: Mapping[int, Name], name: Name, text: str) -> None:
    """Jane Roe, chief scientist at Acme, … · Jane Roe (41), who heads Acme."""
    at = name.last + 1
    if at >= len(tokens) or tokens[at].word not in COMMAS:
        return
    at += 1
    if at < len(tokens) and tokens[at].word.isdigit() and at + 1 < len(tokens) and tokens[at + 1].word in COMMAS:
        name.titled = True  # an age
        at += 2
    while at < len(tokens) and tokens[at].lower in {"the", "a", "an", "who", "is", "was", "its", "their", "his", "her"}:
        at += 1
    end = at
    governed: int | None = None
    while (
        end < len(tokens)
        and end - at < LONGEST_ROLE * 3
        and tokens[end].word not in COMMAS | {".", ":", ";", ")"}
        and tokens[end].quote < 0
    ):
        if governed is None and end > at and tokens[end].lower in {"at", "of", "for", "with", "in", "from"} and _has_role(tokens, at, end):
            governed = end
        if weigh_cue(tokens, end) == "strong":
            break
        end += 1
    if end == at or not _has_role(tokens, at, min(end, at + LONGEST_ROLE)):
        return
    stop = governed if governed is not None else end
    owner = by_first.get(at)
    if owner is not None and owner.last < stop:
        name.organisation = owner.text
        at = owner.last + 1
    if stop > at and stop - at <= LONGEST_ROLE:
        name.role = text[tokens[at].start : tokens[stop - 1].end]
        name.titled = True
    if governed is not None and not name.organisation:
        following = next((by_first[index] for index in range(governed, end) if index in by_first), None)
        name.organisation = following.text if following is not None else ""
