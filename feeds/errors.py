"""What can keep an address from being read?

FetchError               carries url, reason, status (where there was one), retry_after (seconds, where known)
├── RefusedError              we would not ask: bad-url, bad-scheme, blocked-address, too-many-redirects, robots, robots-unknown (it could not be had)
├── UnreachableError          no whole answer came: dns-error, connection-error, tls-error, timeout, not-captured
├── UnreadableError           an answer came and cannot be taken: too-large, bad-encoding; or reading it hit a limit: parse-timeout (a feed),
│                             extract-timeout (a page), out-of-memory, reader-died
└── BadStatusError            the site said no: gone, blocked, rate-limited, http-…
"""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "bad-url", "bad-scheme", "blocked-address", "too-many-redirects", "robots", "robots-unknown",
    "dns-error", "connection-error", "tls-error", "timeout", "not-captured",
    "too-large", "bad-encoding", "parse-timeout", "extract-timeout", "out-of-memory", "reader-died",
    "gone", "blocked", "rate-limited", "http-3xx", "http-401", "http-404", "http-4xx", "http-500", "http-503", "http-5xx",
]  # fmt: skip

_TEMPORARY = frozenset({"robots-unknown", "dns-error", "connection-error", "timeout", "rate-limited", "http-500", "http-503", "http-5xx", "reader-died"})
_COSTLY = frozenset({"parse-timeout", "extract-timeout", "out-of-memory", "reader-died"})
_URL_SHOWN = 300  # a hostile address of 100 kB is not repeated in every log line


class FetchError(Exception):
    """An address was not read. `reason` is one of a fixed list, so that it can be counted; `detail` is for people."""

    def __init__(self, url: str, reason: Reason, detail: str = "", status: int | None = None, retry_after: float | None = None) -> None:
        super().__init__(url, reason, detail, status, retry_after)  # all of them in args: the error survives pickling between processes
        self.url, self.reason, self.detail, self.status, self.retry_after = url, reason, detail, status, retry_after

    def __str__(self) -> str:
        shown = self.url if len(self.url) <= _URL_SHOWN else self.url[:_URL_SHOWN] + "…"
        return f"{shown}: {self.reason}" + (f" ({self.detail})" if self.detail else "")

    @property
    def temporary(self) -> bool:
        """Whether the next run may well succeed."""
        return self.reason in _TEMPORARY

    @property
    def costly(self) -> bool:
        """Whether each try costs a reader its life."""
        return self.reason in _COSTLY


class RefusedError(FetchError):
    """We would not ask."""


class UnreachableError(FetchError):
    """No whole answer came."""


class UnreadableError(FetchError):
    """An answer came and cannot be taken."""


class BadStatusError(FetchError):
    """The site answered, and not with what was asked for."""
