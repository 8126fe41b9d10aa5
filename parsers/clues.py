"""What in a sentence shows how its target is spoken of?

Clues are short strings, each with a weight of its own in the stance model: words and pairs of words with where they stand as seen from
the target's name (its clause, close before it, close behind it), words of praise and blame with negation reckoned in, and who comes out
ahead in a comparison ("beats TARGET", "TARGET … more accurate than", "worse than TARGET"). A clue that begins with "!" was reckoned out
of several words and weighs more than one that merely repeats them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from parsers.tables import load_words

TARGET = "@t"
RIVAL = "@r"
NUMBER = "@n"
TOKEN = re.compile(r"@t\b|[^\W\d_][\w]*(?:[-'][^\W_]+)*|\d[\w.,%$]*|[.,;:!?()\"“”—–$%…]")
MOST_TOKENS = 90  # on either side of the name: what lies farther says little, and no sentence may cost more than this
NEAR = 6  # words on either side that stand close to the name
REACH = 4  # words that a negation turns round
COMPARED = 12  # words between a comparison and the one who is compared
BREAKS = frozenset(";:—–()") | {"but", "while", "whereas", "although", "though", "however", "yet", "despite", "unlike", "because", "whose", "which", "who"}
PUNCTUATION = frozenset('.,;:!?()"“”—–$%…')
LITTLE_WORDS = frozenset(["a", "an", "the", "of", "to", "in", "and", "is", "are", "was", "were", "its", "'s", "by", "on", "at", "as", "it"])
PREPOSITIONS = frozenset(["for", "on", "in", "with", "at", "when", "while", "by", "using", "running", "via", "to", "from", "than", "of", "under", "behind", "like"])
OPENERS = frozenset(["unlike", "like", "including", "based", "using", "with", "versus", "vs", "compared", "over", "against", "for", "on", "behind", "than", "of", "from", "as", "by", "to", "in"])
FEWER = frozenset(["less", "fewer"])
DEGREE_REACH = 6  # "fewer mistakes on the tax questions than"


def find_clues(sentence: str, start: int, end: int) -> list[str]:
    """The clues of a sentence about the name that stands at start to end in it; a clue found twice is given twice."""
    words, place = _words(sentence, start, end)
    first, last = _clause(words, place)
    turned = _turned(words)
    clues = ["bias"]
    clues += _wording(words, place, first, last, turned)
    clues += _feeling(words, place, first, last, turned)
    clues += _comparing(words, place, turned)
    return clues


def _words(sentence: str, start: int, end: int) -> tuple[list[str], int]:
    """The words in lower case with every name made alike, at most MOST_TOKENS on either side of the target, and the target's place."""
    before = _split(sentence[max(0, start - MOST_TOKENS * 12) : start])[-MOST_TOKENS:]
    behind = _split(sentence[end : end + MOST_TOKENS * 12])[:MOST_TOKENS]
    return [*before, TARGET, *behind], len(before)


def _split(stretch: str) -> list[str]:
    return [_plain(word) for word in TOKEN.findall(stretch.replace("’", "'").lower())]


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    if word[0].isdigit():
        return NUMBER
    base = word.removesuffix("'s")
    if base in load_words("rivals") or base.startswith(("gpt", "llama", "qwen", "codellama")):
        return RIVAL
    return base if len(base) < 30 else base[:30]


def _clause(words: Sequence[str], place: int) -> tuple[int, int]:
    first, last = place, place + 1
    while first > 0 and words[first - 1] not in BREAKS:
        first -= 1
    while last < len(words) and words[last] not in BREAKS:
        last += 1
    return first, last


def _turned(words: Sequence[str]) -> list[bool]:
    turned = []
    left = 0
    for word in words:
        turned.append(left > 0)
        if word in load_words("negators") or word.endswith("n't"):
            left = REACH
        elif word in PUNCTUATION:
            left = 0
        else:
            left = max(0, left - 1)
    return turned


def _wording(words: Sequence[str], place: int, first: int, last: int, turned: Sequence[bool]) -> Iterator[str]:
    seen = [f"not_{word}" if turned[at] and word not in PUNCTUATION else word for at, word in enumerate(words)]
    for at, word in enumerate(seen):
        if at == place or words[at] in LITTLE_WORDS:
            continue
        inside = first <= at < last
        yield f"s {word}"
        if inside:
            yield f"c {word}"
        if 0 < place - at <= NEAR:
            yield f"l {word}"
        elif 0 < at - place <= NEAR:
            yield f"r {word}"
    for at in range(len(seen) - 1):
        if first <= at < last - 1 and abs(at - place) <= NEAR:
            yield f"n2 {seen[at]} {seen[at + 1]}"
    for offset in (-3, -2, -1, 1, 2, 3):
        if 0 <= place + offset < len(words):
            yield f"at{offset} {words[place + offset]}"
    if place >= 2:
        yield f"at-21 {words[place - 2]} {words[place - 1]}"
    if place + 2 < len(words):
        yield f"at+12 {words[place + 1]} {words[place + 2]}"
    yield f"begins {min(place, 3)}"
    if "?" in words:
        yield "asks"
    if words.count(RIVAL):
        yield f"rivals {min(words.count(RIVAL), 4)}"
    if words.count(NUMBER):
        yield f"figures {min(words.count(NUMBER), 4)}"


def _feeling(words: Sequence[str], place: int, first: int, last: int, turned: Sequence[bool]) -> Iterator[str]:
    sums = {"all": 0, "clause": 0, "near": 0, "before": 0, "behind": 0}
    good = bad = 0
    for at, word in enumerate(words):
        felt = polarity(word)
        if not felt:
            continue
        felt = -felt if turned[at] else felt
        good, bad = good + (felt > 0), bad + (felt < 0)
        sums["all"] += felt
        side = "before" if at < place else "behind"
        if first <= at < last:
            sums["clause"] += felt
            sums[side] += felt
            yield f"!felt {'+' if felt > 0 else '-'} {side} {min(abs(at - place) // 4, 3)}"
        if abs(at - place) <= NEAR:
            sums["near"] += felt
    for where, felt in sums.items():
        # Steps rather than values: what is true of -1 is true of -3 as well.
        yield from (f"!sum {where} {'+' if felt > 0 else '-'}{step}" for step in range(1, min(abs(felt), 3) + 1))
    yield f"!mixed {min(good, 2)} {min(bad, 2)}"


def _comparing(words: Sequence[str], place: int, turned: Sequence[bool]) -> Iterator[str]:
    """Who comes out ahead where the target stands before or behind a word of comparison; an object is nobody's subject."""
    oblique = not PREPOSITIONS.isdisjoint(words[max(0, place - 2) : place])
    object_of_any = False
    for at in range(max(0, place - COMPARED), min(len(words), place + COMPARED + 1)):
        ahead, length = _ahead(words, at)
        if not ahead:
            continue
        ahead = -ahead if turned[at] else ahead
        if _is_passive(words, at):
            ahead, length = -ahead, words.index("by", at) + 1 - at
        if at < place:
            if PREPOSITIONS.isdisjoint(words[at + length : place]):
                object_of_any = True
                yield f"!ahead object {'-' if ahead > 0 else '+'}"
                yield f"!ahead object {'-' if ahead > 0 else '+'} {_distance(at, place)}"
            else:
                yield f"!ahead aside {'-' if ahead > 0 else '+'}"
        elif not object_of_any:
            role = "oblique" if oblique else "subject"
            yield f"!ahead {role} {'+' if ahead > 0 else '-'}"
            yield f"!ahead {role} {'+' if ahead > 0 else '-'} {_distance(at, place)}"
    preceding = words[max(0, place - 3) : place]
    yield from (f"!after {word}" for word in preceding if word in OPENERS)
    if place + 1 < len(words) and words[place + 1] in {"and", "or", ","}:
        yield "listed"


def _distance(at: int, place: int) -> str:
    return "close" if abs(at - place) <= 3 else "near" if abs(at - place) <= NEAR else "far"


def _ahead(words: Sequence[str], at: int) -> tuple[int, int]:
    """1 where what stands before the place is put ahead of what stands behind, -1 for the reverse; and how many words say so."""
    word = words[at]
    if word == "than":
        return _degree(words, at), 1
    for table, ahead in (("win_phrases", 1), ("lose_phrases", -1)):
        for phrase in _phrases(table).get(word, ()):
            if tuple(words[at : at + len(phrase)]) == phrase:
                return ahead, len(phrase)
    return (1, 1) if word in load_words("win_verbs") else (-1, 1) if word in load_words("lose_verbs") else (0, 1)


@cache
def _phrases(table: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    phrases = sorted(tuple(line.split()) for line in load_words(table))
    return {first: tuple(phrase for phrase in phrases if phrase[0] == first) for first in {phrase[0] for phrase in phrases}}


def _degree(words: Sequence[str], at: int) -> int:
    """What the comparative before a "than" makes of its subject: 1 for "faster", -1 for "slower" and for "less useful"."""
    before = words[max(0, at - DEGREE_REACH) : at]
    felt = next((felt for word in reversed(before) if (felt := _comparative(word))), 0)
    if not FEWER.isdisjoint(before):
        blamed = any(polarity(word) < 0 and word not in FEWER for word in before)
        return 1 if blamed else -1
    return felt


def _is_passive(words: Sequence[str], at: int) -> bool:
    return words[at].endswith(("ed", "en", "ne")) and "by" in words[at + 1 : at + 3]


@lru_cache(maxsize=10_000)
def _comparative(word: str) -> int:
    if word in load_words("better_than"):
        return 1
    if word in load_words("worse_than"):
        return -1
    return polarity(word)


@lru_cache(maxsize=50_000)
def polarity(word: str) -> int:
    """1 for a word of praise, -1 for one of blame, 0 for any other."""
    return 1 if _is_listed(word, "praise") else -1 if _is_listed(word, "blame") else 0


def _is_listed(word: str, table: str) -> bool:
    entries = load_words(table)
    return word in entries or any(f"{word[:length]}*" in entries for length in range(3, len(word) + 1))
