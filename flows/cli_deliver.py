"""The command that sends reports: deliver."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_output import Bars, Exit, err, fail, out, refusals
from flows.ending import ends_when_told
from flows.settings import Settings, load_settings

if TYPE_CHECKING:
    from flows.channels import Channel
    from flows.outbox import Outbox
    from warehouse.deliveries import DeliveryRow

DRAFTS = "drafts"  # not in the folder of reports, which may be a public site: a mail holds its recipient's address


def deliver(
    week: Annotated[str | None, typer.Option(help="Only the report of this ISO week, such as 2024-W30, whether or not it is owed.", show_default=False)] = None,
    to: Annotated[list[str] | None, typer.Option(help="Only to this mail address, which need not be one of the settings; may be given more than once.", show_default=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sent to whom, and leave each report's mail in the folder `drafts` to look at; send and note nothing.")] = False,
) -> None:
    """Send the weekly reports that are owed and were not sent yet: each once to everybody, by mail and to chats."""
    from flows.channels import is_delivery_set
    from flows.outbox import Outbox
    from flows.weeks import is_over, monday
    from warehouse.store import open_warehouse
    from warehouse.weeks import load_reported

    failures: list[str] = []
    with refusals(), Bars() as bars:
        settings, now = load_settings(), datetime.now(UTC)
        if not to and not is_delivery_set(settings):
            fail("nobody is to be sent anything: set BELLWETHER_MAIL_TO or BELLWETHER_CHAT (docs/delivery.md shows how), or say --to", Exit.INPUT)
        reported = load_reported(settings.home)
        if week is None and to:
            week = max(reported, default=None) or fail("no report is written yet; `bellwether run` writes those that are due", Exit.INPUT)
        if week is not None:
            monday(week)
            if not is_over(week, now):
                fail(f"{week} is not over yet; its report would say less than the one that is sent then", Exit.INPUT)
        with ends_when_told(), _secrets(settings), open_warehouse(settings.home) as warehouse:
            outbox = Outbox(settings=settings, warehouse=warehouse, now=now, week=week)
            channels = _channels(settings, to or [], failures)
            if dry_run:
                _show(outbox, channels, settings.home / DRAFTS)
            else:
                failures += _send(outbox, channels, bars, complete=not failures)
                warehouse.publish()
    if failures:
        fail("; ".join(failures), Exit.UNDELIVERED)


def _channels(settings: Settings, to: Sequence[str], failures: list[str]) -> list[Channel]:
    from flows.channels import every_channel, mail_channel
    from flows.settings import SettingsError

    if to:
        try:
            return list(mail_channel(settings, ", ".join(to)))
        except ValueError as exc:
            raise SettingsError(f"--to {exc}") from exc
    channels, lacking = every_channel(settings)
    failures += lacking
    return channels


def _send(outbox: Outbox, channels: Sequence[Channel], bars: Bars, *, complete: bool) -> list[str]:
    """Everything that is open, channel by channel; what did not arrive, in sentences."""
    from reports.errors import DeliveryError

    began, failures = datetime.now(UTC), []
    planned = outbox.plan(channels, complete=complete)
    if planned:
        bars.stage("Delivering reports", len(channels))
    for channel in channels:
        try:
            outbox.send(channel)
        except DeliveryError as exc:
            failures.append(str(exc))
        bars.step(channel.name)
    rows = outbox.preview(channels) if outbox.week else [row for row in outbox.preview(channels) if row.last_attempt_at and row.last_attempt_at >= began]
    for row in rows:
        out.print(_line(row, _became(row)), markup=False)
    if not rows:
        out.print("Everything that is owed has been sent.", markup=False)
    return failures


def _show(outbox: Outbox, channels: Sequence[Channel], folder: Path) -> None:
    """What would be sent, and the mails themselves, one a report, for the eye of whoever sends them."""
    by = {each: channel for channel in channels for each in channel.addressees}
    rows = outbox.preview(channels)
    drafts: dict[str, bytes] = {}
    for row in rows:
        if row.status == "sent" or (row.status == "refused" and outbox.week is None):
            out.print(_line(row, _became(row)), markup=False)
            continue
        parcel = by[row.to].parcel(outbox.report(row.week).report, row.to, datetime.now(UTC))
        if row.week not in drafts and not isinstance(parcel.content, str):
            drafts[row.week] = parcel.content.as_bytes()
        before = f" (before: {_became(row)})" if row.attempts else ""
        out.print(_line(row, f"would be sent, {parcel.size / 1000:,.0f} kB{before}: {parcel.title}"), markup=False)
    if not rows:
        out.print("No report is owed to anybody: weeks that ended before anything was watched are not, nor those before a recipient's first.", markup=False)
    for week, draft in drafts.items():
        folder.mkdir(exist_ok=True)
        (folder / f"{week}.eml").write_bytes(draft)
        out.print(f"{week}  to look at: {folder / f'{week}.eml'}", markup=False)


def _line(row: DeliveryRow, what: str) -> str:
    return f"{row.week}  {row.to.channel:<4}  {row.to.recipient}  {what}"


def _became(row: DeliveryRow) -> str:
    when = f" {row.last_attempt_at:%Y-%m-%d %H:%M} UTC" if row.last_attempt_at else ""
    if row.status == "sending":
        return f"begun{when}, and broken off: whether it arrived is not known"
    return f"{row.status}{when}" + (f": {row.error}" if row.error else "")


@contextmanager
def _secrets(settings: Settings) -> Iterator[None]:
    """A Prefect server, where a Secret block has to be read from one."""
    from flows.secrets import is_in_block

    if not is_in_block(settings):
        yield
        return
    from flows.server import prefect_server

    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    err.print("Starting Prefect, which keeps the secrets …", markup=False)
    with prefect_server(settings.home):
        yield
