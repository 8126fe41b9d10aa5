"""What is there that nobody has labelled? Names, words that stand for some, and sentences.

Encoders that were taught by labels tell others what they make of the names and words (teaching.py); hidden words of sentences are guessed (adapting.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from apart import Apart

# A name within a sentence: its first word has a capital whatever it is.
NAME = re.compile(r"(?<=[a-z,;:’'] )[A-Z][\w.-]*\w(?: (?:[A-Z][\w.-]*\w|\d[\d.]*\b)){0,2}")
MODEL = re.compile(r"\b(?:Code Llama|Llama|Mistral|Mixtral|Qwen|DeepSeek|Gemma|Claude|Gemini|ChatGPT|GPT-?[34]|Grok|Falcon|Phi)(?:[ -]?\d[\d.]*\b)?")
# Words that often stand for a name said before; parsers/references.py resolves some of them.
REFERENCE = re.compile(r"\b(?:[Ii]t|[Tt]hey|[Tt]he (?:models?|company|firm|startup|chatbot|system|release|licen[cs]e))\b")
# In general news also people.
PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ii]t|[Hh]im|[Tt]hem)\b")
SHORTEST, LONGEST = 30, 400  # characters

Row = dict[str, Any]


def pick_sentences(sentences: Sequence[str], apart: Apart) -> list[Row]:
    """Each that is not kept for judging, with no target: only to be read."""
    return [{"text": sentence, "from": 0, "to": 0} for sentence in dict.fromkeys(_usable(sentences, apart))]


def pick_newsroom(sentences: Sequence[str], apart: Apart, labelled: Iterable[Row]) -> list[Row]:
    """Every model named in sentences that are not kept for judging, the other names where there is none, and words that may stand for a name."""
    usable = _usable(sentences, apart)
    named = [row for sentence in usable for row in (_rows(sentence, MODEL) or _rows(sentence, NAME))]
    return _others([*named, *(row for sentence in usable for row in _rows(sentence, REFERENCE))], labelled)


def pick_news(rows: Sequence[Row]) -> list[Row]:
    """The names and pronouns of labelled sentences, but for those that are labelled themselves."""
    short = [row["text"] for row in rows if len(row["text"]) <= LONGEST]
    return _others([row for sentence in short for names in (NAME, PRONOUN) for row in _rows(sentence, names)], rows)


def _usable(sentences: Sequence[str], apart: Apart) -> list[str]:
    return [sentence for sentence in sentences if SHORTEST <= len(sentence) <= LONGEST and not apart.holds(sentence)]


def _rows(sentence: str, names: re.Pattern[str]) -> list[Row]:
    return [{"text": sentence, "from": found.start(), "to": found.end()} for found in names.finditer(sentence)]


def _others(rows: Sequence[Row], labelled: Iterable[Row]) -> list[Row]:
    """Each of the rows once, but for those that have a label."""
    known = {_key(row) for row in labelled}
    return [row for key, row in {_key(row): row for row in rows}.items() if key not in known]


def _key(row: Row) -> tuple[str, int, int]:
    return row["text"], row["from"], row["to"]
