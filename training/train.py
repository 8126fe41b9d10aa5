"""Makes the files of parsers/stance_model/; see README.md for the material, docs/stance.md for what it reaches.

python training/train.py [--data FOLDER] [--general FILE] [--out FOLDER]

FOLDER holds train.jsonl, dev.jsonl, llama_natural_dev.jsonl and llama_dev.jsonl; by default the stance folder of the evaluation
material, found through BELLWETHER_SHARED or beside the repository. FILE keeps the encoder after its general stage, the longer one:
where it exists it is read, where not it is written.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold
from torch import Tensor

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from clueing import fit as fit_clues  # noqa: E402
from clueing import tabulate  # noqa: E402
from encoder import Encoder, Example, fit, pretrained  # noqa: E402
from material import put, read_all, read_minilm  # noqa: E402
from shipping import keep, ship_calibration, ship_encoder, ship_vocabulary  # noqa: E402

from parsers.stance import FOLDER, MODEL_VERSION, shares  # noqa: E402

THREADS = 2
SEED = 0
LONGEST_NEWS = 64  # pieces; longer sentences cost most and are few
GENERAL = {  # in each of three rounds
    "rate": 1.2e-4,
    "epochs": 1,
    "size": 32,
    "frozen": 2,  # the lowest layers know English well enough
}
FIELD = {"rate": 6e-5, "epochs": 2, "size": 16, "frozen": 2}
FOLDS = 3  # for the encoder, minutes each
CLUE_FOLDS = 5

Matrix = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = os.environ.get("BELLWETHER_SHARED") or ROOT.parent / "shared"
    options.add_argument("--data", type=Path, default=Path(shared) / "eval" / "stance")
    options.add_argument("--general", type=Path)
    options.add_argument("--out", type=Path, default=ROOT / "parsers" / FOLDER)
    chosen = options.parse_args()
    torch.set_num_threads(THREADS)
    torch.set_flush_denormal(True)
    chosen.out.mkdir(exist_ok=True)
    pieces, weights = read_minilm()
    kept = keep(pieces)
    ship_vocabulary([pieces[number] for number in kept], chosen.out)
    masked_with = [pieces[number] for number in kept].index("[MASK]")
    material = {name: put(rows) for name, rows in read_all(chosen.data).items()}
    general = learn_general(pretrained(weights, kept), material, masked_with, chosen.general)
    tables = {name: tabulate(found) for name, found in read_all(chosen.data).items() if name not in ("comparisons", "own renamed")}
    natural = labels_of(material["natural"])
    held_out = [cross(general, material, masked_with), cross_clues(tables)]
    steepness, offset = calibrate(held_out, natural)
    model = learn_field(general, material, material["natural"], masked_with)
    weights_of_clues, shift = fit_clues(tables["news"], tables["natural"], tables["own"])
    ship_encoder(model, chosen.out)
    np.savez_compressed(chosen.out / "clues.npz", weights=weights_of_clues.astype(np.float16), shift=shift.astype(np.float32))
    ship_calibration(MODEL_VERSION, steepness.tolist(), offset.tolist(), chosen.out)
    print(f"{'natural, cross-validated':26}", measure(crossed(held_out, natural), natural))
    print(f"{'  clues alone':26}", measure(crossed(held_out[1:], natural), natural))
    for name in ("hard", "own test", "news dev"):
        evidence = [ask(chosen.out, material[name]), tables[name][0] @ weights_of_clues + shift]
        print(f"{name:26}", measure(added(evidence, steepness, offset), labels_of(material[name])))
    for path in sorted(chosen.out.iterdir()):
        print(f"{path} {path.stat().st_size} bytes")


def learn_general(model: Encoder, material: dict[str, list[Example]], masked_with: int, stored: Path | None) -> dict[str, Tensor]:
    """The encoder's weights once it knows how praise and blame sound: in the news, in our own sentences (shown oftener), in comparisons."""
    if stored and stored.exists():
        return dict(torch.load(stored))
    news = [example for example in material["news"] if len(example.numbers) <= LONGEST_NEWS]
    own, renamed = material["own"], material["own renamed"]
    for seed, shown in enumerate(([*news, *own, *own], [*news, *own, *own, *renamed], [*own, *renamed, *material["comparisons"]])):
        fit(model, shown, masked_with=masked_with, seed=seed, **GENERAL)
    if stored:
        torch.save(model.state_dict(), stored)
    return {name: value.clone() for name, value in model.state_dict().items()}


def learn_field(general: dict[str, Tensor], material: dict[str, list[Example]], natural: Sequence[Example], masked_with: int) -> Encoder:
    """The encoder once it has also read real sentences about Llama, and our own once more."""
    model = Encoder(general["words.weight"].shape[0])
    model.load_state_dict(general)
    fit(model, [*natural, *material["own"]], masked_with=masked_with, seed=SEED, **FIELD)
    return model


def cross(general: dict[str, Tensor], material: dict[str, list[Example]], masked_with: int) -> Matrix:
    """Evidence for each real sentence about Llama from an encoder that has not seen it, in the form it would be shipped."""
    natural = material["natural"]
    found = np.zeros((len(natural), 3))
    for known, asked in folds(labels_of(natural), FOLDS):
        model = learn_field(general, material, [natural[at] for at in known], masked_with)
        with TemporaryDirectory() as made:
            ship_encoder(model, Path(made))
            found[asked] = ask(Path(made), [natural[at] for at in asked])
    return found


def cross_clues(tables: dict[str, Any]) -> Matrix:
    """The same from weights of clues that have not seen it."""
    clues, labels = tables["natural"]
    found = np.zeros((len(labels), 3))
    for known, asked in folds(labels, CLUE_FOLDS):
        weights, shift = fit_clues(tables["news"], (clues[known], labels[known]), tables["own"])
        found[asked] = clues[asked] @ weights + shift
    return found


def ask(folder: Path, examples: Sequence[Example]) -> Matrix:
    """The evidence of a shipped encoder, sentence by sentence as in use."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(folder / "encoder.onnx", options, providers=["CPUExecutionProvider"])
    found = []
    for example in examples:
        named = np.zeros((1, len(example.numbers)), dtype=np.float32)
        named[0, example.first : example.last] = 1
        found.append(session.run(None, {"ids": np.array([example.numbers], dtype=np.int64), "named": named})[0][0])
    return np.array(found, dtype=np.float64)


def labels_of(examples: Sequence[Example]) -> Labels:
    return np.array([example.label for example in examples])


def folds(labels: Labels, number: int, seed: int = SEED) -> list[tuple[Labels, Labels]]:
    return list(StratifiedKFold(number, shuffle=True, random_state=seed).split(labels, labels))


def calibrate(evidence: Sequence[Matrix], labels: Labels) -> tuple[Matrix, Matrix]:
    """A steepness for each reader and three offsets that make held-out evidence most likely, drawn a little towards plain means."""
    even = 1 / len(evidence)

    def loss(values: Matrix) -> float:
        likely = added(evidence, values[3:], values[:3])[np.arange(len(labels)), labels]
        return float(-np.log(likely).sum() + (values[:3] ** 2).sum() + ((values[3:] - even) ** 2).sum())

    values = minimize(loss, [0.0, 0.0, 0.0, *[even] * len(evidence)], method="BFGS").x
    return values[3:], values[:3]


def added(evidence: Sequence[Matrix], steepness: Sequence[float], offset: Matrix) -> Matrix:
    return shares(sum(step * each for step, each in zip(steepness, evidence, strict=True)) + offset)


def crossed(evidence: Sequence[Matrix], labels: Labels) -> Matrix:
    """Probabilities of held-out evidence, calibrated on other sentences than those they are for."""
    found = np.zeros_like(evidence[0])
    for known, asked in folds(labels, 10, seed=SEED + 1):
        found[asked] = added([each[asked] for each in evidence], *calibrate([each[known] for each in evidence], labels[known]))
    return found


def measure(found: Matrix, labels: Labels) -> str:
    """Accuracy, macro-F1, expected calibration error in ten bins, and the index as predicted and as it is."""
    best, surest = found.argmax(axis=1), found.max(axis=1)
    f1 = [2 * ((best == k) & (labels == k)).sum() / max(1, (best == k).sum() + (labels == k).sum()) for k in range(3)]
    bins = np.minimum((surest * 10).astype(int), 9)
    error = sum(abs((surest[bins == b] - (best == labels)[bins == b]).sum()) for b in range(10)) / len(labels)
    index, true = (found[:, 2] - found[:, 0]).mean(), (labels - 1).mean()
    return f"n {len(labels):4} accuracy {(best == labels).mean():.3f} macro-F1 {np.mean(f1):.3f} ECE {error:.3f} index {index:+.3f} (true {true:+.3f})"


if __name__ == "__main__":
    main()
