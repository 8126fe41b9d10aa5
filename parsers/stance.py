"""How is a target spoken of in a sentence?

The answer is three probabilities, out of two readers whose evidence is added up: a small encoder that sees the sentence with its target
marked, and the weights of its clues. How much either counts was found apart for sentences about language models and for other news, and
the encoder says which of the two a sentence is. docs/stance.md is their card; training/train.py makes the files of stance_model/.
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
from parsers.wordpiece import load_vocabulary, spell

MODEL_VERSION = "encoder-4"  # names the shipped files; raised whenever they change
FOLDER = "stance_model"
MOST_TOKENS = 128  # of a sentence, around its target: the cost grows with the length, and 99 of 100 sentences are shorter
MOST_OF_NAME = 24
FARTHEST = 1000  # characters on either side of the name; more cannot fall within MOST_TOKENS unless it is not prose

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
    session: Any  # onnxruntime.InferenceSession, which brings no types
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

    A sentence's answer depends on nothing but itself. `threads` is how many cores one sentence may use.
    """
    if not rows:
        return []
    with _loading:
        model = _load(threads)
    known: dict[tuple[str, int, int], tuple[float, float, float]] = {}
    for row in rows:
        if row not in known:
            known[row] = _score_one(model, *row)
    return [known[row] for row in rows]


@cache
def confusion() -> Confusion:
    """The shipped model's known errors, for whoever adds up its answers; from cross-validation, see docs/stance.md."""
    stored = _read_calibration()["confusion"]
    return Confusion(counts=tuple(map(tuple, stored["counts"])), means=tuple(map(tuple, stored["means"])))


def mark(sentence: str, start: int, end: int) -> tuple[list[int], int, int]:
    """The sentence in the encoder's numbers with its target between two marks, and from where to where the target stands in them."""
    start = min(max(start, 0), len(sentence))
    end = min(max(end, start), len(sentence))
    number = load_vocabulary()
    name = spell(sentence[start : min(end, start + FARTHEST)])[:MOST_OF_NAME]
    before = spell(sentence[max(0, start - FARTHEST) : start])
    behind = spell(sentence[end : end + FARTHEST])
    room = MOST_TOKENS - 4 - len(name)
    left = min(len(before), max(room // 2, room - len(behind)))  # either side may use what the other leaves
    numbers = [number["[CLS]"], *before[len(before) - left :], number["[unused1]"], *name, number["[unused2]"], *behind[: room - left], number["[SEP]"]]
    return numbers, left + 2, left + 2 + len(name)


def _score_one(model: _Model, sentence: str, start: int, end: int) -> tuple[float, float, float]:
    # One sentence at a time: the eight-bit products are scaled by all that is in a batch, so companions would change the answer,
    # and on a processor a batch is no faster.
    numbers, first, last = mark(sentence, start, end)
    named = np.zeros((1, len(numbers)), dtype=np.float32)
    named[0, first:last] = 1
    ((found,),) = model.session.run(None, {"ids": np.array([numbers], dtype=np.int64), "named": named})
    clues = weigh_clues(sentence, start, end)
    neg, neu, pos = shares(mixed(found, model.field.added(found[:3], clues), model.general.added(found[:3], clues))).tolist()
    return neg, neu, pos


def mixed(found: npt.NDArray[Any], field: npt.NDArray[np.float64], general: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The two calibrations' sums, each as far as the encoder finds the sentence to be of its kind (the last of what it says)."""
    of_field = 1 / (1 + np.exp(-found[..., 3:].astype(np.float64)))
    return np.asarray(of_field * field + (1 - of_field) * general)


def shares(summed: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Evidence as probabilities."""
    powers = np.exp(summed - summed.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def open_encoder(content: bytes, *, threads: int = 1) -> Any:
    """An onnxruntime.InferenceSession for the bytes of an encoder.onnx."""
    import onnxruntime  # noqa: PLC0415 - who needs only the version does not wait for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Adding and norming as one step is slower than as two, here: a seventh of a sentence's time.
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])


@lru_cache(maxsize=4)
def _load(threads: int) -> _Model:
    session = open_encoder(files("parsers").joinpath(FOLDER, "encoder.onnx").read_bytes(), threads=threads)
    stored = _read_calibration()
    field, general = (Calibration(steepness=tuple(stored[kind]["steepness"]), offset=tuple(stored[kind]["offset"])) for kind in ("field", "general"))
    return _Model(session=session, field=field, general=general)


def _read_calibration() -> dict[str, Any]:
    stored: dict[str, Any] = json.loads(files("parsers").joinpath(FOLDER, "calibration.json").read_text(encoding="utf-8"))
    return stored
