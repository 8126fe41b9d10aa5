"""What does a weekly report need to know? Everything in one reading of the published file, as of a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import duckdb

from warehouse.connection import PUBLISHED, sql
from warehouse.errors import QueryError
from warehouse.figures import Value, read_figure, typed
from warehouse.query import as_of_statement, open_published
from warehouse.weekrows import (
    AspectRow,
    AspectStoryRow,
    ChangeRow,
    ConcentrationRow,
    CountRow,
    CoverageRow,
    DriverRow,
    EvidenceRow,
    FeedRow,
    MentionRow,
    MethodRow,
    ReleaseRow,
    ReleaseStoryRow,
    RevisionRow,
    ShareRow,
    SpeakerRow,
    StoryRow,
    VoiceRow,
    WeekRow,
    WeekRows,
)

RowType = TypeVar("RowType")

BASELINE_WEEKS = 8  # before the report's own
# Every figure, in the order of the report.
FIGURES = (
    "index", "change", "drivers", "trend", "releases", "shares", "copies", "concentration", "evidence_for", "evidence_against", "speakers",
    "aspects", "voices", "share_of_voice", "feeds", "coverage", "revisions", "method", "counts", "stories", "sentences",
    "earlier_stories", "aspect_stories", "release_stories",
)  # fmt: skip


def load_weeks(home: Path, as_of: datetime | None = None) -> tuple[tuple[str, ...], datetime]:
    """The ISO weeks that hold stories about the first target, oldest first, and the moment of the first poll."""
    with open_published(home, as_of=as_of) as connection:
        weeks, first_poll = connection.execute(sql("weeks")).fetchone() or ((), None)
    if first_poll is None:
        raise QueryError(home / PUBLISHED, "no run has been made yet; `bellwether run` makes one")
    return tuple(weeks or ()), first_poll.astimezone(UTC)


def load_reported(home: Path) -> tuple[str, ...]:
    """The weeks whose report was written."""
    with open_published(home) as connection:
        return tuple(week for (week,) in connection.execute("select week from report order by week").fetchall())


def load_week(home: Path, week: str, as_of: datetime | None = None) -> WeekRows:
    """The rows of one week's report, about the first target of the watchlist; as they were known at that moment, where one is given.

    What is printed as the moment is that of the last change up to then, so that the report made right after it has the same bytes.
    """
    with open_published(home) as connection:
        rows = read_week(connection, week, as_of=as_of)
    if rows is None:
        raise QueryError(home / PUBLISHED, "no run has stored a watchlist yet; `bellwether run` does")
    return rows


def read_week(connection: duckdb.DuckDBPyConnection, week: str, as_of: datetime | None = None) -> WeekRows | None:
    """The same on an open connection; None where there is no target to report about."""
    connection.execute(as_of_statement(as_of) if as_of else "reset variable as_of")
    (changed_at,) = connection.execute("select changed_at from last_change").fetchone() or (None,)
    moment = changed_at.astimezone(UTC) if changed_at else None
    if moment:
        connection.execute(as_of_statement(moment))
    first = connection.execute("select name from targets order by place limit 1").fetchone()
    if first is None:
        return None
    target = str(first[0])
    values: dict[str, Value] = {
        "week": week, "week_before": _week_of(_monday(week) - timedelta(weeks=1)), "first_week": _week_of(_monday(week) - timedelta(weeks=BASELINE_WEEKS)),
        "first_day": _monday(week) - timedelta(weeks=BASELINE_WEEKS), "last_day": _monday(week) + timedelta(days=6), "target": target,
    }  # fmt: skip
    figures = {key: read_figure(connection, key, moment, values) for key in FIGURES}
    method = next(iter(typed(MethodRow, figures["method"])), None)

    def rows(row_type: type[RowType], key: str) -> tuple[RowType, ...]:
        return typed(row_type, figures[key])

    return WeekRows(
        week=week,
        target=target,
        rows_as_of=moment,
        watchlist_version=method.watchlist_version if method else "",
        parser_version=method.parser_version if method else "",
        model_version=method.model_version if method else "",
        figures=tuple(figures.values()),
        counts=next(iter(rows(CountRow, "counts")), None),
        weeks=rows(WeekRow, "trend"),
        coverage=rows(CoverageRow, "coverage"),
        stories=rows(StoryRow, "stories"),
        earlier_stories=rows(StoryRow, "earlier_stories"),
        changes=rows(ChangeRow, "change"),
        drivers=rows(DriverRow, "drivers"),
        concentration=next(iter(rows(ConcentrationRow, "concentration")), None),
        aspects=rows(AspectRow, "aspects"),
        aspect_stories=rows(AspectStoryRow, "aspect_stories"),
        voices=rows(VoiceRow, "voices"),
        shares=rows(ShareRow, "share_of_voice"),
        mentions=rows(MentionRow, "sentences"),
        evidence_for=rows(EvidenceRow, "evidence_for"),
        evidence_against=rows(EvidenceRow, "evidence_against"),
        speakers=rows(SpeakerRow, "speakers"),
        feeds=rows(FeedRow, "feeds"),
        releases=rows(ReleaseRow, "releases"),
        release_stories=rows(ReleaseStoryRow, "release_stories"),
        revisions=rows(RevisionRow, "revisions"),
        method=method,
    )


def _monday(week: str) -> date:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)


def _week_of(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"
