"""Floors under the stance model, on sentences it was not trained on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from parsers.stance import score

ROOT = Path(__file__).resolve().parents[2]
STANCE = Path(os.environ.get("BELLWETHER_SHARED") or ROOT.parent / "shared") / "eval" / "stance"
LABELS = ("neg", "neu", "pos")


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
    rows = [row for row in read(ROOT / "training" / "sentences.jsonl") if row["split"] == "test"]
    accuracy, off = judge(rows)
    assert accuracy >= 0.65
    assert off <= 0.12


def test_hard_sentences_about_llama_are_judged_well():
    """On hard hand-written sentences about Llama, none of them trained on, the model stays above its floor."""
    accuracy, off = judge(read(STANCE / "llama_dev.jsonl"))
    assert accuracy >= 0.65
    assert off <= 0.25


def test_general_news_is_judged_fairly():
    """On general political news, which the model is not meant for, it stays above its floor."""
    accuracy, _ = judge(read(STANCE / "dev.jsonl"))
    assert accuracy >= 0.6


def test_every_own_sentence_is_marked_soundly():
    """The names stand at their offsets, labels are known, and a sentence's split is one."""
    rows = read(ROOT / "training" / "sentences.jsonl")
    assert len(rows) >= 400
    assert all(row["text"][row["from"] : row["to"]] == row["target"] and row["label"] in LABELS for row in rows)
    splits: dict[str, set[str]] = {}
    for row in rows:
        splits.setdefault(row["text"], set()).add(row["split"])
    assert all(len(split) == 1 for split in splits.values())
