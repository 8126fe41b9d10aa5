"""How does every feed stand, and what did each poll give? The coverage ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import duckdb

from parsers.model import Feed
from warehouse.connection import sql
from warehouse.rows import FeedPoll, FeedState, Row

Put = Callable[..., None]  # Warehouse.put

_STATE = tuple(each.name for each in fields(FeedState))
_LEARNED = ("usual_gap_days", "longest_gap_days")  # set from the entries, not by a poll
_KEPT = ("failures", "last_answered_at", "last_new_at", "due_at", "resume_at", "asked_url")  # of these the ledger tells how they were after each poll
_TAUGHT = tuple(name for name in _STATE if name not in _LEARNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a poll led to, in numbers."""

    new_entries: int = 0
    fetched: int = 0
    read: int = 0
    relevant: int = 0
    failed_pages: int = 0
    revisited: int = 0
    revised: int = 0
    withdrawn: int = 0


NOTHING = Counted()


def read_states(connection: duckdb.DuckDBPyConnection) -> dict[str, FeedState]:
    """How each feed stands, by its address."""
    rows = connection.execute(f"select feed_url, {', '.join(_STATE)} from feed").fetchall()  # noqa: S608 - names of our own fields
    return {row[0]: FeedState(**dict(zip(_STATE, row[1:], strict=True))) for row in rows}


def save_polls(connection: duckdb.DuckDBPyConnection, put: Put, run_id: str, polls: Sequence[tuple[Feed, FeedPoll, Counted]]) -> None:
    """How these feeds stand now, and the ledger's rows of them, which keep that."""
    rhythms = _rhythms(connection, [feed.url for feed, _poll, _counted in polls])
    ledger: list[Row] = [
        {
            "run_id": run_id, "feed_url": poll.feed_url, "outcome": poll.outcome, "reason": poll.reason, "http_status": poll.http_status,
            "polled_at": poll.polled_at, "entries": poll.entries, "asked": poll.asked, "seconds": poll.seconds, "shortfalls": poll.shortfalls,
            **{each.name: getattr(counted, each.name) for each in fields(Counted)}, **{name: getattr(poll.after, name) for name in _KEPT},
            **dict(zip(_LEARNED, rhythms.get(poll.feed_url, (None, None)), strict=True)),
        }
        for _feed, poll, counted in polls
    ]  # fmt: skip
    put("feed", [
        {
            "feed_url": feed.url, "name": feed.name, "kind": feed.kind, "expected_gap_days": feed.expected_gap_days, "watched": True,
            **{name: getattr(poll.after, name) for name in _TAUGHT},
        }
        for feed, poll, _counted in polls if poll.asked
    ], update=_TAUGHT)  # fmt: skip
    put("feed_poll", ledger, update=[name for name in ledger[0] if name not in {"run_id", "feed_url"}] if ledger else ())


def _rhythms(connection: duckdb.DuckDBPyConnection, feeds: Sequence[str]) -> dict[str, tuple[float | None, float | None]]:
    rows = connection.execute(f"select feed_url, {', '.join(_LEARNED)} from feed where list_contains(?, feed_url)", [feeds]).fetchall()  # noqa: S608 - names of our own fields
    return {feed: (usual, longest) for feed, usual, longest in rows}


def learn_rhythm(connection: duckdb.DuckDBPyConnection, feed_url: str) -> None:
    """Take the gaps between the feed's last entries as its rhythm."""
    connection.execute(sql("feed_rhythm"), {"feed_url": feed_url})
