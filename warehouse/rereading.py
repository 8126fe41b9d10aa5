"""How is everything stored read again, while flows go on writing and people go on asking?

The published file is read, and what comes out is staged in a file of its own, batch by batch: killed anywhere, the next try goes
on there. When all is staged, warehouse/replacing.py puts it in place in one transaction.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import duckdb

from parsers.model import Article, Entry, Reading
from warehouse.connection import PUBLISHED, locked, quoted, sql, transaction
from warehouse.errors import QueryError
from warehouse.query import open_published
from warehouse.readings import mention_rows, quotation_rows, revision_row
from warehouse.rowfiles import RowFiles
from warehouse.rows import Row
from warehouse.schema import other_writer
from warehouse.store import Warehouse

STAGED = Path("live") / "reparse.duckdb"
TABLES = ("article_revision", "quotation", "mention")

Kind = Literal["pages", "stance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which revisions are read again: of a week as reports count it, or captured in a span of time. None: whatever it is."""

    week: str | None = None
    since: datetime | None = None
    until: datetime | None = None  # not included


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """What reads: a change of any of them starts the staging anew."""

    parser: str
    model: str
    watchlist: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncedAs:
    """One entry that led to an article: what the warehouse keeps of it, and where and when a feed document held all of it."""

    entry_id: str
    entry: Entry
    feed_url: str
    asked: tuple[str, ...]  # addresses the feed may have been asked at
    seen_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRevision:
    """A revision as it stands, with what leads to its capture."""

    article_id: str
    revision: int
    url: str
    article: Article
    text_digest: str
    parser_version: str
    captured_at: datetime
    first_seen_at: datetime
    announced: tuple[AnnouncedAs, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAgain:
    """What came of one: a reading of its page, or of its text where the page is gone; none where it could not be read."""

    stored: StoredRevision
    source: Literal["page", "text", "failed"]
    reading: Reading | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMention:
    """A mention to be scored again; the name's offsets are within its sentence."""

    article_id: str
    revision: int
    ordinal: int
    sentence: str
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Staging:
    """What has been read again so far, beside the published file it was read from."""

    path: Path
    rereading_id: str
    started_at: datetime
    kind: Kind
    versions: Versions
    scope: Scope
    store: Warehouse  # of the staging file, for its `put`

    @property
    def _within(self) -> dict[str, object]:
        return {"week": self.scope.week, "since": self.scope.since, "until": self.scope.until}

    def close(self) -> None:
        """Let go of the file: what is staged is read from it."""
        self.store.connection.close()

    def count(self) -> tuple[int, int]:
        """How many revisions there are to read again (or whose mentions are to be scored), and how many of them are staged."""
        connection = self.store.connection
        (total,) = connection.execute(sql("rescore_count" if self.kind == "stance" else "reparse_count"), self._within).fetchone() or (0,)
        (staged,) = connection.execute("select count(*) from staged").fetchone() or (0,)
        return total, staged

    def revisions(self, most: int) -> tuple[StoredRevision, ...]:
        """The next that are to be read again; none when all are staged."""
        connection = self.store.connection
        cursor = connection.execute(sql("reparse_left"), {**self._within, "most": most})
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        announced: dict[str, list[AnnouncedAs]] = {}
        for article, *entry in connection.execute(sql("reparse_entries"), {"articles": [row["article_id"] for row in rows]}).fetchall():
            announced.setdefault(article, []).append(_announced(*entry))
        return tuple(_stored(row, tuple(announced.get(row["article_id"], ()))) for row in rows)

    def mentions(self, most: int) -> tuple[StoredMention, ...]:
        """The next that are to be scored again, whole revisions at a time."""
        rows = self.store.connection.execute(sql("rescore_left"), {**self._within, "most": most + 1}).fetchall()
        if len(rows) > most and (last := rows[-1][:2]) != rows[0][:2]:
            rows = [row for row in rows if row[:2] != last]  # perhaps cut short: it comes next time
        return tuple(StoredMention(article_id=row[0], revision=row[1], ordinal=row[2], sentence=row[3], start=row[4], end=row[5]) for row in rows)

    def keep(self, readings: Sequence[ReadAgain], now: datetime) -> None:
        """Stage a batch, whole or not at all."""
        staged, revisions, quotations, mentions = [], [], [], []
        for each in readings:
            key: Row = {"article_id": each.stored.article_id, "revision": each.stored.revision}
            staged.append({**key, "source": each.source, "base_digest": each.stored.text_digest})
            if each.reading is None:
                continue
            parser = self.versions.parser if each.source == "page" else each.stored.parser_version
            row = revision_row(each.reading, parser_version=parser, reader_version=self.versions.parser, now=now, first_seen_at=each.stored.first_seen_at)
            revisions.append({**key, "captured_at": each.stored.captured_at, "run_id": "", **row})
            quotations += quotation_rows(key, each.reading)
            mentions += mention_rows(key, each.reading, model_version=self.versions.model, now=now)
        with transaction(self.store.connection):
            for table, rows in (("article_revision", revisions), ("quotation", quotations), ("mention", mentions), ("staged", staged)):
                self.store.put(table, rows)

    def keep_scores(self, scored: Sequence[tuple[StoredMention, tuple[float, float, float]]]) -> None:
        """Stage a batch of scores, whole or not at all."""
        with transaction(self.store.connection):
            self.store.put("score", [
                {
                    "article_id": mention.article_id, "revision": mention.revision, "ordinal": mention.ordinal, "sentence": mention.sentence,
                    "name_start": mention.start, "p_neg": p_neg, "p_neu": p_neu, "p_pos": p_pos,
                }
                for mention, (p_neg, p_neu, p_pos) in scored
            ])  # fmt: skip
            keys = dict.fromkeys((mention.article_id, mention.revision) for mention, _ in scored)
            self.store.put("staged", [{"article_id": article, "revision": revision, "source": "text", "base_digest": ""} for article, revision in keys])


@contextmanager
def open_staging(home: Path, *, kind: Kind, versions: Versions, scope: Scope, now: datetime) -> Iterator[Staging]:
    """The staging file of a folder, with what an interrupted try of the same kind left in it; one process at a time has it."""
    published, path = home / PUBLISHED, home / STAGED
    if not published.exists():
        raise QueryError(published, "there is nothing to read again yet; `bellwether run` makes it")
    with open_published(home) as connection:
        if other := other_writer(connection, only_tables=True):  # what is staged is put into the live file, whose tables are this program's by then
            raise QueryError(published, other)
    path.parent.mkdir(parents=True, exist_ok=True)
    signature = json.dumps([kind, versions.parser, versions.model, versions.watchlist, scope.week, scope.since, scope.until], default=str)
    with locked(path.with_name("reparse.lock"), path, "another reparse is under way"), tempfile.TemporaryDirectory(dir=home / "live", prefix="rereading-") as folder:
        if _signature(path) != signature:
            discard(home)
        for remains in path.parent.glob("rereading-*"):
            if remains != Path(folder):
                shutil.rmtree(remains, ignore_errors=True)  # of a try that was killed
        connection = duckdb.connect()
        try:
            connection.execute(f"set timezone = 'UTC'; attach '{quoted(published)}' as published (read_only); attach '{quoted(path)}' as warehouse; use warehouse")
            _make_tables(connection, signature, now)
            rereading_id, started_at = connection.execute("select rereading_id, started_at from rereading").fetchone() or ("", now)
            store = Warehouse(connection=connection, home=home, rows=RowFiles(connection=connection, folder=Path(folder)))
            yield Staging(path=path, rereading_id=rereading_id, started_at=started_at, kind=kind, versions=versions, scope=scope, store=store)
        finally:
            connection.close()


def discard(home: Path) -> None:
    """Forget what is staged."""
    for name in (home / STAGED, home / f"{STAGED}.wal"):
        name.unlink(missing_ok=True)


def _signature(path: Path) -> str | None:
    """What the staging file was made with; None where there is none, or a kill left one that cannot be opened."""
    if not path.exists():
        return None
    try:
        with duckdb.connect(str(path)) as connection:
            (signature,) = connection.execute("select signature from rereading").fetchone() or (None,)
    except duckdb.Error:  # it holds nothing that cannot be read again
        return None
    return str(signature)


def _make_tables(connection: duckdb.DuckDBPyConnection, signature: str, now: datetime) -> None:
    """Tables like those of the published file, as it is now, and the list of what is staged."""
    with transaction(connection):
        for table in TABLES:
            columns = connection.execute(
                "select column_name, data_type from duckdb_columns() where database_name = 'published' and table_name = ? order by column_index", [table]
            ).fetchall()
            key = "article_id, revision" + ("" if table == "article_revision" else ", ordinal")
            connection.execute(f"create table if not exists {table} ({', '.join(f'{name} {kind}' for name, kind in columns)}, primary key ({key}))")
        connection.execute(sql("staging"))
        connection.execute("insert into rereading select ?, ?, ? where not exists (from rereading)", [uuid.uuid4().hex, signature, now])


def _announced(
    entry_id: str, feed_url: str, asked_url: str | None, moved_to: str | None, guid: str | None, url: str | None, title: str, published_at: datetime | None, first: datetime, last: datetime
) -> AnnouncedAs:
    return AnnouncedAs(
        entry_id=entry_id, entry=Entry(url=url, guid=guid, title=title, published_at=published_at), feed_url=feed_url,
        asked=tuple(dict.fromkeys(address for address in (feed_url, asked_url, moved_to) if address)), seen_at=tuple(dict.fromkeys((last, first))),
    )  # fmt: skip


def _stored(row: Mapping[str, Any], announced: tuple[AnnouncedAs, ...]) -> StoredRevision:
    article = Article(
        url=row["url"], canonical_url=row["canonical_url"], title=row["title"], authors=tuple(row["authors"]), published_at=row["published_at"],
        published_precision=row["published_precision"], published_on=row["published_on"], modified_at=row["modified_at"], text=row["text"],
        completeness=row["completeness"], language=row["language"], evidence=json.loads(row["evidence"]),
    )  # fmt: skip
    return StoredRevision(
        article_id=row["article_id"], revision=row["revision"], url=row["url"], article=article, text_digest=row["text_digest"],
        parser_version=row["parser_version"], captured_at=row["captured_at"], first_seen_at=row["first_seen_at"], announced=announced,
    )  # fmt: skip
