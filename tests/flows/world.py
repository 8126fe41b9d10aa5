"""A process's own settings, and a small newsroom on loopback."""

from __future__ import annotations

import json
import os
import shutil
import threading
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds that a server may be busy


def environment(home: Path, **settings: str) -> dict[str, str]:
    """The settings of a process of its own, with none of this machine's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELLWETHER_", "PREFECT_"))}
    return {**kept, "HOME": str(home.parent), "BELLWETHER_HOME": str(home), "PREFECT_HOME": str(home.parent / "prefect-home"), **settings}


def post(api: str, path: str, question: dict) -> Any:
    """What a Prefect server answers; asked plainly, since Prefect's own client keeps the settings of its first import."""
    return json.loads(_ask(urllib.request.Request(f"{api}/{path}", data=json.dumps(question).encode(), headers={"Content-Type": "application/json"})))


def delete(api: str, path: str) -> None:
    _ask(urllib.request.Request(f"{api}/{path}", method="DELETE"))


def _ask(request: urllib.request.Request) -> bytes:
    """The body of the answer. A server that finds its database locked says 503 and is asked again, as Prefect's own client does."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return answer.read()
        except HTTPError as exc:
            if exc.code != HTTPStatus.SERVICE_UNAVAILABLE or time.monotonic() > until:
                raise
        time.sleep(0.5)


def give_database(home: Path, made: Path) -> None:
    """Let the server that is started for this home find its database made."""
    (home / "prefect").mkdir(parents=True)
    shutil.copyfile(made, home / "prefect" / "prefect.db")


class Newsroom:
    """An outlet on loopback: a feed of two articles, dated today."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.missing: set[str] = set()  # paths that answer 404 for now
        self.redirects: dict[str, tuple[int, str]] = {}  # path -> status and where it leads
        newsroom = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                newsroom.asked.append(self.path)
                if self.path in newsroom.redirects:
                    status, place = newsroom.redirects[self.path]
                    self.send_response(status)
                    self.send_header("Location", place)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                    return
                body = None if self.path in newsroom.missing else newsroom.pages().get(self.path)
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "application/rss+xml" if self.path in {"/feed", "/sister"} else "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write((body or "").encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def pages(self) -> dict[str, str]:
        day = datetime.now(UTC) - timedelta(hours=2)
        stories = {
            "/ferry": ("The ferry office tries Llama 3.1", "“It answered the phone all night,” said Ines Halvorsen, who runs the ferry office."),
            "/mill": ("The mill sends its model back", "“Llama 3.1 told us to grind the sieve,” said Tobias Achterberg, the miller."),
        }
        items = "".join(
            f"<item><title>{title}</title><link>http://{self.address}{path}</link><guid>{path}</guid><pubDate>{format_datetime(day)}</pubDate></item>"
            for path, (title, _) in stories.items()
        )
        pages = {"/feed": f'<?xml version="1.0"?><rss version="2.0"><channel><title>Loopback Lantern</title><link>http://{self.address}/</link>{items}</channel></rss>'}
        pages["/sister"] = pages["/feed"].replace("Loopback Lantern", "Sister Lantern")
        filler = "<p>The open-weight model runs on a machine behind the counter, and nobody has had to call the city since the spring, which is new.</p>"
        for path, (title, said) in stories.items():
            pages[path] = (
                f"<html><head><title>{title}</title><meta name='author' content='Maren Oduya'></head><body><article><h1>{title}</h1>"
                f"<p>By Maren Oduya</p><p>Meta's Llama 3.1 is at work here since Monday, and opinions differ.</p><p>{said}</p>{filler * 3}</article></body></html>"
            )
        return pages

    def watchlist(self, path: Path) -> Path:
        """The shipped watchlist with this outlet as its only feed."""
        shipped = (ROOT / "feeds" / "watchlist.toml").read_text("utf-8").partition("[[feeds]]")[0]
        path.write_text(f'{shipped}[[feeds]]\nurl = "http://{self.address}/feed"\nname = "Loopback Lantern"\nkind = "press"\n', "utf-8")
        return path
