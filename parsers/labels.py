"""Which words in quotation marks are a title, a label or a reference, which nobody said?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from parsers.marks import Marked
from parsers.tables import any_of, any_phrase, load_words

LEAST_WORDS = 3  # of a quotation
LONGEST_TITLE = 9  # words
LONGEST_NAMED = 120  # characters
LONGEST_LABEL = 6  # words
LABEL_LEAD = 48  # characters before the mark in which it is looked for
REFERENCE_LEAD = 12


def is_named(text: str, span: Marked) -> bool:
    """Whether the words are a title, a reference or a call to follow, which nobody said."""
    if span.end - span.start > LONGEST_NAMED or not span.closed:
        return False
    if _call().match(text, span.start) or _reference().search(text, max(0, span.outer_start - REFERENCE_LEAD), span.outer_start):
        return True
    words = text[span.start : span.end].split()
    if len(words) < LEAST_WORDS and _naming().search(text, max(0, span.outer_start - REFERENCE_LEAD), span.outer_start):
        return all(word[0].isupper() for word in words)
    if len(words) <= LONGEST_LABEL and _label().search(text, max(0, span.outer_start - LABEL_LEAD), span.outer_start):
        return words[0][0].isupper() or words[0][0].isdigit()
    return _is_title(words)


def _is_title(words: Sequence[str]) -> bool:
    """The Wealth of Nations, Built with Llama: every word is capitalised but for those that titles write small."""
    bare = [word.strip("“”‘’\"'(),.;:!?") for word in words]
    if (
        len(bare) > LONGEST_TITLE
        or any(word.endswith(".") and len(word) > 3 for word in words[:-1])
        or words[-1].rstrip("”’\"'")[-1:] in {"?", "!"}
    ):
        return False
    if any(word in load_words("not_in_titles") for word in bare):
        return False  # "Luckily I am in Paris."
    longer = [word for word in bare if (len(word) > 3 and word not in load_words("title_small_words")) or (word[:1].isupper())]
    if len(words) < LEAST_WORDS or bare[-1] in {"I", ""} or not bare[-1][0].isupper() or all(word.isupper() for word in longer):
        return False  # shouting is no title
    return bool(longer) and all(not word[:1].islower() for word in longer) and sum(word[:1].isupper() for word in bare) >= 2


@cache
def _call() -> re.Pattern[str]:
    """Subscribe to …"""
    return re.compile(rf"(?:{any_phrase('calls_to_follow')})\b", re.IGNORECASE)


@cache
def _reference() -> re.Pattern[str]:
    """See “…” · an essay titled “…”"""
    return re.compile(rf"\b(?:see|cf\.?|{any_of('title_verbs')})[ (]*$", re.IGNORECASE)


@cache
def _naming() -> re.Pattern[str]:
    """A model called “…”"""
    return re.compile(rf"\b(?:{any_of('naming_verbs', 'title_verbs')}) $", re.IGNORECASE)


@cache
def _label() -> re.Pattern[str]:
    """What a licence or a rule wants shown: must carry the words “…”, display the notice “…”, a sign that reads “…”."""
    shows = rf"{any_of('labelling_words')}|(?:{any_of('signs')}) (?:that |which )?(?:read|reads|reading|said|saying)"
    return re.compile(rf"\b(?:{shows})(?: (?:the|a|an|its|prominently|with|as|saying|reading))*(?: (?:{any_of('label_nouns')}))?(?: (?:saying|reading))? ?$", re.IGNORECASE)
