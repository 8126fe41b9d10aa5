"""Learns the weights of parsers/stance.npz; see README.md for the material and what it reaches.

python training/train.py [--data FOLDER] [--out FILE]

FOLDER holds train.jsonl, dev.jsonl, llama_natural_dev.jsonl and llama_dev.jsonl; by default the stance folder of the evaluation
material, found through BELLWETHER_SHARED or beside the repository. The same material gives the same file, byte for byte.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from parsers.clues import find_clues  # noqa: E402
from parsers.stance import BUCKETS, MODEL_VERSION, evidence  # noqa: E402

LABELS = ("neg", "neu", "pos")
NEWS_WEIGHT = 1.0  # general news: much of it, and of another tone
NATURAL_WEIGHT = 3.0  # real sentences about Llama
OWN_WEIGHT = 2.0  # sentences written to teach what those are too few to teach
REGULARISATION = 1.0
LEAST_SEEN = 2  # a clue seen once teaches its sentence by heart
FOLDS = 10


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = os.environ.get("BELLWETHER_SHARED") or ROOT.parent / "shared"
    options.add_argument("--data", type=Path, default=Path(shared) / "eval" / "stance")
    options.add_argument("--out", type=Path, default=ROOT / "parsers" / "stance.npz")
    chosen = options.parse_args()
    material = read_material(chosen.data)
    weights, shift, scores = learn(material)
    # Half precision moves no probability by more than .002.
    np.savez_compressed(chosen.out, weights=weights.astype(np.float16), shift=shift.astype(np.float32), version=np.array(MODEL_VERSION))
    for name, figures in scores.items():
        print(f"{name:28}", "  ".join(f"{key} {value:.3f}" for key, value in figures.items()))
    print(f"{chosen.out} {chosen.out.stat().st_size} bytes")


def read_material(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Rows of text, from, to and label by what they are; own sentences parted by their split."""
    own = read_rows(ROOT / "training" / "sentences.jsonl")
    return {
        "news": read_rows(folder / "train.jsonl"),
        "news_dev": read_rows(folder / "dev.jsonl"),
        "natural": read_rows(folder / "llama_natural_dev.jsonl"),
        "hard": read_rows(folder / "llama_dev.jsonl"),
        "own": [row for row in own if row["split"] == "train"],
        "own_test": [row for row in own if row["split"] == "test"],
    }


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def learn(material: dict[str, list[dict[str, Any]]]) -> tuple[np.ndarray, np.ndarray, dict[str, dict[str, float]]]:
    """Weights and shift for the score, and figures on material that the weights in question had not seen."""
    tables = {name: tabulate(rows) for name, rows in material.items()}
    news, natural, own = tables["news"], tables["natural"], tables["own"]
    held_out = np.zeros((natural[0].shape[0], 3))
    for known, asked in folds(natural[1]):
        weights, shift = fit(news, (natural[0][known], natural[1][known]), own)
        held_out[asked] = natural[0][asked] @ weights + shift
    steepness, offset = calibrate(held_out, natural[1])
    crossed = np.zeros_like(held_out)
    for known, asked in folds(natural[1], seed=1):
        known_steepness, known_offset = calibrate(held_out[known], natural[1][known])
        crossed[asked] = shares(known_steepness * held_out[asked] + known_offset)
    weights, shift = fit(news, natural, own)
    weights, shift = steepness * weights, steepness * shift + offset
    scores = {"natural, cross-validated": measure(crossed, natural[1])}
    for name in ("news_dev", "hard", "own_test"):
        scores[name] = measure(shares(tables[name][0] @ weights + shift), tables[name][1])
    return weights, shift, scores


def tabulate(rows: list[dict[str, Any]]) -> tuple[sp.csr_matrix, np.ndarray]:
    found = [evidence(find_clues(row["text"], row["from"], row["to"])) for row in rows]
    ends = np.cumsum([0, *(len(places) for places, _ in found)])
    places, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
    clues = sp.csr_matrix((values.astype(float), places, ends), shape=(len(rows), BUCKETS))
    return clues, np.array([LABELS.index(row["label"]) for row in rows])


def folds(labels: np.ndarray, seed: int = 0) -> list[tuple[np.ndarray, np.ndarray]]:
    return list(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(labels, labels))


def fit(*tables: tuple[sp.csr_matrix, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """One weight for a clue anywhere and one more for it in the field: what general news teaches holds until the field contradicts."""
    (news, _), *field = tables
    general = sp.vstack([news, *(clues for clues, _ in field)]).tocsr()
    special = sp.vstack([sp.csr_matrix(news.shape), *(clues for clues, _ in field)]).tocsr()
    kept = [np.flatnonzero(np.diff(part.tocsc().indptr) >= LEAST_SEEN) for part in (general, special)]
    labels = np.concatenate([labels for _, labels in tables])
    weight = np.repeat([NEWS_WEIGHT, NATURAL_WEIGHT, OWN_WEIGHT], [len(labels) for _, labels in tables])
    model = LogisticRegression(C=REGULARISATION, max_iter=200, tol=1e-3)
    model.fit(sp.hstack([general[:, kept[0]], special[:, kept[1]]]).tocsr(), labels, sample_weight=weight)
    weights = np.zeros((BUCKETS, 3))
    weights[kept[0]] += model.coef_[:, : len(kept[0])].T
    weights[kept[1]] += model.coef_[:, len(kept[0]) :].T
    return weights, model.intercept_


def calibrate(evidence: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """The steepness and the offsets that make held-out evidence most likely, drawn a little towards leaving it as it is."""

    def loss(values: np.ndarray) -> float:
        likely = shares(values[0] * evidence + values[1:])[np.arange(len(labels)), labels]
        return float(-np.log(likely).sum() + (values[0] - 1) ** 2 + (values[1:] ** 2).sum())

    values = minimize(loss, [1.0, 0.0, 0.0, 0.0], method="BFGS").x
    return float(values[0]), values[1:]


def shares(evidence: np.ndarray) -> np.ndarray:
    powers = np.exp(evidence - evidence.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def measure(predicted: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Accuracy, macro-F1, expected calibration error in ten bins, and the index as it is and as predicted."""
    best, surest = predicted.argmax(axis=1), predicted.max(axis=1)
    f1 = [2 * ((best == k) & (labels == k)).sum() / max(1, (best == k).sum() + (labels == k).sum()) for k in range(3)]
    bins = np.minimum((surest * 10).astype(int), 9)
    error = sum(abs((surest[bins == b] - (best == labels)[bins == b]).sum()) for b in range(10)) / len(labels)
    return {
        "n": len(labels),
        "accuracy": float((best == labels).mean()),
        "macro_f1": float(np.mean(f1)),
        "ece": float(error),
        "index_true": float((labels - 1).mean()),
        "index": float((predicted[:, 2] - predicted[:, 0]).mean()),
    }


if __name__ == "__main__":
    main()
