"""A long watchlist: many feeds a task, one row each."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from world import ROOT, post

from flows.intake import MOST_TASKS
from flows.server import free_port
from warehouse.query import ask

FEEDS = MOST_TASKS + 10
ENTRY = "<item><title>Harbour notes</title><guid>{host}</guid><description>Two crossings, both late.</description></item>"
FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title><link>http://{host}/</link>' + ENTRY + "</channel></rss>"


@pytest.fixture
def harbour() -> Iterator[int]:
    """The port of a server that plays a feed at each of many loopback addresses, so that no host's pace holds up another's."""
    port, loop, ready = free_port(), asyncio.new_event_loop(), threading.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readuntil(b"\r\n\r\n")
        host = asked.lower().split(b"host: ")[1].split(b"\r\n")[0].decode()
        body = FEED.format(host=host).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: application/rss+xml\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()

    async def serve() -> None:
        await asyncio.start_server(answer, [address(number) for number in range(FEEDS)], port)
        ready.set()

    thread = threading.Thread(target=lambda: (loop.create_task(serve()), loop.run_forever()), daemon=True)
    thread.start()
    assert ready.wait(10)
    yield port
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


def address(number: int) -> str:
    return f"127.1.{number // 250}.{number % 250 + 1}"


def test_long_watchlist_is_asked_by_many_feeds_a_task(harbour: int, bellwether, tmp_path: Path, prefect_api: str) -> None:
    """Each of more feeds than there may be tasks leaves its row; one that nobody serves is asked again, alone, and costs no other anything."""
    watchlist = tmp_path / "w.toml"
    shipped = (ROOT / "feeds" / "watchlist.toml").read_text("utf-8").partition("[[feeds]]")[0]
    hosts = [*(address(number) for number in range(FEEDS)), "127.1.9.9"]
    watchlist.write_text(shipped + "".join(f'[[feeds]]\nurl = "http://{host}:{harbour}/feed"\nname = "Feed {host}"\n' for host in hosts), "utf-8")
    ran = bellwether("ingest", BELLWETHER_WATCHLIST=str(watchlist), BELLWETHER_ALLOW=f"127.0.0.0/8:{harbour}", PREFECT_API_URL=prefect_api)
    assert ran.returncode == 0, ran.stderr
    rows = ask(tmp_path / "home", "select outcome, reason, count(*), count(distinct feed_url) from feed_poll group by all order by all").rows
    assert rows == (("broken", "connection-error", 1, 1), ("fresh", None, FEEDS, FEEDS))
    polled = [name for name in tasks_of(prefect_api) if name.startswith("poll ")]
    assert len(polled) <= MOST_TASKS
    assert "poll Feed 127.1.9.9" in polled
    assert any("and 1 more" in name for name in polled)


def tasks_of(api: str) -> list[str]:
    """The names of the task runs of the last ingest."""
    newest = post(api, "flow_runs/filter", {"sort": "START_TIME_DESC", "limit": 1, "flow_runs": {"name": {"like_": "ingest "}}})[0]
    return [run["name"] for run in post(api, "task_runs/filter", {"flow_runs": {"id": {"any_": [newest["id"]]}}, "limit": 200})]
