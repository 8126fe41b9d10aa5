"""Keeping readings: once, whole, with their history."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from parsers.addresses import canonical_url
from parsers.model import Article, Entry, Feed, Mention, Quote, Reading, Target, Topic, Watchlist
from warehouse.errors import WarehouseError
from warehouse.rows import Announced, FeedPoll, FeedState, PageFailure, ReadPage, Visit
from warehouse.store import Warehouse

NOW = datetime(2024, 7, 24, 6, tzinfo=UTC)
FEED = Feed(url="https://outlet.example/feed", name="The Outlet")
OTHER = Feed(url="https://other.example/feed", name="The Other")
WATCHLIST = Watchlist(
    feeds=(FEED, OTHER), targets=(Target(name="Llama", maker="Meta"),), aspects=(), events=(), topic=Topic(name="open-source AI"), version="w1"
)
REVISITS = (timedelta(days=1), timedelta(days=2))
TEXT = "Llama 3.1 is out. “It runs on our one good machine,” said Ines Halvorsen 🦙, who keeps it."


def reading(url: str = "https://outlet.example/a", *, title: str = "A model for the ferry", text: str = TEXT, signature: tuple[int, ...] = ()) -> Reading:
    quoted = "It runs on our one good machine,"
    quotes = (Quote(text=quoted, start=text.index(quoted), end=text.index(quoted) + len(quoted), speaker="Ines Halvorsen", rank=0.5),) if quoted in text else ()
    sentence = "Llama 3.1 is out."
    mentions = (
        Mention(target="Llama", sentence=sentence, start=0, end=len(sentence), alias="Llama 3.1", alias_start=0, alias_end=9, p_neg=0.1, p_neu=0.7, p_pos=0.2),
    ) if text.startswith(sentence) else ()
    article = Article(
        url=url, canonical_url=url, title=title, authors=("Maren Oduya",), published_at=NOW - timedelta(hours=3), published_precision="minute",
        published_on=NOW.date(), modified_at=None, text=text, evidence={"authors": "json-ld"},
    )
    return Reading(article=article, quotes=quotes, mentions=mentions, relevant=True, relevance=0.9, about=("Llama",), signature=signature)


def entry(url: str = "https://outlet.example/a", **changes: object) -> Entry:
    return dataclasses.replace(Entry(url=url, guid=url, title="A model for the ferry", summary="It runs."), **changes)


def take_in(
    warehouse: Warehouse, entries: list[Entry], readings: dict[str, Reading], *, feed: Feed = FEED, now: datetime = NOW, found: str = "unchanged",
    replayed: bool = False,
) -> tuple[Announced, ...]:
    """One poll of a feed, with what its pages read as; an address without a reading fails, or, where it is looked at again, is `found` so."""
    watchlist = dataclasses.replace(WATCHLIST, feeds=(feed,))
    run_id = warehouse.begin_run(watchlist, parser_version="1", model_version="m", started_at=now, polled_at=now, replayed=replayed)
    announced = warehouse.announced(feed, entries, now, warehouse.pending(now).get(feed.url, ()))
    pages = [
        ReadPage(announced=each, reading=readings[each.url], captured_at=now, etag='"p1"', digest="bytes")
        for each in announced if not each.article_id and each.url in readings
    ]
    unread = [each for each in announced if not each.article_id and each.url not in readings]
    failures = [PageFailure(announced=each, reason="http-404", detail="HTTP 404", retry_at=now + timedelta(days=1)) for each in unread if each.why != "revisit"]
    visits = [Visit(announced=each, found=found) for each in unread if each.why == "revisit"]
    poll = FeedPoll(feed_url=feed.url, outcome="fresh", polled_at=now, entries=len(entries), after=FeedState(etag='"v1"', outcome="fresh", last_polled_at=now))
    listed = {canonical_url(each.url) for each in entries if each.url}
    warehouse.save_feed(run_id, feed, poll, announced, pages, failures, visits, model_version="m", now=now, revisits=REVISITS, listed=listed)
    warehouse.end_run(run_id, "completed", now)
    return announced


def count(warehouse: Warehouse, table: str) -> int:
    return warehouse.connection.execute(f"select count(*) from {table}").fetchall()[0][0]


def test_second_poll_of_the_same_entries_announces_and_stores_nothing(warehouse: Warehouse) -> None:
    """What is stored is not new: a second run over the same input changes no table but the runs' own."""
    readings = {"https://outlet.example/a": reading()}
    take_in(warehouse, [entry()], readings)
    assert take_in(warehouse, [entry()], readings, now=NOW + timedelta(hours=3)) == ()
    assert [count(warehouse, table) for table in ("article", "article_revision", "quotation", "mention", "entry")] == [1, 1, 1, 1, 1]


def test_values_come_back_as_they_went_in(warehouse: Warehouse) -> None:
    """Names, curly quotes, emoji, list columns and times survive the way through the file of JSON lines."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    row = warehouse.connection.execute("select title, authors, published_at, text, about, evidence->>'authors' from articles").fetchall()[0]
    assert row == ("A model for the ferry", ["Maren Oduya"], NOW - timedelta(hours=3), TEXT, ["Llama"], "json-ld")


def test_edited_article_becomes_a_new_revision_and_the_old_one_is_kept(warehouse: Warehouse) -> None:
    """A changed entry leads to a second revision of the same article; the views show the new one."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    edited = reading(text=TEXT + "\n\nAn earlier version named the wrong ferry.")
    take_in(warehouse, [entry(summary="It runs. Corrected.")], {"https://outlet.example/a": edited}, now=NOW + timedelta(days=1))
    assert count(warehouse, "article") == 1
    assert warehouse.connection.execute("select revision, text from articles").fetchall() == [(2, edited.article.text)]
    assert warehouse.connection.execute("select count(*) from quotations").fetchall() == [(1,)]
    assert warehouse.check() == {}


def test_older_capture_does_not_undo_a_newer_one(warehouse: Warehouse) -> None:
    """A replay of the past leaves the later revision in place."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    edited = reading(text=TEXT + "\n\nAn earlier version named the wrong ferry.")
    take_in(warehouse, [entry(summary="Corrected.")], {"https://outlet.example/a": edited}, now=NOW + timedelta(days=1))
    assert take_in(warehouse, [entry()], {"https://outlet.example/a": reading()}, now=NOW, replayed=True) == ()
    assert warehouse.connection.execute("select revision, text from articles").fetchall() == [(2, edited.article.text)]


def test_a_clock_set_back_makes_nobody_deaf(warehouse: Warehouse) -> None:
    """What the network says now is the newest, even where the last run was dated years ahead: an edited entry is read, a failed page tried."""
    ahead = NOW + timedelta(days=3000)
    take_in(warehouse, [entry(), entry("https://outlet.example/b")], {"https://outlet.example/a": reading()}, now=ahead)
    edited = reading(text=TEXT + "\n\nAn earlier version named the wrong ferry.")
    announced = take_in(warehouse, [entry(summary="Corrected."), entry("https://outlet.example/b")], {"https://outlet.example/a": edited}, now=NOW)
    assert {(each.url, each.why) for each in announced} == {("https://outlet.example/a", "changed"), ("https://outlet.example/b", "again")}
    assert warehouse.connection.execute("select revision, text from articles").fetchall() == [(2, edited.article.text)]


def test_changed_entry_with_the_same_article_makes_no_revision(warehouse: Warehouse) -> None:
    """A feed that rewords its teaser does not change the article."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    take_in(warehouse, [entry(summary="Another teaser")], {"https://outlet.example/a": reading()}, now=NOW + timedelta(days=1))
    assert count(warehouse, "article_revision") == 1


@pytest.mark.parametrize(("changes", "why"), [
    ({"guid": "another-guid"}, "a GUID that changes at every poll"),
    ({"url": "https://outlet.example/a?utm_source=feed#top"}, "tracking parameters"),
    ({"published_at": NOW, "updated_at": NOW}, "a feed that dates everything now"),
])
def test_churn_makes_no_second_article(warehouse: Warehouse, changes: dict[str, object], why: str) -> None:
    """The same article under another GUID, address or date is the same article, and is not fetched again."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    announced = take_in(warehouse, [entry(**changes)], {}, now=NOW + timedelta(days=1))
    assert [each for each in announced if not each.article_id and each.why != "revisit"] == [], why
    assert count(warehouse, "article") == 1
    assert count(warehouse, "page_failure") == 0


def test_article_in_two_feeds_is_stored_once(warehouse: Warehouse) -> None:
    """A second feed's entry leads to the article that is there."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    announced = take_in(warehouse, [entry()], {}, feed=OTHER, now=NOW + timedelta(hours=1))
    assert [bool(each.article_id) for each in announced] == [True]
    assert (count(warehouse, "article"), count(warehouse, "entry")) == (1, 2)
    assert warehouse.check() == {}


def test_failed_page_is_told_and_tried_again_when_it_is_due(warehouse: Warehouse) -> None:
    """A failure is a row; the entry is not announced again before its time, then it is, and a success removes the row."""
    take_in(warehouse, [entry()], {})
    assert warehouse.connection.execute("select reason, attempts from page_failure").fetchall() == [("http-404", 1)]
    assert warehouse.announced(FEED, [entry()], NOW + timedelta(hours=1)) == ()
    assert warehouse.pending(NOW + timedelta(hours=1)) == {}
    later = NOW + timedelta(days=2)
    due = warehouse.announced(FEED, [], later, warehouse.pending(later)[FEED.url])
    assert [(each.url, each.why, each.entry) for each in due] == [("https://outlet.example/a", "again", entry())], "whole, even where the feed no longer lists it"
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()}, now=later)
    assert (count(warehouse, "page_failure"), count(warehouse, "article")) == (0, 1)


@pytest.mark.parametrize("completeness", ["wall", "none"])
def test_consent_page_never_replaces_a_text(warehouse: Warehouse, completeness: str) -> None:
    """An article that is read again and answers with a wall keeps the text it had."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    walled = reading(text="")
    walled = dataclasses.replace(walled, article=dataclasses.replace(walled.article, completeness=completeness))
    take_in(warehouse, [entry(summary="Edited.")], {"https://outlet.example/a": walled}, now=NOW + timedelta(days=1))
    assert warehouse.connection.execute("select revision, text from articles").fetchall() == [(1, TEXT)]


def test_killed_run_is_marked_interrupted_by_the_next(warehouse: Warehouse) -> None:
    """A run that never ended shows as interrupted once another begins."""
    killed = warehouse.begin_run(WATCHLIST, parser_version="1", model_version="m", started_at=NOW, polled_at=NOW, replayed=False)
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    assert warehouse.connection.execute("select status from run where run_id = ?", [killed]).fetchall() == [("interrupted",)]


def test_failed_transaction_leaves_nothing_of_the_feed(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction a feed: an error at its last step undoes the first, validators included."""
    def fail(*_: object) -> None:
        raise RuntimeError("the disk caught fire")

    monkeypatch.setattr("warehouse.store.group_stories", fail)
    with pytest.raises(RuntimeError, match="the disk caught fire"):
        take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    monkeypatch.undo()
    assert [count(warehouse, table) for table in ("article", "article_revision", "quotation", "entry", "feed_poll")] == [0, 0, 0, 0, 0]
    assert warehouse.feed_states()[FEED.url].etag is None


def test_page_is_looked_at_again_and_then_left_alone(warehouse: Warehouse) -> None:
    """A day and then two days later its page is due, with its validators and the whole entry; after the last time neither is kept."""
    announced = entry(content_html="<p>It runs.</p>", authors=("Maren Oduya",), published_at=NOW - timedelta(hours=3))
    take_in(warehouse, [announced], {"https://outlet.example/a": reading()})
    assert warehouse.pending(NOW + timedelta(hours=23)) == {}
    due = warehouse.pending(NOW + timedelta(days=1))[FEED.url]
    assert [(each.why, each.entry, each.known.etag, each.known.digest) for each in due if each.known] == [("revisit", announced, '"p1"', "bytes")]
    take_in(warehouse, [], {}, now=NOW + timedelta(days=1))
    assert warehouse.pending(NOW + timedelta(days=2)) == {}
    take_in(warehouse, [], {}, now=NOW + timedelta(days=3))
    assert warehouse.pending(NOW + timedelta(days=90)) == {}
    assert warehouse.connection.execute("select visits from article").fetchall() == [(3,)]
    assert warehouse.connection.execute("select announcement from entry").fetchall() == [(None,)]


def test_silent_edit_becomes_a_revision(warehouse: Warehouse) -> None:
    """A page that reads otherwise when it is looked at again is a new revision of the same article, wherever it now stands."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    edited = reading("https://outlet.example/2024/a-new-permalink", text=TEXT + "\n\nAn earlier version named the wrong ferry.")
    take_in(warehouse, [], {"https://outlet.example/a": edited}, now=NOW + timedelta(days=1))
    assert warehouse.connection.execute("select revision, text from articles").fetchall() == [(2, edited.article.text)]
    assert warehouse.connection.execute("select revisited, revised from feed_poll order by polled_at").fetchall() == [(0, 0), (1, 1)]


def test_withdrawn_article_is_marked_and_kept_and_unmarked_when_it_is_back(warehouse: Warehouse) -> None:
    """What a publisher took down stays stored, with when that was found."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    take_in(warehouse, [], {}, now=NOW + timedelta(days=1), found="withdrawn")
    assert warehouse.connection.execute("select withdrawn_at, text from articles").fetchall() == [(NOW + timedelta(days=1), TEXT)]
    take_in(warehouse, [], {}, now=NOW + timedelta(days=3))
    assert warehouse.connection.execute("select withdrawn_at from articles").fetchall() == [(None,)]


def test_teaser_never_replaces_a_whole_text(warehouse: Warehouse) -> None:
    """An article that was free for a day keeps the text it had; one that was a teaser becomes whole."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    cut = reading(text=TEXT[:40])
    cut = dataclasses.replace(cut, article=dataclasses.replace(cut.article, completeness="teaser"))
    take_in(warehouse, [], {"https://outlet.example/a": cut}, now=NOW + timedelta(days=1))
    assert warehouse.connection.execute("select revision, text from articles").fetchall() == [(1, TEXT)]
    take_in(warehouse, [entry("https://outlet.example/b")], {"https://outlet.example/b": dataclasses.replace(cut, article=dataclasses.replace(cut.article, url="https://outlet.example/b", canonical_url="https://outlet.example/b"))}, now=NOW + timedelta(days=1))
    take_in(warehouse, [], {"https://outlet.example/b": reading("https://outlet.example/b")}, now=NOW + timedelta(days=2))
    assert warehouse.connection.execute("select revision, text from articles where url like '%/b'").fetchall() == [(2, TEXT)]


def test_edits_and_misses_use_up_no_look(warehouse: Warehouse) -> None:
    """A page whose feed entry changes, or that could not be had, is still looked at as often as ever."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    edited = reading(text=TEXT + " Corrected.")
    take_in(warehouse, [entry(summary="Corrected.")], {"https://outlet.example/a": edited}, now=NOW + timedelta(hours=3))
    assert warehouse.connection.execute("select visits, revisit_at from article").fetchall() == [(1, NOW + timedelta(days=1))]
    take_in(warehouse, [], {}, now=NOW + timedelta(days=1), found="missed")
    assert warehouse.connection.execute("select visits, revisit_at, withdrawn_at from article").fetchall() == [(1, NOW + timedelta(days=2), None)]
    take_in(warehouse, [], {}, now=NOW + timedelta(days=2))
    assert warehouse.connection.execute("select visits from article").fetchall() == [(2,)]
    take_in(warehouse, [], {}, now=NOW + timedelta(days=40), found="missed")
    assert warehouse.connection.execute("select revisit_at from article").fetchall() == [(None,)], "given up after a month"


def test_pages_of_feeds_no_longer_watched_are_left_alone(warehouse: Warehouse) -> None:
    """Nobody waits for them."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    take_in(warehouse, [], {}, feed=OTHER, now=NOW + timedelta(hours=1))  # a watchlist with the other feed alone
    assert warehouse.pending(NOW + timedelta(days=2)) == {}


def test_page_that_is_put_off_has_not_been_tried(warehouse: Warehouse) -> None:
    """It is due at once, and counts no failure."""
    run_id = warehouse.begin_run(WATCHLIST, parser_version="1", model_version="m", started_at=NOW, polled_at=NOW, replayed=False)
    (announced,) = warehouse.announced(FEED, [entry()], NOW)
    failure = PageFailure(announced=announced, reason="put-off", detail="no time", retry_at=NOW)
    warehouse.save_feed(run_id, FEED, FeedPoll(feed_url=FEED.url, outcome="fresh", polled_at=NOW), [announced], (), [failure], model_version="m", now=NOW)
    assert [each.why for each in warehouse.pending(NOW)[FEED.url]] == ["again"]
    assert warehouse.attempts([announced]) == {announced.entry_id: 0}


def test_feed_s_rhythm_is_learned_from_its_entries(warehouse: Warehouse) -> None:
    """Twelve daily entries, the last after a long pause: the usual gap is a day, and one pause alone does not make nine days usual."""
    urls = [f"https://outlet.example/{day}" for day in range(12)]
    dated = [entry(url, published_at=NOW - timedelta(days=day + (8 if day else 0))) for day, url in enumerate(urls)]
    take_in(warehouse, dated, {url: reading(url, text=f"{TEXT} {url}") for url in urls})
    state = warehouse.feed_states()[FEED.url]
    assert (state.usual_gap_days, state.longest_gap_days) == (1.0, 5.0)


def test_copies_join_the_original_s_story(warehouse: Warehouse) -> None:
    """Near copies in two outlets are one story, whose original is the first published; the index counts it once."""
    signature = tuple(range(128))
    first, copy = reading(signature=signature), reading("https://other.example/b", title="Ferry gets a model", signature=signature)
    copy = dataclasses.replace(copy, article=dataclasses.replace(copy.article, published_at=NOW - timedelta(hours=1)))
    take_in(warehouse, [entry()], {"https://outlet.example/a": first})
    take_in(warehouse, [entry("https://other.example/b")], {"https://other.example/b": copy}, feed=OTHER)
    assert warehouse.connection.execute("select outlet, copies, copied_by from stories").fetchall() == [("The Outlet", 1, ["The Other"])]
    assert warehouse.connection.execute("select stories, copies from weekly_stance").fetchall() == [(1, 1)]
    assert warehouse.check() == {}


def test_sample_and_live_never_mix(warehouse: Warehouse) -> None:
    """A file that holds the sample refuses a live watch, and says what to do."""
    warehouse.claim("sample")
    warehouse.claim("sample")
    with pytest.raises(WarehouseError, match="BELLWETHER_HOME"):
        warehouse.claim("live")


@pytest.mark.parametrize(("statement", "check"), [
    ("update quotation set text = 'It runs on our one bad machine,'", "quotation_offsets"),
    ("update quotation set start_char = start_char + 1", "quotation_offsets"),
    ("update mention set sentence = 'Llama 3.1 is late.'", "mention_offsets"),
    ("update mention set alias_start = alias_start + 1", "mention_offsets"),
    ("update mention set p_neg = 0.9", "mention_probabilities"),
    ("update article set revision = 2", "article_revisions"),
    ("update article set story_id = 'gone'", "story_originals"),
    ("update entry set article_id = null", "entry_articles"),
    ("delete from feed_poll", "feed_polls"),
])
def test_check_finds_the_wrong_row(warehouse: Warehouse, statement: str, check: str) -> None:
    """Each check is empty on what was stored, and finds the fault that it is for."""
    take_in(warehouse, [entry()], {"https://outlet.example/a": reading()})
    assert warehouse.check() == {}
    warehouse.connection.execute(statement)
    assert check in warehouse.check()
