"""The values that travel through Bellwether, from a feed's address to a stored reading.

Feed ─fetch─► Document ─parse_feed─► Entry ─fetch─► Document ─parse_article─► Article
Article ─find_quotes─► Quote      Article × Target ─find_mentions─► Mention      ═► Reading

Every value is frozen, slotted and keyword-only; sequences are tuples; times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

Precision = Literal["second", "minute", "day"]
Completeness = Literal["full", "teaser", "wall", "none"]
QuoteKind = Literal["direct", "block"]
Voice = Literal["author", "headline", "speaker"]
FeedKind = Literal["primary", "press", "analyst", "policy", "community", "vendor", "aggregator"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A subscription of the watchlist, with what may be expected of it."""

    url: str
    name: str
    kind: FeedKind = "press"
    text: Literal["full", "summary", "none"] = "summary"
    expected_gap_days: float = 7.0  # longer silence than this reads as stale
    expected_authors: float = 0.0  # the least share of entries that name an author; 0 expects nothing
    expected_dates: float = 0.0  # that carry a date
    expected_text: float = 0.0  # that carry what `text` says: the article, or a summary of it
    reason: str = ""  # why these numbers
    note: str = ""  # the quirk to know about


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A model family whose mentions are looked for; the first of a watchlist is the one reports are about."""

    name: str
    maker: str = ""  # "Meta": "Meta's model" may mean the target
    aliases: tuple[str, ...] = ()  # as people write it: "Llama 3.1", "the 405B"
    exclusions: tuple[str, ...] = ()  # what looks like it and is not: "llama.cpp", "Ollama"
    context: tuple[str, ...] = ()  # words of which an ambiguous alias needs one in the article
    insiders: tuple[str, ...] = ()  # names of the organisations whose people are insiders; the maker where none are given
    unless: tuple[str, ...] = ()  # words that speak of something else by that name: where one stands, only what is unmistakable counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Aspect:
    """A side of a target that opinions are about, with the terms that show it."""

    name: str
    label: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A release or decision marked on the time line."""

    name: str
    on: date
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What counts as about the field: an article for which the expression holds, at a strength of `least` or more."""

    name: str
    expression: str = ""  # parsers/grammar.py reads it
    least: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Watchlist:
    """Everything a watch is made of; `version` is a digest of the file, so that a report can name it."""

    feeds: tuple[Feed, ...]
    targets: tuple[Target, ...]
    aspects: tuple[Aspect, ...]
    events: tuple[Event, ...]
    topic: Topic
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPerson:
    """What people have written of a speaker's name: which forms mean whom, everywhere or beside certain organisations only."""

    name: str
    forms: tuple[str, ...]
    organisations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One response as it came: bytes, where from, when. 304 leaves an empty body."""

    url: str  # as asked for
    final_url: str  # after redirects
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    fetched_at: datetime
    moved_to: str | None = None  # where only permanent redirects (301, 308) led

    @property
    def content_type(self) -> str | None:
        return self.headers.get("content-type")

    @property
    def etag(self) -> str | None:
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        return self.headers.get("last-modified")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a feed says of one article. Texts are plain; `content_html` is the feed's own markup, not yet cleaned."""

    url: str | None
    guid: str | None = None
    title: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    published_precision: Precision | None = None
    updated_at: datetime | None = None
    summary: str = ""
    content_html: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A page (or a full-text entry), read. `text` is paragraphs joined by a blank line; a block quotation's begin with "> "."""

    url: str
    canonical_url: str
    title: str
    authors: tuple[str, ...]
    published_at: datetime | None
    published_precision: Precision | None
    published_on: date | None  # the day in the publisher's own offset
    modified_at: datetime | None
    text: str
    completeness: Completeness = "full"
    language: str | None = None
    site_name: str | None = None
    evidence: Mapping[str, str] = field(default_factory=dict)  # field -> the rung of the cascade that answered; "dates" -> every candidate with its rung


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words somebody said, where they stand in the article's text (`text[start:end] == quote.text`), and who said them."""

    text: str
    start: int
    end: int
    speaker: str | None = None  # full name where the article gives it; None when in doubt
    cue: str | None = None  # the word that attributes: "said", "according to"
    kind: QuoteKind = "direct"
    rank: float = 0.0  # 0..1, how well it would stand for the article
    speaker_role: str | None = None
    speaker_org: str | None = None
    speaker_description: str | None = None  # as the article has it, of an unnamed speaker ("a person briefed on the plans") or of several who speak as one


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A target named in a sentence, whose voice it is, and how it is spoken of.

    `sentence` is what is judged: the whole sentence, or of a speaker's what of it is quoted if that is four words or more. `start` and `end` are its offsets in the article's text
    (in its title where the voice is "headline");
    `alias_start` and `alias_end` are the name's own, in the same string.
    """

    target: str
    sentence: str
    start: int
    end: int
    alias: str
    alias_start: int
    alias_end: int
    p_neg: float
    p_neu: float
    p_pos: float
    voice: Voice = "author"
    speaker: str | None = None  # where the voice is "speaker"; None for an unnamed one
    aspects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An article with everything read out of it."""

    article: Article
    quotes: tuple[Quote, ...]
    mentions: tuple[Mention, ...]
    relevant: bool  # about the topic, not merely touching it
    relevance: float  # 0..1
    about: tuple[str, ...]  # names of the targets the article is about, not merely mentions
    signature: tuple[int, ...]  # MinHash of the text, for finding copies; () where there is too little text
    credits: tuple[str, ...] = ()  # outlets and agencies that it may credit for its text


class PageParseError(ValueError):
    """The bytes are not a page that could be read. Carries the address."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)  # both in args: the error survives pickling between processes
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}"


class FeedParseError(ValueError):
    """The bytes are not a feed, or none of its entries could be read. Carries the address."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)  # both in args: the error survives pickling between processes
        self.url, self.reason = url, reason

    def __str__(self) -> str:
        return f"{self.url}: {self.reason}"
