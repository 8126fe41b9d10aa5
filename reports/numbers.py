"""How are numbers, weeks and counts written in a report?"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from reports.model import Estimate

MINUS = "\N{MINUS SIGN}"
SPACE = "\N{NO-BREAK SPACE}"  # keeps a number with its unit
DASH = "\N{EN DASH}"


def signed(value: float) -> str:
    """Sign and two decimals: "+0.12", "−0.05"; what rounds to nothing has no sign."""
    digits = f"{abs(value):.2f}"
    if float(digits) == 0:
        return digits
    return (MINUS if value < 0 else "+") + digits


def unsigned(value: float) -> str:
    """A size without a direction: "0.05"."""
    return f"{value:.2f}"


def percent(share: float) -> str:
    """A share in whole per cent: "38 %"."""
    return f"{100 * share:.0f}{SPACE}%"


def interval(low: float | None, high: float | None) -> str:
    """Bounds of a signed number: "[−0.02, +0.25]"; nothing where there are none."""
    return "" if low is None or high is None else f"[{signed(low)},{SPACE}{signed(high)}]"


def percent_interval(low: float | None, high: float | None) -> str:
    """Bounds of a share, in per cent: "[24, 53]"."""
    return "" if low is None or high is None else f"[{100 * low:.0f},{SPACE}{100 * high:.0f}]"


def counted(count: int, one: str, many: str) -> str:
    """A count with its noun: "1 story", "34 stories"."""
    return f"{count:,}{SPACE}{one if count == 1 else many}"


def rests_on(estimate: Estimate) -> str:
    """What an estimate rests on: "n = 34 stories from 14 outlets"."""
    return f"n{SPACE}={SPACE}{counted(estimate.stories, 'story', 'stories')} from {counted(estimate.outlets, 'outlet', 'outlets')}"


def week_number(week: str) -> int:
    """30 of "2024-W30"."""
    return int(week[6:])


def monday(week: str) -> date:
    """The first day of an ISO week; ValueError where it is none."""
    if len(week) != len("2024-W30") or week[4:6] != "-W":
        raise ValueError(f"not an ISO week: {week!r}")
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def iso_week(day: date) -> str:
    """The ISO week that a day lies in: "2024-W30"."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def week_before(week: str) -> str:
    """The ISO week before."""
    return iso_week(monday(week) - timedelta(days=7))


def week_name(week: str) -> str:
    """A week as readers know it: "Week 30, 22–28 July 2024 (UTC)"."""
    return f"Week{SPACE}{week_number(week)}, {days(monday(week), monday(week) + timedelta(days=6))} (UTC)"


def days(first: date, last: date) -> str:
    """A stretch of days, saying month and year once where it can: "29 July – 4 August 2024"."""
    if first.year != last.year:
        return f"{day(first)} {DASH} {day(last)}"
    if first.month != last.month:
        return f"{first.day}{SPACE}{first:%B} {DASH} {day(last)}"
    return f"{first.day}{DASH}{day(last)}"


def day(on: date) -> str:
    """A day: "23 July 2024"."""
    return f"{on.day}{SPACE}{on:%B}{SPACE}{on.year}"


def short_day(on: date) -> str:
    """A day where there is little room: "23 Jul"."""
    return f"{on.day}{SPACE}{on:%b}"


def moment(at: datetime) -> str:
    """A moment: "29 July 2024, 06:00 UTC"."""
    return f"{day(at.date())}, {at:%H:%M}{SPACE}UTC"


def listed(names: tuple[str, ...], most: int = 4) -> str:
    """Names in a sentence: "A, B and C"; beyond `most`, how many more."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most}{SPACE}more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""
