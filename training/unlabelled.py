"""Of whom and of what do sentences speak that nobody has labelled?

Encoders that were taught by labels tell others what they make of these (teaching.py).
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

from apart import Apart

# A name within a sentence: its first word has a capital whatever it is.
NAME = re.compile(r"(?<=[a-z,;:’'] )[A-Z][\w.-]*\w(?: (?:[A-Z][\w.-]*\w|\d[\d.]*\b)){0,2}")
MODEL = re.compile(r"\b(?:Code Llama|Llama|Mistral|Mixtral|Qwen|DeepSeek|Gemma|Claude|Gemini|ChatGPT|GPT-?[34]|Grok|Falcon|Phi)(?:[ -]?\d[\d.]*\b)?")
# Words that often stand for a name said before; parsers/references.py resolves some of them.
REFERENCE = re.compile(r"\b(?:[Ii]t|[Tt]hey|[Tt]he (?:models?|company|firm|startup|chatbot|system|release|licen[cs]e))\b")
SHORTEST, LONGEST = 30, 400  # characters
NEWSROOM, NEWS = 8000, 16000  # at most, of other names than models' and of those in general news


def pick_newsroom(sentences: Sequence[str], apart: Apart, seed: int) -> list[dict[str, Any]]:
    """Every model named in the sentences, words that may stand for a name, and some of the other names, but for sentences that are kept for judging."""
    usable = [sentence for sentence in sentences if SHORTEST <= len(sentence) <= LONGEST and not apart.holds(sentence)]
    models = [row for sentence in usable for row in _rows(sentence, MODEL)]
    others = [row for sentence in usable if not MODEL.search(sentence) for row in _rows(sentence, NAME)]
    references = [row for sentence in usable for row in _rows(sentence, REFERENCE)]
    return [*models, *random.Random(seed).sample(others, min(NEWSROOM, len(others))), *references]


def pick_news(rows: Sequence[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The names in labelled sentences beside the target; one that is labelled for two gives its names twice, and each target to the other."""
    short = [row for row in rows if len(row["text"]) <= LONGEST]
    found = [each for row in short for each in _rows(row["text"], NAME) if each["to"] <= row["from"] or row["to"] <= each["from"]]
    return random.Random(seed).sample(found, min(NEWS, len(found)))


def _rows(sentence: str, names: re.Pattern[str]) -> list[dict[str, Any]]:
    return [{"text": sentence, "from": found.start(), "to": found.end()} for found in names.finditer(sentence)]
