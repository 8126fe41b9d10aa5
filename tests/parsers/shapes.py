"""Pages as each kind of software writes them: the shell of a page from pages/shapes/, filled with one made-up article."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

PAGES = Path(__file__).parent / "pages"
URL = "https://www.example.org/tide"
TITLE = "Velmoor hands its tide warnings to an open model"
PARAGRAPHS = [
    "The harbour town of Velmoor switched its tide warnings to an open language model on Tuesday, ending a contract that had cost the council more than its lifeboats.",
    "“We can read every line of it, and we can run it when the cable to the mainland is down,” said Ines Okafor, who keeps the harbour office.",
    "What it listens to",
    "The model was trained in nearby Brackwater on forty years of logbooks, most of them typed in by pupils of the sailing school over two winters.",
    "tides, every six minutes",
    "fog, when the lighthouse sees it",
    "visiting ships, once they have called",
    "> A warning that nobody can check is a rumour with a budget.",
    "Not everyone on the quay is persuaded. The pilots’ guild asked for a season of running both systems side by side before the old one is carried away.",
    "Okafor expects the first full winter to settle the matter. Until then, the brass bell above the fish market will be rung by hand, as it has been since 1871.",
]
# What stands in teasers, comments, notes about authors and offers: as long as prose, and no part of any article.
JUNK = "Nobody should ever find this sentence in the text of the article, however long and however much like prose it may look to them in passing."
HEADING, LIST = PARAGRAPHS[2], PARAGRAPHS[4:7]


def expected() -> dict[str, dict[str, Any]]:
    """What each page must be read as, by its name."""
    return tomllib.loads((PAGES / "shapes.toml").read_text(encoding="utf-8"))


def page(name: str) -> bytes:
    """The page of that name, with the article in it."""
    return fill((PAGES / "shapes" / f"{name}.html").read_text(encoding="utf-8")).encode()


def fill(shell: str) -> str:
    """The shell with its slots filled: the article whole ({text}), in two parts ({first}, {rest}), or parted by line breaks ({br})."""
    lines = "".join(f"<blockquote>{text[2:]}</blockquote>" if text.startswith("> ") else f"{text}<br><br>" for text in PARAGRAPHS)
    slots = {"title": TITLE, "slug": "tide-warnings", "junk": JUNK, "text": markup(PARAGRAPHS), "first": markup(PARAGRAPHS[:2]), "rest": markup(PARAGRAPHS[2:]), "br": lines}
    for name, value in slots.items():
        shell = shell.replace(f"{{{name}}}", value)
    return shell


def markup(paragraphs: list[str]) -> str:
    """The paragraphs as the markup of a heading, a list, a block quotation and prose."""
    return "\n".join(_element(text) for text in paragraphs)


def _element(text: str) -> str:
    if text == HEADING:
        return f"<h2>{text}</h2>"
    if text in LIST:
        return f"{'<ul>' if text == LIST[0] else ''}<li>{text}</li>{'</ul>' if text == LIST[-1] else ''}"
    return f"<blockquote><p>{text[2:]}</p></blockquote>" if text.startswith("> ") else f"<p>{text}</p>"
