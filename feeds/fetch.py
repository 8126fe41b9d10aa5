"""What does this address answer?

One function for feeds, pages and robots.txt, live and replayed: only the transport differs. It is synchronous: some fifty
feeds at two requests a host are a few dozen threads, the readers that follow are plain calls, and a traceback stays readable.
The transport is called straight, without httpx.Client: so there are no cookies, no netrc, no proxies and no redirects but ours.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Literal

import httpx

from feeds.errors import BadStatusError, FetchError, Reason, RefusedError, UnreachableError, UnreadableError
from feeds.guard import deadline, parse_allowed
from feeds.inflate import ACCEPTED, read_body, unpacked
from feeds.pace import PATIENCE, Pace
from feeds.transport import GuardedTransport
from parsers.model import Document

Kind = Literal["feed", "page", "robots"]
Capture = Callable[[Document, Kind], None]

MOST_BYTES: dict[Kind, int] = {"feed": 10_000_000, "page": 5_000_000, "robots": 1_000_000}  # inflated; the largest real feed seen has 4 MB
TOTAL_SECONDS = 20.0  # of asking and reading, all redirects and tries together; waiting for one's turn is not counted
STEP_SECONDS = 10.0  # for one connect, read or write
MOST_REDIRECTS = 5
WAITS = (1.0, 3.0)  # before each further try, for answers that say "try again"
RESETS = ("x-ratelimit-reset", "ratelimit-reset", "x-rate-limit-reset")
SINCE_1970 = 1e9  # a larger number is a time, a smaller one a wait in seconds: sites write both
LONGEST_RETRY_AFTER = 7 * 86_400.0  # "99999999999 seconds" must not silence a feed for ever
LONGEST_VALIDATOR = 1_000  # an ETag of kilobytes is a mistake or an attack
LONGEST_URL = 4_000
ACCEPT: dict[Kind, str] = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.5",
    "robots": "text/plain, */*;q=0.5",
}

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_TRY_AGAIN = frozenset({429, 500, 502, 503, 504})
_SINGLE = frozenset({"content-length", "content-type", "etag", "last-modified", "location", "retry-after"})  # where a header comes twice, the first counts
_REASONS: dict[int, Reason] = {401: "http-401", 403: "blocked", 404: "http-404", 410: "gone", 429: "rate-limited", 451: "blocked", 500: "http-500", 503: "http-503", 999: "blocked"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What all fetches of a run share. Threads may share it."""

    transport: httpx.BaseTransport
    user_agent: str = "Bellwether"
    pace: Pace = field(default_factory=Pace)
    capture: Capture | None = None  # is given every response before anybody reads it
    seconds: float = TOTAL_SECONDS
    most_bytes: dict[Kind, int] = field(default_factory=lambda: dict(MOST_BYTES))

    def close(self) -> None:
        self.transport.close()


def live_client(
    *, contact: str = "", allow: tuple[str, ...] = (), capture: Capture | None = None, pace: Pace | None = None, seconds: float = TOTAL_SECONDS
) -> Client:
    """A client for the network; ValueError for a pair of `allow` or a contact that cannot be used. `contact` is an address people can write to."""
    return Client(transport=GuardedTransport(parse_allowed(allow)), user_agent=user_agent(contact), pace=pace or Pace(), capture=capture, seconds=seconds)


def user_agent(contact: str) -> str:
    """The name given to every site, with whom to write to."""
    if not contact.isascii() or not contact.isprintable():
        raise ValueError(f"the contact {contact!r} must be plain ASCII on one line, such as https://example.org/bellwether or you@example.org")
    try:
        name = f"Bellwether/{version('bellwether')}"
    except PackageNotFoundError:
        name = "Bellwether/0"
    return f"{name} (+{contact})" if contact else name


def fetch(
    url: str,
    *,
    client: Client,
    now: datetime,
    kind: Kind = "feed",
    etag: str | None = None,
    last_modified: str | None = None,
    permit: Callable[[str], None] | None = None,
) -> Document:
    """The response, with status 2xx, or 304 where a validator was given; FetchError for everything else.

    `etag` and `last_modified` are sent back exactly as they were received. `permit` is called with each address before it is
    asked for, redirects included, and raises if it may not be (robots).
    """
    address, moved_to, only_permanent = checked_url(url), None, True
    validators = _validators(etag, last_modified)
    headers = {"User-Agent": client.user_agent, "Accept": ACCEPT[kind], "Accept-Encoding": ACCEPTED, **validators}
    asking = _Asking(client=client, headers=headers, kind=kind, now=now, left=client.seconds)
    for _ in range(MOST_REDIRECTS + 1):
        if permit is not None:
            permit(address)
        document = asking.patiently(address)
        location = document.headers.get("location")
        if document.status in REDIRECTS and location:
            only_permanent = only_permanent and document.status in _PERMANENT
            address = _joined(address, location)
            moved_to = address if only_permanent else moved_to
            continue
        if 200 <= document.status < 300 or (document.status == 304 and validators):
            return replace(document, url=url, moved_to=moved_to)
        raise _bad_status(document)
    raise RefusedError(url, "too-many-redirects", f"more than {MOST_REDIRECTS}")


def checked_url(url: str) -> str:
    """The address as it will be asked for, without its fragment; RefusedError if it is none of ours: not http, credentials in it, or malformed."""
    address = url.strip()
    if len(address) > LONGEST_URL or any(character < " " or character in "\\\x7f" for character in address):
        raise RefusedError(url, "bad-url", "too long, or with a backslash or control characters")
    try:
        parsed = httpx.URL(address)
        if parsed.scheme not in {"http", "https"}:
            raise RefusedError(url, "bad-scheme", f"{parsed.scheme[:20] or 'none'}, not http or https")
        if not parsed.host or parsed.userinfo or not 0 < (parsed.port or 80) < 65536:
            raise RefusedError(url, "bad-url", "no host, a port out of range, or a user name in it")
        return str(parsed.copy_with(fragment=None, raw_path=parsed.raw_path))  # with a path: https://example.org/ is one address
    except (httpx.InvalidURL, ValueError) as exc:
        raise RefusedError(url, "bad-url", str(exc)) from exc


def _joined(address: str, location: str) -> str:
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode()  # headers are kept byte for byte; a Location is UTF-8 where it is not ASCII
    try:
        return checked_url(str(httpx.URL(address).join(location.strip())))
    except (httpx.InvalidURL, ValueError) as exc:
        raise RefusedError(address, "bad-url", f"redirects to {location[:200]!r}") from exc


def _validators(etag: str | None, last_modified: str | None) -> dict[str, str]:
    given = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    return {name: value for name, value in given.items() if value and len(value) <= LONGEST_VALIDATOR and _is_header_value(value)}


def _is_header_value(value: str) -> bool:
    return value == value.strip() and all(" " <= character <= "\xff" and character != "\x7f" for character in value)


@dataclass(slots=True, kw_only=True)
class _Asking:
    """One fetch under way: what is sent with each request, and how much time is left for all of them."""

    client: Client
    headers: dict[str, str]
    kind: Kind
    now: datetime
    left: float

    def patiently(self, address: str) -> Document:
        """The answer, asked for again where the host says "try again" and does not ask for much patience."""
        for wait in WAITS:
            try:
                document = self.once(address)
            except UnreachableError as exc:
                if exc.reason != "connection-error" or wait != WAITS[0]:  # a kept connection may just have been closed: worth one more try
                    raise
                self.client.pace.rest(wait)
                continue
            if document.status not in _TRY_AGAIN:
                return document
            asked = wait_asked_for(document)
            if asked is not None and asked > PATIENCE:
                return document
            self.client.pace.rest(max(wait, asked or 0.0))
        return self.once(address)

    def once(self, address: str) -> Document:
        """The answer to one request, captured."""
        client = self.client
        with client.pace.turn(address):
            began = time.monotonic()
            try:
                with deadline(self.left):
                    document = self._exchange(address, began + self.left)
            except httpx.TimeoutException as exc:
                raise UnreachableError(address, "timeout", f"silent for {STEP_SECONDS:g} s, or not done in {client.seconds:g} s") from exc
            except httpx.TransportError as exc:
                raise UnreachableError(address, "connection-error", str(exc)) from exc
            finally:
                self.left -= time.monotonic() - began
        if document.status in {429, 503}:
            client.pace.refused(address, wait_asked_for(document) or WAITS[0])
        else:
            client.pace.answered(address)
        if client.capture is not None:
            client.capture(document, self.kind)
        return document

    def _exchange(self, address: str, until: float) -> Document:
        timeouts = dict.fromkeys(("connect", "read", "write", "pool"), STEP_SECONDS)
        headers = [(name.encode(), value.encode("latin-1")) for name, value in self.headers.items()]
        request = httpx.Request("GET", address, headers=headers, extensions={"timeout": timeouts, "now": self.now, "address": address})
        response = self.client.transport.handle_request(request)
        try:
            received = _received_headers(response)
            body = self._body(response, received, address, until) if 200 <= response.status_code < 300 else b""
        finally:
            response.close()
        return Document(url=address, final_url=address, status=response.status_code, headers=received, body=body, fetched_at=self.now)

    def _body(self, response: httpx.Response, received: dict[str, str], address: str, until: float) -> bytes:
        most, declared = self.client.most_bytes[self.kind], received.get("content-length", "")
        if declared.isascii() and declared.isdecimal() and len(declared) < 20 and int(declared) > most:
            raise UnreadableError(address, "too-large", f"{int(declared):,} bytes announced, {most:,} taken")

        stream = response.stream
        if not isinstance(stream, httpx.SyncByteStream):
            raise TypeError("the transport is an asynchronous one")

        def in_time() -> Iterator[bytes]:
            for chunk in stream:
                if time.monotonic() > until:
                    raise UnreachableError(address, "timeout", f"not done in {self.client.seconds:g} s")
                yield chunk

        body = read_body(in_time(), coding=received.get("content-encoding", ""), most=most, url=address)
        return unpacked(body, most=most, url=address) if self.kind == "feed" else body  # sitemap.xml.gz


def _received_headers(response: httpx.Response) -> dict[str, str]:
    """Names in lower case; values byte for byte (latin-1), so that validators go back as they came."""
    received: dict[str, str] = {}
    for raw_name, raw_value in response.headers.raw:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1").strip()
        if name not in received:
            received[name] = value
        elif name not in _SINGLE:
            received[name] += ", " + value
    return received


def _bad_status(document: Document) -> FetchError:
    status = document.status
    reason: Reason = "http-3xx" if status < 400 else "http-4xx" if status < 500 else "http-5xx"
    is_riddle = document.headers.get("cf-mitigated") == "challenge"  # set for browsers, under 403 or 503
    is_spent = document.headers.get("x-ratelimit-remaining", "").strip() == "0"  # GitHub says 403 where others say 429
    reason = "blocked" if is_riddle else "rate-limited" if status == 403 and is_spent else _REASONS.get(status, reason)
    return BadStatusError(document.url, reason, f"HTTP {status}", status, wait_asked_for(document))


def wait_asked_for(document: Document) -> float | None:
    """The seconds that a refusal asks to wait: by Retry-After, else by the time at which its rate limit is reset; None where it says nothing readable."""
    wait = parse_retry_after(document.headers.get("retry-after"), document.fetched_at)
    if wait is not None or document.status not in {403, 429, 503}:
        return wait
    reset = next((document.headers[name].strip() for name in RESETS if name in document.headers), "")
    if not re.fullmatch(r"[0-9]{1,12}(?:\.[0-9]{1,9})?", reset):
        return None
    seconds = float(reset)
    if seconds > SINCE_1970:
        seconds -= document.fetched_at.timestamp()
    return max(0.0, min(seconds, LONGEST_RETRY_AFTER))


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """The wait in seconds, given in seconds or as a date, between none and a week; None where it says nothing readable."""
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return LONGEST_RETRY_AFTER if len(text) > 9 else min(float(text), LONGEST_RETRY_AFTER)
    try:
        when = parsedate_to_datetime(text[:100])
        wait = ((when if when.tzinfo else when.replace(tzinfo=UTC)) - now).total_seconds()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return max(0.0, min(wait, LONGEST_RETRY_AFTER))
