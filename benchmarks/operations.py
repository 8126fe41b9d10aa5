"""Does it run unattended? A server, a worker and the deployments of prefect.yaml, with a worker and a server killed on the way.

`python benchmarks/operations.py` (five to ten minutes) serves a small outlet, a mail server and a Prefect server on loopback, deploys prefect.yaml with
schedules of a minute, and waits for runs that nobody started. Then kill -9 of the worker in the middle of a run, and of the Prefect server. In the end
every article must be stored once, and every report delivered once.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import yaml
from aiosmtpd.controller import Controller

from benchmarks.trials import own_server, wait_until, writing
from flows.server import free_port
from warehouse.errors import QueryError
from warehouse.query import ask

ROOT = Path(__file__).resolve().parents[1]
EVERY_MINUTE = "* * * * *"
SAYS = ("took to Llama 3.1", "sent Llama 3.1 back", "asked Llama 3.1 for a timetable", "would not lend its mast to Llama 3.1")


class Outlet(BaseHTTPRequestHandler):
    """A feed that grows by one article a poll, from two weeks ago on."""

    asked = 0

    def do_GET(self) -> None:
        if self.path == "/feed":
            type(self).asked += 1
            body, kind = self.feed(), "application/rss+xml"
        elif self.path.startswith("/a"):
            body, kind = self.article(int(self.path.removeprefix("/a"))), "text/html; charset=utf-8"
        else:
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def feed(self) -> str:
        host = self.headers["Host"]
        items = "".join(
            f"<item><title>{title(number)}</title><link>http://{host}/a{number}</link><guid>{number}</guid><pubDate>{format_datetime(day(number))}</pubDate></item>"
            for number in range(20 + self.asked)
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Loopback Lantern</title><link>http://{host}/</link>{items}</channel></rss>'

    def article(self, number: int) -> str:
        told = f"<p>The harbour office of pier {number} {SAYS[number % 4]}, and Meta's model is what people on the quay talk about this week, number {number}.</p>"
        said = f"<p>“Llama 3.1 knows pier {number} better than we do,” said Ines Halvorsen, who runs the office there.</p>"
        more = "".join(f"<p>Boat {number * 7 + place} came in at {place + 6} o'clock with {number + place} crates, and nobody asked the model about them.</p>" for place in range(6))
        return f"<html><head><title>{title(number)}</title></head><body><article><h1>{title(number)}</h1><p>By Maren Oduya</p>{told}{said}{more}</article></body></html>"

    def log_message(self, *_: object) -> None:
        pass


def title(number: int) -> str:
    return f"Pier {number} {SAYS[number % 4]}"


def day(number: int) -> datetime:
    return datetime.now(UTC) - timedelta(days=14) + timedelta(hours=6 * number)


class Mailbox:
    """Takes every mail, and counts each message by recipient."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: object) -> str:  # noqa: N802 - aiosmtpd's name for it
        message = message_from_bytes(envelope.content)
        self.taken += [(recipient, str(message["Message-ID"])) for recipient in envelope.rcpt_tos]
        return "250 taken"


def main() -> None:
    outlet = ThreadingHTTPServer(("127.0.0.1", 0), Outlet)
    threading.Thread(target=outlet.serve_forever, daemon=True).start()
    mailbox = Mailbox()
    mail = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    mail.start()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            watch(folder, f"127.0.0.1:{outlet.server_port}", mail.port, mailbox)
        finally:
            mail.stop()
            outlet.shutdown()


def watch(folder: Path, outlet: str, mail_port: int, mailbox: Mailbox) -> None:
    home = folder / "home"
    (folder / "watchlist.toml").write_text(watchlist(outlet), "utf-8")
    api, server = own_server(folder / "server")
    port = int(api.removesuffix("/api").rpartition(":")[2])
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("BELLWETHER_", "PREFECT_"))}
    settings = {
        **kept, "PYTHONPATH": str(ROOT), "PREFECT_HOME": str(folder / "prefect"), "PREFECT_API_URL": api, "BELLWETHER_HOME": str(home), "BELLWETHER_ALLOW": outlet,
        "BELLWETHER_WATCHLIST": str(folder / "watchlist.toml"), "BELLWETHER_MAIL_TO": "ann@example.org,bo@example.org", "BELLWETHER_MAIL_FROM": "bellwether@example.org",
        "BELLWETHER_SMTP_HOST": "127.0.0.1", "BELLWETHER_SMTP_PORT": str(mail_port), "BELLWETHER_SMTP_SECURITY": "none",
    }  # fmt: skip

    def prefect(*arguments: str) -> None:
        subprocess.run([sys.executable, "-m", "prefect", "--no-prompt", *arguments], cwd=ROOT, env=settings, check=True, capture_output=True)

    def worker() -> subprocess.Popen[bytes]:
        log = (folder / "worker.log").open("ab")
        return subprocess.Popen([sys.executable, "-m", "prefect", "worker", "start", "--pool", "bellwether"], cwd=ROOT, env=settings, stdout=log, stderr=log, start_new_session=True)

    # Watched for two weeks already, so that a report is owed: of weeks before the first poll none is.
    began = f"{datetime.now(UTC) - timedelta(days=14):%Y-%m-%dT%H:%M}"
    subprocess.run([sys.executable, "-m", "flows", "ingest", "--until", began], cwd=ROOT, env=settings, check=True, capture_output=True)
    prefect("work-pool", "create", "bellwether", "--type", "process")
    prefect("deploy", "--all", "--prefect-file", str(often(folder)))
    working = worker()
    try:
        tell("a scheduled ingest completed", lambda: completed(home) >= 2)
        tell("the report that was owed was delivered to both readers", lambda: len({who for who, _ in mailbox.taken}) == 2)
        wait_until(lambda: writing(home), "an ingest that writes", 180)
        os.killpg(working.pid, signal.SIGKILL)
        working.wait()
        before = completed(home)
        working = worker()
        tell("worker killed in the middle of a run; another completed one", lambda: completed(home) > before)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        time.sleep(30)
        before = completed(home)
        _, server = own_server(folder / "server", port)
        tell("server killed, away for 30 s and back; the same worker completed a run", lambda: completed(home) > before)
    except BaseException:
        print((folder / "worker.log").read_text("utf-8", "replace")[-4000:])
        raise
    finally:
        for process in (working, server):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    reports = len({message for _, message in mailbox.taken})
    twice = [key for key, count in Counter(mailbox.taken).items() if count > 1]
    stored, distinct, announced = ask(home, "select count(*), count(distinct title), (select count(*) from entry) from articles").rows[0]
    print(f"articles stored {stored}, of {distinct} titles, from {announced} announcements; mails {len(mailbox.taken)} of {reports} letters, sent twice {len(twice)}")
    if twice or stored != distinct or stored < 20:
        raise SystemExit("something was lost, or done twice")


def tell(what: str, is_so: Callable[[], bool]) -> None:
    began = time.monotonic()
    wait_until(is_so, what, 300)
    print(f"{what} ({time.monotonic() - began:.0f} s)", flush=True)


def completed(home: Path) -> int:
    try:
        return int(ask(home, "select count(*) from run where status = 'completed'").rows[0][0])
    except QueryError:
        return 0


def often(folder: Path) -> Path:
    """prefect.yaml with every schedule at a minute, and every feed asked each time."""
    deployments = yaml.safe_load((ROOT / "deployments" / "prefect.yaml").read_text("utf-8"))
    for each in deployments["deployments"]:
        each["schedules"] = [{**schedule, "cron": EVERY_MINUTE} for schedule in each["schedules"]]
        each.get("parameters", {}).pop("due_only", None)
    path = folder / "prefect.yaml"
    path.write_text(yaml.safe_dump(deployments), "utf-8")
    return path


def watchlist(outlet: str) -> str:
    shipped = (ROOT / "feeds" / "watchlist.toml").read_text("utf-8")
    head, _, _ = shipped.partition("[[feeds]]")
    return f'{head}\n[[feeds]]\nurl = "http://{outlet}/feed"\nname = "The Loopback Lantern"\n'


if __name__ == "__main__":
    main()
