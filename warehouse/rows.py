"""The rows that cross the warehouse's border, in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from parsers.model import Entry, Mention, Reading

Outcome = Literal["fresh", "quiet", "unchanged", "stale", "rate-limited", "blocked", "moved", "gone", "broken"]
ANSWERED: frozenset[Outcome] = frozenset({"fresh", "quiet", "unchanged", "stale", "moved"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """How a feed stands after its last poll: where and when it may be asked, with which validators, and what it has taught."""

    etag: str | None = None
    last_modified: str | None = None
    asked_url: str | None = None  # where repeated permanent redirects have moved the subscription
    moved_to: str | None = None
    moved_polls: int = 0
    outcome: Outcome | None = None
    reason: str | None = None
    failures: int = 0  # polls in a row
    resume_at: datetime | None = None  # by the site's own wish: binds every run
    due_at: datetime | None = None  # by the feed's rhythm: binds scheduled runs
    last_polled_at: datetime | None = None
    last_answered_at: datetime | None = None
    last_new_at: datetime | None = None
    usual_gap_days: float | None = None  # between its entries; None where there are too few to tell
    longest_gap_days: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPoll:
    """One feed in one run: its row of the coverage ledger, and how the feed stands afterwards."""

    feed_url: str
    outcome: Outcome
    polled_at: datetime
    after: FeedState = field(default_factory=FeedState)
    asked: bool = True
    entries: int = 0
    reason: str | None = None
    http_status: int | None = None
    seconds: float | None = None
    shortfalls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """The page of a stored article, which is read again: announced as changed, or looked at for silent edits (then with validators)."""

    article_id: str
    visits: int
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None  # of its bytes
    url: str = ""  # the article's
    title: str = ""
    signature: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """An entry whose page is to be read. `article_id` is set where its article is known already and need not be fetched."""

    entry: Entry
    entry_id: str
    digest: str
    url: str  # canonical
    article_id: str | None = None
    why: Literal["new", "changed", "again", "revisit"] = "new"  # again: reading it failed before
    known: KnownPage | None = None  # where its article is stored and is read again

    @property
    def is_announcement(self) -> bool:
        """Whether the feed said something: not where only its page is read again."""
        return self.why in {"new", "changed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPage:
    """What an announcement led to: the reading, when its page was captured, and what to ask that page with next time."""

    announced: Announced
    reading: Reading
    captured_at: datetime
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None  # of the page's bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFailure:
    """What an announcement failed with. No `retry_at`: another try is pointless until it is announced anew."""

    announced: Announced
    reason: str
    detail: str
    retry_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A known page looked at again that gave nothing new to read: it is as it was, its publisher withdrew it, or it could not be had."""

    announced: Announced
    found: Literal["unchanged", "withdrawn", "missed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """How many rows a feed's transaction added, and how many articles it marked as withdrawn."""

    articles: int = 0
    revisions: int = 0
    withdrawn: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article as it is stored, with its mentions and what the topic of its run made of it."""

    week: str
    outlet: str
    title: str
    url: str
    published_at: datetime | None
    relevant: bool
    relevance: float
    text: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryRow:
    """A story about the report's target, from the mart story_stance."""

    story_id: str
    week: str
    outlet: str
    title: str
    url: str
    mentions: int
    polarity: float
    author_polarity: float | None
    speaker_polarity: float | None
    stance: Literal["positive", "negative", "mixed", "neutral"]
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekRow:
    """A week of the mart weekly_stance."""

    week: str
    stories: int
    outlets: int
    mentions: int
    copies: int
    stance_index: float
    author_index: float | None
    speaker_index: float | None
    positive_share: float
    mixed_share: float
    neutral_share: float
    negative_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AspectRow:
    """A row of the mart weekly_stance_by_aspect."""

    aspect: str
    label: str
    stories: int
    stance_index: float
    positive_share: float
    mixed_share: float
    negative_share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow:
    """A row of the mart weekly_stance_by_voice."""

    voice: Literal["author", "headline", "speaker"]
    stories: int
    stance_index: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A row of the mart share_of_voice."""

    target: str
    stories: int
    stories_in_field: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """A row of the mart weekly_counts."""

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
    alias: str
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
    speaker: str
    speaker_role: str | None
    text: str
    rank: float
    polarity: float | None  # of the target's mentions inside it; None where it names no target
    story_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A feed's health over the week's polls."""

    name: str
    feed_url: str
    outcome: str | None  # of the last poll in the week; None where it was not asked
    reason: str | None
    polls: int
    failed_polls: int
    articles: int


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
    rows_as_of: datetime | None  # the last run's moment, or when all was last read again
    watchlist_version: str
    parser_version: str
    model_version: str
    counts: CountRow | None
    weeks: tuple[WeekRow, ...]  # the report's week and those before it
    stories: tuple[StoryRow, ...]  # of the report's week
    earlier_stories: tuple[StoryRow, ...]  # of the weeks before it
    aspects: tuple[AspectRow, ...]
    voices: tuple[VoiceRow, ...]
    shares: tuple[ShareRow, ...]
    mentions: tuple[MentionRow, ...]
    quotations: tuple[QuotationRow, ...]
    feeds: tuple[FeedRow, ...]
    events: tuple[EventRow, ...]


Row = Mapping[str, object]
