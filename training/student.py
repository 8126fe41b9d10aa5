"""What is the encoder that is shipped, and how does it begin?

It is made for speed: its lower layers read a sentence once, whoever it is about, and its upper ones see only what stands near the target
(parsers/encoder.py).
"""

from __future__ import annotations

import torch
from encoder import BLIND, WIDTH, Encoder
from torch import Tensor, nn

from parsers.encoder import near

SHARED = 3  # layers that do not know the target: half of all, and what is shipped judges no worse than its teachers
SEED = 0


class Student(Encoder):
    """The same evidence as an Encoder's, of sentences without marks."""

    def __init__(self, pieces: int) -> None:
        super().__init__(pieces)
        self.marks = nn.Parameter(0.02 * torch.randn(2, WIDTH))  # on the target's own pieces, and on the sentence's first
        self.head = nn.Linear(3 * WIDTH, 4)

    def forward(self, ids: Tensor, seen: Tensor, named: Tensor) -> Tensor:
        states = self.embed(ids)
        unseen = ((1.0 - seen) * BLIND)[:, None, None, :]
        for layer in self.layers[:SHARED]:
            states = layer(states, states, unseen)

        # From here on only some places go on changing; all the others stay to be looked back at.
        places, real = _places(seen, named)
        own = named.gather(1, places)
        focus = states.gather(1, places[:, :, None].expand(-1, -1, WIDTH)) + own[:, :, None] * self.marks[0]
        focus = torch.cat([focus[:, :1] + self.marks[1], focus[:, 1:]], dim=1)
        unseen = torch.cat([unseen, ((1.0 - real) * BLIND)[:, None, None, :]], dim=3)
        for layer in self.layers[SHARED:]:
            focus = layer(focus, torch.cat([states, focus], dim=1), unseen)
        target = (focus * own[:, :, None]).sum(1) / own.sum(1, keepdim=True).clamp(min=1.0)
        sentence = (states * seen[:, :, None]).sum(1) / seen.sum(1, keepdim=True)
        return self.head(self.head_drop(torch.cat([focus[:, 0], target, sentence], dim=1)))


def begin(taught: Encoder) -> Student:
    """A student with its teacher's weights and a fresh head."""
    torch.manual_seed(SEED)
    student = Student(taught.words.num_embeddings)
    known = {name: value for name, value in taught.state_dict().items() if not name.startswith("head.")}
    student.load_state_dict({**student.state_dict(), **known})
    return student


def _places(seen: Tensor, named: Tensor) -> tuple[Tensor, Tensor]:
    """Of each sentence its first place and those near its target, filled up to one length, and 1 where they are not merely filling."""
    firsts, counts, lengths = named.argmax(1), named.sum(1).long(), seen.sum(1).long()
    rows = [[0, *near(first, first + count, length)] for first, count, length in zip(firsts.tolist(), counts.tolist(), lengths.tolist(), strict=True)]
    most = max(map(len, rows))
    places = torch.tensor([[*row, *[0] * (most - len(row))] for row in rows])
    return places, torch.tensor([[1.0] * len(row) + [0.0] * (most - len(row)) for row in rows])
