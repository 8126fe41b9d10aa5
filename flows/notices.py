"""What does Prefect learn of a feed that changed for the worse, and of one that recovered? Events, for automations to act on."""

from __future__ import annotations

from collections.abc import Sequence

from prefect.events import emit_event

from flows.summary import FeedLine


def notify(lines: Sequence[FeedLine]) -> None:
    """One event for each feed that turned: `bellwether.feed.worsened` or `bellwether.feed.recovered`, with outcome, reason and address."""
    for line in lines:
        if line.turn is not None:
            emit_event(
                event=f"bellwether.feed.{line.turn}",
                resource={"prefect.resource.id": f"bellwether.feed.{line.poll.feed_url}", "prefect.resource.name": line.name},
                payload={
                    "feed": line.name, "url": line.poll.feed_url, "outcome": line.poll.outcome, "reason": line.poll.reason,
                    "http_status": line.poll.http_status, "failures": line.poll.after.failures, "polled_at": line.poll.polled_at.isoformat(),
                },
            )  # fmt: skip
