"""Reading again: today's readers over what was captured, the old rows standing until all is read."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner
from world import ROOT, environment

from feeds.captures import capture_files, moments
from flows.cli import app
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST
from parsers import PARSER_VERSION
from parsers.stance import MODEL_VERSION
from warehouse.connection import LIVE, PUBLISHED
from warehouse.query import ask
from warehouse.store import open_warehouse
from warehouse.weeks import load_week

READINGS = {
    "article": "select * exclude (known_at) from article order by all",
    "article_revision": "select * exclude (read_at, known_at, parser_version, reader_version) from article_revision order by article_id, revision",
    "quotation": "select * exclude (known_at) from quotation order by all",
    "mention": "select * exclude (scored_at, known_at, model_version) from mention order by all",
    "article_band": "select * from article_band order by all",
}


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """The sample newsroom as older readers might have left it, with the captures of its pages."""
    home = tmp_path / "home"
    (home / "captures").mkdir(parents=True)
    (home / "live").mkdir()
    shutil.copyfile(SAMPLE_CAPTURES, home / "captures" / SAMPLE_CAPTURES.name)
    shutil.copyfile(sample_home / PUBLISHED, home / LIVE)
    with open_warehouse(home) as warehouse:
        warehouse.publish()
    return home


def spoil(home: Path) -> None:
    """What worse readers would have made of it."""
    with open_warehouse(home) as warehouse:
        for statement in (
            "update article_revision set title = 'Subscribe now', authors = ['Staff'], text = 'Menu. ' || text, text_digest = 'old', parser_version = '0', signature = []",
            "delete from quotation where ordinal = 1",
            "update quotation set speaker = 'Nobody'",
            "update mention set p_neg = 1, p_neu = 0, p_pos = 0, model_version = 'old', speaker = 'Nobody'",
            "delete from article_band",
            "update article set story_id = article_id",
        ):
            warehouse.connection.execute(statement)
        warehouse.publish()


def stored(home: Path) -> dict[str, tuple[tuple[object, ...], ...]]:
    return {table: ask(home, query).rows for table, query in READINGS.items()}


def revisions(home: Path) -> int:
    return ask(home, "select count(*) from article_revision").rows[0][0]


def reparse(home: Path, *arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["reparse", *arguments], env={"BELLWETHER_HOME": str(home), "BELLWETHER_WATCHLIST": str(SAMPLE_WATCHLIST)})
    assert done.exit_code == code, done.output
    return done.output


def test_pages_are_read_again_as_if_today_s_readers_had_read_them(home: Path) -> None:
    """Everything that worse readers spoiled is as a fresh run makes it, from the pages, with the version of who read it on each row."""
    fresh = stored(home)
    spoil(home)
    assert stored(home) != fresh
    said = reparse(home)
    count = revisions(home)
    assert f"{count} revisions read again" in said
    assert f"{count} from their captured pages, 0 from their stored text" in said
    assert f"{count} came out with another title" in said
    assert stored(home) == fresh
    assert ask(home, "select distinct parser_version, reader_version from articles").rows == ((PARSER_VERSION, PARSER_VERSION),)
    assert ask(home, "select distinct model_version from mentions").rows == ((MODEL_VERSION,),)
    assert ask(home, "select kind, pages, texts, failed, changed from reparse").rows == (("pages", count, 0, 0, count),)
    with open_warehouse(home) as warehouse:
        assert warehouse.check() == {}
    assert not list((home / "live").glob("reparse.duckdb*"))


def test_a_second_time_changes_nothing(home: Path) -> None:
    """The same readers over the same captures: the same rows."""
    fresh = stored(home)
    assert "0 came out with another title" in reparse(home)
    assert stored(home) == fresh


def test_without_captures_the_text_is_read_again(home: Path) -> None:
    """What the page said stays as it was read; quotations, mentions and relevance are found anew in the stored text, and the row says which is which."""
    fresh = stored(home)
    shutil.rmtree(home / "captures")
    with open_warehouse(home) as warehouse:
        warehouse.connection.execute("update quotation set speaker = 'Nobody'")
        warehouse.connection.execute("update article_revision set parser_version = '0'")
        warehouse.publish()
    assert f"0 from their captured pages, {revisions(home)} from their stored text" in reparse(home)
    assert stored(home) == fresh
    assert ask(home, "select distinct parser_version, reader_version from articles").rows == (("0", PARSER_VERSION),)


def test_one_week_is_read_again(home: Path) -> None:
    """Articles of other weeks stay as they are."""
    with open_warehouse(home) as warehouse:
        warehouse.connection.execute("update quotation set speaker = 'Nobody'")
        warehouse.publish()
    reparse(home, "--week", "2024-W30")
    assert ask(home, "select distinct week from quotations where speaker is distinct from 'Nobody'").rows == (("2024-W30",),)
    assert ask(home, "select count(*) > 0 from quotations where speaker = 'Nobody'").rows == ((True,),)


def test_days_of_capture_bound_what_is_read(home: Path) -> None:
    """--since and --until are days of capture, both included."""
    day = moments(SAMPLE_CAPTURES)[2]
    (count,) = ask(home, f"select count(*) from article_revision where captured_at::date = '{day:%Y-%m-%d}'").rows[0]
    assert count
    assert f"{count} revisions read again" in reparse(home, "--since", f"{day:%Y-%m-%d}", "--until", f"{day:%Y-%m-%d}")


def test_stance_alone_is_scored_again(home: Path) -> None:
    """--stance touches no text and no quotation: it gives every mention the scores of today's model. A report names the model of its scores, and one of then that of then."""
    fresh = stored(home)
    with open_warehouse(home) as warehouse:
        warehouse.connection.execute("update mention set model_version = 'old'")
        warehouse.connection.execute("update mention set p_neg = 1, p_neu = 0, p_pos = 0 where ordinal % 2 = 1")  # of the others the version alone is another
        warehouse.publish()
    before = load_week(home, "2024-W30")
    assert before.model_version == "old"
    (count,) = ask(home, "select count(*) from mention").rows[0]
    assert f"{count} mentions scored again" in reparse(home, "--stance")
    assert stored(home) == fresh
    assert ask(home, "select distinct model_version from mentions").rows == ((MODEL_VERSION,),)
    assert load_week(home, "2024-W30").model_version == MODEL_VERSION
    assert load_week(home, "2024-W30", before.rows_as_of) == before


def test_a_wall_that_was_taken_for_a_new_version_is_dropped(home: Path) -> None:
    """A consent page never replaces a text: where older readers stored one as a later revision, the one before it is current again."""
    fresh = stored(home)
    with open_warehouse(home) as warehouse:
        article, revision, week = warehouse.connection.execute("select article_id, revision, week from articles order by all limit 1").fetchall()[0]
        warehouse.connection.execute(
            "insert into article_revision by name select * replace (revision + 1 as revision, 'none' as completeness, '' as text, timestamptz '2099-01-01' as captured_at) "
            "from article_revision where article_id = ? and revision = ?", [article, revision],
        )
        warehouse.connection.execute("update article set revision = revision + 1 where article_id = ?", [article])
        warehouse.publish()
    assert "1 turned out to be consent or challenge pages" in reparse(home, "--week", week)
    assert stored(home) == fresh


def test_killed_it_goes_on_where_it_was(home: Path) -> None:
    """kill -9 in the middle: the old rows stand, and the next try reads only what was left; the rows are those of an uninterrupted one."""
    fresh, count = stored(home), revisions(home)
    spoil(home)
    spoiled, staging, staged = stored(home), home / "live" / "reparse.duckdb", 0
    for megabytes in (0.1, 0.2, 0.3, 0.4, 0.5):  # killed while its first batch was being written, it has none: then a little later
        process = subprocess.Popen(
            [sys.executable, "-m", "flows", "reparse"], cwd=home.parent, env=environment(home, PYTHONPATH=str(ROOT), BELLWETHER_WATCHLIST=str(SAMPLE_WATCHLIST)),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        wal, until = staging.with_suffix(".duckdb.wal"), time.monotonic() + 120
        while not (wal.exists() and wal.stat().st_size > megabytes * 1e6) and process.poll() is None:
            assert time.monotonic() < until
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert stored(home) == spoiled
        staged = duckdb.connect(str(staging), read_only=True).execute("select count(*) from staged").fetchall()[0][0]
        if staged:
            break
    assert 0 < staged < count
    said = reparse(home)
    assert f"Reading again ({count - staged})" in said
    assert f"{count} revisions read again" in said
    assert stored(home) == fresh


def test_what_came_meanwhile_is_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that changed while others were read again stays as it is: it was read by a running program."""
    from flows import rereading

    began = rereading.put_in_place

    def meanwhile(warehouse, **arguments):
        warehouse.connection.execute("update article_revision set title = 'Of this minute', text_digest = 'fresh' where article_id = (select min(article_id) from article)")
        return began(warehouse, **arguments)

    monkeypatch.setattr(rereading, "put_in_place", meanwhile)
    ((week,),) = ask(home, "select week from articles order by article_id limit 1").rows
    reparse(home, "--week", str(week))
    assert ask(home, "select article_id = (select min(article_id) from article) from article_revision where title = 'Of this minute'").rows[0] == (True,)


def test_another_reparse_is_told_of(home: Path) -> None:
    """Two at once would stage into one file: the second ends with exit code 5."""
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import fcntl, time; f = open({str(home / 'live' / 'reparse.lock')!r}, 'w'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(600)"],
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout
        holder.stdout.readline()
        assert "another reparse is under way" in reparse(home, code=5)
    finally:
        holder.kill()
        holder.communicate()


def test_captures_of_a_home_give_a_new_home_the_same_keys(bellwether, newsroom, prefect_api: str, tmp_path: Path) -> None:
    """`--replay FOLDER` over the captures of a live watch, several days of them, makes what the watch made; and the watch can be read again from them."""
    settings = {"BELLWETHER_WATCHLIST": str(newsroom.watchlist(tmp_path / "w.toml")), "PREFECT_API_URL": prefect_api}
    lived, replayed = tmp_path / "lived", tmp_path / "replayed"
    today = datetime.now(UTC).replace(hour=6, minute=0)
    for day in (2, 1, 0):
        ran = bellwether("ingest", "--until", f"{today - timedelta(days=day):%Y-%m-%dT%H:%M}", home=lived, BELLWETHER_ALLOW=newsroom.address, **settings)
        assert ran.returncode == 0, ran.stderr
    assert len(capture_files(lived / "captures")) == 3
    again = bellwether("ingest", "--replay", str(lived / "captures"), home=replayed, **settings)
    assert again.returncode == 0, again.stderr
    for query in (
        "select article_id, revision, text_digest from article_revision order by all",
        "select entry_id, article_id from entry order by all",
        "select article_id, ordinal, text, speaker from quotation order by all",
        "select article_id, ordinal, sentence, p_pos from mention order by all",
    ):
        assert ask(lived, query).rows == ask(replayed, query).rows
        assert ask(lived, query).rows
    said = bellwether("reparse", home=lived, **settings)
    assert "2 from their captured pages, 0 from their stored text" in said.stdout, said.stderr


def test_a_folder_without_captures_says_so(tmp_path: Path) -> None:
    """A mistyped folder is one sentence."""
    said = CliRunner().invoke(app, ["ingest", "--replay", str(tmp_path)])
    assert said.exit_code == 3
    assert "no capture file" in said.output
