"""What does finding copies cost as articles grow in number?

python benchmarks/copies.py [10000 100000]

Articles of generated text come in batches, as polls bring them: 7 % are copies with a paragraph dropped, cut or added, half a per cent
copies of one and the same story, and 2 % one outlet's notes that repeat most of their wording. Each step is timed by itself, in CPU
time; the columns are moments of one run. Where the cost is linear, the time an article stays the same from one column to the next.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
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
    first: list[str] = []
    recent: deque[tuple[int, list[str]]] = deque(maxlen=1000)
    frame = [_paragraph(drawn) for _ in range(6)]
    for number in range(count):
        fate, source, outlet = drawn.random(), number, f"outlet {number % 50}"
        if number > 10 and fate < 0.005:
            source, own = 0, first
        elif number > 10 and fate < 0.075:
            source, original = drawn.choice(recent)
            own = _edited(original, drawn)
        elif number > 10 and fate < 0.095:
            own, outlet = [*frame, _paragraph(drawn), _paragraph(drawn)], "Notes"
        else:
            own = [_paragraph(drawn) for _ in range(8)]
            first = first or own
            recent.append((number, own))
        yield Told(number, "\n\n".join(own), outlet if source == number else f"outlet {50 + number % 50}", source)


def _paragraph(drawn: random.Random) -> str:
    return " ".join(drawn.choices(VOCABULARY, k=40)) + "."


def _edited(paragraphs: list[str], drawn: random.Random) -> list[str]:
    place = drawn.randrange(len(paragraphs))
    return drawn.choice([paragraphs[:place] + paragraphs[place + 1 :], paragraphs[:-2], paragraphs[:5], [*paragraphs, _paragraph(drawn)]])


@contextmanager
def timed(spent: dict[str, float], step: str) -> Iterator[None]:
    began = time.process_time()
    yield
    spent[step] += time.process_time() - began


def measure(counts: Sequence[int]) -> Iterator[tuple[int, dict[str, float], float, float]]:
    """At each count: CPU seconds of each step so far, and precision and recall of the copies that are stored as such."""
    spent = dict.fromkeys(STEPS, 0.0)
    sources: dict[str, int] = {}
    pieces: list[Piece[str]] = []
    told = generate(max(counts))
    with tempfile.TemporaryDirectory(prefix="copies-") as folder, open_warehouse(Path(folder)) as warehouse:
        while batch := list(islice(told, BATCH)):
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
                    "revision": 1, "story_id": name,
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
            if len(pieces) in counts:
                spent["group them in memory"] = 0.0
                with timed(spent, "group them in memory"):
                    find_leads(pieces)
                stored = dict(warehouse.connection.execute("select article_id, lead_id from article").fetchall())
                found = {name for name, lead in stored.items() if name != lead}
                copies = {name for name, source in sources.items() if source != int(name[1:])}
                right = sum(sources[name] == int(stored[name][1:]) for name in found)
                yield len(pieces), dict(spent), right / max(len(found), 1), right / max(len(copies), 1)


def main() -> None:
    counts = sorted(int(argument) // BATCH * BATCH for argument in sys.argv[1:] or ["10000", "100000"])
    results = []
    for count, spent, precision, recall in measure(counts):
        print(f"{count:,} articles: copies found with precision {precision:.4f}, recall {recall:.4f}", flush=True)
        results.append((count, spent))
        for step in STEPS:
            print(f"  {step:<22}{spent[step]:>9.1f} s {spent[step] / count * 1000:>8.2f} ms each", flush=True)
    first, last = results[0], results[-1]
    grown = sum(last[1].values()) / last[0] / (sum(first[1].values()) / first[0])
    print(f"An article of {last[0]:,} costs {grown:.2f} times one of {first[0]:,}.")


if __name__ == "__main__":
    main()
