"""What was quoted?"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.marks import Marked, find_marked, opens_with_mark
from parsers.model import Quote
from parsers.sentences import find_paragraphs
from parsers.speakers import Paragraph, Spoken, find_speakers


def find_quotes(text: str, *, title: str = "", byline: Sequence[str] = ()) -> tuple[Quote, ...]:
    """The quotations of an article in order, with their speakers; `text[quote.start:quote.end] == quote.text` holds for each."""
    paragraphs = _paragraphs(text)
    spoken = find_speakers(text, paragraphs, title=title, byline=byline)
    spans = [span for paragraph in paragraphs for span in paragraph.spans]
    return tuple(_quote(text, span, said) for span, said in zip(spans, spoken, strict=True) if _is_speech(text, span, said))


def _paragraphs(text: str) -> list[Paragraph]:
    bounds = find_paragraphs(text)
    found = []
    for number, (start, end) in enumerate(bounds):
        continued = number + 1 < len(bounds) and opens_with_mark(text, bounds[number + 1][0])
        found.append(Paragraph(start, end, find_marked(text, start, end, continued=continued)))
    return found


def _is_speech(text: str, span: Marked, said: Spoken) -> bool:
    words = text[span.start : span.end].split()
    return len(words) >= 3


def _quote(text: str, span: Marked, said: Spoken) -> Quote:
    return Quote(
        text=text[span.start : span.end],
        start=span.start,
        end=span.end,
        speaker=said.speaker.name,
        cue=said.cue,
        speaker_role=said.speaker.role,
        speaker_org=said.speaker.organisation,
    )
