"""What does a weekly report read out of the warehouse? The rows of its figures, each figure with the query that gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Condition = Literal["answering", "stale", "interrupted", "missing", "not asked"]
Stance = Literal["positive", "mixed", "neutral", "negative"]
VoiceGroup = Literal["author", "headline", "speaker", "insider", "outsider", "unnamed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRows:
    """A figure: the query that gives it, with everything filled in, and what that query gave."""

    key: str
    label: str
    sql: str
    columns: tuple[str, ...]
    types: tuple[str, ...]  # of the columns, as DuckDB names them
    rows: tuple[tuple[object, ...], ...]
    parameters: tuple[tuple[str, str | float], ...] = ()  # what was filled in, by name


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story about the report's target."""

    story_id: str
    week: str
    outlet: str
    title: str
    url: str
    mentions: int
    positive_mentions: int
    negative_mentions: int
    polarity: float
    stance: Stance
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """A week of the time line."""

    week: str
    stories: int
    outlets: int
    mentions: int
    copies: int
    stance_index: float
    positive_share: float
    mixed_share: float
    neutral_share: float
    negative_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """The index less an earlier one, over the outlets that could be collected on both sides, and what it is made of. None: nothing to compare."""

    against: Literal["last week", "weeks before"]
    index_now: float | None
    index_before: float | None
    change: float | None
    outlet_mix: float | None
    aspect_mix: float | None
    within: float | None
    stories_now: int
    stories_before: int
    outlets_before: int
    weeks_before: int
    outlets_in_both: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverRow:
    """A story of this week or the last, and what it adds to the change."""

    story_id: str
    week: str
    outlet: str
    title: str
    url: str
    polarity: float
    effect: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcentrationRow:
    """How few outlets the stories come from."""

    outlets: int
    effective_outlets: float
    largest_outlet: str
    largest_share: float
    share_of_three: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectRow:
    """An aspect of the target over the week, beside the weeks before."""

    aspect: str
    label: str
    stories: int
    stance_index: float
    positive_share: float
    mixed_share: float
    negative_share: float
    index_kept: float | None  # without the outlets whose feed failed
    stories_before: int  # likewise
    index_before: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectStoryRow:
    """How a story speaks of an aspect; `weight` is how much of the story is about it."""

    story_id: str
    aspect: str
    mentions: int
    positive_mentions: int
    negative_mentions: int
    polarity: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow:
    """A voice over the week; speakers also by whether they are of the target's maker."""

    voice: VoiceGroup
    stories: int
    outlets: int
    stance_index: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """How much of the field's stories are about a target."""

    target: str
    stories: int
    stories_in_field: int
    share: float
    share_before: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """What was collected, step by step."""

    articles: int
    full_articles: int
    relevant_articles: int
    stories: int
    copies: int
    relevant_stories: int
    outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionRow:
    """A sentence about the target, with where it stands."""

    outlet: str
    title: str
    url: str
    sentence: str
    voice: Literal["author", "headline", "speaker"]
    speaker: str | None
    insider: bool | None  # of the target's maker; None where the voice is no speaker's, or it cannot be told
    polarity: float
    stance: Literal["positive", "neutral", "negative"]
    story_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """One of the sentences that stand for the week."""

    outlet: str
    title: str
    url: str
    sentence: str
    voice: str
    speaker: str | None
    polarity: float
    story_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRow:
    """Somebody quoted in the stories about the target, with the quotation that stands for them."""

    person: str
    speaker_role: str | None
    speaker_org: str | None
    insider: bool
    quotations: int
    outlets: int
    polarity: float | None  # of what they say about the target; None where they do not name it
    best_quotation: str
    best_quotation_polarity: float | None
    outlet: str
    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """How a feed answered the polls that collected the week."""

    name: str
    feed_url: str
    condition: Condition
    outcome: str | None  # of the last poll; None where it was not asked
    reason: str | None
    polls: int
    failed_polls: int
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRow:
    """How many of the feeds answered in a week."""

    week: str
    asked: int
    answering: int
    coverage: float | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A release on the time line, with the mean story of so many days before and after it."""

    name: str
    on: date
    days: int
    stories_before: int
    outlets_before: int
    index_before: float | None
    stories_after: int
    outlets_after: int
    index_after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseStoryRow:
    """A story near a release; `day` counts from the release's own, which is 0."""

    name: str
    story_id: str
    outlet: str
    polarity: float
    mentions: int
    positive_mentions: int
    negative_mentions: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRow:
    """An earlier report whose week reads differently by now."""

    week: str
    as_of: datetime
    stories_told: int
    index_told: float | None
    low_told: float | None
    high_told: float | None
    model_told: str
    stories_known: int
    index_known: float | None
    model_known: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodRow:
    """What the last run looked for, and with what; the model's versions are those of the week's scores. None: a run of an older version."""

    topic: str | None
    topic_expression: str | None
    topic_least: float | None
    watchlist_version: str
    parser_version: str
    model_version: str
    polled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRows:
    """Everything a weekly report is built from, read from the published file in one go."""

    week: str
    target: str
    rows_as_of: datetime | None  # the moment up to which everything was known; None before the first run
    watchlist_version: str
    parser_version: str
    model_version: str
    figures: tuple[FigureRows, ...]  # every query that was asked, in the order of the report; what follows are their rows
    counts: CountRow | None
    weeks: tuple[WeekRow, ...]  # the report's week and those before it
    coverage: tuple[CoverageRow, ...]  # of these weeks
    stories: tuple[StoryRow, ...]  # of the report's week
    earlier_stories: tuple[StoryRow, ...]  # of the weeks before it
    changes: tuple[ChangeRow, ...]  # since last week, and since the weeks before it
    drivers: tuple[DriverRow, ...]
    concentration: ConcentrationRow | None
    aspects: tuple[AspectRow, ...]
    aspect_stories: tuple[AspectStoryRow, ...]  # of all these weeks
    voices: tuple[VoiceRow, ...]
    shares: tuple[ShareRow, ...]
    mentions: tuple[MentionRow, ...]
    evidence_for: tuple[EvidenceRow, ...]
    evidence_against: tuple[EvidenceRow, ...]
    speakers: tuple[SpeakerRow, ...]
    feeds: tuple[FeedRow, ...]
    releases: tuple[ReleaseRow, ...]
    release_stories: tuple[ReleaseStoryRow, ...]
    revisions: tuple[RevisionRow, ...]
    method: MethodRow | None
