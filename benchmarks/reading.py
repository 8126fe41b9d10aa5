"""How fast are pages read, beside trafilatura, and where does the time go?

python benchmarks/reading.py [FOLDER with .html or .html.gz files]

Without a folder the golden pages of the tests are read. Both readers get the same pages in the same process, in turns, and are
judged by CPU time. trafilatura is no dependency: install it beside Bellwether to see it.
"""

from __future__ import annotations

import gzip
import importlib
import logging
import sys
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from parsers.article import parse_article
from parsers.body import find_body
from parsers.byline import find_byline
from parsers.dates import find_dates
from parsers.layout import Layout
from parsers.model import PageParseError
from parsers.page import parse_page
from parsers.title import find_title

GOLDEN = Path(__file__).resolve().parents[1] / "tests" / "parsers" / "pages"
URL = "https://example.org/a"
ROUNDS = 3
MOST_PAGES = 400


def main() -> None:
    """Print pages a CPU second of both, and the share of each step."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else GOLDEN
    pages = [page for page in map(_load, sorted(folder.glob("*.html*"))[:MOST_PAGES]) if _is_page(page)]
    if not pages:
        sys.exit(f"no pages in {folder}")
    print(f"{len(pages)} pages of {sum(map(len, pages)) / len(pages) / 1000:.0f} kB on average")
    readers: dict[str, Callable[[bytes], object]] = {"bellwether": lambda page: parse_article(page, URL)}
    try:
        trafilatura = importlib.import_module("trafilatura")
    except ImportError:
        print("trafilatura is not installed here: nothing to compare with")
    else:
        logging.disable(logging.CRITICAL)
        readers["trafilatura"] = lambda page: trafilatura.bare_extraction(page, url=URL, with_metadata=True)
    rates = _rates(readers, pages)
    for name, rate in rates.items():
        print(f"{name:>12}: {rate:7.1f} pages a CPU second")
    if "trafilatura" in rates:
        print(f"{'':>12}  {rates['bellwether'] / rates['trafilatura']:.1f} times trafilatura")
    _steps(pages)


def _load(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _is_page(page: bytes) -> bool:
    try:
        parse_page(page, URL)
    except PageParseError:
        return False
    return True


def _rates(readers: dict[str, Callable[[bytes], object]], pages: list[bytes]) -> dict[str, float]:
    """The best of several rounds; the readers take turns, so that a busy machine slows both."""
    best = dict.fromkeys(readers, 0.0)
    for _ in range(ROUNDS):
        for name, read in readers.items():
            began = time.process_time()
            for page in pages:
                read(page)
            best[name] = max(best[name], len(pages) / (time.process_time() - began))
    return best


def _steps(pages: list[bytes]) -> None:
    spent = dict.fromkeys(("parse", "body", "byline", "dates", "title"), 0.0)
    for raw in pages:
        marks = [time.process_time()]
        page = parse_page(raw, URL)
        marks.append(time.process_time())
        layout = Layout(page, find_body(page))
        marks.append(time.process_time())
        find_byline(layout)
        marks.append(time.process_time())
        find_dates(layout)
        marks.append(time.process_time())
        find_title(layout)
        marks.append(time.process_time())
        for step, (start, end) in zip(spent, pairwise(marks), strict=True):
            spent[step] += end - start
    total = sum(spent.values())
    print("where the time goes: " + ", ".join(f"{step} {1000 * seconds / len(pages):.2f} ms ({seconds / total:.0%})" for step, seconds in spent.items()))


if __name__ == "__main__":
    main()
