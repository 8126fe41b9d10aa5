"""What do the clues weigh?"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from parsers.clues import find_clues
from parsers.clueweights import BUCKETS, evidence

LABELS = ("neg", "neu", "pos")
NEWS_WEIGHT = 1.0  # general news: much of it, and of another tone
NATURAL_WEIGHT = 2.0  # real sentences about Llama and other models
OWN_WEIGHT = 2.0  # sentences written to teach what those are too few to teach
REGULARISATION = 1.0
LEAST_SEEN = 2  # a clue seen once teaches its sentence by heart


def tabulate(rows: list[dict[str, Any]]) -> tuple[sp.csr_matrix, np.ndarray]:
    found = [evidence(find_clues(row["text"], row["from"], row["to"])) for row in rows]
    ends = np.cumsum([0, *(len(places) for places, _ in found)])
    places, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
    clues = sp.csr_matrix((values.astype(float), places, ends), shape=(len(rows), BUCKETS))
    return clues, np.array([LABELS.index(row["label"]) for row in rows])


def fit(*tables: tuple[sp.csr_matrix, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """One weight for a clue anywhere and one more for it in the field: what general news teaches holds until the field contradicts."""
    (news, _), *field = tables
    general = sp.vstack([news, *(clues for clues, _ in field)]).tocsr()
    special = sp.vstack([sp.csr_matrix(news.shape), *(clues for clues, _ in field)]).tocsr()
    kept = [np.flatnonzero(np.diff(part.tocsc().indptr) >= LEAST_SEEN) for part in (general, special)]
    labels = np.concatenate([labels for _, labels in tables])
    weight = np.repeat([NEWS_WEIGHT, NATURAL_WEIGHT, OWN_WEIGHT], [len(labels) for _, labels in tables])
    model = LogisticRegression(C=REGULARISATION, max_iter=2000, tol=1e-4)
    model.fit(sp.hstack([general[:, kept[0]], special[:, kept[1]]]).tocsr(), labels, sample_weight=weight)
    weights = np.zeros((BUCKETS, 3))
    weights[kept[0]] += model.coef_[:, : len(kept[0])].T
    weights[kept[1]] += model.coef_[:, len(kept[0]) :].T
    return weights, model.intercept_
