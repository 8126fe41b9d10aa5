"""Delivery with nothing replaced: commands in processes, a real Prefect server, a real mail server, kill -9."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from mailserver import Hook, Mailbox, mail_server
from world import ROOT, environment, post

from flows.server import free_port
from flows.weeks import monday, week_of
from warehouse.deliveries import Addressee, join_recipients, load_deliveries
from warehouse.query import ask
from warehouse.store import open_warehouse

ANN, BO = "ann@example.org", "bo@example.org"
WEEK = "2024-W31"


def mail_settings(port: int, to: str = f"{ANN},{BO}") -> dict[str, str]:
    return {
        "BELLWETHER_MAIL_TO": to, "BELLWETHER_MAIL_FROM": "bellwether@example.org", "BELLWETHER_SMTP_HOST": "127.0.0.1",
        "BELLWETHER_SMTP_PORT": str(port), "BELLWETHER_SMTP_SECURITY": "none", "BELLWETHER_SMTP_SECONDS": "5",
    }


def weeks_to(box: Mailbox, recipient: str) -> list[int]:
    return [int(str(mail["Subject"]).rpartition("week ")[2]) for to, mail in box.taken if to == recipient]


def test_three_weeks_off_give_three_mails_once_each(bellwether, newsroom, tmp_path: Path, prefect_api: str) -> None:
    """`bellwether run` on a first day, then three weeks later with the mail server dead, then alive, then once more."""
    port, now = free_port(), datetime.now(UTC)
    monday_then = datetime.combine(monday(week_of(now + timedelta(days=21))), datetime.min.time(), UTC) + timedelta(hours=8)
    missed = [monday_then - timedelta(days=days) for days in (21, 14, 7)]
    settings = {"BELLWETHER_WATCHLIST": str(newsroom.watchlist(tmp_path / "w.toml")), "BELLWETHER_ALLOW": newsroom.address, "PREFECT_API_URL": prefect_api, **mail_settings(port)}
    with mail_server(Mailbox(), port=port) as box:
        first = bellwether("run", "--until", f"{now:%Y-%m-%dT%H:%M}", **settings)
        assert first.returncode == 0, first.stderr
        assert box.taken == []  # what ended before anything was watched is owed to nobody
    dead = bellwether("run", "--until", f"{monday_then:%Y-%m-%dT%H:%M}", **settings)
    assert dead.returncode == 7, dead.stderr
    assert f"127.0.0.1:{port} cannot be reached: Connection refused" in dead.stderr
    assert "Reports:" in dead.stdout
    assert "Traceback" not in dead.stderr
    failed = {event["payload"]["recipient"]: event["payload"]["week"] for event in delivery_events(prefect_api, at_least=6)}
    assert set(failed) == {ANN, BO}
    assert states(prefect_api, "reports due") >= {"COMPLETED", "FAILED"}
    with mail_server(Mailbox(), port=port) as box:
        for _ in range(2):
            again = bellwether("run", "--until", f"{monday_then + timedelta(hours=1):%Y-%m-%dT%H:%M}", **settings)
            assert again.returncode == 0, again.stderr
            assert weeks_to(box, ANN) == weeks_to(box, BO) == [day.isocalendar().week for day in missed]
    assert ask(tmp_path / "home", "select distinct status, attempts from delivery").rows == (("sent", 2),)


def delivery_events(api: str, *, at_least: int) -> list[dict]:
    """The server takes a moment to store what it was sent."""
    until = time.monotonic() + 30
    while True:
        told = post(api, "events/filter", {"filter": {"event": {"prefix": ["bellwether.delivery."]}}, "limit": 50})["events"]
        if len(told) >= at_least or time.monotonic() > until:
            return told
        time.sleep(0.5)


def states(api: str, name: str) -> set[str]:
    return {run["state_type"] for run in runs(api, name)}


def runs(api: str, name: str) -> list[dict]:
    """The runs that are called so, of however many the server keeps."""
    return post(api, "flow_runs/filter", {"limit": 200, "flow_runs": {"name": {"like_": name}}})


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    place = tmp_path / "home"
    shutil.copytree(sample_home, place)
    return place


def begin(home: Path, **settings: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "flows", "deliver", "--week", WEEK], cwd=home.parent, env=environment(home, PYTHONPATH=str(ROOT), **settings),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )


def wait_for(is_so) -> None:
    until = time.monotonic() + 90
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.parametrize("slow", ["rcpt_seconds", "data_seconds"])
def test_killed_while_sending(home: Path, bellwether, slow: str) -> None:
    """kill -9 before the server took the mail: the next run sends it, once. After, and before that was noted: again, as one that its mailbox knows."""
    port = free_port()
    with mail_server(Mailbox(**{slow: 3}), port=port) as box:
        process = begin(home, **mail_settings(port, ANN))
        wait_for(lambda: box.taken or (slow == "rcpt_seconds" and box.asked))
        process.send_signal(signal.SIGKILL)
        process.wait()
    with mail_server(Mailbox(), port=port) as second:
        ran = bellwether("deliver", "--week", WEEK, home=home, **mail_settings(port, ANN))
        assert ran.returncode == 0, ran.stderr
        assert bellwether("deliver", "--week", WEEK, home=home, **mail_settings(port, ANN)).returncode == 0
    mails = [mail for _, mail in (*box.taken, *second.taken)]
    assert len(second.taken) == 1
    assert len(mails) == (2 if slow == "data_seconds" else 1)
    assert len({mail["Message-ID"] for mail in mails}) == 1
    assert ask(home, "select recipient, status, attempts from delivery").rows == ((ANN, "sent", 2),)


def test_terminated_while_sending(home: Path) -> None:
    """SIGTERM ends a delivery to a server that is slow, within its grace."""
    with mail_server(Mailbox(rcpt_seconds=7)) as box:
        process = begin(home, **mail_settings(box.port, ANN))
        wait_for(lambda: box.asked)
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert process.wait(10) == 143
        assert time.monotonic() - began < 6


def test_password_from_a_secret_block(home: Path, bellwether, prefect_api: str, tmp_path: Path) -> None:
    """What Prefect keeps is asked of it; a block that is not there is one sentence, and stops no chat."""
    saving = "from prefect.blocks.system import Secret; Secret(value='open sesame').save('mail-password', overwrite=True)"
    saved = subprocess.run([sys.executable, "-c", saving], env=environment(home, PREFECT_API_URL=prefect_api), capture_output=True, text=True, timeout=120, check=False)
    assert saved.returncode == 0, saved.stderr
    with mail_server(Mailbox(), folder=tmp_path, auth=True) as box, Hook() as hook:
        settings = {
            **mail_settings(box.port, ANN), "BELLWETHER_SMTP_SECURITY": "starttls", "BELLWETHER_SMTP_USER": "reporter", "SSL_CERT_FILE": str(tmp_path / "ca.pem"),
            "PREFECT_API_URL": prefect_api, "BELLWETHER_CHAT": hook.url,
        }
        lacking = bellwether("deliver", "--week", WEEK, home=home, BELLWETHER_SMTP_PASSWORD_BLOCK="no-such-block", **settings)
        assert lacking.returncode == 7, lacking.stderr
        assert "bellwether: the Secret block no-such-block cannot be read from Prefect: " in lacking.stderr
        assert (len(hook.posted), box.recipients) == (1, [])
        ran = bellwether("deliver", "--week", WEEK, home=home, BELLWETHER_SMTP_PASSWORD_BLOCK="mail-password", **settings)
        assert ran.returncode == 0, ran.stderr
        assert (box.recipients, box.users, len(hook.posted)) == ([ANN], ["reporter"], 1)


SCHEDULED = """
import flows.deliver
flows.deliver.patience, flows.deliver.RETRY_SECONDS = (lambda: 60.0), [0.1, 0.1]  # as in a run on schedule, without the waiting
flows.deliver.deliver()
"""


def test_scheduled_delivery_is_tried_again_where_that_may_help(home: Path, prefect_api: str) -> None:
    """The flow `deliver`: a busy mailbox three times, a refused one once; the state of the run says both."""
    with open_warehouse(home) as warehouse:
        moment = datetime(2024, 8, 6, tzinfo=UTC)
        warehouse.save_report(WEEK, as_of=moment, built_at=moment, digest="")
        join_recipients(warehouse, [Addressee(channel="mail", recipient=each) for each in (ANN, BO)], moment)
        warehouse.publish()
    with mail_server(Mailbox(replies={ANN: "450 4.2.1 Busy", BO: "550 5.1.1 No such user"})) as box:
        settings = environment(home, PREFECT_API_URL=prefect_api, PYTHONPATH=str(ROOT), **mail_settings(box.port))
        ended = subprocess.run([sys.executable, "-c", SCHEDULED], cwd=home.parent, env=settings, capture_output=True, text=True, timeout=120, check=False)
    assert "UndeliveredError" in ended.stderr
    assert (box.asked, box.taken) == (4, [])
    with open_warehouse(home) as warehouse:
        assert [(row.to.recipient, row.status, row.attempts) for row in load_deliveries(warehouse)] == [(ANN, "failed", 3), (BO, "refused", 1)]
    (run,) = runs(prefect_api, "deliver ")
    assert run["state_type"] == "FAILED"
    assert all(said in run["state"]["message"] for said in ("450 4.2.1 Busy", "550 5.1.1 No such user"))


def test_sample_run_is_sent_to_nobody(bellwether, prefect_api: str) -> None:
    """What is replayed is past."""
    with mail_server(Mailbox()) as box:
        ran = bellwether(
            "run", "--replay", str(ROOT / "feeds/sample/newsroom.warc.gz"), "--until", "2024-07-16",
            PREFECT_API_URL=prefect_api, BELLWETHER_WATCHLIST=str(ROOT / "feeds/sample/watchlist.toml"), **mail_settings(box.port),
        )
        assert ran.returncode == 0, ran.stderr
        assert "2024-W28" in ran.stdout  # which ended after the first poll, and would be owed
        assert (box.asked, box.taken) == (0, [])
