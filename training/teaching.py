"""How do several encoders teach one?

Each of a few teachers learns from the labels, in another order and with other things dropped. What they make, on average, of names that
nobody labelled is then learned by fresh encoders beside the labels: each comes to be about as good as all its teachers together. The students'
weights are averaged: they all began at the same place, and what only one of them believes is lost. At last the average is tuned to the sentences
that are most like those in use, real ones about Llama whose labels two people agreed on, and averaged with what it was before and with the teachers.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from calibrating import Matrix
from encoder import Encoder, Example, fit, pretrained
from shipping import ship_encoder
from torch import Tensor

from parsers.stance import open_encoder, shares

TEACHERS, STUDENTS, TUNING_SEED = (0, 1, 2), (3, 5, 6), 4  # the seeds of each
LONGEST_NEWS = 64  # pieces; longer sentences cost most and are few
# The lowest layers know English well enough.
TEACHER = {"rate": 1.2e-4, "epochs": 3, "size": 32, "frozen": 2}
STUDENT = {"rate": 1.2e-4, "epochs": 3, "size": 32, "frozen": 2}
TUNED = {"rate": 4e-5, "epochs": 1, "size": 32, "frozen": 2}
NATURAL_TIMES = 3  # what is tuned to is little,
NEWS_KEPT = 4000  # and what the rest has taught is not to be forgotten over it

Material = Mapping[str, Sequence[Example]]


def teach(weights: dict[str, Tensor], kept: Sequence[int], material: Material, *, masked_with: int, work: Path) -> tuple[Encoder, Encoder]:
    """The average of the students, and that of their teachers. Encoders that `work` holds are not fitted again, and all are left there."""
    labelled, unlabelled = _labelled(material), [*material["newsroom unlabelled"], *material["news unlabelled"]]
    told, teachers = np.zeros((len(unlabelled), 3)), []
    for seed in TEACHERS:
        folder = work / f"teacher-{seed}"
        folder.mkdir(exist_ok=True)
        teachers.append(_fitted(folder.with_suffix(".pt"), weights, kept, labelled, masked_with=masked_with, seed=seed, **TEACHER))
        ship_encoder(teachers[-1], folder)
        told += shares(ask(folder, unlabelled)[:, :3]) / len(TEACHERS)
    studied = [*labelled, *(replace(example, told=tuple(each)) for example, each in zip(unlabelled, told.tolist(), strict=True))]
    students = [_fitted(work / f"student-{seed}.pt", weights, kept, studied, masked_with=masked_with, seed=seed, **STUDENT) for seed in STUDENTS]
    return average(students), average(teachers)


def tune(taught: tuple[Encoder, Encoder], natural: Sequence[Example], material: Material, *, masked_with: int, path: Path) -> Encoder:
    """The students' average, tuned to some of the real sentences about Llama; averaged with what it was and with its teachers', a third each."""
    short = [example for example in material["news"] if len(example.numbers) <= LONGEST_NEWS]
    kept = [*material["newsroom"], *random.Random(TUNING_SEED).sample(short, NEWS_KEPT)]
    studied = [*list(natural) * NATURAL_TIMES, *kept]
    tuned = _once(path, deepcopy(taught[0]), lambda model: fit(model, studied, masked_with=masked_with, seed=TUNING_SEED, **TUNED))
    return average([tuned, *taught])


def average(models: Sequence[Encoder]) -> Encoder:
    """An encoder whose weights are the mean of the others'."""
    made, states = deepcopy(models[0]), [model.state_dict() for model in models]
    made.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in made.state_dict()})
    return made


def ask(folder: Path, examples: Sequence[Example]) -> Matrix:
    """What a shipped encoder finds, sentence by sentence as in use."""
    session = open_encoder((folder / "encoder.onnx").read_bytes())
    found = []
    for example in examples:
        named = np.zeros((1, len(example.numbers)), dtype=np.float32)
        named[0, example.first : example.last] = 1
        found.append(session.run(None, {"ids": np.array([example.numbers], dtype=np.int64), "named": named})[0][0])
    return np.array(found, dtype=np.float64)


def _labelled(material: Material) -> list[Example]:
    """How praise and blame sound: in the news, in sentences about models, real and our own, and in comparisons."""
    news = [example for example in material["news"] if len(example.numbers) <= LONGEST_NEWS]
    ours = [*material["own"], *material["own"], *material["own renamed"], *material["newsroom"], *material["newsroom renamed"]]
    return [*news, *ours, *material["comparisons"]]


def _fitted(path: Path, weights: dict[str, Tensor], kept: Sequence[int], studied: Sequence[Example], *, masked_with: int, seed: int, **how: float) -> Encoder:
    """A fresh encoder that has studied the examples."""
    torch.manual_seed(seed)
    return _once(path, pretrained(weights, kept), lambda model: fit(model, studied, masked_with=masked_with, seed=seed, **how))


def _once(path: Path, model: Encoder, fitted: Callable[[Encoder], None]) -> Encoder:
    """The model as `path` holds it; where it does not, fitted and written there."""
    if path.exists():
        model.load_state_dict(torch.load(path))
        return model
    print(path.stem, flush=True)
    fitted(model)
    torch.save(model.state_dict(), path)
    return model
