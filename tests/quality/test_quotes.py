"""Floors under quotations and their speakers, on news articles with gold quotations."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import pytest

from parsers.quotes import find_quotes

EVAL = Path(os.environ.get("BELLWETHER_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "eval"
# What the rules reach is .998, .981 and .965 on the web articles, .973, .934 and .879 on the political
# ones; floors may rise and not fall. The measures: spans alone, spans with a speaker, spans with the speaker's full name.
FLOORS = {"web": {"F1": 0.995, "jointF1": 0.977, "jointF1_full": 0.96}, "polnear": {"F1": 0.97, "jointF1": 0.93, "jointF1_full": 0.876}}


def measure(collection: str) -> dict[str, Any]:
    """The scorer's measures over a collection's articles."""
    gold_file, scorer_file = EVAL / "quotes" / f"gold_{collection}_dev.jsonl", EVAL / "score_quotes.py"
    if not (gold_file.exists() and scorer_file.exists()):
        pytest.skip("no gold quotations here")
    spec = importlib.util.spec_from_file_location("score_quotes", scorer_file)
    assert spec is not None
    assert spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = [json.loads(line) for line in gold_file.read_text(encoding="utf-8").splitlines()]
    found = []
    for article in gold:
        quotes = find_quotes(article["text"], title=article["title"])
        rows = [{"text": quote.text, "start": quote.start, "end": quote.end, "speaker": quote.speaker} for quote in quotes]
        found.append({"id": article["id"], "quotes": rows})
    measures, _ = scorer.score(gold, found)
    return measures


@pytest.mark.parametrize("collection", FLOORS)
def test_quotations_and_speakers_keep_their_floors(collection: str) -> None:
    """Spans, and spans with their speakers, are found at least as well as when the floors were set."""
    measures = measure(collection)
    fallen = {name: measures[name] for name, floor in FLOORS[collection].items() if measures[name] < floor}
    assert not fallen
