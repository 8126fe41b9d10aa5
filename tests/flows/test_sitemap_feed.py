"""An outlet without a feed, watched by its sitemaps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from world import ROOT, Newsroom

from feeds.fetch import live_client
from feeds.pace import Pace
from feeds.watchlist import load_watchlist
from flows.readers import open_readers
from tests.conftest import poll_once
from warehouse.store import open_warehouse

NOW = datetime(2024, 7, 24, 12, tzinfo=UTC)
NEWS = "<news:news><news:publication_date>2024-07-23T09:05:00Z</news:publication_date><news:title>The ferry office tries Llama 3.1</news:title></news:news>"


def test_sitemaps_lead_to_articles(newsroom: Newsroom, tmp_path: Path) -> None:
    """An index leads to its sitemaps, they to pages; each article is stored once, though two sitemaps have it, and a second poll brings nothing."""
    written = newsroom.pages()
    pages = {
        **{path: page for path, page in written.items() if path != "/feed"},
        "/index": "<sitemapindex><sitemap><loc>/posts.xml</loc></sitemap><sitemap><loc>/news.xml</loc></sitemap></sitemapindex>",
        "/news.xml": f"<urlset><url><loc>/2024/07/ferry</loc>{NEWS}</url></urlset>",
        "/posts.xml": "<urlset><url><loc>/2024/07/ferry?utm_source=map</loc></url><url><loc>/about</loc></url><url><loc>/2024/07/mill</loc><lastmod>2024-07-22</lastmod></url></urlset>",
        "/2024/07/mill": written["/mill"],
        "/2024/07/ferry": written["/ferry"],
    }
    newsroom.pages = lambda: pages  # type: ignore[method-assign]
    path = tmp_path / "watchlist.toml"
    shipped = (ROOT / "feeds" / "watchlist.toml").read_text("utf-8").partition("[[feeds]]")[0]
    path.write_text(f'{shipped}[[feeds]]\nname = "The Packet"\nurl = "http://{newsroom.address}/index"\n', "utf-8")
    client = live_client(allow=(newsroom.address,), pace=Pace.off())
    with open_warehouse(tmp_path / "home") as warehouse, open_readers() as readers:
        for poll in range(2):
            poll_once(warehouse, load_watchlist(path), client, readers, NOW + timedelta(hours=3 * poll))
        titles = warehouse.connection.execute("select title from articles order by title").fetchall()
        polls = warehouse.connection.execute("select outcome, entries, new_entries from feed_poll order by polled_at").fetchall()
        assert warehouse.check() == {}
    client.close()
    assert titles == [("The ferry office tries Llama 3.1",), ("The mill sends its model back",)]
    assert polls == [("fresh", 3, 2), ("quiet", 3, 0)]
    assert [path for path in newsroom.asked if path.endswith("ferry") or "utm_source" in path] == ["/2024/07/ferry"]
