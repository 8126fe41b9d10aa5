"""What was quoted?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.blocks import SIGN, find_block, find_credit, find_quoted_in_title, is_notice
from parsers.labels import LEAST_WORDS, is_named
from parsers.marks import Marked, find_marked, opens_with_mark
from parsers.model import Quote
from parsers.ranking import rank_quote
from parsers.sentences import find_paragraphs
from parsers.speakers import Paragraph, Spoken, find_speakers

CURLY = frozenset("“„«»")
# Fences, markup, calls with keywords and keys with values: paragraphs of code, in which straight marks hold strings.
CODE = re.compile(r"```|</[a-z]\w*>|<[a-z]+ [a-z-]+=|\w\(\w+=|\w\([\"']|[\w\"']\s?=\s?[\"'\[{]|[\"']: ?[\"'\[{]|\);|\{$")
QUERY = re.compile(r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE TABLE)\b[^.!?]*?[(*]|\bassert \w+\(|\"\"\"")


def find_quotes(text: str, *, title: str = "", byline: Sequence[str] = ()) -> tuple[Quote, ...]:
    """The quotations of an article in order, with their speakers; `text[quote.start:quote.end] == quote.text` holds for each."""
    paragraphs = _paragraphs(text, title)
    if not any(paragraph.spans for paragraph in paragraphs):
        return ()
    spoken = find_speakers(text, paragraphs, title=title, byline=byline)
    spans = [span for paragraph in paragraphs for span in paragraph.spans]
    return tuple(_quote(text, span, said) for span, said in zip(spans, spoken, strict=True) if _is_speech(text, span, said))


def _paragraphs(text: str, title: str) -> list[Paragraph]:
    bounds = find_paragraphs(text)
    found = []
    post = find_quoted_in_title(title) is not None and _is_post(text, bounds)
    for number, (start, end) in enumerate(bounds):
        if number == 0 and _same_words(text[start:end], title):
            continue  # the headline once more
        continued = number + 1 < len(bounds) and opens_with_mark(text, bounds[number + 1][0])
        credit = find_credit(text, *bounds[number + 1]) if number + 1 < len(bounds) else None
        block = find_block(text, start, end)
        if block is None and post and find_credit(text, start, end) is None:
            block = Marked(start=start, end=end, outer_start=start, outer_end=end, mark="")
        if block is not None and find_credit(text, start, end) is not None:
            block = None  # "> — Jane Roe"
        if block is not None and credit is None and is_notice(text, block.start, block.end):
            found.append(Paragraph(start, end, ()))
            continue
        if block is not None:
            found.append(Paragraph(start, end, (block,), block=True, credit=credit))
            continue
        spans = tuple(span for span in find_marked(text, start, end, continued=continued) if not is_named(text, span))
        if any(span.mark not in CURLY for span in spans) and any(code.search(text, start, end) for code in (CODE, QUERY)):
            spans = tuple(span for span in spans if span.mark in CURLY)  # a program's strings
        found.append(Paragraph(start, end, spans, credit=credit))
    return found


def _is_post(text: str, bounds: Sequence[tuple[int, int]]) -> bool:
    """Whether the text is a quotation and its credit, and none of it marked as quoted."""
    return len(bounds) > 1 and find_credit(text, *bounds[-1]) is not None and not any(text.startswith(SIGN, start) for start, _ in bounds)


def _same_words(one: str, other: str) -> bool:
    return "".join(filter(str.isalnum, one.lower())) == "".join(filter(str.isalnum, other.lower()))


def _is_speech(text: str, span: Marked, said: Spoken) -> bool:
    """Whether the words were said, rather than doubted."""
    if said.block:
        return True
    words = text[span.start : span.end].split()
    if len(words) < LEAST_WORDS:
        return False
    return said.strength >= 2 or _is_sentence(text, span) or (said.speaker.person and said.strength > 0)


def _is_sentence(text: str, span: Marked) -> bool:
    """Whether the words could stand as a sentence: a capital before, a stop or a comma at the end."""
    return (text[span.start].isupper() or text[span.start].isdigit()) and text[span.end - 1] in ".,!?…—"


def _quote(text: str, span: Marked, said: Spoken) -> Quote:
    words = text[span.start : span.end]
    speaker = said.speaker
    return Quote(
        text=words,
        start=span.start,
        end=span.end,
        speaker=speaker.name,
        cue=said.cue,
        kind="block" if said.block else "direct",
        rank=rank_quote(words, named=speaker.name is not None, described=bool(speaker.role or speaker.organisation)),
        speaker_role=speaker.role,
        speaker_org=speaker.organisation,
        speaker_description=speaker.described if speaker.name is None else None,
    )
