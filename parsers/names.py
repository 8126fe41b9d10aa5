"""Which people and organisations does a text name?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Literal

from parsers.namereach import LONGEST_NAME, SUFFIXES, begins_name, find_run_end, given_names, honorifics, is_particle, role_length
from parsers.tables import load_pairs, load_words
from parsers.tokens import Token

LONGEST_UNKNOWN = 4  # words of a name that is neither a person's nor an organisation's
Kind = Literal["person", "organisation", "place", "unknown"]
MIXED_CASE = re.compile(r"[a-z][A-Z]")  # OpenAI
FAMILY_PREFIX = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Van|Von|Fitz)[A-Z]")


@dataclass(slots=True)
class Name:
    """A name where it stands: tokens `first` to `last` (inclusive) of its paragraph's."""

    text: str
    words: tuple[str, ...]  # in lower case, without suffixes
    kind: Kind
    start: int
    end: int
    first: int
    last: int
    lead: int  # the first token of its title, or `first`
    possessive: bool = False
    gender: str = ""  # "m", "f" or ""
    role: str = ""  # what stands before it: "Prime Minister"
    organisation: str = ""  # and before that: "NASA" Administrator …
    employer: str = ""  # the noun where the organisation is not named beside it: "the board’s chair"
    headline: bool = False
    determined: bool = False  # "a" or "the" stands before it
    governed: bool = False  # a preposition stands before it
    titled: bool = False  # a title, role or age shows that it is a person's
    speaks: bool = False  # a verb of saying stands beside it
    person: int = -1  # which one of the cast, once that is known


def find_names(
    tokens: Sequence[Token],
    text: str,
    *,
    headline: bool = False,
    surnames: AbstractSet[str] = frozenset(),
    common: AbstractSet[str] = frozenset(),
) -> list[Name]:
    """The names among a paragraph's tokens, in order.

    In a headline every word is capitalised, so only known given names count. `surnames` are words to be taken for names
    wherever they are capitalised, `common` words that are not when they open a sentence.
    """
    names: list[Name] = []
    run_end = 0
    for index in [at for at, token in enumerate(tokens) if token.capital]:
        if index < run_end or not begins_name(tokens, index, surnames, common):
            continue
        run_end = find_run_end(tokens, index, text)
        if run_end == index:
            continue
        if headline or _is_headline_run(tokens, index, run_end):
            names.extend(_in_headline(tokens, index, run_end, text))
        else:
            names.extend(_in_run(tokens, index, run_end, text, surnames))
    return names


def _is_headline_run(tokens: Sequence[Token], first: int, end: int) -> bool:
    """Five and more capitalised words with no organisation's among them: a headline inside the text."""
    return end - first > LONGEST_NAME and not any(tokens[at].lower in load_words("organisation_words") for at in range(first, end))


def _in_headline(tokens: Sequence[Token], first: int, end: int, text: str) -> list[Name]:
    names = []
    at = first
    while at < end:
        if tokens[at].lower in given_names() and at + 1 < end and not tokens[at].possessive:
            last = at + 1
            while last + 1 < end and (len(tokens[last].word) == 1 or tokens[last].word == "." or is_particle(tokens[last])):
                last += 1
            if _could_be_surname(tokens[last]):
                names.append(_name(tokens, at, last, text, "person", headline=True))
            at = last + 1
        else:
            at += 1
    return names


def _could_be_surname(token: Token) -> bool:
    return (
        token.word[0].isupper()
        and len(token.word) > 1
        and token.lower not in load_words("not_names")
        and token.lower not in load_words("person_roles")
    )


def _in_run(tokens: Sequence[Token], first: int, end: int, text: str, surnames: AbstractSet[str]) -> list[Name]:
    """Names of a run such as "NASA Administrator Jim Bridenstine": what precedes a title is its organisation."""
    if end == first + 1 and tokens[first].lower in surnames:
        return [_name(tokens, first, first, text, "unknown")]
    names: list[Name] = []
    gender = role = organisation = ""
    start = at = lead = first
    titled = False
    while at < end:
        length = 0 if at == end - 1 and titled and tokens[at].lower not in load_words("vocatives") else role_length(tokens, at, end)
        honorific = honorifics().get(tokens[at].lower) if tokens[at].lower in honorifics() else None
        if honorific is not None and at + 1 < end and length <= 1:
            length = 1
            gender = honorific
            if tokens[at].lower in load_words("person_roles") or tokens[at].lower in load_pairs("short_roles"):
                role = tokens[at].word  # "Judge Jane Roe", "Gov. Jane Roe", later "the governor"
            if at + 1 < end and tokens[at + 1].word == ".":
                length = 2
        elif length and not (at == end - 1 and at > start and tokens[at].lower in surnames):
            role = text[tokens[at].start : tokens[at + length - 1].end]
        if not length or (at + length >= end and at > start):
            at += 1
            continue
        if at > start:
            names.append(_name(tokens, start, at - 1, text, _kind(tokens, start, at - 1, titled=False)))
            organisation = names[-1].text
            lead = at
        titled = True
        at += length
        start = at
    if start >= end:
        return names
    royal = tokens[start].lower in load_words("royal_titles") and start + 1 < end
    kind: Kind = "person" if titled or royal else _kind(tokens, start, end - 1, titled=titled)
    if titled and _is_organisation(tokens, start, end - 1):
        kind = "organisation"
    if kind == "unknown" and sum(len(token.word) > 1 for token in tokens[start:end]) > LONGEST_UNKNOWN:
        return names  # a heading
    name = _name(tokens, start, end - 1, text, kind)
    name.lead = lead
    name.role, name.organisation, name.titled = role, organisation, titled and kind == "person"
    name.gender = gender or name.gender
    names.append(name)
    return names


def _kind(tokens: Sequence[Token], first: int, last: int, *, titled: bool) -> Kind:
    if _is_organisation(tokens, first, last):
        return "organisation"
    words = [token.lower for token in tokens[first : last + 1] if token.word != "."]
    if " ".join(words) in load_words("places") or (words[0] in load_words("compass") and " ".join(words[1:]) in load_words("places")):
        return "place"
    initial = any(len(tokens[at].word) == 1 and tokens[at].word.isupper() and tokens[at + 1].word == "." for at in range(first, last))
    if titled or (last > first and (initial or tokens[first].lower in given_names())):
        return "person"
    if first > 0 and tokens[first - 1].lower == "the":
        return "organisation"
    word = tokens[first].word
    if (
        first == last
        and len(word) > 1
        and ((word.isupper() and word.isalpha()) or MIXED_CASE.search(word))
        and not FAMILY_PREFIX.match(word)
    ):
        return "organisation"
    return "unknown"


def _is_organisation(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(tokens[at].lower in load_words("organisation_words") for at in range(first, last + 1))


def _name(tokens: Sequence[Token], first: int, last: int, text: str, kind: Kind, *, headline: bool = False) -> Name:
    end = tokens[last].end - (2 if tokens[last].possessive and tokens[last].word[-1] != text[tokens[last].end - 1] else 0)
    if tokens[last].possessive:
        end = tokens[last].start + len(tokens[last].word)
    words = tuple(_plain(token.lower) for token in tokens[first : last + 1] if token.word not in {".", ","} and token.lower not in SUFFIXES)
    words = words or (tokens[first].lower,)  # a suffix alone
    gender = ""
    if kind != "organisation":
        gender = (
            "f"
            if words[0] in load_words("female_names") or words[0] in {"queen", "princess", "duchess", "empress"}
            else "m"
            if words[0] in load_words("male_names") or words[0] in {"king", "prince", "pope", "duke"}
            else ""
        )
    return Name(
        text=" ".join(text[tokens[first].start : end].split()),
        words=words,
        kind=kind,
        start=tokens[first].start,
        end=end,
        first=first,
        last=last,
        lead=first,
        possessive=tokens[last].possessive,
        gender=gender,
        headline=headline,
    )


def _plain(word: str) -> str:
    """The word without accents, which an article writes once and then forgets."""
    if word.isascii():
        return word
    return "".join(character for character in unicodedata.normalize("NFKD", word) if not unicodedata.combining(character))
