"""Which stretches of a text name a target?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.model import Target
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
# A company or a person of the same name: "Llama & Partners".
OTHER_NAME = re.compile(r"\s(?:& [A-Z][a-z]|and Sons\b|Inc\b|LLC\b|Ltd\b)")
MAKER_REACH = 40  # "Meta's brand-new and largest open-source Llama"
# Of this many phrases no name holds all, so one is context from outside.
ENOUGH_CONTEXT = 16


@dataclass(frozen=True, slots=True)
class Alias:
    """A target's name where it stands in one of the texts."""

    target: str
    start: int
    end: int


def find_aliases(texts: Sequence[str], targets: tuple[Target, ...]) -> tuple[tuple[Alias, ...], ...]:
    """The names in each text of one article, in order and never overlapping; an ambiguous one needs its context in any of them."""
    found: tuple[list[Alias], ...] = tuple([] for _ in texts)
    for target in targets:
        for which, alias in _aliases_of(target, texts):
            found[which].append(alias)
    return tuple(_longest(aliases) for aliases in found)


def _aliases_of(target: Target, texts: Sequence[str]) -> Iterator[tuple[int, Alias]]:
    pattern, beginnings = _compile(target)
    context: tuple[tuple[int, int, int], ...] | None = None
    for which, text in enumerate(texts):
        folded = text.lower()
        if not any(beginning in folded for beginning in beginnings):  # most articles name few targets; this is much the cheaper look
            continue
        for match in pattern.finditer(text):
            if match.lastgroup == "excluded" or not _is_written_so(text, match, target):
                continue
            if not _speaks_for_itself(text, match, target):
                context = _context_spans(texts, target) if context is None else context
                if not _has_context(context, which, match):
                    continue
            yield which, Alias(target.name, match.start(), match.end())


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
    """A pattern for what the target is not and what it is, and how each of its names begins in lower case."""
    names = sorted({name for name in target.aliases if WORDS.search(name)}, key=lambda name: (-len(name), name))
    excluded = sorted({name for name in target.exclusions if WORDS.search(name)}, key=lambda name: (-len(name), name))
    branches = []
    if excluded:
        branches.append(f"(?P<excluded>(?:{'|'.join(_spelled(name, LOOSE_GAP) for name in excluded)})(?!\\w))")
    if names:
        branches.append(f"(?P<named>(?:{'|'.join(_spelled(name, GAP) for name in names)})(?:{VERSION}{SIZE}?|{SIZE}|(?!\\w|\\.\\d)))")
    beginnings = tuple({WORDS.findall(name)[0].lower() for name in names})
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
    if OTHER_NAME.match(text, match.end()):
        return False
    seen = match.group()
    if not seen.islower() or any(alias.islower() and seen.startswith(alias) for alias in target.aliases):
        return True
    return bool(SPEAKS_FOR_ITSELF.match(seen) or MODEL_NOUN.match(text, match.end()) or _follows_maker(text, match, target))


def _speaks_for_itself(text: str, match: re.Match[str], target: Target) -> bool:
    seen = match.group()
    return bool(
        not target.context
        or SPEAKS_FOR_ITSELF.match(seen)
        or (" " in seen and target.name.casefold() in seen.casefold())  # "Code Llama", "Llama Guard"
        or not (seen.islower() or seen.isupper() or seen.istitle() or " " in seen)  # "LLaMA" is nobody's animal
        or _follows_maker(text, match, target)
    )


def _follows_maker(text: str, match: re.Match[str], target: Target) -> bool:
    before = text[max(0, match.start() - MAKER_REACH) : match.start()]
    return bool(target.maker) and bool(compile_terms((target.maker,)).spans(before))


def _context_spans(texts: Sequence[str], target: Target) -> tuple[tuple[int, int, int], ...]:
    terms = compile_terms(target.context)
    return tuple((which, start, end) for which, text in enumerate(texts) for start, end in terms.spans(text))


def _has_context(spans: tuple[tuple[int, int, int], ...], which: int, match: re.Match[str]) -> bool:
    # The words of the name itself are no context for it.
    return any(where != which or end <= match.start() or start >= match.end() for where, start, end in spans[:ENOUGH_CONTEXT])
