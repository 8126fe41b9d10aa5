"""Who was sent which report? The ledger: a row is claimed before a report is handed over, and its outcome written after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from warehouse.connection import sql, transaction
from warehouse.store import Warehouse

Channel = Literal["mail", "chat"]
DeliveryStatus = Literal["planned", "sending", "sent", "failed", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """Where a report is sent: a mail address as it was given, or a chat's service and a digest of its address."""

    channel: Channel
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """How far one report is on its way to one recipient. The table `delivery` says what each status means."""

    week: str
    to: Addressee
    status: DeliveryStatus
    message_id: str | None = None
    digest: str | None = None
    attempts: int = 0
    first_attempt_at: datetime | None = None
    last_attempt_at: datetime | None = None
    error: str | None = None


def load_deliveries(warehouse: Warehouse) -> tuple[DeliveryRow, ...]:
    """Every row of the ledger, by week."""
    rows = warehouse.connection.execute(sql("deliveries")).fetchall()
    return tuple(
        DeliveryRow(
            week=week, to=Addressee(channel=channel, recipient=recipient), status=status, message_id=message_id, digest=digest,
            attempts=attempts, first_attempt_at=_utc(first), last_attempt_at=_utc(last), error=error,
        )
        for week, channel, recipient, status, message_id, digest, attempts, first, last, error in rows
    )  # fmt: skip


def load_recipients(warehouse: Warehouse) -> dict[Addressee, datetime]:
    """Since when each recipient has been one."""
    rows = warehouse.connection.execute(sql("recipients")).fetchall()
    return {Addressee(channel=channel, recipient=recipient): since.astimezone(UTC) for channel, recipient, since in rows}


def load_written(warehouse: Warehouse) -> tuple[str, ...]:
    """The weeks that have a report, as the live file has it: what this run wrote is among them before it is published."""
    return tuple(week for (week,) in warehouse.connection.execute("select week from report order by week").fetchall())


def join_recipients(warehouse: Warehouse, recipients: Sequence[Addressee], now: datetime) -> None:
    """Remember those who are new; the others have been recipients since they were first found."""
    with transaction(warehouse.connection):
        for each in recipients:
            warehouse.connection.execute(sql("recipient_joins"), {**_key(each), "now": now})


def drop_recipients(warehouse: Warehouse, recipients: Sequence[Addressee]) -> None:
    """Forget those who are recipients no more, with what they were not sent: should they come back, they begin anew."""
    with transaction(warehouse.connection):
        for each in recipients:
            for statement in ("deliveries_dropped", "recipient_leaves"):
                warehouse.connection.execute(sql(statement), _key(each))


def plan_deliveries(warehouse: Warehouse, due: Sequence[tuple[str, Addressee]], now: datetime) -> None:
    """Write down what is due; what the ledger has already stays as it is."""
    with transaction(warehouse.connection):
        for week, each in due:
            warehouse.connection.execute(sql("delivery_planned"), {"week": week, **_key(each), "now": now})


def claim_delivery(warehouse: Warehouse, week: str, to: Addressee, *, digest: str | None, message_id: str | None, now: datetime) -> None:
    """Written, and safe from a kill, before the report is handed over."""
    warehouse.connection.execute(sql("delivery_claimed"), {"week": week, **_key(to), "digest": digest, "message_id": message_id, "now": now})


def end_delivery(warehouse: Warehouse, week: str, to: Addressee, status: DeliveryStatus, *, now: datetime, error: str | None = None) -> None:
    """What became of a claim."""
    warehouse.connection.execute(sql("delivery_ended"), {"week": week, **_key(to), "status": status, "error": error, "now": now})


def _key(to: Addressee) -> dict[str, str]:
    return {"channel": to.channel, "recipient": to.recipient}


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None
