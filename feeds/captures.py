"""What was received?

Every response is kept before anybody reads it, in one gzipped WARC a day: read once, parse any time. Each record is a gzip
member of its own, written at once, so a file torn by a crash loses its last record and no other. Before the next one is written
the torn rest is cut off: WARC tools stop at a tear, and would never see what lies behind it.
Bodies are kept inflated, as in Common Crawl's archives: their coding moves to X-Crawl-Content-Encoding.
A 304 is a `revisit` record with the profile server-not-modified, as crawlers write it: tools then look for the body in the
response before it, where they would take a `response` for an empty page. The 304s of older files are read as well.

The records follow from the documents alone (ids are digests, gzip carries no time), so the same documents give the same file.
A record's Bellwether-Kind says whether a feed, a page or a robots.txt was asked for.
"""

from __future__ import annotations

import errno
import fcntl
import gzip
import io
import logging
import mmap
import os
import re
import string
import threading
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException
from warcio.warcwriter import WARCWriter

from feeds.fetch import Kind
from feeds.members import MEMBER, MOST_BYTES, read_member, whole_bytes
from parsers.model import Document

KIND_HEADER = "Bellwether-Kind"
POLL_GAP = timedelta(minutes=10)  # a quieter spell than this between captures separates two polls
NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"

log = logging.getLogger("bellwether")

_DAY = re.compile(r"\d{4}-\d\d-\d\d\.warc\.gz")
_REFRAMED = frozenset({"content-length", "content-encoding", "transfer-encoding"})  # true of the wire, not of the kept body
_UNREADABLE = (ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, TypeError, ValueError, KeyError, IndexError, AttributeError, zlib.error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One kept response: what was received, what it was asked for as, and where in the file it lies."""

    document: Document
    kind: Kind | None  # None in archives of other makers
    offset: int  # of its gzip member; in an uncompressed file, of the record
    nth: int = 0  # among the records that begin there (some archives put many in one member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Torn:
    """A stretch of a capture file that could not be read, from `offset` on: a warning, not a failure."""

    path: Path
    offset: int
    reason: str


class CaptureWriter:
    """Keeps responses under `folder`, in one file for each (UTC) day. Threads may share it; its `keep` is a client's `capture`."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lock = folder, threading.Lock()
        self._sound: set[Path] = set()  # files whose end was looked at: from then on only this writer appends to them

    def keep(self, document: Document, kind: Kind) -> None:
        """Writes the response out whole; OSError (disk full) leaves the file as it was."""
        path = capture_path(self._folder, document.fetched_at)
        record = io.BytesIO()
        write_capture(record, document, kind)
        with self._lock:
            path.parent.mkdir(parents=True, exist_ok=True)
            _append(path, record.getvalue(), is_sound=path in self._sound)
            self._sound.add(path)


def capture_path(folder: Path, when: datetime) -> Path:
    """The file of that day."""
    return folder / f"{when.astimezone(UTC):%Y-%m-%d}.warc.gz"


def capture_files(path: Path) -> tuple[Path, ...]:
    """The WARC files that a path stands for: itself, or those of a folder in the order of their names."""
    if not path.is_dir():
        return (path,)
    return tuple(sorted(file for file in path.iterdir() if file.name.endswith((".warc.gz", ".warc"))))


def hold(path: Path) -> int:
    """Mark the folder of this file as in use, until the descriptor is closed: retention then removes nothing in it."""
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:  # a file system without locks: it is read all the same
        log.debug("%s is read without a lock", path.parent)
    return descriptor


def is_of_a_day(path: Path) -> bool:
    """Whether the file is named as capture_path names it."""
    return _DAY.fullmatch(path.name) is not None


def _append(path: Path, member: bytes, *, is_sound: bool) -> None:
    """In one write to the system, nothing held back: so what is in the file is whole members, whoever is killed when."""
    with path.open("ab", buffering=0) as file:
        if not is_sound:
            _cut_torn_rest(path)
        before = file.seek(0, os.SEEK_END)
        try:
            written = file.write(member)
        except OSError as exc:
            raise OSError(exc.errno, exc.strerror, str(path)) from exc  # says which
        if written != len(member):
            file.truncate(before)
            raise OSError(errno.ENOSPC, f"only {written} of {len(member)} bytes could be written", str(path))


def _cut_torn_rest(path: Path) -> None:
    with path.open("rb+") as file:
        size, whole = file.seek(0, os.SEEK_END), whole_bytes(file)
        if whole < size:
            log.warning("%s: its last record was cut off by a crash; %d bytes of it are taken out", path, size - whole)
            file.truncate(whole)


def write_capture(file: BinaryIO, document: Document, kind: Kind) -> None:
    """Appends the response to `file` as one gzip member; its date is `document.fetched_at`."""
    when = document.fetched_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    seed = "\n".join((document.url, when, str(document.status), kind, zlib.crc32(document.body).to_bytes(4, "big").hex()))
    headers = [(name, _ascii(value)) for name, value in document.headers.items() if name not in _REFRAMED]
    coding = document.headers.get("content-encoding")
    headers += [("x-crawl-content-encoding", _ascii(coding))] if coding else []
    headers += [("content-length", str(len(document.body)))]
    phrase = HTTPStatus(document.status).phrase if document.status in HTTPStatus._value2member_map_ else "Unknown"
    is_revisit = document.status == HTTPStatus.NOT_MODIFIED
    named = {"WARC-Date": when, "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, seed)}>", KIND_HEADER: kind}
    writer = WARCWriter(io.BytesIO(), gzip=False, warc_version="WARC/1.1")
    record = writer.create_warc_record(
        document.url,
        "revisit" if is_revisit else "response",
        payload=io.BytesIO(document.body),
        http_headers=StatusAndHeaders(f"{document.status} {phrase}", headers, protocol="HTTP/1.1"),
        warc_headers_dict=named | ({"WARC-Profile": NOT_MODIFIED, "WARC-Refers-To-Target-URI": document.url} if is_revisit else {}),
    )
    writer.write_record(record)
    file.write(gzip.compress(writer.out.getvalue(), 6, mtime=0))


def _ascii(value: str) -> str:
    """A header's value as WARC tools expect it: other bytes percent-encoded, which is also what they mean in a Location."""
    return value if value.isascii() else quote(value.encode("latin-1", "replace"), safe=string.printable)


def read_captures(path: Path) -> Iterator[Capture | Torn]:
    """Every response of a WARC file in its order, and a Torn for each stretch that cannot be read. Never raises for what the file holds."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return
        if not file.read(3).startswith(MEMBER):
            file.seek(0)
            yield from _captures(file, 0, path)
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            offset = 0
            while 0 <= offset < len(content):
                member, end = read_member(content, offset)
                if member is None:
                    yield Torn(path=path, offset=offset, reason="cut short or damaged" if end < 0 else f"larger than {MOST_BYTES:,} bytes")
                    offset = content.find(MEMBER, offset + 1) if end < 0 else end
                else:
                    yield from _captures(io.BytesIO(member), offset, path)
                    offset = end


def read_capture(path: Path, offset: int, nth: int = 0) -> Capture | None:
    """The capture that lies there, or None where there is none (any more)."""
    with path.open("rb") as file:
        file.seek(offset)
        if file.read(3) != MEMBER:
            file.seek(offset)
            found = _captures(file, offset, path)
        else:
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                member, _end = read_member(content, offset)
            found = _captures(io.BytesIO(member or b""), offset, path)
        return next((capture for capture in found if isinstance(capture, Capture) and capture.nth == nth), None)


def moments(*paths: Path) -> tuple[datetime, ...]:
    """When the feeds were polled, oldest first: replaying these files at these times meets every poll that was captured.

    A run gives all its fetches one time, so most polls are one time exactly. Captures less than ten minutes apart count as one
    poll, whose moment is its last capture. Polls without a feed in them (pages read again) do not count; in archives of other
    makers, which do not say what was a feed, every capture does.
    """
    taken = sorted({(c.document.fetched_at, c.kind) for path in paths for c in read_captures(path) if isinstance(c, Capture)}, key=lambda capture: capture[0])
    marked = any(kind is not None for _when, kind in taken)
    polls: list[tuple[datetime, bool]] = []
    for when, kind in taken:
        polled = kind == "feed" or not marked
        if polls and when - polls[-1][0] < POLL_GAP:
            polls[-1] = (when, polls[-1][1] or polled)
        else:
            polls.append((when, polled))
    return tuple(when for when, polled in polls if polled)


def _captures(file: BinaryIO, offset: int, path: Path) -> Iterator[Capture | Torn]:
    """The responses among the WARC records of an uncompressed stream; a bad one costs no other, as long as it says where it ends."""
    records = ArchiveIterator(file)
    nth = -1
    while True:
        nth += 1
        try:
            record = next(records, None)
        except _UNREADABLE as exc:
            yield _torn(path, offset, exc)
            return
        if record is None:
            return
        try:
            capture = _capture(record, offset, nth)
        except _UNREADABLE as exc:
            yield _torn(path, offset, exc)
            continue
        if capture is not None:
            yield capture


def _torn(path: Path, offset: int, exc: Exception) -> Torn:
    return Torn(path=path, offset=offset, reason=f"{type(exc).__name__}: {exc}"[:200])


def _capture(record: ArcWarcRecord, offset: int, nth: int) -> Capture | None:
    url, when = record.rec_headers.get_header("WARC-Target-URI"), record.rec_headers.get_header("WARC-Date")
    if record.http_headers is None or not url or not when:
        return None
    if record.rec_type != "response" and not (record.rec_type == "revisit" and record.http_headers.get_statuscode() == "304"):
        return None  # a revisit of another kind repeats a body that the file holds already
    declared = int(record.rec_headers.get_header("Content-Length"))
    if declared > MOST_BYTES:
        raise ValueError(f"a record of {declared:,} bytes")
    fetched_at = datetime.fromisoformat(when)
    status = int(record.http_headers.get_statuscode())
    body = record.content_stream().read(MOST_BYTES)
    received: dict[str, str] = {}
    for name, value in record.http_headers.headers:
        if name.lower() not in _REFRAMED:
            received.setdefault(name.lower(), value)
    if len(body) < int(record.http_headers.get_header("Content-Length") or 0) and not record.http_headers.get_header("Content-Encoding"):
        raise ValueError("a body cut short")
    document = Document(
        url=url.strip("<>"),
        final_url=url.strip("<>"),
        status=status,
        headers=received,
        body=body,
        fetched_at=fetched_at if fetched_at.tzinfo else fetched_at.replace(tzinfo=UTC),
    )
    kind = record.rec_headers.get_header(KIND_HEADER)
    return Capture(document=document, kind=kind if kind in {"feed", "page", "robots"} else None, offset=offset, nth=nth)
