from __future__ import annotations

import socket
from collections.abc import Callable
from datetime import datetime

import pytest
from server import Server

from feeds.errors import RefusedError, UnreachableError
from feeds.fetch import Client, fetch
from feeds.guard import is_permitted, parse_allowed

Connect = Callable[..., Client]

REFUSED = {
    "loopback": "127.0.0.1",
    "all of loopback": "127.8.9.10",
    "this host": "0.0.0.0",
    "private 10": "10.0.0.1",
    "private 172.16": "172.31.255.255",
    "private 192.168": "192.168.1.1",
    "carrier NAT": "100.100.100.200",
    "link-local, where clouds keep their metadata": "169.254.169.254",
    "6to4 relay, global for Python": "192.88.99.1",
    "benchmarks": "198.18.0.1",
    "documentation": "203.0.113.9",
    "multicast": "224.0.0.251",
    "multicast that Python calls global": "233.252.1.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "IPv6 loopback": "::1",
    "IPv6 unspecified": "::",
    "IPv4-mapped loopback": "::ffff:127.0.0.1",
    "IPv4-mapped metadata": "::ffff:a9fe:a9fe",
    "IPv4-compatible": "::7f00:1",
    "NAT64": "64:ff9b::7f00:1",
    "NAT64 of a public address too": "64:ff9b::808:808",
    "local NAT64": "64:ff9b:1::7f00:1",
    "6to4": "2002:7f00:1::",
    "Teredo": "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "IPv6 documentation": "2001:db8::1",
    "new IPv6 documentation": "3fff::1",
    "unique local": "fd00::1",
    "link-local with a scope": "fe80::1%eth0",
    "site-local": "fec0::1",
    "IPv6 multicast": "ff0e::1",
    "segment routing": "5f00::1",
    "no address": "example.org",
}


@pytest.mark.parametrize("address", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_public_is_refused(address: str) -> None:
    """Every address that could lead inside, in every disguise, is refused."""
    assert not is_permitted(address, 80, ())


@pytest.mark.parametrize(("port", "is_let_through"), [(80, True), (443, True), (8443, True), (22, False), (25, False), (445, False), (6379, True)])
def test_ports_of_other_services_are_refused(port: int, is_let_through: bool) -> None:
    """A link to a mail server's port gets nothing sent there, unless the pair is allowed."""
    assert is_permitted("8.8.8.8", port, ()) is is_let_through
    assert is_permitted("8.8.8.8", port, parse_allowed([f"8.8.8.8:{port}"]))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_public_addresses_are_permitted(address: str) -> None:
    """The public network is what feeds are on."""
    assert is_permitted(address, 80, ())


def test_the_allow_list_holds_pairs() -> None:
    """A pair lets through its own network at its own port, and neither another port nor another address."""
    allowed = parse_allowed(["127.0.0.1:8801", " 10.1.0.0/16:80", "[fd00::/8]:8080", "[::1]:9", ""])
    for address, port, is_let_through in (
        ("127.0.0.1", 8801, True),
        ("::ffff:127.0.0.1", 8801, True),
        ("127.0.0.1", 8802, False),
        ("127.0.0.2", 8801, False),
        ("10.1.200.3", 80, True),
        ("10.2.0.1", 80, False),
        ("fd12::1", 8080, True),
        ("::1", 9, True),
        ("::1", 8080, False),
    ):
        assert is_permitted(address, port, allowed) is is_let_through, (address, port)


@pytest.mark.parametrize("pair", ["127.0.0.1", "localhost:80", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:x", "10.1.2.3/16:80", "::1:x", ":80", "+127.0.0.1:80", "fd00::1:80", "127.0.0.1:-1"])
def test_a_wrong_pair_is_named_with_its_form(pair: str) -> None:
    """A pair that cannot be read is an error when the client is made, never an open door."""
    with pytest.raises(ValueError, match=r"is not an address and port.*; write 127"):
        parse_allowed([pair])


def _resolves(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Makes names resolve to these answers, one list a question (the last repeats); the list of names asked for."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def lookup(host: str, port: int, *args: object, **kwargs: object) -> list[tuple[object, ...]]:
        if not host.endswith(".example"):
            return real(host, port, *args, **kwargs)  # type: ignore[arg-type, return-value]
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return asked


def test_the_address_checked_is_the_one_connected_to(server: Server, connect: Connect, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved once a connection: a second, different answer (DNS rebinding) is never asked for, and the Host stays the name."""
    server.answers["/feed"] = lambda request: request.reply(b"<rss/>")
    asked = _resolves(monkeypatch, ["127.0.0.1"], ["127.0.0.2"])
    port = server.address.partition(":")[2]
    assert fetch(f"http://rebind.example:{port}/feed", client=connect(), now=now).body == b"<rss/>"
    assert asked == ["rebind.example"]
    assert server.asked[0][1]["host"] == f"rebind.example:{port}"


def test_names_that_lead_inside_are_refused(server: Server, connect: Connect, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name with a private address is refused, and with both kinds only the permitted one is connected to."""
    server.answers["/feed"] = lambda request: request.reply(b"<rss/>")
    port = server.address.partition(":")[2]
    _resolves(monkeypatch, ["10.0.0.7"], ["127.0.0.2", "127.0.0.1"])
    with pytest.raises(RefusedError) as caught:
        fetch(f"http://inner.example:{port}/feed", client=connect(), now=now)
    assert caught.value.reason == "blocked-address"
    assert fetch(f"http://both.example:{port}/feed", client=connect(), now=now).body == b"<rss/>"


@pytest.mark.parametrize("host", ["localhost", "localhost.", "LOCALHOST", "feed.localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::1]"])
def test_other_spellings_of_loopback_are_refused(host: str, connect: Connect, now: datetime) -> None:
    """However loopback is spelt, it is refused before anything is connected."""
    with pytest.raises(RefusedError) as caught:
        fetch(f"http://{host}:9/feed", client=connect(), now=now)
    assert caught.value.reason == ("bad-url" if host == "0177.0.0.1" else "blocked-address")


def test_unknown_and_slow_names_are_dns_errors(connect: Connect, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name without an address is told apart, and a resolver that hangs does not hold up the run."""
    client = connect(seconds=0.2)

    def unknown(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    def hanging(*_args: object, **_kwargs: object) -> list[object]:
        import time

        time.sleep(1)
        return []

    for resolver in (unknown, hanging):
        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        with pytest.raises(UnreachableError) as caught:
            fetch("http://nowhere.example/", client=client, now=now)
        assert caught.value.reason == "dns-error"


def test_a_closed_port_is_a_connection_error(server: Server, connect: Connect, now: datetime) -> None:
    """Nobody listening is told apart from nobody allowed."""
    client = connect()
    server.close()
    with pytest.raises(UnreachableError) as caught:
        fetch(server.url("/feed"), client=client, now=now)
    assert caught.value.reason == "connection-error"
