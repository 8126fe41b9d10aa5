"""Which reports are owed to whom, and what becomes of them? Plain calls, for the flows and for `bellwether deliver`.

A row of the ledger is claimed before a report is handed over and its outcome written after. A run that is killed between the
two leaves a claim, and the next run sends again: better a second mail, which bears the same Message-ID, than a report nobody got.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from flows.channels import Channel
from flows.reporting import Written, write_week
from flows.settings import Settings
from flows.weeks import weeks_owed
from reports.errors import CutOffError, DeliveryError, RefusedError
from warehouse.deliveries import (
    Addressee,
    DeliveryRow,
    DeliveryStatus,
    claim_delivery,
    drop_recipients,
    end_delivery,
    join_recipients,
    load_deliveries,
    load_recipients,
    load_written,
    plan_deliveries,
)
from warehouse.store import Warehouse
from warehouse.weeks import load_weeks

DONE = frozenset({"sent", "refused"})  # what the next run leaves as it is


class UndeliveredError(Exception):
    """Some reports did not reach somebody; everything else of the run was done, and `written` holds what it wrote."""

    def __init__(self, sentences: Sequence[str], written: tuple[Written, ...] = ()) -> None:
        super().__init__("; ".join(sentences))
        self.sentences, self.written = tuple(sentences), written


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """What one run sends. `now` is the moment it stands for; what the ledger notes is the clock's."""

    settings: Settings
    warehouse: Warehouse
    now: datetime
    week: str | None = None  # only this one, whether or not it is owed, and also to those who refused it
    written: dict[str, Written] = field(default_factory=dict)

    def plan(self, channels: Iterable[Channel], *, complete: bool = True) -> tuple[DeliveryRow, ...]:
        """Write down what is due to whom, and give back what is to be sent. `complete`: whether these are all the channels there are."""
        addressees = [each for channel in channels for each in channel.addressees]
        if self.week is None:
            if complete:
                drop_recipients(self.warehouse, [each for each in load_recipients(self.warehouse) if each not in addressees])
            join_recipients(self.warehouse, addressees, self.now)
        plan_deliveries(self.warehouse, self._due(addressees), datetime.now(UTC))
        return self._open(addressees)

    def preview(self, channels: Iterable[Channel]) -> tuple[DeliveryRow, ...]:
        """What the ledger would hold after `plan` of these channels and weeks, and what it holds of them already. Nothing is written."""
        addressees = [each for channel in channels for each in channel.addressees]
        known = {(row.week, row.to): row for row in load_deliveries(self.warehouse)}
        due = {key: DeliveryRow(week=key[0], to=key[1], status="planned") for key in self._due(addressees)}
        rows = {**due, **{key: row for key, row in known.items() if key[1] in addressees and self.week in {None, key[0]}}}
        return tuple(rows[key] for key in sorted(rows, key=lambda key: (key[0], key[1].channel, key[1].recipient)))

    def send(self, channel: Channel) -> None:
        """Send what is open by this way, oldest first. DeliveryError where something did not arrive; RefusedError where no other try would help.

        One recipient's refusal stops no other. A server that cannot be reached is tried once.
        """
        waiting = list(self._open(channel.addressees))
        failures: list[DeliveryError] = []
        if not waiting:
            return
        try:
            with channel.opened() as hand_over:
                while waiting:
                    row = waiting[0]
                    written = self.report(row.week)
                    parcel = channel.parcel(written.report, row.to, datetime.now(UTC))
                    self._claim(row, written.digest, parcel.message_id)
                    try:
                        hand_over(parcel)
                    except CutOffError:
                        raise
                    except DeliveryError as exc:
                        failures.append(exc)
                        self._end(row, exc)
                    else:
                        end_delivery(self.warehouse, row.week, row.to, "sent", now=datetime.now(UTC))
                    waiting.pop(0)
        except CutOffError as exc:
            failures.append(exc)
            for row in waiting:
                self._claim(row, None, None)
                self._end(row, exc)
        if failures:
            final = all(isinstance(each, RefusedError) for each in failures)
            raise (RefusedError if final else DeliveryError)("; ".join(dict.fromkeys(map(str, failures))))

    def report(self, week: str) -> Written:
        """The report as it is written, or written anew: what is sent is what stands in the folder."""
        if week not in self.written:
            self.written[week] = write_week(self.settings.home, week, site_url=self.settings.site_url)
        return self.written[week]

    def troubled(self, channels: Iterable[Channel], since: datetime) -> tuple[DeliveryRow, ...]:
        """What was tried since then, and did not arrive."""
        addressees = {each for channel in channels for each in channel.addressees}
        return tuple(
            row for row in load_deliveries(self.warehouse)
            if row.to in addressees and row.status in {"failed", "refused"} and row.last_attempt_at is not None and row.last_attempt_at >= since
        )  # fmt: skip

    def _due(self, addressees: Iterable[Addressee]) -> list[tuple[str, Addressee]]:
        if self.week is not None:
            return [(self.week, each) for each in addressees]
        weeks, since = load_written(self.warehouse), load_recipients(self.warehouse)
        if not weeks:
            return []
        first_poll = load_weeks(self.settings.home)[1]
        return [(week, each) for each in addressees for week in weeks_owed(weeks, since=since.get(each, self.now), first_poll=first_poll, now=self.now)]

    def _open(self, addressees: Iterable[Addressee]) -> tuple[DeliveryRow, ...]:
        wanted, done = set(addressees), {"sent"} if self.week else DONE
        return tuple(row for row in load_deliveries(self.warehouse) if row.to in wanted and row.status not in done and self.week in {None, row.week})

    def _claim(self, row: DeliveryRow, digest: str | None, message_id: str | None) -> None:
        claim_delivery(self.warehouse, row.week, row.to, digest=digest, message_id=message_id, now=datetime.now(UTC))

    def _end(self, row: DeliveryRow, error: DeliveryError) -> None:
        status: DeliveryStatus = "refused" if isinstance(error, RefusedError) else "failed"
        end_delivery(self.warehouse, row.week, row.to, status, now=datetime.now(UTC), error=str(error))
