"""What happens to a report once it is written? It is sent to everybody who is owed it, by each way on its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from flows.channels import Channel, every_channel, is_delivery_set
from flows.ending import stops_run
from flows.findings import say
from flows.moments import named_after_moment
from flows.notices import UNDELIVERED, announce
from flows.outbox import Outbox, UndeliveredError
from flows.patience import patience
from flows.progress import progress
from flows.settings import load_settings
from reports.errors import DeliveryError, RefusedError
from warehouse.deliveries import DeliveryRow
from warehouse.store import open_warehouse

RETRY_SECONDS = [20.0, 120.0]  # of a scheduled run; after them the next run tries
ATTEMPTS = len(RETRY_SECONDS)


@flow(name="deliver", flow_run_name=named_after_moment("deliver"), description="Send every report that is written and owed to somebody, and has not been sent: each once.")
def deliver(at: datetime | None = None) -> None:
    """Send what is owed and could not be sent before.

    Args:
        at: The moment this run stands for; now unless given.
    """
    settings = load_settings()
    if not is_delivery_set(settings):
        say("Nobody is set who would be sent reports.")
        return
    with open_warehouse(settings.home, patience=patience()) as warehouse:
        outbox = Outbox(settings=settings, warehouse=warehouse, now=(at or datetime.now(UTC)).astimezone(UTC))
        failures, anything = send_owed(outbox)
        if anything:
            warehouse.publish()
    if failures:
        raise UndeliveredError(failures)
    say("Everything that was owed was sent." if anything else "Nothing was left to send.")


def send_owed(outbox: Outbox) -> tuple[tuple[str, ...], bool]:
    """Send by every way, each in a task of its own, whose failure stops no other: why something did not arrive, and whether anything was tried."""
    began = datetime.now(UTC)
    channels, failures = every_channel(outbox.settings)
    faults: list[Exception] = []
    planned = outbox.plan(channels, complete=not failures)
    busy = [channel for channel in channels if any(row.to in channel.addressees for row in planned)]
    if busy:
        progress().stage("Delivering reports", len(busy))
    for channel in busy:
        scheduled = patience() > 0
        sending = send_by.with_options(task_run_name=f"deliver by {channel.name}", retries=ATTEMPTS if scheduled else 0, retry_delay_seconds=RETRY_SECONDS)
        ended = sending(quote(outbox), quote(channel), return_state=True)
        error = ended.result(raise_on_failure=False)
        if isinstance(error, Exception) and not isinstance(error, DeliveryError) and not stops_run(error):
            faults.append(error)
        elif isinstance(error, BaseException) and not isinstance(error, DeliveryError):
            raise error
        progress().step(channel.name)
    troubled = outbox.troubled(busy, began)  # of every try: what was refused in the first is not in the last one's error
    failures += dict.fromkeys(row.error for row in troubled if row.error)
    tell(troubled)
    if faults:
        raise faults[0]
    return tuple(failures), bool(busy)


def _is_worth_a_retry(_task: Any, _run: Any, state: Any) -> bool:
    error = state.result(raise_on_failure=False)
    return isinstance(error, DeliveryError) and not isinstance(error, RefusedError)


@task(
    name="deliver by one way", description="Hand over what is owed by mail, or to one chat.", cache_policy=NO_CACHE, persist_result=False,
    retry_condition_fn=_is_worth_a_retry,
)  # fmt: skip
def send_by(outbox: Outbox, channel: Channel) -> None:
    outbox.send(channel)


def tell(troubled: Sequence[DeliveryRow]) -> None:
    """One event for each report that did not reach somebody: `bellwether.delivery.failed`."""
    for row in troubled:
        announce(UNDELIVERED, f"{row.to.channel} {row.to.recipient}", {
            "week": row.week, "channel": row.to.channel, "recipient": row.to.recipient, "status": row.status, "attempts": row.attempts, "error": row.error,
        })  # fmt: skip
