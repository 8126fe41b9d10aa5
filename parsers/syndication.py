"""Which articles are copies of one another, and which was there first?

A text's signature is a MinHash of its five-word shingles: two signatures agree in about the share of shingles that their texts have in
common. Signatures are cut into bands; only texts that share a band are compared, so the cost grows with the number of texts.

The hashing is our own, a dozen lines of numpy. datasketch computes the same no faster and needs scipy (145 MB); rensa would save half a
millisecond of the 40 that reading an article takes, but stored signatures must stay comparable for years and its hashes may change from
release to release. Neither's index would serve: bands are looked up in DuckDB.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

VALUES = 128
ROWS = 3  # 42 bands of three: texts that share a third of their shingles meet with a chance of .79, half .996, a twentieth .005
SHINGLE = 5
LEAST_WORDS = 40  # less text than this has no signature: notices and teasers look alike
MOST_WORDS = 20_000
ALIKE = 0.5  # a short article without its last paragraphs still shares this much; two reports of one event do not come near
# What is cut down further shares less with the whole, but nearly all of the shorter one stands in the longer one.
CUT, CONTAINED = 0.3, 0.75
# Within one outlet likeness is a habit (release notes, weekly rounds): only the same text again is the same story.
ALIKE_AT_HOME = 0.8
MOST_MET = 64  # candidates compared with one article, those with most bands in common: boilerplate shared by thousands must not cost their square
PERMUTATIONS_SEED = 20_240_723
WORD = re.compile(r"\w+")
APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
UNDATED = datetime.max.replace(tzinfo=UTC)

Key = TypeVar("Key", bound=Hashable)
Values = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece(Generic[Key]):
    """An article as the search for copies sees it."""

    key: Key
    signature: Values
    outlet: str = ""
    published_at: datetime | None = None
    url: str = ""

    @property
    def order(self) -> tuple[datetime, str, str]:
        """Earlier pieces lead, later ones follow."""
        return self.published_at or UNDATED, self.url, str(self.key)


def signature(text: str) -> tuple[int, ...]:
    """128 numbers below 2³² that stand for the text's wording; () where there is too little text. Quote marks, case and layout are free."""
    words = WORD.findall(text.casefold().translate(APOSTROPHES))[:MOST_WORDS]
    if len(words) < LEAST_WORDS:
        return ()
    shingles = {zlib.crc32(" ".join(words[place : place + SHINGLE]).encode()) for place in range(len(words) - SHINGLE + 1)}
    hashes = np.fromiter(shingles, dtype=np.uint64, count=len(shingles))
    factors, offsets = _permutations()
    return tuple(int((hashes * factor + offset).min() >> np.uint64(32)) for factor, offset in zip(factors, offsets, strict=True))


def bands(signature: Sequence[int]) -> tuple[int, ...]:
    """42 keys, below 2⁶³, of which near copies share at least one: what a database indexes. () for an empty signature."""
    places = range(0, len(signature) - ROWS + 1, ROWS)
    return tuple(_digest(place, signature[place : place + ROWS]) for place in places)


def similar(a: Sequence[int], b: Sequence[int]) -> float:
    """The share of wording that two signatures have in common, 0 to 1; 0 where either is empty."""
    if not a or len(a) != len(b):
        return 0.0
    return sum(left == right for left, right in zip(a, b, strict=True)) / len(a)


def find_leads(pieces: Sequence[Piece[Key]]) -> dict[Key, Key]:
    """For every piece the first published piece that it is a copy of: its own key where it is none.

    In order of publication, a piece follows the leading piece that it is most alike, or leads. So every copy is alike the piece it
    follows, a chain of likenesses joins nothing, and the answer is the same in whatever order pieces are given.
    """
    leads: dict[Key, Key] = {}
    leading: list[Piece[Key]] = []
    buckets: defaultdict[int, list[int]] = defaultdict(list)
    for piece in sorted(pieces, key=lambda piece: piece.order):
        keys = bands([int(value) for value in piece.signature])
        met = Counter(place for key in keys for place in buckets[key])
        nearest = sorted(met, key=lambda place: (-met[place], place))[:MOST_MET]
        lead = choose_lead(piece, [leading[place] for place in nearest])
        leads[piece.key] = piece.key if lead is None else lead.key
        if lead is None:
            for key in keys:
                buckets[key].append(len(leading))
            leading.append(piece)
    return leads


def choose_lead(piece: Piece[Key], others: Sequence[Piece[Key]]) -> Piece[Key] | None:
    """Of pieces that lead, the one that this piece follows: earlier, alike, and most so."""
    earlier = [other for other in others if other.order < piece.order]
    near = [(-likeness, other.order, other) for other, likeness in zip(earlier, likenesses(piece, earlier), strict=True) if likeness]
    return min(near, key=lambda each: each[:2])[2] if near else None


def likenesses(piece: Piece[Key], others: Sequence[Piece[Key]]) -> list[float]:
    """How much wording the piece shares with each of the others, 0 to 1; 0 where neither is a copy of the other."""
    if not len(piece.signature):
        return [0.0] * len(others)
    found = [0.0] * len(others)
    signed = [place for place, other in enumerate(others) if len(other.signature) == len(piece.signature)]
    if not signed:
        return found
    table = np.stack([others[place].signature for place in signed])
    shared = (table == piece.signature).mean(axis=1)
    own, sizes = _size(piece.signature[np.newaxis])[0], _size(table)
    inside = shared * (own + sizes) / (1 + shared) / np.minimum(own, sizes)  # the share of the shorter one that stands in the longer one
    is_alike = (shared >= ALIKE) | ((shared >= CUT) & (inside >= CONTAINED))
    for place, likeness, alike in zip(signed, shared, is_alike, strict=True):
        at_home = bool(piece.outlet) and others[place].outlet == piece.outlet
        if likeness >= ALIKE_AT_HOME if at_home else alike:
            found[place] = float(likeness)
    return found


def _size(table: Values) -> npt.NDArray[np.float64]:
    """About how many shingles each text has: the least of n hashes lies near 1/n of their range."""
    means: npt.NDArray[np.float64] = table.astype(np.float64).mean(axis=1) / 2**32
    return 1 / np.maximum(means, 1e-9)


def _digest(place: int, values: Sequence[int]) -> int:
    packed = b"".join(value.to_bytes(8, "big") for value in (place, *values))
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big") >> 1


@cache
def _permutations() -> tuple[Values, Values]:
    # Multiply-shift hashing. Drawn by a digest rather than a generator, so that no release of numpy changes stored signatures.
    drawn = [int.from_bytes(hashlib.blake2b(f"{PERMUTATIONS_SEED}/{place}".encode(), digest_size=8).digest(), "big") for place in range(2 * VALUES)]
    return np.array([value | 1 for value in drawn[:VALUES]], dtype=np.uint64), np.array(drawn[VALUES:], dtype=np.uint64)
