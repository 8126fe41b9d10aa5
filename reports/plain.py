"""How do words and small charts stand in 78 columns?"""

from __future__ import annotations

import re
import unicodedata

from reports.escapes import printable

COLUMNS = 78
WORDS = re.compile(r"[^ ]+")


def filled(text: str, first: str = "", rest: str = "") -> str:
    """The text wrapped at 78 columns, its first line begun with `first`, the others with `rest`. Addresses and other words longer than a line are broken."""
    lines: list[str] = []
    line, room = "", COLUMNS - max(columns(first), columns(rest))
    for word in WORDS.findall(printable(text)):
        for piece in _pieces(word, room):
            if line and columns(line) + 1 + columns(piece) > room:
                lines.append(line)
                line = piece
            else:
                line = f"{line} {piece}" if line else piece
    lines.append(line)
    return "\n".join((first if place == 0 else rest) + each for place, each in enumerate(lines)).rstrip()


def padded(text: str, width: int) -> str:
    """The text in exactly so many columns, cut with an ellipsis if it is longer; a negative width puts it to the right."""
    line = printable(text)
    if columns(line) > abs(width):
        while columns(line) > abs(width) - 1:
            line = line[:-1]
        line += "…"
    gap = " " * (abs(width) - columns(line))
    return gap + line if width < 0 else line + gap


def bar(share: float, width: int = 30) -> str:
    """A share as a bar of blocks; the least of something is still seen."""
    return "█" * max(round(share * width), 1 if share > 0 else 0)


def dots(value: float, low: float | None, high: float | None, reach: float, width: int = 33) -> str:
    """A value on a line from -reach to reach, with its interval and zero: "      |  ---o---  "."""

    def place(of: float) -> int:
        return round((min(max(of, -reach), reach) + reach) / (2 * reach) * (width - 1))

    line = [" "] * width
    line[place(0)] = "│"
    if low is not None and high is not None:
        for at in range(place(low), place(high) + 1):
            line[at] = "─" if at != place(0) else "┼"
    line[place(value)] = "●" if low is not None else "○"
    return "".join(line).rstrip()


def columns(text: str) -> int:
    """How many columns of a terminal the text takes: wide characters two, marks on others none."""
    return sum(_columns_of(character) for character in text)


def _columns_of(character: str) -> int:
    if character < "\u0300":
        return 1
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _pieces(word: str, room: int) -> list[str]:
    """A word in pieces that each fit a line."""
    pieces, piece, width = [], "", 0
    for character in word:
        if width + _columns_of(character) > room:
            pieces.append(piece)
            piece, width = "", 0
        piece += character
        width += _columns_of(character)
    return [*pieces, piece]
