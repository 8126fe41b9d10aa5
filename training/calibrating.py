"""What do the two readers' sums come to as probabilities, and how well do these hold?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from parsers.stance import Calibration, mixed, shares

FOLDS = 10
BINS = 10
# How strongly the offsets are held to nothing: what 258 sentences say of the mean of all sentences is not believed to the last.
OFFSETS_HELD = 16.0
STEEPNESS_HELD = 4.0
SEED = 0

Matrix = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def calibrate(evidence: Sequence[Matrix], labels: Labels) -> Calibration:
    """A steepness for each reader and three offsets that make held-out evidence most likely, drawn a little towards plain means."""
    even = 1 / len(evidence)

    def loss(values: Matrix) -> float:
        likely = shares(_unpack(values).added(*evidence))[np.arange(len(labels)), labels]
        return float(-np.log(likely).sum() + OFFSETS_HELD * (values[:3] ** 2).sum() + STEEPNESS_HELD * ((values[3:] - even) ** 2).sum())

    return _unpack(minimize(loss, [0.0, 0.0, 0.0, *[even] * len(evidence)], method="BFGS").x)


def calibrate_general(encoder: Matrix, labels: Labels) -> Calibration:
    """The same of the encoder's evidence alone: in general news the clues lower the log loss a little, and cost more answers than they set right."""
    alone = calibrate([encoder], labels)
    return Calibration(steepness=(*alone.steepness, 0.0), offset=alone.offset)


def _unpack(values: Matrix) -> Calibration:
    return Calibration(steepness=tuple(map(float, values[3:])), offset=tuple(map(float, values[:3])))


def judge(found: Matrix, clues: Matrix, field: Calibration, general: Calibration) -> Matrix:
    """The probabilities that parsers/stance.py makes of what the encoder found and of the clues' evidence."""
    return shares(mixed(found, field.added(found[:, :3], clues), general.added(found[:, :3], clues)))


def cross(evidence: Sequence[Matrix], labels: Labels) -> Matrix:
    """Probabilities of one calibration, fitted on other sentences than those they are for."""
    found = np.zeros((len(labels), 3))
    for known, asked in folds(labels, FOLDS, SEED + 1):
        found[asked] = shares(calibrate([each[known] for each in evidence], labels[known]).added(*(each[asked] for each in evidence)))
    return found


def cross_judge(found: Matrix, clues: Matrix, labels: Labels, *, field: Calibration | None = None, general: Calibration | None = None) -> Matrix:
    """The same of both calibrations mixed, as in use; the one that is not given is fitted on other sentences than those judged."""
    judged = np.zeros((len(labels), 3))
    for known, asked in folds(labels, FOLDS, SEED + 1):
        of_field = field or calibrate([found[known][:, :3], clues[known]], labels[known])
        of_general = general or calibrate_general(found[known][:, :3], labels[known])
        judged[asked] = judge(found[asked], clues[asked], of_field, of_general)
    return judged


def folds(labels: Labels, number: int, seed: int = SEED) -> list[tuple[Labels, Labels]]:
    return list(StratifiedKFold(number, shuffle=True, random_state=seed).split(labels, labels))


def confuse(found: Matrix, labels: Labels) -> dict[str, Any]:
    """How many sentences of each label were judged how, and the mean probabilities that those of each label were given."""
    best = found.argmax(axis=1)
    counts = [[int(((labels == label) & (best == answer)).sum()) for answer in range(3)] for label in range(3)]
    return {"counts": counts, "means": [found[labels == label].mean(axis=0).round(4).tolist() for label in range(3)]}


def measure(found: Matrix, labels: Labels) -> str:
    """Accuracy, macro-F1, expected calibration error in ten bins, and the index as predicted and as it is."""
    best = found.argmax(axis=1)
    f1 = [2 * ((best == k) & (labels == k)).sum() / max(1, (best == k).sum() + (labels == k).sum()) for k in range(3)]
    error = sum(abs(sure - right) * number for number, sure, right in reliability(found, labels)) / len(labels)
    index, true = (found[:, 2] - found[:, 0]).mean(), (labels - 1).mean()
    return f"n {len(labels):4} accuracy {(best == labels).mean():.3f} macro-F1 {np.mean(f1):.3f} ECE {error:.3f} index {index:+.3f} (true {true:+.3f})"


def reliability(found: Matrix, labels: Labels) -> list[tuple[int, float, float]]:
    """For each tenth of sureness that occurs: how many answers, how sure they were on average, and what share was right."""
    surest, right = found.max(axis=1), found.argmax(axis=1) == labels
    places = np.minimum((surest * BINS).astype(int), BINS - 1)
    return [(int(chosen.sum()), float(surest[chosen].mean()), float(right[chosen].mean())) for b in range(BINS) if (chosen := places == b).any()]
