"""What does taking in ten thousand articles cost, and which layer takes it? End to end: from a capture file to the published DuckDB file.

`python benchmarks/ingest.py [--articles 10000]` composes articles out of the sample's paragraphs (100 feeds, so that each has its share), keeps them as captures, and
runs the ingest flow over them in this process, with a real Prefect server. Processor time by layer: what threads of this process spend inside a layer, and what the
readers' processes spend in all.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from benchmarks.peaks import Peaks
from feeds.captures import Capture, read_captures, write_capture
from flows.settings import SAMPLE_CAPTURES, SHIPPED_WATCHLIST
from parsers.model import Document
from parsers.reading import parse_article

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2024, 8, 5, 6, tzinfo=UTC)
FEEDS = 100
PARAGRAPHS = 9  # of an article: 1,900 characters


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warc = compose(folder, arguments.articles)
        os.environ.update(BELLWETHER_HOME=str(folder / "home"), BELLWETHER_WATCHLIST=str(folder / "watchlist.toml"), PREFECT_LOGGING_LEVEL="CRITICAL")
        from flows.server import prefect_server  # noqa: PLC0415 - after its settings

        with prefect_server(folder / "home"):
            measure(warc, folder / "home", arguments.articles)


def measure(warc: Path, home: Path, articles: int) -> None:
    from flows import ingest, intake, reading  # noqa: PLC0415
    from warehouse import store  # noqa: PLC0415

    layers = Layers()
    layers.watch("parse feeds (asking and waiting)", intake, "ask_feed")
    layers.watch("fetch pages (from captures)", reading, "fetch")
    layers.watch("store, group into stories and utterances", store.Warehouse, "save_feed")
    layers.watch("join speakers, copy and check the file", store.Warehouse, "publish")
    peaks = Peaks(os.getpid(), every=1)
    children, began, spent = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic(), time.process_time()
    summary = ingest.ingest(replay=warc, at=NOW)
    wall, here = time.monotonic() - began, time.process_time() - spent
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    readers = after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    total = here + readers
    peaks.stop()
    print(f"{summary.articles} of {articles} articles in {wall:.0f} s: {summary.articles / wall:.0f} a second, {summary.articles / total:.0f} a processor second")
    rows = [("read pages and feeds (the readers' processes)", readers), *layers.spent.items()]
    rows.append(("everything else (Prefect, sharing out, waiting)", here - sum(layers.spent.values())))
    for layer, seconds in rows:
        print(f"  {layer:<48} {seconds:7.1f} s  {seconds / total:4.0%}")
    print(f"memory: this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB, the largest reader {peaks.largest('spawn_main')} MB; "
          f"published file {(home / 'bellwether.duckdb').stat().st_size / 1e6:.0f} MB")  # fmt: skip


class Layers:
    """Processor time that threads of this process spend inside functions."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._lock = threading.Lock()

    def watch(self, layer: str, owner: Any, name: str) -> None:
        function: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            with self._in(layer):
                return function(*arguments, **named)

        setattr(owner, name, timed)

    @contextmanager
    def _in(self, layer: str) -> Iterator[None]:
        began = time.thread_time()
        try:
            yield
        finally:
            with self._lock:
                self.spent[layer] += time.thread_time() - began


def compose(folder: Path, articles: int) -> Path:
    """A watchlist and a capture file of one poll. Every article is its own: paragraphs drawn from all pieces of the sample."""
    chance = random.Random(7)
    paragraphs = sample_paragraphs()
    warc = folder / "captures.warc.gz"
    feeds = []
    with warc.open("wb") as file:
        for feed in range(FEEDS):
            site = f"https://outlet{feed}.example"
            items = []
            for number in range(articles * feed // FEEDS, articles * (feed + 1) // FEEDS):
                url, when = f"{site}/{number}", NOW - timedelta(minutes=chance.randrange(60 * 24 * 56))
                title = f"{chance.choice(paragraphs)[:60].rsplit(' ', 1)[0]} ({number})"
                items.append(f"<item><title>{escape(title)}</title><link>{url}</link><guid>{url}</guid><pubDate>{format_datetime(when)}</pubDate></item>")
                write_capture(file, document(url, page(title, when, [*chance.sample(paragraphs, PARAGRAPHS), f"Number {number}."]), "text/html; charset=utf-8"), "page")
            rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Outlet {feed}</title><link>{site}/</link>{"".join(items)}</channel></rss>'
            write_capture(file, document(f"{site}/feed", rss, "application/rss+xml"), "feed")
            feeds.append(f'[[feeds]]\nurl = "{site}/feed"\nname = "Outlet {feed}"\n')
    head, _, _ = SHIPPED_WATCHLIST.read_text("utf-8").partition("[[feeds]]")
    (folder / "watchlist.toml").write_text(head + "\n".join(feeds), "utf-8")
    return warc


def sample_paragraphs() -> list[str]:
    found: dict[str, None] = {}
    for capture in read_captures(SAMPLE_CAPTURES):
        if isinstance(capture, Capture) and capture.kind == "page" and capture.document.status == 200:
            text = parse_article(capture.document.body, capture.document.final_url).text
            found.update((paragraph, None) for paragraph in text.split("\n\n") if len(paragraph) > 80)
    return list(found)


def page(title: str, when: datetime, paragraphs: list[str]) -> str:
    data = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": when.isoformat(), "author": {"@type": "Person", "name": "Ada Roe"}})
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f'<html><head><title>{escape(title)}</title><script type="application/ld+json">{data}</script></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>{escape(title)}</h1>{text}</article><footer>All rights reserved</footer></body></html>"
    )


def document(url: str, body: str, kind: str) -> Document:
    return Document(url=url, final_url=url, status=200, headers={"content-type": kind}, body=body.encode(), fetched_at=NOW)


if __name__ == "__main__":
    main()
