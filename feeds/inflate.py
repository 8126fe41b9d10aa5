"""What bytes does this response hold, and are they few enough?

Half a megabyte of gzip can hold half a gigabyte, so the count is of inflated bytes, made while they come in.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from feeds.errors import UnreadableError

ACCEPTED = "gzip, deflate"  # what is asked for; zlib inflates it in steps, which a cap needs
_STEP = 1 << 16


def read_body(stream: Iterable[bytes], *, coding: str, most: int, url: str) -> bytes:
    """The body, inflated; UnreadableError if it is larger than `most` bytes, or not coded as it says."""
    inflated = bytearray()
    for piece in _inflated(stream, coding.strip().lower(), url):
        inflated += piece
        if len(inflated) > most:
            raise UnreadableError(url, "too-large", f"more than {most:,} bytes")
    return bytes(inflated)


def unpacked(body: bytes, *, most: int, url: str) -> bytes:
    """The content of a file that is itself gzipped, as sitemaps are; any other body as it is."""
    return read_body([body], coding="gzip", most=most, url=url) if body.startswith(b"\x1f\x8b") else body


def _inflated(stream: Iterable[bytes], coding: str, url: str) -> Iterator[bytes]:
    if coding in {"", "identity"}:
        yield from stream
    elif coding in {"gzip", "x-gzip", "deflate"}:
        try:
            yield from _unzipped(stream, coding, url)
        except zlib.error as exc:
            raise UnreadableError(url, "bad-encoding", f"not {coding}: {exc}") from exc
    else:
        raise UnreadableError(url, "bad-encoding", f"content-encoding {coding[:60]!r} was not asked for")


def _unzipped(stream: Iterable[bytes], coding: str, url: str) -> Iterator[bytes]:
    inflater, begun, head = None, False, b""
    for chunk in stream:
        waiting = head + chunk
        if inflater is None and not begun and len(waiting) < 2:
            head = waiting  # two bytes tell zlib from bare deflate
            continue
        head, begun = b"", True
        while waiting:
            if inflater is None:
                inflater = zlib.decompressobj(_window(coding, waiting))
            piece = inflater.decompress(waiting, _STEP)
            if piece:
                yield piece
            if inflater.eof:
                waiting = inflater.unused_data
                if coding == "deflate" or not waiting.startswith(b"\x1f\x8b"):  # gzip may go on with another member; else it is padding
                    return
                inflater = None
            else:
                waiting = inflater.unconsumed_tail
                if not piece and not waiting:
                    break
    if inflater is not None or head:
        raise UnreadableError(url, "bad-encoding", f"{coding} stream cut short")


def _window(coding: str, head: bytes) -> int:
    if coding != "deflate":
        return zlib.MAX_WBITS | 16
    is_zlib = len(head) > 1 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS  # many servers send bare deflate under this name
