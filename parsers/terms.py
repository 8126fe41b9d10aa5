"""Which of these terms stand in a text?

A term is a word or phrase; a hyphen and a space are one, so "open-source" finds "open source" too. A trailing "*" stands for any
ending, " & " asks for both sides, in any order. Words written in capitals only ("EU", "MATH") must be found so; else case is free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

# Numbers keep their points and names their dots ("2.0", "llama.cpp"); hyphens and apostrophes part words.
WORD = re.compile(r"\w+(?:\.\w+)*")
LEAST_PREFIX = 2  # a phrase that begins with less than this and "*" would be looked at for every word


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    text: str  # case-folded, unless `cased`
    any_ending: bool
    cased: bool

    def fits(self, word: str, folded: str) -> bool:
        seen = word if self.cased else folded
        return seen.startswith(self.text) if self.any_ending else seen == self.text


_Phrase = tuple[_Word, ...]


class Terms:
    """A set of terms made ready to be looked for, all at once and in time linear in the text."""

    def __init__(self, terms: tuple[str, ...]) -> None:
        self._sides: dict[str, tuple[_Phrase, ...]] = {}
        self._whole: dict[str, list[_Phrase]] = {}
        self._beginnings: dict[str, list[_Phrase]] = {}
        for term in terms:
            sides = tuple(phrase for side in term.split(" & ") if (phrase := _read_phrase(side)))
            if sides:
                self._sides[term] = sides
        for phrase in {phrase for sides in self._sides.values() for phrase in sides}:
            index = self._beginnings if phrase[0].any_ending else self._whole
            index.setdefault(phrase[0].text.casefold(), []).append(phrase)
        self._lengths = tuple(sorted({len(beginning) for beginning in self._beginnings}))

    def find(self, text: str) -> frozenset[str]:
        """The terms that stand in the text, as they were written in the list."""
        present = {phrase for phrase, _, _ in self._phrases(text)}
        return frozenset(term for term, sides in self._sides.items() if present.issuperset(sides)) if present else frozenset()

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Start and end of every phrase found, in order of where it begins."""
        return tuple((start, end) for _, start, end in self._phrases(text))

    def _phrases(self, text: str) -> Iterator[tuple[_Phrase, int, int]]:
        if not self._sides:
            return
        words = [(match.group(), match.group().casefold(), match.start(), match.end()) for match in WORD.finditer(text)]
        for place, (_, folded, start, _) in enumerate(words):
            for phrase in self._candidates(folded):
                stretch = words[place : place + len(phrase)]
                if len(stretch) == len(phrase) and all(word.fits(*seen[:2]) for word, seen in zip(phrase, stretch, strict=True)):
                    yield phrase, start, stretch[-1][3]

    def _candidates(self, folded: str) -> Iterator[_Phrase]:
        yield from self._whole.get(folded, ())
        for length in self._lengths:
            yield from self._beginnings.get(folded[:length], ()) if len(folded) >= length else ()


@lru_cache(maxsize=256)
def compile_terms(terms: tuple[str, ...]) -> Terms:
    """The terms made ready; the same tuple is made ready once."""
    return Terms(terms)


def _read_phrase(side: str) -> _Phrase:
    phrase: list[_Word] = []
    for match in WORD.finditer(side):
        word = match.group()
        cased = len(word) > 1 and word.isupper()
        any_ending = side.startswith("*", match.end()) and (bool(phrase) or len(word) >= LEAST_PREFIX)
        phrase.append(_Word(text=word if cased else word.casefold(), any_ending=any_ending, cased=cased))
    return tuple(phrase)
