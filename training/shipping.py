"""How does a fitted encoder become the files that are shipped?"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import onnx
import torch
from encoder import HEADS, Encoder
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from torch.nn import functional

from parsers.stance import Calibration

OPSET = 17
OPTIONS = {"DefaultTensorType": onnx.TensorProto.FLOAT}  # what comes out of a step that onnx itself does not know
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", "[unused2]")


def keep(vocabulary: Sequence[str]) -> list[int]:
    """The pieces worth shipping: those of Latin letters, figures and signs. Others spell no English, and cost 384 bytes each."""
    return [number for number, piece in enumerate(vocabulary) if piece in SPECIAL or (not piece.startswith("[unused") and all(map(_is_latin, piece)))]


def _is_latin(letter: str) -> bool:
    return ord(letter) < 0x250 or 0x2000 <= ord(letter) < 0x2100


class Attend(torch.autograd.Function):
    """Attention as the one step that onnxruntime has for it; only ever written to a file."""

    @staticmethod
    def forward(_: Any, states: Tensor, weight: Tensor, bias: Tensor) -> Tensor:  # noqa: ARG004
        return torch.zeros_like(states)

    @staticmethod
    def symbolic(graph: Any, states: Any, weight: Any, bias: Any) -> Any:
        return graph.op("com.microsoft::Attention", states, weight, bias, num_heads_i=HEADS).setType(states.type())


class Single(nn.Module):
    """The encoder for one sentence at a time: nothing to fill up, nothing to drop, and the three views of attention taken in one step."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder
        for at, layer in enumerate(encoder.layers):
            views = layer.query, layer.key, layer.value
            self.register_buffer(f"weight{at}", torch.cat([view.weight for view in views]).T.contiguous().detach())
            self.register_buffer(f"bias{at}", torch.cat([view.bias for view in views]).detach())

    def forward(self, ids: Tensor, named: Tensor) -> Tensor:
        encoder = self.encoder
        states = encoder.norm(encoder.words(ids) + encoder.places(torch.arange(ids.shape[1])) + encoder.kind)
        for at, layer in enumerate(encoder.layers):
            states = layer.merge_norm(states + layer.merge(Attend.apply(states, getattr(self, f"weight{at}"), getattr(self, f"bias{at}"))))
            states = layer.out_norm(states + layer.narrow(functional.gelu(layer.widen(states))))
        named_mean = (states * named[:, :, None]).sum(1) / named.sum(1, keepdim=True).clamp(min=1.0)
        return encoder.head(torch.cat([states.mean(1), named_mean], dim=1))


def ship_encoder(model: Encoder, folder: Path) -> None:
    """Writes encoder.onnx with weights of eight bits, one scale a row.

    Seven of the eight bits are used: with eight, processors without VNNI overflow, and two machines would give two answers.
    """
    model.eval()
    example = torch.ones(1, 8, dtype=torch.long), torch.ones(1, 8)
    axes = {"ids": {1: "pieces"}, "named": {1: "pieces"}}
    with TemporaryDirectory() as made, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        plain = Path(made) / "plain.onnx"
        torch.onnx.export(
            Single(model), example, plain, input_names=["ids", "named"], output_names=["evidence"], dynamic_axes=axes, opset_version=OPSET, dynamo=False
        )
        quantize_dynamic(plain, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, extra_options=OPTIONS)


def ship_vocabulary(pieces: Sequence[str], folder: Path) -> None:
    (folder / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")


def ship_calibration(version: str, field: Calibration, general: Calibration, confusion: dict[str, Any], folder: Path) -> None:
    stored = {"version": version, "field": _rounded(field), "general": _rounded(general), "confusion": confusion}
    (folder / "calibration.json").write_text(json.dumps(stored) + "\n", encoding="utf-8")


def _rounded(calibration: Calibration) -> dict[str, list[float]]:
    return {"steepness": [round(value, 4) for value in calibration.steepness], "offset": [round(value, 4) for value in calibration.offset]}
