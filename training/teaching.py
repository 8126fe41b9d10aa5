"""How do several encoders teach one?

Each of fifteen teachers learns from the labels, in another order and with other things dropped; eight of them have first read the news and
guessed hidden words of it, each others (adapting.py), for then their mistakes are not the same. What they make, on average, of labelled
sentences, of names that nobody labelled, and of sentences pieced together from these (splicing.py) is what the faster students learn. Labels
they are not shown: their teachers know them by heart. Students begin with the average of the plain teachers' weights, once it has learned to read in
pairs. They are averaged too: they began at the same place, and what only one of them believes is lost. From there some go on once more.

One further teacher is a larger encoder (larger.py). It understands far more, and takes as long to be asked as all the others: only the last round
hears it, of students that begin with the average of what the rounds before came to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import torch
from adapting import adapt
from encoder import DEVICE, Encoder, Example, fit, pretrained, stack
from larger import read_mpnet
from pairing import pair
from splicing import splice
from student import Student, begin
from torch import Tensor, nn

PLAIN, ADAPTED = (0, 1, 10, 11, 12, 13, 14), tuple(range(2, 10))  # the seeds of each kind of teacher
LONGEST_NEWS, MARKS = 64, 2  # pieces; longer sentences cost most and are few
FROZEN = 2  # of a teacher's layers, the lowest; they know English well enough
ADAPTING = {"rate": 6e-4, "epochs": 10, "size": 256, "frozen": FROZEN}
TEACHER = {"rate": 1.7e-4, "epochs": 3, "size": 64, "frozen": FROZEN}
LARGER = {"rate": 4e-5, "epochs": 3, "size": 32, "frozen": 4, "seed": 0}
PAIRING = {"rate": 3e-4, "epochs": 4, "size": 32, "seed": 0}
BATCH = 16 if DEVICE.type == "cpu" else 512  # that teachers are asked about at once: as many as fit into its caches, as many as keep it busy


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Students that begin alike; nothing of them is frozen, for their lowest layers have only just learned to read in pairs."""

    seeds: tuple[int, ...]
    spliced: int  # how often each example is pieced together with others
    larger: float = 0.0  # the larger teacher's share of what is told
    how: Mapping[str, Any]


ROUNDS = (
    Round(seeds=(0, 1, 2, 3), spliced=4, how={"rate": 3e-4, "epochs": 2, "size": 128}),
    Round(seeds=(4, 5), spliced=1, how={"rate": 8e-5, "epochs": 1, "size": 32}),
    Round(seeds=(6, 7), spliced=1, larger=0.8, how={"rate": 1.5e-4, "epochs": 2, "size": 32}),
)

Material = Mapping[str, Sequence[Example]]
Model = TypeVar("Model", bound=nn.Module)
Judges = Callable[[Tensor, Tensor, Tensor], list[Tensor]]  # the evidence that each of some teachers finds in sentences with marked targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The numbers of the pieces that are no words: a mark before a target and one behind, and what stands where a target is masked."""

    before: int
    behind: int
    masked: int


def teach(weights: dict[str, Tensor], pieces: Sequence[str], kept: Sequence[int], material: Material, *, signs: Signs, work: Path) -> Student:
    """What is to be shipped, on the processor; `kept` are the numbers that MiniLM has for the pieces.

    Encoders that `work` holds are not fitted again, and all are left there; where it holds `taught.pt`, no other is needed.
    """

    def fitting(taught: Student) -> None:
        taught.load_state_dict(_teach(weights, pieces, kept, material, signs, work).state_dict())

    return _once(work / "taught.pt", Student(len(kept)), fitting).cpu()


def _teach(weights: dict[str, Tensor], pieces: Sequence[str], kept: Sequence[int], material: Material, signs: Signs, work: Path) -> Student:
    def teacher(seed: int, *, adapted: bool) -> Encoder:
        def fitting(model: Encoder) -> None:
            if adapted:
                adapt(model, material["sentences"], masked_with=signs.masked, **ADAPTING, seed=seed)
            fit(model, marked, masked_with=signs.masked, **TEACHER, seed=seed)

        torch.manual_seed(seed)
        return _once(work / f"teacher-{seed}.pt", pretrained(weights, kept), fitting)

    @cache
    def part(number: int) -> list[Example]:
        """The examples as they are, or as they are pieced together for the number-th time."""
        return list(splice(examples, number - 1)) if number else examples

    @cache  # asking takes long, and only who is fitted wants to know
    def told(number: int, *, by_larger: bool) -> Tensor:
        return _ask((lambda *shown: [larger(*shown)]) if by_larger else partial(_judge_each, [*plain, *adapted]), part(number), signs)

    def heard(stage: Round) -> Iterator[Example]:
        for number in range(stage.spliced + 1):
            shares = told(number, by_larger=False)
            if stage.larger:
                shares = torch.lerp(shares, told(number, by_larger=True), stage.larger)
            for example, three in zip(part(number), shares.tolist(), strict=True):
                yield replace(example, told=tuple(three))

    def fitted(begun: Student, stage: Round, seed: int) -> Student:
        def fitting(model: Student) -> None:
            fit(model, list(heard(stage)), **stage.how, seed=seed)

        return _once(work / f"student-{seed}.pt", deepcopy(begun), fitting)

    marked = [_marked(example, signs) for example in _labelled(material, LONGEST_NEWS - MARKS)]
    labelled = [replace(example, label=None) for example in _labelled(material, LONGEST_NEWS)]
    examples = [*labelled, *material["newsroom unlabelled"], *material["news unlabelled"]]
    sentences = list({tuple(example.numbers): example for example in examples}.values())
    plain = [teacher(seed, adapted=False) for seed in PLAIN]
    adapted = [teacher(seed, adapted=True) for seed in ADAPTED]
    torch.manual_seed(LARGER["seed"])
    larger = _once(work / "larger.pt", read_mpnet(pieces), partial(fit, examples=marked, masked_with=signs.masked, **LARGER))
    for model in (*plain, *adapted, larger):
        model.eval()
    taught = average(plain)
    student = _once(work / "begun.pt", begin(taught), partial(pair, taught, examples=sentences, masked_with=signs.masked, **PAIRING))
    rounds: list[Student] = []
    for stage in ROUNDS:
        begun = average(rounds) if rounds else student
        rounds.append(average([fitted(begun, stage, seed) for seed in stage.seeds]))
    return rounds[-1]


def average(models: Sequence[Model]) -> Model:
    """An encoder whose weights are the mean of the others'."""
    made, states = deepcopy(models[0]), [model.state_dict() for model in models]
    made.load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in made.state_dict()})
    return made


def _ask(judges: Judges, examples: Sequence[Example], signs: Signs) -> Tensor:
    """What teachers make of each of the examples, on average: its shares of blame, of neither and of praise."""
    told = torch.zeros(len(examples), 3, device=DEVICE)
    order = sorted(range(len(examples)), key=lambda at: len(examples[at].numbers))
    with torch.no_grad(), torch.autocast(DEVICE.type, dtype=torch.bfloat16):
        for at in range(0, len(order), BATCH):
            chosen = order[at : at + BATCH]
            found = judges(*(part.to(DEVICE) for part in stack([_marked(examples[place], signs) for place in chosen])))
            told[chosen] = torch.stack([evidence[:, :3].float().softmax(dim=1) for evidence in found]).mean(0)
    return told


def _judge_each(teachers: Sequence[Encoder], ids: Tensor, seen: Tensor, named: Tensor) -> list[Tensor]:
    states = teachers[0].read_each(ids, seen, FROZEN)  # the frozen layers are the same in all
    return [teacher.judge(states, seen, named, FROZEN) for teacher in teachers]


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
    model.to(DEVICE)
    if path.exists():
        model.load_state_dict(torch.load(path, map_location=DEVICE))
        return model
    print(path.stem, flush=True)
    fitted(model)
    torch.save(model.state_dict(), path)
    return model
