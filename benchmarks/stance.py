"""How fast is stance judged? Sentences a CPU second, time to load and memory, and the same for another encoder file.

python benchmarks/stance.py [OTHER.onnx …]    e.g. what `git show v0.1:parsers/stance_model/encoder.onnx` wrote

At last what an article of the sample costs to read, and what to score. All are run on the same sentences, in turns, on one thread unless two are told, so that what else the machine does troubles all alike.
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
from parsers import find_mentions, find_quotes, parse_article, stance
from parsers.clueweights import weigh_clues
from parsers.stance import mark, open_encoder, score

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
        "  spelling": lambda: [mark(*row) for row in rows],
        "  clues": lambda: [weigh_clues(*row) for row in rows],
    }
    asked = [_ask(*mark(*row)) for row in rows]
    for path in (SHIPPED / "encoder.onnx", *map(Path, sys.argv[1:])):
        steps[f"  encoder {path}"] = _encode(path, asked)
    costs: dict[str, list[tuple[float, float]]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, step in steps.items():
            costs[name].append(_seconds(step))
    print(f"{len(rows)} sentences of {np.mean([row['ids'].shape[1] for row in asked]):.0f} pieces")
    for name, seconds in costs.items():
        cpu, clock = map(min, zip(*seconds, strict=True))
        print(f"{name:60} {len(rows) / cpu:6.0f} a CPU second {len(rows) / clock:6.0f} a second by the clock")
    _read_and_score()


def _read_and_score() -> None:
    """What the sample's articles that name the first target cost, each step on average."""
    targets, costs = load_watchlist(SAMPLE_WATCHLIST).targets, []
    for found in read_captures(SAMPLE_CAPTURES):
        if isinstance(found, Capture) and found.kind == "page" and found.document.status == 200:
            began = time.process_time()
            article = parse_article(found.document.body, found.document.url)
            quotes = find_quotes(article.text, title=article.title)
            reading = time.process_time() - began
            mentions = find_mentions(article.text, quotes, targets, title=article.title)
            if any(mention.target == targets[0].name for mention in mentions):
                asked = [(mention.sentence, mention.alias_start - mention.start, mention.alias_end - mention.start) for mention in mentions]
                costs.append((len(mentions), 1000 * reading, 1000 * _seconds(partial(score, asked))[0]))
    names, read, scored = np.mean(costs, axis=0)
    print(f"{len(costs)} articles of the sample: {names:.1f} mentions each, read with quotations in {read:.1f} ms, scored in {scored:.1f} ms")


def _ask(numbers: list[int], first: int, last: int) -> dict[str, np.ndarray]:
    named = np.zeros((1, len(numbers)), dtype=np.float32)
    named[0, first:last] = 1
    return {"ids": np.array([numbers], dtype=np.int64), "named": named}


def _encode(path: Path, asked: list[dict[str, np.ndarray]]) -> Callable[[], object]:
    session = open_encoder(path.read_bytes())
    return lambda: [session.run(None, one) for one in asked]


def _seconds(step: Callable[[], object]) -> tuple[float, float]:
    """Of processors, and by the clock."""
    began, began_at = time.process_time(), time.perf_counter()
    step()
    return time.process_time() - began, time.perf_counter() - began_at


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
