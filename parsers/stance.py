"""How is a target spoken of in a sentence?

The answer is three probabilities, out of two readers whose evidence is added up: a small encoder, and the weights of the sentence's
clues. How much either counts was found apart for sentences about language models and for other news, and the encoder says which of the
two a sentence is. docs/stance.md is their card; training/train.py makes the files of stance_model/.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from parsers.clueweights import weigh_clues
from parsers.encoder import Encoder, spell_around

MODEL_VERSION = "encoder-9"  # names the shipped files; raised whenever they change
FOLDER = "stance_model"

_loading = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What the two readers' evidence comes to for sentences of one kind."""

    steepness: tuple[float, ...]  # of the encoder's evidence and of the clues'
    offset: tuple[float, ...]

    def added(self, *evidence: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        return np.asarray(sum(step * each for step, each in zip(self.steepness, evidence, strict=True)) + np.array(self.offset))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    encoder: Encoder
    field: Calibration  # for sentences about language models
    general: Calibration  # for any other news


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """How real sentences about Llama were judged by a model and a calibration that had not seen them.

    Rows are what two people agreed on and columns what the model says, both in the order blame, neither, praise.
    """

    counts: tuple[tuple[int, int, int], ...]  # sentences by label and likeliest answer
    means: tuple[tuple[float, float, float], ...]  # the mean probabilities given to sentences of each label

    @property
    def sentences(self) -> int:
        return sum(map(sum, self.counts))

    @property
    def shares(self) -> tuple[tuple[float, ...], ...]:
        """P(answer | label): each row adds up to 1."""
        return tuple(tuple(count / sum(row) for count in row) for row in self.counts)


def score(rows: Sequence[tuple[str, int, int]], *, threads: int = 1) -> list[tuple[float, float, float]]:
    """The probabilities of blame, neither and praise for each sentence and the offsets of its target's name; they add up to 1.

    A row's answer depends on nothing but itself; targets of one sentence that stand near one another share the reading of it. `threads` is
    how many cores one sentence may use.
    """
    if not rows:
        return []
    with _loading:
        model = _load(threads)
    asked = list(dict.fromkeys(rows))
    found = np.array(list(model.encoder.find(spell_around(*row) for row in asked)))
    clues = np.array([weigh_clues(*row) for row in asked])
    judged = shares(mixed(found, model.field.added(found[:, :3], clues), model.general.added(found[:, :3], clues)))
    known = {row: (neg, neu, pos) for row, (neg, neu, pos) in zip(asked, judged.tolist(), strict=True)}
    return [known[row] for row in rows]


@cache
def confusion() -> Confusion:
    """The shipped model's known errors, for whoever adds up its answers; from cross-validation, see docs/stance.md."""
    stored = _read_calibration()["confusion"]
    return Confusion(counts=tuple(map(tuple, stored["counts"])), means=tuple(map(tuple, stored["means"])))


def mixed(found: npt.NDArray[Any], field: npt.NDArray[np.float64], general: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The two calibrations' sums, each as far as the encoder finds the sentence to be of its kind (the last of what it says)."""
    of_field = 1 / (1 + np.exp(-found[..., 3:].astype(np.float64)))
    return np.asarray(of_field * field + (1 - of_field) * general)


def shares(summed: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Evidence as probabilities."""
    powers = np.exp(summed - summed.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


@lru_cache(maxsize=4)
def _load(threads: int) -> _Model:
    encoder = Encoder(files("parsers").joinpath(FOLDER), threads=threads)
    stored = _read_calibration()
    field, general = (Calibration(steepness=tuple(stored[kind]["steepness"]), offset=tuple(stored[kind]["offset"])) for kind in ("field", "general"))
    return _Model(encoder=encoder, field=field, general=general)


def _read_calibration() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(files("parsers").joinpath(FOLDER, "calibration.json").read_text(encoding="utf-8"))
    return stored
