"""Where in this file does a gzip member lie whole?"""

from __future__ import annotations

import mmap
import os
import zlib
from typing import BinaryIO

MEMBER = b"\x1f\x8b\x08"
MOST_BYTES = 32_000_000  # of one record, inflated; three times what a fetch lets through

_STEP = 1 << 16


def read_member(content: mmap.mmap, offset: int) -> tuple[bytes | None, int]:
    """The gzip member that begins here, inflated, and where it ends; None where it is too large, (None, -1) where it is torn."""
    inflater, inflated, size, at = zlib.decompressobj(zlib.MAX_WBITS | 16), bytearray(), 0, offset
    try:
        while not inflater.eof:
            given = inflater.unconsumed_tail
            if not given:
                given = content[at : at + _STEP]
                at += len(given)
                if not given:
                    return None, -1
            piece = inflater.decompress(given, _STEP)
            size += len(piece)
            if size <= MOST_BYTES:
                inflated += piece
    except zlib.error:
        return None, -1
    return (bytes(inflated) if size <= MOST_BYTES else None), at - len(inflater.unused_data)


def whole_bytes(file: BinaryIO) -> int:
    """How many bytes of the file end with a whole gzip member; less than its size where a write was cut off.

    Looked for from the end backwards: in a sound file only the last member is read. A file that is not gzip is taken as it is.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(len(MEMBER))
    if not head or head != MEMBER[: len(head)]:
        return size
    if size <= len(MEMBER):
        return 0
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        place = content.rfind(MEMBER)
        while place >= 0:
            _member, end = read_member(content, place)  # three bytes that look like a beginning stand in packed bytes by chance
            if end >= 0:
                return end
            place = content.rfind(MEMBER, 0, place + len(MEMBER) - 1)
    return 0
