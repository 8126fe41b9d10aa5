"""Floors under relevance, mentions and copies, on the replayable newsroom."""

from __future__ import annotations

import gzip
import html
import json
import os
import re
from datetime import datetime
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from feeds.watchlist import load_watchlist
from parsers.mentions import find_mentions
from parsers.relevance import judge
from parsers.syndication import Piece, find_leads, signature

NEWSROOM = Path(os.environ.get("BELLWETHER_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "newsroom"
BLOCK = re.compile(r"</?(?:p|h\d|li|ul|ol|div|blockquote|br|pre|tr|table|figure|figcaption)\b[^>]*>")


@cache
def newsroom() -> list[dict[str, Any]]:
    """The gold rows with their last texts, plain."""
    if not (NEWSROOM / "gold_dev.jsonl").exists():
        pytest.skip("no newsroom here")
    with gzip.open(NEWSROOM / "dev" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        bodies = {row["id"]: row["versions"][-1].get("body_html") or "" for row in map(json.loads, lines)}
    gold = [json.loads(line) for line in (NEWSROOM / "gold_dev.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{**row, "text": plain(bodies[row["article_id"]])} for row in gold if row["article_id"] in bodies]


def plain(markup: str) -> str:
    text = html.unescape(re.sub(r"<[^>]+>", "", BLOCK.sub("\n\n", markup)))
    return re.sub(r"\n\s*\n\s*", "\n\n", re.sub(r"[ \t]+", " ", text)).strip()


def f1(pairs: list[tuple[bool, bool]]) -> float:
    right, wrong = sum(gold and seen for gold, seen in pairs), sum(gold != seen for gold, seen in pairs)
    return 2 * right / (2 * right + wrong)


def test_relevance_and_mentions_keep_their_floors():
    """With the shipped watchlist, relevance and the mentions of Llama are found as the newsroom's gold has them."""
    watchlist = load_watchlist(Path(__file__).resolve().parents[2] / "feeds" / "watchlist.toml")
    relevance, mentions = [], []
    for row in newsroom():
        found = find_mentions(row["text"], (), watchlist.targets, title=row["title"])
        if row["relevant"] is not None:
            relevance.append((row["relevant"], judge(row["title"], row["text"], found, watchlist.topic).relevant))
        if row["mentions_llama"] is not None:
            mentions.append((row["mentions_llama"], any(mention.target == "Llama" for mention in found)))
    assert f1(relevance) >= 0.98
    assert f1(mentions) >= 0.995


def test_copies_keep_their_floors():
    """Pairs of copies are found nearly all, and nearly nothing else is."""
    rows = newsroom()
    leads = find_leads([
        Piece(key=row["article_id"], signature=np.array(signature(row["text"]), dtype=np.uint64), outlet=row["outlet"], published_at=datetime.fromisoformat(row["published"]))
        for row in rows
    ])
    found = {frozenset(pair) for pair in combinations(leads, 2) if leads[pair[0]] == leads[pair[1]]}
    stories: dict[str, list[str]] = {}
    for row in rows:
        if row["syndication_group"]:
            stories.setdefault(row["syndication_group"], []).append(row["article_id"])
    wanted = {frozenset(pair) for story in stories.values() for pair in combinations(story, 2)}
    assert len(found & wanted) >= 0.99 * len(found)
    assert len(found & wanted) >= 0.99 * len(wanted)
