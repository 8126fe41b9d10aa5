"""How are readings kept? One transaction a feed; a second save of the same thing stores nothing new."""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from parsers.addresses import canonical_url
from parsers.model import Entry, Feed, Watchlist
from warehouse.connection import open_live, quoted, sql, transaction
from warehouse.errors import WarehouseError
from warehouse.identity import article_address, article_id, entry_digest, entry_id, text_digest
from warehouse.rows import ANSWERED, Announced, FeedPoll, FeedState, PageFailure, ReadPage, Row, Saved
from warehouse.snapshot import publish
from warehouse.soundness import run_checks
from warehouse.stories import group_stories


@contextmanager
def open_warehouse(home: Path, *, patience: float = 0) -> Iterator[Warehouse]:
    """The warehouse of a folder, for writing; WarehouseBusyError where another run still has it after `patience` seconds."""
    with open_live(home, patience=patience) as connection, tempfile.TemporaryDirectory(dir=home / "live", prefix="batch-") as folder:
        yield Warehouse(connection=connection, home=home, scratch=Path(folder))


@dataclass(frozen=True, kw_only=True)
class Warehouse:
    """The live file, while it is open for writing."""

    connection: duckdb.DuckDBPyConnection
    home: Path
    scratch: Path

    def claim(self, origin: str) -> None:
        """Set what this file holds, the sample or a live watch; the two never mix."""
        found = self.connection.execute("select value from fact where name = 'origin'").fetchone()
        if found is None:
            self.connection.execute("insert into fact values ('origin', ?)", [origin])
        elif found[0] != origin:
            what = {"sample": "the fictional sample newsroom", "live": "a live watch"}[found[0]]
            raise WarehouseError(self.home, f"this folder holds {what}; set BELLWETHER_HOME to another folder, so that the two do not mix")

    def begin_run(self, watchlist: Watchlist, *, parser_version: str, model_version: str, started_at: datetime, polled_at: datetime, replayed: bool) -> str:
        """Start a run: its id. A run still marked running was killed, since only one process writes: it becomes interrupted."""
        run_id = uuid.uuid4().hex
        with transaction(self.connection):
            self.connection.execute("update run set status = 'interrupted' where status = 'running'")
            self.put("run", [{
                "run_id": run_id, "started_at": started_at, "polled_at": polled_at, "status": "running", "parser_version": parser_version,
                "model_version": model_version, "watchlist_version": watchlist.version, "feeds": len(watchlist.feeds), "replayed": replayed,
            }])
            self.save_watchlist(watchlist)
        return run_id

    def end_run(self, run_id: str, status: str, ended_at: datetime) -> None:
        self.connection.execute("update run set status = ?, ended_at = ? where run_id = ?", [status, ended_at, run_id])

    def save_watchlist(self, watchlist: Watchlist) -> None:
        """Feeds, targets, aspects and events as the watchlist has them now. What a feed taught is kept."""
        rows = [
            {"feed_url": feed.url, "name": feed.name, "kind": feed.kind, "expected_gap_days": feed.expected_gap_days, "watched": True}
            for feed in watchlist.feeds
        ]
        self.connection.execute("update feed set watched = false")
        self.put("feed", rows, update=("name", "kind", "expected_gap_days", "watched"))
        for table, entries in (
            ("target", [{"name": target.name, "maker": target.maker, "place": place} for place, target in enumerate(watchlist.targets)]),
            ("aspect", [{"name": aspect.name, "label": aspect.label, "place": place} for place, aspect in enumerate(watchlist.aspects)]),
            ("event", [{"name": event.name, "target": event.target, "happened_on": event.on} for event in watchlist.events]),
        ):
            self.connection.execute(f"delete from {table}")  # noqa: S608 - one of three tables above
            self.put(table, entries)

    def feed_states(self) -> dict[str, FeedState]:
        """What is known of each feed, by its address."""
        rows = self.connection.execute("select feed_url, etag, last_modified, last_new_at from feed").fetchall()
        return {url: FeedState(etag=etag, last_modified=modified, last_new_at=new_at) for url, etag, modified, new_at in rows}

    def announced(self, feed: Feed, entries: Sequence[Entry], now: datetime) -> tuple[Announced, ...]:
        """The entries that are new, changed, or due for another try; those whose article is known already carry its id."""
        candidates = {
            entry_id(feed.url, entry): Announced(
                entry=entry, entry_id=entry_id(feed.url, entry), digest=entry_digest(entry), url=canonical_url(entry.url or ""),
            )
            for entry in entries
        }
        ids, urls = list(candidates), [each.url for each in candidates.values() if each.url]
        # A capture that is older than what is stored (a file replayed again, a clock set back) changes nothing.
        known: dict[str, str | None] = self._pairs(
            "select entry_id, if(last_seen_at > ?, null, digest) from entry where list_contains(?, entry_id)", [now, ids])
        waiting: dict[str, bool] = self._pairs(sql("failures_waiting"), {"entries": ids, "now": now})
        elsewhere: dict[str, str] = self._pairs("select url, article_id from entry where list_contains(?, url) and article_id is not null", [urls])
        found = []
        for each in candidates.values():
            if known.get(each.entry_id, "") in {None, each.digest} and waiting.get(each.entry_id, True):
                continue
            if each.entry_id not in known and each.url in elsewhere:  # the same article under another GUID or in another feed
                found.append(replace(each, article_id=elsewhere[each.url]))
            else:
                found.append(each)
        return (*found, *self._due(feed, set(candidates), now))

    def _due(self, feed: Feed, listed: set[str], now: datetime) -> tuple[Announced, ...]:
        """Pages due for another try that the feed no longer lists, or did not list this time (a 304): as they were announced."""
        rows = self.connection.execute(sql("failures_due"), {"feed_url": feed.url, "now": now}).fetchall()
        return tuple(
            Announced(entry=Entry(url=url, guid=guid, title=title, published_at=published_at), entry_id=entry, digest=digest, url=url or "")
            for entry, digest, url, guid, title, published_at in rows if entry not in listed
        )

    def attempts(self, announced: Sequence[Announced]) -> dict[str, int]:
        """How often the reading of these failed so far, by their ids; those that never failed are left out."""
        ids = [each.entry_id for each in announced]
        return self._pairs("select entry_id, attempts from page_failure where list_contains(?, entry_id)", [ids])

    def _pairs(self, statement: str, parameters: Any) -> dict[str, Any]:
        return dict(self.connection.execute(statement, parameters).fetchall())

    def save_feed(
        self, run_id: str, feed: Feed, poll: FeedPoll, announced: Sequence[Announced], pages: Sequence[ReadPage],
        failures: Sequence[PageFailure], *, model_version: str, now: datetime,
    ) -> Saved:
        """Everything one poll of a feed led to, and its validators, in one transaction: killed before, it is asked again."""
        failed = {failure.announced.entry_id for failure in failures}
        with transaction(self.connection):
            landed = self._save_articles(run_id, feed, pages, now)
            article_of = {page.announced.entry_id: landed.ids[place] for place, page in enumerate(pages)}
            self._save_readings(landed, pages, model_version, now)
            self._save_entries(feed, announced, article_of, failed, now)
            self._save_failures(feed, failures, now, settled=list(article_of))
            self._save_poll(run_id, poll, announced, pages, landed.saved)
            group_stories(self.connection, landed.changed)
        return landed.saved

    def _save_articles(self, run_id: str, feed: Feed, pages: Sequence[ReadPage], now: datetime) -> _Landed:
        """Articles and, where title, authors or text are not what is stored, a new revision each."""
        addresses = [article_address(page.reading.article) for page in pages]
        ids = [article_id(address) for address in addresses]
        stored_texts = self.connection.execute(sql("current_texts"), {"articles": ids}).fetchall()
        current = {article: (revision, text) for article, revision, text in stored_texts}
        articles, revisions, stored = [], [], {}
        for place, (page, address, article) in enumerate(zip(pages, addresses, ids, strict=True)):
            reading, text = page.reading, text_digest(page.reading.article)
            number, stored_text = current.get(article, (0, None))
            if stored_text == text or (number and page.reading.article.completeness in {"wall", "none"}):
                continue  # unchanged; or a consent page in its place, which never replaces a text
            if number == 0:
                articles.append({
                    "article_id": article, "url": address, "feed_url": feed.url, "outlet": feed.name, "outlet_kind": feed.kind,
                    "first_seen_at": now, "revision": 1, "story_id": article,
                })
            read = reading.article
            revisions.append({
                "article_id": article, "revision": number + 1, "canonical_url": read.canonical_url, "title": read.title, "authors": read.authors, "published_at": read.published_at,
                "published_precision": read.published_precision, "published_on": read.published_on, "modified_at": read.modified_at,
                "text": read.text, "text_digest": text, "completeness": read.completeness, "language": read.language,
                "evidence": dict(sorted(read.evidence.items())), "relevant": reading.relevant, "relevance": reading.relevance, "about": reading.about,
                "signature": reading.signature, "captured_at": page.captured_at, "read_at": now, "run_id": run_id,
            })
            current[article] = (number + 1, text)
            stored[place] = number + 1
        self.put("article", articles)
        self.put("article_revision", revisions)
        numbers = [(row["article_id"], row["revision"]) for row in revisions if row["revision"] != 1]
        for article, number in numbers:
            self.connection.execute("update article set revision = ? where article_id = ?", [number, article])
        return _Landed(ids=ids, stored=stored, articles=len(articles), revisions=len(revisions), changed=[str(row["article_id"]) for row in revisions])

    def _save_readings(self, landed: _Landed, pages: Sequence[ReadPage], model_version: str, now: datetime) -> None:
        quotations: list[Row] = []
        mentions: list[Row] = []
        for place, revision in landed.stored.items():
            key = {"article_id": landed.ids[place], "revision": revision}
            reading = pages[place].reading
            quotations += [
                key | {
                    "ordinal": ordinal, "text": quote.text, "start_char": quote.start, "end_char": quote.end, "speaker": quote.speaker,
                    "speaker_role": quote.speaker_role, "speaker_org": quote.speaker_org, "cue": quote.cue, "kind": quote.kind, "rank": quote.rank,
                }
                for ordinal, quote in enumerate(reading.quotes, 1)
            ]
            mentions += [
                key | {
                    "ordinal": ordinal, "target": mention.target, "sentence": mention.sentence, "start_char": mention.start, "end_char": mention.end,
                    "alias": mention.alias, "alias_start": mention.alias_start, "alias_end": mention.alias_end, "voice": mention.voice,
                    "speaker": mention.speaker, "aspects": mention.aspects, "p_neg": mention.p_neg, "p_neu": mention.p_neu, "p_pos": mention.p_pos,
                    "model_version": model_version, "scored_at": now,
                }
                for ordinal, mention in enumerate(reading.mentions, 1)
            ]
        self.put("quotation", quotations)
        self.put("mention", mentions)

    def _save_entries(self, feed: Feed, announced: Sequence[Announced], article_of: Mapping[str, str], failed: set[str], now: datetime) -> None:
        rows = []
        for each in announced:
            article = article_of.get(each.entry_id, each.article_id)
            if article is None and each.entry_id not in failed:
                continue  # neither read nor failed: not announced as far as the next run is concerned
            rows.append({
                "entry_id": each.entry_id, "feed_url": feed.url, "guid": each.entry.guid, "url": each.url or None, "title": each.entry.title,
                "digest": each.digest, "published_at": each.entry.published_at, "first_seen_at": now, "last_seen_at": now, "article_id": article,
            })
        changed = ["guid", "url", "title", "digest", "published_at", "last_seen_at"]
        self.put("entry", [row for row in rows if row["article_id"]], update=(*changed, "article_id"))
        self.put("entry", [row for row in rows if not row["article_id"]], update=changed)  # an article once read stays known

    def _save_failures(self, feed: Feed, failures: Sequence[PageFailure], now: datetime, settled: list[str]) -> None:
        self.connection.execute("delete from page_failure where list_contains(?, entry_id)", [settled])
        tried = self.attempts([each.announced for each in failures])
        self.put("page_failure", [
            {
                "entry_id": each.announced.entry_id, "feed_url": feed.url, "url": each.announced.url or None, "reason": each.reason,
                "detail": each.detail, "attempts": tried.get(each.announced.entry_id, 0) + 1, "first_failed_at": now, "last_failed_at": now, "retry_at": each.retry_at,
            }
            for each in failures
        ], update=("url", "reason", "detail", "attempts", "last_failed_at", "retry_at"))

    def _save_poll(self, run_id: str, poll: FeedPoll, announced: Sequence[Announced], pages: Sequence[ReadPage], saved: Saved) -> None:
        self.put("feed_poll", [{
            "run_id": run_id, "feed_url": poll.feed_url, "outcome": poll.outcome, "reason": poll.reason, "http_status": poll.http_status,
            "polled_at": poll.polled_at, "entries": poll.entries, "new_entries": len(announced), "fetched": len(pages),
            "read": saved.revisions, "relevant": sum(page.reading.relevant for page in pages),
        }], update=("outcome", "reason", "http_status", "polled_at", "entries", "new_entries", "fetched", "read", "relevant"))
        self.connection.execute("update feed set last_polled_at = ?, moved_to = ? where feed_url = ?", [poll.polled_at, poll.moved_to, poll.feed_url])
        if poll.outcome in ANSWERED:
            self.connection.execute(sql("feed_answered"), {
                "polled_at": poll.polled_at, "has_news": bool(announced), "etag": poll.etag, "last_modified": poll.last_modified, "feed_url": poll.feed_url,
            })

    def save_report(self, week: str, *, as_of: datetime | None, built_at: datetime, digest: str) -> None:
        self.put("report", [{"week": week, "as_of": as_of or built_at, "built_at": built_at, "digest": digest}], update=("as_of", "built_at", "digest"))

    def publish(self) -> Path:
        """Put what is stored at `home/bellwether.duckdb`, the file that people open."""
        return publish(self.connection, self.home)

    def check(self) -> dict[str, list[tuple[object, ...]]]:
        """The rows that are wrong, by the name of the check that found them. Empty: sound."""
        return {check.name: list(check.rows) for check in run_checks(self.connection) if check.rows}

    def put(self, table: str, rows: Sequence[Row], *, update: Sequence[str] = ()) -> None:
        """Insert rows in bulk; where a key is taken, set the columns of `update`, or leave the row as it is.

        The rows go through a file of JSON lines, which DuckDB reads in parallel with typed columns: 10,000 rows a CPU
        second with 2 kB of text each, at no dependency (an Arrow table would need 150 MB of pyarrow).
        """
        if not rows:
            return
        columns = dict(self.connection.execute(
            "select column_name, data_type from duckdb_columns() where table_name = ? and database_name = 'warehouse' order by column_index", [table]).fetchall())
        keys = self.connection.execute(
            "select constraint_column_names from duckdb_constraints() where table_name = ? and database_name = 'warehouse' and constraint_type = 'PRIMARY KEY'", [table]).fetchone()
        names = [name for name in columns if name in rows[0]]
        batch = self.scratch / f"{table}.ndjson"
        with batch.open("w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        types = ", ".join(f"{name}: '{columns[name]}'" for name in names)
        key = ", ".join(keys[0]) if keys else ""
        conflict = f"on conflict ({key}) do " + (f"update set {', '.join(f'{name} = excluded.{name}' for name in update)}" if update else "nothing")
        columns_of_rows = ", ".join(names)
        source = f"read_json('{quoted(batch)}', format = 'newline_delimited', columns = {{{types}}}, maximum_object_size = 64000000)"
        # Names come from the schema, values from the file.
        self.connection.execute(f"insert into {table} ({columns_of_rows}) select {columns_of_rows} from {source} {conflict}")  # noqa: S608
        batch.unlink()


@dataclass(frozen=True, kw_only=True)
class _Landed:
    """Where the pages of one feed landed: article ids by place, and the revisions that are new."""

    ids: list[str]
    stored: dict[int, int]  # place among the pages -> number of the revision stored for it
    articles: int
    revisions: int
    changed: list[str]

    @property
    def saved(self) -> Saved:
        return Saved(articles=self.articles, revisions=self.revisions)
