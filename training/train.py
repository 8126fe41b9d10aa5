"""Makes the files of parsers/stance_model/; see README.md for the material, docs/stance.md for what it reaches.

python training/train.py [--data FOLDER] [--newsroom FILE] [--work FOLDER] [--out FOLDER]

FOLDER holds train.jsonl, dev.jsonl, llama_natural_dev.jsonl and llama_dev.jsonl, FILE the articles whose sentences newsroom.tsv labels;
by default both are those of the evaluation material, found through BELLWETHER_SHARED or beside the repository. --work keeps each fitted
encoder, which takes longest: those it holds are not fitted again.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import scipy.sparse as sp
import torch

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "training")]

from calibrating import Labels, Matrix, calibrate, calibrate_general, confuse, cross, cross_judge, folds, judge, reliability  # noqa: E402
from clueing import fit as fit_clues  # noqa: E402
from clueing import tabulate  # noqa: E402
from material import GENERAL_NEWS, put, read_all, read_minilm  # noqa: E402
from reporting import compare, count_traps, draw  # noqa: E402
from shipping import ask, keep, ship_calibration, ship_encoder, ship_vocabulary  # noqa: E402
from teaching import Signs, teach  # noqa: E402

from parsers.stance import FOLDER, MODEL_VERSION, shares  # noqa: E402

THREADS = 1  # two would finish sooner, and sums in another order would give other weights
PARTS = 5
SHOWN, SEED = 400, 0  # sentences that show the encoder's values as they are made ready for eight bits
JUDGED = ("natural", "hard", "own test", "news dev")
# The clues know no context: what is said of companies and tools misleads them about models.
WEIGHED = ("news", "newsroom on models", "own", *JUDGED)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    shared = Path(os.environ.get("BELLWETHER_SHARED") or ROOT.parent / "shared")
    options.add_argument("--data", type=Path, default=shared / "eval" / "stance")
    options.add_argument("--newsroom", type=Path, default=shared / "newsroom" / "dev" / "articles.jsonl.gz")
    options.add_argument("--work", type=Path)
    options.add_argument("--out", type=Path, default=ROOT / "parsers" / FOLDER)
    chosen = options.parse_args()
    began = time.monotonic()
    torch.set_num_threads(THREADS)
    torch.set_flush_denormal(True)
    chosen.out.mkdir(exist_ok=True)
    rows = read_all(chosen.data, chosen.newsroom)
    material = {name: put(found, field=name not in GENERAL_NEWS) for name, found in rows.items()}
    pieces, weights = read_minilm()
    kept = keep(pieces)
    spelled = [pieces[number] for number in kept]
    ship_vocabulary(spelled, chosen.out)
    labels = {name: np.array([example.label for example in material[name]]) for name in JUDGED}
    with TemporaryDirectory() as made:
        work = chosen.work or Path(made)
        work.mkdir(exist_ok=True)
        numbered = {piece: number for number, piece in enumerate(spelled)}
        signs = Signs(before=numbered["[unused1]"], behind=numbered["[unused2]"], masked=numbered["[MASK]"])
        taught = teach(weights, spelled, kept, material, signs=signs, work=work)
        shown = random.Random(SEED).sample([*material["news"], *material["newsroom"]], SHOWN)
        ship_encoder(taught, shown, chosen.out)
    found = {name: ask(chosen.out, material[name]) for name in JUDGED}

    tables = {name: tabulate(found) for name, found in rows.items() if name in WEIGHED}
    clues, shift = fit_clues(tables["news"], together(tables["natural"], tables["newsroom on models"]), tables["own"])
    np.savez_compressed(chosen.out / "clues.npz", weights=clues.astype(np.float16), shift=shift.astype(np.float32))
    weighed = {name: tables[name][0] @ clues + shift for name in JUDGED}
    weighed["natural"] = cross_clues(tables)
    evidence = {name: [found[name][:, :3], weighed[name]] for name in found}
    field, general = calibrate(evidence["natural"], labels["natural"]), calibrate_general(evidence["news dev"][0], labels["news dev"])
    crossed = {
        "natural": cross_judge(found["natural"], weighed["natural"], labels["natural"], general=general),
        "news dev": cross_judge(found["news dev"], weighed["news dev"], labels["news dev"], field=field),
    }
    ship_calibration(MODEL_VERSION, field, general, confuse(crossed["natural"], labels["natural"]), chosen.out)

    judged = {**crossed, **{name: judge(found[name], weighed[name], field, general) for name in ("hard", "own test")}}
    for name, probabilities in judged.items():
        alone = {}
        for at, reader in enumerate(("encoder alone", "clues alone")):
            if name in crossed:
                alone[reader] = cross([evidence[name][at]], labels[name])
            else:
                alone[reader] = shares(calibrate([evidence["natural"][at]], labels["natural"]).added(evidence[name][at]))
        crossing = " (calibration crossed)" if name in crossed else ""
        print(f"{name}{crossing}", *compare(rows[name], labels[name], {"both readers": probabilities, **alone}), sep="\n")
    for name in ("hard", "own test"):
        print(f"{name}, by kind of trap", *count_traps(rows[name], judged[name], labels[name]), sep="\n")
    draw(judged["natural"], labels["natural"], ROOT / "docs" / "reliability.svg")
    print("reliability", *(f"  {number:3} answers {sure:.2f} sure {right:.2f} right" for number, sure, right in reliability(judged["natural"], labels["natural"])), sep="\n")
    for path in sorted(chosen.out.iterdir()):
        print(f"{path} {path.stat().st_size} bytes")
    print(f"made in {time.monotonic() - began:.0f} s, of which {time.process_time():.0f} s of processor time")


def cross_clues(tables: dict[str, Any]) -> Matrix:
    """Evidence for each real sentence about Llama from weights of clues that have not seen it."""
    clues, labels = tables["natural"]
    found = np.zeros((len(labels), 3))
    for known, asked in folds(labels, PARTS):
        weights, shift = fit_clues(tables["news"], together((clues[known], labels[known]), tables["newsroom on models"]), tables["own"])
        found[asked] = clues[asked] @ weights + shift
    return found


def together(*tables: tuple[sp.csr_matrix, Labels]) -> tuple[sp.csr_matrix, Labels]:
    return sp.vstack([clues for clues, _ in tables]).tocsr(), np.concatenate([labels for _, labels in tables])


if __name__ == "__main__":
    main()
