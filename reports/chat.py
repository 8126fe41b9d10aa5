"""How does a report reach a chat? A few lines through apprise, which knows the web hooks of Slack, Teams, Telegram and a hundred more.

apprise is imported when a chat is sent to and not before (a fifth of a second and 44 MB); Prefect installs it anyway.
"""

from __future__ import annotations

import hashlib
import logging

from reports.errors import DeliveryError
from reports.escapes import printable
from reports.health import coverage_words
from reports.mail import page_url
from reports.model import WeeklyReport
from reports.numbers import SPACE, interval, rests_on, signed, week_number

MOST_POINTS = 3
LONGEST_POINT = 300  # characters
LONGEST_REASON = 200
MARKS = str.maketrans("<>@`*_|~", "‹›＠'∗ˍ¦∼")  # a name can neither call a whole channel together nor change how a message looks


def chat_title(report: WeeklyReport) -> str:
    """The answer, in one line."""
    sample = "[Sample] " if report.sample else ""
    return _plain(f"{sample}{report.target}, week {week_number(report.week)}: {report.answer.headline}")


def chat_text(report: WeeklyReport, *, site_url: str = "") -> str:
    """Index with n and interval, at most three points, and a link where there is a site. No words from articles."""
    index = report.index if report.enough else None
    points = [*report.answer.flags, coverage_words(report.health) + "."]
    lines = ["".join(span.text for span in sentence) for sentence in report.answer.sentences]
    if index:
        lines = [f"Index {signed(index.value)} {interval(index.low, index.high)} (95 % interval), {rests_on(index)}", *lines[1:]]
    points = [*lines[1:], *points][:MOST_POINTS]
    url = page_url(site_url, report.week)
    return "\n".join([*(_plain(line) for line in lines[:1]), *(f"• {_plain(point)}" for point in points), *([url] if url else [])])


def chat_name(url: str) -> str:
    """What a chat is called where its address, which holds a secret, must not be seen: its service and a digest."""
    return f"{url.partition('://')[0].lower()}:{hashlib.sha256(url.encode()).hexdigest()[:12]}"


def send_chat(url: str, *, title: str, text: str) -> None:
    """Send a message. DeliveryError says what apprise said, without the address."""
    import apprise  # noqa: PLC0415

    notify = apprise.Apprise()
    if not notify.add(url):
        raise DeliveryError(f"{chat_name(url)}: apprise does not know such an address; https://appriseit.com/services lists those it knows")
    with apprise.LogCapture(level=logging.WARNING, fmt="%(message)s") as said:  # type: ignore[no-untyped-call]
        try:
            sent = notify.notify(title=title, body=text, body_format=apprise.NotifyFormat.TEXT)
        except Exception as exc:  # whatever the plugin of a service may raise
            raise DeliveryError(f"{chat_name(url)} could not be sent to: {type(exc).__name__}") from exc
        reasons = said.getvalue().strip().splitlines()
    if not sent:
        raise DeliveryError(f"{chat_name(url)} did not take it: {printable(reasons[0])[:LONGEST_REASON] if reasons else 'no reason was given'}")


def _plain(line: str) -> str:
    line = " ".join(printable(line).replace(SPACE, " ").split()).translate(MARKS)
    return line if len(line) <= LONGEST_POINT else line[: LONGEST_POINT - 1].rstrip() + "…"
