"""What does the text call a speaker whom it does not name? "Two people briefed on the plans", "a spokesperson for Acme"."""

from __future__ import annotations

from parsers.cues import BE, weigh_cue
from parsers.namereach import honorifics
from parsers.sources import Passage, Source
from parsers.tables import load_words

LONGEST_LINK = 9  # tokens behind the noun
STOPS = frozenset({"and", "but", "that", "when", "as", "while", "who", "in"})
CLAUSES = BE | {"if", "could", "would", "will", "can", "may", "how", "what"}  # words of a clause and of no description


def describe_source(passage: Passage, source: Source, text: str) -> str | None:
    """The source's phrase as the text has it, with what describes it behind the noun; None where there is none."""
    if source.kind != "noun" or source.word in load_words("describing_nobody"):
        return None
    tokens = passage.tokens
    first, last = source.first, source.last
    while first > 0 and tokens[first - 1].lower in load_words("determiners") and tokens[first - 1].end + 1 == tokens[first].start:
        first -= 1
    while first < last and (tokens[first].lower == "that" or (tokens[first].word.islower() and tokens[first].lower.endswith("ing"))):
        first += 1  # "allowing auditors", "that people"
    if tokens[last].lower.endswith("ly") or any(tokens[at].lower in CLAUSES for at in range(first, last + 1)):
        return None
    end = last + 1
    if end < len(tokens) and (tokens[end].lower in load_words("describing_links") or _links_to_name(passage, source, end)):
        end = _link_end(passage, end)
    return " ".join(text[tokens[first].start : tokens[end - 1].end].split())


def _links_to_name(passage: Passage, source: Source, link: int) -> bool:
    """Investors in Acme, aides to Mr. Roe."""
    word = passage.tokens[link].lower
    named = link + 1 in passage.by_first or (link + 1 < len(passage.tokens) and _is_honorific(passage, link + 1))
    return named and (word == "in" or (word == "to" and source.word.removesuffix("s") in load_words("attendants")))


def _is_honorific(passage: Passage, at: int) -> bool:
    """Whether the token is the "Mr" or "Dr" of a name, with the full stop that follows it."""
    tokens = passage.tokens
    return at + 2 < len(tokens) and tokens[at].capital and tokens[at].lower in honorifics() and tokens[at + 1].word == "." and tokens[at + 2].capital


def _link_end(passage: Passage, start: int) -> int:
    """Where the words that describe end (exclusive): before a mark, the verb of saying, or another clause."""
    tokens = passage.tokens
    relative = tokens[start].lower == "who"
    end = start + 1
    while end < min(len(tokens), start + LONGEST_LINK):
        token = tokens[end]
        if _is_honorific(passage, end):
            end += 2
            continue
        if not token.word[0].isalnum() or token.quote >= 0 or token.lower in STOPS or (token.lower == "on" and end > start + 1):
            break
        if end == start + 1 and (relative or token.lower == "on"):  # "who asked not to be named", "briefed on it"
            end += 1
            continue
        if weigh_cue(tokens, end) is not None or (not relative and (token.lower in BE or (token.word.islower() and token.lower.endswith("ed")))):
            break
        end += 1
    while end > start and tokens[end - 1].lower in load_words("prepositions") | load_words("determiners") | load_words("auxiliaries"):
        end -= 1
    return end if end > start + 1 else start
