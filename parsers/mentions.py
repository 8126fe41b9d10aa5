"""Where is a target named, and in whose voice?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.aliases import Alias, find_aliases
from parsers.model import Aspect, Mention, Quote, Target, Voice
from parsers.references import find_references
from parsers.sentences import find_sentences
from parsers.stance import score
from parsers.terms import compile_terms

# A page that names its targets oftener is a table or an attack; what stands beyond is not read, so that no page costs minutes.
MOST_MENTIONS = 1000
# Longer "sentences" are lists or tables without full stops; the stretch around the name is taken instead.
LONGEST_SENTENCE = 1200
LEAST_SAID = 4  # words
SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    alias: Alias
    text: str  # the string that the offsets are in
    start: int
    end: int
    voice: Voice
    speaker: str | None = None


def find_mentions(
    text: str, quotes: Sequence[Quote], targets: Sequence[Target], *, title: str = "", aspects: Sequence[Aspect] = ()
) -> tuple[Mention, ...]:
    """Every mention of every target, by name or by what surely stands for it, first those of the title and then those of the text in order; at most MOST_MENTIONS."""
    aliases = find_aliases((title, text), tuple(targets))
    places = [*islice(_in_title(title, aliases[0]), MOST_MENTIONS), *islice(_in_text(text, aliases[1], quotes, {target.name: target.maker for target in targets}), MOST_MENTIONS)][:MOST_MENTIONS]
    rows = [(place.text[place.start : place.end], place.alias.start - place.start, place.alias.end - place.start) for place in places]
    shown: dict[str, tuple[str, ...]] = {}
    mentions = []
    for place, (sentence, _, _), (p_neg, p_neu, p_pos) in zip(places, rows, score(rows), strict=True):
        if sentence not in shown:
            shown[sentence] = _aspects_of(sentence, aspects)
        mentions.append(
            Mention(
                target=place.alias.target,
                sentence=sentence,
                start=place.start,
                end=place.end,
                alias=place.text[place.alias.start : place.alias.end],
                alias_start=place.alias.start,
                alias_end=place.alias.end,
                p_neg=p_neg,
                p_neu=p_neu,
                p_pos=p_pos,
                voice=place.voice,
                speaker=place.speaker,
                aspects=shown[sentence],
            )
        )
    return tuple(mentions)


def _in_title(title: str, aliases: Sequence[Alias]) -> Iterator[_Place]:
    for alias, start, end in _with_sentences(title, aliases, find_sentences(title) if aliases else ()):
        yield _Place(alias=alias, text=title, start=start, end=end, voice="headline")


def _in_text(text: str, aliases: Sequence[Alias], quotes: Sequence[Quote], makers: Mapping[str, str]) -> Iterator[_Place]:
    ordered = sorted(quotes, key=lambda quote: quote.start)
    starts = [quote.start for quote in ordered]

    def spoken(start: int, end: int) -> Quote | None:
        place = bisect_right(starts, start) - 1
        return ordered[place] if place >= 0 and end <= ordered[place].end else None

    sentences = find_sentences(text) if aliases else ()
    # A sentence that begins with a quotation is in its voice, though its first character is the mark before it.
    references = find_references(text, aliases, sentences, lambda start: spoken(start + 1, start + 2), makers)
    for alias, start, end in _with_sentences(text, sorted((*aliases, *references), key=lambda alias: alias.start), sentences):
        quote = spoken(alias.start, alias.end)
        if quote is None:
            yield _Place(alias=alias, text=text, start=start, end=end, voice="author")
        else:
            said_from, said_to = _within(text, start, end, quote)
            yield _Place(alias=alias, text=text, start=said_from, end=said_to, voice="speaker", speaker=quote.speaker)


def _within(text: str, start: int, end: int, quote: Quote) -> tuple[int, int]:
    """The part of a sentence that its speaker says: what the author makes of it is the author's. Fewer words say nothing without the rest."""
    first, last = max(start, quote.start), min(end, quote.end)
    return (first, last) if len(text[first:last].split()) >= LEAST_SAID else (start, end)


def _with_sentences(text: str, aliases: Sequence[Alias], sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[Alias, int, int]]:
    starts = [start for start, _ in sentences]
    for alias in aliases:
        place = bisect_right(starts, alias.start) - 1
        # A name that no sentence holds whole (a stop within it) is its own sentence's beginning.
        start, end = sentences[place] if place >= 0 else (alias.start, alias.end)
        start, end = min(start, alias.start), max(end, alias.end)
        yield alias, *_clip(text, start, end, alias)


def _clip(text: str, start: int, end: int, alias: Alias) -> tuple[int, int]:
    if end - start <= LONGEST_SENTENCE:
        return start, end
    first = max(start, alias.start - LONGEST_SENTENCE // 2)
    last = min(end, alias.end + LONGEST_SENTENCE // 2)
    if first > start and (gap := SPACE.search(text, first, alias.start)):
        first = gap.end()
    if last < end and (cut := max(text.rfind(" ", alias.end, last), text.rfind("\n", alias.end, last))) > 0:
        last = cut
    return first, last


def _aspects_of(sentence: str, aspects: Sequence[Aspect]) -> tuple[str, ...]:
    found = compile_terms(tuple(term for aspect in aspects for term in aspect.terms)).find(sentence)
    return tuple(aspect.name for aspect in aspects if not found.isdisjoint(aspect.terms))
