"""Real feeds of every format, many of them malformed: what is read of each, and how fast. They are not part of the project."""

from __future__ import annotations

import json
import os
import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from parsers.feed import MOST_ENTRIES, parse_feed
from parsers.links import is_feed
from parsers.model import FeedParseError
from tests.clock import within

FEEDS = Path(os.environ.get("BELLWETHER_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "eval" / "feeds"
MANIFEST = [json.loads(line) for line in (FEEDS / "manifest.jsonl").read_text("utf-8").splitlines()] if FEEDS.is_dir() else []
URL = "https://packet.example/feed"
CPU_SECONDS = 2.0
DAMAGES = 6  # versions of each file that are cut, shuffled or salted

pytestmark = pytest.mark.skipif(not MANIFEST, reason=f"the real feeds are not at {FEEDS}; BELLWETHER_SHARED names the folder above eval/")


@pytest.mark.parametrize("listed", MANIFEST, ids=lambda listed: listed["file"].partition("__")[2][:40])
def test_every_entry_is_read(listed: dict[str, Any]) -> None:
    """As many entries as are in the file, each with the date it carries (unless all carry the feed's own), and none takes long."""
    body = (FEEDS / listed["file"]).read_bytes()
    entries = within(CPU_SECONDS, lambda: parse_feed(body, url=URL))
    assert len(entries) == min(listed["entries"], MOST_ENTRIES)
    dated = sum(entry.published_at is not None for entry in entries)
    assert listed["entries_with_date"] is None or dated in {listed["entries_with_date"], 0 if _one_moment(listed) else -1}
    assert is_feed(body) or b"<!DOCTYPE html" in body[:200], "one is a page with a feed in it, which a search passes over"


@pytest.mark.parametrize("listed", MANIFEST, ids=lambda listed: listed["file"].partition("__")[2][:40])
def test_damage_raises_nothing_else(listed: dict[str, Any]) -> None:
    """Cut, shuffled or salted with noise, a feed gives entries or a FeedParseError, and does not take longer."""
    body, chance = (FEEDS / listed["file"]).read_bytes()[:200_000], random.Random(listed["file"])
    for _ in range(DAMAGES):
        damaged = _damaged(body, chance)
        within(CPU_SECONDS, partial(_read, damaged))


def _read(body: bytes) -> None:
    try:
        entries = parse_feed(body, url=URL)
    except FeedParseError as refused:
        assert refused.url == URL  # noqa: PT017  either outcome is right
    else:
        assert len(entries) <= MOST_ENTRIES


def _one_moment(listed: dict[str, Any]) -> bool:
    """Whether the file has one date for all its entries, which is when it was built."""
    return listed["file"].startswith("v2__no-encoding")


def _damaged(body: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(body)), chance.randrange(1, 400)
    kind = chance.choice(("cut", "drop", "double", "noise", "swap", "open"))
    if kind == "cut":
        return body[:start]
    if kind == "drop":
        return body[:start] + body[start + length :]
    if kind == "double":
        return body[:start] + body[start : start + length] * 200 + body[start:]
    if kind == "noise":
        return body[:start] + chance.randbytes(length) + body[start:]
    if kind == "open":
        return body[:start] + chance.choice((b"<![CDATA[", b"<!--", b"<a b='", b"&#xd800;", b"]]>", b"<item>", b"</channel>")) * length + body[start:]
    return body[start:] + body[:start]
