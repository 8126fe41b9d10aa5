"""What other sentences are there? Some that are made of a part of one and a part of another.

They make little sense, and encoders may still be asked about them: what one makes of many unlike sentences tells more of it than what it
makes of a few, which it may know by heart.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from encoder import Example

LONGEST = 96  # pieces; longer ones cost most and are few


def splice(examples: Sequence[Example], seed: int) -> Iterator[Example]:
    """Each example with another's end, or beginning, for as much of its own as chance will have; too long ones are left out.

    Its target stays, and the other is of its field.
    """
    chance = random.Random(seed)
    fields = {field: [example.numbers for example in examples if example.field is field] for field in (True, False)}
    for example in examples:
        numbers, first, last = example.numbers, example.first, example.last
        other = chance.choice(fields[example.field])
        cut = chance.randrange(1, len(other))
        before, behind = first - 1, len(numbers) - 1 - last  # without the signs of a beginning and of an end
        if chance.random() * (before + behind) < behind:
            made = [*numbers[: last + chance.randrange(behind)], *other[cut:]]
        else:
            kept = 1 + chance.randrange(before + 1)
            made = [*other[:cut], *numbers[kept:]]
            first, last = first - kept + cut, last - kept + cut
        if len(made) <= LONGEST:
            yield replace(example, numbers=made, first=first, last=last, label=None)
