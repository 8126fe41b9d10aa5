"""What does a weekly report read out of the warehouse? The rows of its figures, each figure with the query that gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Condition = Literal["answering", "stale", "interrupted", "missing", "not asked"]
Stance = Literal["positive", "mixed", "neutral", "negative"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRows:
    """A figure: the query that gives it, with everything filled in, and what that query gave."""

    key: str
    label: str
    sql: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story about the report's target."""

    story_id: str
    week: str
    outlet: str
    title: str
    url: str
    mentions: int
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
    """The index less last week's, over the outlets that could be collected in both; null without a story on either side."""

    change: float | None
    this_week: float | None
    last_week: float | None
    stories_this_week: int
    stories_last_week: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineRow:
    """The mean story of the weeks before."""

    baseline: float | None
    stories: int
    outlets: int
    weeks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectRow:
    """An aspect of the target over the week."""

    aspect: str
    label: str
    stories: int
    stance_index: float
    positive_share: float
    mixed_share: float
    negative_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow:
    """A voice over the week."""

    voice: Literal["author", "headline", "speaker"]
    stories: int
    stance_index: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """How much of the field's stories are about a target."""

    target: str
    stories: int
    stories_in_field: int
    share: float


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
    voice: str
    speaker: str | None
    polarity: float
    story_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationRow:
    """A quotation of a story about the target."""

    outlet: str
    title: str
    url: str
    person: str
    speaker_role: str | None
    speaker_org: str | None
    text: str
    rank: float
    polarity: float | None  # of the target's mentions inside it; None where it names no target
    story_id: str


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
class EventRow:
    """A release on the time line."""

    name: str
    on: date


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
    change: ChangeRow
    baseline: BaselineRow
    aspects: tuple[AspectRow, ...]
    voices: tuple[VoiceRow, ...]
    shares: tuple[ShareRow, ...]
    mentions: tuple[MentionRow, ...]
    evidence_for: tuple[MentionRow, ...]
    evidence_against: tuple[MentionRow, ...]
    quotations: tuple[QuotationRow, ...]
    feeds: tuple[FeedRow, ...]
    events: tuple[EventRow, ...]
