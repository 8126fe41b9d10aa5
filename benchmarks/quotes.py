"""How fast are quotations found? Articles a CPU second, and whether the cost grows with length alone.

python benchmarks/quotes.py [FILE.jsonl with a "text" in each line]
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from parsers.quotes import find_quotes

ROUNDS = 3
PARAGRAPH = (
    "Ann Roe, chief scientist at Pearworks, said the model was “trained on our own machines” and that others may follow. "
    "“We measured it twice,” she said. “It holds.”\n\n"
    "Bob Hale, who left the lab in May, disagreed. According to Hale, the licence is “far from open.” The company did not reply.\n\n"
    "Small labs have waited for weights of this size for two years, and the orchard of models grows by the week.\n\n"
)
PROSE = "Small labs have waited for weights of this size for two years, and the orchard of models grows by the week in Ghent. "
ARTICLE = (PARAGRAPH + (PROSE * 3 + "\n\n") * 4) * 3  # about 5 kB with a dozen quotations, as news articles have
# Each makes another part of the reading work hardest. Behind all of them a quotation stands, without which nothing would be read.
HARD = {
    "news": PARAGRAPH,
    "marks": "“a ",
    "verbs": "and said ",
    "quotations of a sentence": '"a b c" ',
    "names": "Xa Ya, a man at Za, ",
    "blocks": "> a b c\n\n",
}
SPOKEN = "\n\n“It holds,” said Ann Roe. “We measured it.”"
SIZES = (20_000, 80_000, 320_000)


def main() -> None:
    """Print both."""
    texts = (
        [json.loads(line)["text"] for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()]
        if sys.argv[1:]
        else [ARTICLE] * 100
    )
    find_quotes(ARTICLE)  # the word tables are loaded once
    seconds = min(_seconds(texts) for _ in range(ROUNDS))
    print(f"{len(texts)} articles of {sum(map(len, texts)) / len(texts) / 1000:.1f} kB: {len(texts) / seconds:.0f} a CPU second")
    for name, unit in HARD.items():
        costs = [_seconds([(unit * (size // len(unit) + 1))[:size] + SPOKEN]) for size in SIZES]
        shown = ", ".join(f"{size // 1000} kB {cost:.2f} s" for size, cost in zip(SIZES, costs, strict=True))
        print(f"{name:>25}: {shown} (four times the text costs {costs[2] / max(costs[1], 1e-6):.1f} times)")


def _seconds(texts: list[str]) -> float:
    began = time.process_time()
    for text in texts:
        find_quotes(text)
    return time.process_time() - began


if __name__ == "__main__":
    main()
