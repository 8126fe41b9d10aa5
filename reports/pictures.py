"""How does a chart look where no page's style sheet colours it? Matplotlib's drawing in the colours of print, as SVG for the PDF and as PNG for the mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from importlib.resources import files
from pathlib import Path

import matplotlib as mpl
import typst

PIXELS_PER_INCH = 192  # of a drawing of 72 to the inch: sharp on the screens that show 2.7 for 1
SVG = re.compile(r'<svg class="(?P<name>[a-z-]+)".*?<title[^>]*>(?P<title>.*?)</title><desc[^>]*>(?P<words>.*?)</desc>.*?</svg>', re.DOTALL)
VARIABLE = re.compile(r"var\(--([\w-]+)\)")
PAPER = b'#set page(width: auto, height: auto, margin: 0pt, fill: white)\n#image(bytes(sys.inputs.drawing), format: "svg")'


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart of a report's page, coloured for white paper: its class there, what it shows, and the same in words."""

    name: str
    title: str
    words: str
    svg: str


def pictures(page: str) -> tuple[Picture, ...]:
    """The charts of a report's HTML page, in its order."""
    return tuple(
        Picture(name=found["name"], title=unescape(found["title"]), words=unescape(found["words"]), svg=coloured(found[0])) for found in SVG.finditer(page)
    )


def coloured(svg: str) -> str:
    """The drawing without a reference to the page around it."""
    return VARIABLE.sub(lambda found: palette()[found[1]], svg).replace("font-family: inherit", "font-family: DejaVu Sans")


def as_png(picture: Picture) -> bytes:
    """The picture in pixels: the same picture gives the same bytes."""
    return typst.compile(PAPER, sys_inputs={"drawing": picture.svg}, format="png", ppi=PIXELS_PER_INCH, font_paths=fonts())


@cache
def palette() -> dict[str, str]:
    """The colours of print, by the name that the style sheet gives them."""
    style = files("reports").joinpath("templates", "style.css").read_text("utf-8")
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", style.partition("@media print")[2]))


@cache
def fonts() -> typst.Fonts:
    """Matplotlib's own fonts, which it measured the words of its charts with, then the compiler's and, for other scripts, this machine's."""
    return typst.Fonts(font_paths=[Path(mpl.get_data_path()) / "fonts" / "ttf"])
