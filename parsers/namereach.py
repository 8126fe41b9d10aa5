"""How far does a name reach? Runs of capitalised words, with the small words and titles inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from parsers.tables import load_words
from parsers.tokens import Token

LONGEST_NAME = 8  # words
LONGEST_ROLE = 3
SHORTEST_ADVERB = 4  # letters
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
COMPANY_ENDS = frozenset({"co", "inc", "corp", "ltd", "bros"})
LINKS = frozenset({"of", "for", "on", "&", "and", "the"})
STARTS = frozenset({".", "!", "?", "”", "“", '"', ":", "•", "*", "\N{OBJECT REPLACEMENT CHARACTER}"})
DOTTED = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")  # U.S


def begins_name(tokens: Sequence[Token], index: int, surnames: AbstractSet[str], common: AbstractSet[str]) -> bool:
    token = tokens[index]
    if token.lower in surnames:
        return True
    followed = index + 1 < len(tokens) and tokens[index + 1].word[0].isupper()
    if token.lower in load_words("captions"):
        return False
    if token.lower in load_words("not_names"):
        return followed and bool(token.lower in load_words("compass") or token.lower in given_names() or (token.lower in load_words("numerals") and index and tokens[index - 1].word not in STARTS))
    if index and tokens[index - 1].word not in STARTS:
        return True
    if (
        token.lower in given_names()
        or role_length(tokens, index, min(index + LONGEST_ROLE, len(tokens)))
        or token.lower in load_words("places")
    ):
        return True
    if not followed and token.lower.endswith("ly") and len(token.lower) > SHORTEST_ADVERB:
        return False  # "Shortly after, …"; Emily and Kelly are given names
    if not followed and token.lower in _common_nouns():
        return False  # "Members said", but "Members Only said"
    return token.lower not in common and not (token.lower.endswith("ing") and token.lower not in load_words("ing_names"))


def find_run_end(tokens: Sequence[Token], index: int, text: str) -> int:
    """Where the run of words that belong to one name, with its titles, ends (exclusive)."""
    end = index + 1
    while end < len(tokens) and end - index < LONGEST_NAME * 2:
        previous, token = tokens[end - 1], tokens[end]
        if previous.possessive:
            break
        if token.word == "." and token.start == previous.end and _takes_dot(previous) and _continues(tokens, end + 1):
            end += 1
            continue
        if token.word == "." and token.start == previous.end and (previous.lower in SUFFIXES or (previous.lower in COMPANY_ENDS and end - index > 1)):
            end += 1
            break
        if token.word == "," and end + 1 < len(tokens) and tokens[end + 1].lower in SUFFIXES:
            end += 2
            continue
        if "\n" in text[previous.end : token.start]:
            break
        if token.lower in load_words("captions"):
            break  # a caption's credit, run into the text: "… Jane Roe Photograph: …"
        if token.capital and token.lower != "i" and (token.lower not in load_words("not_names") or _may_be_inside(tokens, end)):
            end += 1
            continue
        if _links(tokens, index, end):
            end += 1
            continue
        break
    while end > index and (tokens[end - 1].lower in LINKS or tokens[end - 1].word == "," or is_particle(tokens[end - 1])):
        end -= 1
    return end


def _takes_dot(token: Token) -> bool:
    return (
        len(token.word) == 1
        or token.lower in honorifics()
        or token.lower in SUFFIXES
        or token.lower in {"st", "ft", "ph.d"}
        or DOTTED.fullmatch(token.word) is not None
    )


def _continues(tokens: Sequence[Token], index: int) -> bool:
    return index < len(tokens) and (tokens[index].word[0].isupper() or is_particle(tokens[index]))


def _may_be_inside(tokens: Sequence[Token], index: int) -> bool:
    """Whether a word that begins no name belongs to this one: The New York Times, Ann White, Times of India."""
    if tokens[index].lower == "ai":
        return True
    if tokens[index - 1].lower in given_names() and tokens[index].word != "I":
        return True
    return tokens[index].lower not in load_words("starters") and index + 1 < len(tokens) and tokens[index + 1].capital


def _links(tokens: Sequence[Token], index: int, end: int) -> bool:
    token = tokens[end]
    if is_particle(token):
        return end + 1 < len(tokens) and (tokens[end + 1].word[0].isupper() or is_particle(tokens[end + 1]))
    if token.lower == "the" and tokens[end - 1].lower == "of":
        return end + 1 < len(tokens) and tokens[end + 1].capital
    if token.lower not in {"of", "for", "&", "and"} or end + 1 >= len(tokens):
        return False
    if not tokens[end + 1].capital and not (
        token.lower == "of" and tokens[end + 1].lower == "the" and end + 2 < len(tokens) and tokens[end + 2].capital
    ):
        return False
    head = tokens[end - 1].lower
    if token.lower in {"of", "for"}:
        return head in load_words("organisation_words") or f"{head} of {tokens[end + 1].lower}" in load_words("person_roles")
    if token.lower == "&" or (
        token.lower == "and" and head in load_words("organisation_words") and tokens[end + 1].lower in load_words("organisation_words")
    ):
        return True
    return any(tokens[at].lower in load_words("initial_heads") for at in range(index, end)) and any(
        tokens[at].lower in {"of", "for"} for at in range(index, end)
    )


def is_particle(token: Token) -> bool:
    return token.lower in load_words("particles") and token.word[0].islower()


def role_length(tokens: Sequence[Token], at: int, end: int) -> int:
    if tokens[at].lower not in _role_openers():
        return 0
    roles = load_words("person_roles")
    for length in range(min(LONGEST_ROLE, end - at), 0, -1):
        if " ".join(token.lower for token in tokens[at : at + length]) in roles:
            return length
    return 0


@cache
def given_names() -> frozenset[str]:
    return load_words("female_names") | load_words("male_names") | load_words("given_names")


@cache
def honorifics() -> dict[str, str]:
    """Honorific to the gender it tells, "" where none."""
    rows = (row.split() for row in load_words("honorifics"))
    return {row[0]: row[1] if len(row) > 1 else "" for row in rows}


@cache
def _common_nouns() -> frozenset[str]:
    """Nouns of people and organisations, which are capitalised where they open a sentence, and their plurals."""
    tables = ("person_roles", "unnamed_roles", "organisation_nouns", "document_nouns")
    nouns = {word for table in tables for word in load_words(table) if " " not in word}
    return frozenset(nouns | {noun + "s" for noun in nouns})


@cache
def _role_openers() -> frozenset[str]:
    return frozenset(role.split()[0] for role in load_words("person_roles"))
