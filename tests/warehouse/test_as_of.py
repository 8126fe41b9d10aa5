"""What was known when: every view answers as of any moment, whatever came later."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from test_store import FEED, NOW, OTHER, TEXT, WATCHLIST, entry, reading, take_in

from parsers.model import Event, Target, Watchlist
from parsers.syndication import signature
from warehouse.connection import LIVE, STORAGE_VERSION, sql_files
from warehouse.people import recognise_speakers
from warehouse.query import as_of_statement
from warehouse.schema import migrate
from warehouse.store import Warehouse, open_warehouse

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
A, B = "https://outlet.example/a", "https://other.example/b"


def asked(warehouse: Warehouse, query: str, as_of: datetime | None = None) -> list[tuple]:
    """What the query answers, as of that moment."""
    warehouse.connection.execute(as_of_statement(as_of) if as_of else "reset variable as_of")
    rows = warehouse.connection.execute(query).fetchall()
    warehouse.connection.execute("reset variable as_of")
    return rows


def begin(warehouse: Warehouse, watchlist: Watchlist, now: datetime) -> None:
    run_id = warehouse.begin_run(watchlist, parser_version="1", model_version="m", started_at=now, polled_at=now, replayed=False)
    warehouse.end_run(run_id, "completed", now)


def test_late_arrival_was_not_known_before(warehouse: Warehouse) -> None:
    """An article of a week that came in later counts only from then on, with its mentions and quotations."""
    take_in(warehouse, [entry()], {A: reading()})
    take_in(warehouse, [entry(B)], {B: reading(B, title="Late")}, feed=OTHER, now=NOW + 9 * DAY)
    for query in ("select articles from weekly_counts where week = '2024-W30'", "select count(*) from mentions", "select count(*) from quotations"):
        assert [asked(warehouse, query, moment) for moment in (NOW, NOW + 8 * DAY, NOW + 9 * DAY, None)] == [[(1,)], [(1,)], [(2,)], [(2,)]], query
    assert asked(warehouse, "select count(*) from articles", NOW - HOUR) == [(0,)]
    assert asked(warehouse, "select changed_at from last_change", NOW + 8 * DAY) == [(NOW,)]


def test_silent_edit_leaves_what_the_article_said_before(warehouse: Warehouse) -> None:
    """As of a moment before the edit the first revision is the current one, with its mentions and quotations."""
    edited = reading(text="It runs no more. “We turned it off,” said Ines Halvorsen, who kept it.")
    take_in(warehouse, [entry()], {A: reading()})
    take_in(warehouse, [], {A: edited}, now=NOW + DAY)
    before, after = NOW + DAY - timedelta(seconds=1), NOW + DAY
    assert asked(warehouse, "select revision, text, targets from articles", before) == [(1, TEXT, ["Llama"])]
    assert asked(warehouse, "select revision, text, targets from articles", after) == asked(warehouse, "select revision, text, targets from articles") == [(2, edited.article.text, [])]
    assert [asked(warehouse, "select count(*) from mentions", moment) for moment in (before, after)] == [[(1,)], [(0,)]]
    assert asked(warehouse, "select text from quotations", before) == [("It runs on our one good machine,",)]
    assert [asked(warehouse, "select count(*) from revisions", moment) for moment in (before, after)] == [[(0,)], [(1,)]]


def test_withdrawal_is_remembered_both_ways(warehouse: Warehouse) -> None:
    """Withdrawn, then back: as of each moment it is what was known then."""
    take_in(warehouse, [entry()], {A: reading()})
    take_in(warehouse, [], {}, now=NOW + DAY, found="withdrawn")
    take_in(warehouse, [], {}, now=NOW + 3 * DAY)
    known = [asked(warehouse, "select withdrawn_at from articles", NOW + days * DAY) for days in (0, 1, 2, 3)]
    assert known == [[(None,)], [(NOW + DAY,)], [(NOW + DAY,)], [(None,)]]
    assert asked(warehouse, "select withdrawn_at from articles") == [(None,)]


def test_copy_known_before_its_original_led_its_story_until_then(warehouse: Warehouse) -> None:
    """The original arrives a day later: before, the copy was a story of its own and no amplification."""
    words = " ".join(f"The ferry office has let the model answer the phone on night number {number} of the storm." for number in range(30))
    signed = tuple(signature(words))
    copy = reading(B, title="A model for the ferry", text=words, signature=signed)
    original = reading(A, text=words, signature=signed)
    copy, original = (
        dataclasses.replace(each, article=dataclasses.replace(each.article, published_at=at)) for each, at in ((copy, NOW - HOUR), (original, NOW - 5 * HOUR))
    )
    take_in(warehouse, [entry(B)], {B: copy}, feed=OTHER)
    take_in(warehouse, [entry(A)], {A: original}, now=NOW + DAY)
    query = "select outlet, is_original, is_copy from articles order by outlet"
    assert asked(warehouse, query, NOW) == [("The Other", True, False)]
    assert asked(warehouse, query, NOW + DAY) == asked(warehouse, query) == [("The Other", False, True), ("The Outlet", True, False)]
    assert [asked(warehouse, "select outlet, copies from stories", moment) for moment in (NOW, None)] == [[("The Other", 0)], [("The Outlet", 1)]]


def test_watchlist_of_then(warehouse: Warehouse) -> None:
    """Feeds, targets and events are those listed at the moment, in the place they had."""
    begin(warehouse, WATCHLIST, NOW)
    release = Event(name="Llama 4", target="Llama", on=date(2024, 8, 1))
    changed = dataclasses.replace(
        WATCHLIST, feeds=(dataclasses.replace(FEED, name="The New Outlet"),), targets=(Target(name="Qwen", maker="Alibaba"), *WATCHLIST.targets), events=(release,)
    )
    begin(warehouse, changed, NOW + DAY)
    begin(warehouse, changed, NOW + 2 * DAY)
    feeds, targets, events = "select name from feeds where watched order by all", "select name from targets order by place", "select name from events"
    assert asked(warehouse, feeds, NOW) == [("The Other",), ("The Outlet",)]
    assert asked(warehouse, feeds, NOW + DAY) == asked(warehouse, feeds) == [("The New Outlet",)]
    assert asked(warehouse, targets, NOW) == [("Llama",)]
    assert asked(warehouse, targets, NOW + DAY) == asked(warehouse, targets) == [("Qwen",), ("Llama",)]
    assert [asked(warehouse, events, moment) for moment in (NOW, NOW + DAY, None)] == [[], [("Llama 4",)], [("Llama 4",)]]
    assert asked(warehouse, "select distinct known_at from events", NOW + 2 * DAY) == [(NOW + DAY,)], "a second run with the same watchlist changes nothing"


def test_feeds_stood_as_their_last_poll_left_them(warehouse: Warehouse) -> None:
    """feed_health as of a moment tells the last poll before it, and the pages that had failed by then."""
    take_in(warehouse, [entry()], {})
    take_in(warehouse, [entry()], {A: reading()}, now=NOW + 2 * DAY)
    query = "select last_polled_at, articles, failed_pages from feed_health where name = 'The Outlet'"
    assert asked(warehouse, query, NOW + DAY) == [(NOW, 0, 1)]
    assert asked(warehouse, query) == [(NOW + 2 * DAY, 1, 0)]
    assert asked(warehouse, query, NOW - HOUR) == []


def test_whom_a_name_meant_then(warehouse: Warehouse) -> None:
    """A second bearer of the surname makes a bare surname doubtful again; as of before it still means the first."""
    def said(url: str, speaker: str, org: str | None = "Acme") -> dict:
        quoted = reading(url, text=f"{TEXT} {url}")
        return {url: dataclasses.replace(quoted, quotes=tuple(dataclasses.replace(quote, speaker=speaker, speaker_org=org) for quote in quoted.quotes))}

    take_in(warehouse, [entry(A)], said(A, "Ines Halvorsen"))
    take_in(warehouse, [entry(f"{A}2")], said(f"{A}2", "Halvorsen"))
    recognise_speakers(warehouse.connection)
    take_in(warehouse, [entry(f"{A}3")], said(f"{A}3", "Maria Halvorsen"), now=NOW + DAY)
    recognise_speakers(warehouse.connection)
    query = f"select person from quotations where url = '{A}2'"
    assert asked(warehouse, query, NOW) == [("Ines Halvorsen",)]
    assert asked(warehouse, query, NOW + DAY) == asked(warehouse, query) == [("Halvorsen",)]


def test_a_week_is_stored_as_the_rule_says(warehouse: Warehouse) -> None:
    """The week of publication in UTC; of first sight where no date is known or one lies in the future."""
    sunday_night = datetime(2024, 7, 21, 23, 59, tzinfo=UTC)
    for name, published_at in (("a", sunday_night), ("b", None), ("c", NOW + 30 * DAY), ("d", NOW + 20 * HOUR)):
        url = f"https://outlet.example/{name}"
        read = reading(url)
        take_in(warehouse, [entry(url)], {url: dataclasses.replace(read, article=dataclasses.replace(read.article, published_at=published_at))})
    assert asked(warehouse, "select week from articles order by url") == [("2024-W29",), ("2024-W30",), ("2024-W30",), ("2024-W30",)]
    assert warehouse.check() == {}
    warehouse.connection.execute("update article_revision set week = '2024-W01'")
    assert warehouse.check().keys() == {"revision_weeks"}


@pytest.mark.parametrize("table", ["article_revision", "quotation", "mention", "speaker_form", "target", "aspect", "event"])
def test_tables_of_the_past_have_every_column(warehouse: Warehouse, table: str) -> None:
    """A column that a migration adds to a table is added to its past, too: rows go there whole."""
    columns = "select column_name, data_type from duckdb_columns() where table_name = ? order by all"
    present, past = (warehouse.connection.execute(columns, [name]).fetchall() for name in (table, f"{table}_past"))
    assert past == sorted([*present, ("replaced_at", "TIMESTAMP WITH TIME ZONE")])


BASE = "article|article_revision|quotation|mention|speaker_form|feed|feed_poll|run|target|aspect|event|page_failure"
KNOWINGLY = {
    "20_quotations.sql": {"article_revision"},  # wordings are kept of revisions that are current now
    "60_feed_health.sql": {"feed", "page_failure"},  # with their past beside them
}


def test_no_view_and_no_figure_reads_past_what_was_known() -> None:
    """Whatever answers readers is made of views that honour as_of, never of the tables below them."""
    root = Path(__file__).resolve().parents[2]
    figures = [*(root / "warehouse" / "queries").glob("week_*.sql"), *(root / "warehouse" / "queries" / "figures").glob("*.sql"), *(root / "reports" / "queries").glob("*.sql")]
    views = [script for script in (root / "warehouse" / "marts").glob("*.sql") if not script.name.startswith("0")]
    assert len(views) > 10
    assert len(figures) > 10
    for script in (*views, *figures):
        text = script.read_text("utf-8")
        named = set(re.findall(r"(\w+) as (?:materialized )?\(", text))
        read = set(re.findall(rf"\b(?:from|join)\s+({BASE})\b", text)) - named
        assert read <= KNOWINGLY.get(script.name, set()), script.name


def test_what_an_older_version_stored_is_known_since_it_was_captured(tmp_path: Path) -> None:
    """The migration: weeks, targets and moments of rows that were stored without them."""
    path = tmp_path / LIVE
    path.parent.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"set timezone = 'UTC'; attach '{path}' as warehouse (storage_version '{STORAGE_VERSION}'); use warehouse")
        connection.execute("create table schema_migration (version integer primary key, name varchar not null, applied_at timestamptz not null default now())")
        for script in sql_files("migrations"):
            if int(script.name[:4]) < 7:
                connection.execute(script.read_text("utf-8"))
                connection.execute("insert into schema_migration (version, name) values (?, ?)", [int(script.name[:4]), script.name])
        connection.execute(OLD_ROWS)
        migrate(connection, path)
    with open_warehouse(tmp_path) as warehouse:
        rows = "select url, revision, week, targets, is_copy, withdrawn_at from articles order by url"
        assert asked(warehouse, rows, NOW) == [("https://o.example/a", 1, "2024-W30", ["Llama"], False, None)]
        withdrawn = NOW + 2 * DAY
        assert asked(warehouse, rows) == [
            ("https://o.example/a", 2, "2024-W30", [], False, None), ("https://p.example/b", 1, "2024-W30", [], True, withdrawn),
        ]
        assert asked(warehouse, "select revision, superseded_at from revision_read order by known_at, revision") == [(1, NOW + DAY), (1, None), (2, None)]
        assert asked(warehouse, "select count(*) from mentions", NOW) == [(1,)]
        assert warehouse.check().keys() <= {"entry_articles", "feed_polls"}


OLD_ROWS = """
insert into article (article_id, url, feed_url, outlet, outlet_kind, first_seen_at, revision, story_id, lead_id, withdrawn_at) values
    ('a', 'https://o.example/a', 'f', 'O', 'press', '2024-07-24 06:00:00+00', 2, 'a', 'a', null),
    ('b', 'https://p.example/b', 'g', 'P', 'press', '2024-07-25 06:00:00+00', 1, 'a', 'a', '2024-07-26 06:00:00+00');
insert into article_revision by name
select article_id, revision, '' as canonical_url, 't' as title, []::varchar[] as authors, published_at::timestamptz as published_at, 'Llama 3 is out.' as text, 'd' as text_digest,
    'full' as completeness, '{}' as evidence, true as relevant, 1 as relevance, []::varchar[] as about, []::ubigint[] as signature, captured_at::timestamptz as captured_at,
    captured_at::timestamptz as read_at, 'r' as run_id
from (values ('a', 1, '2024-07-23 06:00:00+00', '2024-07-24 06:00:00+00'), ('a', 2, '2024-07-23 06:00:00+00', '2024-07-25 06:00:00+00'), ('b', 1, null, '2024-07-25 06:00:00+00'))
    as given(article_id, revision, published_at, captured_at);
insert into mention values ('a', 1, 1, 'Llama', 'Llama 3 is out.', 0, 15, 'Llama 3', 0, 7, 'author', null, [], 0.1, 0.8, 0.1, 'm', '2024-07-24 06:00:00+00');
"""
