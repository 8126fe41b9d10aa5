"""What does an encoder do before it learns from labels? It reads, and guesses the words that are hidden from it.

It comes to know how news about models is written. More is gained by its standing elsewhere afterwards: encoders that begin alike err alike,
and the mean of such as have each guessed other words is the better for it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import torch
from encoder import DEVICE, WIDTH, Encoder, Example, descend, stack
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = 0.15  # of the pieces; as BERT learned, most of these are masked, some others stand in their place, and some are as they were
MASKED, OTHERS = 0.8, 0.1


class Guesser(nn.Module):
    """Which piece stands at each of the places `at`, of a batch's laid end to end."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        self.turn, self.norm = nn.Linear(WIDTH, WIDTH), nn.LayerNorm(WIDTH)
        nn.init.eye_(self.turn.weight)
        self.often = nn.Parameter(torch.zeros(encoder.words.num_embeddings))

    def forward(self, ids: Tensor, seen: Tensor, at: Tensor) -> Tensor:
        states = self.encoder.read_each(ids, seen).flatten(0, 1)[at]
        return self.norm(functional.gelu(self.turn(states))) @ self.encoder.words.weight.T + self.often


def adapt(encoder: Encoder, examples: Sequence[Example], *, masked_with: int, frozen: int, **how: Any) -> None:
    """Fits the encoder, but for its first `frozen` layers and what lies under them, to guess pieces of the examples; `how` is descend's."""
    guesser = Guesser(encoder).to(DEVICE)

    def loss_of(chosen: Sequence[Example], _: random.Random) -> Tensor:
        ids, seen, _ = stack(chosen)
        inner = functional.pad(seen, (0, 1))[:, 1:].bool()  # all but the last, which is a sign, as the first is
        inner[:, 0] = False
        hidden, chance = inner & (torch.rand(ids.shape) < HIDDEN), torch.rand(ids.shape)
        at, other = hidden.flatten().nonzero()[:, 0], hidden & (chance < OTHERS)
        shown = ids.masked_fill(hidden & (chance >= 1 - MASKED), masked_with)
        shown[other] = torch.randint(encoder.words.num_embeddings, (int(other.sum()),))
        with torch.autocast(DEVICE.type, dtype=torch.bfloat16):
            found = guesser(shown.to(DEVICE), seen.to(DEVICE), at.to(DEVICE))
        return functional.cross_entropy(found.float(), ids.flatten()[at].to(DEVICE))

    guesser.train()
    learning = [*guesser.turn.parameters(), *guesser.norm.parameters(), guesser.often, *encoder.layers[frozen:].parameters()]
    descend(guesser, learning, loss_of, examples, **how)
