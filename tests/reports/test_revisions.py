"""What reports said before, and what is known of their weeks now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from rows import WEEK, Press, Quotation, fresh_warehouse, press, store, weeks_before

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


# Three speakers of the press, as its articles of the week introduce them, with whether they are of Meta then.
INTRODUCED = {
    "by organisation": ("Dr Lucia Fenwright", None, "Meta", True),
    "by role": ("Dr Lucia Fenwright", "Meta AI researcher", None, True),
    "a part of another word": ("Samir Oyelaran", None, "Metabolic Institute", False),
    "a name in capitals as a common word": ("Samir Oyelaran", "director", "UK Fair Value Trust", False),
    "a name in capitals": ("Samir Oyelaran", "head of research", "FAIR", True),
    "a critic": ("Dr Lucia Fenwright", "critic", "Meta", False),
    "once": ("Dr Lucia Fenwright", "former Meta engineer", None, False),
    "once, elsewhere": ("Dr Lucia Fenwright", "former policy director", "Facebook", False),
    "once, with a hyphen": ("Dr Lucia Fenwright", "ex-Meta engineer", None, False),
    "once elsewhere, now there": ("Dr Lucia Fenwright", "former professor, now scientist", "Meta", True),
    "a rival": ("Dr Lucia Fenwright", "chief executive of Meta rival", "Open Shelf", False),
    "suing": ("Dr Lucia Fenwright", "lawyer for authors suing", "Meta", False),
    "a lawyer against it": ("Dr Lucia Fenwright", "attorney for parents in a case against", "Meta", False),
    "a lawyer of its own": ("Dr Lucia Fenwright", "lawyer", "Meta", True),
}


def introduced(person: str, role: str | None, org: str | None) -> Press:
    """The press, whose articles of the week introduce the person so."""
    return press().changed(
        lambda piece: replace(piece, quotations=tuple(replace(each, role=role, org=org) if each.speaker == person else each for each in piece.quotations))
    )


def insiders(stored: Press) -> dict[str, bool]:
    """Who is an insider in the week's report, of those it lists."""
    with fresh_warehouse() as warehouse:
        store(warehouse, stored)
        warehouse.connection.execute("update target set insiders = ['Meta', 'Facebook', 'FAIR', 'Meta AI'] where name = 'Llama'")
        return {each.person: each.insider for each in build(read_week(warehouse.connection, WEEK)).speakers}


@pytest.fixture(scope="module")
def printed() -> Iterator[duckdb.DuckDBPyConnection]:
    """The press as it is, in a warehouse whose introductions each case rewrites."""
    with fresh_warehouse() as warehouse:
        store(warehouse, press())
        warehouse.connection.execute("update target set insiders = ['Meta', 'Facebook', 'FAIR', 'Meta AI'] where name = 'Llama'")
        yield warehouse.connection


@pytest.mark.parametrize("case", INTRODUCED)
def test_insiders_are_those_introduced_as_the_maker_s(printed: duckdb.DuckDBPyConnection, case: str) -> None:
    """The maker's name in role or organisation makes an insider, but not beside what parts a person from it."""
    person, role, org, insider = INTRODUCED[case]
    printed.execute("update quotation set speaker_role = ?, speaker_org = ? where speaker = ?", [role, org, person])
    asked = printed.execute("select insider from weekly_speakers where week = ? and target = 'Llama' and person = ?", [WEEK, person])
    assert asked.fetchall() == [(insider,)]


def test_a_person_introduced_in_another_week_is_known() -> None:
    """Where the week's articles give no organisation, the one that others give counts; what the week itself gives goes before it."""
    person, before = "Dr Lucia Fenwright", weeks_before(WEEK, 1)
    said = Quotation(text="We will see about that when the day comes.", speaker=person, role="vice president", org="Meta")
    silent = introduced(person, None, None)
    (first, *_) = (piece.key for piece in silent.pieces if piece.week == before)
    elsewhere = silent.changed(lambda piece: replace(piece, quotations=(said,)) if piece.key == first else piece)
    moved = introduced(person, "founder", "Open Shelf").changed(lambda piece: replace(piece, quotations=(said,)) if piece.key == first else piece)
    assert (insiders(silent)[person], insiders(elsewhere)[person], insiders(moved)[person]) == (False, True, False)


# What an article calls somebody it does not name, with whether that tells of Meta.
DESCRIBED = {
    "a Meta spokesperson": "insider", "a spokeswoman for Meta": "insider", "a director of generative AI at Meta": "insider", "Meta’s chief executive": "insider",
    "a former Meta engineer": "outsider", "a Meta critic": "outsider", "a lawyer for authors suing Meta": "outsider", "a Google spokesperson": "outsider",
    "a spokesman for the Authors Guild": "outsider", "people familiar with Meta’s plans": "unnamed", "a spokesperson": "unnamed", "a lawyer for users of Meta": "unnamed",
}  # fmt: skip


def test_unnamed_speakers_are_judged_by_their_description() -> None:
    """Spokespeople and staff of the maker are insiders, its critics and others' spokespeople outsiders; the rest stays unnamed, and the sentences say the same as the index."""
    with fresh_warehouse() as warehouse:
        store(warehouse, press())
        connection = warehouse.connection
        speaker, sentence = connection.execute(
            "select speaker, sentence from mentions where voice = 'speaker' and week = ? and is_about and is_original and starts_with(sentence, '“') order by all limit 1", [WEEK]
        ).fetchone()
        connection.execute("update mention set speaker = null where speaker = ?", [speaker])
        found = {}
        for description in DESCRIBED:
            connection.execute("reset variable as_of")
            connection.execute("update quotation set speaker = null, speaker_role = null, speaker_org = null, speaker_description = ? where speaker = ? or speaker_description is not null", [description, speaker])
            ((insider,),) = connection.execute("select distinct insider from speaker_mentions join mentions using (article_id, ordinal, target) where sentence = ?", [sentence]).fetchall()
            found[description] = {True: "insider", False: "outsider", None: "unnamed"}[insider]
        rows = read_week(connection, WEEK)
        assert {each.insider for each in rows.mentions if each.sentence == sentence} == {None}
        assert "unnamed" in {each.voice for each in rows.voices}
    assert found == DESCRIBED


def test_the_report_has_insiders_and_outsiders() -> None:
    """Both have a line of their own among the voices, though the maker itself is never named."""
    with fresh_warehouse() as warehouse:
        store(warehouse, introduced("Dr Lucia Fenwright", None, "Meta"))
        report = build(read_week(warehouse.connection, WEEK))
    assert any(line.of_speakers and line.label.startswith("insiders") for line in report.voices)
