"""Which pages are worth reading at all? Those that hold the words without which neither a topic nor a target can be found in them.

An archive of the whole press is read through this: looking for words costs a tenth of reading a page. It turns away nothing that reading
would have found, but for words that a page breaks with markup or writes letter by letter as entities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from parsers.expressions import Both, Either, Expression, InTitle, Named, Near, Phrase
from parsers.grammar import parse_expression
from parsers.model import Target, Topic
from parsers.terms import WORD

_Words = tuple[str, ...]  # of a phrase, in small letters, what is not ASCII left out; a last one of "*" stands for any ending

_UNSEEN = re.compile(rb"<(script|style|svg)\b(?![^>]{0,200}\bjson)[^>]*>.*?</\1\s*>", re.DOTALL)  # but for JSON-LD, which may hold the article
_TAG = re.compile(rb"<[^>]*>")
_BETWEEN = rb"(?:&#?\w{1,10};|[^0-9a-z&]){1,40}"  # two words of a phrase: space, marks, entities, other scripts
_ASCII = re.compile(r"[0-9a-z]+(?:\.[0-9a-z]+)*")
_RUN = re.compile(rb"[a-z]+|[0-9]+")  # letters and digits apart: Llama3 is Llama, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """What tells that a phrase is not there, from cheap to dear: its runs among those of the page, its longest word in the page, the phrase itself."""

    runs: frozenset[bytes]
    word: bytes
    pattern: re.Pattern[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """The phrases of which a page must hold one."""

    phrases: tuple[_Phrase, ...]
    everything: bool = False  # nothing can be told from words: all pages are worth reading

    def passes(self, page: bytes) -> bool:
        """Whether what the page shows, in any encoding that keeps ASCII, holds any of them; a page with zero bytes is in none of these, and passes."""
        if self.everything or b"\x00" in page[:1000]:
            return True
        shown = _TAG.sub(b" ", _UNSEEN.sub(b" ", page.lower()))
        runs = set(_RUN.findall(shown))
        return any(phrase.runs <= runs and phrase.word in shown and phrase.pattern.search(shown) for phrase in self.phrases)


def sieve(topic: Topic, targets: Sequence[Target]) -> Sieve:
    """For pages that are about the topic or name any of the targets."""
    aliases = {target.name: [words for alias in (target.name, *target.aliases) if (words := _words(alias))] for target in targets}
    about = _needed(parse_expression(topic.expression), aliases) if topic.expression else frozenset[_Words]()
    if about is None:
        return Sieve(phrases=(), everything=True)
    return Sieve(phrases=tuple(map(_phrase, sorted(about.union(*aliases.values())))))


def _phrase(words: _Words) -> _Phrase:
    """Between other words; a number may follow at once, as in Llama3."""
    plain, starred = [word.encode() for word in _plain(words)], words[-1] == "*"
    runs = [run for word in plain for run in _RUN.findall(word)]
    pattern = b"(?<![0-9a-z])" + _BETWEEN.join(map(re.escape, plain)) + (b"" if starred else b"(?![a-z])")
    return _Phrase(runs=frozenset(runs[:-1] if starred else runs), word=max(plain, key=len), pattern=re.compile(pattern))


def _plain(words: _Words) -> _Words:
    return words[:-1] if words[-1] == "*" else words


def _needed(part: Expression, aliases: Mapping[str, Iterable[_Words]]) -> frozenset[_Words] | None:
    """Phrases of which a text must hold one for this part to hold; None where it may hold without any."""
    match part:
        case Phrase(text=text):
            words = _words(text)
            return frozenset({words}) if words else None
        case Named(target=target):
            return frozenset(aliases.get(target, ())) or None
        case InTitle(part=inner):
            return _needed(inner, aliases)
        case Near(left=left, right=right, apart=apart):
            return _needed(left, aliases) if apart else _rarest([_needed(left, aliases), _needed(right, aliases)])
        case Either(parts=parts):
            needed = [_needed(each, aliases) for each in parts]
            return None if None in needed else frozenset[_Words]().union(*(each for each in needed if each is not None))
        case Both(parts=parts):
            return _rarest([_needed(each, aliases) for each in parts])


def _rarest(needed: Sequence[frozenset[_Words] | None]) -> frozenset[_Words] | None:
    """Of sides that must all be there, the one that fewest pages hold: the one whose shortest phrase is longest."""
    known = [each for each in needed if each is not None]
    return max(known, key=lambda phrases: min(sum(map(len, _plain(words))) for words in phrases)) if known else None


def _words(text: str) -> _Words:
    """The words of a term, as the terms of topics are read; of "a & b", which asks for both, the longer side."""
    side = max((part.strip() for part in text.split(" & ")), key=len)
    words = tuple(found for word in WORD.findall(side.casefold()) if (found := max(_ASCII.findall(word), key=len, default="")))
    return (*words, "*") if words and side.endswith("*") else words
