"""How is a request carried over the guarded network?

The same shape as httpx's own transport (which has no place for a network backend), and nothing else: no proxies, no
environment, no HTTP/2, no cookies. TLS certificates are verified against certifi's roots.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpcore
import httpx

from feeds.errors import RefusedError, UnreachableError
from feeds.guard import Allowed, ConnectFailed, GuardedBackend

_CONNECTIONS = 100
_KEEPALIVE_SECONDS = 15.0  # a host's articles follow each other closely; servers hang up soon after


class GuardedTransport(httpx.BaseTransport):
    """Answers from the network; raises RefusedError, UnreachableError, or httpx's own errors for a broken exchange."""

    def __init__(self, allowed: tuple[Allowed, ...] = ()) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(verify=True, trust_env=False),
            max_connections=_CONNECTIONS,
            keepalive_expiry=_KEEPALIVE_SECONDS,
            network_backend=GuardedBackend(allowed),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            extensions=request.extensions,
        )
        with _as_httpx_errors(str(url)):
            answer = self._pool.handle_request(asked)
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer, str(url)), extensions=answer.extensions)

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response, url: str) -> None:
        self._answer, self._url = answer, url

    def __iter__(self) -> Iterator[bytes]:
        with _as_httpx_errors(self._url):
            yield from self._answer.iter_stream()

    def close(self) -> None:
        with _as_httpx_errors(self._url):
            self._answer.close()


@contextmanager
def _as_httpx_errors(url: str) -> Iterator[None]:
    try:
        yield
    except ConnectFailed as exc:
        kind = RefusedError if exc.reason == "blocked-address" else UnreachableError
        raise kind(url, exc.reason, str(exc)) from exc
    except httpcore.TimeoutException as exc:
        raise httpx.ReadTimeout(str(exc)) from exc
    except httpcore.ProtocolError as exc:
        raise httpx.RemoteProtocolError(str(exc)) from exc
    except httpcore.NetworkError as exc:
        raise httpx.NetworkError(str(exc)) from exc
