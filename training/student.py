"""What is the encoder that is shipped, and how does it begin?

It is made for speed: its lower layers read a sentence once, whoever it is about, and its pieces two by two; its upper ones see only what stands
near the target (parsers/encoder.py).
"""

from __future__ import annotations

import torch
from encoder import WIDTH, Encoder, blind_but
from torch import Tensor, nn
from torch.nn import functional

from parsers.encoder import near

SHARED = 3  # layers that do not know the target: half of all
SEED = 0


class Student(Encoder):
    """The same evidence as an Encoder's, of sentences without marks."""

    def __init__(self, pieces: int) -> None:
        super().__init__(pieces)
        self.apart = nn.Linear(WIDTH, WIDTH, bias=False)  # what tells a piece from the pair that it is in
        nn.init.eye_(self.apart.weight)
        self.marks = nn.Parameter(0.02 * torch.randn(2, WIDTH))  # on the target's own pieces, and on the sentence's first
        self.head = nn.Linear(3 * WIDTH, 4)

    def forward(self, ids: Tensor, seen: Tensor, named: Tensor) -> Tensor:
        states, pairs, unseen = self.read(ids, seen)

        # From here on only some places go on changing; all the others stay to be looked back at.
        places, real = _places(seen, named)
        own = named.gather(1, places)
        focus = states.gather(1, places[:, :, None].expand(-1, -1, WIDTH)) + own[:, :, None] * self.marks[0]
        focus = torch.cat([focus[:, :1] + self.marks[1], focus[:, 1:]], dim=1)
        unseen = torch.cat([unseen, blind_but(real)], dim=3)
        for layer in self.layers[SHARED:]:
            focus = layer(focus, torch.cat([pairs, focus], dim=1), unseen)
        target = (focus * own[:, :, None]).sum(1) / own.sum(1, keepdim=True).clamp(min=1.0)
        sentence = (states * seen[:, :, None]).sum(1) / seen.sum(1, keepdim=True)
        return self.head(self.head_drop(torch.cat([focus[:, 0], target, sentence], dim=1)))

    def read(self, ids: Tensor, seen: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What the lower layers make of each piece and of each pair, and what blinds to pairs that only fill up a row."""
        pieces, share = self.embed(ids), halve(seen[:, :, None])
        # The mean of a piece and of one that only fills up is half of what it should be; of two that do it is nothing.
        pairs = halve(pieces * seen[:, :, None]) / share.clamp(min=0.5)
        apart = self.apart(pieces - spread(pairs, ids.shape[1]))
        lowest, *others = self.layers[:SHARED]
        pairs = lowest(pairs, pieces, blind_but(seen))
        unseen = blind_but((share[:, :, 0] > 0).float())
        for layer in others:
            pairs = layer(pairs, pairs, unseen)
        return spread(pairs, ids.shape[1]) + apart, pairs, unseen


def halve(states: Tensor) -> Tensor:
    """The first piece's states as they are, since the head reads them for the sentence's; then the mean of every two, and of one that is left over its own."""
    means = functional.avg_pool1d(states[:, 1:].transpose(1, 2), 2, ceil_mode=True, count_include_pad=False).transpose(1, 2)
    return torch.cat([states[:, :1], means], dim=1)


def spread(pairs: Tensor, pieces: int | Tensor) -> Tensor:
    """For each of so many pieces (a Tensor while a graph is exported) the states of the pair that it is in."""
    return pairs[:, (torch.arange(pieces) + 1) // 2]


def begin(taught: Encoder) -> Student:
    """A student with its teacher's weights and a fresh head; it has yet to learn to read in pairs (pairing.py)."""
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
