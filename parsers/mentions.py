"""Where is a target named, and in whose voice?"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from parsers.model import Aspect, Mention, Quote, Target, Voice
from parsers.names import Name, find_names
from parsers.sentences import find_sentences
from parsers.stance import score
from parsers.terms import compile_terms

# A page that names its targets oftener is a table or an attack; what stands beyond is not read, so that no page costs minutes.
MOST_MENTIONS = 1000
# Longer "sentences" are lists or tables without full stops; the stretch around the name is taken instead.
LONGEST_SENTENCE = 1200


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    name: Name
    text: str  # the string that the offsets are in
    start: int
    end: int
    voice: Voice
    speaker: str | None = None


def find_mentions(
    text: str, quotes: Sequence[Quote], targets: Sequence[Target], *, title: str = "", aspects: Sequence[Aspect] = ()
) -> tuple[Mention, ...]:
    """Every mention of every target, first those of the title and then those of the text in order; at most MOST_MENTIONS."""
    names = find_names((title, text), tuple(targets))
    places = [*islice(_in_title(title, names[0]), MOST_MENTIONS), *islice(_in_text(text, names[1], quotes), MOST_MENTIONS)][:MOST_MENTIONS]
    rows = [(place.text[place.start : place.end], place.name.start - place.start, place.name.end - place.start) for place in places]
    shown: dict[str, tuple[str, ...]] = {}
    mentions = []
    for place, (sentence, _, _), (p_neg, p_neu, p_pos) in zip(places, rows, score(rows), strict=True):
        if sentence not in shown:
            shown[sentence] = _aspects_of(sentence, aspects)
        mentions.append(
            Mention(
                target=place.name.target,
                sentence=sentence,
                start=place.start,
                end=place.end,
                alias=place.text[place.name.start : place.name.end],
                alias_start=place.name.start,
                alias_end=place.name.end,
                p_neg=p_neg,
                p_neu=p_neu,
                p_pos=p_pos,
                voice=place.voice,
                speaker=place.speaker,
                aspects=shown[sentence],
            )
        )
    return tuple(mentions)


def _in_title(title: str, names: Sequence[Name]) -> Iterator[_Place]:
    for name, start, end in _with_sentences(title, names):
        yield _Place(name=name, text=title, start=start, end=end, voice="headline")


def _in_text(text: str, names: Sequence[Name], quotes: Sequence[Quote]) -> Iterator[_Place]:
    ordered = sorted(quotes, key=lambda quote: quote.start)
    starts = [quote.start for quote in ordered]
    for name, start, end in _with_sentences(text, names):
        place = bisect_right(starts, name.start) - 1
        quote = ordered[place] if place >= 0 and name.end <= ordered[place].end else None
        voice: Voice = "author" if quote is None else "speaker"
        yield _Place(name=name, text=text, start=start, end=end, voice=voice, speaker=quote.speaker if quote else None)


def _with_sentences(text: str, names: Sequence[Name]) -> Iterator[tuple[Name, int, int]]:
    if not names:
        return
    sentences = find_sentences(text)
    starts = [start for start, _ in sentences]
    for name in names:
        place = bisect_right(starts, name.start) - 1
        # A name that no sentence holds whole (a stop within it) is its own sentence's beginning.
        start, end = sentences[place] if place >= 0 else (name.start, name.end)
        start, end = min(start, name.start), max(end, name.end)
        yield name, *_clip(text, start, end, name)


def _clip(text: str, start: int, end: int, name: Name) -> tuple[int, int]:
    if end - start <= LONGEST_SENTENCE:
        return start, end
    first = max(start, name.start - LONGEST_SENTENCE // 2)
    last = min(end, name.end + LONGEST_SENTENCE // 2)
    if first > start and (gap := re.compile(r"\s+").search(text, first, name.start)):
        first = gap.end()
    if last < end and (cut := max(text.rfind(" ", name.end, last), text.rfind("\n", name.end, last))) > 0:
        last = cut
    return first, last


def _aspects_of(sentence: str, aspects: Sequence[Aspect]) -> tuple[str, ...]:
    found = compile_terms(tuple(term for aspect in aspects for term in aspect.terms)).find(sentence)
    return tuple(aspect.name for aspect in aspects if not found.isdisjoint(aspect.terms))
