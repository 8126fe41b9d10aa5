"""What `bellwether export` writes, what it replaces, and what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from warehouse.errors import QueryError
from warehouse.exports import VIEWS, export_parquet
from warehouse.query import ask


def rows_in(sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        return connection.execute(sql).fetchall()


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("view", VIEWS)
def test_what_was_written_is_what_the_view_says(sample_home: Path, tmp_path: Path, view: str) -> None:
    """Every column and row, read back as Hive partitions; those with a time lie in the folder of their month."""
    exported = {each.view: each for each in export_parquet(sample_home, tmp_path)}
    source, time = f"read_parquet('{tmp_path}/{view}/**/*.parquet', hive_partitioning = true)", VIEWS[view]
    read = rows_in(f"select * {'exclude (year, month)' if time else ''} from {source}")
    assert sorted(map(repr, read)) == sorted(map(repr, ask(sample_home, f"from {view}").rows))
    assert exported[view].rows == len(read) > 0
    assert exported[view].files == len(list((tmp_path / view).rglob("*.parquet")))
    if time:
        assert rows_in(f"select count(*) from {source} where (year, month) != (year({time}), month({time}))") == [(0,)]


def test_a_second_export_replaces_the_first(sample_home: Path, tmp_path: Path) -> None:
    """Nothing of the first remains: neither its months nor what it was written beside."""
    export_parquet(sample_home, tmp_path)
    first = files_in(tmp_path)
    stale = tmp_path / "articles" / "year=1999" / "month=1" / "data_0.parquet"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"of an earlier export")
    export_parquet(sample_home, tmp_path)
    assert sorted(files_in(tmp_path)) == sorted(first)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(VIEWS)


def test_an_export_cut_short_between_two_names_is_made_good(sample_home: Path, tmp_path: Path) -> None:
    """The old files are there until the new ones stand, and go with the next export."""
    export_parquet(sample_home, tmp_path)
    whole = sorted(files_in(tmp_path))
    (tmp_path / "articles").rename(tmp_path / ".articles.old")
    export_parquet(sample_home, tmp_path)
    assert sorted(files_in(tmp_path)) == whole


def test_an_export_that_fails_leaves_the_one_before(sample_home: Path, tmp_path: Path) -> None:
    """The file to ask is damaged: what was exported stays."""
    export_parquet(sample_home, tmp_path / "out")
    before = files_in(tmp_path / "out")
    (tmp_path / "bellwether.duckdb").write_bytes(b"damaged")
    with pytest.raises(QueryError):
        export_parquet(tmp_path, tmp_path / "out")
    assert files_in(tmp_path / "out") == before


@pytest.mark.parametrize("name", ["stories/draft.txt", "feed_health/year=2024/notes.md", "speakers/mine.parquet", ".articles.old/thesis.tex", "weekly_stance/empty/"])
def test_what_no_export_wrote_is_left_alone(sample_home: Path, tmp_path: Path, name: str) -> None:
    """A folder that happens to be called like a view: it is refused before anything is written."""
    own = tmp_path / name
    (own if name.endswith("/") else own.parent).mkdir(parents=True)
    if not name.endswith("/"):
        own.write_text("mine", "utf-8")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(QueryError, match="which no export wrote and a new one would remove; move it away, or export into another folder"):
        export_parquet(sample_home, tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_link_called_like_a_view_is_left_alone(sample_home: Path, tmp_path: Path) -> None:
    """Neither it nor what it leads to is touched."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "stories").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(QueryError, match="it is no folder of an export"):
        export_parquet(sample_home, tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == [tmp_path / "out" / "stories"]
