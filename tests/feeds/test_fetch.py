from __future__ import annotations

import gzip
import pickle
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

import httpx
import pytest
from server import Request, Server

from feeds.errors import BadStatusError, FetchError, RefusedError, UnreachableError
from feeds.fetch import MOST_REDIRECTS, Client, checked_url, fetch, live_client, parse_retry_after, user_agent
from feeds.pace import Pace

REPLIED = int(datetime(2024, 7, 23, 12, tzinfo=UTC).timestamp())  # the moment of every answer here, in seconds since 1970

Connect = Callable[..., Client]
FEED = b"<rss version='2.0'><channel/></rss>"
SECONDS = 0.6  # the total for slow answers here


@cache
def _bomb(window: int) -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, window)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(16)) + packer.flush()


def _endless(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for _ in range(4_000):
        request.wfile.write(b" " * 65_536)


def _location(to: str, status: int = 302) -> Callable[[Request], None]:
    return lambda request: request.reply(status=status, Location=to)


def _raw(sent: bytes) -> Callable[[Request], None]:
    return lambda request: request.wfile.write(sent) and None  # type: ignore[func-returns-value]


HOSTILE = [
    pytest.param(lambda r: r.reply(_bomb(31), content_encoding="gzip"), "too-large", id="gzip bomb: the cap counts inflated bytes"),
    pytest.param(lambda r: r.reply(_bomb(15), content_encoding="deflate"), "too-large", id="zlib bomb"),
    pytest.param(lambda r: r.reply(_bomb(-15), content_encoding="deflate"), "too-large", id="bare deflate bomb"),
    pytest.param(_endless, "too-large", id="a body without end stops at the cap"),
    pytest.param(lambda r: r.reply(b"x", content_length="10737418240"), "too-large", id="refused from its announced length"),
    pytest.param(lambda r: r.reply(b"x", content_encoding="br"), "bad-encoding", id="a coding that was not asked for"),
    pytest.param(lambda r: r.reply(_bomb(31), content_encoding="gzip, gzip"), "bad-encoding", id="coded twice"),
    pytest.param(lambda r: r.reply(FEED, content_encoding="gzip"), "bad-encoding", id="plain under the name of gzip"),
    pytest.param(lambda r: r.reply(gzip.compress(FEED * 99)[:-30], content_encoding="gzip"), "bad-encoding", id="gzip cut short"),
    pytest.param(lambda r: r.drip(b"HTTP/1.1 200 OK\r\n\r\n<rss>", b" "), "timeout", id="a body by drops: every read in time, the whole never"),
    pytest.param(lambda r: r.drip(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"), "timeout", id="headers by drops"),
    pytest.param(lambda _r: time.sleep(2 * SECONDS), "timeout", id="no answer at all"),
    pytest.param(_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<rss>"), "connection-error", id="hung up in the middle"),
    pytest.param(_raw(b""), "connection-error", id="hung up at once"),
    pytest.param(_raw(b"SSH-2.0-server\r\n"), "connection-error", id="not HTTP"),
    pytest.param(_raw(b"HTTP/1.1 200 OK\r\n" + b"X-Y: z\r\n" * 30_000 + b"\r\n"), "connection-error", id="a flood of headers"),
    pytest.param(_location("file:///etc/passwd"), "bad-scheme", id="redirect to a file"),
    pytest.param(_location("gopher://127.0.0.1/_x"), "bad-scheme", id="redirect to another protocol"),
    pytest.param(_location("http://user:word@example.org/"), "bad-url", id="redirect with credentials"),
    pytest.param(_location("http://169.254.169.254/latest/meta-data/"), "blocked-address", id="redirect to cloud metadata"),
    pytest.param(_location("http://[::1]:80/"), "blocked-address", id="redirect to IPv6 loopback"),
    pytest.param(_location("http://" + "a" * 5_000), "bad-url", id="redirect to an endless address"),
    pytest.param(_location("/hostile"), "too-many-redirects", id="redirect to itself"),
    pytest.param(lambda r: r.reply(status=302), "http-3xx", id="redirect to nowhere"),
    pytest.param(lambda r: r.reply(status=304), "http-3xx", id="304 to a question that had no condition"),
    pytest.param(lambda r: r.reply(status=401, WWW_Authenticate="Basic realm=x"), "http-401", id="asked for a password"),
    pytest.param(lambda r: r.reply(status=403), "blocked", id="403"),
    pytest.param(lambda r: r.reply(status=503, cf_mitigated="challenge"), "blocked", id="a riddle for browsers"),
    pytest.param(lambda r: r.reply(status=404), "http-404", id="404"),
    pytest.param(lambda r: r.reply(status=410), "gone", id="410"),
    pytest.param(lambda r: r.reply(status=418), "http-4xx", id="another 4xx"),
    pytest.param(lambda r: r.reply(status=500), "http-500", id="500"),
    pytest.param(lambda r: r.reply(status=502), "http-5xx", id="another 5xx"),
    pytest.param(lambda r: r.reply(status=429, Retry_After="3600"), "rate-limited", id="429"),
]


@pytest.mark.parametrize(("answer", "reason"), HOSTILE)
def test_every_bad_answer_has_its_reason(server: Server, connect: Connect, now: datetime, answer: Callable[[Request], None], reason: str) -> None:
    """A bad answer ends as a FetchError with a reason of the fixed list and the address, in bounded time and memory."""
    server.answers["/hostile"] = answer
    with pytest.raises(FetchError) as caught:
        fetch(server.url("/hostile"), client=connect(seconds=SECONDS if reason == "timeout" else 20), now=now)
    assert caught.value.reason == reason
    assert caught.value.url


def test_redirect_to_another_port_of_an_allowed_address_is_refused(server: Server, other: Server, connect: Connect, now: datetime) -> None:
    """The allow-list holds pairs: another port of the same address is never connected to."""
    server.answers["/feed"] = _location(other.url("/feed"))
    with pytest.raises(RefusedError) as caught:
        fetch(server.url("/feed"), client=connect(), now=now)
    assert caught.value.reason == "blocked-address"
    assert other.asked == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/feed", "bad-scheme"),
        ("javascript:alert(1)", "bad-scheme"),
        ("example.org/feed", "bad-scheme"),
        ("http:///feed", "bad-url"),
        ("http://user@example.org/", "bad-url"),
        ("http://127.0.0.1:80\\@example.org/", "bad-url"),
        ("http://example.org:99999/", "bad-url"),
        ("http://①②⑦.⓪.⓪.①/", "bad-url"),
        ("http://example.org/a\nb", "bad-url"),
        ("http://[::1", "bad-url"),
    ],
)
def test_addresses_that_are_none_of_ours_are_refused_unasked(url: str, reason: str) -> None:
    """Only whole http and https addresses without credentials are asked for."""
    with pytest.raises(RefusedError) as caught:
        checked_url(url)
    assert caught.value.reason == reason


def test_fragments_are_not_sent() -> None:
    """An address is asked for without its fragment, and always with a path."""
    assert checked_url(" https://example.org#atom-everything") == "https://example.org/"


def test_requests_name_us_and_carry_nothing_else_of_ours(server: Server, connect: Connect, now: datetime) -> None:
    """A request says who asks and what is accepted; no cookies come back, even to the server that set them."""
    server.answers["/feed"] = lambda request: request.reply(FEED, Set_Cookie="a=b")
    client = connect()
    fetch(server.url("/feed"), client=client, now=now)
    fetch(server.url("/feed"), client=client, now=now)
    headers = server.asked[1][1]
    assert set(headers) == {"host", "user-agent", "accept", "accept-encoding"}
    assert headers["user-agent"].startswith("Bellwether/")
    assert headers["user-agent"].endswith(" (+https://example.org/bellwether)")
    assert headers["accept-encoding"] == "gzip, deflate"


def test_contact_cannot_break_the_header() -> None:
    """A contact with a line break is refused when the client is made."""
    with pytest.raises(ValueError, match="plain ASCII"):
        user_agent("me@example.org\r\nX-Evil: 1")


def test_proxies_of_the_environment_are_not_used(server: Server, other: Server, connect: Connect, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would make the connection in our place, past the guard; so none is used."""
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, other.url("/"))
    server.answers["/feed"] = lambda request: request.reply(FEED)
    assert fetch(server.url("/feed"), client=connect(), now=now).body == FEED
    assert other.asked == []


def test_certificates_are_verified() -> None:
    """A server without a certificate for its name is no server, and plain HTTP is never tried in place of TLS."""
    client = live_client()
    context = client.transport._pool._ssl_context
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"


def test_tls_to_a_plain_server_is_a_tls_error(server: Server, connect: Connect, now: datetime) -> None:
    """A handshake that fails is told apart from a connection that fails."""
    with pytest.raises(UnreachableError) as caught:
        fetch(f"https://{server.address}/feed", client=connect(), now=now)
    assert caught.value.reason == "tls-error"
    assert server.paths() == []


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("gzip", lambda body: gzip.compress(body[:9]) + gzip.compress(body[9:])),
        ("identity", lambda body: body),
    ],
)
def test_accepted_codings_are_inflated(server: Server, connect: Connect, now: datetime, coding: str, pack: Callable[[bytes], bytes]) -> None:
    """gzip, in several members too, and both things called deflate give the plain body."""
    server.answers["/feed"] = lambda request: request.reply(pack(FEED * 50), content_encoding=coding)
    assert fetch(server.url("/feed"), client=connect(), now=now).body == FEED * 50


def test_validators_go_back_exactly_as_received(server: Server, connect: Connect, now: datetime) -> None:
    """An ETag and date come back byte for byte, odd ones too, and a 304 is an empty Document."""
    tag, when = 'W/"caf\xe9-gzip"', "Tue, 23 Jul 2024 00:00:00 +0000"
    server.answers["/feed"] = lambda request: (
        request.reply(status=304) if request.headers["If-None-Match"] == tag else request.reply(FEED, ETag=tag, Last_Modified=when)
    )
    client = connect()
    first = fetch(server.url("/feed"), client=client, now=now)
    second = fetch(server.url("/feed"), client=client, now=now, etag=first.etag, last_modified=first.last_modified)
    assert (second.status, second.body) == (304, b"")
    assert server.asked[1][1]["if-modified-since"] == when


@pytest.mark.parametrize("tag", ["x" * 2_000, 'a"\r\nX-Evil: 1', "\u2028", ""])
def test_absurd_validators_are_not_sent(server: Server, connect: Connect, now: datetime, tag: str) -> None:
    """A validator that is huge, or no header value, is left out and the feed fetched whole."""
    server.answers["/feed"] = lambda request: request.reply(FEED)
    assert fetch(server.url("/feed"), client=connect(), now=now, etag=tag).body == FEED
    assert "if-none-match" not in server.asked[0][1]


def test_redirects_are_followed_and_permanent_ones_remembered(server: Server, connect: Connect, now: datetime) -> None:
    """`moved_to` is where permanent redirects alone led; what a temporary one adds counts for this time only."""
    server.answers |= {"/a": _location("/b", 301), "/b": _location("/c", 308), "/c": _location("/d?é", 302), "/d?%C3%A9": lambda request: request.reply(FEED)}
    document = fetch(server.url("/a#part"), client=connect(), now=now)
    assert (document.url, document.final_url) == (server.url("/a#part"), server.url("/d?%C3%A9"))
    assert document.moved_to == server.url("/c")


def test_five_redirects_are_followed_and_no_more(server: Server, connect: Connect, now: datetime) -> None:
    """The sixth redirect is not followed."""
    for hop in range(9):
        server.answers[f"/{hop}"] = _location(f"/{hop + 1}")
    with pytest.raises(RefusedError, match="too-many-redirects"):
        fetch(server.url("/0"), client=connect(), now=now)
    assert len(server.asked) == MOST_REDIRECTS + 1


def test_permit_is_asked_at_every_hop(server: Server, connect: Connect, now: datetime) -> None:
    """A page that redirects to a disallowed one is not followed there."""
    server.answers["/a"] = _location("/members/b")

    def permit(url: str) -> None:
        if "/members/" in url:
            raise RefusedError(url, "robots")

    with pytest.raises(RefusedError, match="robots"):
        fetch(server.url("/a"), client=connect(), now=now, kind="page", permit=permit)
    assert server.paths() == ["/a"]


def test_every_response_is_captured_before_it_is_judged(server: Server, connect: Connect, now: datetime) -> None:
    """Redirects, errors and bodies alike are kept, each under its own address."""
    server.answers |= {"/a": _location("/b"), "/b": lambda request: request.reply(FEED), "/no": lambda request: request.reply(status=404)}
    kept: list[tuple[str, int, bytes, str]] = []
    client = connect(capture=lambda document, kind: kept.append((document.url, document.status, document.body, kind)))
    fetch(server.url("/a"), client=client, now=now)
    with pytest.raises(BadStatusError):
        fetch(server.url("/no"), client=client, now=now, kind="page")
    assert kept == [(server.url("/a"), 302, b"", "feed"), (server.url("/b"), 200, FEED, "feed"), (server.url("/no"), 404, b"", "page")]


def _client(*statuses: int, pace: Pace, **headers: str) -> Client:
    """A client whose answers come in this order, without a network."""
    left = iter(statuses)
    return Client(transport=httpx.MockTransport(lambda _request: httpx.Response(next(left), headers=headers, content=FEED)), pace=pace)


def test_try_again_answers_are_tried_again_with_growing_waits(now: datetime) -> None:
    """A 5xx is asked again twice, each wait longer; the third answer stands."""
    slept: list[float] = []
    pace = Pace(gap=0, sleep=slept.append)
    assert fetch("http://a.example/", client=_client(500, 502, 200, pace=pace), now=now).status == 200
    assert slept == sorted(set(slept))
    assert len(slept) == 2
    with pytest.raises(BadStatusError) as caught:
        fetch("http://b.example/", client=_client(500, 500, 500, pace=pace), now=now)
    assert (caught.value.status, caught.value.reason) == (500, "http-500")


def test_a_short_retry_after_is_sat_out(now: datetime) -> None:
    """A host that says "in two seconds" is asked again in two seconds."""
    slept: list[float] = []
    client = _client(429, 200, pace=Pace(gap=0, jitter=0, sleep=slept.append, monotonic=lambda: 0.0), **{"Retry-After": "2"})
    assert fetch("http://a.example/", client=client, now=now).status == 200
    assert max(slept) == 2.0


def test_a_long_retry_after_is_left_to_a_later_run(now: datetime) -> None:
    """A host that says "in an hour" is asked once, and the error carries the hour."""
    with pytest.raises(BadStatusError) as caught:
        fetch("http://a.example/", client=_client(429, pace=Pace.off(), **{"Retry-After": "3600"}), now=now)
    assert (caught.value.reason, caught.value.retry_after) == ("rate-limited", 3600.0)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        ("0", 0.0),
        ("99999999999", 7 * 86_400.0),
        ("9" * 5_000, 7 * 86_400.0),
        ("Tue, 23 Jul 2024 12:01:30 GMT", 90.0),
        ("Tue, 23 Jul 2024 12:01:30", 90.0),
        ("Mon, 22 Jul 2024 12:00:00 GMT", 0.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 7 * 86_400.0),
        ("Mon, 02 Nov 99999 10:00:00 GMT", None),
        ("-5", None),
        ("soon", None),
        ("", None),
        (None, None),
        ("١٢٠", None),
    ],
)
def test_retry_after_is_read_in_both_forms_and_capped(value: str | None, seconds: float | None, now: datetime) -> None:
    """Seconds or a date, never below nothing and never above a week; None where it cannot be read."""
    assert parse_retry_after(value, now) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "reason", "seconds", "why"),
    [
        (429, {"X-RateLimit-Reset": "90"}, "rate-limited", 90.0, "seconds from now"),
        (429, {"X-RateLimit-Reset": str(REPLIED + 600)}, "rate-limited", 600.0, "a time since 1970"),
        (429, {"X-RateLimit-Reset": "1"}, "rate-limited", 1.0, "a time long past, or a second: either way soon"),
        (429, {"X-RateLimit-Reset": "99999999999"}, "rate-limited", 7 * 86_400.0, "capped"),
        (429, {"X-RateLimit-Reset": "soon"}, "rate-limited", None, "unreadable"),
        (429, {"RateLimit-Reset": "30", "Retry-After": "20"}, "rate-limited", 20.0, "Retry-After goes first"),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(REPLIED + 60)}, "rate-limited", 60.0, "a spent limit under 403, as GitHub says it"),
        (403, {"X-RateLimit-Remaining": "12"}, "blocked", None, "a 403 that is none"),
    ],
)
def test_reset_of_a_rate_limit_is_a_wait(status: int, headers: dict[str, str], reason: str, seconds: float | None, why: str, now: datetime) -> None:
    """Sites that count requests say when the count begins anew, as seconds or as a time."""
    with pytest.raises(BadStatusError) as caught:
        fetch("http://a.example/", client=_client(status, status, status, pace=Pace.off(), **headers), now=now)
    assert (caught.value.reason, caught.value.retry_after) == (reason, seconds), why


def test_errors_survive_pickling() -> None:
    """An error that crosses a process border keeps all it carries."""
    error = BadStatusError("http://a.example/", "rate-limited", "HTTP 429", 429, 60.0)
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), copy.url, copy.reason, copy.status, copy.retry_after, str(copy)) == (
        BadStatusError,
        error.url,
        error.reason,
        429,
        60.0,
        str(error),
    )


def test_fetched_at_is_the_time_given(server: Server, connect: Connect) -> None:
    """The run's clock is the only clock."""
    server.answers["/feed"] = lambda request: request.reply(FEED)
    then = datetime(2020, 2, 2, tzinfo=UTC) + timedelta(hours=1)
    assert fetch(server.url("/feed"), client=connect(), now=then).fetched_at == then
