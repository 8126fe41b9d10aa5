"""Floors under block quotations: twenty posts as weblogs publish them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from parsers.quotes import find_quotes

POSTS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("block_quotations.toml").read_text(encoding="utf-8"))["post"]
# Reached: all of both. Floors may rise and not fall.
SPANS, SPEAKERS = 0.98, 0.95


def read(post: dict[str, Any]) -> dict[str, str]:
    """The words of each quotation that was found, with its speaker, "" for none."""
    found = find_quotes(post["text"].strip(), title=post["title"], byline=tuple(post.get("byline", ())))
    return {quote.text: quote.speaker or "" for quote in found}


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post["title"])
def test_offsets_hold(post: dict[str, Any]) -> None:
    """Every quotation is the text between its offsets."""
    text = post["text"].strip()
    assert all(text[quote.start : quote.end] == quote.text for quote in find_quotes(text, title=post["title"]))


def test_block_quotations_and_their_speakers_keep_their_floors() -> None:
    """Blocks that are quotations are found, those that are not are left, and their speakers are told by full name."""
    hits = right = found = wanted = 0
    wrong = []
    for post in POSTS:
        got, gold = read(post), {quote["text"]: quote["speaker"] for quote in post["quotes"]}
        found, wanted = found + len(got), wanted + len(gold)
        hits += len(got.keys() & gold.keys())
        right += sum(got[words] == gold[words] for words in got.keys() & gold.keys())
        wrong += [(post["title"], words, got.get(words), gold.get(words)) for words in got.keys() | gold.keys() if got.get(words) != gold.get(words)]
    assert 2 * hits / (found + wanted) >= SPANS, wrong
    assert right / hits >= SPEAKERS, wrong
