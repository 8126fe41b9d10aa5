"""Who said it? A speaker for every quotation of an article, by full name where the article gives it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.anonymity import describe_source
from parsers.attribution import find_attributions, find_topic
from parsers.blocks import find_quoted_in_title
from parsers.cast import Member, find_cast
from parsers.focus import MASCULINE, Focus, Speaker
from parsers.followup import find_pointed_at, find_speaker_behind
from parsers.marks import Marked
from parsers.names import Name, find_names
from parsers.passages import is_bare, read_passages
from parsers.personhood import tell_people
from parsers.resolution import resolve
from parsers.sources import Passage, Source, between
from parsers.subjects import Attribution, subject_only
from parsers.tables import load_all, load_words
from parsers.tokens import Token, find_tokens


@dataclass(slots=True)
class Paragraph:
    """A paragraph of the article with the quotations in it."""

    start: int
    end: int
    spans: tuple[Marked, ...]
    block: bool = False  # a block quotation: its names speak of nobody outside it
    credit: str | None = None  # whom the line behind it credits
    first: int = 0  # number of its first quotation in the article


@dataclass(slots=True)
class Spoken:
    """What is known of one quotation's speaker."""

    speaker: Speaker
    cue: str | None = None
    strength: int = 0
    block: bool = False
    stranger: bool = False  # the text has just brought in somebody without a name: "an investor"


LABEL = re.compile(r"([A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+){0,2}): ")  # as transcripts name who speaks
LONGEST_LABEL = 50
LONGEST_LEAD_IN = 6  # tokens of a line that only leads on from the sentence before it
NOBODY = Speaker(None)


@dataclass(slots=True)
class _Story:
    """What has been read so far."""

    text: str
    members: list[Member]
    focus: Focus
    spoken: list[Spoken] = field(default_factory=list)
    left_open: bool = False  # the last quotation's mark was not closed
    topic: Spoken | None = None  # who acts in the sentence just read
    colon: bool = False  # it ended in a colon
    in_block: bool = False  # the last paragraph was a block quotation’s
    titled: str | None = None  # whom the title says it quotes
    open_from: int = 0  # number of the first quotation of the run whose marks were not closed
    block_from: int = 0  # and of the first of the block quotation
    met: set[int] = field(default_factory=set)  # members who have been named


def find_speakers(text: str, paragraphs: Sequence[Paragraph], *, title: str = "", byline: Sequence[str] = ()) -> list[Spoken]:
    """What is known of the speaker of every quotation of `paragraphs`, in order."""
    tokens = []
    first = 0
    for paragraph in paragraphs:
        paragraph.first = first
        tokens.append(find_tokens(text, paragraph.start, paragraph.end, paragraph.spans, first))
        first += len(paragraph.spans)
    passages = read_passages(text, [(paragraph.start, paragraph.end) for paragraph in paragraphs], tokens)
    names = [name for passage in passages for name in passage.names]
    headline = find_tokens(title, 0, len(title))
    in_title = find_names(headline, title, headline=True)
    members = find_cast(in_title + names)
    tell_people(passages, members, headline)
    story = _Story(text, members, Focus(members, tuple(byline)))
    story.focus.introduce(in_title)
    story.titled = find_quoted_in_title(title)
    if story.titled is None and paragraphs and paragraphs[0].block and in_title and in_title[0].kind == "person":
        story.titled = _named_first(headline, in_title[0])
    _spread_credits(paragraphs)
    last = max((number for number, paragraph in enumerate(paragraphs) if paragraph.spans), default=-1)
    for paragraph, passage in zip(paragraphs[: last + 2], passages[: last + 2], strict=True):  # one more: it may credit a block quotation
        _read(text, paragraph, passage, story)
    return story.spoken


def _named_first(headline: Sequence[Token], name: Name) -> str | None:
    """Jane Roe on renting · Jane Roe: on renting. Over a text that opens with a block quotation it is hers."""
    after = name.last + 1
    return name.text if name.first == 0 and after < len(headline) and headline[after].lower in {"on", ":"} else None


def _spread_credits(paragraphs: Sequence[Paragraph]) -> None:
    """The line behind a block quotation credits all of its paragraphs."""
    credit: str | None = None
    for paragraph in reversed(paragraphs):
        if not paragraph.block:
            credit = None
            continue
        credit = paragraph.credit = paragraph.credit or credit


def _read_block(paragraph: Paragraph, story: _Story) -> None:
    topic = story.topic
    if paragraph.credit is not None:
        spoken = Spoken(_credited(paragraph.credit, story), None, 3, block=True)
    elif story.in_block and story.spoken:
        last = story.spoken[-1]
        spoken = Spoken(last.speaker, last.cue, last.strength, block=True)
    elif topic is not None and topic.speaker.name is not None and (topic.cue is not None or (story.colon and _may_be_quoted(topic.speaker, story))):
        spoken = Spoken(topic.speaker, topic.cue, 3 if story.colon else 2, block=True)
    elif story.titled is not None:
        spoken = Spoken(_credited(story.titled, story), None, 3, block=True)
    else:
        spoken = Spoken(topic.speaker if topic is not None and story.colon else NOBODY, block=True)
    if not story.in_block:
        story.block_from = len(story.spoken)
    story.spoken.append(spoken)
    story.in_block = True


def _may_be_quoted(speaker: Speaker, story: _Story) -> bool:
    """Whether a line that names the speaker and ends in a colon may lead to the speaker's words: not "One takeaway of Presence:"."""
    return speaker.member < 0 or story.members[speaker.member].kind != "unknown" or story.members[speaker.member].speaks


def _credited(name: str, story: _Story) -> Speaker:
    """The member of that name, or the name as it stands, its title apart: "Secretary Jane Roe"."""
    index = story.focus.find_member(name)
    titled = find_names(find_tokens(name, 0, len(name)), name) if index < 0 else []
    if len(titled) == 1 and titled[0].role:
        index = story.focus.find_member(titled[0].text)
        return story.focus.speaker(index) if index >= 0 else Speaker(titled[0].text, role=titled[0].role)
    return story.focus.speaker(index) if index >= 0 else Speaker(name)


def _read(text: str, paragraph: Paragraph, passage: Passage, story: _Story) -> None:
    if paragraph.block:
        _read_block(paragraph, story)
        return
    if story.in_block and passage.sentences:
        _credit_block(passage, story)
    story.in_block = False
    here: Spoken | None = None  # the speaker of this paragraph so far
    continuing = story.left_open and bool(paragraph.spans) and paragraph.spans[0].outer_start == paragraph.start
    story.left_open = False
    if not continuing:
        story.open_from = len(story.spoken)
    for number, (low, high) in enumerate(passage.sentences):
        attributions = find_attributions(passage, low, high)
        bare = is_bare(passage, low, high)
        story.focus.enter(passage, low, high)
        if not attributions:
            topic = find_topic(passage, low, high)
            speaker = _whom(topic, passage, story) if topic.source is not None else _together(topic, passage, story)
            if speaker.name is None and topic.cue is not None:
                main = subject_only(passage, low, high)  # "The Open Shelf Society looked at towns that had said so."
                if main.source is not None and main.source.kind == "name" and main.source.last < (topic.source or main.source).first:
                    topic, speaker = main, resolve(main, story.focus)
            if speaker.name is None and topic.source is not None and topic.source.word in {"i", "we"}:
                speaker = _other_person(passage, topic.source.last + 1, high, story.focus)
            colon = high > low and passage.tokens[high - 1].word == ":"
            before = story.topic
            story.topic = Spoken(speaker, topic.cue, topic.strength, stranger=_is_stranger(topic.source, low))
            if colon and speaker.name is None and not story.topic.stranger:
                story.topic = _led_in(passage, low, high, before, story) or story.topic
                speaker = story.topic.speaker
            story.focus.act(speaker)
            if speaker.name is not None:
                _write_document(passage, low, high, speaker, story.focus)
            story.met.update(name.person for name in passage.names_between(low, high))
            story.colon = colon
            if topic.cue is not None and here is not None and speaker.name is not None:
                here = story.topic
            continue
        for place, attribution in sorted(attributions.items()):
            labelled = _labelled(text, paragraph, passage.tokens[place], story)
            if labelled is None and bare and paragraph.credit is not None and place + 1 == len(passage.tokens):
                labelled = Spoken(_credited(paragraph.credit, story), None, 3)
            spoken = labelled or _decide(attribution, passage, story, here, bare=bare, continuing=continuing and place == 0)
            if attribution.strength == 0 and not bare and here is None and spoken.speaker.name is None:
                spoken = Spoken(NOBODY if story.topic is None else replace(NOBODY, described=spoken.speaker.described))
            if bare and labelled is None and here is None and not continuing and not story.colon and number + 1 < len(passage.sentences):
                behind = find_speaker_behind(passage, *passage.sentences[number + 1], story.focus, story.met, spoken.speaker)
                spoken = Spoken(behind, None, 2) if behind is not None else spoken
            if continuing and place == low == 0 and attribution.strength == 3 and not bare:
                for earlier in story.spoken[story.open_from :]:
                    earlier.speaker = spoken.speaker if earlier.strength < 3 else earlier.speaker
            story.spoken.append(spoken)
            story.focus.act(spoken.speaker)
            here = spoken
        story.topic, story.colon = None, False
        story.met.update(name.person for name in passage.names_between(low, high))
    if paragraph.spans:
        story.left_open = not paragraph.spans[-1].closed


def _credit_block(passage: Passage, story: _Story) -> None:
    """> …, and in the paragraph behind it: So wrote Jane Roe, 71, on her form."""
    name = find_pointed_at(passage, *passage.sentences[0])
    if name is not None:
        for quoted in story.spoken[story.block_from :]:
            quoted.speaker, quoted.strength = (story.focus.speaker(name.person), 3) if quoted.strength < 3 else (quoted.speaker, 3)


def _led_in(passage: Passage, low: int, high: int, before: Spoken | None, story: _Story) -> Spoken | None:
    """Whom a line that ends in a colon means without a verb of saying: And from Jane Roe, who mends organs: · Her answer is pinned up:"""
    people = {name.person for name in passage.names_between(low, high) if name.person >= 0 and story.members[name.person].kind == "person"}
    if len(people) == 1:
        return Spoken(story.focus.speaker(people.pop()), None, 2)
    if people:
        return None
    for at in between(passage.pronouns, low, high):
        speaker = story.focus.speaker(story.focus.find_person("m" if passage.tokens[at].lower in MASCULINE else "f", at))
        return Spoken(speaker, None, 2) if speaker.name is not None else None
    return before if high - low <= LONGEST_LEAD_IN else None  # "From the summary:"


def _other_person(passage: Passage, low: int, high: int, focus: Focus) -> Speaker:
    """We asked for a sentence and she sent two: whom the "he" or "she" means that acts beside the author."""
    for at in range(low, high):
        if passage.tokens[at].lower in {"he", "she"}:
            return focus.speaker(focus.find_person("m" if passage.tokens[at].lower == "he" else "f", at))
    return NOBODY


def _write_document(passage: Passage, low: int, high: int, speaker: Speaker, focus: Focus) -> None:
    """In a letter to the council, the supplier blamed … Later "the letter" is the supplier’s."""
    if high - low > 2 and passage.tokens[low].lower == "in" and passage.tokens[low + 1].lower in {"a", "an"}:
        for at in range(low + 2, min(low + 5, high)):
            if passage.tokens[at].lower in load_words("document_nouns"):
                focus.documents[passage.tokens[at].lower] = speaker
                return


def _is_stranger(source: Source | None, low: int) -> bool:
    """An investor who looked at it in May was blunter."""
    return (
        source is not None
        and source.kind == "noun"
        and source.first <= low + 1
        and not source.definite
        and source.word in load_all("person_roles", "unnamed_roles")
    )


def _labelled(text: str, paragraph: Paragraph, token: Token, story: _Story) -> Spoken | None:
    """A transcript’s paragraph: “WALLACE: Let’s start …”."""
    span = paragraph.spans[token.quote - paragraph.first]
    label = LABEL.match(text, span.start, min(span.end, span.start + LONGEST_LABEL))
    if label is None:
        return None
    speaker = _credited(label.group(1), story)
    return Spoken(speaker if speaker.member >= 0 else Speaker(label.group(1).title(), member=-1), None, 3)


def _whom(attribution: Attribution, passage: Passage, story: _Story) -> Speaker:
    """Whom the subject means; where that is nobody by name, what the text calls them."""
    speaker, source = resolve(attribution, story.focus), attribution.source
    if speaker.name is not None or source is None or source.kind != "noun":
        return speaker
    return replace(speaker, described=describe_source(passage, source, story.text))


def _together(attribution: Attribution, passage: Passage, story: _Story) -> Speaker:
    """Nobody by name, since several speak as one; the text calls them by their names."""
    if attribution.together is None:
        return NOBODY
    first, last = attribution.together
    return replace(NOBODY, described=story.text[passage.tokens[first].start : passage.tokens[last].end])


def _decide(attribution: Attribution, passage: Passage, story: _Story, here: Spoken | None, *, bare: bool, continuing: bool) -> Spoken:
    if attribution.unnamed:
        return Spoken(_together(attribution, passage, story), attribution.cue, attribution.strength)
    if attribution.source is not None and (attribution.strength >= 2 or not bare):
        speaker = _whom(attribution, passage, story)
        if speaker.name is None and attribution.source.kind == "pronoun" and attribution.source.word not in {"i", "we"}:
            earlier = here or story.topic  # "One engineer left. “Nobody slept,” she said."
            speaker = replace(speaker, described=story.focus.described or (earlier.speaker.described if earlier is not None else None))
        if speaker.name is not None or attribution.strength >= 2 or here is None:
            return Spoken(speaker, attribution.cue, attribution.strength)
    last = story.spoken[-1] if story.spoken else None
    if continuing and last is not None:
        return Spoken(last.speaker, last.cue, 2)
    topic = story.topic
    if topic is not None and topic.speaker.name is not None and (here is None or (topic.cue is not None and topic.strength >= 2)):
        return Spoken(topic.speaker, topic.cue, 2 if story.colon or topic.cue else 1)
    if topic is not None and topic.stranger and here is None:
        return Spoken(topic.speaker, topic.cue, 2)
    if here is not None:
        return Spoken(here.speaker, here.cue, min(here.strength, 2))
    if last is not None and bare and topic is None:
        return Spoken(last.speaker, None, 1)
    return Spoken(NOBODY)
