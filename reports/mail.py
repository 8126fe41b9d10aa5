"""Which mail carries a report? The answer in its subject, the whole report as text, the short of it as HTML with its charts inside."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import cast
from urllib.parse import urlsplit

from reports.addresses import recipient_of
from reports.escapes import printable
from reports.model import WeeklyReport
from reports.numbers import SPACE, interval, signed, week_number
from reports.pictures import Picture, as_png, pictures
from reports.render import render_html, render_mail, render_text

SHOWN = {"trend-narrow": "trend", "shares-narrow": "shares"}  # drawn for telephones: in a mail a wide drawing shrinks until nobody can read it
LONGEST_SUBJECT = 160  # characters; what lies beyond is shown nowhere
LONGEST_HTML = 100_000  # bytes; Gmail cuts a mail off behind them


class _Policy(EmailPolicy):
    """SMTP's, but for subjects: what Python up to 3.12 folds loses spaces between words beyond ASCII (CPython issue 92081)."""

    def fold(self, name: str, value: str) -> str:
        if name != "Subject":
            return str(super().fold(name, value))
        return f"{name}: {Header(str(value), 'us-ascii' if value.isascii() else 'utf-8', header_name=name).encode(linesep=self.linesep)}{self.linesep}"

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii") if name == "Subject" else super().fold_binary(name, value)


POLICY = _Policy(linesep="\r\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A report as a mail says it, before it is addressed to anybody."""

    week: str
    target: str
    subject: str
    text: str
    html: str
    charts: tuple[tuple[str, bytes], ...]  # name, PNG


def write_letter(report: WeeklyReport, *, site_url: str = "") -> Letter:
    """The mail's parts. `site_url`: where the folder of reports is served; without it the mail links to no page."""
    shown = {SHOWN[each.name]: each for each in pictures(render_html(report)) if each.name in SHOWN}
    url = page_url(site_url, report.week)
    closing = f"\nThe whole report, with its charts and every query: {url}\n" if url else ""
    return Letter(
        week=report.week,
        target=report.target,
        subject=subject_of(report),
        text=render_text(report) + closing,
        html=_html_within(report, shown, url),
        charts=tuple((name, as_png(picture)) for name, picture in shown.items()),
    )


def _html_within(report: WeeklyReport, charts: dict[str, Picture], url: str) -> str:
    """With as much evidence as fits."""
    for most in (3, 1, 0):
        html = render_mail(report, charts=charts, url=url, most=most)
        if len(html.encode()) <= LONGEST_HTML:
            return html
    raise ValueError(f"{report.week}: a mail of {len(html.encode())} bytes")


def subject_of(report: WeeklyReport) -> str:
    """The answer first, then the numbers and the week: one line, whatever a headline holds."""
    index = report.index if report.enough else None
    numbers = f" · {signed(index.value)} {interval(index.low, index.high)}, n = {index.stories}" if index else ""
    line = f"{'[Sample] ' if report.sample else ''}{report.answer.headline.rstrip('.')}{numbers} · week {week_number(report.week)}"
    line = " ".join(printable(line).replace(SPACE, " ").split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def address_letter(letter: Letter, *, sender: Address, to: Address, reply_to: Address | None, at: datetime) -> EmailMessage:
    """The letter to one recipient. The same letter, recipient and moment give the same bytes."""
    identity = message_id(letter, sender=sender, to=to)
    mail = EmailMessage(policy=POLICY)
    mail["From"], mail["To"], mail["Subject"] = sender, to, letter.subject
    if reply_to is not None:
        mail["Reply-To"] = reply_to
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = identity
    mail["List-Id"] = f"Bellwether weekly report <{listed_target(letter.target)}.bellwether.{sender.domain}>"
    mail["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please (RFC 3834)
    mail["Content-Language"] = "en"
    mail.set_content(letter.text, cte="quoted-printable")
    mail.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    _, page = cast("list[EmailMessage]", mail.get_payload())
    for name, png in letter.charts:
        page.add_related(png, "image", "png", cid=f"<{name}@bellwether>", filename=f"{name}.png", disposition="inline")
    for place, part in enumerate(each for each in mail.walk() if each.is_multipart()):
        part.set_boundary(f"=_{hashlib.sha256(f'{identity}{place}'.encode()).hexdigest()[:32]}")
    return mail


def message_id(letter: Letter, *, sender: Address, to: Address) -> str:
    """The same whenever this week's report is sent to this recipient, so that a mailbox knows a second one for a repetition."""
    digest = hashlib.sha256(f"{letter.week}\n{letter.target}\n{recipient_of(to)}".encode()).hexdigest()
    return f"<{letter.week}.{digest[:32]}@{sender.domain}>"


def listed_target(target: str) -> str:
    """The target as a List-Id may spell it."""
    return "".join(each if each.isascii() and each.isalnum() else "-" for each in target.lower()).strip("-") or "report"


def page_url(site_url: str, week: str) -> str:
    """Where a week's page is served; empty where no site is."""
    return f"{site_url.rstrip('/')}/{week}/report.html" if site_url and urlsplit(site_url).scheme else ""
