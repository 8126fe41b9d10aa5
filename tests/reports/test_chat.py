"""A report's few lines for a chat, posted to a real web hook on loopback."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import apprise
import pytest
from mailserver import Hook
from rows import own_report

from flows.server import free_port
from reports.chat import chat_name, chat_text, chat_title, send_chat
from reports.errors import DeliveryError

ROOT = Path(__file__).resolve().parents[2]


def test_a_hook_gets_the_answer_and_at_most_three_points() -> None:
    """Headline, index with n and interval, points, link."""
    report = own_report()
    with Hook() as hook:
        send_chat(hook.url, title=chat_title(report), text=chat_text(report, site_url="https://reports.example.org"))
    (message,) = hook.posted
    assert report.answer.headline.rstrip(".") in message["title"]
    first, *points, link = message["message"].split("\n")
    assert first.startswith("Index ")
    assert "95 % interval" in first
    assert "n = " in first
    assert 1 <= len(points) <= 3
    assert all(point.startswith("• ") for point in points)
    assert link == "https://reports.example.org/2024-W30/report.html"


def test_without_enough_stories_there_is_no_index() -> None:
    """What the report does not claim, the chat does not either."""
    assert "Index" not in chat_text(replace(own_report(), enough=False))


def test_no_name_calls_a_channel_together() -> None:
    """Marks that chats obey become others that look alike."""
    report = own_report()
    hostile = replace(report, answer=replace(report.answer, headline="<!channel> @everyone *now* `rm`\n/shutdown"))
    title = chat_title(hostile)
    assert not set(title) & set("<>@*`\n")


def test_a_refusing_hook_is_one_sentence_without_its_address() -> None:
    """The address of a chat is its password."""
    with Hook(status=500) as hook, pytest.raises(DeliveryError, match=r"^json:\w{12} did not take it: .*500") as caught:
        send_chat(hook.url, title="t", text="x")
    assert "hook" not in str(caught.value).replace("json:", "")


def test_a_dead_hook_is_one_sentence() -> None:
    """Nobody listens there."""
    with pytest.raises(DeliveryError, match="did not take it: A Connection error occurred"):
        send_chat(f"json://127.0.0.1:{free_port()}/secret-part", title="t", text="x")


def test_a_slow_hook_is_not_waited_for_without_end() -> None:
    """apprise waits four seconds for an answer, or as long as the address says (`rto`)."""
    with Hook(seconds=1.5) as hook:
        began = time.monotonic()
        with pytest.raises(DeliveryError):
            send_chat(f"{hook.url}?rto=0.3", title="t", text="x")
        assert time.monotonic() - began < 1.4


def test_an_unknown_service_is_said_to_be_one() -> None:
    """Nothing is sent."""
    with pytest.raises(DeliveryError, match="does not know such an address"):
        send_chat("nowhere://token", title="t", text="x")


@pytest.mark.parametrize("url", [
    "slack://TokenA1234/TokenB1234/TokenC12345678901234567890/%23general", "tgram://123456789:abcdefg_hijklmnop/12315544",
    "workflows://host.example.org/workflow1e4/signature1e4", "discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js",
])
def test_chats_that_the_documentation_names_are_known(url: str) -> None:
    """Slack, Telegram, Teams and Discord; their names in the ledger hold no part of the secret."""
    assert apprise.Apprise.instantiate(url) is not None
    scheme, digest = chat_name(url).split(":")
    assert url.startswith(scheme)
    assert len(digest) == 12


def test_whoever_sends_to_no_chat_does_not_wait_for_apprise() -> None:
    """It is imported when a message is sent."""
    code = "import sys, flows.cli, flows.channels, reports.chat; sys.exit('apprise' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
