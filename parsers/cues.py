"""Which words attribute speech: is this token a verb of saying here?"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Literal

from parsers.tables import load_words
from parsers.tokens import Token

BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "get", "got", "isn’t", "wasn’t", "isn't", "wasn't"})
LONGEST_PLACE = 4  # tokens of "in a blog" before its "post"
# Between a negation and its verb these turn it back: "did not only say".
MERELY = frozenset({"only", "just", "merely", "simply"})
LONGEST_NEGATION = 6  # tokens
# Told and asked in the passive say nothing of who spoke; “quoted as saying” does by its participle.
Weight = Literal["strong", "framing", "weak"]


def weigh_cue(tokens: Sequence[Token], index: int) -> Weight | None:
    """How well the verb at `index` attributes speech: reporting it, framing it, or not at all (or no verb here)."""
    token = tokens[index]
    weight = cue_forms().get(token.lower)
    if weight is None or (token.possessive and token.lower != "say"):
        return None
    before = tokens[index - 1].lower if index else ""
    if before in load_words("determiners") and before not in {"that", "this", "her"}:
        return None
    if before in {"of", "for", "from", "with"} and not token.lower.endswith("ing"):
        return None
    if index and token.lower in load_words("noun_cues") and _is_noun(tokens, index):
        return None
    return None if is_passive(tokens, index) else weight


def _is_noun(tokens: Sequence[Token], index: int) -> bool:
    """Whether a form that may be a noun is one: Jane Roe’s claim · in reply · her first post · Republican claims · in a blog post."""
    before = tokens[index - 1]
    return (
        before.possessive
        or before.lower in {"over", "by", "via", "in", "on", "at", "per", "through"}
        or before.lower in load_words("before_nouns")
        or before.lower.isdigit()
        or (before.capital and before.lower != "i" and before.lower in load_words("not_names"))
        or _is_place(tokens, index)
    )


def _is_place(tokens: Sequence[Token], index: int) -> bool:
    """Whether it is what something was said in: "in a blog post", "during an earnings call"."""
    for at in range(index - 1, max(0, index - LONGEST_PLACE), -1):
        if tokens[at].lower in {"a", "an"}:
            return tokens[at - 1].lower in load_words("prepositions")
        if not tokens[at].word[0].isalnum():
            return False
    return False


def is_passive(tokens: Sequence[Token], index: int) -> bool:
    """“was asked”, “is often called”, or “Asked about it, …” and “titled”."""
    word = tokens[index].lower
    if word.endswith("ing") or word in base_forms():
        return False
    at = index - 1
    while at >= 0 and (tokens[at].lower in load_words("adverbs") or tokens[at].lower.endswith("ly")):
        at -= 1
    if (
        at >= 0
        and (tokens[at].lower in BE or tokens[at].lower in {"when", "if", "as"})
        and word not in {"wrote", "said", "says", "tells", "told"}
    ):
        return tokens[at].lower in BE or word in {"asked", "pressed"}
    if at >= 0 and tokens[at].lower in BE | {"when"} and word == "told":
        return True
    return word in {"asked", "pressed", "questioned"} and (at < 0 or tokens[at].word in {".", "”", "?"})


def is_negated(tokens: Sequence[Token], index: int) -> bool:
    """Whether the verb tells what was not said: “never wrote”, “did not say”, “denied ever having said”."""
    negated = False
    for at in range(index - 1, max(-1, index - 1 - LONGEST_NEGATION), -1):
        word = tokens[at].lower
        if word in MERELY:
            return False
        if word in {"not", "never", "cannot"} or word.endswith(("n't", "n’t")) or word in load_words("denials"):
            negated = not negated  # "did not deny saying"
        elif word not in load_words("auxiliaries") and word not in load_words("adverbs") and word not in {"ever", "having"}:
            break
    return negated


@cache
def cue_forms() -> dict[str, Weight]:
    forms: dict[str, Weight] = {form: "weak" for row in load_words("weak_cues") for form in row.split()}
    forms.update({form: "framing" for row in load_words("framing_cues") for form in row.split()})
    forms.update({form: "strong" for row in load_words("cues") for form in row.split()})
    return forms


@cache
def base_forms() -> frozenset[str]:
    """Forms of the present: they are never passive."""
    return frozenset(form for table in ("cues", "framing_cues", "weak_cues") for row in load_words(table) for form in row.split()[:2])
