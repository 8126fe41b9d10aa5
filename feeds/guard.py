"""May this address be connected to?

Feeds and their links are written by strangers, so a name may lead to the machine's own network. The check is made where
the connection is: a name is resolved once, every address it has is checked, and the connection goes to a checked address,
never to the name again (DNS rebinding). TLS and the Host header keep the name. Redirects pass here too, being connections.
"""

from __future__ import annotations

import ipaddress
import queue
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import httpcore

from feeds.errors import Reason

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

CONNECT_SECONDS = 5.0  # for one address; a name with a dead IPv6 address still leaves time for its IPv4 one
MOST_ADDRESSES = 4  # of one name
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")  # every IPv6 address handed out so far; NAT64, IPv4-compatible, ULA, site-local lie outside
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(block)
    for block in (
        "192.88.99.0/24",  # 6to4 relays; Python calls them global
        "2002::/16",  # 6to4: an IPv4 address in disguise, loopback included
        "2001::/23",  # Teredo (IPv4 in disguise), ORCHID and other protocol assignments
        "3fff::/20",  # documentation; older Pythons call it global
    )
)
_WEB_PORTS = frozenset({80, 443})  # of those below 1024; the others are mail, files and shells, which a link must not make us talk to
_PAIR = re.compile(r"(?:(?P<bare>[0-9.]+(?:/\d+)?)|\[(?P<bracketed>[0-9a-fA-F:.]+(?:/\d+)?)\]):(?P<port>[0-9]{1,5})")

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """A network and port that are let through although they are not public."""

    network: IPNetwork
    port: int


def parse_allowed(pairs: Iterable[str]) -> tuple[Allowed, ...]:
    """The pairs `IP:port` or `CIDR:port` (IPv6 in brackets: `[fd00::/8]:80`), read; ValueError says which is wrong and how it is written."""
    return tuple(_parse_pair(pair.strip()) for pair in pairs if pair.strip())


def _parse_pair(pair: str) -> Allowed:
    written = _PAIR.fullmatch(pair)
    try:
        if written and 0 < int(written["port"]) < 65536:
            return Allowed(network=ipaddress.ip_network(written["bare"] or written["bracketed"]), port=int(written["port"]))
        problem = ""
    except ValueError as exc:
        problem = f": {exc}"
    raise ValueError(f"{pair!r} is not an address and port{problem}; write 127.0.0.1:8080, 10.1.0.0/16:80 or [fd00::/8]:80 (no names)")


def is_permitted(address: str, port: int, allowed: tuple[Allowed, ...]) -> bool:
    """Whether the address is public and the port a web server's, or both one of the allowed pairs."""
    try:
        ip: IPAddress = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if any(pair.port == port and ip.version == pair.network.version and ip in pair.network for pair in allowed):
        return True
    if (port < 1024 and port not in _WEB_PORTS) or (isinstance(ip, ipaddress.IPv6Address) and ip not in _GLOBAL_UNICAST):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved and not any(ip.version == net.version and ip in net for net in _NOT_PUBLIC)


class ConnectFailed(httpcore.ConnectError):
    """No connection was made; `reason` says why."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason: Reason = reason


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Within this block every connect, read and write of this thread ends in time, however slowly bytes drip."""
    token = _deadline.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _deadline.reset(token)


def _left(timeout: float | None) -> float:
    """How long one step may take: its own timeout or what the deadline leaves, whichever is less."""
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the total time is used up")
    return left if timeout is None else min(timeout, left)


class GuardedBackend(httpcore.NetworkBackend):
    """The network, as far as it is permitted."""

    def __init__(self, allowed: tuple[Allowed, ...] = ()) -> None:
        self._allowed = allowed
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = _resolve(host, port, _left(timeout))
        permitted = [address for address in addresses if is_permitted(address, port, self._allowed)]
        if not permitted:
            shown = ", ".join(addresses[:MOST_ADDRESSES])
            raise ConnectFailed("blocked-address", f"{host} is at {shown}, port {port}: not the public web, and {addresses[0]}:{port} is not in BELLWETHER_ALLOW")
        failure: Exception | None = None
        for address in permitted[:MOST_ADDRESSES]:
            try:
                stream = self._network.connect_tcp(address, port, min(CONNECT_SECONDS, _left(timeout)), local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as exc:
                failure = exc
            else:
                return _TimedStream(stream)
        if isinstance(failure, httpcore.ConnectTimeout):
            raise failure
        raise ConnectFailed("connection-error", str(failure)) from failure


def _resolve(host: str, port: int, seconds: float) -> list[str]:
    """Every address of the name, each once. The system's resolver knows no time limit, so it is asked from a thread that may be left behind."""
    if f".{host.rstrip('.').lower()}".endswith(".localhost"):
        return ["127.0.0.1"]  # RFC 6761; resolvers differ over "localhost." and "x.localhost"
    answer: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.put(list(dict.fromkeys(str(entry[4][0]) for entry in found)))
        except (OSError, UnicodeError) as exc:
            answer.put(exc)

    threading.Thread(target=ask, daemon=True, name="resolve").start()
    try:
        found = answer.get(timeout=seconds)
    except queue.Empty as exc:
        raise ConnectFailed("dns-error", f"no answer for {host} within {seconds:.0f} s") from exc
    if isinstance(found, Exception):
        raise ConnectFailed("dns-error", f"{host}: {found}") from found
    return found


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step is held to the deadline: a header sent a byte a minute passes any timeout for one read."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None) -> httpcore.NetworkStream:
        try:
            return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, _left(timeout)))
        except httpcore.ConnectError as exc:
            raise ConnectFailed("tls-error", str(exc)) from exc

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
