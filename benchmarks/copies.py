"""What does finding copies cost as articles grow in number?

python benchmarks/copies.py [10000 100000]

Articles of generated text come in batches, as polls bring them: 7 % are copies with a paragraph dropped, cut or added, half a per cent
copies of one and the same story, and 2 % one outlet's notes that repeat most of their wording. Each step is timed by itself; if the
cost is linear, the time an article stays the same from one column to the next.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from parsers.syndication import Piece, bands, find_leads, signature
from warehouse.store import open_warehouse
from warehouse.stories import group_stories

BATCH = 100
START = datetime(2024, 1, 1, tzinfo=UTC)
VOCABULARY = [f"word{number}" for number in range(4000)]
STEPS = ("sign the texts", "cut into bands", "group them in memory", "store the articles", "store their stories")


@dataclass(frozen=True)
class Told:
    """A generated article, and the number of the one it copies (its own where it is no copy)."""

    number: int
    text: str
    outlet: str
    source: int


def generate(count: int) -> Iterator[Told]:
    """Articles in order of publication."""
    drawn = random.Random(count)
    paragraphs: dict[int, list[str]] = {}
    frame = [_paragraph(drawn) for _ in range(6)]
    for number in range(count):
        fate, source, outlet = drawn.random(), number, f"outlet {number % 50}"
        if number > 10 and fate < 0.005:
            source, own = 0, paragraphs[0]
        elif number > 10 and fate < 0.075:
            source = drawn.choice(list(paragraphs)[-1000:])
            own = _edited(paragraphs[source], drawn)
        elif number > 10 and fate < 0.095:
            own, outlet = [*frame, _paragraph(drawn), _paragraph(drawn)], "Notes"
        else:
            own = paragraphs[number] = [_paragraph(drawn) for _ in range(8)]
        yield Told(number, "\n\n".join(own), outlet if source == number else f"outlet {50 + number % 50}", source)


def _paragraph(drawn: random.Random) -> str:
    return " ".join(drawn.choices(VOCABULARY, k=40)) + "."


def _edited(paragraphs: list[str], drawn: random.Random) -> list[str]:
    place = drawn.randrange(len(paragraphs))
    return drawn.choice([paragraphs[:place] + paragraphs[place + 1 :], paragraphs[:-2], paragraphs[:5], [*paragraphs, _paragraph(drawn)]])


@contextmanager
def timed(spent: dict[str, float], step: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    spent[step] += time.perf_counter() - began


def measure(count: int) -> tuple[dict[str, float], float, float]:
    """Seconds of each step, and precision and recall of the copies that were stored as such."""
    spent: dict[str, float] = defaultdict(float)
    sources: dict[str, int] = {}
    pieces: list[Piece[str]] = []
    with tempfile.TemporaryDirectory(prefix="copies-") as folder, open_warehouse(Path(folder)) as warehouse:
        batch: list[Told] = []
        for told in generate(count):
            batch.append(told)
            if len(batch) < BATCH and told.number < count - 1:
                continue
            with timed(spent, "sign the texts"):
                signatures = [signature(each.text) for each in batch]
            with timed(spent, "cut into bands"):
                for values in signatures:
                    bands(values)
            articles, revisions = [], []
            for each, values in zip(batch, signatures, strict=True):
                name, published_at = f"a{each.number:07}", START + timedelta(minutes=each.number)
                url = f"https://{each.outlet.replace(' ', '-')}.example/{name}"
                sources[name] = each.source
                pieces.append(Piece(key=name, signature=np.array(values, dtype=np.uint64), outlet=each.outlet, published_at=published_at, url=url))
                articles.append({
                    "article_id": name, "url": url, "feed_url": url, "outlet": each.outlet, "outlet_kind": "press", "first_seen_at": published_at,
                    "revision": 1, "story_id": name, "lead_id": name,
                })  # fmt: skip
                revisions.append({
                    "article_id": name, "revision": 1, "canonical_url": url, "title": name, "authors": [], "published_at": published_at, "text": each.text,
                    "text_digest": name, "completeness": "full", "evidence": {}, "relevant": True, "relevance": 1.0, "about": [], "signature": values,
                    "captured_at": published_at, "read_at": published_at, "run_id": "r", "credits": [],
                })  # fmt: skip
            with timed(spent, "store the articles"):
                warehouse.put("article", articles)
                warehouse.put("article_revision", revisions)
            with timed(spent, "store their stories"):
                group_stories(warehouse.connection, [str(article["article_id"]) for article in articles])
            batch = []
        with timed(spent, "group them in memory"):
            find_leads(pieces)
        stored = dict(warehouse.connection.execute("select article_id, lead_id from article").fetchall())
    found = {name for name, lead in stored.items() if name != lead}
    copies = {name for name, source in sources.items() if source != int(name[1:])}
    right = sum(sources[name] == int(stored[name][1:]) for name in found)
    return spent, right / max(len(found), 1), right / max(len(copies), 1)


def main() -> None:
    counts = [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]
    results = []
    for count in counts:
        results.append(measure(count))
        print(f"{count:,} articles: copies found with precision {results[-1][1]:.4f}, recall {results[-1][2]:.4f}", flush=True)
    print(f"{'':<22}" + "".join(f"{f'{count:,} articles':>28}" for count in counts))
    for step in STEPS:
        print(f"{step:<22}" + "".join(f"{spent[step]:>11.1f} s {spent[step] / count * 1000:>7.2f} ms each" for count, (spent, _, _) in zip(counts, results, strict=True)))


if __name__ == "__main__":
    main()
