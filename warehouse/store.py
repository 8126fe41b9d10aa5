"""How are readings kept? One transaction a feed; a second save of the same thing stores nothing new."""

from __future__ import annotations

import hashlib
import json
import tempfile
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from parsers.model import Entry, Feed, KnownPerson, Watchlist
from warehouse.connection import PUBLISHED, sql, sql_files, transaction
from warehouse.coverage import NOTHING, Counted, learn_rhythm, read_states, save_polls
from warehouse.errors import WarehouseError
from warehouse.identity import article_address, text_digest
from warehouse.past import remembering
from warehouse.pending import announcement, read_pending
from warehouse.people import recognise_speakers, save_people
from warehouse.readings import mention_rows, quotation_rows, revision_row
from warehouse.rowfiles import RowFiles
from warehouse.rows import Announced, FeedPoll, FeedState, KnownPage, PageFailure, ReadPage, Row, Saved, Telling, Visit
from warehouse.sameness import announcements, article_ids
from warehouse.schema import open_current
from warehouse.snapshot import publish
from warehouse.soundness import run_checks
from warehouse.stories import group_stories, group_ungrouped
from warehouse.utterances import group_quotations, group_ungrouped_quotations


@contextmanager
def open_warehouse(home: Path, *, patience: float = 0) -> Iterator[Warehouse]:
    """The warehouse of a folder, for writing; WarehouseBusyError where another run still has it after `patience` seconds."""
    with open_current(home, patience=patience) as (connection, upgraded), tempfile.TemporaryDirectory(dir=home / "live", prefix="writing-") as folder:
        warehouse = Warehouse(connection=connection, home=home, rows=RowFiles(connection=connection, folder=Path(folder)))
        if upgraded and (home / PUBLISHED).exists():
            warehouse.publish()  # what asks the published file next, a report say, finds this program's tables; cut short, the next run does it
        yield warehouse


@dataclass(frozen=True, kw_only=True)
class Warehouse:
    """The live file, while it is open for writing."""

    connection: duckdb.DuckDBPyConnection
    home: Path
    rows: RowFiles

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
                "topic": watchlist.topic.name, "topic_expression": watchlist.topic.expression, "topic_least": watchlist.topic.least,
            }])
            self.save_watchlist(watchlist, now=polled_at)
            group_ungrouped(self.connection, polled_at)
        return run_id

    def end_run(self, run_id: str, status: str, ended_at: datetime) -> None:
        self.connection.execute("update run set status = ?, ended_at = ? where run_id = ?", [status, ended_at, run_id])

    def save_watchlist(self, watchlist: Watchlist, *, now: datetime) -> None:
        """Feeds, targets, aspects and events as the watchlist has them now. What a feed taught is kept, and what was listed before.

        A watchlist that is as the last run had it is not written again: that would cost each run a tenth of a second.
        """
        tables: dict[str, list[Row]] = {
            "feed": [{"feed_url": feed.url, "name": feed.name, "kind": feed.kind, "expected_gap_days": feed.expected_gap_days, "watched": True} for feed in watchlist.feeds],
            "target": [{"name": target.name, "maker": target.maker, "place": place, "insiders": target.insiders or (target.maker,)} for place, target in enumerate(watchlist.targets)],
            "aspect": [{"name": aspect.name, "label": aspect.label, "place": place} for place, aspect in enumerate(watchlist.aspects)],
            "event": [{"name": event.name, "target": event.target, "happened_on": event.on} for event in watchlist.events],
        }
        # With the number of migrations: one may have made these tables anew.
        digest = hashlib.sha256(json.dumps([len(sql_files("migrations")), tables], default=str).encode()).hexdigest()
        if self.connection.execute("select value from fact where name = 'watchlist'").fetchone() == (digest,):
            return
        with remembering(self.connection, *tables, now=now):
            self.connection.execute("update feed set watched = false")
            for table, rows in tables.items():
                if table != "feed":
                    self.connection.execute(f"delete from {table}")  # noqa: S608 - one of the tables above
                self.put(table, rows, update=("name", "kind", "expected_gap_days", "watched") if table == "feed" else ())
        self.connection.execute("insert or replace into fact values ('watchlist', ?)", [digest])

    def feed_states(self) -> dict[str, FeedState]:
        """How each feed stands, by its address."""
        return read_states(self.connection)

    def pending(self, now: datetime) -> dict[str, tuple[Announced, ...]]:
        """The pages that are to be read again now, by the address of their feed."""
        return read_pending(self.connection, now)

    def announced(self, feed: Feed, entries: Sequence[Entry], now: datetime, pending: Sequence[Announced] = ()) -> tuple[Announced, ...]:
        """The entries that are new or changed, and those of `pending` beside them; where the article is known already, they carry its id."""
        candidates = announcements(self.connection, feed.url, entries)
        if not candidates:
            return tuple(pending)
        ids, urls = list(candidates), [each.url for each in candidates.values() if each.url]
        # A capture that is older than what is stored (a file replayed again, a clock set back) changes nothing.
        rows = self.connection.execute(sql("entries_known"), {"now": now, "entries": ids}).fetchall()
        known = {entry: (digest, article, visits) for entry, digest, article, visits in rows}
        elsewhere: dict[str, str] = self._pairs("select url, article_id from entry where list_contains(?, url) and article_id is not null", [urls])
        found = []
        for each in candidates.values():
            if each.entry_id in known:
                digest, article, visits = known[each.entry_id]
                if digest not in {None, each.digest}:
                    page = KnownPage(article_id=article, visits=visits) if article else None
                    found.append(replace(each, why="changed", known=page))
            elif each.url in elsewhere:  # the same article under another GUID or in another feed
                found.append(replace(each, article_id=elsewhere[each.url]))
            else:
                found.append(each)
        listed = {each.entry_id for each in found}
        again = [replace(each, entry=candidates[each.entry_id].entry) if each.entry_id in candidates else each for each in pending]
        return (*found, *(each for each in again if each.entry_id not in listed))

    def attempts(self, announced: Sequence[Announced]) -> dict[str, int]:
        """How often the reading of these failed so far, by their ids; those that never failed are left out."""
        ids = [each.entry_id for each in announced]
        return self._pairs("select entry_id, attempts from page_failure where list_contains(?, entry_id)", [ids])

    def _pairs(self, statement: str, parameters: Any) -> dict[str, Any]:
        return dict(self.connection.execute(statement, parameters).fetchall())

    def save_polls(self, run_id: str, polls: Sequence[tuple[Feed, FeedPoll]]) -> None:
        """The rows of feeds that led to no page, and their validators, in one transaction."""
        with transaction(self.connection):
            save_polls(self.connection, self.put, run_id, [(feed, poll, NOTHING) for feed, poll in polls])

    def save_feed(
        self, run_id: str, feed: Feed, poll: FeedPoll, announced: Sequence[Announced], pages: Sequence[ReadPage], failures: Sequence[PageFailure],
        visits: Sequence[Visit] = (), *, model_version: str, now: datetime, revisits: Sequence[timedelta] = (), listed: Collection[str] = (),
    ) -> Saved:
        """Everything one poll of a feed led to, and its validators, in one transaction: killed before, it is asked again.

        `revisits`: after how long a page is looked at again, from one time to the next. `listed`: the canonical addresses of all that
        the feed lists now.
        """
        failed = {failure.announced.entry_id for failure in failures}
        withdrawn = sum(visit.found == "withdrawn" for visit in visits)
        with transaction(self.connection):
            landed = self._save_articles(run_id, feed, pages, listed, now)
            article_of = {page.announced.entry_id: landed.ids[place] for place, page in enumerate(pages)}
            self._save_readings(landed, pages, model_version, now)
            self._save_entries(feed, announced, article_of, failed, now)
            self._save_failures(feed, failures, now, settled=list(article_of))
            self._save_visits(landed, pages, visits, revisits, now)
            if any(each.why == "new" for each in announced):
                learn_rhythm(self.connection, feed.url)
            save_polls(self.connection, self.put, run_id, [(feed, poll, Counted(
                new_entries=sum(each.is_announcement for each in announced), fetched=len(pages), read=landed.revisions,
                relevant=sum(page.reading.relevant for page in pages if page.announced.why != "revisit"), failed_pages=len(failures),
                revisited=sum(each.why == "revisit" for each in announced), revised=landed.revisions - landed.articles, withdrawn=withdrawn,
            ))])
            group_stories(self.connection, landed.changed, now)
            group_quotations(self.connection, landed.changed)
        return replace(landed.saved, withdrawn=withdrawn)

    def _save_articles(self, run_id: str, feed: Feed, pages: Sequence[ReadPage], listed: Collection[str], now: datetime) -> _Landed:
        """Articles and, where title, authors or text are not what is stored, a new revision each."""
        addresses = [article_address(page.reading.article) for page in pages]
        ids = article_ids(self.connection, feed.url, pages, addresses, listed)
        stored_texts = self.connection.execute(sql("current_texts"), {"articles": ids}).fetchall()
        current = {article: (revision, text, completeness) for article, revision, text, completeness, _ in stored_texts}
        first_seen = {article: seen for article, *_, seen in stored_texts}
        (version,) = self.connection.execute("select parser_version from run where run_id = ?", [run_id]).fetchone() or ("",)
        articles, revisions, stored = [], [], {}
        for place, (page, address, article) in enumerate(zip(pages, addresses, ids, strict=True)):
            reading, text = page.reading, text_digest(page.reading.article)
            number, stored_text, stored_whole = current.get(article, (0, None, "none"))
            whole = reading.article.completeness
            if stored_text == text or (number and (whole in {"wall", "none"} or (whole == "teaser" and stored_whole == "full"))):
                continue  # unchanged; or a consent page in its place, or all that is free by now: neither replaces a text
            if number == 0:
                articles.append({
                    "article_id": article, "url": address, "feed_url": feed.url, "outlet": feed.name, "outlet_kind": feed.kind,
                    "first_seen_at": now, "revision": 1, "story_id": article, "known_at": now,
                })
            revisions.append({
                "article_id": article, "revision": number + 1, "captured_at": page.captured_at, "run_id": run_id, "known_at": now,
                **revision_row(reading, parser_version=version, reader_version=version, now=now, first_seen_at=first_seen.setdefault(article, now)),
            })
            current[article] = (number + 1, text, whole)
            stored[place] = number + 1
        self.put("article", articles)
        self.put("article_revision", revisions)
        numbers = [(row["article_id"], row["revision"]) for row in revisions if row["revision"] != 1]
        for article, number in numbers:
            self.connection.execute("update article set revision = ? where article_id = ?", [number, article])
            self.connection.execute(sql("revision_superseded"), {"article": article, "number": number, "now": now})
        return _Landed(ids=ids, stored=stored, articles=len(articles), revisions=len(revisions), changed=[str(row["article_id"]) for row in revisions])

    def _save_readings(self, landed: _Landed, pages: Sequence[ReadPage], model_version: str, now: datetime) -> None:
        quotations: list[Row] = []
        mentions: list[Row] = []
        for place, revision in landed.stored.items():
            key = {"article_id": landed.ids[place], "revision": revision}
            reading = pages[place].reading
            quotations += quotation_rows({**key, "known_at": now}, reading)
            mentions += mention_rows({**key, "known_at": now}, reading, model_version=model_version, now=now)
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
                "announcement": announcement(each.entry),
            })
        changed = ["guid", "url", "title", "digest", "published_at", "last_seen_at", "announcement"]
        self.put("entry", [row for row in rows if row["article_id"]], update=(*changed, "article_id"))
        self.put("entry", [row for row in rows if not row["article_id"]], update=changed)  # an article once read stays known

    def _save_failures(self, feed: Feed, failures: Sequence[PageFailure], now: datetime, settled: list[str]) -> None:
        self.connection.execute(sql("page_failure_past"), {"entries": settled, "now": now})
        self.connection.execute("delete from page_failure where list_contains(?, entry_id)", [settled])
        tried = self.attempts([each.announced for each in failures])
        self.put("page_failure", [
            {
                "entry_id": each.announced.entry_id, "feed_url": feed.url, "url": each.announced.url or None, "reason": each.reason,
                "detail": each.detail, "attempts": tried.get(each.announced.entry_id, 0) + (each.reason != "put-off"), "first_failed_at": now, "last_failed_at": now, "retry_at": each.retry_at,
            }
            for each in failures
        ], update=("url", "reason", "detail", "attempts", "last_failed_at", "retry_at"))

    def _save_visits(self, landed: _Landed, pages: Sequence[ReadPage], visits: Sequence[Visit], revisits: Sequence[timedelta], now: datetime) -> None:
        """What to ask the pages with next time, and when; an entry is kept whole until its page is looked at no more."""
        seen: dict[str, Row] = {}
        for place, page in enumerate(pages):
            known, why = page.announced.known, page.announced.why
            seen[landed.ids[place]] = {
                "etag": page.etag, "last_modified": page.last_modified, "digest": page.digest, "found": "changed" if known and why == "changed" else "read",
                "visits": known.visits + (why == "revisit") if known else 1,  # what the feed announced as changed uses up none of the later looks
            }
        for visit in visits:
            known = visit.announced.known
            if known is not None:
                seen.setdefault(known.article_id, {
                    "etag": known.etag, "last_modified": known.last_modified, "digest": known.digest, "found": visit.found,
                    "visits": known.visits + (visit.found != "missed"),
                })
        taken, back = ([article for article, row in seen.items() if (row["found"] == "withdrawn") is gone and row["found"] != "missed"] for gone in (True, False))
        self.connection.execute(sql("withdrawal_past"), {"taken": taken, "back": back, "now": now})
        if seen:
            numbers = [int(str(row["visits"])) for row in seen.values()]
            self.connection.execute(sql("page_visited"), {
                "articles": list(seen), "visits": numbers, "revisits": [now + revisits[number - 1] if number <= len(revisits) else None for number in numbers], "now": now,
                **{f"{name}s": [row[name] for row in seen.values()] for name in ("etag", "last_modified", "digest", "found")},
            })
        self.connection.execute(sql("announcements_done"), {"articles": list(seen)})

    def save_report(self, week: str, *, as_of: datetime | None, built_at: datetime, digest: str, telling: Telling | None = None) -> None:
        """That a week's report was written, and what it told, which later reports are held to."""
        self.put("report", [{"week": week, "as_of": as_of or built_at, "built_at": built_at, "digest": digest}], update=("as_of", "built_at", "digest"))
        if telling is not None:
            row = asdict(telling)
            self.put("telling", [row], update=[name for name in row if name not in {"week", "as_of"}])

    def save_people(self, known: Sequence[KnownPerson]) -> None:
        """What people have written of speakers' names; the next publication honours it."""
        save_people(self.connection, known)

    def publish(self, now: datetime | None = None) -> Path:
        """Put what is stored at `home/bellwether.duckdb`, the file that people open, each speaker under one name over all articles.

        `now`: since when names are joined so; the last run's moment unless given.
        """
        with transaction(self.connection):
            group_ungrouped_quotations(self.connection)
        recognise_speakers(self.connection, now)
        return publish(self.connection, self.home)

    def check(self) -> dict[str, list[tuple[object, ...]]]:
        """The rows that are wrong, by the name of the check that found them. Empty: sound."""
        return {check.name: list(check.rows) for check in run_checks(self.connection) if check.rows}

    def put(self, table: str, rows: Sequence[Row], *, update: Sequence[str] = ()) -> None:
        """Insert rows in bulk; where a key is taken, set the columns of `update`, or leave the row as it is."""
        self.rows.put(table, rows, update=update)


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
