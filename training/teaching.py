"""How do several encoders teach one?

Each of a few teachers learns from the labels, in another order and with other things dropped. What they make, on average, of the labelled
sentences and of names that nobody labelled is then learned by faster students beside the labels, who begin with the average of their teachers'
weights, once it has learned to read in pairs. The students' are averaged too: they all began at the same place, and what only one of them
believes is lost. At last the average goes once more over what the teachers made of everything, without the labels, which it knows by heart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import torch
from encoder import Encoder, Example, fit, pretrained, stack
from pairing import pair
from student import Student, begin
from torch import Tensor

TEACHERS, STUDENTS, LISTENERS = (0, 1, 2), (3, 5, 6, 7), (8, 9)  # the seeds of each
LONGEST_NEWS, MARKS = 64, 2  # pieces; longer sentences cost most and are few
TEACHER = {"rate": 1.2e-4, "epochs": 3, "size": 32, "frozen": 2}  # the lowest layers know English well enough
PAIRING = {"rate": 3e-4, "epochs": 4, "size": 32, "seed": 0}
STUDENT = {"rate": 1.2e-4, "epochs": 2, "size": 32}  # nothing frozen: the lowest layers have only just learned to read in pairs
LISTENER = {"rate": 4e-5, "epochs": 1, "size": 32}
BATCH = 64  # that a teacher is asked about at once

Material = Mapping[str, Sequence[Example]]
Model = TypeVar("Model", bound=Encoder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The numbers of the pieces that are no words: a mark before a target and one behind, and what stands where a target is masked."""

    before: int
    behind: int
    masked: int


def teach(weights: dict[str, Tensor], kept: Sequence[int], material: Material, *, signs: Signs, work: Path) -> Student:
    """What is to be shipped. Encoders that `work` holds are not fitted again, and all are left there."""

    def fitted(name: str, fresh: Model, fitting: Callable[..., None], examples: Callable[[], list[Example]], **how: Any) -> Model:
        return _once(work / f"{name}.pt", fresh, lambda model: fitting(model, examples(), masked_with=signs.masked, **how))

    def teacher(seed: int) -> Encoder:
        torch.manual_seed(seed)
        return fitted(f"teacher-{seed}", pretrained(weights, kept), fit, lambda: shown, **TEACHER, seed=seed)

    @cache  # asking the teachers takes minutes, and only who is fitted wants to know
    def studied() -> list[Example]:
        told = _tell(teachers, [_marked(example, signs) for example in read])
        return [replace(example, told=each) for example, each in zip(read, told, strict=True)]

    def heard() -> list[Example]:
        return [replace(example, label=None) for example in studied()]

    shown = [_marked(example, signs) for example in _labelled(material, LONGEST_NEWS - MARKS)]
    read = [*_labelled(material, LONGEST_NEWS), *material["newsroom unlabelled"], *material["news unlabelled"]]
    sentences = list({tuple(example.numbers): example for example in read}.values())
    teachers = [teacher(seed) for seed in TEACHERS]
    taught = average(teachers)
    begun = fitted("begun", begin(taught), partial(pair, taught), lambda: sentences, **PAIRING)
    student = average([fitted(f"student-{seed}", deepcopy(begun), fit, studied, **STUDENT, seed=seed) for seed in STUDENTS])
    return average([fitted(f"listener-{seed}", deepcopy(student), fit, heard, **LISTENER, seed=seed) for seed in LISTENERS])


def average(models: Sequence[Model]) -> Model:
    """An encoder whose weights are the mean of the others'."""
    made, states = deepcopy(models[0]), [model.state_dict() for model in models]
    made.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in made.state_dict()})
    return made


def _tell(teachers: Sequence[Encoder], examples: Sequence[Example]) -> list[tuple[float, ...]]:
    """What teachers make of each example, on average: its shares of blame, of neither and of praise."""
    told = torch.zeros(len(examples), 3)
    order = sorted(range(len(examples)), key=lambda at: len(examples[at].numbers))
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for teacher in teachers:
            teacher.eval()
            for at in range(0, len(order), BATCH):
                chosen = order[at : at + BATCH]
                told[chosen] += teacher(*stack([examples[place] for place in chosen]))[:, :3].float().softmax(dim=1) / len(teachers)
    return [tuple(shares) for shares in told.tolist()]


def _marked(example: Example, signs: Signs) -> Example:
    """The example with its target between two marks, as the teachers are shown it."""
    numbers = example.numbers
    shown = [*numbers[: example.first], signs.before, *numbers[example.first : example.last], signs.behind, *numbers[example.last :]]
    return replace(example, numbers=shown, first=example.first + 1, last=example.last + 1)


def _labelled(material: Material, longest: int) -> list[Example]:
    """How praise and blame sound: in the news, in sentences about models, real and our own, and in comparisons."""
    news = [example for example in material["news"] if len(example.numbers) <= longest]
    ours = [*material["own"], *material["own"], *material["own renamed"], *material["newsroom"], *material["newsroom renamed"]]
    return [*news, *ours, *material["comparisons"]]


def _once(path: Path, model: Model, fitted: Callable[[Model], None]) -> Model:
    """The model as `path` holds it; where it does not, fitted and written there."""
    if path.exists():
        model.load_state_dict(torch.load(path))
        return model
    print(path.stem, flush=True)
    fitted(model)
    torch.save(model.state_dict(), path)
    return model
