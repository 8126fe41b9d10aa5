"""Is a sentence, or nearly, one of those that are kept for judging?

News is written in copies: what differs by a space, a lead or an ending would be learned by heart and then judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

TOGETHER = 4  # words
TOO_MANY = 0.5  # of the fours of the shorter of two sentences

_BETWEEN = re.compile(r"[^a-z0-9]+")


class Apart:
    """Sentences kept for judging."""

    def __init__(self, kept: Iterable[str]) -> None:
        self._fours = [_fours(text) for text in kept]
        self._having: dict[str, set[int]] = {}
        for at, fours in enumerate(self._fours):
            for four in fours:
                self._having.setdefault(four, set()).add(at)

    def holds(self, text: str) -> bool:
        fours = _fours(text)
        near = {at for four in fours for at in self._having.get(four, ())}
        return any(len(fours & self._fours[at]) >= TOO_MANY * min(len(fours), len(self._fours[at])) for at in near)


def _fours(text: str) -> set[str]:
    words = _BETWEEN.sub(" ", text.lower()).split()
    return {" ".join(words[at : at + TOGETHER]) for at in range(max(1, len(words) - TOGETHER + 1))}
