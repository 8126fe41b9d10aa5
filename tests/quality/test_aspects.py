"""Floors under the aspects: which sides of a model a sentence speaks of, on sentences of our own that were labelled by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.aspects import TUNED_ON
from feeds.watchlist import load_watchlist
from parsers.mentions import find_mentions

ROOT = Path(__file__).resolve().parents[2]
# Apart from the kinds on which the terms were widened, precision is .62 and recall .75.
FLOORS = {"all": (270, 0.66, 0.66), "apart": (120, 0.6, 0.72)}  # sentences at least, precision, recall


def labelled() -> list[dict[str, Any]]:
    rows = map(json.loads, (ROOT / "training" / "sentences.jsonl").read_text(encoding="utf-8").splitlines())
    return [row for row in rows if "aspects" in row]


@pytest.mark.parametrize("collection", FLOORS)
def test_most_aspects_are_found_and_most_that_are_found_are_there(collection: str) -> None:
    """Over all aspects, most that a sentence speaks of are found and most that are found are spoken of: on all sentences, and on those that had no part in choosing the terms."""
    watchlist = load_watchlist(ROOT / "feeds" / "watchlist.toml")
    least, precision, recall = FLOORS[collection]
    sentences = {row["text"]: set(row["aspects"]) for row in labelled() if collection == "all" or row["kind"] not in TUNED_ON}
    assert len(sentences) >= least
    assert {name for names in sentences.values() for name in names} == {aspect.name for aspect in watchlist.aspects}
    both = found_only = missed = 0
    for text, true in sentences.items():
        mentions = find_mentions("Meta makes language models. " + text, (), watchlist.targets, aspects=watchlist.aspects)
        found = next((set(mention.aspects) for mention in mentions if mention.sentence == text), None)
        if found is not None:
            both, found_only, missed = both + len(found & true), found_only + len(found - true), missed + len(true - found)
    assert both / (both + found_only) >= precision
    assert both / (both + missed) >= recall
