"""The files: one writer, a published copy that is always whole, a schema that says what it is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from warehouse.connection import LIVE, open_live
from warehouse.doctor import examine
from warehouse.errors import QueryError, WarehouseBusyError, WarehouseError
from warehouse.query import ask
from warehouse.store import open_warehouse


def test_second_writer_is_refused_with_the_first_ones_process(tmp_path: Path) -> None:
    """While one run writes, another ends at once and says who writes."""
    with open_warehouse(tmp_path), pytest.raises(WarehouseBusyError, match=r"process \d+"), open_warehouse(tmp_path):
        pass


def test_lock_of_a_killed_writer_is_free(tmp_path: Path) -> None:
    """A writer killed with -9 leaves no lock behind, and its file opens."""
    script = f"import os, signal\nfrom pathlib import Path\nfrom warehouse.store import open_warehouse\nwith open_warehouse(Path({str(tmp_path)!r})):\n    os.kill(os.getpid(), signal.SIGKILL)"
    killed = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert killed.returncode == -9
    with open_warehouse(tmp_path) as warehouse:
        assert warehouse.check() == {}


def test_published_file_stays_while_the_next_is_written(tmp_path: Path) -> None:
    """A reader of the published file keeps its rows while a run writes and publishes."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.publish()
    reader = duckdb.connect(str(tmp_path / "bellwether.duckdb"), read_only=True)
    with open_warehouse(tmp_path) as warehouse:
        warehouse.connection.execute("insert into fact values ('origin', 'live')")
        warehouse.publish()
        assert reader.execute("select count(*) from fact where name = 'origin'").fetchall() == [(0,)]
        reader.close()  # in one process DuckDB would hand the next reader the same open file
        assert ask(tmp_path, "select count(*) as n from fact where name = 'origin'").rows == ((1,),)


def test_failed_publishing_leaves_the_last_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that fails half way is not seen by anybody."""
    def full(source: Path, target: Path) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with open_warehouse(tmp_path) as warehouse:
        warehouse.publish()
        monkeypatch.setattr("warehouse.snapshot.shutil.copyfile", full)
        with pytest.raises(WarehouseError, match="No space left"):
            warehouse.publish()
    assert ask(tmp_path, "select count(*) from article").rows == ((0,),)
    assert not (tmp_path / "live" / "publishing.duckdb").exists()


def test_files_are_written_at_the_storage_version_older_clients_read(tmp_path: Path) -> None:
    """The published file opens in DuckDB 1.2 and later: it says so itself."""
    with open_warehouse(tmp_path) as warehouse:
        published = warehouse.publish()
    connection = duckdb.connect()
    connection.execute(f"attach '{published}' as published (read_only)")
    versions = connection.execute("select tags['storage_version'] from duckdb_databases() where database_name = 'published'").fetchall()
    assert versions == [("v1.2.0+",)]


def test_damaged_file_is_left_alone_and_named(tmp_path: Path) -> None:
    """A file that DuckDB cannot open is never replaced; the error names it and the last good copy."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.publish()
    live = tmp_path / LIVE
    live.write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseError, match="left as it is"), open_live(tmp_path):
        pass
    assert live.read_bytes().startswith(b"not a database")


def test_file_that_vanished_is_not_made_anew_beside_its_copy(tmp_path: Path) -> None:
    """An empty file would be published over the last good copy: the error says how to go on from that instead."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.publish()
    (tmp_path / LIVE).unlink()
    with pytest.raises(WarehouseError, match="cp "), open_warehouse(tmp_path):
        pass
    assert not (tmp_path / LIVE).exists()


def test_damaged_block_is_not_published(tmp_path: Path) -> None:
    """DuckDB opens a file whose rows are damaged, and says so only when it reads them: the last good copy stays."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.connection.execute("insert into fact select 'f' || i, repeat(md5(i::varchar), 20) from range(20000) as numbers(i)")
        warehouse.publish()
        (block,) = warehouse.connection.execute("select max(block_id) from pragma_storage_info('fact') where segment_type = 'VARCHAR'").fetchone()
    before, content = (tmp_path / "bellwether.duckdb").read_bytes(), bytearray((tmp_path / LIVE).read_bytes())
    place = 3 * 4096 + block * 262_144 + 1000  # behind the three headers
    content[place : place + 32] = bytes(value ^ 255 for value in content[place : place + 32])
    (tmp_path / LIVE).write_bytes(content)
    with pytest.raises(WarehouseError, match="a part of it cannot be read"), open_warehouse(tmp_path) as warehouse:
        warehouse.publish()
    assert (tmp_path / "bellwether.duckdb").read_bytes() == before


def test_remains_of_killed_runs_are_cleared(tmp_path: Path) -> None:
    """Batches and files half made, which a kill left beside the live file."""
    with open_warehouse(tmp_path):
        pass
    (tmp_path / "live" / "writing-x").mkdir()
    (tmp_path / "live" / "creating.duckdb").write_bytes(b"half")
    (tmp_path / "live" / "publishing.duckdb").write_bytes(b"half")
    with open_warehouse(tmp_path):
        assert len(list((tmp_path / "live").glob("writing-*"))) == 1  # its own
    assert not list((tmp_path / "live").glob("*ing.duckdb"))


def test_newer_file_is_refused(tmp_path: Path) -> None:
    """A program older than the file says so and touches nothing."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.connection.execute("insert into schema_migration (version, name) values (9999, '9999_later.sql')")
    with pytest.raises(WarehouseError, match="upgrade Bellwether"), open_warehouse(tmp_path):
        pass


def test_every_table_view_and_column_is_commented(tmp_path: Path) -> None:
    """Whoever opens the file finds what each table, view and column means in it."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.publish()
    silent = ask(tmp_path, """
        select table_name || '.' || column_name from duckdb_columns() where not internal and database_name = 'bellwether' and comment is null
        union all
        select table_name from duckdb_tables() where not internal and database_name = 'bellwether' and comment is null
        union all
        select view_name from duckdb_views() where not internal and database_name = 'bellwether' and comment is null
    """).rows
    assert silent == ()


def test_query_cannot_write(tmp_path: Path) -> None:
    """The published file is for reading; a statement that would change it is refused."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.publish()
    with pytest.raises(QueryError, match="read-only"):
        ask(tmp_path, "delete from article")


def test_nothing_stored_yet_says_what_to_do(tmp_path: Path) -> None:
    """Before the first run a query is told which command makes the file."""
    with pytest.raises(QueryError, match="bellwether run"):
        ask(tmp_path, "select 1")


def test_doctor_tells_each_rule_and_what_breaks_it(tmp_path: Path) -> None:
    """Every check appears with its rule; one that finds rows is wrong and shows them."""
    with open_warehouse(tmp_path) as warehouse:
        warehouse.connection.execute(
            "insert into article (article_id, url, feed_url, outlet, outlet_kind, first_seen_at, revision, story_id, lead_id)"
            " values ('a', 'https://o.example/a', 'f', 'O', 'press', now(), 1, 'a', 'a')"
        )
        warehouse.publish()
    wrong = [finding.what for finding in examine(tmp_path) if finding.wrong]
    assert any("current revision" in what and "('a',)" in what for what in wrong)
