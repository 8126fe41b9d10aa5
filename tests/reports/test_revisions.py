"""What reports said before, and what is known of their weeks now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from rows import WEEK, Press, fresh_warehouse, press, store, weeks_before

from reports.render import render_html, render_markdown, render_text
from reports.revisions import telling_of
from reports.week import build
from warehouse.weeks import read_week

LATE = 3


def test_late_arrivals_appear_next_week_as_a_revision_and_change_no_earlier_report() -> None:
    """The report of the week before told 26 stories; three came in after it, and this week's report says so. As of then it reads as it did."""
    before = weeks_before(WEEK, 1)
    written = press()
    late = tuple(piece.key for piece in written.pieces if piece.week == before)[:LATE]
    early = Press(week=before, pieces=tuple(piece for piece in written.pieces if piece.week != WEEK and piece.key not in late))
    rest = replace(written, pieces=tuple(piece for piece in written.pieces if piece.week == WEEK or piece.key in late))
    with fresh_warehouse() as warehouse:
        store(warehouse, early)
        first = build(read_week(warehouse.connection, before))
        assert first.revisions == ()
        warehouse.save_report(before, as_of=first.method.rows_as_of, built_at=datetime.now(UTC), digest="", telling=telling_of(first))
        store(warehouse, rest)
        second = build(read_week(warehouse.connection, WEEK))
        (revision,) = second.revisions
    assert (revision.week, revision.stories_told, revision.stories_known) == (before, first.index.stories, first.index.stories + LATE)
    assert revision.told == first.index.value
    assert revision.as_of == first.method.rows_as_of
    assert "3\xa0stories came in later" in revision.why
    for render in (render_html, render_markdown, render_text):
        assert "came in later" in " ".join(render(second).split())


def test_a_report_written_again_is_not_held_to_itself() -> None:
    """What a report told as of its own moment is no revision, so that it gives the same bytes when it is written again."""
    written = press()
    with fresh_warehouse() as warehouse:
        store(warehouse, written)
        first = build(read_week(warehouse.connection, WEEK))
        told = telling_of(first)
        warehouse.save_report(WEEK, as_of=told.as_of, built_at=datetime.now(UTC), digest="", telling=replace(told, stories=told.stories - 1))
        again = build(read_week(warehouse.connection, WEEK))
        later = warehouse.connection.execute("reset variable as_of; select stories_told, stories_known, is_revised from report_revisions").fetchall()
    assert again.revisions == ()
    assert render_html(again) == render_html(first)
    assert later == [(told.stories - 1, told.stories, True)]


def test_the_model_s_versions_are_those_of_the_week_s_scores() -> None:
    """A report names every version that scored what its index counts, whatever the last run had, and is held to it; a week without mentions names the run's."""
    written = press()
    before = weeks_before(WEEK, 1)
    with fresh_warehouse() as warehouse:
        store(warehouse, Press(week=before, pieces=tuple(piece for piece in written.pieces if piece.week != WEEK)))
        empty = read_week(warehouse.connection, WEEK)
        assert empty is not None
        assert empty.model_version == "minilm-6"
        warehouse.connection.execute("update mention set model_version = case when ordinal % 2 = 1 then 'encoder-9' else 'encoder-10' end")
        first = build(read_week(warehouse.connection, before))
        told = telling_of(first)
        assert told.model_version == "encoder-10, encoder-9"
        warehouse.save_report(before, as_of=told.as_of, built_at=datetime.now(UTC), digest="", telling=told)
        warehouse.connection.execute("reset variable as_of")
        held = "select model_told, model_known from report_revisions"
        assert warehouse.connection.execute(held).fetchall() == [("encoder-10, encoder-9", "encoder-10, encoder-9")]
        warehouse.connection.execute("update mention set model_version = 'encoder-10', p_neg = .5, p_neu = .5, p_pos = 0")
        store(warehouse, replace(written, pieces=tuple(piece for piece in written.pieces if piece.week == WEEK)))
        (revision,) = build(read_week(warehouse.connection, WEEK)).revisions
    assert revision.why == "scored by encoder-10 now, by encoder-10, encoder-9 then"


def test_insiders_and_outsiders_are_told_apart_by_role_and_organisation() -> None:
    """Somebody introduced with the maker's name is an insider; the name as a part of another word does not make one."""
    written = press()
    names = {"Dr Lucia Fenwright": ("Meta", True), "Samir Oyelaran": ("Metabolic Institute", False)}

    def introduced(piece):
        quotations = tuple(replace(each, org=names[each.speaker][0]) if each.speaker in names else each for each in piece.quotations)
        return replace(piece, quotations=quotations)

    with fresh_warehouse() as warehouse:
        store(warehouse, written.changed(introduced))
        report = build(read_week(warehouse.connection, WEEK))
    found = {each.person: each.insider for each in report.speakers}
    assert {name: found[name] for name in names} == {name: insider for name, (_, insider) in names.items()}
    assert any(line.of_speakers and line.label.startswith("insiders") for line in report.voices)
