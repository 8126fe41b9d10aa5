"""Which phrase is the subject of a verb of saying? Names, pronouns, and nouns such as "the prime minister" or "analysts at Acme"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from parsers.cues import weigh_cue
from parsers.names import Name
from parsers.tables import load_words
from parsers.tokens import Token

PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "one"})
COMMAS = frozenset({",", "—", "–", "--", "-", "―"})
WALLS = frozenset({":", ";", "?", "!", "\N{OBJECT REPLACEMENT CHARACTER}"})  # what no phrase reaches over
SUBORDINATORS = frozenset({"after", "before", "since", "until", "as"})  # prepositions that may open a clause as well
LONGEST_PHRASE = 14  # tokens of one noun phrase
LONGEST_PLAIN = 5  # tokens
LONGEST_GROUP = 7  # tokens of "of the small consumer group" before its name
LONGEST_APPOSITION = 45  # tokens between a name and its verb
MOST_COMMAS = 6
MOST_NAMES = 60  # of one sentence


@dataclass(slots=True)
class Source:
    """Who is said to have spoken, as the text has it."""

    kind: Literal["name", "pronoun", "noun"]
    first: int  # tokens of the phrase in the paragraph
    last: int
    word: str = ""  # the pronoun, or the noun's head, in lower case
    phrase: str = ""  # of a noun: its words in lower case
    name: Name | None = None  # of a name: itself; of a noun: the organisation or person it belongs to
    owner: str = ""  # of a noun: "his", "their" …
    definite: bool = True


@dataclass(slots=True)
class Passage:
    """A paragraph's tokens and the names among them."""

    tokens: list[Token]
    names: list[Name]
    by_first: Mapping[int, Name]
    by_last: Mapping[int, Name]
    sentences: list[tuple[int, int]] = field(default_factory=list)  # as ranges of tokens
    # Tokens that are looked for again and again, by their places: verbs of saying, "he" and "her", "a" and "one", "according".
    cues: list[int] = field(default_factory=list)
    pronouns: list[int] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    according: list[int] = field(default_factory=list)
    subjects: dict[tuple[int, int], Source | None] = field(default_factory=dict)  # of sentences, once found

    def names_between(self, low: int, high: int) -> list[Name]:
        """The names that begin among tokens low to high (exclusive); of very many, the first."""
        begin = bisect_left(self.names, low, key=lambda name: name.first)
        end = bisect_left(self.names, high, key=lambda name: name.first)
        return self.names[begin : min(end, begin + MOST_NAMES)]


def between(places: Sequence[int], low: int, high: int) -> Sequence[int]:
    """Those of the ordered `places` from low to high (exclusive)."""
    if not places or places[0] >= high or places[-1] < low:
        return ()
    return places[bisect_left(places, low) : bisect_left(places, high)]


def find_subject(passage: Passage, verb: int, low: int) -> Source | None:
    """The subject before the verb at token `verb`, looking back no further than `low`."""
    tokens = passage.tokens
    at = verb - 1
    low = max(low, verb - LONGEST_APPOSITION - LONGEST_PHRASE)
    for _ in range(4):
        while (
            at >= low
            and (
                tokens[at].lower in load_words("auxiliaries")
                or tokens[at].lower in load_words("adverbs")
                or tokens[at].lower.endswith("ly")
            )
            and at not in passage.by_last
        ):
            at -= 1
        if at >= low and tokens[at].word == ")":
            at = find_opening(tokens, at, low) - 1
            continue
        if at < low or tokens[at].word in WALLS or tokens[at].lower in {"and", "but", "or", "then"}:
            return None
        if tokens[at].word in COMMAS:
            return _before_apposition(passage, at, low)
        if tokens[at].lower == "it" and at - 1 > low and weigh_cue(tokens, at - 1) is not None:
            at -= 2  # "Jane Roe put it well on a programme called …"
            continue
        acting = passage.by_last.get(at)
        if acting is not None and acting.lead > low and not acting.possessive and tokens[acting.lead - 1].lower in SUBORDINATORS:
            return Source("name", acting.lead, acting.last, name=acting)  # "after Jane Roe accused them of …"
        source = phrase_ending(passage, at, low)
        if source is not None:
            return source
        skipped = _skip_adverbial(tokens, at, low)
        if skipped == at:
            return None
        at = skipped
    return None


def find_opening(tokens: Sequence[Token], at: int, low: int) -> int:
    for back in range(at - 1, max(low, at - LONGEST_PHRASE) - 1, -1):
        if tokens[back].word == "(":
            return back
    return at


def _skip_adverbial(tokens: Sequence[Token], at: int, low: int) -> int:
    """Where "on Friday", "in a statement" or "at the summit in Rome" before the verb begins, less one."""
    for back in range(at, max(low, at - 8) - 1, -1):
        if tokens[back].word in COMMAS or tokens[back].word in WALLS:
            return at
        if tokens[back].lower in load_words("prepositions") and tokens[back].lower != "of":
            return back - 1
    return at - 1 if tokens[at].lower in load_words("not_names") or tokens[at].lower in {"time", "day", "week", "year", "month"} else at


def _before_apposition(passage: Passage, comma: int, low: int) -> Source | None:
    """Jane Roe, an analyst in Austin, Texas, said: the name before one of the commas to the left, not one that a preposition governs."""
    tokens = passage.tokens
    fallback: Source | None = None
    seen = 0
    for at in range(comma - 1, max(low, comma - LONGEST_APPOSITION) - 1, -1):
        if tokens[at].word in WALLS:
            break
        if tokens[at].word not in COMMAS:
            continue
        seen += 1
        end = at - 1
        if end >= low and tokens[end].word == ")":
            end = find_opening(tokens, end, low) - 1
        source = phrase_ending(passage, end, low) if end >= low else None
        if source is not None and (source.kind != "name" or not is_governed(tokens, source.first, low)):
            apposed = phrase_ending(passage, comma - 1, at + 1) if source.kind == "noun" else None
            if (
                apposed is not None
                and apposed.first == at + 1
                and apposed.name is not None
                and (apposed.name.kind not in {"organisation", "place"} or source.word in load_words("organisation_nouns"))
            ):
                return apposed  # "his deputy, Jane Roe, said"
            if source.kind == "name" and source.name is not None and source.name.kind not in {"organisation", "place"}:
                return source
            fallback = fallback or source
        if seen >= MOST_COMMAS:
            break
    if fallback is None and comma - 1 >= low:
        last = passage.by_last.get(comma - 1)
        if last is not None and last.lead >= low and (seen == 0 or tokens[last.lead - 1].word in COMMAS):
            return Source("name", last.lead, last.last, name=last)
    return fallback


def is_governed(tokens: Sequence[Token], first: int, low: int) -> bool:
    back = first - 1
    while back >= low and tokens[back].lower in {"the", "a", "an"}:
        back -= 1
    return back >= low and tokens[back].lower in load_words("prepositions")


def phrase_ending(passage: Passage, at: int, low: int) -> Source | None:
    """The name, pronoun or noun phrase whose last token is `at`."""
    tokens = passage.tokens
    token = tokens[at]
    name = passage.by_last.get(at)
    if name is not None and name.lead >= low and not name.possessive:
        return _name_or_head(passage, name, low)
    if token.lower in PRONOUNS:
        return Source("pronoun", at, at, word=token.lower)
    if token.lower in {"who", "which", "that"}:
        back = at - 1
        if back >= low and tokens[back].word in COMMAS:
            back -= 1
        if back < low or tokens[back].lower in {"who", "which", "that"}:
            return None
        head = phrase_ending(passage, back, low)
        apposed = passage.by_last.get(head.first - 2) if head is not None and head.kind == "noun" and head.name is None else None
        if apposed is not None and head is not None and tokens[head.first - 1].word == "," and apposed.lead >= low and not apposed.possessive:
            return Source("name", apposed.lead, apposed.last, name=apposed)  # "Jane Roe, a dietitian who …"
        return head
    if is_source_noun(token.lower):
        return noun_phrase(passage, at, low)
    return None


def _name_or_head(passage: Passage, name: Name, low: int) -> Source | None:
    """Of "analysts at Acme" the analysts, not Acme; of "Jane Roe of Acme" her."""
    tokens = passage.tokens
    whole = _before_group(passage, name, low)
    if whole is not None:
        return whole
    if is_governed(tokens, name.lead, low):
        back = name.lead - 1
        while tokens[back].lower in {"the", "a", "an"}:
            back -= 1
        if back - 1 >= low:
            head = phrase_ending(passage, back - 1, low)
            if head is not None:
                if head.kind == "noun" and head.name is None:
                    head.name = name
                return head
        return None
    return Source("name", name.lead, name.last, name=name)


def plain_phrase(passage: Passage, first: int, last: int) -> Source | None:
    """The tokens first to last as the noun phrase that they are if a determiner opens them: "my client", "the pool"."""
    tokens = passage.tokens
    if not 0 < last - first < LONGEST_PLAIN or tokens[first].lower not in load_words("determiners"):
        return None
    if any(not tokens[at].word.islower() or not tokens[at].word.isalpha() for at in range(first + 1, last + 1)):
        return None
    phrase = " ".join(token.lower for token in tokens[first : last + 1])
    return Source("noun", first, last, word=tokens[last].lower, phrase=phrase, definite=tokens[first].lower not in {"a", "an", "some"})


def _before_group(passage: Passage, name: Name, low: int) -> Source | None:
    """Of "Jane Roe of the consumer group Open Shelf" Jane Roe."""
    tokens = passage.tokens
    back = name.lead - 1
    if back <= low or tokens[back].lower not in load_words("organisation_nouns"):
        return None
    while back > max(low, name.lead - LONGEST_GROUP) and tokens[back].word.islower() and tokens[back].lower not in load_words("prepositions"):
        back -= 1
    holder = passage.by_last.get(back - 1)
    if holder is None or tokens[back].lower not in {"of", "from", "at", "with"} or holder.lead < low or holder.possessive:
        return None
    return Source("name", holder.lead, holder.last, name=holder)


def noun_phrase(passage: Passage, at: int, low: int) -> Source:
    tokens = passage.tokens
    first = at
    owner = ""
    name: Name | None = None
    definite = possessed = False
    for back in range(at - 1, max(low, at - LONGEST_PHRASE) - 1, -1):
        token = tokens[back]
        before = passage.by_last.get(back)
        if before is not None and before.lead >= low:
            name = name or before
            first = before.lead
            definite = True
            if before.possessive:
                break
            continue
        if name is not None and name.lead <= back <= name.last:
            continue
        if token.lower in load_words("determiners"):
            first = back
            definite = definite or token.lower not in {"a", "an", "some", "any", "no"}
            owner = token.lower if token.lower in {"his", "her", "its", "their", "my", "our"} and not possessed else ""
            break
        if (
            token.lower in load_words("prepositions")
            or token.lower in {"and", "or", "but", "that", "as", "when"}
            or not token.word[0].isalnum()
            or weigh_cue(tokens, back) is not None
        ):
            break
        first = back
        definite = definite or token.possessive
        possessed = possessed or token.possessive
    phrase = " ".join(token.lower for token in tokens[first : at + 1])
    source = Source("noun", first, at, word=tokens[at].lower, phrase=phrase, name=name, owner=owner, definite=definite)
    if (
        first - 2 >= low
        and tokens[first - 1].lower in load_words("prepositions")
        and (is_source_noun(tokens[first - 2].lower) or (first - 2) in passage.by_last)
    ):
        outer = phrase_ending(passage, first - 2, low)  # "the head of the company"
        if outer is not None:
            outer.phrase += f" {tokens[first - 1].lower} {phrase}"
            outer.name = outer.name or name
            return outer
    return source


@cache
def _source_nouns() -> frozenset[str]:
    tables = ("person_roles", "unnamed_roles", "organisation_nouns", "document_nouns")
    return frozenset(word for table in tables for word in load_words(table) if " " not in word)


def is_source_noun(word: str) -> bool:
    """Whether the (lower-case) word heads a description of somebody or something that can speak."""
    return word in _source_nouns() or (word.endswith("s") and word[:-1] in _source_nouns())
