"""What did a run do? Counted from its rows, for the terminal, the artifact and the exit code."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from warehouse.rows import ANSWERED, FeedPoll


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """One feed's part of a run."""

    name: str
    poll: FeedPoll
    new_entries: int = 0
    articles: int = 0
    revisions: int = 0  # later versions of articles that were there
    failed_pages: int = 0
    withdrawn: int = 0
    relevant: int = 0
    turn: Literal["worsened", "recovered"] | None = None  # against the poll before

    @property
    def answered(self) -> bool:
        return self.poll.asked and self.poll.outcome in ANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One ingest run."""

    polled_at: datetime
    published: Path
    feeds: tuple[FeedLine, ...]

    @property
    def articles(self) -> int:
        return sum(line.articles for line in self.feeds)

    @property
    def revisions(self) -> int:
        return sum(line.revisions for line in self.feeds)

    @property
    def withdrawn(self) -> int:
        return sum(line.withdrawn for line in self.feeds)

    @property
    def asked(self) -> int:
        return sum(line.poll.asked for line in self.feeds)

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.feeds)

    @property
    def failed(self) -> tuple[FeedLine, ...]:
        """The feeds that were asked and did not answer as they should."""
        return tuple(line for line in self.feeds if line.poll.asked and not line.answered)

    @property
    def resting(self) -> dict[str, int]:
        """How many feeds were not asked, by the reason."""
        return dict(sorted(Counter(str(line.poll.reason) for line in self.feeds if not line.poll.asked).items()))

    @property
    def short(self) -> tuple[FeedLine, ...]:
        """The feeds whose answer fell short of what the watchlist expects."""
        return tuple(line for line in self.feeds if line.poll.asked and line.poll.shortfalls)


def in_a_sentence(summary: RunSummary) -> str:
    """What the run did: "3 of 4 feeds that were asked answered; 21 articles stored, 2 revised"."""
    rests = ", ".join(f"{count} {reason}" for reason, count in summary.resting.items())
    asked = f"{summary.answered} of {summary.asked} feeds that were asked answered" if summary.asked else "No feed was asked"
    others = f" ({'not asked: ' if summary.asked else ''}{rests})" if rests else ""
    return f"{asked}{others}; {summary.articles} articles stored, {summary.revisions} revised."


def as_table(summary: RunSummary) -> list[dict[str, str | int]]:
    """A row a feed, those that need looking at first. Cells do not wrap: the longest come last."""
    return [
        {
            "feed": line.name, "outcome": line.poll.outcome, "why": line.poll.reason or "", "entries": line.poll.entries, "new": line.new_entries, "articles": line.articles, "revised": line.revisions,
            "relevant": line.relevant, "unread": line.failed_pages, "less than expected": "; ".join(line.poll.shortfalls),
        }
        for line in sorted(summary.feeds, key=lambda line: (line.answered or not line.poll.asked, not line.poll.asked, line.name))
    ]  # fmt: skip
