"""How do several encoders teach one?

Each of a few teachers learns from the labels, in another order and with other things dropped. What they make, on average, of names that
nobody labelled is then learned by a fresh encoder beside the labels: it comes to be about as good as all of them together, at the cost of one.
At last it is tuned to the sentences that are most like those in use, real ones about Llama whose labels two people agreed on, and its
weights are averaged with those from before and with its teachers': they all began at the same place, and what only one of them believes is lost.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from calibrating import Matrix
from encoder import Encoder, Example, fit, pretrained
from shipping import ship_encoder
from torch import Tensor

from parsers.stance import shares

SEEDS = (0, 1, 2)
STUDENT_SEED, TUNING_SEED = 3, 4
LONGEST_NEWS = 64  # pieces; longer sentences cost most and are few
# The lowest layers know English well enough.
TEACHER = {"rate": 1.2e-4, "epochs": 3, "size": 32, "frozen": 2}
STUDENT = {"rate": 1.2e-4, "epochs": 3, "size": 32, "frozen": 2}
TUNED = {"rate": 4e-5, "epochs": 1, "size": 32, "frozen": 2}
NATURAL_TIMES = 3  # what is tuned to is little,
NEWS_KEPT = 4000  # and what the rest has taught is not to be forgotten over it
TUNED_SHARE = 0.4  # of the average

Material = Mapping[str, Sequence[Example]]


def teach(weights: dict[str, Tensor], kept: Sequence[int], material: Material, *, masked_with: int, work: Path) -> list[Encoder]:
    """The student and its teachers. Encoders that `work` holds are not fitted again, and all are left there."""
    labelled, unlabelled = _labelled(material), [*material["newsroom unlabelled"], *material["news unlabelled"]]
    told, teachers = np.zeros((len(unlabelled), 3)), []
    for seed in SEEDS:
        teacher = _have(work / f"teacher-{seed}.pt", weights, kept, seed, lambda model, seed=seed: fit(model, labelled, masked_with=masked_with, seed=seed, **TEACHER))
        teachers.append(teacher)
        folder = work / f"teacher-{seed}"
        folder.mkdir(exist_ok=True)
        ship_encoder(teacher, folder)
        told += shares(ask(folder, unlabelled)[:, :3]) / len(SEEDS)
    unlabelled = [replace(example, told=tuple(each)) for example, each in zip(unlabelled, told.tolist(), strict=True)]
    studied = [*labelled, *unlabelled]
    student = _have(work / "student.pt", weights, kept, STUDENT_SEED, lambda model: fit(model, studied, masked_with=masked_with, seed=STUDENT_SEED, **STUDENT))
    return [student, *teachers]


def tune(taught: Sequence[Encoder], natural: Sequence[Example], material: Material, *, masked_with: int, path: Path) -> Encoder:
    """The student, which is the first, tuned to some of the real sentences about Llama and averaged with all of them."""
    short = [example for example in material["news"] if len(example.numbers) <= LONGEST_NEWS]
    kept = [*material["newsroom"], *random.Random(TUNING_SEED).sample(short, NEWS_KEPT)]
    studied = [*list(natural) * NATURAL_TIMES, *kept]
    tuned = _once(path, deepcopy(taught[0]), lambda model: fit(model, studied, masked_with=masked_with, seed=TUNING_SEED, **TUNED))
    parts = [(tuned.state_dict(), TUNED_SHARE), *((model.state_dict(), (1 - TUNED_SHARE) / len(taught)) for model in taught)]
    tuned.load_state_dict({name: torch.stack([part[name] * share for part, share in parts]).sum(0) for name in tuned.state_dict()})
    return tuned


def ask(folder: Path, examples: Sequence[Example]) -> Matrix:
    """What a shipped encoder finds, sentence by sentence as in use."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "encoder.onnx", options, providers=["CPUExecutionProvider"])
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


def _have(path: Path, weights: dict[str, Tensor], kept: Sequence[int], seed: int, fitted: Callable[[Encoder], None]) -> Encoder:
    torch.manual_seed(seed)
    return _once(path, pretrained(weights, kept), fitted)


def _once(path: Path, model: Encoder, fitted: Callable[[Encoder], None]) -> Encoder:
    """The model as `path` holds it; where it does not, fitted and written there."""
    if path.exists():
        model.load_state_dict(torch.load(path))
        return model
    print(path.stem, flush=True)
    fitted(model)
    torch.save(model.state_dict(), path)
    return model
