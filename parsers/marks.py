"""Which words stand between quotation marks?

Doubles („…“, “…”, "…", ''…'', «…», »…«) are matched like brackets before singles (‘…’, '…') are looked at, because most
singles are apostrophes. What stands in marks inside marks belongs to the outer pair.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

DOUBLE = re.compile(r"[“”„‟\"＂″«»❝❞「」『』]|''|(?<!`)``(?!`)|‘‘|’’|,,(?=\w)")
SINGLE = re.compile(r"(?<!['’‘])['’‘‚‹›](?!['’‘])")
DOUBLES, DOUBLED, SINGLES = frozenset('“”„‟"＂″«»❝❞「」『』'), ("''", "``", "‘‘", "’’", ",,"), frozenset("'’‘‚‹›")  # what they are made of
ALWAYS_OPEN = frozenset({"„", ",,", "``", "‘‘", "❝", "「", "『"})
ALWAYS_CLOSE = frozenset({"’’", "❞", "」", "』"})
GUILLEMETS = frozenset("«»")
BRACKETS_BEFORE = "([{—–―-/…>*_:“\"‘'"  # what, besides white space, may stand before an opening mark
# ’em, ’til, ’90s: words that begin with an apostrophe and open nothing.
ELISION = re.compile(r"['’‘](?:em|til|tis|twas|cause|bout|round|cuz|n|nuff|\d0s|\d\d)\b", re.IGNORECASE)
# A stray apostrophe taken for an opening mark finds its “closing” one anywhere; real single-quoted speech ends in punctuation.
LONGEST_UNSTOPPED_SINGLE = 200
LONGEST_SINGLE = 3000
MOST_APOSTROPHES = 8  # marks behind a possessive among which the closing one is looked for
STOPS = ".!?…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """The words between a pair of marks (`start` to `end`) and the marks themselves (`outer_start` to `outer_end`)."""

    start: int
    end: int
    outer_start: int
    outer_end: int
    mark: str  # the opening one
    closed: bool = True


def find_marked(text: str, start: int, end: int, *, continued: bool = False) -> tuple[Marked, ...]:
    """The outermost marked stretches of the paragraph text[start:end], in order, trimmed of white space.

    A mark that is never closed runs to the paragraph's end with `closed` False; `continued` says that the next paragraph
    opens with a mark as well, which makes that likely.
    """
    paragraph = text[start:end]
    characters = set(paragraph)
    pairs, open_marks = ([], []) if _lacks_doubles(paragraph, characters) else _match_doubles(text, start, end)
    doubles = _outermost(pairs)
    loose = _unclosed(text, start, open_marks, doubles, continued=continued)
    if loose is not None:
        doubles = [pair for pair in doubles if pair[0].start() < loose.start()]
        end_of_doubles = loose.start()
    else:
        end_of_doubles = end
    spans = [_trimmed(text, opening, closing.start(), closing.end()) for opening, closing in doubles]
    singles = [] if characters.isdisjoint(SINGLES) else _match_singles(text, start, end_of_doubles, spans, continued=continued)
    spans = _merge(spans, singles)
    if loose is not None:
        spans.append(_trimmed(text, loose, end, end, closed=False))
    return tuple(span for span in spans if span.start < span.end)


def opens_with_mark(text: str, start: int) -> bool:
    """Whether a quotation mark that can open stands at `start`."""
    mark = DOUBLE.match(text, start)
    if mark is None:
        single = SINGLE.match(text, start)
        return single is not None and _opens_single(text, single, start, len(text))
    return mark.group() not in ALWAYS_CLOSE and not text[mark.end() : mark.end() + 1].isspace()


def _lacks_doubles(paragraph: str, characters: set[str]) -> bool:
    return characters.isdisjoint(DOUBLES) and not any(pair in paragraph for pair in DOUBLED)


def _match_doubles(text: str, start: int, end: int) -> tuple[list[tuple[re.Match[str], re.Match[str]]], list[re.Match[str]]]:
    stack: list[re.Match[str]] = []
    pairs = []
    for mark in DOUBLE.finditer(text, start, end):
        top = stack[-1].group() if stack else None
        before = text[mark.start() - 1] if mark.start() > start else " "
        after = text[mark.end()] if mark.end() < end else " "
        if _opens(mark.group(), top, before, after):
            stack.append(mark)
        elif top is not None and _closes(mark.group(), top, before):
            pairs.append((stack.pop(), mark))
    return pairs, stack


def _opens(mark: str, top: str | None, before: str, after: str) -> bool:
    apart = before.isspace() or before in BRACKETS_BEFORE
    if mark in ALWAYS_OPEN:
        return True
    if mark in ALWAYS_CLOSE:
        return False
    if mark == "“":
        return top not in {"„", ",,"} and not (top is not None and not before.isspace() and not _is_word(after))
    if mark == "”":
        return top is None and before.isspace() and _is_word(after)
    if mark in GUILLEMETS:
        if top in GUILLEMETS and top != mark:
            return False
        return mark == "«" or (apart and not after.isspace())
    if top is None:
        return not (before.isdigit() or before == "=") and (apart or not (after.isspace() or after in ".,;:!?)"))
    return apart and before not in "“\"‘'…—–-" and not after.isspace() and _is_word(after)


def _closes(mark: str, top: str, before: str) -> bool:
    if top in GUILLEMETS or mark in GUILLEMETS:
        return top in GUILLEMETS and mark in GUILLEMETS and top != mark
    return not (mark in {'"', "″"} and top == "“" and before.isdigit())  # 6'3" inside curly marks is a height


def _is_word(character: str) -> bool:
    return character.isalnum() or character in "$£€@#[(…‘'“&"


def _outermost(pairs: Sequence[tuple[re.Match[str], re.Match[str]]]) -> list[tuple[re.Match[str], re.Match[str]]]:
    kept: list[tuple[re.Match[str], re.Match[str]]] = []
    for pair in sorted(pairs, key=lambda pair: pair[0].start()):
        if not kept or pair[0].start() >= kept[-1][1].end():
            kept.append(pair)
    return kept


def _unclosed(
    text: str,
    start: int,
    open_marks: list[re.Match[str]],
    doubles: Sequence[tuple[re.Match[str], re.Match[str]]],
    *,
    continued: bool,
) -> re.Match[str] | None:
    """The mark, if any, that opens a quotation running past the paragraph's end."""
    if not open_marks:
        return None
    first, last = open_marks[0], open_marks[-1]
    if first.start() == start and (continued or not doubles):
        return first
    if doubles and last.start() < doubles[-1][0].start():
        return None
    lead = text[max(start, last.start() - 3) : last.start()].rstrip()
    return last if continued or last.start() == start or lead.endswith((",", ":")) else None


def _trimmed(text: str, opening: re.Match[str], end: int, outer_end: int, *, closed: bool = True) -> Marked:
    start = opening.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Marked(start=start, end=end, outer_start=opening.start(), outer_end=outer_end, mark=opening.group(), closed=closed)


def _match_singles(text: str, start: int, end: int, doubles: Sequence[Marked], *, continued: bool) -> list[Marked]:
    marks = _singles_outside(text, start, end, doubles)
    opening: re.Match[str] | None = None
    found = []
    for index, mark in enumerate(marks):
        if _opens_single(text, mark, start, end):
            opening = mark
        elif opening is not None and _closes_single(text, mark, opening, end):
            if _is_possessive(text, mark) and _closes_later(text, marks[index + 1 : index + 1 + MOST_APOSTROPHES], opening, start, end):
                continue
            span = _trimmed(text, opening, mark.start(), mark.end())
            if _is_credible(text, span):
                found.append(span)
            opening = None
    if opening is not None and continued and opening.group() == "‘" and text[end - 1] in STOPS:
        found.append(_trimmed(text, opening, end, end, closed=False))
    return found


def _singles_outside(text: str, start: int, end: int, doubles: Sequence[Marked]) -> list[re.Match[str]]:
    marks: list[re.Match[str]] = []
    position = start
    for span in doubles:
        marks.extend(SINGLE.finditer(text, position, span.outer_start))
        position = span.outer_end
    marks.extend(SINGLE.finditer(text, position, end))
    return marks


def _opens_single(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    before = text[mark.start() - 1] if mark.start() > start else " "
    after = text[mark.end()] if mark.end() < end else " "
    apart = before.isspace() or before in BRACKETS_BEFORE
    return mark.group() != "›" and apart and _is_word(after) and not ELISION.match(text, mark.start())


def _closes_single(text: str, mark: re.Match[str], opening: re.Match[str], end: int) -> bool:
    if (opening.group() == "‹") != (mark.group() == "›") or mark.start() - opening.end() > LONGEST_SINGLE:
        return False
    after = text[mark.end()] if mark.end() < end else " "
    return not text[mark.start() - 1].isspace() and not after.isalnum()


def _closes_later(text: str, marks: Sequence[re.Match[str]], opening: re.Match[str], start: int, end: int) -> bool:
    """Whether the first of the marks that is no apostrophe inside a word closes rather than opens."""
    for mark in marks:
        if _opens_single(text, mark, start, end):
            return False
        if _closes_single(text, mark, opening, end):
            return True
    return False


def _is_possessive(text: str, mark: re.Match[str]) -> bool:
    """The workers’ council, doin’ time: more likely an apostrophe than the end of speech."""
    ahead = text[mark.end() : mark.end() + 2]
    return text[mark.start() - 1] in "sn" and ahead[:1].isspace() and ahead[1:].islower()


def _is_credible(text: str, span: Marked) -> bool:
    if text[span.end - 1] in '.,!?…—–”"':
        return True
    return span.end - span.start <= LONGEST_UNSTOPPED_SINGLE and DOUBLE.search(text, span.start, span.end) is None


def _merge(doubles: list[Marked], singles: list[Marked]) -> list[Marked]:
    """Both in order of place, without the doubles that a single holds."""
    merged: list[Marked] = []
    for span in sorted(doubles + singles, key=lambda span: span.outer_start):
        if not merged or span.outer_start >= merged[-1].outer_end:
            merged.append(span)
    return merged
