"""What does Prefect learn beyond its runs? Events, for automations to act on: a feed that broke, polls that were missed, a check that found rows, a report that did not arrive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from prefect.events import emit_event

from flows.summary import FeedLine

SILENT = "bellwether.ingest.silent"
UNSOUND = "bellwether.check.found-rows"
UNDELIVERED = "bellwether.delivery.failed"


def announce(event: str, name: str, payload: Mapping[str, object]) -> None:
    """One event about what `name` is the name of; its resource is called after both, so that an automation can tell them apart."""
    emit_event(event=event, resource={"prefect.resource.id": f"{event}.{name}", "prefect.resource.name": name}, payload=dict(payload))


def notify(lines: Sequence[FeedLine]) -> None:
    """One event for each feed that turned: `bellwether.feed.worsened` or `bellwether.feed.recovered`, with outcome, reason and address."""
    for line in lines:
        if line.turn is not None:
            emit_event(
                event=f"bellwether.feed.{line.turn}",
                resource={"prefect.resource.id": f"bellwether.feed.{line.poll.feed_url}", "prefect.resource.name": line.name},
                payload={
                    "feed": line.name, "url": line.poll.feed_url, "outcome": line.poll.outcome, "reason": line.poll.reason,
                    "http_status": line.poll.http_status, "failures": line.poll.after.failures, "polled_at": line.poll.polled_at.isoformat(timespec="seconds"),
                },
            )  # fmt: skip
