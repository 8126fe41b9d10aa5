"""What does a weekly report need to know? Everything in one reading of the published file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import duckdb

from warehouse.connection import PUBLISHED, sql
from warehouse.errors import QueryError
from warehouse.query import open_published
from warehouse.rows import (
    AspectRow,
    CountRow,
    EventRow,
    FeedRow,
    MentionRow,
    QuotationRow,
    ShareRow,
    StoryRow,
    VoiceRow,
    WeekRow,
    WeekRows,
)

RowType = TypeVar("RowType")


def load_weeks(home: Path, as_of: datetime | None = None) -> tuple[tuple[str, ...], datetime]:
    """The ISO weeks that hold stories about the first target, oldest first, and the moment of the first poll."""
    with open_published(home, as_of=as_of) as connection:
        weeks, first_poll = connection.execute(sql("weeks")).fetchone() or ((), None)
    if first_poll is None:
        raise QueryError(home / PUBLISHED, "no run has been made yet; `bellwether run` makes one")
    return tuple(weeks or ()), _utc(first_poll)


def load_reported(home: Path) -> tuple[str, ...]:
    """The weeks whose report was written."""
    with open_published(home) as connection:
        return tuple(week for (week,) in connection.execute("select week from report order by week").fetchall())


def load_week(home: Path, week: str, as_of: datetime | None = None) -> WeekRows:
    """The rows of one week's report, about the first target of the watchlist; as they were known at that moment, where one is given."""
    with open_published(home, as_of=as_of) as connection:
        first = connection.execute("select name from targets order by place limit 1").fetchone()
        if first is None:
            raise QueryError(home / PUBLISHED, "no run has stored a watchlist yet; `bellwether run` does")
        target = str(first[0])
        at, of_target = {"week": week}, {"week": week, "target": target}
        weeks = _rows(connection, WeekRow, "week_series", of_target)
        before = [each.week for each in weeks if each.week != week]
        run = connection.execute(sql("last_run")).fetchone() or ("", "", "")
        (changed_at,) = connection.execute("select changed_at from last_change").fetchone() or (None,)
        return WeekRows(
            week=week,
            target=target,
            rows_as_of=_utc(changed_at) if changed_at else None,
            watchlist_version=str(run[0]),
            parser_version=str(run[1]),
            model_version=str(run[2]),
            counts=next(iter(_rows(connection, CountRow, "week_counts", at)), None),
            weeks=weeks,
            stories=_rows(connection, StoryRow, "week_stories", {"weeks": [week], "target": target}),
            earlier_stories=_rows(connection, StoryRow, "week_stories", {"weeks": before, "target": target}),
            aspects=_rows(connection, AspectRow, "week_aspects", of_target),
            voices=_rows(connection, VoiceRow, "week_voices", of_target),
            shares=_rows(connection, ShareRow, "week_shares", at),
            mentions=_rows(connection, MentionRow, "week_mentions", of_target),
            quotations=_rows(connection, QuotationRow, "week_quotations", of_target),
            feeds=_rows(connection, FeedRow, "week_feeds", at),
            events=_rows(connection, EventRow, "week_events", {"target": target}),
        )


def _rows(connection: duckdb.DuckDBPyConnection, row_type: type[RowType], query: str, parameters: Mapping[str, object]) -> tuple[RowType, ...]:
    cursor = connection.execute(sql(query), parameters)
    columns = [column[0] for column in cursor.description or ()]
    wanted = {each.name for each in fields(row_type)}  # type: ignore[arg-type]  # every row type is a dataclass
    if set(columns) != wanted:
        raise AssertionError(f"{query}.sql gives {columns}, {row_type.__name__} wants {sorted(wanted)}")
    return tuple(row_type(**dict(zip(columns, values, strict=True))) for values in cursor.fetchall())


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
