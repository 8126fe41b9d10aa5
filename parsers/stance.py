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

Matrix = npt.NDArray[np.float32]


def score(rows: Sequence[tuple[str, int, int]]) -> list[tuple[float, float, float]]:
    """The probabilities of blame, neither and praise for each sentence and the offsets of its target's name; they add up to 1."""
    if not rows:
        return []
    weights, shift = _model()
    summed = np.stack([_evidence(weights, *row) for row in rows]) + shift
    powers = np.exp(summed - summed.max(axis=1, keepdims=True))
    shares = powers / powers.sum(axis=1, keepdims=True)
    return [(float(neg), float(neu), float(pos)) for neg, neu, pos in shares]


def buckets(clues: Sequence[str]) -> npt.NDArray[np.int64]:
    """The rows of the weights that the clues belong to, each once."""
    return np.unique(np.fromiter((zlib.crc32(clue.encode()) % BUCKETS for clue in clues), dtype=np.int64, count=len(clues)))


def _evidence(weights: Matrix, sentence: str, start: int, end: int) -> Matrix:
    rows = buckets(find_clues(sentence, start, end))
    # The words of a long sentence are worth less each, so that length alone makes nobody sure.
    return np.asarray(weights[rows].sum(axis=0) / np.sqrt(len(rows)), dtype=np.float32)


@cache
def _model() -> tuple[Matrix, Matrix]:
    with files("parsers").joinpath(WEIGHTS).open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return stored["weights"].astype(np.float32), stored["shift"].astype(np.float32)
