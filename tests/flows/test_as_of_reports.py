"""The report of an earlier moment: fed up to then, or asked for afterwards, the same bytes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from test_reparse import reparse, spoil
from typer.testing import CliRunner

from feeds.captures import moments
from feeds.replay import replay_client
from feeds.watchlist import load_watchlist
from flows.cli import app
from flows.readers import open_readers
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST
from reports.render import render_html, render_markdown, render_text
from reports.week import build
from warehouse.query import ask
from warehouse.store import open_warehouse
from warehouse.weeks import load_week, load_weeks

Forms = dict[tuple[datetime, str], tuple[str, str, str]]


def forms(home: Path, week: str, as_of: datetime | None = None) -> tuple[str, str, str]:
    report = build(load_week(home, week, as_of), sample=True)
    return render_html(report), render_markdown(report), render_text(report)


@pytest.fixture(scope="module")
def fed(tmp_path_factory: pytest.TempPathFactory, poll: Callable[..., str]) -> tuple[Path, Forms]:
    """The sample newsroom, fed poll by poll, and after each poll the reports of the last three weeks with stories."""
    home, kept = tmp_path_factory.mktemp("fed"), {}
    watchlist, client = load_watchlist(SAMPLE_WATCHLIST), replay_client([SAMPLE_CAPTURES])
    with open_warehouse(home) as warehouse, open_readers() as readers:
        warehouse.claim("sample")
        for moment in moments(SAMPLE_CAPTURES):
            poll(warehouse, watchlist, client, readers, moment)
            warehouse.publish()
            kept |= {(moment, week): forms(home, week) for week in load_weeks(home)[0][-3:]}
    return home, kept


@pytest.fixture
def home(fed: tuple[Path, Forms], tmp_path: Path) -> Path:
    copied = tmp_path / "home"
    shutil.copytree(fed[0], copied)
    (copied / "captures").mkdir()
    shutil.copyfile(SAMPLE_CAPTURES, copied / "captures" / SAMPLE_CAPTURES.name)
    return copied


def test_after_all_polls_the_reports_of_then_are_the_same_bytes(home: Path, fed: tuple[Path, Forms]) -> None:
    """HTML, Markdown and text of each week, as of each poll; while what is known now is otherwise for many of them."""
    _, kept = fed
    assert len(kept) > 15
    assert [key for key, then in kept.items() if forms(home, key[1], key[0]) != then] == []
    assert sum(forms(home, week)[2] != then[2] for (_, week), then in kept.items()) > 10


def test_after_reading_again_the_reports_of_then_are_the_same_bytes(home: Path, fed: tuple[Path, Forms]) -> None:
    """What worse readers had made of it is what was known then, however much better it is read since; the present report is the better one."""
    spoil(home)
    keys = list(fed[1])[-6:]
    then = {(moment, week): forms(home, week, moment) for moment, week in keys}
    reparse(home)
    assert [key for key, known in then.items() if forms(home, key[1], key[0]) != known] == []
    for moment, week in keys:
        assert forms(home, week)[2] != then[moment, week][2]
        assert load_week(home, week).stories == load_week(fed[0], week).stories
    assert ask(home, "select count(*) from article_revision_past").rows == ask(home, "select count(*) from article_revision").rows
    reparse(home)
    assert ask(home, "select count(*) from article_revision_past").rows == ask(home, "select count(*) from article_revision").rows, "the same readers leave nothing"


def test_after_scoring_again_the_reports_of_then_are_the_same_bytes(home: Path, fed: tuple[Path, Forms], monkeypatch: pytest.MonkeyPatch) -> None:
    """Another model's scores count from when they were put in place."""
    monkeypatch.setattr("flows.rereading.score", lambda sentences: [(0.0, 0.0, 1.0)] * len(sentences))
    reparse(home, "--stance")
    assert [key for key, then in fed[1].items() if forms(home, key[1], key[0]) != then] == []
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
