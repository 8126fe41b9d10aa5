"""What did this address answer at that time?

A transport like the network's, that answers from capture files: so a replay goes through the same fetch, with its redirects,
validators, limits and errors. The time is the fetch's own `now`; nothing captured later is known.
"""

from __future__ import annotations

import bisect
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx

from feeds.captures import Capture, Torn, hold, read_capture, read_captures
from feeds.errors import RefusedError, UnreachableError
from feeds.fetch import REDIRECTS, Client, checked_url
from feeds.pace import Pace
from parsers.model import Document


class Replay(httpx.BaseTransport):
    """Answers each address with its latest capture at the time asked; UnreachableError (not-captured) where there is none.

    Only the places of the captures are held in memory. `torn` lists what could not be read of the files.
    `exact`: a capture of that very moment answers, or none: what one run received, and nothing that another did.
    """

    def __init__(self, paths: Iterable[Path], *, exact: bool = False) -> None:
        self.torn: list[Torn] = []
        self._exact = exact
        self._places: dict[str, list[tuple[datetime, int, int]]] = {}  # address -> when, status, place
        self._where: list[tuple[Path, int, int]] = []
        paths = sorted(paths)
        self._held = [hold(path) for path in {path.parent: path for path in paths}.values()]
        for path in paths:
            for found in read_captures(path):
                if isinstance(found, Torn):
                    self.torn.append(found)
                else:
                    self._add(path, found)
        for places in self._places.values():
            places.sort(key=lambda place: (place[0], place[2]))

    def _add(self, path: Path, capture: Capture) -> None:
        try:
            address = checked_url(capture.document.url)
        except RefusedError:
            return  # could never be asked for
        self._places.setdefault(address, []).append((capture.document.fetched_at, capture.document.status, len(self._where)))
        self._where.append((path, capture.offset, capture.nth))

    def close(self) -> None:
        while self._held:
            os.close(self._held.pop())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        address, now = str(request.url), request.extensions.get("now") or datetime.max.replace(tzinfo=UTC)
        places = self._places.get(address, [])
        known = places[: bisect.bisect_right(places, now, key=lambda place: place[0])]
        if self._exact:  # but a redirect may have been met before: a replayed run was led by it, too
            known = [place for place in known if place[0] == now] or [place for place in known[-1:] if place[1] in REDIRECTS]
        is_conditional = "if-none-match" in request.headers or "if-modified-since" in request.headers
        # A captured 304 says "as before" to a client that knew; this one is given what was before, if it was captured.
        place = next((place for place in reversed(known) if place[1] != 304), known[-1] if known and is_conditional else None)
        capture = read_capture(*self._where[place[2]]) if place else None
        if capture is None:
            raise UnreachableError(address, "not-captured", f"nothing captured by {now:%Y-%m-%d %H:%M}")
        return _answer(capture.document, request.headers)


def replay_client(paths: Iterable[Path]) -> Client:
    """A client for captures: no waiting, nothing captured again."""
    return Client(transport=Replay(paths), pace=Pace.off())


def _answer(document: Document, asked: httpx.Headers) -> httpx.Response:
    headers = [(name.encode("latin-1", "replace"), value.encode("latin-1", "replace")) for name, value in document.headers.items()]
    if document.status == 200 and _is_unchanged(document, asked):
        return httpx.Response(304, headers=headers, content=b"")
    return httpx.Response(document.status, headers=headers, content=document.body)


def _is_unchanged(document: Document, asked: httpx.Headers) -> bool:
    """As a server decides: by the entity tag where one is given (weak comparison), else by the date."""
    match: str | None = asked.get("if-none-match")
    since: str | None = asked.get("if-modified-since")
    if match is not None:
        return document.etag is not None and document.etag.removeprefix("W/") == match.removeprefix("W/")
    if since is None or document.last_modified is None:
        return False
    try:
        changed, known = parsedate_to_datetime(document.last_modified), parsedate_to_datetime(since)
    except (ValueError, TypeError, IndexError, OverflowError):
        return document.last_modified == since
    return changed.timestamp() <= known.timestamp()
