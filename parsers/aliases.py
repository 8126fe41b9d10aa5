"""Which stretches of a text name a target?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from parsers.model import Target
from parsers.tables import load_words
from parsers.terms import compile_terms

# Between the words of a name: a space or a hyphen of any kind, or a single line break. In an exclusion also a dot, or nothing.
GAP = r"(?:[^\S\n]|[\-‐‑–]|\n(?!\s)){1,3}"
LOOSE_GAP = r"[\s\-‐‑–.]{0,3}"
APOSTROPHE = r"['’]"
# What may follow a name: "Llama 3", "Llama-3.1", "Llama3", "LLaMA v2", "DeepSeek-R1", and then a size: "70B", "8x7B".
VERSION = r"(?:[^\S\n]?[\-‐‑]?[vVrR]?\d(?:\.\d{1,2})?(?![\w%]|\.\d|-bit))"
SIZE = r"(?:[^\S\n]?[\-‐‑]?\d{1,3}(?:\.\d)?(?:x\d{1,3})?[BbTt](?!\w))"
WORDS = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|['’]|[^\w\s.\-‐‑–]+")
SPEAKS_FOR_ITSELF = re.compile(r"[^\W\d_]{3}.*\d", re.DOTALL)
MODEL_NOUN = re.compile(r"[\s\-‐‑]{1,2}(?:LLMs?|models?|licen[cs]e|weights|checkpoints?|fine-?tunes?)\b", re.IGNORECASE)
# A company, place or site of the same name: "Llama & Partners", "Llama Group", "llama.ai"; and another project's file: "llama.rn".
OTHER_NAME = re.compile(
    r"\s(?:& [A-Z][a-z]|and Sons\b|(?:Inc|LLC|Ltd|GmbH|Group|Holdings|Capital|Ventures|Brothers|Farms?|Ranch|Inn|Hotel|Bar|Records|Song|Festival|Lake|Valley|Street)\b)"
    r"|\.[a-z]\w*"
)
# What stands for the target only where it is named as well: "the 70B", and an ambiguous name as files and settings have it, "llama-8b".
GENERAL = re.compile(r"(?:the|an?)\s", re.IGNORECASE)
IDENTIFIER = re.compile(r"[a-z]+-?[vr]?\d+(?!\d|\.\d)")  # and not "llama3.1", which is nothing else
# A size alone is a name in "we rented the 405B"; in "sizes of 70B and 405B" it is anybody's, unless the maker is named.
SIZE_ALONE = re.compile(r"[\d.x]+[BbTt]")
ARTICLE_BEFORE = re.compile(r"\b(?:the|an?|our|your|my|his|her|its|their|this|that)\s$", re.IGNORECASE)
MONEY = frozenset("$€£¥₩₹")
# Somebody else's name for something else: "Video-LLaMA", "Chinese-LLaMA-Alpaca".
PREFIX = re.compile(r"(?:^|[^\w\-‐‑])([A-Z]\w*)[\-‐‑]$")
WORD_BEFORE = re.compile(r"(?:^|\W)([A-Z][a-z]+)\s$")
LONGEST_WORD = 24
# "Llama San in New York": a name goes on with a capital, and then the sentence with none.
GOES_ON = re.compile(r"\s([A-Z][a-z]{2,})\s[a-z]")
# There a capital is no sign of a name: behind the end of a sentence, an opening quotation mark or a line break.
BEGINNING = re.compile(r"(?:^|[.!?:\n][\s\"'”’)]*|[\s(][\"'“‘]|^[\"'“‘])$")
BEGINNING_REACH = 4
SENTENCE_END = re.compile(r"[.!?][\"'”’)]{0,2}\s|\n\s*\n")
MAKER_REACH = 40  # "Meta's brand-new and largest open-source Llama"
# Of this many phrases no name holds all, so one is context from outside.
ENOUGH_CONTEXT = 16
TITLE = 0  # the place of the title among the texts

# How surely a name means the target: "Llama 3" by itself; "LLaMA" too, unless the article is about the telescope of that name; "uses Llama"
# where there is context; "Llama" at a beginning too, unless the article is about llamas; "the 70B" where any of these is.
_Sense = Literal["plain", "by spelling", "in context", "by capital", "general"]


@dataclass(frozen=True, slots=True)
class Alias:
    """A target's name where it stands in one of the texts."""

    target: str
    start: int
    end: int


def find_aliases(texts: Sequence[str], targets: tuple[Target, ...]) -> tuple[tuple[Alias, ...], ...]:
    """The names in a title and a text, in order and never overlapping; an ambiguous one needs its context in either of them."""
    found: tuple[list[Alias], ...] = tuple([] for _ in texts)
    for target in targets:
        for which, alias in _aliases_of(target, texts):
            found[which].append(alias)
    return tuple(_longest(aliases) for aliases in found)


def _aliases_of(target: Target, texts: Sequence[str]) -> Iterator[tuple[int, Alias]]:
    found: list[tuple[int, Alias, _Sense]] = []
    common = False  # whether its word is used as any other: "the llama lay down"
    context: tuple[tuple[int, int, int], ...] | None = None
    for which, match in _matches(target, texts):
        if not _is_written_so(texts[which], match, target):
            common = True
            continue
        sense = _sense(texts, which, match, target)
        if sense not in {"plain", "by spelling"}:
            context = _context_spans(texts, target) if context is None else context
            if not _has_context(context, which, match):
                continue
        found.append((which, Alias(target.name, match.start(), match.end()), sense))
    senses = {sense for _, _, sense in found}
    if common and senses.isdisjoint({"plain", "by spelling"}):
        senses.discard("by capital")
    if "plain" not in senses and _speaks_of_another(target, texts):
        return
    if senses == {"general"}:
        return
    yield from ((which, alias) for which, alias, sense in found if sense in senses)


def _matches(target: Target, texts: Sequence[str]) -> Iterator[tuple[int, re.Match[str]]]:
    pattern, beginnings = _compile(target)
    # Most articles name few targets; this is much the cheaper look.
    if not any(beginning in folded for folded in (text.lower() for text in texts) for beginning in beginnings):
        return
    for which, text in enumerate(texts):
        for match in pattern.finditer(text):
            if match.lastgroup == "named" and not OTHER_NAME.match(text, match.end()) and text[match.start() - 1 : match.start()] not in MONEY:
                yield which, match


def _longest(aliases: list[Alias]) -> tuple[Alias, ...]:
    kept: list[Alias] = []
    for alias in sorted(aliases, key=lambda alias: (alias.start, -alias.end)):
        if not kept or alias.start >= kept[-1].end:
            kept.append(alias)
        elif alias.end - alias.start > kept[-1].end - kept[-1].start:
            kept[-1] = alias
    return tuple(kept)


@lru_cache(maxsize=256)
def _compile(target: Target) -> tuple[re.Pattern[str], tuple[str, ...]]:
    """A pattern for what the target is not and what it is, and in lower case how each name begins that can stand alone."""
    names = sorted({name for name in target.aliases if WORDS.search(name)}, key=lambda name: (-len(name), name))
    excluded = sorted({name for name in target.exclusions if WORDS.search(name)}, key=lambda name: (-len(name), name))
    branches = []
    if excluded:
        branches.append(f"(?P<excluded>(?:{'|'.join(_spelled(name, LOOSE_GAP) for name in excluded)})(?!\\w))")
    if names:
        branches.append(f"(?P<named>(?:{'|'.join(_spelled(name, GAP) for name in names)})(?:{VERSION}{SIZE}?|{SIZE}|(?!\\w|\\.\\d)))")
    beginnings = tuple({WORDS.findall(name)[0].lower() for name in names if not (GENERAL.match(name) or _is_of_maker(name, target))})
    return re.compile(rf"(?<!\w)(?:{'|'.join(branches) or '(?!)'})", re.IGNORECASE), beginnings


def _spelled(name: str, gap: str) -> str:
    """The pattern of a name: any apostrophe, any gap, and none needed where letters meet figures."""
    written = ""
    before = ""
    for part in WORDS.findall(name):
        if part in "'’":
            written += APOSTROPHE
        else:
            touching = not before or before in "'’"
            meet = before.isalpha() != part.isalpha() or not part[0].isalnum()
            written += ("" if touching else f"(?:{gap})?" if meet else gap) + re.escape(part)
        before = part
    return written


def _is_written_so(text: str, match: re.Match[str], target: Target) -> bool:
    """False for a lower-case word where the name is written with a capital, unless a version, the maker or "models" stands beside it."""
    seen = match.group()
    if not seen.islower() or any(alias.islower() and seen.startswith(alias) for alias in target.aliases):
        return True
    return bool(SPEAKS_FOR_ITSELF.match(seen) or MODEL_NOUN.match(text, match.end()) or _follows_maker(text, match, target))


def _sense(texts: Sequence[str], which: int, match: re.Match[str], target: Target) -> _Sense:
    text = texts[which]
    seen = match.group()
    if GENERAL.match(seen) or _is_of_maker(seen, target) or (target.context and IDENTIFIER.match(seen)):
        return "general"
    if _speaks_for_itself(text, match, target):
        return "plain"
    if _is_part_of_a_name(text, match, target):
        return "general"
    if SIZE_ALONE.fullmatch(seen) and not _is_size_as_name(text, match) and not _is_named(target.maker, texts):
        return "general"
    if not (seen.islower() or seen.isupper() or seen.istitle() or " " in seen):  # "LLaMA" is nobody's animal
        return "by spelling"
    begins = which == TITLE or BEGINNING.search(text[max(0, match.start() - BEGINNING_REACH) : match.start()])
    return "by capital" if begins else "in context"


def _is_of_maker(seen: str, target: Target) -> bool:
    """True for "Meta's model", and not for "Meta's Llama"."""
    named, maker = seen.casefold(), target.maker.casefold()
    return bool(maker) and named.startswith((f"{maker}'s ", f"{maker}’s ")) and target.name.casefold() not in named


def _speaks_for_itself(text: str, match: re.Match[str], target: Target) -> bool:
    seen = match.group()
    return bool(
        not target.context
        or SPEAKS_FOR_ITSELF.match(seen)
        or (" " in seen and target.name.casefold() in seen.casefold())  # "Code Llama", "Llama Guard"
        or _follows_maker(text, match, target)
    )


def _is_part_of_a_name(text: str, match: re.Match[str], target: Target) -> bool:
    """Whether the name is a part of a person's or another thing's: "Fernando Llama", "Video-LLaMA", "Llama San"."""
    goes_on = GOES_ON.match(text, match.end())
    if goes_on and not compile_terms((*target.context, target.maker)).find(goes_on[1]):
        return True
    before = text[max(0, match.start() - LONGEST_WORD) : match.start()]
    word = WORD_BEFORE.search(before)
    return bool(PREFIX.search(before)) or (word is not None and word[1].casefold() in _given_names())


def _is_size_as_name(text: str, match: re.Match[str]) -> bool:
    return bool(ARTICLE_BEFORE.search(text[max(0, match.start() - LONGEST_WORD) : match.start()])) and not MODEL_NOUN.match(text, match.end())


@cache
def _given_names() -> frozenset[str]:
    return load_words("female_names") | load_words("male_names")


def _is_named(name: str, texts: Sequence[str]) -> bool:
    return bool(name) and any(compile_terms((name,)).find(text) for text in texts)


def _speaks_of_another(target: Target, texts: Sequence[str]) -> bool:
    """Whether the article holds words that speak of something else by the target's name."""
    return bool(target.unless) and any(compile_terms(target.unless).find(text) for text in texts)


def _follows_maker(text: str, match: re.Match[str], target: Target) -> bool:
    before = SENTENCE_END.split(text[max(0, match.start() - MAKER_REACH) : match.start()])[-1]
    return bool(target.maker) and bool(compile_terms((target.maker,)).spans(before))


def _context_spans(texts: Sequence[str], target: Target) -> tuple[tuple[int, int, int], ...]:
    terms = compile_terms(target.context)
    return tuple((which, start, end) for which, text in enumerate(texts) for start, end in terms.spans(text))


def _has_context(spans: tuple[tuple[int, int, int], ...], which: int, match: re.Match[str]) -> bool:
    # The words of the name itself are no context for it.
    return any(where != which or end <= match.start() or start >= match.end() for where, start, end in spans[:ENOUGH_CONTEXT])
