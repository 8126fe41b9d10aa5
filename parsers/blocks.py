"""Which paragraphs are quoted whole, and whom does the line behind them credit?

A block quotation's paragraphs begin with "> ". Link blogs publish posts that are one: the paragraphs, then "— Name, where", under
the title "Quoting Name".
"""

from __future__ import annotations

import re
from functools import cache

from parsers.marks import Marked, find_marked
from parsers.tables import any_of, any_phrase

SIGN = "> "
CREDIT = re.compile(r"(?:> )*(?:[—–―]|--?)[ \xa0]*(?=[^\W_]|@)")
CREDIT_END = re.compile(r",|\(|\||;| - | [—–―] |\n|\.(?:\s|$)|\s(?:on|in|at|via|from|of|to|writing|speaking)\s")
EMPTY_LINE = "> \t\n"
CLOSING = ".!?…,;:”\"’'»)—–"
LONGEST_COMMAND = 300  # characters
LONGEST_CREDIT = 200  # characters of the line
LONGEST_CREDITED = 60  # of the name in it
MOST_WORDS = 6
QUOTING = re.compile(r"Quoting (?P<name>\S.{1,80})$")


def find_block(text: str, start: int, end: int) -> Marked | None:
    """The words of a block quotation's paragraph, inside its marks if it is wholly in marks; None of any other paragraph."""
    if not text.startswith(SIGN, start, end):
        return None
    inner = start
    while text.startswith(SIGN, inner, end):
        inner += len(SIGN)
        while inner < end and text[inner].isspace():
            inner += 1
    while end > inner and text[end - 1] in EMPTY_LINE:
        end -= 1  # a last line with nothing but the sign
    if inner >= end:
        return None
    marked = find_marked(text, inner, end)
    if len(marked) == 1 and marked[0].outer_start == inner and marked[0].outer_end >= end and marked[0].closed:
        return Marked(start=marked[0].start, end=marked[0].end, outer_start=start, outer_end=end, mark=SIGN)
    return Marked(start=inner, end=end, outer_start=start, outer_end=end, mark=SIGN)


def is_notice(text: str, start: int, end: int) -> bool:
    """Whether the words of a block are a notice of documentation or a command, which nobody said."""
    if _notice().match(text, start, end) is not None:
        return True
    return text[end - 1] not in CLOSING and _command().search(text, start, min(end, start + LONGEST_COMMAND)) is not None


def find_credit(text: str, start: int, end: int) -> str | None:
    """The name in a paragraph such as "— Jane Roe, on her weblog"; None where the paragraph is no such line."""
    if end - start > LONGEST_CREDIT:
        return None
    dash = CREDIT.match(text, start, end)
    if dash is None:
        return None
    stop = CREDIT_END.search(text, dash.end(), end)
    name = " ".join(text[dash.end() : stop.start() if stop is not None else end].split())
    words = name.split()
    if not words or len(words) > MOST_WORDS or len(name) > LONGEST_CREDITED:
        return None
    return name if words[0][0].isupper() or words[0][0] == "@" or len(words) == 1 else None


def find_quoted_in_title(title: str) -> str | None:
    """The name in "Quoting Jane Roe"."""
    found = QUOTING.match(" ".join(title.split()))
    return found.group("name") if found is not None else None


@cache
def _notice() -> re.Pattern[str]:
    """[!NOTE] · **Update:** · Tip — …"""
    return re.compile(rf"(?:\[!\w+\]|(?:\*\*)?(?:{any_phrase('notices')})\b(?:\*\*)?\s*(?:[:.!—–-]|\n))", re.IGNORECASE)


@cache
def _command() -> re.Pattern[str]:
    """A prompt, an option, a pipe or a program to be called."""
    return re.compile(rf"^(?:\$|>>>|#|%) ?\S|(?:^|\s)--?[a-z][\w-]*(?:[ =]|$)|\s(?:\||&&)\s|^(?:{any_of('programs')}) ", re.MULTILINE)
