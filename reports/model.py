"""The values a weekly report is made of: what it says, never how it looks.

WeekRows ─build─► WeeklyReport ─render─► HTML, Markdown, text ─write─► files

Every value is frozen, slotted and keyword-only. Every number a reader sees belongs to a `Figure`, which carries its query.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Verdict = Literal[
    "more favourable",
    "less favourable",
    "other outlets",  # the index moved, and not because anybody changed their views
    "other aspects",
    "no detectable change",
    "nothing to compare",
    "too few to say",
    "withheld",
    "nothing found",
]
Reading = Literal["outlet mix", "aspect mix", "change within", "not told apart", "too small to read"]
FeedCondition = Literal["answering", "stale", "interrupted", "missing", "not asked"]
Stance = Literal["positive", "mixed", "neutral", "negative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with the stories and outlets it rests on. No bounds: too few to give any."""

    value: float
    stories: int
    outlets: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A difference, or a part of one."""

    value: float
    low: float
    high: float

    @property
    def beyond_chance(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """What a change is made of; together the parts are the change."""

    outlet_mix: Part
    aspect_mix: Part
    within: Part  # the same outlets on the same aspects
    outlets_in_both: int
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An index less an earlier one. No split: too few outlets have stories on both sides."""

    value: float
    low: float
    high: float
    earlier: Estimate
    split: Split | None
    left_out: tuple[str, ...] = ()  # outlets taken out of both sides because their feed failed
    weeks: int = 1  # how many weeks the earlier side spans

    @property
    def beyond_chance(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """A story without which the change since last week would be less by `effect`."""

    source: Source
    this_week: bool  # or of last week
    polarity: float
    effect: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Concentration:
    """How few outlets the week's stories come from; so many equally large ones would be as few."""

    effective_outlets: float
    largest_outlet: str
    largest_share: float
    share_of_three: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the answer; where it is a number, `figure` is the key of the figure it comes from, and no name is in it."""

    text: str
    figure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reader with ten seconds takes away."""

    verdict: Verdict
    headline: str
    sentences: tuple[tuple[Span, ...], ...]
    flags: tuple[str, ...] = ()  # what the reader must know before trusting it


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """A calendar week of the time line; no estimate where no story was about the target."""

    week: str
    first_day: date
    estimate: Estimate | None
    missing: tuple[str, ...] = ()  # outlets whose feed failed that week


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseWindow:
    """The mean story of so many days before a release and after it, its own day among them. No change: too few to say."""

    days: int
    before: Estimate | None
    after: Estimate | None
    change: Part | None
    open_until: date | None  # the last day of the window where the week ends before it


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """An event of the target that falls on the time line."""

    name: str
    on: date
    windows: tuple[ReleaseWindow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StanceShare:
    """How many of the week's stories lean one way; `earlier` is the same share a week before."""

    stance: Stance
    stories: int
    estimate: Estimate
    earlier: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where words come from. `url` is an http(s) address, or None where the stored one cannot be linked safely."""

    outlet: str
    title: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A sentence about the target, exactly as its article has it."""

    sentence: str
    voice: str
    speaker: str | None
    polarity: float
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody's words, exactly as the article has them."""

    text: str
    speaker: str
    role: str | None
    org: str | None
    polarity: float | None  # towards the target; None where the words do not name it
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLine:
    """Somebody quoted in the week's stories. No quotation: too long for a page, where words are shown whole or not at all."""

    person: str
    role: str | None
    org: str | None
    insider: bool  # of the target's maker
    quotations: int
    outlets: int
    polarity: float | None  # of what they say about the target
    said: Said | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectChange:
    """An aspect's index less that of the weeks before."""

    part: Part
    stories_before: int
    detected: bool  # beyond chance although several aspects were looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectLine:
    """How one side of the target was spoken of, in stories. No index: too few to give one; no change: too few to compare."""

    label: str
    estimate: Estimate
    enough: bool
    praised: int
    both: int
    blamed: int
    neither: int
    change: AspectChange | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLine:
    """The index over one kind of voice alone."""

    label: str
    estimate: Estimate
    enough: bool
    of_speakers: bool  # a part of those quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetShare:
    """How much of the field's stories are about a target; `earlier` is the same share a week before."""

    target: str
    stories: int
    share: float
    earlier: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """What an earlier report said of its week, and what is known now."""

    week: str
    as_of: datetime
    stories_told: int
    told: float | None
    low: float | None
    high: float | None
    stories_known: int
    known: float | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A feed's week, in words."""

    name: str
    condition: FeedCondition
    note: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How much of what should have been collected was. `coverage` is None where no feed was asked in the week at all."""

    feeds: int
    asked: int
    answering: int
    coverage: float | None
    lines: tuple[FeedLine, ...]  # every feed, the troubled ones first
    missing: tuple[str, ...]  # outlets whose feed failed

    @property
    def troubled(self) -> tuple[FeedLine, ...]:
        return tuple(line for line in self.lines if line.condition not in {"answering", "not asked"})

    @property
    def not_asked(self) -> tuple[str, ...]:
        return tuple(line.name for line in self.lines if line.condition == "not asked")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story that was counted."""

    source: Source
    stance: Stance
    polarity: float
    mentions: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How many there were at one step of the way from feeds to the index."""

    label: str
    count: int
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number, or a table of numbers, with the query that gives it."""

    key: str
    label: str
    shown: str  # as the report prints it; empty for a table
    sql: str
    columns: tuple[str, ...]
    types: tuple[str, ...]  # of the columns, as DuckDB names them
    rows: tuple[tuple[object, ...], ...]
    parameters: tuple[tuple[str, str | float], ...] = ()  # what was filled into the query, by name


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """What the report was made with."""

    rows_as_of: datetime | None
    topic: str  # empty where the run that watched was of an older version
    topic_expression: str
    topic_least: float
    watchlist_version: str
    parser_version: str
    model_version: str
    resamples: int
    seed: int
    least_stories: int
    least_outlets: int
    least_coverage: float
    least_change: float
    sentences_of_model: int  # labelled by people, from which the model's errors are known
    false_share: float  # of the aspects' changes called detected that may be chance


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyReport:
    """What the week says."""

    week: str
    first_day: date
    last_day: date
    target: str
    sample: bool  # outlets, people and articles are invented
    answer: Answer
    index: Estimate | None
    enough: bool  # whether enough stories, outlets and answering feeds stand behind the index for it to be read
    change: Change | None  # against the week before
    baseline_change: Change | None  # against the eight weeks before
    trend: tuple[TrendPoint, ...]
    releases: tuple[Release, ...]
    drivers: tuple[Driver, ...]
    concentration: Concentration | None
    shares: tuple[StanceShare, ...]
    evidence_for: tuple[Evidence, ...]
    evidence_against: tuple[Evidence, ...]
    speakers: tuple[SpeakerLine, ...]
    said: tuple[Said, ...]  # the best of what they said
    aspects: tuple[AspectLine, ...]
    voices: tuple[VoiceLine, ...]
    target_shares: tuple[TargetShare, ...]
    stories_in_field: int
    stories_in_all: int
    steps: tuple[Step, ...]
    copies: int
    most_copied: tuple[StoryLine, ...]
    stories: tuple[StoryLine, ...]
    health: Health
    revisions: tuple[Revision, ...]
    watch_next: tuple[str, ...]
    method: Method
    figures: tuple[Figure, ...]
