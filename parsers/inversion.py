"""Which phrase behind a verb of saying is its subject? “…,” said the lab’s founder, Jane Roe."""

from __future__ import annotations

from parsers.cues import weigh_cue
from parsers.names import Name
from parsers.sources import LONGEST_PHRASE, PRONOUNS, Passage, Source, is_source_noun, noun_phrase
from parsers.tables import load_all, load_words

OWNING = frozenset({"of", "from", "by", "at", "for", "with", "to"})  # documents obtained under the Access Act are not the act's
CLAUSES = frozenset({"but", "the", "who", "which", "while", "because", "so", "although", "though"})  # what no list of roles holds
MOST_LISTED = 8  # tokens of a list of roles


def find_object(passage: Passage, verb: int, high: int) -> Source | None:
    """The subject that follows its verb: "said Jane Roe", "said the company’s chief executive, Jane Roe"."""
    tokens = passage.tokens
    at = verb + 1
    while at < high and (tokens[at].lower in load_words("adverbs") or (tokens[at].lower.endswith("ly") and at not in passage.by_first)):
        at += 1
    if at >= high:
        return None
    if tokens[at].lower in PRONOUNS and not (tokens[at].lower == "one" and at + 1 < high and is_source_noun(tokens[at + 1].lower)):
        return Source("pronoun", at, at, word=tokens[at].lower)
    governed = ""  # the preposition at hand
    noun: int | None = None
    owner: Name | None = None
    index = at
    while index < min(high, at + LONGEST_PHRASE * 2):
        token = tokens[index]
        name = passage.by_first.get(index)
        if name is not None:
            following = name.last + 1
            described = (
                noun is not None
                and tokens[name.lead - 1].word.islower()
                and tokens[name.lead - 1].lower not in load_all("prepositions", "determiners")
                and not tokens[name.lead - 1].lower.endswith("ing")  # "a lawyer for authors suing Acme"
            )
            if (not governed or described) and not name.possessive and not _leads_to_noun(passage, following, high):
                return Source("name", name.lead, name.last, name=name, phrase=" ".join(t.lower for t in tokens[at : name.lead]))
            if noun is None or governed in OWNING:
                owner = owner or name
            index = following
            continue
        if token.word in {",", "—", "–", "--"}:
            apposed = passage.by_first.get(index + 1)
            apposed = apposed if noun is not None else None
            if token.word == "," and apposed is None and not governed:
                apposed = _after_roles(passage, index + 1, high)
            if apposed is not None and apposed.last < high and not apposed.possessive:
                return Source("name", apposed.lead, apposed.last, name=apposed)
            break
        if token.lower in load_words("prepositions"):
            governed = token.lower
        elif (
            not token.word[0].isalnum()
            or token.lower in {"that", "when", "as", "who", "and", "but", "while", "because"}
            or weigh_cue(tokens, index)
        ):
            break
        elif not governed and is_source_noun(token.lower):
            noun = index
        index += 1
    if noun is None:
        return None
    source = noun_phrase(passage, noun, at)
    source.name = source.name or owner
    return source


def _after_roles(passage: Passage, at: int, high: int) -> Name | None:
    """Said futurist, author and teacher Jane Roe: the name that ends the list."""
    tokens = passage.tokens
    for index in range(at, min(at + MOST_LISTED, high)):
        if index in passage.by_first:
            return passage.by_first[index] if index > at else None
        if (
            not (tokens[index].word.islower() or tokens[index].word == ",")
            or tokens[index].lower in load_words("prepositions")
            or tokens[index].lower in CLAUSES
            or weigh_cue(tokens, index) is not None
        ):
            return None
    return None


def _leads_to_noun(passage: Passage, index: int, high: int) -> bool:
    """Harris senior adviser David Plouffe: the first name is no subject when a noun of a role follows it."""
    tokens = passage.tokens
    for at in range(index, min(index + 5, high)):
        if at in passage.by_first or is_source_noun(tokens[at].lower):
            return at > index or is_source_noun(tokens[at].lower) or at in passage.by_first
        if (
            not tokens[at].word[0].isalpha()
            or tokens[at].lower in load_words("prepositions")
            or tokens[at].lower in {"and", "or"}
            or tokens[at].lower in load_words("adverbs")
            or weigh_cue(tokens, at)
        ):
            return False
    return False
