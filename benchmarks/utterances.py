"""What does it cost to keep track of who ran which words first? Seconds a thousand articles, while the warehouse grows.

    python benchmarks/utterances.py [--articles 40000]

Each invented article has five quotations; one in five of them is another outlet's, half of these cut or edited. The cost of a batch must
not grow with what is stored by more than the one look through its keys that each batch takes.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse.people import recognise_speakers
from warehouse.store import Warehouse, open_warehouse
from warehouse.utterances import group_quotations

BATCH = 200  # articles a feed's poll brings in
QUOTATIONS = 5
WORDS = 25  # of a quotation
START = datetime(2024, 1, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=40_000)
    options = parser.parse_args()
    rng = random.Random(20240723)
    vocabulary = [f"word{number:x}" for number in range(4000)]
    said: list[tuple[str, str]] = []
    with tempfile.TemporaryDirectory() as home, open_warehouse(Path(home)) as warehouse:
        spent, told = 0.0, 0
        for first in range(0, options.articles, BATCH):
            ids = _store(warehouse, rng, vocabulary, said, first)
            began = time.process_time()
            group_quotations(warehouse.connection, ids)
            spent += time.process_time() - began
            stored = first + BATCH
            if stored in {options.articles // 4, options.articles // 2, options.articles * 3 // 4, options.articles}:
                print(f"{stored:>7} articles stored: {1000 * spent / (stored - told):.2f} CPU seconds a thousand articles", flush=True)
                spent, told = 0.0, stored
        for name, ask in (
            ("joining the speakers of all articles", lambda: recognise_speakers(warehouse.connection)),
            ("from quotation_spread", lambda: warehouse.connection.execute("select count(*) from quotation_spread where outlets > 1").fetchall()),
            ("from speakers", lambda: warehouse.connection.execute("select count(*) from speakers").fetchall()),
        ):
            began = time.process_time()
            ask()
            print(f"{name}: {time.process_time() - began:.1f} CPU seconds")


def _store(warehouse: Warehouse, rng: random.Random, vocabulary: list[str], said: list[tuple[str, str]], first: int) -> list[str]:
    """One batch of articles with their quotations, as the store writes them: their ids."""
    articles, revisions, quotations = [], [], []
    for number in range(first, first + BATCH):
        article, at = f"a{number:08}", START + timedelta(minutes=number)
        articles.append({
            "article_id": article, "url": f"https://o{number % 40}.example/{number}", "feed_url": "f", "outlet": f"o{number % 40}", "outlet_kind": "press",
            "first_seen_at": at, "revision": 1, "story_id": article,
        })  # fmt: skip
        text = ""
        for ordinal in range(1, QUOTATIONS + 1):
            words, speaker = " ".join(rng.choices(vocabulary, k=WORDS)), f"Given{rng.randrange(900)} Family{rng.randrange(5000)}"
            if said and rng.random() < 0.2:
                words, speaker = said[rng.randrange(len(said))]
                words = words.rsplit(" ", rng.randrange(1, 6))[0] if rng.random() < 0.5 else words
            said.append((words, speaker))
            quotations.append({
                "article_id": article, "revision": 1, "ordinal": ordinal, "text": words, "start_char": len(text), "end_char": len(text) + len(words),
                "speaker": speaker, "kind": "direct", "rank": 0.5,
            })  # fmt: skip
            text += words + "\n\n"
        revisions.append({
            "article_id": article, "revision": 1, "canonical_url": "", "title": "t", "authors": [], "published_at": at, "text": text, "text_digest": article,
            "completeness": "full", "evidence": {}, "relevant": True, "relevance": 0.5, "about": [], "signature": [], "captured_at": at, "read_at": at, "run_id": "r",
        })  # fmt: skip
    warehouse.put("article", articles)
    warehouse.put("article_revision", revisions)
    warehouse.put("quotation", quotations)
    return [str(row["article_id"]) for row in articles]


if __name__ == "__main__":
    main()
