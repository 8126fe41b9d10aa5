"""Which lines of a text only say who wrote it? The byline above, the note about the author below."""

from __future__ import annotations

import re

from parsers.authors import split_credit
from parsers.pagetext import HEADINGS, Run

LINE_CHARS = 140
NOTE_CHARS = 700
FIRST_RUNS = 4  # a byline stands above the first paragraph, below a deck or a label at most
LAST_RUNS = 4
ENDS_SENTENCE = (".", "!", "?", "”", '"', ":")
# What a note about an author goes on with: "Ann Bell is a reporter in Velmoor."
NOTE = re.compile(r"^(?:,[^,]{3,80},)? (?:(?:is|was) (?:an?|the|our|based|editor|senior|chief|founder|co-founder|currently|also)\b|covers|writes|reports|(?:has )?contributed|can be reached|joined|lives in|tweets|blogs|works (?:at|as|for))")
SOURCE = re.compile(r"^source:?\s", re.IGNORECASE)  # the last line of a press release
ABOUT = re.compile(r"^(?:about (?:the )?(?:authors?|writers?|contributors?)|(?:written|words|reported) by)\b.{0,60}$", re.IGNORECASE)


def without_signatures(runs: list[Run], authors: tuple[str, ...]) -> list[Run]:
    """The runs without lines at their beginning and end that are about the authors alone."""
    if not authors or not runs:
        return runs
    known = {_key(name) for name in authors}
    first = next((place for place, run in enumerate(runs[:FIRST_RUNS]) if run.prose), min(FIRST_RUNS, len(runs)))
    kept = [run for place, run in enumerate(runs) if place >= first or not _is_byline(run, known)]
    for _ in range(LAST_RUNS):
        if len(kept) > 1 and _is_note(kept[-1], authors, known):
            kept.pop()
    return kept


def _is_byline(run: Run, known: set[str]) -> bool:
    """Whether a line names authors and nobody else."""
    if len(run.text) > LINE_CHARS or run.quoted or run.text.endswith(ENDS_SENTENCE):
        return False
    names = {_key(name) for name in split_credit(run.text)}
    return bool(names) and names <= known


def _is_note(run: Run, authors: tuple[str, ...], known: set[str]) -> bool:
    text = run.text
    if run.quoted or len(text) > NOTE_CHARS:
        return False
    if ABOUT.match(text) or (run.kind in HEADINGS and _is_byline(run, known)):
        return True
    if SOURCE.match(text) and _key(SOURCE.sub("", text)) in known:
        return True
    return any(text.startswith(name) and NOTE.match(text[len(name) :]) for name in authors)


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())
