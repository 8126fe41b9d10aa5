"""Who is told when something goes wrong? Automations of Prefect, one for each event that needs a person, all with one way to tell."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import cast
from uuid import UUID

from prefect.automations import Automation
from prefect.blocks.abstract import NotificationBlock
from prefect.blocks.core import Block
from prefect.blocks.notifications import CustomWebhookNotificationBlock
from prefect.client.orchestration import get_client
from prefect.events.actions import SendNotification
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

BLOCK = "bellwether-alerts"
PREFIX = "bellwether: "


class AlertError(ValueError):
    """The alerts cannot be sent there; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One thing to be told of. `tag`: only of runs that have it."""

    name: str
    description: str
    events: tuple[str, ...]
    subject: str
    body: str
    tag: str | None = None


def shipped_alerts() -> tuple[Alert, ...]:
    """Those of alerts.toml."""
    tables = tomllib.loads(files("flows").joinpath("alerts.toml").read_text("utf-8"))["alert"]
    return tuple(Alert(**{**table, "events": tuple(table["events"])}) for table in tables)


def set_alerts(where: str) -> tuple[str, ...]:
    """Make the automations, or set those that are there anew; their names.

    Args:
        where: A web hook (https://…) that takes {"text": …}, as Slack, Mattermost and Google Chat do; or a notification block of the Prefect server
            as TYPE/NAME (slack-webhook/ours, sendgrid-email/ours), for everything else.

    Raises:
        AlertError: There is no such block, it cannot notify, or a first message that is sent through it does not arrive.
    """
    block = CustomWebhookNotificationBlock(name=BLOCK, url=where, json_data={"text": "{{subject}}\n{{body}}"}) if where.startswith(("https://", "http://")) else _block(where)
    try:
        block.notify(  # type: ignore[unused-coroutine]  # outside an event loop it is none
            subject="Bellwether: alerts go here", body=f"You will be told of: {', '.join(alert.name.removeprefix(PREFIX) for alert in shipped_alerts())}."
        )
    except Exception as exc:  # each kind of block has errors of its own
        raise AlertError(f"{where}: a first message did not arrive ({exc}); nothing was changed") from exc
    if block._block_document_id is None:  # noqa: SLF001 - Prefect has no other name for it
        block.save(BLOCK, overwrite=True)  # only now: whoever is told by it goes on being told until then
    for alert in shipped_alerts():
        _set(alert, block)
    return tuple(alert.name for alert in shipped_alerts())


def remove_alerts() -> tuple[str, ...]:
    """Remove the automations that set_alerts makes; the names of those that were there."""
    removed = []
    with get_client(sync_client=True) as client:
        for alert in shipped_alerts():
            for automation in client.read_automations_by_name(alert.name):
                client.delete_automation(automation.id)
                removed.append(alert.name)
    return tuple(removed)


def _block(slug: str) -> NotificationBlock:
    try:
        block = Block.load(slug)
    except ValueError as exc:
        raise AlertError(f"{slug!r} is no block of this Prefect server; `prefect block ls` lists them, or give a web hook's address (https://…)") from exc
    if not isinstance(block, NotificationBlock):
        raise AlertError(f"{slug!r} is a block that cannot notify; `prefect block ls` lists those there are")
    return block


def _set(alert: Alert, block: NotificationBlock) -> None:
    block_id = cast("UUID", block._block_document_id)  # noqa: SLF001 - Prefect has no other name for it
    related = {"prefect.resource.id": f"prefect.tag.{alert.tag}", "prefect.resource.role": "tag"} if alert.tag else {}
    wanted = Automation(
        name=alert.name,
        description=alert.description,
        trigger=EventTrigger(expect=set(alert.events), posture=Posture.Reactive, threshold=1, match_related=ResourceSpecification(related)),
        actions=[SendNotification(block_document_id=block_id, subject=alert.subject, body=alert.body)],
    )
    with get_client(sync_client=True) as client:
        there = client.read_automations_by_name(alert.name)
    if there:
        wanted.id = there[0].id
        wanted.update()
    else:
        wanted.create()
