"""What is the encoder that is shipped, and how does it begin?

It is made for speed (parsers/encoder.py): its lower layers read a sentence once, whoever it is about, and its pieces two by two once these
have looked at one another; its upper ones, one fewer than a teacher's, see only the first piece, the target and what stands beside it.
"""

from __future__ import annotations

import torch
from encoder import WIDTH, Encoder, blind_but, means
from torch import Tensor, nn
from torch.nn import functional

SHARED = 3  # layers that do not know the target
KEPT = (0, 1, 2, 3, 5)  # layers of a teacher's that a student begins with; the shared ones are its first, as pairing.py compares them
SEED = 0


class Student(Encoder):
    """The same evidence as an Encoder's, of sentences without marks."""

    def __init__(self, pieces: int) -> None:
        super().__init__(pieces)
        self.layers = self.layers[: len(KEPT)]
        self.apart = nn.Linear(WIDTH, WIDTH, bias=False)  # what tells a piece from the pair that it is in
        nn.init.eye_(self.apart.weight)
        self.marks = nn.Parameter(0.02 * torch.randn(2, WIDTH))  # on the sentence's first piece, and on the target
        self.head = nn.Linear(3 * WIDTH, 4)

    def forward(self, ids: Tensor, seen: Tensor, named: Tensor) -> Tensor:
        states, pairs, unseen = self.read(ids, seen)

        # From here on only some states go on changing; all the others stay to be looked back at.
        weights, real = _pool(seen, named)
        focus = self.focus(weights, states)
        unseen = torch.cat([unseen, blind_but(real)], dim=3)
        for layer in self.layers[SHARED:]:
            focus = layer(focus, torch.cat([pairs, focus], dim=1), unseen)
        return self.head(self.head_drop(torch.cat([focus[:, 0], focus[:, 1], means(states, seen)], dim=1)))

    def focus(self, weights: Tensor, states: Tensor) -> Tensor:
        """What the upper layers begin with: the pooled states, those of the sentence's first piece and of its target marked."""
        pooled = weights @ states
        return torch.cat([pooled[:, :2] + self.marks, pooled[:, 2:]], dim=1)

    def read(self, ids: Tensor, seen: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """What the lower layers make of each piece and of each pair, and what blinds to pairs that only fill up a row."""
        lowest, *others = self.layers[:SHARED]
        pieces, share = self.embed(ids), halve(seen[:, :, None])
        pieces = lowest.attend(pieces, pieces, blind_but(seen))
        # The mean of a piece and of one that only fills up is half of what it should be; of two that do it is nothing.
        pairs = halve(pieces * seen[:, :, None]) / share.clamp(min=0.5)
        apart = self.apart(pieces - spread(pairs, ids.shape[1]))
        pairs, unseen = lowest.feed(pairs), blind_but((share[:, :, 0] > 0).float())
        for layer in others:
            pairs = layer(pairs, pairs, unseen)
        return spread(pairs, ids.shape[1]) + apart, pairs, unseen


def halve(states: Tensor) -> Tensor:
    """The first piece's states as they are, since the head reads them for the sentence's; then the mean of every two, and of one that is left over its own."""
    means = functional.avg_pool1d(states[:, 1:].transpose(1, 2), 2, ceil_mode=True, count_include_pad=False).transpose(1, 2)
    return torch.cat([states[:, :1], means], dim=1)


def spread(pairs: Tensor, pieces: int | Tensor) -> Tensor:
    """For each of so many pieces (a Tensor while a graph is exported) the states of the pair that it is in."""
    return pairs[:, (torch.arange(pieces, device=pairs.device) + 1) // 2]


def begin(taught: Encoder) -> Student:
    """A student with its teacher's weights, but for one layer, and a fresh head; it has yet to learn to read in pairs (pairing.py)."""
    torch.manual_seed(SEED)
    student = Student(taught.words.num_embeddings)
    under = {name: value for name, value in taught.state_dict().items() if not name.startswith(("head.", "layers."))}
    student.load_state_dict({**student.state_dict(), **under})
    for layer, at in zip(student.layers, KEPT, strict=True):
        layer.load_state_dict(taught.layers[at].state_dict())
    return student


def _pool(seen: Tensor, named: Tensor) -> tuple[Tensor, Tensor]:
    """parsers.encoder.pooling of each sentence, with rows of nothing for neighbours that are not there, and 1 for each row but those.

    shipping.py holds it to that, whose files take what parsers.encoder.pooling makes.
    """
    places = torch.arange(seen.shape[1], device=seen.device)
    first, count = named.argmax(1, keepdim=True), named.sum(1, keepdim=True)
    before, behind = (places == first - 1) & (places > 0), (places == first + count) & (seen > 0)
    sides = (side & (count > 0) for side in (before, behind))
    weights = torch.stack([(places == 0).expand_as(seen), named / count.clamp(min=1.0), *sides], dim=1)
    real = torch.cat([torch.ones_like(weights[:, :2, 0]), weights[:, 2:].sum(2)], dim=1)
    return weights, real
