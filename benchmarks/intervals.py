"""How often do the report's 95 % intervals hold the truth, in simulated weeks whose truth is known?

Outlets have leanings of their own, stories leanings around their outlet's, sentences are labelled by a model whose confusion was itself estimated
from as many labelled sentences as the shipped one's. `python benchmarks/intervals.py [weeks]` prints a table for docs/methods.md.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np

from parsers.stance import confusion
from reports.classifier import PRIOR, SIDES, polarity_errors
from reports.draws import draw, draw_means
from reports.intervals import RESAMPLES, middle
from reports.sides import Blocks, Side, blocks_of
from warehouse.weekrows import StoryRow

LABELS = np.array([0.2, 0.55, 0.25])  # how often the model answers negative, neutral, positive
SHIFTED = np.array([0.3, 0.52, 0.18])  # in a week that really is less favourable


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A model with its errors: what its answers really mean, and what its makers measured them to mean."""

    true: np.ndarray  # expected true polarity of each answer
    counts: np.ndarray  # sentences by true label and answer
    given: np.ndarray  # the polarity that an answer is given


def world(random: np.random.Generator) -> World:
    shares = np.asarray(confusion().counts, dtype=float).T + PRIOR  # by answer and true label
    truth = shares / shares.sum(axis=1, keepdims=True)
    counts = np.array([random.multinomial(round(row.sum() - 3 * PRIOR), share) for row, share in zip(shares, truth, strict=True)])
    measured = (counts + PRIOR) / (counts + PRIOR).sum(axis=1, keepdims=True)
    return World(true=truth @ SIDES, counts=counts.T, given=measured @ SIDES)


def leanings(random: np.random.Generator, outlets: int, labels: np.ndarray, alike: float) -> np.ndarray:
    """How often each outlet's sentences get each answer: the more `alike`, the closer to the mean of all."""
    return random.dirichlet(alike * labels, size=outlets)


def week(random: np.random.Generator, made: World, of_outlets: np.ndarray, stories: int, name: str, *, alike: float = 4.0) -> list[StoryRow]:
    """Stories of unevenly busy outlets, of one to five sentences each."""
    busy = random.dirichlet(np.full(len(of_outlets), 1.5))
    rows = []
    for place in range(stories):
        outlet = place if place < 5 else random.choice(len(of_outlets), p=busy)
        answers = random.multinomial(random.integers(1, 6), random.dirichlet(alike * of_outlets[outlet] + 1e-3))
        rows.append(
            StoryRow(
                story_id=f"{name}{place:04}",
                week=name,
                outlet=f"outlet {outlet}",
                title="",
                url="",
                mentions=int(answers.sum()),
                positive_mentions=int(answers[2]),
                negative_mentions=int(answers[0]),
                polarity=float(answers @ made.given / answers.sum()),
                stance="neutral",
                copies=0,
            )
        )
    return rows


def coverage(weeks: int, stories: int, outlets: int, *, seed: int = 0) -> dict[str, float]:
    """How often the intervals held the truth: of a level, of a change of a tenth, of a change of nothing, and of the change within."""
    random = np.random.Generator(np.random.PCG64(seed))
    blocks = blocks_of((), ())
    held = {"level": 0, "change": 0, "none": 0, "within": 0}
    for turn in range(weeks):
        made = world(random)
        errors = polarity_errors(made.counts, RESAMPLES, turn)
        of_outlets = leanings(random, outlets, LABELS, 12)
        moved = np.clip(of_outlets + (SHIFTED - LABELS), 1e-3, None)
        moved /= moved.sum(axis=1, keepdims=True)
        now, before, same = (
            blocks.side(week(random, made, each, stories, name)) for each, name in ((moved, "b"), (of_outlets, "a"), (of_outlets, "c"))
        )
        truth = float(moved.mean(axis=0) @ made.true - of_outlets.mean(axis=0) @ made.true)
        held["level"] += _holds(draw_means([level(random, blocks, made, outlets, stories)], errors, turn)[0], float(LABELS @ made.true))
        held["within"] += _holds(draw(blocks, now, before, errors, turn).within, truth)
        held["none"] += _holds(draw(blocks, same, before, errors, turn).within, 0.0)
        held["change"] += _holds(draw(blocks, same, before, errors, turn).change(), 0.0)
    return {name: count / weeks for name, count in held.items()}


def level(random: np.random.Generator, blocks: Blocks, made: World, outlets: int, stories: int) -> Side:
    return blocks.side(week(random, made, leanings(random, outlets, LABELS, 12), stories, "d"))


def _holds(draws: np.ndarray, truth: float) -> bool:
    bounds = middle(draws)
    return bounds is not None and bounds[0] <= truth <= bounds[1]


def main() -> None:
    weeks = int(sys.argv[1]) if len(sys.argv) > 1 else 400
    print(f"stories outlets   level  within  no change within  no change  ({weeks} weeks each)")
    for stories, outlets in ((10, 6), (20, 12), (35, 16), (60, 20), (200, 40)):
        found = coverage(weeks, stories, outlets)
        print(f"{stories:7} {outlets:7}  {found['level']:6.3f}  {found['within']:6.3f}  {found['none']:16.3f}  {found['change']:9.3f}")


if __name__ == "__main__":
    main()
