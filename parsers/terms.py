"""Which of these terms stand in a text?

A term is a word or phrase; a hyphen and a space are one, so "open-source" finds "open source" too. A trailing "*" stands for any
ending, " & " asks for both sides, in any order. Words written in capitals only ("EU", "MATH") must be found so; else case is free.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

# Numbers keep their points and names their dots ("2.0", "llama.cpp"); hyphens and apostrophes part words.
WORD = re.compile(r"\w+(?:\.\w+)*")
MOST_KNOWN = 50_000
LEAST_PREFIX = 2  # a phrase that begins with less than this and "*" would be looked at for every word


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    text: str  # case-folded, unless `cased`
    any_ending: bool
    cased: bool

    def fits(self, word: str) -> bool:
        seen = word if self.cased else word.casefold()
        return seen.startswith(self.text) if self.any_ending else seen == self.text


Phrase = tuple[_Word, ...]


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A phrase where it stands: its number, the places of its first and last word among the words, and its start and end."""

    number: int
    first: int
    last: int
    start: int
    end: int


class Phrases:
    """Phrases made ready to be looked for, all at once and in time linear in the text."""

    def __init__(self) -> None:
        self._phrases: list[Phrase] = []
        self._numbers: dict[Phrase, int] = {}
        self._whole: dict[str, list[int]] = {}
        self._beginnings: dict[str, list[int]] = {}
        self._lengths: tuple[int, ...] = ()
        self._known: dict[str, tuple[int, ...]] = {}  # most words of any text are looked up again and again

    def add(self, phrase: Phrase) -> int:
        """The number under which the phrase will be found; the same phrase has the same number."""
        if phrase not in self._numbers:
            number = self._numbers[phrase] = len(self._phrases)
            self._phrases.append(phrase)
            index = self._beginnings if phrase[0].any_ending else self._whole
            index.setdefault(phrase[0].text.casefold(), []).append(number)
            self._lengths = tuple(sorted({len(beginning) for beginning in self._beginnings}))
            self._known.clear()
        return self._numbers[phrase]

    def find(self, text: str) -> Iterator[Occurrence]:
        """Every phrase that stands in the text, in order of where it begins."""
        if not self._phrases:
            return
        words = list(WORD.finditer(text))
        known = self._known.get  # asked for every word of every article
        for place, first in enumerate(words):
            numbers = known(first[0])
            for number in self._candidates(first[0]) if numbers is None else numbers:
                phrase = self._phrases[number]
                stretch = words[place : place + len(phrase)]
                if len(stretch) == len(phrase) and all(wanted.fits(seen[0]) for wanted, seen in zip(phrase, stretch, strict=True)):
                    yield Occurrence(number, place, place + len(phrase) - 1, first.start(), stretch[-1].end())

    def _candidates(self, word: str) -> tuple[int, ...]:
        """The phrases that may begin with the word; remembered."""
        folded = word.casefold()
        beginnings = (self._beginnings.get(folded[:length], ()) for length in self._lengths if length <= len(folded))
        found = (*self._whole.get(folded, ()), *chain.from_iterable(beginnings))
        if len(self._known) < MOST_KNOWN:
            self._known[word] = found
        return found


class Terms:
    """A set of terms made ready to be looked for."""

    def __init__(self, terms: tuple[str, ...]) -> None:
        self._phrases = Phrases()
        self._asked_by: dict[int, list[tuple[str, frozenset[int]]]] = {}  # for each phrase the terms it is a side of, with all their sides
        for term in dict.fromkeys(terms):
            sides = frozenset(self._phrases.add(phrase) for side in term.split(" & ") if (phrase := read_phrase(side)))
            for side in sides:
                self._asked_by.setdefault(side, []).append((term, sides))

    def find(self, text: str) -> frozenset[str]:
        """The terms that stand in the text, as they were written in the list."""
        present = {found.number for found in self._phrases.find(text)}
        return frozenset(term for number in present for term, sides in self._asked_by[number] if len(sides) == 1 or present >= sides)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Start and end of every phrase found, in order of where it begins."""
        return tuple((found.start, found.end) for found in self._phrases.find(text))


@lru_cache(maxsize=256)
def compile_terms(terms: tuple[str, ...]) -> Terms:
    """The terms made ready; the same tuple is made ready once."""
    return Terms(terms)


def read_phrase(written: str, *, exact: bool = False) -> Phrase:
    """The words of a phrase as it was written; with `exact` every one must be found in the case it is written in."""
    phrase: list[_Word] = []
    for match in WORD.finditer(written):
        word = match.group()
        cased = exact or (len(word) > 1 and word.isupper())
        any_ending = written.startswith("*", match.end()) and (bool(phrase) or len(word) >= LEAST_PREFIX)
        phrase.append(_Word(text=word if cased else word.casefold(), any_ending=any_ending, cased=cased))
    return tuple(phrase)
