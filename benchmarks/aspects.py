"""How well are the aspects found that a sentence speaks of? Precision and recall of each, on our own labelled sentences.

python benchmarks/aspects.py [WATCHLIST.toml]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from feeds.watchlist import load_watchlist
from parsers.terms import compile_terms

ROOT = Path(__file__).resolve().parents[1]
# Kinds of the sentences on which the terms were widened; the others had been labelled before, and were not looked at for it.
TUNED_ON = frozenset({
    "article-blame", "article-fact", "article-praise", "newsletter-base", "newsletter-infra", "newsletter-lost", "newsletter-noise2", "newsletter-won",
})  # fmt: skip


def main() -> None:
    """Print them."""
    watchlist = load_watchlist(Path(sys.argv[1]) if sys.argv[1:] else ROOT / "feeds" / "watchlist.toml")
    rows = [json.loads(line) for line in (ROOT / "training" / "sentences.jsonl").read_text(encoding="utf-8").splitlines()]
    labelled = {row["text"]: set(row["aspects"]) for row in rows if "aspects" in row}
    apart = {row["text"] for row in rows if "aspects" in row and row["kind"] not in TUNED_ON}
    found = {
        text: {aspect.name for aspect in watchlist.aspects if not compile_terms(aspect.terms).find(text).isdisjoint(aspect.terms)}
        for text in labelled
    }
    print(f"{len(labelled)} sentences")
    for names in ([aspect.name] for aspect in watchlist.aspects):
        _show(names[0], labelled, found, set(names))
    every = {aspect.name for aspect in watchlist.aspects}
    _show("all", labelled, found, every)
    print(f"{len(apart)} of them apart from those on which the terms were widened")
    _show("all", {text: labelled[text] for text in apart}, {text: found[text] for text in apart}, every)


def _show(title: str, labelled: dict[str, set[str]], found: dict[str, set[str]], names: set[str]) -> None:
    true = sum(len(here & names) for here in labelled.values())
    said = sum(len(here & names) for here in found.values())
    both = sum(len(labelled[text] & found[text] & names) for text in labelled)
    print(f"{title:12} {true:4} spoken of, precision {both / max(1, said):.2f}, recall {both / max(1, true):.2f}")


if __name__ == "__main__":
    main()
