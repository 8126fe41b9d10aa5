"""Upgrades: files that earlier programs wrote, brought to this one's schema; killed in the middle; refused."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from flows.cli import app
from warehouse.connection import LIVE, PUBLISHED, STORAGE_VERSION, sql_files
from warehouse.errors import QueryError, WarehouseError
from warehouse.query import ask
from warehouse.schema import BACKUP, migrate
from warehouse.store import open_warehouse
from warehouse.weeks import load_week

NUMBERS = [int(script.name[:4]) for script in sql_files("migrations")]
LATEST = NUMBERS[-1]
MANY = 10_000  # articles: an upgrade of so many takes a while
ROWS = """
    insert into feed values ('https://o.example/feed', 'O', 'press', 7, true, '"e"', null, null, {at}, {at}, {at});
    insert into run values ('r', {at}, {at}, {at}, 'completed', '1', 'm', 'w', 1, false);
    insert into feed_poll values ('r', 'https://o.example/feed', 'fresh', null, 200, {at}, {n}, {n}, {n}, {n}, {n});
    insert into target values ('Llama', 'Meta', 1);
    insert into article select 'a' || i, 'https://o.example/' || i, 'https://o.example/feed', 'O', 'press', {at}, 1, 'a' || i from range({n}) as n(i);
    insert into article_revision by name
        select 'a' || i as article_id, 1 as revision, 'https://o.example/' || i as canonical_url, 'Title ' || i as title, ['Ada Roe'] as authors, {at} as published_at,
            'second' as published_precision, date '2024-07-24' as published_on, 'Llama is fine. “It is,” said Ada Roe. Number ' || i as text, md5(i::varchar) as text_digest,
            'full' as completeness, '{{}}' as evidence, true as relevant, 0.9 as relevance, ['Llama'] as about, list_value(hash(i)) as signature, {at} as captured_at, {at} as read_at, 'r' as run_id
        from range({n}) as n(i);
    insert into entry by name
        select 'e' || i as entry_id, 'https://o.example/feed' as feed_url, 'https://o.example/' || i as url, 'Title ' || i as title, 'd' as digest, {at} as first_seen_at,
            {at} as last_seen_at, 'a' || i as article_id
        from range({n}) as n(i);
    insert into mention by name
        select 'a' || i as article_id, 1 as revision, 1 as ordinal, 'Llama' as target, 'Llama is fine.' as sentence, 0 as start_char, 14 as end_char, 'Llama' as alias, 0 as alias_start,
            5 as alias_end, 'author' as voice, [] as aspects, .1 as p_neg, .2 as p_neu, .7 as p_pos, 'm' as model_version, {at} as scored_at
        from range({n}) as n(i);
    insert into quotation by name
        select 'a' || i as article_id, 1 as revision, 1 as ordinal, 'It is,' as text, 16 as start_char, 22 as end_char, 'Ada Roe' as speaker, 'said' as cue, 'direct' as kind, .5 as rank
        from range({n}) as n(i);
"""  # what the first program stored, in its own tables


def older_file(home: Path, schema: int, articles: int) -> None:
    """A live file as a program of that schema left it: begun by the first one, upgraded since."""
    path = home / LIVE
    path.parent.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as warehouse (storage_version '{STORAGE_VERSION}')")
        connection.execute("use warehouse")
        connection.execute("create table schema_migration (version integer primary key, name varchar not null, applied_at timestamptz not null default now())")
        for script in sql_files("migrations")[: NUMBERS.index(schema) + 1]:
            connection.execute(script.read_text("utf-8"))
            connection.execute("insert into schema_migration (version, name) values (?, ?)", [int(script.name[:4]), script.name])
            if script.name.startswith("0001"):
                connection.execute(ROWS.format(at="timestamptz '2024-07-24 09:00:00+00'", n=articles))


@pytest.mark.parametrize("schema", NUMBERS[:-1])
def test_earlier_schemas_are_brought_up_with_everything_in_them(schema: int, tmp_path: Path) -> None:
    """Every row stays, the checks find nothing, each view answers, and a copy of the file as it was stands beside it."""
    older_file(tmp_path, schema, articles=30)
    with open_warehouse(tmp_path) as warehouse:
        assert warehouse.connection.execute("select max(version) from schema_migration").fetchone() == (LATEST,)
        warehouse.publish()
    views = [name for (name,) in ask(tmp_path, "select view_name from duckdb_views() where not internal and database_name = 'bellwether'").rows]
    assert len(views) > 10
    for view in views:
        ask(tmp_path, f"select count(*) from {view}")
    assert ask(tmp_path, "select count(*), min(week), count(distinct story_id) from articles").rows == ((30, "2024-W30", 30),)
    assert ask(tmp_path, "select count(*), min(person) from quotations").rows == ((30, "Ada Roe"),)
    assert ask(tmp_path, "select stories, round(stance_index, 2) from weekly_stance where target = 'Llama'").rows == ((30, 0.6),)
    with duckdb.connect(str(tmp_path / "live" / BACKUP.format(version=LATEST)), read_only=True) as kept:
        assert kept.execute("select max(version) from schema_migration").fetchone() == (schema,)
        assert kept.execute("select count(*) from article").fetchone() == (30,)


ASKING = (("doctor",), ("report", "--week", "2024-W30"), ("export", "{home}/exported"), ("watch", "try", "llama"), ("reparse",))


def test_asking_an_older_file_is_one_sentence_that_says_what_brings_it_up(tmp_path: Path) -> None:
    """Only commands that write upgrade. Until one has, what asks for more than the file has ends without a traceback, and leaves it as it is."""
    older_file(tmp_path, NUMBERS[-2], articles=1)
    published = shutil.copyfile(tmp_path / LIVE, tmp_path / PUBLISHED)
    before = published.read_bytes()
    for command in ASKING:
        ended = CliRunner().invoke(app, [part.format(home=tmp_path) for part in command], env={"BELLWETHER_HOME": str(tmp_path), "PREFECT_API_URL": "http://127.0.0.1:9/api"})
        assert ended.exit_code == 3, (command, ended.output)
        told = [line for line in ended.stderr.splitlines() if line.startswith("bellwether: ")]
        assert told == [f"bellwether: {published}: an older Bellwether wrote this file; `bellwether run` (or `bellwether ingest`) brings it up to date"], command
    assert published.read_bytes() == before


def test_an_older_file_answers_what_it_can(tmp_path: Path) -> None:
    """People's own queries need no upgrade where its tables have what they ask for; where not, DuckDB's words come first."""
    older_file(tmp_path, NUMBERS[-2], articles=2)
    shutil.copyfile(tmp_path / LIVE, tmp_path / PUBLISHED)
    assert ask(tmp_path, "select count(*) from article").rows == ((2,),)
    with pytest.raises(QueryError, match=r"(?s)the query failed: .*no_such_table.*\nAn older Bellwether wrote this file; `bellwether run`"):
        ask(tmp_path, "from no_such_table")


@pytest.mark.parametrize(("statement", "says"), [
    ("drop view last_change", "an older Bellwether wrote this file"),
    (f"drop view last_change; insert into schema_migration (version, name) values ({LATEST + 1}, 'x')", "a newer Bellwether wrote this file; upgrade"),
])
def test_files_of_other_programs_are_told_apart(statement: str, says: str, tmp_path: Path) -> None:
    """One with the same tables and other views, and one of a schema to come."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.publish()
    with duckdb.connect(str(tmp_path / PUBLISHED)) as connection:
        connection.execute(statement)
    with pytest.raises(QueryError, match=says):
        load_week(tmp_path, "2024-W30")


def test_what_is_published_is_brought_up_with_the_file(tmp_path: Path) -> None:
    """A report that is due right after an upgrade asks the published file, which has this program's tables and views by then."""
    older_file(tmp_path, 5, articles=3)
    shutil.copyfile(tmp_path / LIVE, tmp_path / PUBLISHED)
    with open_warehouse(tmp_path):
        assert ask(tmp_path, "select stories from weekly_stance where target = 'Llama'").rows == ((3,),)


def test_an_upgrade_killed_anywhere_is_finished_by_the_next_start(tmp_path: Path) -> None:
    """kill -9 at five moments or more between its first statement and its end: nothing is lost, and the copy is of what there was before it."""
    chance = random.Random(7)
    command = [sys.executable, "-c", "import sys, pathlib; from warehouse.store import open_warehouse\nprint('begun', flush=True)\nwith open_warehouse(pathlib.Path(sys.argv[1])): pass"]
    older_file(tmp_path / "older", 1, articles=MANY)
    shutil.copytree(tmp_path / "older", tmp_path / "whole")
    began = time.monotonic()
    subprocess.run([*command, str(tmp_path / "whole")], check=True, stdout=subprocess.DEVNULL)
    longest, reached = time.monotonic() - began, set()
    for place in range(15):
        if place >= 5 and any(1 < version < LATEST for (version,) in reached):
            break
        home = tmp_path / str(place)
        shutil.copytree(tmp_path / "older", home)
        process = subprocess.Popen([*command, str(home)], stdout=subprocess.PIPE)
        assert process.stdout
        process.stdout.readline()
        time.sleep(chance.uniform(0, longest * 0.8))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        with duckdb.connect(str(home / LIVE)) as left:
            reached.add(left.execute("select max(version) from schema_migration").fetchone())
        with open_warehouse(home) as warehouse:
            assert warehouse.connection.execute("select max(version), (select count(*) from article_revision) from schema_migration").fetchone() == (LATEST, MANY)
        with duckdb.connect(str(home / "live" / BACKUP.format(version=LATEST)), read_only=True) as kept:
            assert kept.execute("select max(version), (select count(*) from article_revision) from schema_migration").fetchone() == (1, MANY)
        assert not list((home / "live").glob("creating*"))
    assert any(1 < version < LATEST for (version,) in reached), "every kill came before or after the upgrade"


def test_only_the_copy_of_the_last_upgrade_is_kept(tmp_path: Path) -> None:
    """Copies of earlier upgrades go once there is a newer one; a file that is up to date is not copied."""
    older_file(tmp_path, 1, articles=1)
    earlier = tmp_path / "live" / BACKUP.format(version=2)
    earlier.write_bytes(b"from the upgrade before")
    with open_warehouse(tmp_path):
        pass
    backup = tmp_path / "live" / BACKUP.format(version=LATEST)
    assert backup.exists()
    assert not earlier.exists()
    backup.unlink()
    with open_warehouse(tmp_path):
        assert not backup.exists()


@pytest.mark.parametrize("statement", ["drop view share_of_voice", "create or replace view weekly_counts as select 1 as week", "comment on column share_of_voice.week is null"])
def test_views_that_are_not_this_program_s_are_made_anew(statement: str, tmp_path: Path) -> None:
    """One is gone, or has other columns or comments than it had: the next start has them all again."""
    kept = "select table_name, column_name, data_type, comment from duckdb_columns() where database_name = 'warehouse' and not internal order by all"
    with open_warehouse(tmp_path) as warehouse:
        sound = warehouse.connection.execute(kept).fetchall()
        warehouse.connection.execute(statement)
        assert warehouse.connection.execute(kept).fetchall() != sound
    with open_warehouse(tmp_path) as warehouse:
        assert warehouse.connection.execute(kept).fetchall() == sound


def test_without_room_for_the_copy_nothing_is_upgraded(tmp_path: Path) -> None:
    """The error names the file and says what to do, and the file stays as it was."""
    older_file(tmp_path, 1, articles=1)
    (tmp_path / "live" / "creating.duckdb").symlink_to("/dev/full")
    path = tmp_path / LIVE
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as warehouse")
        connection.execute("use warehouse")
        with pytest.raises(WarehouseError, match="no copy of it could be made before the upgrade"):
            migrate(connection, path)
    assert not os.path.lexists(tmp_path / "live" / "creating.duckdb")
    with duckdb.connect(str(path)) as left:
        assert left.execute("select max(version) from schema_migration").fetchone() == (1,)
