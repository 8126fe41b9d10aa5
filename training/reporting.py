"""How good is what is shipped, beside word lists, and how sure may it be?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from afinn import Afinn
from calibrating import Labels, Matrix, measure, reliability
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

NEUTRAL_BAND = 0.05  # VADER's own advice
SIDE, EDGE = 260, 34  # of the diagram, in pixels
STYLE = "font:11px system-ui,sans-serif;fill:currentColor"


def compare(rows: Sequence[dict[str, Any]], labels: Labels, judged: dict[str, Matrix]) -> Iterator[str]:
    """A line for each reader and then one for each word list, all on the same sentences."""
    for name, found in judged.items():
        yield f"  {name:24} {measure(found, labels)}"
    vader, afinn = SentimentIntensityAnalyzer(), Afinn()
    felt = {
        "VADER": [vader.polarity_scores(row["text"])["compound"] / NEUTRAL_BAND for row in rows],
        "AFINN": [afinn.score(row["text"]) for row in rows],
        "always neutral": [0.0] * len(rows),
    }
    for name, values in felt.items():
        best = np.array([1 + (value >= 1) - (value <= -1) for value in values])
        yield f"  {name:24} {_rights(best, labels)}"


def count_traps(rows: Sequence[dict[str, Any]], found: Matrix, labels: Labels) -> Iterator[str]:
    """For each kind of trap: sentences, rights, and where the wrong ones went."""
    best = found.argmax(axis=1)
    kinds = np.array([row["kind"] for row in rows])
    names = np.array(["neg", "neu", "pos"])
    for kind in sorted(set(kinds.tolist())):
        chosen = kinds == kind
        wrong = chosen & (best != labels)
        went = [f"{names[truth]} as {names[answer]}" for truth, answer in zip(labels[wrong], best[wrong], strict=True)]
        counted = ", ".join(f"{went.count(way)} {way}" for way in sorted(set(went)))
        yield f"  {kind:20} {int(chosen.sum() - wrong.sum()):3} of {int(chosen.sum()):3}   {counted}"


def draw(found: Matrix, labels: Labels, path: Path) -> None:
    """Writes the reliability diagram: the share of right answers over how sure they were; a dot's area is how many they are."""

    def place(value: float) -> float:
        return (value - 0.3) / 0.7 * SIDE

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE + 2 * EDGE} {SIDE + 2 * EDGE}" role="img" aria-label="How often answers are right">',
        f'<g transform="translate({EDGE},{EDGE / 2})"><path d="M0 0V{SIDE}H{SIDE}M0 {SIDE}L{SIDE} 0" fill="none" stroke="currentColor" stroke-opacity=".4"/>',
    ]
    for tick in (0.4, 0.6, 0.8, 1.0):
        parts.append(f'<text x="{place(tick):.0f}" y="{SIDE + 16}" text-anchor="middle" style="{STYLE}">{tick}</text>')
        parts.append(f'<text x="-6" y="{SIDE - place(tick) + 4:.0f}" text-anchor="end" style="{STYLE}">{tick}</text>')
    for number, sure, right in reliability(found, labels):
        parts.append(f'<circle cx="{place(sure):.1f}" cy="{SIDE - place(right):.1f}" r="{1.2 * number**0.5:.1f}" fill="#2563eb" fill-opacity=".55">')
        parts.append(f"<title>{number} answers, {sure:.2f} sure, {right:.2f} right</title></circle>")
    parts.append(f'<text x="{SIDE / 2}" y="{SIDE + 32}" text-anchor="middle" style="{STYLE}">how sure</text>')
    parts.append(f'<text x="{-EDGE + 8}" y="-4" style="{STYLE}">how often right</text></g></svg>')
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _rights(best: Labels, labels: Labels) -> str:
    f1 = [2 * ((best == k) & (labels == k)).sum() / max(1, (best == k).sum() + (labels == k).sum()) for k in range(3)]
    return f"n {len(labels):4} accuracy {(best == labels).mean():.3f} macro-F1 {np.mean(f1):.3f}"
