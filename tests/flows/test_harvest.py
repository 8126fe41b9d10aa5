"""How much of a run the pages of one feed may take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from world import Newsroom

from feeds.fetch import live_client
from feeds.pace import Pace
from feeds.watchlist import load_watchlist
from flows import reading
from flows.readers import open_readers
from flows.reading import read_announced
from flows.settings import SAMPLE_WATCHLIST
from flows.source import Source
from parsers.model import Entry
from warehouse.rows import Announced, KnownPage

NOW = datetime(2024, 8, 5, 6, tzinfo=UTC)


@pytest.fixture
def source(newsroom: Newsroom) -> Iterator[Source]:
    client = live_client(allow=(newsroom.address,), pace=Pace.off())
    with open_readers(1) as readers:
        yield Source(client=client, permit=lambda _url: None, readers=readers)
    client.close()


def announced(newsroom: Newsroom) -> tuple[Announced, ...]:
    urls = [f"http://{newsroom.address}{path}" for path in ("/ferry", "/mill", "/ferry?again")]
    return tuple(Announced(entry=Entry(url=url), entry_id=url, digest="d", url=url) for url in urls)


@pytest.mark.parametrize(("limit", "value", "read"), [("FEED_SECONDS", -1.0, 0), ("FEED_BYTES", 100, 1), ("FEED_CHARS", 100, 1), ("FEED_CHARS", 30_000_000, 2)])
def test_pages_beyond_a_feed_s_share_are_left_to_the_next_run(
    newsroom: Newsroom, source: Source, monkeypatch: pytest.MonkeyPatch, limit: str, value: float, read: int
) -> None:
    """A feed whose pages are slow, endless or long stops where it has had its time; what is left is due at once, and no page is lost."""
    monkeypatch.setattr(reading, limit, value)
    pages = announced(newsroom)
    harvest = read_announced(source, pages, load_watchlist(SAMPLE_WATCHLIST), {}, NOW)
    assert [page.announced for page in harvest.pages] == list(pages[:read])
    put_off = [failure for failure in harvest.failures if failure.reason == "put-off"]
    assert len(put_off) == (0 if read == 2 else 3 - read)
    assert {failure.retry_at for failure in put_off} <= {NOW}


STORY = "/mill"


@pytest.mark.parametrize(("leads_to", "status", "found", "why"), [
    ("/ferry", 301, "withdrawn", "another story, for good"),
    ("/ferry", 302, "missed", "another story, for now"),
    ("/", 301, "withdrawn", "the front page, which holds no article"),
    ("/mill-moved", 301, "read", "the same story at another address"),
])
def test_known_page_that_leads_elsewhere_is_not_read_as_its_article(newsroom: Newsroom, leads_to: str, status: int, found: str, why: str) -> None:
    """An article is not overwritten with what its address now leads to; where it only moved, it is read there."""
    written = newsroom.pages()
    pages = {**written, "/mill-moved": written[STORY], "/": "<html><body><ul><li><a href='/ferry'>The ferry office</a></li></ul></body></html>"}
    newsroom.pages = lambda: pages  # type: ignore[method-assign]
    newsroom.redirects = {STORY: (status, leads_to)}
    url = f"http://{newsroom.address}{STORY}"
    known = KnownPage(article_id="a", visits=1, url=url, title="The mill sends its model back")
    announced = Announced(entry=Entry(url=url, title=known.title), entry_id="e", digest="d", url=url, why="revisit", known=known)
    client = live_client(allow=(newsroom.address,), pace=Pace.off())
    with open_readers() as readers:
        source = Source(client=client, permit=lambda _url: None, readers=readers)
        harvest = read_announced(source, [announced], load_watchlist(SAMPLE_WATCHLIST), {}, datetime.now(UTC))
    assert [visit.found for visit in harvest.visits] == ([] if found == "read" else [found]), why
    assert [page.reading.article.title for page in harvest.pages] == ([known.title] if found == "read" else [])
    assert harvest.failures == ()
