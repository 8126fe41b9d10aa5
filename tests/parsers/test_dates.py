"""When it was published: strings that name moments, and which of a page's witnesses is believed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.article import parse_article
from parsers.model import Article, Entry
from parsers.moments import EARLIEST, LATEST, parse_moment
from tests.clock import within

MOMENTS = {
    "2024-07-23T09:05:00Z": ("2024-07-23T09:05:00", "2024-07-23", "second"),
    "2024-07-23T22:05:00-07:00": ("2024-07-24T05:05:00", "2024-07-23", "second"),
    "2024-07-23T09:05:00.123+0530": ("2024-07-23T03:35:00", "2024-07-23", "second"),
    "20240723T090500Z": ("2024-07-23T09:05:00", "2024-07-23", "second"),
    "Tue, 23 Jul 2024 05:05:00 EDT": ("2024-07-23T09:05:00", "2024-07-23", "second"),
    "Tue Jul 23 05:05:00 EDT 2024": ("2024-07-23T09:05:00", "2024-07-23", "second"),
    "Tue Jul 23 2024 10:05:00 GMT+0100 (Central European Standard Time)": ("2024-07-23T09:05:00", "2024-07-23", "second"),
    "Thu, 07 Dec 17 10:00:29 -0800": ("2017-12-07T18:00:29", "2017-12-07", "second"),
    "7:49 AM EDT, Thu October 24, 2024": ("2024-10-24T11:49:00", "2024-10-24", "minute"),
    "Sunday, 17 Nov 2019 | 10:43 PM IST": ("2019-11-17T17:13:00", "2019-11-17", "minute"),
    "1721725500": ("2024-07-23T09:05:00", "2024-07-23", "second"),
    "1721725500000": ("2024-07-23T09:05:00", "2024-07-23", "second"),
    "Jul 24, 2024": ("2024-07-24T00:00:00", "2024-07-24", "day"),
    "24th of July, 2024": ("2024-07-24T00:00:00", "2024-07-24", "day"),
    "Published 24 July 2024": ("2024-07-24T00:00:00", "2024-07-24", "day"),
    "24.07.2024": ("2024-07-24T00:00:00", "2024-07-24", "day"),
    "2024/07/24": ("2024-07-24T00:00:00", "2024-07-24", "day"),
    "2024-07-24T00:00:00-04:00": ("2024-07-24T00:00:00", "2024-07-24", "day"),
    "07/24/2024": ("2024-07-24T00:00:00", "2024-07-24", "day"),
    "Tue, 07/09/2024 - 11:30": ("2024-07-09T00:00:00", "2024-07-09", "day"),
    "2024-07-24 11:30": ("2024-07-24T00:00:00", "2024-07-24", "day"),
}


@pytest.mark.parametrize("written", MOMENTS)
def test_moments_keep_zone_day_and_precision(written: str) -> None:
    """The instant in UTC, the day on the writer's own calendar, and no more precision than was written."""
    at, on, precision = MOMENTS[written]
    moment = parse_moment(written)
    assert moment is not None
    assert (moment.at, moment.on, moment.precision) == (datetime.fromisoformat(at).replace(tzinfo=UTC), date.fromisoformat(on), precision)


@pytest.mark.parametrize("written", ["", "tomorrow", "May 2024", "2024-02-30", "1970-01-01", "9999-12-31", "Mon, 02 Nov 99999 10:00:00 GMT", "Mon, 16 Nov 2026 10:00:00 +9999", "03/04/2024", "12:30", "version 20.24.07"])
def test_what_names_no_moment_is_none(written: str) -> None:
    """Impossible, ambiguous, distant and partial dates are absent rather than guessed."""
    assert parse_moment(written) is None


def test_numbers_follow_the_page() -> None:
    """03/04 is the fourth of March or the third of April as its surroundings have it."""
    assert [found.on if (found := parse_moment("03/04/2024", day_first=first)) else None for first in (True, False)] == [date(2024, 4, 3), date(2024, 3, 4)]


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_any_string_is_a_moment_in_the_window_or_none(written: str) -> None:
    """Nothing raises, and nothing leaves the window."""
    moment = parse_moment(written)
    assert moment is None or EARLIEST <= moment.on <= LATEST


@pytest.mark.parametrize("unit", ["1/", "12:", "2024-", "Jan ", "1 Jan ", " "])
def test_long_strings_cost_little(unit: str) -> None:
    """A date is looked for in the beginning of a string alone."""
    within(0.2, lambda: parse_moment(unit * 300_000))


TEXT = "<p>" + "</p><p>".join(f"The harbour office read log {n} again, and found in it what the pilots had told them all along." for n in range(6)) + "</p>"


def read(head: str = "", above: str = "", below: str = "", *, entry: Entry | None = None, url: str = "https://packet.example/a") -> Article:
    html = f"<html lang='en'><head><title>Velmoor reads its logs</title>{head}</head><body><header>Friday, 2 August 2024</header><article><h1>Velmoor reads its logs</h1>{above}<div>{TEXT}</div>{below}</article></body></html>"
    return parse_article(html.encode(), url, entry)


def ld(published: str, modified: str = "", more: str = "") -> str:
    changed = f',"dateModified":"{modified}"' if modified else ""
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Velmoor reads its logs","datePublished":"{published}"{changed}{more}}}</script>'


PUBLISHED = '<meta property="article:published_time" content="2024-07-23T09:05:00Z">'
RUNGS = {
    "JSON-LD": (read(ld("2024-07-23T09:05:00Z")), "json-ld"),
    "JSON-LD beyond repair": (read('<script type="application/ld+json">{"@type":"NewsArticle",,,"datePublished":"2024-07-23T09:05:00Z", "x":"}</script>'), "json-ld"),
    "meta": (read(PUBLISHED), "meta"),
    "microdata": (read(above='<meta itemprop="datePublished" content="2024-07-23T09:05:00Z">'), "markup"),
    "a time of publication": (read(above='<time class="entry-date published" datetime="2024-07-23T09:05:00Z">23 July</time>'), "markup"),
    "a time at the head": (read(above='<time datetime="2024-07-23T11:05:00+02:00">23 July</time>'), "time"),
    "a line": (read(above="<div>By Ann Bell | 23 July 2024</div>"), "visible"),
    "a line said to be of publication": (read(above="<div>Updated 28 July 2024</div><div>Published 23 July 2024</div>"), "visible"),
    "the address": (read(url="https://packet.example/2024/07/23/logs"), "address"),
    "the address with a month's name": (read(url="https://packet.example/news/2024/jul/23/logs"), "address"),
    "the address without bars": (read(url="https://packet.example/news/20240723-logs"), "address"),
}


CHANGED = {
    "times with labels in one line": 'Updated <time datetime="2024-07-28">July 28, 2024</time> | Published <time datetime="2024-07-23">July 23, 2024</time>',
    "times with labels in lines of their own": '<p>Last updated: <time datetime="2024-07-28">July 28, 2024</time></p><p>Published: <time datetime="2024-07-23">July 23, 2024</time></p>',
    "times with labels in boxes beside them": '<div><span>Updated</span> <time datetime="2024-07-28">July 28</time> <span>Published on</span> <time datetime="2024-07-23">July 23</time></div>',
    "times that hold their labels": '<time datetime="2024-07-28">Updated July 28</time> <time datetime="2024-07-23">July 23</time>',
    "a time behind one without a label": '<p>Modified on <time datetime="2024-07-28">July 28</time></p><p><time datetime="2024-07-23">July 23</time></p>',
    "sentences": "<p>Updated July 28, 2024. Originally published July 23, 2024.</p>",
    "lines parted by a bar": "<div>Updated: July 28, 2024 | Published: July 23, 2024</div>",
    "a date without a label": "<div>July 23, 2024 (updated July 28, 2024)</div>",
    "labels behind their dates": "<div>July 28, 2024 (updated), July 23, 2024 (published)</div>",
}


@pytest.mark.parametrize("above", CHANGED.values(), ids=CHANGED)
def test_a_label_tells_change_from_publication(above: str) -> None:
    """Where both days are shown, whichever comes first, each is what the word beside it says."""
    assert read(above=above).published_on == date(2024, 7, 23)


def test_a_line_tells_when_the_page_was_changed() -> None:
    """The day of change is read from the same line."""
    article = read(above="<div>Updated: July 28, 2024 | Published: July 23, 2024</div>")
    assert article.modified_at == datetime(2024, 7, 28, tzinfo=UTC)


@pytest.mark.parametrize("name", RUNGS)
def test_each_rung_is_read(name: str) -> None:
    """Every form of dating a page is found, and says which it was."""
    article, rung = RUNGS[name]
    assert (article.published_on, article.evidence["published_at"]) == (date(2024, 7, 23), rung)


def test_publication_is_not_modification() -> None:
    """When it was changed is kept apart and never stands for when it was published."""
    article = read(ld("2024-07-23T09:05:00Z", "2024-07-28T10:00:00Z"), above='<time class="updated" datetime="2024-07-28T10:00:00Z">28 July</time>')
    assert (article.published_at, article.modified_at) == (datetime(2024, 7, 23, 9, 5, tzinfo=UTC), datetime(2024, 7, 28, 10, tzinfo=UTC))


def test_the_day_is_the_publishers_own() -> None:
    """Late in the evening over there is the next day in UTC; the day stays theirs."""
    article = read(ld("2024-07-23T22:05:00-07:00"))
    assert (article.published_on, article.published_at) == (date(2024, 7, 23), datetime(2024, 7, 24, 5, 5, tzinfo=UTC))


@pytest.mark.parametrize("shown", ['<time datetime="2024-07-23T22:05:00-07:00">Tuesday</time>', "<div>Published July 23, 2024 at 10:05 p.m.</div>"])
def test_a_stamp_in_utc_takes_the_day_the_page_shows(shown: str) -> None:
    """Software that writes UTC does not move the article to the next day."""
    assert read(ld("2024-07-24T05:05:00Z"), above=shown).published_on == date(2024, 7, 23)


OWN_DAYS = {
    "the change is stamped by the publisher's clock": read(ld("2024-07-24T03:05:00Z", "2024-07-23T23:20:00-04:00")),
    "another instant at the head has the publisher's offset": read(ld("2024-07-24T03:05:00Z"), above='<time datetime="2024-07-24T00:10:00-04:00">Wednesday</time>'),
    "the address alone tells": read(ld("2024-07-24T03:05:00Z"), url="https://packet.example/2024/07/23/logs"),
    "UTC is declared without a zone, and said with one": read(
        ld("2024-07-24 03:05:00"), above='<time datetime="2024-07-23T23:05:00-04:00">Tuesday</time><time datetime="2024-07-24 03:05:00 UTC">Tuesday</time>'
    ),
    "UTC is declared with the publisher's offset": read(ld("2024-07-24T03:05:00-04:00") + PUBLISHED.replace("23T09", "24T03"), above="<div>Jul 23, 2024, 11:05 pm EDT</div>"),
}


@pytest.mark.parametrize("article", OWN_DAYS.values(), ids=OWN_DAYS)
def test_the_publishers_clock_is_found_elsewhere_on_the_page(article: Article) -> None:
    """Where software writes UTC, or UTC as though it were local, what else the page is stamped with tells the publisher's day."""
    assert (article.published_on, article.evidence["published_at"]) == (date(2024, 7, 23), "json-ld")


@pytest.mark.parametrize("declared", ["2024-07-24T11:05:00Z", "2024-07-24T03:05:00+02:00"])
def test_an_address_made_the_day_before_moves_nothing(declared: str) -> None:
    """A draft's address may be a day old; where the publisher's day can be told, it is not asked."""
    assert read(ld(declared), url="https://packet.example/2024/07/23/logs").published_on == date(2024, 7, 24)
    assert read(ld("2024-07-24T03:05:00Z"), above="<div>24 July 2024</div>", url="https://packet.example/2024/07/23/logs").published_on == date(2024, 7, 24)


def test_dates_of_other_articles_do_not_count() -> None:
    """Related articles, comments and lists of others carry dates of their own."""
    others = '<script type="application/ld+json">{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Gulls","datePublished":"2020-01-01T00:00:00Z"}]}</script>'
    below = '<div class="related-posts"><time class="published" datetime="2020-01-01">1 January 2020</time></div><div id="comments"><time datetime="2020-02-02">2 February 2020</time></div>'
    assert read(others, above="<div>23 July 2024</div>", below=below).published_on == date(2024, 7, 23)


def test_the_node_of_another_article_dates_nothing() -> None:
    """Where the article's own node has no date, that of a neighbour is not taken; one with the same headline is the same article."""
    own = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Velmoor reads its logs"}</script>'
    other = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Gulls counted","datePublished":"2020-01-01T09:00:00Z"}</script>'
    assert read(own + other).published_on is None
    assert read(own + other + ld("2024-07-23T09:05:00Z")).published_on == date(2024, 7, 23)


def test_a_feed_dates_what_the_page_does_not() -> None:
    """An entry's instant is better than a line on the page, and worse than a declaration."""
    entry = Entry(url="https://packet.example/a", published_at=datetime(2024, 7, 23, 9, 5, tzinfo=UTC), published_precision="second")
    assert read(entry=entry).evidence["published_at"] == "feed"
    later = Entry(url="https://packet.example/a", published_at=datetime(2024, 7, 29, 11, 22, 33, tzinfo=UTC), published_precision="second")
    assert read(PUBLISHED, entry=later).published_on == date(2024, 7, 23)


def test_a_feed_makes_a_declared_day_an_instant() -> None:
    """Page and feed agree on the day: the feed's time completes it."""
    entry = Entry(url="https://packet.example/a", published_at=datetime(2024, 7, 23, 21, 5, tzinfo=UTC), published_precision="second")
    article = read(ld("2024-07-23"), entry=entry)
    assert (article.published_at, article.published_on, article.published_precision) == (entry.published_at, date(2024, 7, 23), "second")


def test_implausible_declarations_are_passed_over() -> None:
    """A default of the software is no date; the next rung is asked."""
    assert read(ld("1970-01-01T00:00:00Z") + PUBLISHED).evidence["published_at"] == "meta"


def test_every_candidate_is_kept_as_evidence() -> None:
    """What each rung says stands in the evidence, strong to weak, with its own offset and no more precision than it has."""
    entry = Entry(url=None, published_at=datetime(2024, 7, 23, 9, 6, tzinfo=UTC), published_precision="second")
    article = read(ld("2024-07-23T11:05:00+02:00") + PUBLISHED, above="<div>By Ann Bell | 23 July 2024</div>", entry=entry, url="https://packet.example/2024/07/23/logs")
    assert article.evidence["dates"] == "json-ld 2024-07-23T11:05:00+02:00; meta 2024-07-23T09:05:00+00:00; feed 2024-07-23T09:06:00+00:00; address 2024-07-23; visible 2024-07-23"


def test_feed_and_page_outvote_a_lone_declaration() -> None:
    """A declared date that nothing bears out gives way where the feed and a line on the page agree on another."""
    entry = Entry(url=None, published_at=datetime(2024, 7, 23, 9, 5, tzinfo=UTC), published_precision="second")
    article = read(ld("2011-01-01T10:00:00Z"), above="<div>23 July 2024</div>", entry=entry)
    assert (article.published_on, article.evidence["published_at"]) == (date(2024, 7, 23), "feed")
    assert read(ld("2024-07-20T10:00:00Z"), entry=entry).evidence["published_at"] == "json-ld"  # the feed alone may be late


def test_a_month_in_the_address_is_no_day() -> None:
    """/2023/11/ is a month."""
    assert read(url="https://packet.example/2023/11/logs").published_on is None
