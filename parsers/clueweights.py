"""What do the clues of a sentence speak for?"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from parsers.clues import find_clues

BUCKETS = 1 << 17  # clues are kept by a hash of this size; more would cost megabytes and gain nothing measurable
RECKONED = 3.0  # what a clue counts that was reckoned out of several words

Matrix = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]


def weigh_clues(sentence: str, start: int, end: int) -> Vector:
    """Evidence of blame, of neither and of praise for the name at start to end."""
    weights, shift = _load()
    rows, values = evidence(find_clues(sentence, start, end))
    return np.asarray(values @ weights[rows] + shift, dtype=np.float32)


def evidence(clues: Sequence[str]) -> tuple[npt.NDArray[np.int64], Vector]:
    """Which rows of the weights the clues belong to, each row once, and how much each counts there."""
    counts = {zlib.crc32(clue.encode()) % BUCKETS: RECKONED if clue[0] == "!" else 1.0 for clue in clues}
    # The clues of a long sentence are worth less each, so that length alone makes nobody sure.
    values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts)) / np.sqrt(len(counts), dtype=np.float32)
    return np.fromiter(counts, dtype=np.int64, count=len(counts)), values


@cache
def _load() -> tuple[Matrix, Vector]:
    with files("parsers").joinpath("stance_model", "clues.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
        return stored["weights"].astype(np.float32), stored["shift"].astype(np.float32)
