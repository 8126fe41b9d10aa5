"""Which articles are one story, told by several outlets?

`parsers.syndication.find_leads` is the rule; here it is kept true as articles come and change. A change can matter only to articles that
are published later, so those concerned are settled once each, in order of publication, and the stories are the same in whatever order
articles arrive. What is stored is looked at once a batch and not once an article.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

import duckdb
import numpy as np
import numpy.typing as npt

from parsers.credits import Copy, choose_original
from parsers.syndication import MOST_MET, Piece, bands, choose_lead, likenesses
from warehouse.connection import sql

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_BATCH = 2_000  # articles whose neighbours are held in memory at a time


def group_stories(connection: duckdb.DuckDBPyConnection, changed: Sequence[str], now: datetime) -> None:
    """Settle which stories the changed articles and those concerned by them belong to, and each story's original; what they were until now is kept."""
    for first in range(0, len(changed), _BATCH):
        shelf = _Shelf(connection)
        batch = tuple(dict.fromkeys(changed[first : first + _BATCH]))
        shelf.load(batch)
        _put_bands(shelf, batch)
        _settle(shelf, frozenset(batch))
        _choose_originals(connection, shelf.save(), now)


def group_ungrouped(connection: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Settle the stories of what an older version stored, which cut signatures into other bands."""
    group_stories(connection, [article for (article,) in connection.execute(sql("story_ungrouped")).fetchall()], now)


@dataclass(slots=True)
class _Shelf:
    """The articles at hand: as pieces, whom they follow, before and now, and whom they share a band with."""

    connection: duckdb.DuckDBPyConnection
    pieces: dict[str, Piece[str]] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)
    leads: dict[str, str] = field(default_factory=dict)
    met: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)  # never settled before, so that they have no bands yet

    def load(self, articles: Iterable[str]) -> None:
        wanted = [article for article in articles if article not in self.pieces]
        if not wanted:
            return
        rows = self.connection.execute(sql("story_pieces"), {"articles": wanted}).fetchnumpy()
        columns = (rows[name] for name in ("article_id", "url", "outlet", "lead_id", "is_fresh", "published_us", "signature"))
        for article, url, outlet, lead, is_fresh, published, signature in zip(*columns, strict=True):
            published_at = _EPOCH + timedelta(microseconds=int(published))
            self.pieces[article] = Piece(key=article, signature=signature, outlet=outlet, published_at=published_at, url=url)
            self.before[article] = self.leads[article] = lead
            if is_fresh:
                self.fresh.add(article)

    def meet(self, articles: Iterable[str]) -> None:
        """Find those that share a band with these, and load them."""
        wanted = [article for article in articles if article not in self.met]
        if not wanted:
            return
        met: defaultdict[str, list[str]] = defaultdict(list)
        bands_of, articles_of = self.bands(wanted)
        for article, other in self.connection.execute(sql("story_meetings"), {"bands": bands_of, "articles": articles_of, "most": MOST_MET}).fetchall():
            met[article].append(other)
        self.met.update((article, tuple(met[article])) for article in wanted)
        self.load(other for others in met.values() for other in others)

    def bands(self, articles: Iterable[str]) -> tuple[npt.NDArray[np.uint64], list[str]]:
        """Every band of these articles, and beside it whose it is."""
        found = [(band, article) for article in articles for band in bands([int(value) for value in self.pieces[article].signature])]
        return np.array([band for band, _ in found], dtype=np.uint64), [article for _, article in found]

    def followers(self, leads: Iterable[str]) -> tuple[str, ...]:
        """Those that followed one of these when the batch began, loaded."""
        found = tuple(article for (article,) in self.connection.execute(sql("story_followers"), {"leads": list(leads)}).fetchall())
        self.load(found)
        return found

    def save(self) -> tuple[str, ...]:
        """Write down who follows whom now; the leads of every story that won or lost an article, or has a changed one."""
        moved = [article for article, lead in self.leads.items() if lead != self.before[article] or article in self.fresh]
        self.connection.execute(sql("story_leads_set"), {"articles": moved, "leads": [self.leads[article] for article in moved]})
        concerned = {*moved, *self.met}
        return tuple({lead for article in concerned for lead in (self.before[article], self.leads[article])})


def _put_bands(shelf: _Shelf, articles: Sequence[str]) -> None:
    known = [article for article in articles if article not in shelf.fresh]
    if known:  # looking for their bands costs as much as all the rest
        shelf.connection.execute("delete from article_band where article_id in (select unnest(?::varchar[]))", [known])
    bands_of, articles_of = shelf.bands(articles)
    shelf.connection.execute("insert into article_band select unnest(?::ubigint[]), unnest(?::varchar[])", [bands_of, articles_of])


def _settle(shelf: _Shelf, changed: frozenset[str]) -> None:
    """Settle the changed articles, and then whoever is concerned by that: always one published later."""
    first = (*changed, *shelf.followers(changed))
    shelf.meet(first)
    waiting = [(shelf.pieces[article].order, article) for article in dict.fromkeys(first)]
    heapq.heapify(waiting)
    settled: set[str] = set()
    while waiting:
        _, article = heapq.heappop(waiting)
        if article in settled:
            continue
        settled.add(article)
        shelf.meet((article,))
        for other in _settle_one(shelf, article, changed):
            heapq.heappush(waiting, (shelf.pieces[other].order, other))


def _settle_one(shelf: _Shelf, article: str, changed: frozenset[str]) -> tuple[str, ...]:
    """Let the article follow or lead; the later ones that are concerned if it does otherwise than before."""
    piece, led = shelf.pieces[article], shelf.leads[article] == article
    met = [shelf.pieces[other] for other in shelf.met[article]]
    lead = choose_lead(piece, [other for other in met if shelf.leads[other.key] == other.key])
    shelf.leads[article] = article if lead is None else lead.key
    if lead is not None:
        concerned = shelf.followers((article,)) if led else ()
    elif led and article not in changed:
        concerned = ()
    else:
        concerned = tuple(other.key for other, likeness in zip(met, likenesses(piece, met), strict=True) if likeness and other.order > piece.order)
    # All their neighbours in one look.
    shelf.meet(concerned)
    return concerned


def _choose_originals(connection: duckdb.DuckDBPyConnection, leads: Sequence[str], now: datetime) -> None:
    rows = connection.execute(sql("story_members"), {"leads": list(leads)}).fetchall()
    settled: list[tuple[str, str, bool]] = []
    for _, members in groupby(sorted(rows, key=lambda row: row[0]), key=lambda row: row[0]):
        story = list(members)
        copies = [
            Copy(url=url, canonical_url=canonical, outlet=outlet, published_at=published_at, credits=tuple(credited))
            for _, _, _, url, canonical, outlet, published_at, credited in story
        ]
        original = choose_original(copies)
        original_id = next(article for _, article, _, url, *_ in story if url == original.url)
        settled += [(article, original_id, outlet != original.outlet) for _, article, stored, _, _, outlet, *_ in story if stored != original_id]
    if settled:
        chosen = {"articles": [article for article, *_ in settled], "stories": [story for _, story, _ in settled], "copies": [is_copy for *_, is_copy in settled]}
        connection.execute(sql("story_originals_past"), {"articles": chosen["articles"], "now": now})
        connection.execute(sql("story_originals_set"), {**chosen, "now": now})
