"""Floors under the stance model, on sentences it was not trained on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from feeds.captures import Capture, read_captures
from feeds.watchlist import load_watchlist
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST
from parsers.mentions import find_mentions
from parsers.quotes import find_quotes
from parsers.reading import read_article
from parsers.stance import score
from tests.clock import assert_costs_at_most
from tests.sample.pages import expected_articles

ROOT = Path(__file__).resolve().parents[2]
STANCE = Path(os.environ.get("BELLWETHER_SHARED") or ROOT.parent / "shared") / "eval" / "stance"
LABELS = ("neg", "neu", "pos")
SCORING_TO_ALL = 1 / 2  # as much as all else is half of everything


def read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        pytest.skip(f"no {path.name} here")
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def judge(rows: list[dict[str, Any]]) -> tuple[float, float]:
    """Accuracy, and how far the mean index is from the true one."""
    scored = score([(row["text"], row["from"], row["to"]) for row in rows])
    right = sum(LABELS[shares.index(max(shares))] == row["label"] for row, shares in zip(rows, scored, strict=True))
    true = sum(LABELS.index(row["label"]) - 1 for row in rows) / len(rows)
    index = sum(p_pos - p_neg for p_neg, _, p_pos in scored) / len(rows)
    return right / len(rows), abs(index - true)


def test_own_sentences_kept_back_are_judged_well():
    """On the fifth of our own sentences that training never sees, the model stays above its floor."""
    accuracy, off = judge([row for row in read(ROOT / "training" / "sentences.jsonl") if row["split"] == "test"])
    assert accuracy >= 0.81
    assert off <= 0.1


def test_hard_sentences_about_llama_are_judged_well():
    """On hard hand-written sentences about Llama, none of them trained on, the model stays above its floor."""
    accuracy, off = judge(read(STANCE / "llama_dev.jsonl"))
    assert accuracy >= 0.8
    assert off <= 0.25


def test_general_news_is_judged_fairly():
    """On general political news it stays above its floor, and its mean index is near the true one."""
    accuracy, off = judge(read(STANCE / "dev.jsonl"))
    assert accuracy >= 0.79
    assert off <= 0.05


def test_praising_articles_come_out_above_blaming_ones():
    """In the sample, whose sentences are never trained on, a praising article's mentions of Llama are on average kinder."""
    llama = load_watchlist(ROOT / "feeds" / "watchlist.toml").targets[:1]
    found: dict[str, list[float]] = {}
    for article in expected_articles():
        if article.topic == "llama" and article.text and article.slug == article.story:
            mentions = find_mentions(article.text, find_quotes(article.text, title=article.title), llama, title=article.title)
            if mentions:
                found.setdefault(article.stance, []).append(fmean(mention.p_pos - mention.p_neg for mention in mentions))
    assert fmean(found["positive"]) > fmean(found["negative"]) + 0.05


def test_an_article_takes_no_longer_to_score_than_to_read():
    """Scoring what the sample's articles say of models costs no more than reading all else out of their small pages."""
    watchlist = load_watchlist(SAMPLE_WATCHLIST)
    wanted = {"targets": watchlist.targets, "aspects": watchlist.aspects, "topic": watchlist.topic}
    captures = (found for found in read_captures(SAMPLE_CAPTURES) if isinstance(found, Capture) and found.kind == "page" and found.document.status == 200)
    pages = [capture.document for capture in captures][::4]
    readings = [read_article(page.body, page.url, entry=None, **wanted) for page in pages]
    about = [(page, reading) for page, reading in zip(pages, readings, strict=True) if watchlist.targets[0].name in reading.about]
    assert len(about) >= 20
    rows = [[(mention.sentence, mention.alias_start - mention.start, mention.alias_end - mention.start) for mention in reading.mentions] for _, reading in about]

    def read_and_score() -> None:
        for page, _ in about:
            read_article(page.body, page.url, entry=None, **wanted)

    def score_only() -> None:
        for asked in rows:
            score(asked)

    assert_costs_at_most(SCORING_TO_ALL, score_only, read_and_score)


def test_every_own_sentence_is_marked_soundly():
    """The names stand at their offsets, labels are known, and a sentence's split is one."""
    rows = read(ROOT / "training" / "sentences.jsonl")
    assert len(rows) >= 1000
    assert all(row["text"][row["from"] : row["to"]] == row["target"] and row["label"] in LABELS for row in rows)
    splits: dict[str, set[str]] = {}
    for row in rows:
        splits.setdefault(row["text"], set()).add(row["split"])
    assert all(len(split) == 1 for split in splits.values())
