"""Floors under the aspects: which sides of a model a sentence speaks of, on sentences of our own that were labelled by hand."""

from __future__ import annotations

import json
from pathlib import Path

from feeds.watchlist import load_watchlist
from parsers.mentions import find_mentions

ROOT = Path(__file__).resolve().parents[2]


def test_most_aspects_are_found_and_most_that_are_found_are_there():
    """Over all aspects, at least two of three that a sentence speaks of are found, and two of three that are found are spoken of."""
    watchlist = load_watchlist(ROOT / "feeds" / "watchlist.toml")
    rows = map(json.loads, (ROOT / "training" / "sentences.jsonl").read_text(encoding="utf-8").splitlines())
    labelled = {row["text"]: set(row["aspects"]) for row in rows if "aspects" in row}
    assert len(labelled) >= 150
    assert {name for names in labelled.values() for name in names} == {aspect.name for aspect in watchlist.aspects}
    both = found_only = missed = 0
    for text, true in labelled.items():
        mentions = find_mentions("Meta makes language models. " + text, (), watchlist.targets, aspects=watchlist.aspects)
        found = next((set(mention.aspects) for mention in mentions if mention.sentence == text), None)
        if found is not None:
            both, found_only, missed = both + len(found & true), found_only + len(found - true), missed + len(true - found)
    assert both / (both + found_only) >= 0.66
    assert both / (both + missed) >= 0.66
