"""When are two quotations the same words?

Case, marks and layout are free, since every outlet has its own. Beyond that two wordings are the same words where the shorter one is
part of the longer, or nearly all of it stands there in runs of two words and more: one outlet cuts, another puts a word right.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
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
    shorter, longer = sorted((one.split(" ")[:MOST_WORDS], other.split(" ")[:MOST_WORDS]), key=len)
    if len(shorter) < LEAST_PART:
        return False
    if f" {' '.join(shorter)} " in f" {' '.join(longer)} ":
        return True
    if len(shorter) < LEAST_EDITED or _numbers(shorter) - _numbers(longer):
        return False
    blocks = SequenceMatcher(None, shorter, longer, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= RUN) >= LEAST_KEPT * len(shorter)


def _numbers(words: list[str]) -> set[str]:
    """An outlet puts words right and leaves numbers alone: last week's “we checked 384 accounts” is not this week's."""
    return {word for word in words if any(character.isdigit() for character in word)}
