"""Who said it? A speaker for every quotation of an article, by full name where the article gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from parsers.attribution import Attribution, find_attributions, find_topic
from parsers.cast import Member, describe_names, find_cast
from parsers.marks import Marked
from parsers.names import Name, find_names
from parsers.resolution import Focus, Speaker, resolve
from parsers.sentences import find_sentences
from parsers.sources import Passage
from parsers.tokens import find_tokens


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the article with the quotations in it."""

    start: int
    end: int
    spans: tuple[Marked, ...]
    block: bool = False  # a block quotation: its names speak of nobody outside it


@dataclass(slots=True)
class Spoken:
    """What is known of one quotation's speaker."""

    speaker: Speaker
    cue: str | None = None
    strength: int = 0


NOBODY = Speaker(None)


@dataclass(slots=True)
class _Story:
    """What has been read so far."""

    members: list[Member]
    focus: Focus
    spoken: list[Spoken] = field(default_factory=list)
    left_open: bool = False  # the last quotation's mark was not closed
    topic: Spoken | None = None  # who acts in the sentence just read
    colon: bool = False  # it ended in a colon


def find_speakers(text: str, paragraphs: Sequence[Paragraph], *, title: str = "", byline: Sequence[str] = ()) -> list[Spoken]:
    """What is known of the speaker of every quotation of `paragraphs`, in order."""
    passages: list[Passage] = []
    names: list[Name] = []
    first = 0
    for paragraph in paragraphs:
        tokens = find_tokens(text, paragraph.start, paragraph.end, paragraph.spans, first)
        first += len(paragraph.spans)
        found = find_names(tokens, text)
        describe_names(tokens, found, text)
        names.extend(found)
        passages.append(Passage(tokens, found, {name.lead: name for name in found}, {name.last: name for name in found}))
    headline = find_tokens(title, 0, len(title))
    in_title = find_names(headline, title, headline=True)
    members = find_cast(in_title + names, byline)
    story = _Story(members, Focus(members, tuple(byline)))
    story.focus.introduce(in_title)
    for paragraph, passage in zip(paragraphs, passages, strict=True):
        _read(text, paragraph, passage, story)
    return story.spoken


def _read(text: str, paragraph: Paragraph, passage: Passage, story: _Story) -> None:
    here: Spoken | None = None  # the speaker of this paragraph so far
    continuing = story.left_open and bool(paragraph.spans) and paragraph.spans[0].outer_start == paragraph.start
    story.left_open = False
    for low, high in _sentences(text, paragraph, passage):
        attributions = find_attributions(passage, low, high)
        bare = _is_bare(passage, low, high)
        story.focus.enter([name for name in passage.names if low <= name.first < high])
        if not attributions:
            topic = find_topic(passage, low, high)
            speaker = resolve(topic, story.focus) if topic.source is not None else NOBODY
            story.topic = Spoken(speaker, topic.cue, topic.strength)
            story.focus.act(speaker)
            story.colon = high > low and passage.tokens[high - 1].word == ":"
            if topic.cue is not None and here is not None and speaker.name is not None:
                here = story.topic
            continue
        for place, attribution in sorted(attributions.items()):
            spoken = _decide(attribution, story, here, bare=bare, continuing=continuing and place == 0)
            if attribution.strength == 0 and not bare and here is None and spoken.speaker.name is None:
                spoken = Spoken(NOBODY)
            story.spoken.append(spoken)
            story.focus.act(spoken.speaker)
            here = spoken
        story.topic, story.colon = None, False
    if paragraph.spans:
        story.left_open = not paragraph.spans[-1].closed


def _decide(attribution: Attribution, story: _Story, here: Spoken | None, *, bare: bool, continuing: bool) -> Spoken:
    if attribution.unnamed:
        return Spoken(NOBODY, attribution.cue, attribution.strength)
    if attribution.source is not None and (attribution.strength >= 2 or not bare):
        speaker = resolve(attribution, story.focus)
        if speaker.name is not None or attribution.strength >= 2 or here is None:
            return Spoken(speaker, attribution.cue, attribution.strength)
    last = story.spoken[-1] if story.spoken else None
    if continuing and last is not None:
        return Spoken(last.speaker, last.cue, 2)
    if story.topic is not None and (here is None or story.topic.cue is not None) and story.topic.speaker.name is not None:
        if here is None or story.topic.strength >= 2:
            return Spoken(story.topic.speaker, story.topic.cue, 2 if story.colon or story.topic.cue else 1)
    if here is not None:
        return Spoken(here.speaker, here.cue, min(here.strength, 2))
    if last is not None and bare:
        return Spoken(last.speaker, None, 1)
    return Spoken(NOBODY)


def _is_bare(passage: Passage, low: int, high: int) -> bool:
    """Whether nothing but quotations stands in the sentence."""
    return not any(token.quote < 0 and token.word[0].isalnum() for token in passage.tokens[low:high])


def _sentences(text: str, paragraph: Paragraph, passage: Passage) -> list[tuple[int, int]]:
    """Token ranges of the paragraph's sentences; a quotation belongs whole to the sentence that its last one runs into."""
    tokens = passage.tokens
    ranges = []
    low = at = 0
    for _, end in find_sentences(text[paragraph.start : paragraph.end]):
        boundary = paragraph.start + end
        while at < len(tokens) and tokens[at].start < boundary and tokens[at].end <= boundary:
            at += 1
        inside = at < len(tokens) and tokens[at].start < boundary
        if not inside and at > low:
            ranges.append((low, at))
            low = at
    if low < len(tokens):
        ranges.append((low, len(tokens)))
    return ranges
