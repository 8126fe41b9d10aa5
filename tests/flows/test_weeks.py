"""ISO weeks, and which of them are due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.weeks import WeekError, is_over, monday, week_of, weeks_due, weeks_owed

NOW = datetime(2024, 8, 5, 6, tzinfo=UTC)  # a Monday, of week 32


@pytest.mark.parametrize(("moment", "week"), [
    (datetime(2024, 7, 28, 23, 59, tzinfo=UTC), "2024-W30"),
    (datetime(2024, 7, 29, 0, 0, tzinfo=UTC), "2024-W31"),
    (datetime(2024, 12, 30, tzinfo=UTC), "2025-W01"),
    (datetime(2021, 1, 3, tzinfo=UTC), "2020-W53"),
])
def test_week_of(moment: datetime, week: str) -> None:
    """Weeks begin on Monday in UTC, and belong to the year of their Thursday."""
    assert week_of(moment) == week


@pytest.mark.parametrize("text", ["2024-30", "2024-W60", "2023-W53", "W30", "2024-W3", "week 30"])
def test_what_is_no_week_is_refused(text: str) -> None:
    """The error shows how a week is written."""
    with pytest.raises(WeekError, match="2024-W30"):
        monday(text)


def test_week_is_over_when_the_next_monday_begins() -> None:
    """Not a minute before."""
    assert not is_over("2024-W31", datetime(2024, 8, 4, 23, 59, tzinfo=UTC))
    assert is_over("2024-W31", datetime(2024, 8, 5, tzinfo=UTC))


@pytest.mark.parametrize(("with_stories", "reported", "due", "why"), [
    ((), (), ("2024-W30", "2024-W31"), "empty weeks have a report too"),
    (("2024-W31", "2024-W32"), (), ("2024-W30", "2024-W31"), "the week under way has none"),
    (("2024-W31",), ("2024-W30", "2024-W31"), ("2024-W31",), "the last is written again: its articles still come in"),
    (("2024-W20", "2024-W31"), (), ("2024-W20", "2024-W30", "2024-W31"), "weeks before the first poll only where stories reach back to them"),
    (("2024-W31",), ("2024-W31",), ("2024-W30", "2024-W31"), "a week missed is made up for"),
])
def test_weeks_due(with_stories, reported, due, why) -> None:
    """Every week since the first poll that is over, once; the last one over again."""
    assert weeks_due(with_stories, reported, first_poll=datetime(2024, 7, 24, tzinfo=UTC), now=NOW) == due, why


def test_weeks_long_ago_are_bounded() -> None:
    """A first poll that brings in years of old entries does not bring a hundred reports."""
    years = [f"{year}-W{week:02}" for year in (2020, 2021, 2022) for week in range(1, 53)]
    assert len(weeks_due(years, (), first_poll=NOW, now=NOW)) == 26


def on(day: int, hour: int = 12) -> datetime:
    return datetime(2024, 7, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(("since", "first_poll", "owed", "why"), [
    (on(10), on(10), ["W28", "W29", "W30", "W31"], "every week that ended since, the one under way then as well"),
    (on(24), on(10), ["W29", "W30", "W31"], "whoever is new gets the last report that is there, so that they see it works"),
    (on(24), on(24), ["W30", "W31"], "nothing was watched in the weeks before"),
    (on(22, 0), on(1), ["W29", "W30", "W31"], "on a Monday the last week is the one that has just ended"),
    (datetime(2024, 9, 1, tzinfo=UTC), on(10), [], "what is long past is owed to nobody"),
])
def test_weeks_owed(since: datetime, first_poll: datetime, owed: list[str], why: str) -> None:
    """Of all the reports that a first poll leads to, readers get those of their own time; none of a week that is not over."""
    reported = [f"2024-W{week:02}" for week in range(1, 33)]
    assert weeks_owed(reported, since=since, first_poll=first_poll, now=NOW) == tuple(f"2024-{week}" for week in owed), why
