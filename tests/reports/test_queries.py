"""Every number leads to a query, and the query gives the number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from rows import OUTLETS, bare_week, fake_week, fresh_warehouse, press, read, store

from reports.model import WeeklyReport
from reports.week import build
from warehouse.weekrows import WeekRows
from warehouse.weeks import read_week

THREE_OUT = press().failing(OUTLETS[:3])


@pytest.fixture(scope="module", params=[press(), THREE_OUT], ids=["full", "failing"])
def stored(request: pytest.FixtureRequest) -> Iterator[tuple[duckdb.DuckDBPyConnection, WeeklyReport]]:
    """A warehouse that holds the press, and the report of its week."""
    with fresh_warehouse() as warehouse:
        store(warehouse, request.param)
        rows = read_week(warehouse.connection, request.param.week)
        assert rows is not None
        yield warehouse.connection, build(rows)


def test_a_printed_query_gives_the_printed_rows(stored: tuple[duckdb.DuckDBPyConnection, WeeklyReport]) -> None:
    """Each query stands ready to paste, says as of when it answers, and answers what the report was made of."""
    connection, report = stored
    for figure in report.figures:
        assert "$" not in figure.sql
        assert figure.sql.startswith("set variable as_of = timestamptz '2024-07-29 06:00:00+00:00';\n")
        again = connection.execute(figure.sql)
        assert tuple(column[0] for column in again.description) == figure.columns
        assert [tuple(map(near, row)) for row in again.fetchall()] == [tuple(map(near, row)) for row in figure.rows], figure.key


def near(value: object) -> object:
    """Sums of floating numbers depend on the order of adding."""
    return round(value, 9) if isinstance(value, float) else value


def rows_of(report: WeeklyReport, key: str) -> list[dict[str, object]]:
    figure = next(figure for figure in report.figures if figure.key == key)
    return [dict(zip(figure.columns, row, strict=True)) for row in figure.rows]


def test_what_is_printed_is_what_the_queries_gave(stored: tuple[duckdb.DuckDBPyConnection, WeeklyReport]) -> None:
    """Index, change, baseline, shares and lists are the rows of their figures."""
    _, report = stored
    assert report.index is not None
    assert report.change is not None
    assert report.baseline_change is not None
    (index,) = rows_of(report, "index")
    assert (index["stance_index"], index["stories"], index["outlets"]) == (pytest.approx(report.index.value), report.index.stories, report.index.outlets)
    last_week, weeks_before = rows_of(report, "change")
    for row, change in ((last_week, report.change), (weeks_before, report.baseline_change)):
        assert (row["change"], row["index_before"], row["stories_before"]) == (change.value, change.earlier.value, change.earlier.stories)
        assert row["outlet_mix"] + row["aspect_mix"] + row["within"] == pytest.approx(row["change"])
    for key, evidence in (("evidence-for", report.evidence_for), ("evidence-against", report.evidence_against)):
        assert [(row["sentence"], row["polarity"]) for row in rows_of(report, key)] == [(each.sentence, each.polarity) for each in evidence]
    assert len(rows_of(report, "stories")) == len(report.stories)


@pytest.mark.parametrize(
    "rows",
    [fake_week, lambda: read(THREE_OUT), lambda: read(press().failing(OUTLETS[:9])), lambda: fake_week(stories=4), bare_week],
    ids=["full", "failing", "withheld", "few", "bare"],
)
def test_every_figure_in_the_answer_has_its_query(rows: Callable[[], WeekRows]) -> None:
    """A number in the answer names a figure that the report carries; numbers outside of figures are the report's own bounds."""
    report = build(rows())
    keys = {figure.key for figure in report.figures}
    spans = [span for sentence in report.answer.sentences for span in sentence]
    assert {span.figure for span in spans if span.figure} <= keys
    assert any(span.figure for span in spans)
    for span in spans:
        if not span.figure:
            assert not any(sign in span.text for sign in "+−"), span.text


def test_a_name_with_a_quotation_mark_stays_inside_its_literal() -> None:
    """A target called O'Hara's does not end the query's string."""
    name = "O'Hara's; drop table feed; --"
    written = press()
    named = replace(written, targets=(replace(written.targets[0], name=name), *written.targets[1:]))
    report = build(read(named))
    assert report.target == name
    assert "'O''Hara''s; drop table feed; --'" in next(figure.sql for figure in report.figures if figure.key == "index")


def test_a_report_as_of_a_moment_knows_the_last_run_before_it() -> None:
    """The moment is that of the last run that had ended, so that the report written then has the same bytes."""
    assert read(press(), as_of=datetime(2024, 7, 29, 18, tzinfo=UTC)).rows_as_of == datetime(2024, 7, 29, 6, tzinfo=UTC)
    assert read(press(), as_of=datetime(2024, 7, 29, 5, tzinfo=UTC)).rows_as_of == datetime(2024, 7, 22, 6, tzinfo=UTC)
