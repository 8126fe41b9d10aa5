"""Where in an article does an expression hold?

One look finds every phrase; the parts of the expression then join what was found, each in time linear in it: near takes for every
occurrence the nearest on either side, never all with all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from parsers.expressions import Both, Either, Expression, InTitle, Named, Near, Phrase, walk
from parsers.grammar import parse_expression
from parsers.model import Mention
from parsers.terms import WORD, Phrases, read_phrase

Field = Literal["title", "text"]


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """Words that the expression asks for, where they stand."""

    field: Field
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Whether an expression holds, and the words that make it hold, in order: the title's first. Words that only `not` asks for are none."""

    holds: bool
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch that satisfies a part of the expression: its words, its sentence, and the hits in it."""

    field: Field
    first: int
    last: int
    sentence: int
    hits: tuple[Hit, ...]


_Runs = Sequence[_Run]


def find_match(expression: str, title: str, text: str, mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]]) -> Match:
    """Look for the expression in an article whose mentions and sentences are known. Text behind the last sentence is not read."""
    tree, phrases, numbers = _compile(expression)
    found = _Found(title, text[: sentences[-1][1]] if sentences else "", mentions, sentences, phrases, numbers)
    holds, runs = found.look(tree)
    # The title comes before the text.
    hits = sorted({hit for run in runs for hit in run.hits}, key=lambda hit: (hit.field == "text", hit.start, hit.end))
    return Match(holds=holds, hits=tuple(hits) if holds else ())


@lru_cache(maxsize=64)
def _compile(expression: str) -> tuple[Expression, Phrases, Mapping[Phrase, int]]:
    tree, phrases = parse_expression(expression), Phrases()
    wanted = dict.fromkeys(part for part in walk(tree) if isinstance(part, Phrase))
    return tree, phrases, {phrase: phrases.add(read_phrase(phrase.text, exact=phrase.exact)) for phrase in wanted}


class _Found:
    """What was found of an expression's phrases and targets in one article."""

    def __init__(
        self, title: str, text: str, mentions: Sequence[Mention], sentences: Sequence[tuple[int, int]], phrases: Phrases, numbers: Mapping[Phrase, int]
    ) -> None:
        self._texts: Mapping[Field, str] = {"title": title, "text": text}
        self._mentions = mentions
        self._starts = [start for start, _ in sentences]
        self._numbers = numbers
        self._runs: dict[int, list[_Run]] = {}
        for field, where in self._texts.items():
            for seen in phrases.find(where):
                run = _Run(field, seen.first, seen.last, self._sentence(field, seen.start), (Hit(field, seen.start, seen.end),))
                self._runs.setdefault(seen.number, []).append(run)

    def look(self, part: Expression, *, in_title: bool = False) -> tuple[bool, _Runs]:
        """Whether the part holds, and the stretches that satisfy it."""
        match part:
            case Phrase():
                runs: Iterable[_Run] = self._runs.get(self._numbers[part], ())
                kept = [run for run in runs if run.field == "title"] if in_title else list(runs)
                return bool(kept), kept
            case Named(target=target):
                kept = [run for run in self._named(target) if not in_title or run.field == "title"]
                return bool(kept), kept
            case InTitle(part=inner):
                return self.look(inner, in_title=True)
            case Near(left=left, right=right, within=within, apart=apart):
                kept = list(_near(self.look(left, in_title=in_title)[1], self.look(right, in_title=in_title)[1], within, apart=apart))
                return bool(kept), kept
            case Either(parts=parts):
                looks = [self.look(each, in_title=in_title) for each in parts]
                return any(holds for holds, _ in looks), [run for holds, runs in looks if holds for run in runs]
            case Both(parts=parts, without=without):
                looks = [self.look(each, in_title=in_title) for each in parts]
                holds = all(holds for holds, _ in looks) and not any(self.look(each, in_title=in_title)[0] for each in without)
                return holds, [run for _, runs in looks for run in runs] if holds else []

    def _named(self, target: str) -> Iterator[_Run]:
        words: dict[Field, list[int]] = {}
        for mention in self._mentions:
            field: Field = "title" if mention.voice == "headline" else "text"
            if mention.target != target or mention.alias_end > len(self._texts[field]):
                continue
            if field not in words:
                words[field] = [word.start() for word in WORD.finditer(self._texts[field])]
            first = max(bisect_right(words[field], mention.alias_start) - 1, 0)
            last = max(bisect_left(words[field], mention.alias_end) - 1, first)
            yield _Run(field, first, last, self._sentence(field, mention.alias_start), (Hit(field, mention.alias_start, mention.alias_end),))

    def _sentence(self, field: Field, start: int) -> int:
        return -1 if field == "title" else bisect_right(self._starts, start)


def _near(left: _Runs, right: _Runs, within: int | None, *, apart: bool) -> Iterator[_Run]:
    """Each run of either side joined with the nearest near one of the other; with `apart` the left ones that have none, as they are."""
    met = set()
    for one, others in _beside(left, right):
        near = [other for other in others if _is_near(one, other, within)]
        if apart and not near:
            yield one
        elif near and not apart:
            nearest = min(near, key=lambda other: _gap(one, other))
            met.add(nearest)
            yield _joined(one, nearest)
    if not apart:
        for one, others in _beside([run for run in right if run not in met], left):
            near = [other for other in others if _is_near(one, other, within)]
            if near:
                yield _joined(min(near, key=lambda other: _gap(one, other)), one)


def _beside(ones: _Runs, others: _Runs) -> Iterator[tuple[_Run, tuple[_Run, ...]]]:
    """Each of the ones with the nearest of the others before and behind it, overlapping none."""
    by_first = sorted(others, key=lambda run: (run.field, run.first))
    by_last = sorted(others, key=lambda run: (run.field, run.last))
    firsts, lasts = [(run.field, run.first) for run in by_first], [(run.field, run.last) for run in by_last]
    for one in ones:
        behind, before = bisect_right(firsts, (one.field, one.last)), bisect_left(lasts, (one.field, one.first)) - 1
        nearest = (*by_first[behind : behind + 1], *by_last[max(before, 0) : before + 1])
        yield one, tuple(other for other in nearest if other.field == one.field)


def _is_near(one: _Run, other: _Run, within: int | None) -> bool:
    return one.sentence == other.sentence if within is None else _gap(one, other) <= within


def _gap(one: _Run, other: _Run) -> int:
    """How many words lie between."""
    return max(other.first - one.last, one.first - other.last) - 1


def _joined(one: _Run, other: _Run) -> _Run:
    hits = tuple(sorted({*one.hits, *other.hits}))
    return _Run(one.field, min(one.first, other.first), max(one.last, other.last), min(one.sentence, other.sentence), hits)
