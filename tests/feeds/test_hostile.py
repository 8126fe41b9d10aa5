"""A whole run over a hostile world, with nothing replaced but Prefect: fetched, read in workers, stored, published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hostile import Case, cases
from server import Server

from feeds.captures import CaptureWriter
from feeds.errors import FetchError
from feeds.fetch import live_client
from feeds.pace import Pace
from feeds.robots import Robots
from feeds.watchlist import load_watchlist
from flows import polls
from flows.readers import Readers
from flows.reading import Poll, ask_feed, read_announced
from flows.settings import SAMPLE_WATCHLIST
from flows.source import Source
from parsers.model import Feed, FeedParseError, Watchlist
from warehouse.query import ask
from warehouse.rows import FeedState
from warehouse.soundness import run_checks
from warehouse.store import open_warehouse

NOW = datetime(2024, 8, 5, 6, tzinfo=UTC)
FETCH_SECONDS, READ_SECONDS = 2.0, 2.0
TRICKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
STRINGS = """
select title from entry union all select guid from entry union all select url from entry union all select title from article_revision
union all select text from article_revision union all select unnest(authors) from article_revision union all select canonical_url from article_revision
union all select text from quotation union all select sentence from mention union all select detail from page_failure
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a run over all cases left behind."""

    cases: tuple[Case, ...]
    home: Path
    inside: list[str]  # what a server that nothing allows was asked
    unsound: list[str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    server, other, home = Server(), Server(), tmp_path_factory.mktemp("hostile")
    all_cases = cases(server.url)
    for case in all_cases:
        server.answers[f"/{case.name}"] = case.feed
        server.answers.update(case.pages)
    feeds = tuple(Feed(url=server.url(f"/{case.name}"), name=case.name) for case in all_cases)
    sample = load_watchlist(SAMPLE_WATCHLIST)
    watchlist = Watchlist(feeds=feeds, targets=sample.targets, aspects=sample.aspects, events=sample.events, topic=sample.topic, version="hostile")
    pace = Pace(gap=0.0, at_once=8, sleep=lambda _seconds: None)
    client = live_client(allow=(server.address,), capture=CaptureWriter(home / "captures").keep, pace=pace, seconds=FETCH_SECONDS)
    readers = Readers(2, seconds=READ_SECONDS)
    source = Source(client=client, permit=Robots(client, NOW).permit, readers=readers)
    with open_warehouse(home) as warehouse, ThreadPoolExecutor(8) as threads:
        run_id = warehouse.begin_run(watchlist, parser_version="1", model_version="m", started_at=NOW, polled_at=NOW, replayed=False)

        def asked(feed: Feed) -> Poll | FetchError | FeedParseError:
            try:
                return ask_feed(source, feed, FeedState(), NOW)
            except (FetchError, FeedParseError) as exc:
                return exc

        answers = list(threads.map(asked, feeds))
        announced = [warehouse.announced(feed, poll.entries, NOW) if isinstance(poll, Poll) else () for feed, poll in zip(feeds, answers, strict=True)]
        harvests = list(threads.map(lambda each: read_announced(source, each, watchlist, {}, NOW), announced))
        for feed, poll, each, harvest in zip(feeds, answers, announced, harvests, strict=True):
            if isinstance(poll, Poll):
                row = polls.answered(feed, poll.document, poll.entries, each, FeedState(), NOW)
                warehouse.save_feed(run_id, feed, row, each, harvest.pages, harvest.failures, harvest.visits, model_version="m", now=NOW, revisits=())
            else:
                warehouse.save_polls(run_id, [(feed, polls.failed(feed, poll, FeedState(), NOW))])
        warehouse.end_run(run_id, "completed", NOW)
        unsound = [check.rule for check in run_checks(warehouse.connection) if check.rows]
        warehouse.publish()
    readers.close()
    client.close()
    yield World(cases=all_cases, home=home, inside=other.paths(), unsound=unsound)
    with suppress(OSError):
        server.close()
        other.close()


def test_every_case_ends_as_it_must(world: World) -> None:
    """Each feed has its row with its reason, each entry is stored, each page that was not read says why; the sound ones are whole."""
    polled = {name: rest for name, *rest in ask(world.home, "select name, feed_poll.outcome, feed_poll.reason from feed_poll join feed using (feed_url)").rows}
    entries = dict(ask(world.home, "select name, count(*) from entry join feed using (feed_url) group by all").rows)
    articles = dict(ask(world.home, "select name, count(*) from entry join feed using (feed_url) where article_id is not null group by all").rows)
    failures: dict[object, list[object]] = {}
    for name, reason in ask(world.home, "select name, page_failure.reason from page_failure join feed using (feed_url) order by all").rows:
        failures.setdefault(name, []).append(reason)
    found = {case.name: (*polled[case.name], entries.get(case.name, 0), articles.get(case.name, 0), tuple(failures.get(case.name, ()))) for case in world.cases}
    assert found == {case.name: (case.outcome, case.reason, case.entries, case.articles, case.failures) for case in world.cases}


def test_nothing_inside_is_asked(world: World) -> None:
    """Redirects and links to this machine's network end before a connection is made, and no file of it is read."""
    assert world.inside == []
    assert ask(world.home, "select title from entry where title like '%root:%'").rows == ()


def test_stored_strings_are_clean_and_bounded(world: World) -> None:
    """No control characters, overrides or lone surrogates in any column, no endless title, no link but http(s); and the words are all there."""
    strings = [str(row[0]) for row in ask(world.home, STRINGS).rows if row[0] is not None]
    assert [string for string in strings if TRICKS.search(string)] == []
    assert ask(world.home, "select max(length(title)) <= 1000 from entry").rows == ((True,),)
    assert ask(world.home, "select count(*) from entry where url is not null and not regexp_matches(url, '^https?://')").rows == ((0,),)
    titles = dict(ask(world.home, "select name, title from entry join feed using (feed_url) where name in ('tricks', 'surrogate')").rows)
    assert titles == {"tricks": "invoice [2J alert(1)", "surrogate": "s \ufffd t \ufffd \ufffd"}
    assert ask(world.home, "select count(*) from articles where text like '%invoice%'").rows == ((1,),)


def test_stored_rows_are_sound(world: World) -> None:
    """Every check of the warehouse holds: offsets point at what they name, each poll has its row."""
    assert world.unsound == []
