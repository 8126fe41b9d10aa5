"""How well are pages read, beside trafilatura? Author, day, title and text, held against what people wrote down of the same pages.

python benchmarks/accuracy.py EVAL

EVAL is the folder that holds `extraction/` (gold.jsonl and pages) and `score_extraction.py`; without it nothing can be measured.
Printed are the scorer's figures as tables, over all pages and over those of news outlets, and on how many of the pages without a
noted author each reader names one. trafilatura is left out where it is not installed.
"""

from __future__ import annotations

import gzip
import importlib
import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parsers.article import parse_article
from parsers.jsonld import names_of
from parsers.page import parse_page

Reader = Callable[[bytes, str], dict[str, Any]]
COLUMNS = {
    "authors F1": ("authors", "f1"), "authors exact": ("authors", "exact"), "day": ("date", "acc"), "title (like)": ("title", "fuzzy"),
    "text F1": ("body", "f1"), "text exact": ("body", "exact"),
}  # fmt: skip
NEWS = "fundus"  # the source whose pages are of news outlets
TOLD_BY = ("trafilatura", "readability", "fundus")  # sources that note "no author" where there is none, rather than nothing


def main() -> None:
    """Print a table for all pages, one for news pages, and how many authors were invented."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1])
    spec = importlib.util.spec_from_file_location("score_extraction", folder / "score_extraction.py")
    if spec is None or spec.loader is None:
        sys.exit(f"no scorer in {folder}")
    scorer: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = [page for line in (folder / "extraction" / "gold.jsonl").read_text("utf-8").splitlines() if (page := json.loads(line))["lang"] == "en"]
    pages = {page["id"]: gzip.decompress((folder / "extraction" / page["html"]).read_bytes()) for page in gold}
    found = {name: {page["id"]: read(pages[page["id"]], page["url"]) for page in gold} for name, read in _readers().items()}
    for title, chosen in (("all", gold), ("news", [page for page in gold if page["source"] == NEWS])):
        print(f"\n| {title} ({len(chosen)} pages) | {' | '.join(COLUMNS)} |\n|{'---|' * (len(COLUMNS) + 1)}")
        for name, read_pages in found.items():
            measures = scorer.score(chosen, read_pages)
            print(f"| {name} | {' | '.join(f'{measures[field][measure]:.3f}' for field, measure in COLUMNS.values())} |")
    unsigned = [page for page in gold if not page["gold"]["authors"] and page["source"] in TOLD_BY]
    named = {name: sum(bool(read_pages[page["id"]]["authors"]) for page in unsigned) for name, read_pages in found.items()}
    named["their own JSON-LD"] = sum(_declares_author(pages[page["id"]], page["url"]) for page in unsigned)
    print(f"\nauthors named on {len(unsigned)} pages without a noted one: " + ", ".join(f"{name} {count}" for name, count in named.items()))


def _readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"Bellwether": _bellwether}
    if importlib.util.find_spec("trafilatura") is None:
        print("trafilatura is not installed here (make bench installs it)")
        return readers
    extract: Any = importlib.import_module("trafilatura").bare_extraction

    def trafilatura(html: bytes, url: str) -> dict[str, Any]:
        document = extract(html, url=url, with_metadata=True)
        told = document.as_dict() if document is not None else {}
        authors = [name.strip() for name in (told.get("author") or "").split(";") if name.strip()]
        return {"authors": authors, "date": told.get("date"), "title": told.get("title"), "body": told.get("text")}

    return {**readers, "trafilatura": trafilatura}


def _bellwether(html: bytes, url: str) -> dict[str, Any]:
    article = parse_article(html, url or "https://example.org/")
    day = article.published_on.isoformat() if article.published_on else None
    return {"authors": list(article.authors), "date": day, "title": article.title, "body": article.text}


def _declares_author(html: bytes, url: str) -> bool:
    page = parse_page(html, url or "https://example.org/")
    return any(names_of(node["author"], page.nodes) for node in page.nodes if "author" in node)


if __name__ == "__main__":
    main()
