"""What does asking a thousand unchanged feeds again cost? Seconds, requests, bytes and peak memory, on loopback.

    python benchmarks/polling.py [--feeds 1000] [--rounds 3]

A small server plays every feed, each at a loopback address of its own so that no host's pace holds up another's. The real command
runs (`bellwether ingest`), against one Prefect server for all rounds. Round 1 reads everything; the later ones ask again and are told 304.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from flows.server import free_port, prefect_server

ROOT = Path(__file__).resolve().parents[1]
ENTRIES = 20  # a feed of usual size


@dataclass
class Feeds:
    """The server: every address of 127.0.0.0/8 on one port."""

    port: int
    requests: int = 0
    conditional: int = 0
    received: int = 0
    sent: int = 0
    ready: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._answer, "0.0.0.0", self.port, backlog=1024)
        self.ready.set()
        async with server:
            await server.serve_forever()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while asked := await reader.readuntil(b"\r\n\r\n"):
                self.requests += 1
                self.received += len(asked)
                known = b"if-none-match" in asked.lower()
                self.conditional += known
                head = b'ETag: "v1"\r\nContent-Type: application/rss+xml\r\n'
                if known:
                    answer = b"HTTP/1.1 304 Not Modified\r\n" + head + b"\r\n"
                elif asked.startswith(b"GET /feed"):
                    body = feed(asked.lower().split(b"host: ")[1].split(b"\r\n")[0].decode())
                    answer = b"HTTP/1.1 200 OK\r\n" + head + b"Content-Length: %d\r\n\r\n" % len(body) + body
                else:
                    answer = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
                self.sent += len(answer)
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def feed(host: str) -> bytes:
    """Entries without links: nothing but the feed itself is asked for."""
    items = "".join(
        f"<item><title>Harbour notes, number {number}</title><guid>{host}-{number}</guid><pubDate>Mon, {number + 1:02d} Jul 2024 06:00:00 GMT</pubDate>"
        f"<description>The ferry office reports {number} crossings, two of them on time, and a model that answers the telephone.</description></item>"
        for number in range(ENTRIES)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{host}</title><link>http://{host}/</link>{items}</channel></rss>'.encode()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    feeds = Feeds(port=free_port())
    threading.Thread(target=feeds.run, daemon=True).start()
    feeds.ready.wait()
    with tempfile.TemporaryDirectory(prefix="polling-") as folder:
        home = Path(folder)
        watchlist = home / "watchlist.toml"
        shipped = (ROOT / "feeds" / "watchlist.toml").read_text("utf-8").partition("[[feeds]]")[0]
        watchlist.write_text(shipped + "".join(
            f'[[feeds]]\nurl = "http://127.1.{number // 250}.{number % 250 + 1}:{feeds.port}/feed"\nname = "Feed {number}"\n' for number in range(options.feeds)
        ), "utf-8")
        with prefect_server(home):
            settings = {**os.environ, "BELLWETHER_HOME": folder, "BELLWETHER_WATCHLIST": str(watchlist), "BELLWETHER_ALLOW": f"127.0.0.0/8:{feeds.port}"}
            print(f"{options.feeds} feeds of {ENTRIES} entries, {len(feed('127.1.1.1:65000')):,} bytes each")
            for number in range(1, options.rounds + 1):
                before = feeds.requests, feeds.conditional, feeds.received, feeds.sent
                began, told = time.monotonic(), home / "told.txt"
                with told.open("w") as output:
                    process = subprocess.Popen([sys.executable, "-m", "flows", "ingest"], env=settings, stdout=output, stderr=output, cwd=folder)
                    _pid, status, used = os.wait4(process.pid, 0)
                seconds = time.monotonic() - began
                if status:
                    sys.exit(told.read_text()[-3000:])
                requests, conditional, received, sent = (after - earlier for after, earlier in zip((feeds.requests, feeds.conditional, feeds.received, feeds.sent), before, strict=True))
                answered = next(line for line in told.read_text().splitlines() if "feeds answered" in line)
                print(
                    f"round {number}: {seconds:.1f} s, {used.ru_utime + used.ru_stime:.1f} CPU s, {requests} requests ({conditional} conditional), "
                    f"{sent:,} bytes received and {received:,} sent, peak memory {used.ru_maxrss / 1024:.0f} MB; {answered}", flush=True,
                )  # fmt: skip


if __name__ == "__main__":
    main()
