"""How does a fitted encoder become the files that are shipped?"""

from __future__ import annotations

import hashlib
import json
import random
import warnings
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import torch
from calibrating import Matrix
from encoder import HEADS, WIDTH, Example, Layer, stack
from evening import even_out
from onnxruntime.quantization import QuantType, quantize_dynamic
from student import KEPT, SHARED, Student, halve, spread
from torch import Tensor, nn

from parsers.encoder import Encoder, Spelled, pooling
from parsers.stance import Calibration

GRAPHS = ("sentence.onnx", "target.onnx")
OPSET = 17
# The two unused ones are the marks that teachers are shown.
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", "[unused2]")
TRIED = ((8, 1, 2), (8, 5, 7), (12, 4, 6), (40, 10, 34), (9, 4, 4), (2, 1, 1))  # pieces of a sentence, and where its target stands
CLOSE = 1e-3
EIGHT_BITS = {
    "weight_type": QuantType.QInt8,
    "op_types_to_quantize": ["MatMul", "Attention"],  # the word embeddings have eight bits already, and those of places are few
    "per_channel": True,
    "reduce_range": True,
    "extra_options": {"DefaultTensorType": onnx.TensorProto.FLOAT},  # what comes out of a step that onnx itself does not know
}
TO_THEMSELVES, TO_OTHERS = "Attention", "MultiHeadAttention"  # what states look at: the first takes weights and biases, the other views
Axes = dict[str, dict[int, str]]


def keep(vocabulary: Sequence[str]) -> list[int]:
    """The pieces worth shipping: those of Latin letters, figures and signs. Others spell no English, and cost 384 bytes each."""
    return [number for number, piece in enumerate(vocabulary) if piece in SPECIAL or (not piece.startswith("[unused") and all(map(_is_latin, piece)))]


def _is_latin(letter: str) -> bool:
    return ord(letter) < 0x250 or 0x2000 <= ord(letter) < 0x2100


class Attend(torch.autograd.Function):
    """Attention as one of the steps that onnxruntime has for it, named by `step`; only ever written to a file."""

    @staticmethod
    def forward(_: Any, step: str, states: Tensor, *others: Tensor) -> Tensor:  # noqa: ARG004
        return torch.zeros_like(states)

    @staticmethod
    def symbolic(graph: Any, step: str, states: Any, *others: Any) -> Any:
        return graph.op(f"com.microsoft::{step}", states, *others, num_heads_i=HEADS).setType(states.type())


class OfSentence(nn.Module):
    """The lower layers, and all that the upper ones will look back at, for one sentence: nothing to fill up, nothing to drop."""

    def __init__(self, student: Student) -> None:
        super().__init__()
        self.student = student
        for at, layer in enumerate(student.layers[:SHARED]):
            taken = _together(layer.query, layer.key, layer.value)
            self.register_buffer(f"weight{at}", taken.weight.T.contiguous().detach())
            self.register_buffer(f"bias{at}", taken.bias.detach())
        self.views = nn.ModuleList(view for layer in student.layers[SHARED:] for view in (layer.key, layer.value))

    def forward(self, ids: Tensor) -> tuple[Tensor, ...]:
        lowest, *others = self.student.layers[:SHARED]
        pieces = self.student.embed(ids)
        pieces = self._attend(lowest, pieces, 0)
        pairs = halve(pieces)
        apart = self.student.apart(pieces - spread(pairs, pieces.shape[1]))
        pairs = lowest.feed(pairs)
        for at, layer in enumerate(others, 1):
            pairs = layer.feed(self._attend(layer, pairs, at))
        return spread(pairs, pieces.shape[1]) + apart, *(view(pairs) for view in self.views)

    def _attend(self, layer: Layer, states: Tensor, at: int) -> Tensor:
        """Where all states look at one another."""
        return layer.join(states, Attend.apply(TO_THEMSELVES, states, getattr(self, f"weight{at}"), getattr(self, f"bias{at}")))


class OfTarget(nn.Module):
    """The upper layers and the head, for one target."""

    def __init__(self, student: Student) -> None:
        super().__init__()
        self.student = student
        self.taken = nn.ModuleList(_together(layer.query, layer.key, layer.value) for layer in student.layers[SHARED:])

    def forward(self, weights: Tensor, states: Tensor, *views: Tensor) -> Tensor:
        focus = self.student.focus(weights, states)
        for at, layer in enumerate(self.student.layers[SHARED:]):
            query, key, value = self.taken[at](focus).split(WIDTH, dim=2)
            key, value = torch.cat([views[2 * at], key], dim=1), torch.cat([views[2 * at + 1], value], dim=1)
            focus = layer.feed(layer.join(focus, Attend.apply(TO_OTHERS, query, key, value)))
        return self.student.head(torch.cat([focus[:, 0], focus[:, 1], states.mean(1)], dim=1))


class Words(nn.Module):
    """Word embeddings in eight bits, each word with its own scale: one for all would change more answers than all other eight-bit weights together."""

    def __init__(self, words: nn.Embedding) -> None:
        super().__init__()
        scales = words.weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.num_embeddings = words.num_embeddings
        self.register_buffer("scales", scales)
        self.register_buffer("rows", (words.weight.detach() / scales).round().to(torch.int8))

    def forward(self, ids: Tensor) -> Tensor:
        return self.rows[ids].float() * self.scales[ids]


def _together(*views: nn.Linear) -> nn.Linear:
    """Several views of the same states as one."""
    made = nn.Linear(WIDTH, WIDTH * len(views))
    made.load_state_dict({name: torch.cat([getattr(view, name) for view in views]) for name in ("weight", "bias")})
    return made


def ship_encoder(student: Student, examples: Sequence[Example], folder: Path) -> None:
    """Writes sentence.onnx and target.onnx, as parsers/encoder.py runs them, with weights of eight bits, one scale a row; `examples` are such as it will read.

    Seven of the eight bits are used: with eight, processors without VNNI overflow, and two machines would give two answers.
    """
    student = deepcopy(student).eval()
    student.words = Words(student.words)
    evened = even_out(student, examples)
    ids, weights = torch.ones(1, 8, dtype=torch.long), torch.from_numpy(pooling(2, 4, 8))
    views = [f"view{number}" for number in range(2 * (len(KEPT) - SHARED))]
    states = {"states": torch.zeros(1, 8, WIDTH), **{name: torch.zeros(1, 5, WIDTH) for name in views}}  # eight pieces are five pairs, the first alone
    read = {name: {1: "pieces" if name == "states" else "pairs"} for name in states}
    with TemporaryDirectory() as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(made)
        _write(OfSentence(evened), (ids,), {"ids": {1: "pieces"}}, read, plain / "sentence.onnx")
        given = {"pooling": {0: "rows", 1: "pieces"}, **read}
        _write(OfTarget(evened), (weights, *states.values()), given, {"evidence": {}}, plain / "target.onnx")
        _compare(student, plain)
        for name in GRAPHS:
            quantize_dynamic(plain / name, folder / name, **EIGHT_BITS)


def _write(graph: nn.Module, example: tuple[Tensor, ...], given: Axes, found: Axes, path: Path) -> None:
    """The graph as a file; `given` and `found` name what goes in and comes out, with the axes whose lengths differ."""
    names = {"input_names": [*given], "output_names": [*found]}
    torch.onnx.export(graph.eval(), example, path, **names, dynamic_axes={**given, **found}, opset_version=OPSET, dynamo=False)


def _compare(student: Student, folder: Path) -> None:
    """Raises ValueError unless the files find, one by one, what the student does for many at once.

    Attention is only named in the files, and nothing else has run it; that a row is filled up must change nothing.
    """
    chance, pieces = random.Random(0), student.words.num_embeddings
    examples = [
        Example(numbers=[chance.randrange(pieces) for _ in range(length)], first=first, last=last, label=None, field=True) for length, first, last in TRIED
    ]
    with torch.no_grad():
        wanted = student(*stack(examples)).numpy()
    for example, found, right in zip(examples, ask(folder, examples), wanted, strict=True):
        if abs(found - right).max() > CLOSE:
            message = f"the files find {found} where the student finds {right}: {len(example.numbers)} pieces, target from {example.first} to {example.last}"
            raise ValueError(message)


def ask(folder: Path, examples: Sequence[Example]) -> Matrix:
    """What a shipped encoder finds, sentence by sentence as in use."""
    asked = (Spelled(numbers=tuple(example.numbers), first=example.first, last=example.last) for example in examples)
    return np.array(list(Encoder(folder).find(asked)), dtype=np.float64)


def ship_vocabulary(pieces: Sequence[str], folder: Path) -> None:
    (folder / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")


def ship_calibration(version: str, field: Calibration, general: Calibration, confusion: dict[str, Any], folder: Path) -> None:
    """Writes calibration.json; it names, by their digests, the files that it was fitted to."""
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (*GRAPHS, "clues.npz", "vocabulary.txt")}
    stored = {"version": version, "files": digests, "field": _rounded(field), "general": _rounded(general), "confusion": confusion}
    (folder / "calibration.json").write_text(json.dumps(stored) + "\n", encoding="utf-8")


def _rounded(calibration: Calibration) -> dict[str, list[float]]:
    return {"steepness": [round(value, 4) for value in calibration.steepness], "offset": [round(value, 4) for value in calibration.offset]}
