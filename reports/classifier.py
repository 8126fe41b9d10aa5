"""How far may the stance model's own errors have moved a number?

The model was cross-validated on sentences that people had labelled: of those it called negative, neutral or positive, so many
really were each. From these counts a confusion is drawn for every resample (Dirichlet, with half a sentence added to every cell), and with
it the true polarity that is to be expected of each of its answers. A number then moves by what its answers' expected polarities moved.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

PRIOR = 0.5  # sentences added to every cell (Jeffreys)
SIDES = np.array([-1.0, 0.0, 1.0])  # what a sentence labelled negative, neutral or positive counts


def polarity_errors(counts_by_label: Sequence[Sequence[float]], resamples: int, seed: int) -> NDArray[np.float64]:
    """By how much the expected true polarity of each answer differs from what the counts give: one row a resample, one column an answer.

    `counts_by_label` are sentences by true label (rows) and answer (columns), each in the order negative, neutral, positive.
    """
    random = np.random.Generator(np.random.PCG64([seed, 1]))
    errors = np.zeros((resamples, len(SIDES)))
    for place, labels in enumerate(np.asarray(counts_by_label, dtype=float).T):
        counts = labels + PRIOR
        errors[:, place] = random.dirichlet(counts, size=resamples) @ SIDES - counts @ SIDES / counts.sum()
    return errors
