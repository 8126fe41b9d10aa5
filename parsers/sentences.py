"""Where do sentences begin and end?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from parsers.tables import load_words

BLANK_LINE = re.compile(r"\n[^\S\n]*(?=\n)")
# A run of terminators, the marks and footnote numbers that close behind it, and then a space or the end.
# Chinese and Japanese stops need no space. Runs are bounded so that no input costs more than its length.
STOP = re.compile(r"(?:[.!?…‽]{1,8}(?P<closers>(?:[\"'”’»›“‘)\]*_]|\[\d{1,3}\]){0,8})(?=\s|$))|[。！？]+[」』”’）]*")
OPENERS = "\"'“‘„‚«‹([*_-–—― \t\n\xa0"
QUOTE_MARKS = frozenset("\"'”’»›“‘")
LOOK_BACK = 24  # longer than any abbreviation
LOOK_AHEAD = 60  # holds a name of four words and the verb behind it
LAST_WORD = re.compile(r"[^\W_](?:[\w’'&]|\.(?=\w))*$")
FIRST_WORD = re.compile(r"[^\W_][\w’'-]*")
INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])*")
# “Really?” Ann Bell asked: the name that follows a question in marks does not begin a sentence when a verb of saying follows it.
NAME_AND_VERB = re.compile(r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Prof)\. )?(?:[A-Z][\w’'-]*\.? ){1,3}([a-z]+)\b")
DASH = re.compile(r"\s?(?:[—–―]|--?\s)")
LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z])$")
# Shorter lower-case words before a full stop and a lower-case word are abbreviations more often than sentence ends.
LEAST_LAST_WORD = 3


def find_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of every sentence, in order, without the white space around it; none crosses a blank line."""
    return tuple(span for start, end in find_paragraphs(text) for span in _split_paragraph(text, start, end))


def find_paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Start and end of every paragraph (parted by blank lines), without the white space around it."""
    spans = []
    start = 0
    for gap in BLANK_LINE.finditer(text):
        spans.append((start, gap.start()))
        start = gap.end()
    spans.append((start, len(text)))
    return tuple((start, end) for start, end in (_trim(text, *span) for span in spans) if start < end)


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _split_paragraph(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while text.startswith("> ", start, end):  # the sign of a block quotation is no part of its first sentence
        start, end = _trim(text, start + 2, end)
    for stop in STOP.finditer(text, start, end):
        if stop.end() < end and _ends(text, start, stop, end):
            yield start, stop.end()
            start, _ = _trim(text, stop.end(), end)
    if start < end:
        yield start, end


def _ends(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    closers = stop.group("closers")
    if closers is None:
        return True
    mark = text[stop.start() : stop.end() - len(closers)]
    quoted = not QUOTE_MARKS.isdisjoint(closers)
    ahead = text[stop.end() : min(end, stop.end() + LOOK_AHEAD)]
    if quoted and DASH.match(ahead):  # “…” — Ann Bell
        return False
    following = ahead.lstrip(OPENERS)
    word = FIRST_WORD.match(following)
    last = LAST_WORD.search(text, max(start, stop.start() - LOOK_BACK), stop.start())
    if following[:1].islower():
        return mark == "." and not quoted and last is not None and _is_plain_word(last.group())
    if mark == "." and last is not None and not quoted:
        return _ends_after(last.group(), word.group() if word else "", at_start=last.start() <= start + 1)
    if quoted and mark != ".":
        named = NAME_AND_VERB.match(following)
        return named is None or named.group(1) not in _verbs_of_saying()
    return True


@cache
def _verbs_of_saying() -> frozenset[str]:
    return frozenset(form for row in load_words("cues") for form in row.split())


def _is_plain_word(word: str) -> bool:
    return len(word) >= LEAST_LAST_WORD and word.isalpha() and not (_leads_on(word) or _may_end(word))


def _ends_after(last: str, following: str, *, at_start: bool) -> bool:
    if _leads_on(last) or (at_start and LIST_NUMBER.match(last)):
        return False
    if last in {"I", "me"}:
        return True
    if _may_end(last) or INITIALS.fullmatch(last):
        return following.lower() in load_words("starters") and following != "I"
    return True


def _leads_on(word: str) -> bool:
    return word.lower() in load_words("abbreviations") and not (word.isupper() and len(word) > 1)


def _may_end(word: str) -> bool:
    # "Calif." and "Inc." are capitalised; "no." and "ill." end sentences as ordinary words do.
    return word.lower() in load_words("abbreviations_final") and (word[0].isupper() or "." in word or word in {"etc", "p"})
