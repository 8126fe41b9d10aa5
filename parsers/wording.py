"""When are two quotations the same words, and which wordings are one utterance?

Case, marks and layout are free, since every outlet has its own. Beyond that two wordings are the same words where the shorter one is
part of the longer, or nearly all of it stands there in runs of two words and more: one outlet cuts, another puts a word right.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

WORD = re.compile(r"\w+")
APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´")
TELLING = 8  # words from which on a wording belongs to whoever said it; fewer ("a step forward") anybody may say
LEAST_EDITED = 10  # words of one that another edits
LEAST_PART = 6  # words of one that is part of another
LEAST_KEPT = 0.75  # of the shorter wording that must stand in the longer one, in runs of at least RUN words
RUN = 2
SHINGLE, WINDOW = 4, 2  # every run of five words that two wordings share gives them a key in common
MOST_WORDS = 400  # what is compared of a wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """Words as somebody is quoted with them: `speaker` is a surname, "" where nobody is named; `key` stands for both."""

    key: str
    words: str
    speaker: str

    @property
    def size(self) -> int:
        """How many words it has."""
        return self.words.count(" ") + 1

    @property
    def order(self) -> tuple[int, str]:
        """The longest first: the others are mostly cut from it."""
        return -self.size, self.key


def find_wording(text: str) -> str:
    """The words in small letters, parted by a space each: "We’re OPEN," is "were open"."""
    return " ".join(WORD.findall(unicodedata.normalize("NFKC", text).casefold().translate(APOSTROPHES)))


def find_keys(wording: str) -> tuple[int, ...]:
    """Numbers below 2³² of which wordings that share five words in a row have one in common."""
    words = wording.split(" ")[:MOST_WORDS]
    if len(words) < SHINGLE:
        return ()
    hashes = [zlib.crc32(" ".join(words[place : place + SHINGLE]).encode()) for place in range(len(words) - SHINGLE + 1)]
    return tuple(sorted({min(hashes[place : place + WINDOW]) for place in range(max(1, len(hashes) - WINDOW + 1))}))


def find_leads(wordings: Iterable[Wording], alike: Mapping[str, Collection[Wording]]) -> dict[str, str]:
    """For the key of every wording that of the one which leads its utterance: its own where it leads.

    `alike` has, by its key, the wordings that each is the same words as. A named wording follows the nearest of its speaker's that lead,
    or leads; so no chain of likenesses joins two. One without a name goes where the nearest named one goes that is alike, and with others
    without a name only where there is none. So no utterance has two speakers, and the answer is the same in whatever order wordings come.
    """
    leads: dict[str, str] = {}
    heads: set[str] = set()  # whom others may follow
    in_order = sorted(wordings, key=lambda wording: (not wording.speaker, wording.order))
    for wording in in_order:
        named = [other for other in alike.get(wording.key, ()) if other.speaker]
        if wording.speaker or not named:
            near = [other for other in alike.get(wording.key, ()) if other.key in heads and other.speaker == wording.speaker]
        else:
            near = named
        nearest = min(near, key=lambda other: (other.words != wording.words, abs(other.size - wording.size), other.order), default=None)
        leads[wording.key] = wording.key if nearest is None else leads[nearest.key]
        if nearest is None or nearest.speaker != wording.speaker:
            heads.add(wording.key)
    return leads


def are_same_words(one: str, other: str, *, speakers: tuple[str, str] = ("", "")) -> bool:
    """Whether the two wordings are one utterance, cut or edited a little. `speakers` are their speakers' surnames, "" where nobody is named.

    Two different names keep them apart; fewer words than are telling take the same name on both sides.
    """
    if all(speakers) and speakers[0] != speakers[1]:
        return False
    if min(one.count(" "), other.count(" ")) + 1 < TELLING and not (speakers[0] and speakers[0] == speakers[1]):
        return False
    if one == other:
        return True
    # Of equal length the one is always taken first that sorts first: what matches may depend on the sides.
    shorter, longer = sorted((one.split(" ")[:MOST_WORDS], other.split(" ")[:MOST_WORDS]), key=lambda words: (len(words), words))
    if len(shorter) < LEAST_PART:
        return False
    if f" {' '.join(shorter)} " in f" {' '.join(longer)} ":
        return True
    if len(shorter) < LEAST_EDITED or _numbers(shorter) - _numbers(longer):
        return False
    if (Counter(shorter) & Counter(longer)).total() < LEAST_KEPT * len(shorter):
        return False  # told at a hundredth of the cost
    blocks = SequenceMatcher(None, shorter, longer, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= RUN) >= LEAST_KEPT * len(shorter)


def _numbers(words: list[str]) -> set[str]:
    """An outlet puts words right and leaves numbers alone: last week's “we checked 384 accounts” is not this week's."""
    return {word for word in words if any(character.isdigit() for character in word)}
