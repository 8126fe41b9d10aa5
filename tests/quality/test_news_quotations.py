"""Floors under quotations in articles of many styles: wire, politics, trade press, column, press release, feature, interview."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from parsers.model import Quote
from parsers.quotes import find_quotes

ARTICLES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("news_quotations.toml").read_text(encoding="utf-8"))["article"]
# Reached: all spans, 69 of 70 speakers (a letter is its sender's only where the text says that it is), all descriptions. Floors may rise and not fall.
SPANS, SPEAKERS, DESCRIPTIONS = 1.0, 0.98, 1.0


def read(article: dict[str, Any]) -> tuple[Quote, ...]:
    return find_quotes(article["text"].strip(), title=article["title"], byline=tuple(article.get("byline", ())))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article["title"])
def test_every_quotation_is_found_and_nothing_else(article: dict[str, Any]) -> None:
    """Speech, and no title of a work, doubted word, heading or string of a program."""
    found = [quote.text for quote in read(article)]
    wanted = [words for words, *_ in article["quotes"]]
    assert len(found) == len(wanted)
    assert [words for text, words in zip(found, wanted, strict=True) if not text.startswith(words)] == []


def test_speakers_and_descriptions_keep_their_floors() -> None:
    """Named speakers by full name, unnamed ones by what the article calls them."""
    wrong, described = [], []
    total = unnamed = 0
    for article in ARTICLES:
        for quote, (words, speaker, *description) in zip(read(article), article["quotes"], strict=True):
            total += 1
            if (quote.speaker or "") != speaker:
                wrong.append((words, speaker, quote.speaker))
            if description:
                unnamed += 1
                if quote.speaker_description != description[0]:
                    described.append((words, description[0], quote.speaker_description))
    assert 1 - len(wrong) / total >= SPEAKERS, wrong
    assert 1 - len(described) / unnamed >= DESCRIPTIONS, described
