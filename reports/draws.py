"""What do the resamples make of a week's numbers, and of what sets it apart from another time?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.intervals import Draws, resample, resample_whole
from reports.sides import NO_ASPECT, STORY, Block, Blocks, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The draws of two sides: differences of means by block, and their parts for the stories; nan where a resample gave none."""

    places: dict[Block, int]
    changes: Draws  # one row a resample, one column a block
    outlet_mix: Draws
    aspect_mix: Draws
    within: Draws

    def change(self, block: Block = STORY) -> Draws:
        return self.changes[:, self.places[block]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The draws of one week's means by block; nan where a resample gave none."""

    places: dict[Block, int]
    means: Draws  # one row a resample, one column a block

    def mean(self, block: Block = STORY) -> Draws:
        return self.means[:, self.places[block]]


def draw_levels(blocks: Blocks, side: Side, errors: NDArray[np.float64], seed: int) -> Levels:
    """The means of every block over one week's stories."""
    summed = resample_whole(side.outlets, side.flat(len(blocks.places)), seed)
    moved = _with_errors(summed.reshape(len(errors), -1, 5), errors)
    return Levels(places=blocks.places, means=_divided(moved[..., 1], moved[..., 0]))


def draw(blocks: Blocks, now: Side, before: Side, errors: NDArray[np.float64], seed: int) -> Compared:
    """Two sides resampled together; the same errors of the model on both."""
    sums = [np.zeros((len(errors), blocks.compared * 5)) for _ in range(2)]
    priced = [blocks.places[STORY], *(blocks.places["part", aspect] for aspect in (*blocks.aspects, NO_ASPECT))]
    parts = _Parts.nothing(len(errors), len(priced) - 1)
    for outlet in resample([(side.outlets, side.flat(blocks.compared)) for side in (now, before)], seed):
        for side, drawn in enumerate(outlet):
            sums[side] += drawn
        parts.add(*(_with_errors(drawn.reshape(len(errors), -1, 5)[:, priced], errors) for drawn in outlet))
    moved = [_with_errors(summed.reshape(len(errors), -1, 5), errors) for summed in sums]
    changes = _divided(moved[0][..., 1], moved[0][..., 0]) - _divided(moved[1][..., 1], moved[1][..., 0])
    outlet_mix, aspect_mix, within = parts.split(changes[:, blocks.places[STORY]])
    return Compared(places=blocks.places, changes=changes, outlet_mix=outlet_mix, aspect_mix=aspect_mix, within=within)


def draw_means(sides: Sequence[Side], errors: NDArray[np.float64], seed: int) -> tuple[Draws, ...]:
    """The mean story of each side, all drawn together."""
    if len(sides) == 1:
        moved = _with_errors(resample_whole(sides[0].outlets, sides[0].cells[:, 0], seed)[:, None], errors)[:, 0]
        return (_divided(moved[:, 1], moved[:, 0]),)
    summed = np.zeros((len(sides), len(errors), 2))
    for outlet in resample([(side.outlets, side.cells[:, 0]) for side in sides], seed):
        for place, drawn in enumerate(outlet):
            summed[place] += _with_errors(drawn[:, None], errors)[:, 0]
    return tuple(_divided(each[:, 1], each[:, 0]) for each in summed)


def _with_errors(drawn: Draws, errors: NDArray[np.float64]) -> Draws:
    """Weights and polarities: what the labels' expected polarities moved, the sum of polarities moves."""
    moved = drawn[..., 1] + np.einsum("rbl,rl->rb", drawn[..., 2:], errors)
    return np.stack((drawn[..., 0], moved), axis=-1)


@dataclass(slots=True)
class _Parts:
    """The sums that queries/figures/change.sql makes, for every resample at once."""

    weight: Draws  # of the outlets that have stories on both sides
    change: Draws  # their changes, weighted
    shift: Draws  # of each aspect's share within them, weighted
    priced: Draws  # by how much outlets are more favourable than usual, over each aspect
    held: Draws  # how much of the stories is about each aspect

    @classmethod
    def nothing(cls, resamples: int, aspects: int) -> _Parts:
        flat, wide = np.zeros(resamples), np.zeros((resamples, aspects))
        return cls(weight=flat.copy(), change=flat.copy(), shift=wide.copy(), priced=wide.copy(), held=wide.copy())

    def add(self, now: Draws, before: Draws) -> None:
        """One outlet's sums of weights and polarities: of its stories, then of their parts by aspect."""
        stories = now[:, 0, 0], before[:, 0, 0]
        both = now + before
        usual = _divided(both[:, 0, 1], both[:, 0, 0], 0.0)[:, None]
        self.held += both[:, 1:, 0]
        self.priced += both[:, 1:, 1] - usual * both[:, 1:, 0]
        if not (stories[0].any() and stories[1].any()):
            return
        weight = _divided(stories[0] * stories[1], stories[0] + stories[1], 0.0)
        means = [_divided(side[:, 0, 1], count, 0.0) for side, count in zip((now, before), stories, strict=True)]
        shares = [_divided(side[:, 1:, 0], count[:, None], 0.0) for side, count in zip((now, before), stories, strict=True)]
        self.weight += weight
        self.change += weight * (means[0] - means[1])
        self.shift += weight[:, None] * (shares[0] - shares[1])

    def split(self, change: Draws) -> tuple[Draws, Draws, Draws]:
        """Outlet mix, aspect mix and change within: together the change."""
        same_outlets = _divided(self.change, self.weight)
        price = _divided(self.priced, self.held, 0.0)
        aspect_mix = _divided((self.shift * price).sum(axis=1), self.weight)
        return change - same_outlets, aspect_mix, same_outlets - aspect_mix


def _divided(above: Draws, below: Draws, otherwise: float = np.nan) -> Draws:
    """The quotient, or `otherwise` where nothing is below."""
    below = np.broadcast_to(below, above.shape)
    return np.asarray(np.divide(above, below, out=np.full(above.shape, otherwise), where=below > 0))
