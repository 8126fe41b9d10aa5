"""How is an encoder made ready for eight bits?

A few of the values that go into a layer's wide steps are ten times as large as the others, and one scale for all of them leaves the others
few of its 256 steps. These few are made smaller, and their weights larger by as much: the sums stay as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy

import torch
from encoder import Example, stack
from student import SHARED, Student
from torch import Tensor, nn

STANDS_OUT = 3.0  # times the median of all values' peaks
WIDE = ("widen", "narrow")  # of the lower layers: from all other steps hardly anything is lost


class Even(nn.Module):
    """A linear step over values that were brought nearer to one another."""

    def __init__(self, step: nn.Linear, peaks: Tensor) -> None:
        super().__init__()
        shrunk = (peaks / (STANDS_OUT * peaks.median())).clamp(min=1.0)
        self.register_buffer("scale", 1 / shrunk)
        self.step = deepcopy(step)
        self.step.weight.data *= shrunk

    def forward(self, states: Tensor) -> Tensor:
        return self.step(states * self.scale)


def even_out(student: Student, examples: Sequence[Example]) -> Student:
    """A student that finds the same; `examples` show how large its values become."""
    evened = deepcopy(student).eval()
    steps = {(at, name): getattr(evened.layers[at], name) for at in range(SHARED) for name in WIDE}
    peaks = _peaks(evened, steps, examples)
    for (at, name), step in steps.items():
        setattr(evened.layers[at], name, Even(step, peaks[at, name]))
    return evened


def _peaks(student: Student, steps: dict[tuple[int, str], nn.Linear], examples: Sequence[Example]) -> dict[tuple[int, str], Tensor]:
    """The largest value, either side of nothing, that each input of each step takes."""
    peaks = {place: torch.zeros(step.in_features) for place, step in steps.items()}

    def watch(place: tuple[int, str]) -> Callable[[nn.Module, tuple[Tensor]], None]:
        def watched(_: nn.Module, given: tuple[Tensor]) -> None:
            peaks[place] = torch.maximum(peaks[place], given[0].abs().amax((0, 1)))

        return watched

    hooks = [step.register_forward_pre_hook(watch(place)) for place, step in steps.items()]
    with torch.no_grad():
        for example in examples:
            student(*stack([example]))
    for hook in hooks:
        hook.remove()
    return peaks
