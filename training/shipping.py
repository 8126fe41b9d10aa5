"""How does a fitted encoder become the files that are shipped?"""

from __future__ import annotations

import json
import warnings
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from encoder import Encoder
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

OPSET = 17
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[unused1]", "[unused2]")


def keep(vocabulary: Sequence[str]) -> list[int]:
    """The pieces worth shipping: those of Latin letters, figures and signs. Others spell no English, and cost 384 bytes each."""
    return [number for number, piece in enumerate(vocabulary) if piece in SPECIAL or (not piece.startswith("[unused") and all(map(_is_latin, piece)))]


def _is_latin(letter: str) -> bool:
    return ord(letter) < 0x250 or 0x2000 <= ord(letter) < 0x2100


class Single(nn.Module):
    """The encoder for one sentence at a time, which needs no filling up."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, named: Tensor) -> Tensor:
        return self.encoder(ids, torch.ones_like(named), named)


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
        quantize_dynamic(plain, folder / "encoder.onnx", weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)


def ship_vocabulary(pieces: Sequence[str], folder: Path) -> None:
    (folder / "vocabulary.txt").write_text("\n".join(pieces) + "\n", encoding="utf-8")


def ship_calibration(version: str, steepness: Sequence[float], offset: Sequence[float], folder: Path) -> None:
    stored = {"version": version, "steepness": [round(value, 4) for value in steepness], "offset": [round(value, 4) for value in offset]}
    (folder / "calibration.json").write_text(json.dumps(stored) + "\n", encoding="utf-8")
