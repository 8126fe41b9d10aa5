"""What did a run do? Counted from its rows, for the terminal, the artifact and the exit code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

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
    relevant: int = 0

    @property
    def answered(self) -> bool:
        return self.poll.outcome in ANSWERED


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
    def answered(self) -> int:
        return sum(line.answered for line in self.feeds)

    @property
    def failed(self) -> tuple[FeedLine, ...]:
        return tuple(line for line in self.feeds if not line.answered)


def as_table(summary: RunSummary) -> list[dict[str, str | int]]:
    """A row a feed, those that need looking at first."""
    return [
        {
            "feed": line.name, "outcome": line.poll.outcome, "reason": line.poll.reason or "", "entries": line.poll.entries,
            "new": line.new_entries, "articles": line.articles, "revisions": line.revisions, "relevant": line.relevant, "failed pages": line.failed_pages,
        }
        for line in sorted(summary.feeds, key=lambda line: (line.answered, line.name))
    ]  # fmt: skip
