from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from server import Server

from feeds.captures import CaptureWriter, Torn, capture_path
from feeds.errors import BadStatusError, RefusedError, UnreachableError
from feeds.fetch import MOST_BYTES, Client, fetch
from feeds.replay import Replay, replay_client
from feeds.robots import Robots
from parsers.model import Document

Connect = Callable[..., Client]
FEED = "http://a.example/feed"
HOUR = timedelta(hours=1)


class Kept:
    """Captures of one day, written one by one."""

    def __init__(self, folder: Path, start: datetime) -> None:
        self._writer, self._start, self.path = CaptureWriter(folder), start, capture_path(folder, start)

    def add(self, hours: float, url: str = FEED, status: int = 200, body: bytes = b"", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._writer.keep(Document(url=url, final_url=url, status=status, headers=named, body=body, fetched_at=self._start + hours * HOUR), "feed")

    def client(self) -> Client:
        return replay_client([self.path])


@pytest.fixture
def kept(tmp_path: Path, now: datetime) -> Kept:
    return Kept(tmp_path, now)


def test_the_latest_capture_at_the_time_answers(kept: Kept, now: datetime) -> None:
    """Nothing captured later is known, and of two captures of one time the one written last counts."""
    for hours, body in ((0, b"first"), (2, b"early"), (2, b"second"), (4, b"third")):
        kept.add(hours, body=body)
    client = kept.client()
    assert [fetch(FEED, client=client, now=now + hours * HOUR).body for hours in (0, 1.9, 2, 3, 9)] == [b"first", b"first", b"second", b"second", b"third"]


def test_what_was_not_captured_cannot_be_reached(kept: Kept, now: datetime) -> None:
    """An address without a capture by then is like a host that is not there."""
    kept.add(1, body=b"later")
    for url in (FEED, "http://b.example/"):
        with pytest.raises(UnreachableError) as caught:
            fetch(url, client=kept.client(), now=now)
        assert caught.value.reason == "not-captured"


@pytest.mark.parametrize(
    ("etag", "last_modified", "status"),
    [
        ('"v2"', None, 304),
        ('W/"v2"', None, 304),
        ('"v1"', None, 200),
        (None, "Tue, 23 Jul 2024 11:00:00 GMT", 304),
        (None, "Tue, 23 Jul 2024 12:00:00 GMT", 304),
        (None, "Tue, 23 Jul 2024 10:00:00 GMT", 200),
        ('"v1"', "Tue, 23 Jul 2024 12:00:00 GMT", 200),
        (None, "last tuesday", 200),
        (None, None, 200),
    ],
)
def test_conditional_requests_are_answered_as_by_a_server(kept: Kept, now: datetime, etag: str | None, last_modified: str | None, status: int) -> None:
    """A matching validator gives 304; the entity tag decides where both are given."""
    kept.add(0, body=b"x", etag='"v2"', last_modified="Tue, 23 Jul 2024 11:00:00 GMT")
    assert fetch(FEED, client=kept.client(), now=now, etag=etag, last_modified=last_modified).status == status


def test_a_captured_304_stands_for_what_was_before(kept: Kept, now: datetime) -> None:
    """A 304 was said to a client that knew; one that does not is given what was captured before."""
    kept.add(0, body=b"x", etag='"v1"')
    kept.add(1, status=304, etag='"v1"')
    client = kept.client()
    assert fetch(FEED, client=client, now=now + 2 * HOUR).body == b"x"
    assert fetch(FEED, client=client, now=now + 2 * HOUR, etag='"v1"').status == 304


def test_redirects_errors_and_limits_are_those_of_a_live_fetch(kept: Kept, now: datetime) -> None:
    """A replay goes through the same fetch: redirects are followed, errors raised, sizes capped, bad addresses refused."""
    kept.add(0, "http://a.example/old", 301, location="/feed")
    kept.add(0, body=b"x")
    kept.add(0, "http://a.example/gone", 410)
    kept.add(0, "http://a.example/slow", 429, retry_after="60")
    kept.add(0, "http://a.example/out", 302, location="file:///etc/passwd")
    kept.add(0, "http://a.example/big", body=bytes(MOST_BYTES["page"] + 1))
    client = kept.client()
    assert fetch("http://a.example/old", client=client, now=now).moved_to == FEED
    for path, reason in (("gone", "gone"), ("slow", "rate-limited"), ("out", "bad-scheme"), ("big", "too-large")):
        with pytest.raises((BadStatusError, RefusedError, Exception)) as caught:
            fetch(f"http://a.example/{path}", client=client, now=now, kind="page")
        assert caught.value.reason == reason  # type: ignore[attr-defined]


def test_a_live_run_replays_to_the_same_documents(server: Server, connect: Connect, tmp_path: Path, now: datetime) -> None:
    """What a live fetch gave, its capture gives again."""
    server.answers |= {"/a": lambda r: r.reply(status=301, Location="/b"), "/b": lambda r: r.reply(b"<rss>\xff</rss>", ETag='"1"')}
    live = fetch(server.url("/a"), client=connect(capture=CaptureWriter(tmp_path).keep), now=now)
    again = fetch(server.url("/a"), client=replay_client([capture_path(tmp_path, now)]), now=now)
    assert (again.body, again.final_url, again.moved_to, again.etag, again.fetched_at) == (live.body, live.final_url, live.moved_to, live.etag, live.fetched_at)


def test_a_replay_needs_no_robots(kept: Kept, now: datetime) -> None:
    """Where robots.txt was not captured nobody is asked for anything, so nothing forbids."""
    kept.add(0, "http://a.example/page", body=b"x")
    client = kept.client()
    assert fetch("http://a.example/page", client=client, now=now, kind="page", permit=Robots(client, now).permit).body == b"x"


def test_torn_files_replay_what_they_hold(kept: Kept, now: datetime) -> None:
    """The sound captures of a torn file answer, and the tear is there to be reported."""
    kept.add(0, body=b"x")
    kept.path.write_bytes(kept.path.read_bytes() + b"\x1f\x8b\x08torn")
    replay = Replay([kept.path])
    assert [type(torn) for torn in replay.torn] == [Torn]
    assert fetch(FEED, client=kept.client(), now=now).body == b"x"
