"""How do readings of an archive reach the warehouse? As Parquet files, one folder for each archive file, that many processes write and one load takes in."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

import duckdb

from parsers.model import Feed, Reading, Watchlist
from warehouse.connection import first_line, quoted, sql, sql_files, transaction
from warehouse.errors import WarehouseError
from warehouse.identity import article_address, article_id
from warehouse.readings import mention_rows, quotation_rows, revision_row
from warehouse.rereading import Versions
from warehouse.rows import Row
from warehouse.store import Warehouse
from warehouse.stories import group_stories
from warehouse.utterances import group_quotations

FOLDER = "backfill"  # under the home folder
TABLES = ("article", "article_revision", "quotation", "mention")
DONE = "shard.json"  # in a shard's folder
PART = ".part-"
DAY = 86_400.0  # seconds
TELLING_BYTES = 1 << 20  # at either end of a file, by which it is told from another of its name and size
GROUPED_AT_ONCE = 1000  # articles whose copies are looked for together


@dataclass(frozen=True, slots=True, kw_only=True)
class Crawled:
    """One page of an archive, read: whose it is taken to be, and when it was fetched."""

    reading: Reading
    feed: Feed
    captured_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """What one archive file gave."""

    key: str
    file: str
    pages: int
    passed: int  # held words that the topic or a target needs
    kept: int  # are about the topic, or name a target
    failed: int  # could not be read
    torn: int  # stretches of the file that could not be read
    seconds: dict[str, float]  # of processor time, by step


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load took in."""

    shards: int
    articles: int
    revisions: int
    known: int  # articles that were stored already, and stay as they are


def shard_key(path: Path, versions: Versions) -> str:
    """The same for the same file read by the same readers with the same watchlist. OSError where it cannot be read."""
    digest = hashlib.blake2b(digest_size=12)
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        for start in (0, max(0, size - TELLING_BYTES)):
            file.seek(start)
            digest.update(file.read(TELLING_BYTES))
    digest.update("\x1f".join((path.name, str(size), versions.parser, versions.model, versions.watchlist)).encode())
    return digest.hexdigest()


def find_shard(home: Path, key: str) -> Shard | None:
    """The shard of that key, where it was written whole."""
    try:
        return Shard(**json.loads((home / FOLDER / key / DONE).read_text("utf-8")))
    except (FileNotFoundError, ValueError, TypeError):  # not there, or cut short by a power cut: it is read again
        return None


def write_shard(home: Path, key: str, crawled: Iterable[Crawled], describe: Callable[[int], Shard], *, versions: Versions, now: datetime) -> Shard:
    """Write what an archive file gave, whole or not at all. `describe` is asked for the shard at the end, with how many were written."""
    folder = home / FOLDER / key
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f"{key}{PART}"))  # its own: somebody else may be reading the same file
    kept = 0
    with ExitStack() as stack:
        articles, revisions, quotations, mentions = (stack.enter_context((making / f"{table}.ndjson").open("w", encoding="utf-8")) for table in TABLES)
        for each in crawled:
            kept += 1
            address = article_address(each.reading.article)
            # Numbers of revisions are given when all archives are together; until then the row's own number tells pages apart.
            name = {"article_id": article_id(address), "revision": kept}
            _write(articles, [{
                **name, "url": address, "feed_url": each.feed.url, "outlet": each.feed.name, "outlet_kind": each.feed.kind, "first_seen_at": each.captured_at, "story_id": name["article_id"],
            }])  # fmt: skip
            _write(revisions, [{
                **name, "captured_at": each.captured_at, "run_id": f"backfill:{key}",
                **revision_row(each.reading, parser_version=versions.parser, reader_version=versions.parser, now=now, first_seen_at=each.captured_at),
            }])  # fmt: skip
            _write(quotations, quotation_rows(name, each.reading))
            _write(mentions, mention_rows(name, each.reading, model_version=versions.model, now=now))
    _to_parquet(making)
    shard = describe(kept)
    (making / DONE).write_text(json.dumps(asdict(shard), indent=1), "utf-8")
    for path in making.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    if find_shard(home, key) is not None:  # somebody else was faster
        shutil.rmtree(making)
        return shard
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)
    return shard


def clear_remains(home: Path) -> None:
    """Remove what killed backfills left half written, once it is a day old: another process may be at what is younger."""
    for part in (home / FOLDER).glob(f"*{PART}*"):
        if time.time() - part.stat().st_mtime > DAY:
            shutil.rmtree(part, ignore_errors=True)


def load_shards(warehouse: Warehouse, keys: Sequence[str], watchlist: Watchlist, *, now: datetime, on_step: Callable[[int], None] = lambda _: None) -> Loaded:
    """Take these shards in, in one transaction: killed before, nothing is; done again, nothing more is. Stored articles stay as they are.

    `on_step` is told how many articles have been grouped into stories.
    """
    connection = warehouse.connection
    taken_in = {key for (key,) in connection.execute("select key from backfill where list_contains(?, key)", [list(keys)]).fetchall()}
    fresh = [key for key in keys if key not in taken_in]
    if not fresh:
        return Loaded(shards=0, articles=0, revisions=0, known=0)
    folders = [warehouse.home / FOLDER / key for key in fresh]
    try:
        with transaction(connection):
            warehouse.save_watchlist(watchlist, now=now)
            for table in TABLES:
                files = ", ".join(f"'{quoted(folder / f'{table}.parquet')}'" for folder in folders)
                connection.execute(f"create or replace temp view crawled_{table} as from read_parquet([{files}], filename = true)")
            connection.execute(sql("backfill_landing"))
            for name in ("article", "revision", "quotation", "mention"):
                connection.execute(sql(f"backfill_{name}"), {"now": now})
            landed = [article for (article,) in connection.execute("select distinct article_id from landing order by article_id").fetchall()]
            revisions, known = connection.execute(sql("backfill_counts")).fetchone() or (0, 0)
            for first in range(0, len(landed), GROUPED_AT_ONCE):
                group = landed[first : first + GROUPED_AT_ONCE]
                group_stories(connection, group, now)
                group_quotations(connection, group)
                on_step(len(group))
            warehouse.put("backfill", [_ledger_row(warehouse.home, key, now) for key in fresh])
            connection.execute("drop table landing")
            for table in TABLES:
                connection.execute(f"drop view crawled_{table}")
    except (duckdb.IOException, duckdb.InvalidInputException) as exc:
        raise WarehouseError(warehouse.home / FOLDER, f"a shard cannot be read ({first_line(exc)}); remove that folder and run the backfill again") from exc
    return Loaded(shards=len(fresh), articles=len(landed), revisions=revisions, known=known)


def _ledger_row(home: Path, key: str, now: datetime) -> Row:
    shard = find_shard(home, key)
    if shard is None:
        raise WarehouseError(home / FOLDER / key, "this shard is not whole; run the backfill again")
    return {name: value for name, value in asdict(shard).items() if name != "seconds"} | {"loaded_at": now}


def _write(file: TextIO, rows: Sequence[Row]) -> None:
    file.writelines(json.dumps(row, ensure_ascii=False, default=str) + "\n" for row in rows)


def _to_parquet(folder: Path) -> None:
    """Typed as the warehouse's own columns are: its migrations are run in memory for that."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("attach ':memory:' as warehouse")
        connection.execute("use warehouse")
        for script in sql_files("migrations"):
            connection.execute(script.read_text("utf-8"))
        for table in TABLES:
            lines = folder / f"{table}.ndjson"
            columns = dict(connection.execute(sql("table_columns"), [table]).fetchall())
            types = ", ".join(f"{name}: '{kind}'" for name, kind in columns.items())
            source = f"read_json('{quoted(lines)}', format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = 64000000)"
            connection.execute(f"copy (from {source}) to '{quoted(folder / f'{table}.parquet')}' (format parquet, compression zstd)")
            lines.unlink()
