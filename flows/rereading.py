"""How is everything stored read again? From its captures, by today's readers: plain calls, for the flow and for `bellwether reparse`."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from feeds.archive import archive_client
from feeds.captures import capture_files
from feeds.errors import FetchError
from feeds.fetch import Client, fetch
from feeds.sitemaps import fetch_feed
from feeds.watchlist import load_watchlist
from flows.progress import progress
from flows.readers import Readers, open_readers
from flows.settings import Settings
from flows.source import CAPTURES
from parsers import PARSER_VERSION
from parsers.addresses import canonical_url
from parsers.model import Document, Entry, FeedParseError, PageParseError, Reading, Watchlist
from parsers.stance import MODEL_VERSION, score
from warehouse.identity import entry_ids
from warehouse.replacing import Replaced, put_in_place
from warehouse.rereading import AnnouncedAs, Kind, ReadAgain, Scope, Staging, StoredRevision, Versions, discard, open_staging
from warehouse.store import open_warehouse

AT_A_TIME = 50  # revisions between two stagings: what a kill costs at most
MENTIONS_AT_A_TIME = 1000
FEEDS_KEPT = 64  # parsed feed documents; a run's articles come feed by feed

log = logging.getLogger("bellwether")


def reread(settings: Settings, *, scope: Scope, stance: bool = False, captures: Path | None = None, patience: float = 0) -> Replaced:
    """Read what is stored again, or only score its mentions again (`stance`), put it in place and publish it.

    Runs of other flows may write meanwhile: the writer's lock is taken only to put things in place.
    """
    watchlist = load_watchlist(settings.watchlist)
    versions = Versions(parser=PARSER_VERSION, model=MODEL_VERSION, watchlist=watchlist.version)
    kind: Kind = "stance" if stance else "pages"
    began = datetime.now(UTC)
    with open_staging(settings.home, kind=kind, versions=versions, scope=scope, now=began) as staging:
        total, staged = staging.count()
        progress().stage("Scoring again" if stance else "Reading again", total - staged)
        if stance:
            _score_mentions(staging)
        else:
            _read_revisions(staging, watchlist, captures or settings.home / CAPTURES)
        staging.close()
        progress().stage("Putting it in place", 0)
        with open_warehouse(settings.home, patience=patience) as warehouse:
            now = datetime.now(UTC)
            replaced = put_in_place(warehouse, rereading_id=staging.rereading_id, kind=kind, versions=versions, started_at=staging.started_at, now=now)
            warehouse.publish(now)
        discard(settings.home)
    return replaced


def _score_mentions(staging: Staging) -> None:
    while mentions := staging.mentions(MENTIONS_AT_A_TIME):
        scores = score([(mention.sentence, mention.start, mention.end) for mention in mentions])
        staging.keep_scores(list(zip(mentions, scores, strict=True)))
        for _revision in {(mention.article_id, mention.revision) for mention in mentions}:
            progress().step("")


def _read_revisions(staging: Staging, watchlist: Watchlist, captures: Path) -> None:
    with _archive(captures) as client, open_readers() as readers, ThreadPoolExecutor(readers.workers) as threads:
        again = Again(client, readers, watchlist)
        while stored := staging.revisions(AT_A_TIME):
            readings = []
            for read in threads.map(again.read, stored):
                readings.append(read)
                progress().step(read.stored.article.title)
            staging.keep(readings, datetime.now(UTC))


@contextmanager
def _archive(captures: Path) -> Iterator[Client]:
    client = archive_client(capture_files(captures) if captures.exists() else ())
    try:
        yield client
    finally:
        client.close()


class Again:
    """Reads stored revisions again, from what the run that stored them received. Threads may share it."""

    def __init__(self, client: Client, readers: Readers, watchlist: Watchlist) -> None:
        self._client, self._readers, self._watchlist = client, readers, watchlist
        self._entries = lru_cache(FEEDS_KEPT)(self._parse_feed)

    def read(self, stored: StoredRevision) -> ReadAgain:
        """Its page with the entry that announced it; its stored text where that page was not kept."""
        try:
            for entry in self._announcements(stored):
                document = self._page(entry, stored.captured_at)
                if document is not None:
                    return ReadAgain(stored=stored, source="page", reading=self._read_page(document, entry))
            return ReadAgain(stored=stored, source="text", reading=self._read_stored(stored))
        except (PageParseError, FetchError) as exc:
            log.warning("it stays as it was read before: %s", exc)
        except Exception:  # a fault of ours on one page must not cost the others; it is told, and counted
            log.exception("reading %s again", stored.url)
        return ReadAgain(stored=stored, source="failed", reading=None)

    def _announcements(self, stored: StoredRevision) -> Iterator[Entry]:
        """Whole, from a feed document that held it: of that run, or where its page was looked at later, of the run that saw it last.
        Where no document is left, what the warehouse keeps of it.
        """
        for each in stored.announced:
            for moment in dict.fromkeys((stored.captured_at, *(seen for seen in each.seen_at if seen <= stored.captured_at))):
                found = next((entry for address in each.asked if (entry := _among(self._entries(address, moment), each))), None)
                if found is not None:
                    yield found
        for each in stored.announced:
            yield each.entry

    def _parse_feed(self, address: str, moment: datetime) -> Sequence[Entry]:
        try:
            return self._readers.parse_documents(fetch_feed(address, client=self._client, now=moment, read_index=self._readers.parse_index)[1])
        except (FetchError, FeedParseError):
            return ()  # not captured, or no longer taken for a feed: then the entry as it is stored

    def _read_page(self, document: Document, entry: Entry) -> Reading:
        watched = self._watchlist
        return self._readers.read_article(document.body, document.final_url, entry=entry, targets=watched.targets, aspects=watched.aspects, topic=watched.topic)

    def _read_stored(self, stored: StoredRevision) -> Reading:
        watched = self._watchlist
        return self._readers.read_text(stored.article, targets=watched.targets, aspects=watched.aspects, topic=watched.topic)

    def _page(self, entry: Entry, moment: datetime) -> Document | None:
        try:
            return fetch(entry.url, client=self._client, now=moment, kind="page") if entry.url else None
        except FetchError:
            return None


def _among(entries: Sequence[Entry], known: AnnouncedAs) -> Entry | None:
    """That entry of a feed document, by its id, or else by its address: ids may be made in another way today."""
    named = entry_ids(known.feed_url, entries).get(known.entry_id)
    return named or next((entry for entry in entries if entry.url and canonical_url(entry.url) == known.entry.url), None)
