"""How fast is stance judged? Sentences a CPU second, time to load and memory, and the same for another encoder's folder.

python benchmarks/stance.py [FOLDER …]    each with a sentence.onnx and a target.onnx, as `training/train.py --out FOLDER` leaves them

At last what an article of the sample costs to read, and what to score. All are run on the same sentences, in turns, on one thread unless
two are told, so that what else the machine does troubles all alike.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from feeds.captures import Capture, read_captures
from feeds.watchlist import load_watchlist
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST
from parsers import stance
from parsers.clueweights import weigh_clues
from parsers.encoder import Encoder, spell_around
from parsers.reading import read_article
from parsers.stance import score

ROUNDS = 3
LONG = 140  # characters: those of ours that are about as long, on average, as a sentence in the news
SENTENCES = Path(__file__).resolve().parents[1] / "training" / "sentences.jsonl"
SHIPPED = Path(stance.__file__).with_name(stance.FOLDER)


def main() -> None:
    """Print them."""
    began, before = time.process_time(), _memory()
    score([("Llama 3 is here.", 0, 7)])
    print(f"load {time.process_time() - began:.2f} s of CPU, {_memory() - before:.0f} MB; {sum(path.stat().st_size for path in SHIPPED.iterdir()) / 1e6:.1f} MB on disk")
    sentences = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    rows = [(row["text"], row["from"], row["to"]) for row in sentences if len(row["text"]) >= LONG]
    steps: dict[str, Callable[[], object]] = {
        "score()": lambda: score(rows),
        "score(threads=2)": lambda: score(rows, threads=2),
        "  spelling": lambda: [spell_around(*row) for row in rows],
        "  clues": lambda: [weigh_clues(*row) for row in rows],
    }
    asked = [spell_around(*row) for row in rows]
    for path in (SHIPPED, *map(Path, sys.argv[1:])):
        encoder = Encoder(path)
        steps[f"  encoder {path}"] = partial(lambda encoder: list(encoder.find(asked)), encoder)
        steps[f"    the same, two targets in each {path}"] = partial(lambda encoder: list(encoder.find([one for one in asked for _ in range(2)])), encoder)
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            costs[name].append(_seconds(step))
    print(f"{len(rows)} sentences of {np.mean([len(one.numbers) for one in asked]):.0f} pieces")
    for name, seconds in costs.items():
        cpu, clock = map(min, zip(*seconds, strict=True))
        print(f"{name:76} {len(rows) / cpu:6.0f} a CPU second {len(rows) / clock:6.0f} a second by the clock")
    _read_and_score()


def _read_and_score() -> None:
    """What the sample's articles that name the first target cost, each step on average."""
    watchlist, costs = load_watchlist(SAMPLE_WATCHLIST), []
    for found in read_captures(SAMPLE_CAPTURES):
        if isinstance(found, Capture) and found.kind == "page" and found.document.status == 200:
            read = partial(
                read_article, found.document.body, found.document.url, entry=None, targets=watchlist.targets, aspects=watchlist.aspects, topic=watchlist.topic
            )
            mentions = read().mentions
            if any(mention.target == watchlist.targets[0].name for mention in mentions):
                asked = [(mention.sentence, mention.alias_start - mention.start, mention.alias_end - mention.start) for mention in mentions]
                whole, scoring = (min(_seconds(step)[0] for _ in range(ROUNDS)) for step in (read, partial(score, asked)))
                costs.append((len(asked), len({sentence for sentence, _, _ in asked}), 1000 * (whole - scoring), 1000 * scoring))
    names, sentences, read_ms, scored_ms = np.mean(costs, axis=0)
    print(f"{len(costs)} articles of the sample: {names:.1f} mentions in {sentences:.1f} sentences each, all else read in {read_ms:.1f} ms, scored in {scored_ms:.1f} ms")


def _seconds(step: Callable[[], object]) -> tuple[float, float]:
    """Of processors, and by the clock."""
    began, began_at = time.process_time(), time.perf_counter()
    step()
    return time.process_time() - began, time.perf_counter() - began_at


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
