"""How does a student learn to read a sentence's pieces two by two?

The teachers' lower layers read each piece. The student's are first fitted to leave behind the same states, on any sentences: no labels are
needed, and the first of its upper layers then begins with states that it nearly knows.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import torch
from encoder import DEVICE, Encoder, Example, descend, stack
from student import SHARED, Student
from torch import Tensor


def pair(taught: Encoder, student: Student, examples: Sequence[Example], *, masked_with: int, **how: Any) -> None:
    """Fits the student's lower layers to the teacher's; `how` is descend's."""

    def loss_of(chosen: Sequence[Example], chance: random.Random) -> Tensor:
        ids, seen, _ = (part.to(DEVICE) for part in stack(chosen, masked_with, chance))
        with torch.autocast(DEVICE.type, dtype=torch.bfloat16):
            with torch.no_grad():
                wanted = taught.read_each(ids, seen, SHARED)
            found, _, _ = student.read(ids, seen)
        return ((found.float() - wanted.float()).square().mean(2) * seen).sum() / seen.sum()

    taught.eval()
    student.eval()  # without dropout: so were the states made that it is to leave behind
    descend(student, [*student.layers[:SHARED].parameters(), *student.apart.parameters()], loss_of, examples, **how)
