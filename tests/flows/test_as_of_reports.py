"""The report of an earlier moment: fed up to then, or asked for afterwards, the same bytes."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import pytest
from test_reparse import reparse, spoil
from typer.testing import CliRunner

from flows.cli import app
from flows.settings import SAMPLE_CAPTURES
from reports.render import render_html, render_markdown, render_text
from reports.week import build
from warehouse.query import ask
from warehouse.weeks import load_week, load_weeks

Forms = dict[tuple[datetime, str], tuple[str, str, str]]


def forms(home: Path, week: str, as_of: datetime | None = None) -> tuple[str, str, str]:
    report = build(load_week(home, week, as_of), sample=True)
    return render_html(report), render_markdown(report), render_text(report)


@pytest.fixture(scope="module")
def fed(sample_home: Path, sample_polls: dict[datetime, Path]) -> tuple[Path, Forms]:
    """The sample newsroom, fed poll by poll, and from what was published after every second poll the reports of the last two weeks with stories."""
    return sample_home, {(moment, week): forms(then, week) for moment, then in list(sample_polls.items())[1::2] for week in load_weeks(then)[0][-2:]}


@pytest.fixture
def home(fed: tuple[Path, Forms], tmp_path: Path) -> Path:
    copied = tmp_path / "home"
    shutil.copytree(fed[0], copied)
    (copied / "captures").mkdir()
    shutil.copyfile(SAMPLE_CAPTURES, copied / "captures" / SAMPLE_CAPTURES.name)
    return copied


def test_after_all_polls_the_reports_of_then_are_the_same_bytes(home: Path, fed: tuple[Path, Forms]) -> None:
    """HTML, Markdown and text of each week, as of each of the polls; while what is known now is otherwise for many of them."""
    _, kept = fed
    assert len(kept) > 6
    assert [key for key, then in kept.items() if forms(home, key[1], key[0]) != then] == []
    now = {week: forms(home, week)[2] for _, week in kept}
    assert sum(now[week] != then[2] for (_, week), then in kept.items()) > 3


def test_after_reading_again_the_reports_of_then_are_the_same_bytes(home: Path, fed: tuple[Path, Forms]) -> None:
    """What worse readers had made of it is what was known then, however much better it is read since; the present report is the better one."""
    spoil(home)
    keys = list(fed[1])[-2:]
    then = {(moment, week): forms(home, week, moment) for moment, week in keys}
    reparse(home)
    assert [key for key, known in then.items() if forms(home, key[1], key[0]) != known] == []
    for week in {week for _, week in keys}:
        present = forms(home, week)[2]
        assert all(present != known[2] for (_, then_week), known in then.items() if then_week == week)
        assert load_week(home, week).stories == load_week(fed[0], week).stories
    assert ask(home, "select count(*) from article_revision_past").rows == ask(home, "select count(*) from article_revision").rows
    reparse(home)
    assert ask(home, "select count(*) from article_revision_past").rows == ask(home, "select count(*) from article_revision").rows, "the same readers leave nothing"


def test_after_scoring_again_the_reports_of_then_are_the_same_bytes(home: Path, fed: tuple[Path, Forms], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another model's scores count from when they were put in place; every second report of then is looked at, since each is made anew for it."""
    monkeypatch.setattr("flows.rereading.score", lambda sentences: [(0.0, 0.0, 1.0)] * len(sentences))
    reparse(home, "--stance")
    assert [key for key, then in list(fed[1].items())[::2] if forms(home, key[1], key[0]) != then] == []
    assert {story.polarity for story in load_week(home, "2024-W30").stories} == {1.0}


def test_the_command_line_answers_as_of_a_moment(home: Path, fed: tuple[Path, Forms]) -> None:
    """`report --as-of` prints that report and writes it beside the present one; `query --as-of` counts what was known; a day means its end."""
    moment, week = next((moment, week) for moment, week in fed[1] if week == "2024-W30")
    run = CliRunner()
    settings = {"BELLWETHER_HOME": str(home)}
    told = run.invoke(app, ["report", "--week", week, "--as-of", f"{moment:%Y-%m-%d}", "--format", "none"], env=settings)
    assert told.exit_code == 0, told.output
    (written,) = (home / "reports").glob("as-of-*")
    assert (written / week / "report.html").read_text("utf-8") == fed[1][moment, week][0]
    assert not (home / "reports" / week).exists()
    counted = [
        run.invoke(app, ["query", "select count(*) from articles", "--format", "csv", *as_of], env=settings).output.split()[-1]
        for as_of in (["--as-of", moment.isoformat()], [])
    ]
    assert counted == [str(sum(articles for (articles,) in ask(home, "select articles from weekly_counts", as_of=moment).rows)), "136"]
    assert int(counted[0]) < 136
    assert run.invoke(app, ["query", "select 1", "--as-of", "yesterday"], env=settings).exit_code == 2
