"""What is a teacher, and how is an encoder fitted?

MiniLM-L6 with a head for one target: the sentence goes in with its target marked, and the head reads the mean of all of it and the
mean of the target's own pieces. What is shipped works faster (student.py).
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, LAYERS, INNER, PLACES = 384, 12, 6, 1536, 160
DROPOUT, HEAD_DROPOUT = 0.1, 0.2
LABEL_SMOOTHING = 0.05
TARGET_MASKED = 0.25  # so that no name carries an opinion of its own
FIELD_WEIGHT = 0.1  # the field is told apart within a few hundred steps, and then costs nothing
WARM = 0.1  # the share of the steps in which the rate rises
BLIND = -1e4
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")  # where encoders are fitted and asked

NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "merge": "attention.output.dense",
    "merge_norm": "attention.output.LayerNorm",
    "widen": "intermediate.dense",
    "narrow": "output.dense",
    "out_norm": "output.LayerNorm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A sentence in the encoder's numbers, from where to where its target stands in them, and whether it is of our field.

    What is to be learned of it is what others made of it (`told`, three shares) or, where they were not asked, its label's number.
    """

    numbers: list[int]
    first: int
    last: int
    label: int | None
    field: bool
    told: tuple[float, ...] | None = None


class Encoder(nn.Module):
    """Evidence of blame, of neither and of praise for sentences whose targets are marked, and of their being about language models."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.words, self.places = nn.Embedding(pieces, WIDTH), nn.Embedding(PLACES, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(DROPOUT)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.head_drop, self.head = nn.Dropout(HEAD_DROPOUT), nn.Linear(2 * WIDTH, 4)
        # Two thirds of all weights; a few thousand sentences are too few to move them, and left alone they can be pruned any time.
        self.words.weight.requires_grad = False

    def forward(self, ids: Tensor, seen: Tensor, named: Tensor) -> Tensor:
        """`seen` is 1 where a piece stands and 0 where a row is filled up; `named` is 1 on the target's own pieces."""
        return self.judge(self.read_each(ids, seen), seen, named)

    def read_each(self, ids: Tensor, seen: Tensor, layers: int = LAYERS) -> Tensor:
        """What the lowest so many layers make of each piece."""
        return self._climb(self.embed(ids), seen, slice(layers))

    def judge(self, states: Tensor, seen: Tensor, named: Tensor, layers: int = LAYERS) -> Tensor:
        """A whole encoder's evidence, once its lowest so many layers have made `states`."""
        states = self._climb(states, seen, slice(layers, None))
        return self.head(self.head_drop(means(states, seen, named)))

    def learning(self, frozen: int = 0) -> list[nn.Parameter]:
        """What is fitted: all but the words' embeddings, the first `frozen` layers and, if any are, what lies under them."""
        under = [self.places.weight, self.kind, *self.norm.parameters(), *self.layers[:frozen].parameters()] if frozen else []
        still = {id(value) for value in (self.words.weight, *under)}
        return [value for value in self.parameters() if id(value) not in still]

    def _climb(self, states: Tensor, seen: Tensor, layers: slice) -> Tensor:
        blind = blind_but(seen)
        for layer in self.layers[layers]:
            states = layer(states, states, blind)
        return states

    def embed(self, ids: Tensor) -> Tensor:
        return self.drop(self.norm(self.words(ids) + self.places(torch.arange(ids.shape[1], device=ids.device)) + self.kind))


class Layer(nn.Module):
    """A layer of BERT: new states for `states`, which look at `around`; `blind` is added where there is nothing to look at."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.merge = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.merge_norm, self.out_norm = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.widen, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.drop = nn.Dropout(DROPOUT)

    def forward(self, states: Tensor, around: Tensor, blind: Tensor) -> Tensor:
        return self.feed(self.attend(states, around, blind))

    def attend(self, states: Tensor, around: Tensor, blind: Tensor) -> Tensor:
        """The first half, where `states` take from `around`."""
        views = self.query(states), self.key(around), self.value(around)
        query, key, value = (view.unflatten(2, (HEADS, -1)).transpose(1, 2) for view in views)
        taken = functional.scaled_dot_product_attention(query, key, value, attn_mask=blind.to(query.dtype), dropout_p=DROPOUT if self.training else 0.0)
        return self.join(states, taken.transpose(1, 2).flatten(2))

    def join(self, states: Tensor, taken: Tensor) -> Tensor:
        return self.merge_norm(states + self.drop(self.merge(taken)))

    def feed(self, states: Tensor) -> Tensor:
        """The second half, where each state stands for itself."""
        return self.out_norm(states + self.drop(self.narrow(functional.gelu(self.widen(states)))))


def means(states: Tensor, *parts: Tensor) -> Tensor:
    """The mean states of each of the parts, which are 1 on the pieces that are in them, side by side."""
    return torch.cat([(states * part[:, :, None]).sum(1) / part.sum(1, keepdim=True).clamp(min=1.0) for part in parts], dim=1)


def blind_but(seen: Tensor) -> Tensor:
    """What keeps a layer from looking anywhere but where `seen` is 1."""
    return ((1.0 - seen) * BLIND)[:, None, None, :]


def pretrained(weights: dict[str, Tensor], kept: Sequence[int]) -> Encoder:
    """MiniLM's encoder over the kept pieces of its vocabulary, with a fresh head."""
    model = Encoder(len(kept))
    ours = {
        **model.state_dict(),
        "words.weight": weights["embeddings.word_embeddings.weight"][list(kept)],
        "places.weight": weights["embeddings.position_embeddings.weight"][:PLACES],
        "kind": weights["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    for at in range(LAYERS):
        for name, theirs in NAMES.items():
            for kind in ("weight", "bias"):
                ours[f"layers.{at}.{name}.{kind}"] = weights[f"encoder.layer.{at}.{theirs}.{kind}"]
    model.load_state_dict(ours)
    return model


def fit(model: nn.Module, examples: Sequence[Example], *, masked_with: int | None = None, frozen: int = 0, **how: Any) -> None:
    """Fits what an Encoder (or who gives the same evidence) has for `learning` to the examples; `how` is descend's.

    Labels are few: who learns them has some targets masked, and some states dropped. What others made of a sentence holds for no other, and is
    learned without `masked_with` and dropout.
    """

    def loss_of(chosen: Sequence[Example], chance: random.Random) -> Tensor:
        # In half as many bits the products take a third of the time where a processor knows them, and teach as well.
        with torch.autocast(DEVICE.type, dtype=torch.bfloat16):
            found = model(*(part.to(DEVICE) for part in stack(chosen, masked_with, chance)))
        return _loss(found.float(), chosen)

    model.train(masked_with is not None)
    descend(model, model.learning(frozen), loss_of, examples, **how)


def descend(
    model: nn.Module,
    learning: Sequence[nn.Parameter],
    loss_of: Callable[[Sequence[Example], random.Random], Tensor],
    examples: Sequence[Example],
    *,
    rate: float,
    epochs: int,
    size: int,
    seed: int,
) -> None:
    """Changes what is learning in the model so that the loss of the examples, `size` at a time, becomes small."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    model.requires_grad_(False)
    for value in learning:
        value.requires_grad = True
    groups = [
        {"params": [value for value in learning if value.ndim > 1], "weight_decay": 0.01},
        {"params": [value for value in learning if value.ndim == 1], "weight_decay": 0.0},
    ]
    optimiser = torch.optim.AdamW(groups, lr=rate, fused=True)
    steps = epochs * math.ceil(len(examples) / size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min((step + 1) / (WARM * steps), max(0.0, (steps - step) / (steps * (1 - WARM)))))
    began = time.monotonic()
    for epoch in range(epochs):
        losses: list[Tensor] = []
        for chosen in bundles(examples, size, chance):
            loss = loss_of(chosen, chance)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(learning, 1.0)
            optimiser.step()
            schedule.step()
            losses.append(loss.detach())  # as a figure it would have to be waited for at every step
        print(f"  epoch {epoch + 1} of {epochs}: loss {torch.stack(losses).mean():.3f} after {time.monotonic() - began:.0f} s", flush=True)


def _loss(found: Tensor, examples: Sequence[Example]) -> Tensor:
    """How far what was found is from what was told, or from the labels where nothing was, and from the fields; all examples are of one kind."""
    told = examples[0].told is not None
    wanted = torch.tensor([example.told if told else example.label for example in examples], device=DEVICE)
    fields = torch.tensor([float(example.field) for example in examples], device=DEVICE)
    loss = functional.cross_entropy(found[:, :3], wanted, label_smoothing=0.0 if told else LABEL_SMOOTHING)
    return loss + FIELD_WEIGHT * functional.binary_cross_entropy_with_logits(found[:, 3], fields)


def bundles(examples: Sequence[Example], size: int, chance: random.Random) -> list[list[Example]]:
    """Batches of sentences of about one length, in random order: filling up costs time and teaches nothing."""
    order = sorted(examples, key=lambda example: len(example.numbers) + chance.uniform(-4, 4))
    parts = [order[at : at + size] for at in range(0, len(order), size)]
    chance.shuffle(parts)
    return parts


def stack(examples: Sequence[Example], masked_with: int | None = None, chance: random.Random | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """The numbers of several sentences, filled up to one length, and the two masks that the encoder wants."""
    firsts, lasts, lengths = (torch.tensor(each)[:, None] for each in zip(*((x.first, x.last, len(x.numbers)) for x in examples), strict=True))
    places = torch.arange(int(lengths.max()))
    seen, named = places < lengths, (firsts <= places) & (places < lasts)
    ids = torch.zeros(seen.shape, dtype=torch.long)
    ids[seen] = torch.tensor([number for example in examples for number in example.numbers])
    if chance and masked_with is not None:
        ids[named & torch.tensor([[chance.random() < TARGET_MASKED] for _ in examples])] = masked_with
    return ids, seen.float(), named.float()
