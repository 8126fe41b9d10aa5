"""What did other desks make of the agency's stories? (copies.toml)"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tests.sample.outlets import load_outlets
from tests.sample.pieces import Piece

HERE = Path(__file__).parent
AGENCY = "Northgate"
CREDIT_TOP = "This story was first published by Northgate Wire."
CREDIT_LINE = "(Northgate)"
DATELINE = re.compile(r"^(?P<place>[A-Z][A-Z ]+), \w+ \d+ \(Northgate\) - ")


def load_copies(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Every copy of copies.toml as a piece of the outlet that ran it; `story` names the original."""
    file = tomllib.loads((HERE / "copies.toml").read_text("utf-8"))
    originals = {piece.slug: piece for piece in pieces if piece.wire}
    return tuple(_copy(originals[desk["original"]], desk, file["respell"]) for desk in file["copies"])


def _copy(original: Piece, desk: dict[str, Any], respellings: dict[str, str]) -> Piece:
    def house_style(text: str) -> str:
        if desk.get("respell"):
            for british, american in respellings.items():
                text = re.sub(rf"\b{british}(s?)\b", rf"{american}\1", text)
        return requote(text, desk["quotes"])

    own_name = f"{desk['outlet']}-{original.slug.removeprefix('northgate-')}-wire"
    paragraphs = original.body.split("\n\n")
    paragraphs = [house_style(paragraph) for paragraph in paragraphs[: len(paragraphs) - desk["cut"]]]
    paragraphs.insert(desk["after"], desk["added"])
    body = "\n\n".join(_credited(paragraphs, desk["credit"]))
    kept = tuple((styled, speaker) for text, speaker in original.quotes if (styled := _in_body(house_style, text, body)))
    return replace(
        original, slug=own_name, outlet=desk["outlet"], title=desk["title"], summary=desk["summary"],
        authors=tuple(desk["authors"]), byline=desk.get("byline"), published=desk["published"].astimezone(load_outlets()[desk["outlet"]].zone),
        body=body, quotes=kept, wire=False, story=original.slug,
    )


def _in_body(house_style: Any, text: str, body: str) -> str:
    """The quoted words as the desk prints them; "" where it cut them."""
    styled: str = house_style(f'"{text}"')[1:-1]
    return styled if styled in body else ""


def _credited(paragraphs: list[str], credit: str) -> list[str]:
    """With the agency named the way this desk does: in the dateline, in a line at the end, or in one at the top."""
    first, rest = paragraphs[0], paragraphs[1:]
    if credit == "dateline":
        return [DATELINE.sub(rf"\g<place> ({AGENCY}) — ", first), *rest]
    bare = DATELINE.sub("", first)
    return [bare, *rest, CREDIT_LINE] if credit == "line" else [CREDIT_TOP, bare, *rest]


def requote(text: str, style: str) -> str:
    """Straight quotation marks as this desk sets them: curly, single (curly, the British way) or left straight."""
    if style == "straight":
        return text
    opening, closing = ("“", "”") if style == "curly" else ("‘", "’")
    text = re.sub(r'(^|[\s(\[—])"', rf"\1{opening}", text)
    text = text.replace('"', closing)
    text = re.sub(r"(^|[\s(\[—“])'(?=\w)", r"\1‘", text)
    return text.replace("'", "’")
