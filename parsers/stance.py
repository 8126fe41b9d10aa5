"""How is a target spoken of in a sentence?

The answer is three probabilities, out of a linear model over the clues of parsers/clues.py. training/train.py writes its weights.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from parsers.clues import find_clues

MODEL_VERSION = "clues-1"  # names the shipped weights; raised whenever they change
WEIGHTS = "stance.npz"
BUCKETS = 1 << 17  # clues are kept by a hash of this size; more would cost megabytes and gain nothing measurable

RECKONED = 3.0  # what a clue counts that was reckoned out of several words

Matrix = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]


def score(rows: Sequence[tuple[str, int, int]]) -> list[tuple[float, float, float]]:
    """The probabilities of blame, neither and praise for each sentence and the offsets of its target's name; they add up to 1."""
    if not rows:
        return []
    weights, shift = _model()
    summed = np.stack([_summed(weights, *row) for row in rows]) + shift
    powers = np.exp(summed - summed.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    return [(float(neg), float(neu), float(pos)) for neg, neu, pos in shares]


def evidence(clues: Sequence[str]) -> tuple[npt.NDArray[np.int64], Vector]:
    """Which rows of the weights the clues belong to, each row once, and how much each counts there."""
    counts = {zlib.crc32(clue.encode()) % BUCKETS: RECKONED if clue[0] == "!" else 1.0 for clue in clues}
    # The clues of a long sentence are worth less each, so that length alone makes nobody sure.
    values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts)) / np.sqrt(len(counts), dtype=np.float32)
    return np.fromiter(counts, dtype=np.int64, count=len(counts)), values


def _summed(weights: Matrix, sentence: str, start: int, end: int) -> Vector:
    rows, values = evidence(find_clues(sentence, start, end))
    return np.asarray(values @ weights[rows], dtype=np.float32)


@cache
def _model() -> tuple[Matrix, Vector]:
    with files("parsers").joinpath(WEIGHTS).open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return stored["weights"].astype(np.float32), stored["shift"].astype(np.float32)
