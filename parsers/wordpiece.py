"""How does the encoder's vocabulary spell a text?

WordPiece as BERT's uncased models know it: lower case, no accents, punctuation apart, each word the longest known pieces from its left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files

LONGEST_WORD = 40  # characters; longer runs are addresses and keys, and finding their pieces takes the square of their length
UNKNOWN = "[UNK]"


def spell(text: str) -> list[int]:
    """The numbers of the pieces that make up the text; one for all of a word that cannot be made up."""
    return [number for chunk in text.split() for number in _spell_chunk(chunk)]


@cache
def load_vocabulary() -> dict[str, int]:
    """Every piece with its number; a piece that continues a word begins with "##"."""
    lines = files("parsers").joinpath("stance_model", "vocabulary.txt").read_text(encoding="utf-8").split("\n")
    return {piece: number for number, piece in enumerate(lines) if piece}


@lru_cache(maxsize=20_000)
def _spell_chunk(chunk: str) -> tuple[int, ...]:
    return tuple(number for word in _words(chunk) for number in _pieces(word))


def _words(chunk: str) -> list[str]:
    words = [""]
    for letter in unicodedata.normalize("NFD", chunk.lower()):
        category = unicodedata.category(letter)
        if category == "Mn" or category[0] == "C":
            continue
        if category[0] == "P" or (letter.isascii() and not letter.isalnum()):
            words += [letter, ""]
        else:
            words[-1] += letter
    return [word for word in words if word]


def _pieces(word: str) -> Iterator[int]:
    vocabulary = load_vocabulary()
    numbers: list[int] = []
    start = 0
    while start < len(word) <= LONGEST_WORD:
        lead = "##" if start else ""
        found = next((end for end in range(len(word), start, -1) if lead + word[start:end] in vocabulary), None)
        if found is None:
            break
        numbers.append(vocabulary[lead + word[start:found]])
        start = found
    yield from numbers if start == len(word) else [vocabulary[UNKNOWN]]
