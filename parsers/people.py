"""Which forms of a name, over all articles, are one person's?

An article that gives only “Zuckerberg” or “the Meta CEO” may mean the Mark Zuckerberg of another one. A form is joined with a person where

    people have written so in speakers.toml                                        evidence "alias file"
    it is the full name but for a title, a middle initial, case or accents                  "full name"
    it is the surname of one known person only, and the article gives one of
      that person's organisations or roles beside it                                        "surname, with …"
      or names one of that person's organisations in its text                               "surname, in an article that names …"
    it describes the one known holder of a role that one person holds                       "… of …"

and stays what it is in every other case: two persons taken for one are worse than one person shown twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from parsers.model import KnownPerson
from parsers.namereach import given_names, honorifics
from parsers.tables import load_all, load_pairs, load_words

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})
LONGEST_PERSON = 4  # words of a person's name
OWNED = re.compile(r"['’‘]s?(?=\s|$)")
WORD = re.compile(r"[^\W_]+(?:[.'-][^\W_]+)*")
EVERYWHERE = ""

# Which of these pairs of article and organisation hold: the article's text has the organisation's name.
NamedIn = Callable[[Sequence[tuple[str, str]]], AbstractSet[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SpeakerForm:
    """How articles give a speaker: by a name, or by a description where they have none."""

    speaker: str = ""
    description: str = ""
    role: str = ""
    organisation: str = ""
    article: str = EVERYWHERE  # what is not a full name is judged article by article
    full_name: str = ""  # under which other articles run the same words of somebody with this surname


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A form that means a person whose name is written otherwise, in one article or in all."""

    article: str
    speaker: str
    description: str
    person: str
    evidence: str


@dataclass(slots=True)
class _Person:
    key: tuple[str, ...]
    name: str = ""
    written: Counter[str] = field(default_factory=Counter)
    roles: dict[str, None] = field(default_factory=dict)  # in small letters, in the order they were met
    organisations: dict[str, str] = field(default_factory=dict)  # folded -> as written


def recognise(forms: Sequence[tuple[SpeakerForm, int]], known: Sequence[KnownPerson], named_in: NamedIn) -> tuple[Recognised, ...]:
    """The forms, of all that articles use (each with the number of articles), that mean somebody else's or somebody's fuller name."""
    forms = sorted(forms)
    corrections = _Corrections(known)
    found: dict[tuple[str, str, str], Recognised] = {}
    people: dict[tuple[str, ...], _Person] = {}
    open_forms: list[SpeakerForm] = []
    asked = corrections.questions(form for form, _ in forms)
    told = named_in(asked) if asked else frozenset()
    fuller: list[tuple[SpeakerForm, tuple[str, ...]]] = []
    for form, count in forms:
        person = corrections.find(form, told)
        key = name_key(person or form.speaker)
        if len(key) > 1 or person is not None:
            _meet(people, key, person or form.speaker, form, count, sure=person is not None)
        if person is not None:
            article = form.article if corrections.is_bound(form) else EVERYWHERE
            if person != (form.speaker or form.description):
                _add(found, article, form, person, "alias file")
        elif len(key) < 2:
            open_forms.append(form)
        else:
            fuller.append((form, key))
    for person_ in people.values():
        person_.name = person_.name or min(person_.written, key=lambda name: (-person_.written[name], len(name), name))
    for form, key in fuller:
        if people[key].name != form.speaker:
            _add(found, EVERYWHERE, form, people[key].name, "full name")
    for recognised in _recognise_open(open_forms, people, named_in):
        found.setdefault((recognised.article, recognised.speaker, recognised.description), recognised)
    return tuple(found[place] for place in sorted(found))


def bound_forms(known: Sequence[KnownPerson]) -> frozenset[str]:
    """The forms, folded, that mean different persons in different articles, so that these have to be judged one by one."""
    return frozenset(fold(form) for person in known if person.organisations for form in person.forms)


def name_key(name: str) -> tuple[str, ...]:
    """The name's words in small letters, without accents, titles, suffixes and initials in the middle: what two spellings of it share.

    "Jane Roe (Acme)", as people write of two persons of one name, keeps what stands in brackets apart from both.
    """
    name, _, bracketed = name.partition(" (")
    words = [word.strip(".'-") for word in WORD.findall(fold(name))]
    while len(words) > 1 and words[0] in honorifics():
        words = words[1:]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words = words[:-1]
    words = [word for place, word in enumerate(words) if len(word) > 1 or place in {0, len(words) - 1}]
    return (*words, f"({bracketed}") if bracketed else tuple(words)


def surname_key(name: str) -> str:
    """The last word of the name's key; "" for no name."""
    return _surname(name_key(name))


def _surname(key: Sequence[str]) -> str:
    return next((word for word in reversed(key) if not word.startswith("(")), "")


def fold(text: str) -> str:
    """In small letters, without accents, marks of possession and doubled spaces."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(character for character in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(character))
    return " ".join(OWNED.sub("", plain).replace("’", "'").split())


class _Corrections:
    """What people have written: form (and organisation) to person."""

    def __init__(self, known: Sequence[KnownPerson]) -> None:
        self.by_form: dict[str, list[tuple[str, str]]] = defaultdict(list)  # form -> (organisation or "", person)
        for person in known:
            for form in dict.fromkeys((*map(fold, person.forms), *(() if person.organisations else (fold(person.name),)))):
                self.by_form[form] += [(organisation, person.name) for organisation in person.organisations or ("",)]

    def is_bound(self, form: SpeakerForm) -> bool:
        """Whether the form means different persons in different articles."""
        return any(organisation for organisation, _ in self._of(form))

    def questions(self, forms: Iterator[SpeakerForm]) -> list[tuple[str, str]]:
        return [(form.article, organisation) for form in forms if form.article for organisation, _ in self._of(form) if organisation]

    def find(self, form: SpeakerForm, told: AbstractSet[tuple[str, str]]) -> str | None:
        anywhere = None
        for organisation, person in self._of(form):
            if not organisation:
                anywhere = person
            elif _same_organisation(fold(form.organisation), fold(organisation)) or (form.article, organisation) in told:
                return person
        return anywhere

    def _of(self, form: SpeakerForm) -> Sequence[tuple[str, str]]:
        text = fold(form.speaker or form.description)
        return self.by_form.get(text) or self.by_form.get(text.removeprefix("the ")) or ()


def _meet(people: dict[tuple[str, ...], _Person], key: tuple[str, ...], name: str, form: SpeakerForm, count: int, *, sure: bool) -> None:
    person = people.setdefault(key, _Person(key))
    if sure:
        person.name = name
    person.written[name] += count
    if form.role:
        person.roles.setdefault(form.role.lower())
    if form.organisation:
        person.organisations.setdefault(fold(form.organisation), form.organisation)


def _add(found: dict[tuple[str, str, str], Recognised], article: str, form: SpeakerForm, person: str, evidence: str) -> None:
    recognised = Recognised(article=article, speaker=form.speaker, description=form.description, person=person, evidence=evidence)
    found[article, form.speaker, form.description] = recognised


def _recognise_open(forms: Sequence[SpeakerForm], people: Mapping[tuple[str, ...], _Person], named_in: NamedIn) -> Iterator[Recognised]:
    """Surnames alone and descriptions, article by article."""
    bearers: dict[str, list[_Person]] = defaultdict(list)
    holders: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)  # role, organisation -> person -> the organisation as written
    for person in people.values():
        if _is_personal(person):
            bearers[_surname(person.key)].append(person)
        for role in {sole_roles()[role] for role in person.roles if role in sole_roles()}:
            for folded, written in person.organisations.items():
                holders[role, _core(folded)][person.name] = written
    doubtful: list[tuple[SpeakerForm, _Person]] = []
    for form in forms:
        if not form.speaker:
            held = _find_held(form.description)
            persons = holders.get(held, {}) if held is not None else {}
            if held is not None and len(persons) == 1:
                ((name, organisation),) = persons.items()
                yield _recognised(form, name, f"{held[0]} of {organisation}")
            continue
        meant = people.get(name_key(form.full_name)) if form.full_name else None
        if meant is not None:
            yield _recognised(form, meant.name, "surname, with the same words elsewhere")
            continue
        bearing = bearers.get(surname_key(form.speaker), [])
        if len(bearing) != 1:
            continue
        (person,) = bearing
        shared = next((written for folded, written in person.organisations.items() if _same_organisation(folded, fold(form.organisation))), None)
        if shared is not None:
            yield _recognised(form, person.name, f"surname, with {shared}")
        elif form.role and form.role.lower() in person.roles and not form.organisation:
            yield _recognised(form, person.name, f"surname, with the role {form.role}")
        elif not form.organisation and not form.role:
            doubtful.append((form, person))
    asked = [(form.article, written) for form, person in doubtful for written in person.organisations.values()]
    told = named_in(asked) if asked else frozenset()
    for form, person in doubtful:
        named = next((written for written in person.organisations.values() if (form.article, written) in told), None)
        if named is not None:
            yield _recognised(form, person.name, f"surname, in an article that names {named}")


def _recognised(form: SpeakerForm, person: str, evidence: str) -> Recognised:
    return Recognised(article=form.article, speaker=form.speaker, description=form.description, person=person, evidence=evidence)


def _is_personal(person: _Person) -> bool:
    """Whether the name is a person's, so that its last word is a surname."""
    if len(person.key) > LONGEST_PERSON or not load_all("organisation_words", "company_words").isdisjoint(person.key[1:]):
        return False
    return person.key[0] in given_names() or bool(person.roles)


def _find_held(description: str) -> tuple[str, str] | None:
    """The sole role and the organisation of "the Meta CEO", "Meta’s chief executive", "the chief executive of Meta"."""
    words = fold(description).split()
    if not words or (words[0] in load_words("determiners") and words[0] != "the"):
        return None  # "a Meta executive", "its chief executive"
    words = [word for word in words if word != "the"]
    if not load_words("former").isdisjoint(word for part in words for word in part.split("-")):
        return None
    for length in range(min(5, len(words) - 1), 0, -1):
        if " ".join(words[-length:]) in sole_roles():
            return sole_roles()[" ".join(words[-length:])], _core(" ".join(words[:-length]))
        if " ".join(words[:length]) in sole_roles() and words[length] in {"of", "at"} and len(words) > length + 1:
            return sole_roles()[" ".join(words[:length])], _core(" ".join(words[length + 1 :]))
    return None


def sole_roles() -> Mapping[str, str]:
    """Roles that one person at a time holds, each with the form that stands for all ways to write it."""
    return load_pairs("sole_roles")


def _core(organisation: str) -> str:
    """The organisation's name without the words that firms add: "meta platforms inc" is "meta"."""
    words = organisation.replace(".", "").replace(",", "").split()
    while len(words) > 1 and (words[-1] in load_words("company_words") or words[-1] == "platforms"):
        words = words[:-1]
    return " ".join(words).removeprefix("the ")


def _same_organisation(one: str, other: str) -> bool:
    return bool(one) and bool(other) and _core(one) == _core(other)
