"""Which pages are worth reading at all? Those that hold the words without which neither a topic nor a target can be found in them.

An archive of the whole press is read through this: looking for words costs a tenth of reading a page. It turns away nothing that reading
would have found, but for words that a page breaks with markup or invisible marks, or writes in other characters than ASCII's: letters as
entities, ß for ss, ligatures. The page becomes one line of its runs of letters and of figures, and phrases are looked for in that: so
neither marks nor gaps matter, and time is linear in the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from parsers.expressions import Both, Either, Expression, InTitle, Named, Near, Phrase
from parsers.grammar import parse_expression
from parsers.model import Target, Topic

_Needle = bytes  # runs with a space around each; without the last space where the last run may go on

# Nothing of these is shown, but for JSON-LD, which may hold the headline. One that closes itself holds nothing.
_UNSEEN = re.compile(rb"<(?:(!--)|(script|style|svg)\b[^<>]*>)")
_TAG = re.compile(rb"<(?!meta\b)[a-z/!?][^<>]*>")  # a meta may hold the headline
_ENTITY = re.compile(rb"&(?:amp;)*(?:#?\w{1,31};|#\d{1,7}|nbsp)")
_ESCAPE = re.compile(rb"\\(?:u[0-9a-f]{4}|.)", re.DOTALL)
_JSON_MARKUP = ((rb"\u003c", b"<"), (rb"\u003e", b">"), (rb"\u0026", b"&"), (rb"\/", b"/"))
_RUN = re.compile(rb"[a-z]+|[0-9]+")  # letters and figures apart: Llama3 is Llama, 3
_BREAK = re.compile(r"(?:\*|[^\W\x00-\x7f])+")  # any ending, or letters whose bytes depend on the encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class _Phrase:
    """What tells that a phrase is not there, from cheap to dear: its whole runs among those of the page, and then itself."""

    runs: frozenset[bytes]
    needle: _Needle


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """The phrases of which a page must hold one."""

    phrases: tuple[_Phrase, ...]
    everything: bool = False  # nothing can be told from words: all pages are worth reading

    def passes(self, page: bytes) -> bool:
        """Whether what the page shows, in any encoding that keeps ASCII, holds any of them; a page with zero bytes is in none of these, and passes."""
        if self.everything or b"\x00" in page[:1000]:
            return True
        found = _RUN.findall(_ENTITY.sub(b" ", _TAG.sub(b" ", b" ".join(_seen(page.lower())))))
        runs, line = frozenset(found), b" %b " % b" ".join(found)
        return any(phrase.runs <= runs and phrase.needle in line for phrase in self.phrases)


def sieve(topic: Topic, targets: Sequence[Target]) -> Sieve:
    """For pages that are about the topic or name any of the targets."""
    names = {target.name: _any_of(*map(_named, target.aliases)) for target in targets}
    about = _needed(parse_expression(topic.expression), names) if topic.expression else frozenset[_Needle]()
    needed = _any_of(about, *names.values())
    return Sieve(phrases=tuple(map(_phrase, sorted(needed or ()))), everything=needed is None)


def _seen(page: bytes) -> Iterator[bytes]:
    """The stretches of a page in small letters that are not unseen; what is never closed is not skipped."""
    at, shown, unclosed = 0, 0, set[bytes]()
    while opening := _UNSEEN.search(page, at):
        at, name = opening.end(), opening[1] or opening[2]
        if name in unclosed or page.endswith(b"/>", 0, at):
            continue
        close = page.find(b"-->", opening.start() + 2) if name == b"!--" else page.find(b"</" + name, at)
        if close < 0:
            unclosed.add(name)
            continue
        yield page[shown : opening.start()]
        if b"json" in opening[0]:
            yield _unescaped(page[at:close])
        at = shown = close
    yield page[shown:]


def _unescaped(script: bytes) -> bytes:
    for written, meant in _JSON_MARKUP:
        script = script.replace(written, meant)
    return _ESCAPE.sub(b" ", script)


def _phrase(needle: _Needle) -> _Phrase:
    runs = needle.split()
    return _Phrase(runs=frozenset(runs if needle.endswith(b" ") else runs[:-1]), needle=needle)


def _any_of(*sides: frozenset[_Needle] | None) -> frozenset[_Needle] | None:
    known = [each for each in sides if each is not None]
    return frozenset[_Needle]().union(*known) if len(known) == len(sides) else None


def _needed(part: Expression, names: Mapping[str, frozenset[_Needle] | None]) -> frozenset[_Needle] | None:
    """Phrases of which a text must hold one for this part to hold; None where it may hold without any."""
    match part:
        case Phrase(text=text):
            needle = _needle(text)
            return frozenset({needle}) if needle else None
        case Named(target=target):
            return names.get(target)
        case InTitle(part=inner):
            return _needed(inner, names)
        case Near(left=left, right=right, apart=apart):
            return _needed(left, names) if apart else _rarest([_needed(left, names), _needed(right, names)])
        case Either(parts=parts):
            return _any_of(*(_needed(each, names) for each in parts))
        case Both(parts=parts):
            return _rarest([_needed(each, names) for each in parts])


def _rarest(needed: Sequence[frozenset[_Needle] | None]) -> frozenset[_Needle] | None:
    """Of sides that must all be there, the one that fewest pages hold: the one whose shortest phrase is longest."""
    known = [each for each in needed if each is not None]
    return max(known, key=lambda needles: min((_letters(needle) for needle in needles), default=0)) if known else None


def _letters(needle: _Needle) -> int:
    return len(needle) - needle.count(b" ")


def _named(alias: str) -> frozenset[_Needle] | None:
    """A name with what may follow it at once: a figure, or the v or r of a version."""
    needle = _needle(alias)
    if needle is None or not needle.endswith(b" "):
        return None if needle is None else frozenset({needle})
    bare = needle.rstrip()
    return frozenset({bare} if bare[-1:].isdigit() else {needle, bare + b"v ", bare + b"r "})


def _needle(text: str) -> _Needle | None:
    """The words of a term; where it has breaks, the longest stretch between them. None where no stretch holds a letter or figure of ASCII."""
    *opened, last = (b" " + b" ".join(_RUN.findall(stretch.lower().encode("ascii", "replace"))) for stretch in _BREAK.split(text))
    needle = max((*opened, last + b" "), key=_letters)
    return needle if _letters(needle) else None
