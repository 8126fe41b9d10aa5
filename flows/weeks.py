"""Which ISO weeks are there, and which of them are over?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

WEEK = re.compile(r"(\d{4})-W(\d{2})")
MOST_REPORTED = 26  # of the weeks that articles reach back to: a first poll brings in years of old entries


class WeekError(ValueError):
    """Not an ISO week."""


def week_of(moment: datetime) -> str:
    year, week, _ = moment.astimezone(UTC).isocalendar()
    return f"{year}-W{week:02}"


def monday(week: str) -> date:
    """The first day of a week; WeekError where there is no such week."""
    match = WEEK.fullmatch(week)
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else _refuse(week)
    except ValueError as exc:
        raise WeekError(f"{week!r} is no ISO week; write it as 2024-W30") from exc


def _refuse(week: str) -> date:
    raise ValueError(week)


def is_over(week: str, now: datetime) -> bool:
    """Whether the week has ended, in UTC."""
    return now.astimezone(UTC).date() >= monday(week) + timedelta(days=7)


def weeks_due(with_stories: Iterable[str], reported: Iterable[str], *, first_poll: datetime, now: datetime) -> tuple[str, ...]:
    """The weeks to write a report of, oldest first: those that are over and have none, and the last one over again.

    Every week since the first poll has a report (of the last half year), an empty week too; before it, only the last that stories reach back to.
    The last week is written again because its articles still come in after it.
    """
    earlier = sorted(week for week in with_stories if is_over(week, now))[-MOST_REPORTED:]
    watched = []
    day = monday(week_of(first_poll))
    while is_over(week_of(_noon(day)), now):
        watched.append(week_of(_noon(day)))
        day += timedelta(days=7)
    done, every = set(reported), sorted({*earlier, *watched[-MOST_REPORTED:]})
    return tuple(week for week in every if week not in done or week == every[-1])


def weeks_owed(reported: Iterable[str], *, since: datetime, first_poll: datetime, now: datetime) -> tuple[str, ...]:
    """The reported weeks that somebody who gets reports since that moment is owed, oldest first: the last one that was over by then, and all after.

    Weeks that ended before anything was watched are owed to nobody: a first poll brings in years of old entries.
    """
    return tuple(week for week in sorted(reported) if is_over(week, now) and _end(week) > max(first_poll, since - timedelta(days=7)))


def _end(week: str) -> datetime:
    return datetime.combine(monday(week) + timedelta(days=7), time(), tzinfo=UTC)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
