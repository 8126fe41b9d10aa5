"""What are the words of a text? Words with their places, marks of punctuation, and quotations as one token each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.marks import Marked

# A word keeps its inner apostrophes, hyphens, ampersands and dots: "O’Neil", "Editor-in-Chief", "AT&T", "U.S.", "llama.cpp".
# The first group is the common case, a word in small ASCII letters with nothing inside.
# "U.S. secretary" keeps its last dot out of the way: it ends no sentence.
TOKEN = re.compile(r"([a-z]++(?![\w&.’'‘@-]))|(?:[A-Z]\.){2,}(?= [a-z])|[^\W_][\w&]*(?:[.’'‘@-](?=[^\W_])[\w&]*)*(?:(?<=s)[’'](?= ))?|--|[^\w\s]|_")
POSSESSIVE = re.compile(r"[’'‘]s$|(?<=s)[’'‘]$", re.IGNORECASE)
CONTRACTION = re.compile(r"(he|she|it|they|we|i|you|who|that|there|what)[’'‘](?:s|d|ll|re|ve|m)", re.IGNORECASE)
QUOTATION = "\N{OBJECT REPLACEMENT CHARACTER}"  # stands for a whole quotation, marks and all


@dataclass(slots=True)
class Token:
    """A word, a mark of punctuation or a quotation. `word` lacks a possessive ending; `lower` is that in lower case."""

    word: str
    lower: str
    start: int
    end: int
    possessive: bool = False
    quote: int = -1  # number of the quotation it stands for
    capital: bool = False  # written as names are: Acme, iPhone, 3M


def find_tokens(text: str, start: int, end: int, spans: Sequence[Marked] = (), first: int = 0) -> list[Token]:
    """The tokens of text[start:end], where each of `spans` (in order; numbered from `first`) is a single one."""
    tokens: list[Token] = []
    position = start
    for number, span in enumerate(spans, start=first):
        _add(tokens, text, position, span.outer_start)
        tokens.append(Token(QUOTATION, QUOTATION, span.outer_start, span.outer_end, quote=number))
        position = span.outer_end
    _add(tokens, text, position, end)
    return tokens


def _add(tokens: list[Token], text: str, start: int, end: int) -> None:
    append = tokens.append
    for match in TOKEN.finditer(text, start, end):
        word = match.group()
        first, last = match.span()
        if match.lastindex:
            append(Token(word, word, first, last))
            continue
        if word[-1] == "." and len(word) > 1:
            word = word[:-1]
        lower = word.lower()
        if word.isalpha() or not ("’" in word or "'" in word or "‘" in word) or len(word) < 3:
            append(Token(word, lower, first, last) if word == lower else Token(word, lower, first, last, False, -1, _is_capital(word)))
            continue
        contraction = CONTRACTION.fullmatch(word)
        if contraction is not None:  # "he’d" is "he" with a verb behind it
            append(Token(word, contraction.group(1).lower(), first, last, capital=word[0].isupper()))
            continue
        bare = POSSESSIVE.sub("", word)
        append(Token(bare, bare.lower(), first, last, len(bare) < len(word), capital=_is_capital(bare)))


def _is_capital(word: str) -> bool:
    return word[0].isupper() or (len(word) > 2 and word[1].isupper()) or (word[0].isdigit() and word[-1].isupper())
