"""What does this feed fall short of? Its entries, held against what the watchlist expects of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Literal

from parsers.model import Entry, Feed

FEWEST = 5  # entries before a share of them says anything
FULL_CHARS = 500  # a whole article has more, markup counted; a teaser of two sentences has less
SUMMARY_CHARS = 20
MOST = 0.5  # of the entries show what a feed is known for
GAP_LEEWAY = 1.5  # the longest silence seen is not the longest there will be
LONGEST_GAP = 365
SECONDS_A_DAY = 86_400

ShortfallReason = Literal["few-authors", "few-dates", "little-text", "silent"]
_WHAT: Mapping[ShortfallReason, str] = {"few-authors": "name an author", "few-dates": "carry a date", "little-text": "carry their text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How much of what may be expected the entries of a feed have, each from 0 to 1."""

    authors: float
    dates: float
    text: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """One expectation that was not met. `reason` is one of a fixed list, so that it can be counted."""

    reason: ShortfallReason
    expected: float  # a share of the entries; days where the reason is silent
    found: float
    entries: int
    because: str = ""  # why the watchlist expects it

    def __str__(self) -> str:
        if self.reason == "silent":
            return f"nothing new for {self.found:.0f} days, at most {self.expected:g} expected"
        return f"{round(self.found * self.entries)} of {self.entries} entries {_WHAT[self.reason]}, at least {self.expected:.0%} expected"


def shortfalls(feed: Feed, entries: Sequence[Entry], *, now: datetime | None = None) -> tuple[Shortfall, ...]:
    """Where the entries of one answer stay behind what is expected of the feed; () where they do not, or are too few to say.

    One entry may always be the exception. Silence is judged where `now` is given and the feed dates its entries.
    """
    found = shares(feed, entries)
    judged: tuple[tuple[ShortfallReason, float, float], ...] = (
        ("few-authors", feed.expected_authors, found.authors), ("few-dates", feed.expected_dates, found.dates), ("little-text", feed.expected_text, found.text),
    )  # fmt: skip
    short = [
        Shortfall(reason=reason, expected=expected, found=share, entries=len(entries), because=feed.reason)
        for reason, expected, share in judged if len(entries) >= FEWEST and round(share * len(entries)) + 1 < expected * len(entries)
    ]
    dates = [entry.published_at for entry in entries if entry.published_at and now and entry.published_at <= now]
    if now and dates and (days := (now - max(dates)).total_seconds() / SECONDS_A_DAY) > feed.expected_gap_days:
        short.append(Shortfall(reason="silent", expected=feed.expected_gap_days, found=days, entries=len(entries), because=feed.reason))
    return tuple(short)


def expected_of(feed: Feed, entries: Sequence[Entry], *, now: datetime) -> Feed:
    """The feed with what may be expected of it from now on, as its entries are today and a tenth less; too few of them promise nothing."""
    if len(entries) < FEWEST:
        return feed
    texts: tuple[Literal["full", "summary"], ...] = ("full", "summary")
    text: Literal["full", "summary", "none"] = next((text for text in texts if shares(replace(feed, text=text), entries).text > MOST), "none")
    found = shares(replace(feed, text=text), entries)
    dates = sorted(when for entry in entries if (when := entry.published_at or entry.updated_at) and when <= now)
    gaps = [(after - before).total_seconds() / SECONDS_A_DAY for before, after in pairwise([*dates, now])]
    return replace(
        feed,
        text=text,
        expected_gap_days=float(min(max(1, math.ceil(max(gaps) * GAP_LEEWAY)), LONGEST_GAP)) if len(dates) >= FEWEST else feed.expected_gap_days,
        expected_authors=_promised(found.authors),
        expected_dates=_promised(found.dates),
        expected_text=_promised(found.text) if text != "none" else 0.0,
        reason=f"As its {len(entries)} entries were on {now:%Y-%m-%d}.",
    )


def _promised(share: float) -> float:
    return max(0, math.floor(share * 10 + 1e-9) - 1) / 10


def shares(feed: Feed, entries: Sequence[Entry]) -> Shares:
    """The shares of entries that have an author, a date, and the text that the feed is known for."""
    def share(has: Callable[[Entry], object]) -> float:
        return sum(bool(has(entry)) for entry in entries) / len(entries) if entries else 0.0

    least = FULL_CHARS if feed.text == "full" else SUMMARY_CHARS
    return Shares(
        authors=share(lambda entry: entry.authors),
        dates=share(lambda entry: entry.published_at or entry.updated_at),
        text=share(lambda entry: max(len(entry.content_html or ""), len(entry.summary)) >= least),
    )
