"""Every number leads to a query, and the query gives the number."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import duckdb
import pytest
from rows import OUTLETS, bare_week, failing, fake_week

from reports.model import WeeklyReport
from reports.week import build
from warehouse.rows import WeekRows
from warehouse.schema import open_current


@pytest.fixture
def rows() -> WeekRows:
    return fake_week()


def sql_of(report: WeeklyReport, key: str) -> str:
    return next(figure.sql for figure in report.figures if figure.key == key)


def marts(rows: WeekRows) -> duckdb.DuckDBPyConnection:
    """An in-memory database whose tables are named like the marts and hold the rows."""
    connection = duckdb.connect()
    fill(connection, "weekly_stance", [{**asdict(row), "target": "Llama"} for row in rows.weeks])
    stories = [{**asdict(row), "target": "Llama", "is_about": True} for row in (*rows.stories, *rows.earlier_stories)]
    merely_named = [{**story, "story_id": f"{story['story_id']} named", "is_about": False, "polarity": 0.99} for story in stories[::3]]
    of_another = [{**story, "story_id": f"{story['story_id']} other", "target": "Mistral", "polarity": -0.99} for story in stories[::3]]
    stories += merely_named + of_another
    fill(connection, "story_stance", stories)
    fill(connection, "stories", stories)
    of_mention = {"target": "Llama", "week": rows.week, "is_about": True, "is_original": True}
    mentions = [{**asdict(row), **of_mention, "ordinal": place} for place, row in enumerate(rows.mentions)]
    for name, other in (("is_about", False), ("is_original", False), ("target", "Mistral"), ("week", "2024-W01")):
        mentions += [{**mentions[0], name: other, "sentence": f"{side} though {name}", "polarity": side} for side in (0.99, -0.99)]
    fill(connection, "mentions", mentions)
    fill(connection, "weekly_stance_by_voice", [{**asdict(row), "week": rows.week, "target": "Llama"} for row in rows.voices])
    fill(connection, "weekly_stance_by_aspect", [{**asdict(row), "week": rows.week, "target": "Llama"} for row in rows.aspects])
    return connection


def fill(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, object]]) -> None:
    types = {bool: "boolean", int: "bigint", float: "double"}
    columns = {name: next((types.get(type(row[name]), "varchar") for row in rows if row[name] is not None), "varchar") for name in rows[0]}
    connection.execute(f"create table {table} ({', '.join(f'{name} {kind}' for name, kind in columns.items())})")
    connection.executemany(f"insert into {table} values ({', '.join('?' * len(columns))})", [list(row.values()) for row in rows])


@pytest.mark.parametrize("rows", [fake_week(), failing(fake_week(), OUTLETS[:3]), bare_week()], ids=["full", "failing", "bare"])
def test_every_query_is_understood_by_the_warehouse(rows: WeekRows, tmp_path: Path) -> None:
    """Each query of a report runs on the tables and views that the warehouse really has."""
    report = build(rows)
    with open_current(tmp_path) as connection:
        for figure in report.figures:
            assert "$" not in figure.sql
            connection.execute(figure.sql)


@pytest.mark.parametrize(
    "rows", [fake_week(), failing(fake_week(), OUTLETS[:3]), failing(fake_week(), OUTLETS[:9]), fake_week(stories=4), bare_week()]
)
def test_every_figure_in_the_answer_has_its_query(rows: WeekRows) -> None:
    """A number in the answer names a figure that the report carries; numbers outside of figures are the report's own bounds."""
    report = build(rows)
    keys = {figure.key for figure in report.figures}
    spans = [span for sentence in report.answer.sentences for span in sentence]
    assert {span.figure for span in spans if span.figure} <= keys
    assert any(span.figure for span in spans)
    for span in spans:
        if not span.figure:
            assert not any(sign in span.text for sign in "+−"), span.text


def test_index_change_and_baseline_are_what_their_queries_give(rows: WeekRows) -> None:
    """A reader who pastes the query gets the printed number."""
    report, connection = build(rows), marts(rows)
    assert report.index is not None
    assert report.change is not None
    assert report.baseline_change is not None
    index, stories, outlets, _ = connection.execute(sql_of(report, "index")).fetchone()
    assert (stories, outlets) == (report.index.stories, report.index.outlets)
    assert index == pytest.approx(report.index.value)
    change, _, last_week, _, before = connection.execute(sql_of(report, "change")).fetchone()
    assert (change, last_week, before) == (
        pytest.approx(report.change.value),
        pytest.approx(report.change.earlier.value),
        report.change.earlier.stories,
    )
    baseline, stories, weeks = connection.execute(sql_of(report, "baseline")).fetchone()
    assert (baseline, stories, weeks) == (
        pytest.approx(report.baseline_change.earlier.value),
        report.baseline_change.earlier.stories,
        report.baseline_change.weeks,
    )


def test_a_change_without_dead_feeds_has_a_query_without_them(rows: WeekRows) -> None:
    """When outlets are left out of a comparison, its query leaves out the same."""
    broken = failing(rows, OUTLETS[:3])
    report = build(broken)
    assert report.change is not None
    change, *_ = marts(broken).execute(sql_of(report, "change-left-out")).fetchone()
    assert change == pytest.approx(report.change.value)


def test_evidence_is_what_its_queries_give(rows: WeekRows) -> None:
    """The sentences printed are the rows of the query, in its order."""
    report, connection = build(rows), marts(rows)
    for key, evidence in (("evidence-for", report.evidence_for), ("evidence-against", report.evidence_against)):
        given = connection.execute(sql_of(report, key)).fetchall()
        assert [(row[5], row[6]) for row in given] == [(each.sentence, each.polarity) for each in evidence]
    assert len(connection.execute(sql_of(report, "stories")).fetchall()) == len(report.stories)
    assert len(connection.execute(sql_of(report, "sentences")).fetchall()) == len(rows.mentions)


def test_a_name_with_a_quotation_mark_stays_inside_its_literal(rows: WeekRows) -> None:
    """An outlet called O'Hara's does not end the query's string."""
    outlet = "O'Hara's; drop table feed; --"
    stories = tuple(
        type(story)(**{**asdict(story), "outlet": outlet if story.outlet == OUTLETS[0] else story.outlet}) for story in rows.earlier_stories
    )
    report = build(failing(rows, (OUTLETS[0],)))
    renamed = build(
        type(rows)(
            **{
                **{name: getattr(failing(rows, (OUTLETS[0],)), name) for name in rows.__slots__},
                "earlier_stories": stories,
                "feeds": tuple(
                    type(feed)(**{**asdict(feed), "name": outlet if feed.name == OUTLETS[0] else feed.name})
                    for feed in failing(rows, (OUTLETS[0],)).feeds
                ),
            }
        )
    )
    assert "'O''Hara''s; drop table feed; --'" in sql_of(renamed, "change-left-out")
    assert renamed.change is not None
    assert report.change is not None
    assert renamed.change.value == report.change.value
