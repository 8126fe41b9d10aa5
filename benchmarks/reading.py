"""How fast are pages read, beside trafilatura and newspaper4k, and where does the time go?

make bench [PAGES=folder]
python benchmarks/reading.py [FOLDER with .html or .html.gz files]

Without a folder the evaluation pages are read where they are at hand, else the sample newsroom's pages and the tests' golden ones.
All readers get the same pages in the same process, in turns, and are judged by CPU time; each gives author, date, title and text,
Bellwether block quotations as well. One that is not installed is left out.
"""

from __future__ import annotations

import gzip
import importlib
import importlib.util
import logging
import os
import sys
import time
from collections.abc import Callable, Iterable
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from typing import Any

from feeds.captures import read_captures
from flows.settings import SAMPLE_CAPTURES
from parsers.article import parse_article
from parsers.body import find_body, joined
from parsers.byline import find_byline
from parsers.dates import find_dates
from parsers.layout import Layout
from parsers.model import PageParseError
from parsers.page import parse_page
from parsers.signature import without_signatures
from parsers.title import find_title

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("BELLWETHER_SHARED") or ROOT.parent / "shared")
URL = "https://example.org/a"
ROUNDS = 3
MOST_PAGES = 400
SLOW = 8  # newspaper4k reads one page in as many, once: it needs a quarter of a second for each
Reader = Callable[[bytes], object]


def main() -> None:
    """Print pages a CPU second of each reader, and the share of each step of Bellwether's."""
    where, found = _pages(sys.argv[1:])
    pages = [page for page in found if _is_page(page)][:MOST_PAGES]
    if not pages:
        sys.exit(f"no pages in {where}")
    logging.disable(logging.CRITICAL)
    print(f"{len(pages)} pages of {sum(map(len, pages)) / len(pages) / 1000:.0f} kB on average: {where}")
    rates = _rates({"bellwether": lambda page: parse_article(page, URL), **_trafilatura()}, pages, ROUNDS)
    rates |= _rates(_newspaper(), pages[::SLOW], 1)
    for name, rate in rates.items():
        others = f"   {rates['bellwether'] / rate:5.1f} times slower than Bellwether" if name != "bellwether" else ""
        print(f"{name:>18}: {rate:7.1f} pages a CPU second{others}")
    _steps(pages)


def _pages(told: list[str]) -> tuple[str, Iterable[bytes]]:
    """Where the pages come from, and they themselves."""
    folder = Path(told[0]) if told else SHARED / "eval" / "extraction" / "pages"
    if told or folder.is_dir():
        return f"{folder.name}/ of {folder.parent.name}", map(_load, sorted(folder.glob("*.html*")))
    golden = [path.read_bytes() for path in sorted((ROOT / "tests" / "parsers" / "pages").glob("*.html"))]
    sample = {capture.document.url: capture.document.body for capture in read_captures(SAMPLE_CAPTURES) if capture.document.status == 200}
    return "the sample newsroom's and the tests' golden ones", [*golden, *sample.values()]


def _load(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _is_page(page: bytes) -> bool:
    try:
        parse_page(page, URL)
    except PageParseError:
        return False
    return True


def _trafilatura() -> dict[str, Reader]:
    if importlib.util.find_spec("trafilatura") is None:
        print("trafilatura is not installed here (make bench installs it)")
        return {}
    extract: Any = importlib.import_module("trafilatura").bare_extraction
    return {f"trafilatura {version('trafilatura')}": lambda page: extract(page, url=URL, with_metadata=True)}


def _newspaper() -> dict[str, Reader]:
    if importlib.util.find_spec("newspaper") is None:
        print("newspaper4k is not installed here (make bench installs it)")
        return {}
    newspaper: Any = importlib.import_module("newspaper")

    def read(page: bytes) -> object:
        article = newspaper.Article(url=URL, fetch_images=False)
        article.download(input_html=page.decode("utf-8", "replace"))
        article.parse()
        return article.text

    return {f"newspaper4k {version('newspaper4k')}": read}


def _rates(readers: dict[str, Reader], pages: list[bytes], rounds: int) -> dict[str, float]:
    """Pages a CPU second in the best of several rounds; the readers take turns page by page, so that a busy machine slows all alike."""
    best = dict.fromkeys(readers, 0.0)
    for _ in range(rounds):
        spent = dict.fromkeys(readers, 0.0)
        for page in pages:
            for name, read in readers.items():
                began = time.process_time()
                read(page)
                spent[name] += time.process_time() - began
        best = {name: max(best[name], len(pages) / seconds) for name, seconds in spent.items()}
    return best


def _steps(pages: list[bytes]) -> None:
    """Where Bellwether's time goes, step by step."""
    spent = dict.fromkeys(("parse", "body", "authors", "dates", "title", "text"), 0.0)
    for raw in pages:
        marks = [time.process_time()]
        page = parse_page(raw, URL)
        marks.append(time.process_time())
        body = find_body(page)
        marks.append(time.process_time())
        layout = Layout(page, body)
        byline = find_byline(layout)
        marks.append(time.process_time())
        find_dates(layout)
        marks.append(time.process_time())
        find_title(layout)
        marks.append(time.process_time())
        joined(without_signatures(body.runs, byline.authors))
        marks.append(time.process_time())
        for step, (start, end) in zip(spent, pairwise(marks), strict=True):
            spent[step] += end - start
    total = sum(spent.values())
    print("where the time goes: " + ", ".join(f"{step} {1000 * seconds / len(pages):.2f} ms ({seconds / total:.0%})" for step, seconds in spent.items()))


if __name__ == "__main__":
    main()
