"""Which articles are copies of one story, and which of them is the original?

A text's signature is a MinHash of its five-word shingles: two signatures agree in about the share of shingles that their texts have in
common. Signatures are cut into bands; only texts that share a band are compared, so the cost grows with the number of texts.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt

VALUES = 128
ROWS = 4  # 32 bands of four: texts that share half of their shingles meet with a chance of .87, three fifths .99, a tenth .003
SHINGLE = 5
LEAST_WORDS = 40  # less text than this has no signature: notices and teasers look alike
MOST_WORDS = 20_000
ALIKE = 0.5  # a short article without its last paragraphs still shares this much; two reports of one event do not come near
PERMUTATIONS_SEED = 20_240_723
COMPARED = 8  # texts compared within one band's bucket: boilerplate shared by thousands must not cost their square
WORD = re.compile(r"\w+")
APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
# "This story was first published by Northwire." stands at an end of the text.
CREDIT = re.compile(
    r"\b(?:(?:first|originally)\s+(?:published|appeared|ran|reported)|republished|reprinted|syndicated)\s+(?:with\s+permission\s+)?(?:by|in|on|at|from)\s+(?P<outlet>[^\n.;:()]{2,80})",
    re.IGNORECASE,
)
CREDIT_REACH = 400

Key = TypeVar("Key", bound=Hashable)
Permutations = tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One article of a story, with what tells whether it came first."""

    url: str
    canonical_url: str = ""
    outlet: str = ""
    published_at: datetime | None = None
    text: str = ""


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
    """32 keys, below 2⁶³, of which near copies share at least one: what a database indexes. () for an empty signature."""
    places = range(0, len(signature) - ROWS + 1, ROWS)
    return tuple(_digest(place, signature[place : place + ROWS]) for place in places)


def similar(a: Sequence[int], b: Sequence[int]) -> float:
    """The share of wording that two signatures have in common, 0 to 1; 0 where either is empty."""
    if not a or len(a) != len(b):
        return 0.0
    return sum(left == right for left, right in zip(a, b, strict=True)) / len(a)


def find_copies(signatures: Mapping[Key, Sequence[int]]) -> tuple[tuple[Key, ...], ...]:
    """The keys in groups of near copies, each group and the groups in the order given; whatever has no copy is left out."""
    leader: dict[Key, Key] = {}
    for one, other in _near_pairs(signatures):
        leader[_leader(leader, other)] = _leader(leader, one)
    groups: defaultdict[Key, list[Key]] = defaultdict(list)
    for key in signatures:
        groups[_leader(leader, key)].append(key)
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def choose_original(copies: Sequence[Copy]) -> Copy:
    """The copy that most of the others credit, in a canonical address or a credit line; failing that the first published."""
    credited = Counter(url for copy in copies for url in _credited(copy, copies))
    return min(copies, key=lambda copy: (-credited[copy.url], copy.published_at or datetime.max.replace(tzinfo=UTC), copy.url))


def _digest(place: int, values: Sequence[int]) -> int:
    packed = b"".join(value.to_bytes(8, "big") for value in (place, *values))
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big") >> 1


@cache
def _permutations() -> Permutations:
    # Multiply-shift hashing. Drawn by a digest rather than a generator, so that no release of numpy changes stored signatures.
    drawn = [int.from_bytes(hashlib.blake2b(f"{PERMUTATIONS_SEED}/{place}".encode(), digest_size=8).digest(), "big") for place in range(2 * VALUES)]
    return np.array([value | 1 for value in drawn[:VALUES]], dtype=np.uint64), np.array(drawn[VALUES:], dtype=np.uint64)


def _near_pairs(signatures: Mapping[Key, Sequence[int]]) -> Iterator[tuple[Key, Key]]:
    buckets: defaultdict[int, list[Key]] = defaultdict(list)
    for key, values in signatures.items():
        met: set[Key] = set()
        for band in bands(values):
            bucket = buckets[band]
            for other in bucket:
                if other not in met and similar(values, signatures[other]) >= ALIKE:
                    yield other, key
                met.add(other)
            if len(bucket) < COMPARED:
                bucket.append(key)


def _leader(leader: dict[Key, Key], key: Key) -> Key:
    while (above := leader.get(key, key)) != key:
        leader[key] = leader.get(above, above)
        key = above
    return key


def _credited(copy: Copy, copies: Sequence[Copy]) -> frozenset[str]:
    """Addresses of the other copies that this one names as its source."""
    ends = copy.text[:CREDIT_REACH] + "\n" + copy.text[-CREDIT_REACH:]
    outlets = [match["outlet"].casefold() for match in CREDIT.finditer(ends)]
    return frozenset(
        other.url
        for other in copies
        if other.url != copy.url
        and (other.url == copy.canonical_url or (other.outlet and any(_names(outlet, other.outlet.casefold()) for outlet in outlets)))
    )


def _names(credit: str, outlet: str) -> bool:
    return re.match(rf"(?:the\s+)?{re.escape(outlet.removeprefix('the '))}\b", credit) is not None
