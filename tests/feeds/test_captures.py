from __future__ import annotations

import gzip
import io
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import fastwarc
import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from feeds.captures import Capture, CaptureWriter, Torn, capture_path, moments, read_capture, read_captures, write_capture
from feeds.members import MOST_BYTES
from parsers.model import Document

T0 = datetime(2024, 7, 23, 12, tzinfo=UTC)


def _document(url: str = "http://a.example/feed", *, at: datetime = T0, status: int = 200, body: bytes = b"<rss/>", **headers: str) -> Document:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Document(url=url, final_url=url, status=status, headers=named, body=body, fetched_at=at)


def _documents(path: Path) -> list[Document]:
    return [capture.document for capture in read_captures(path) if isinstance(capture, Capture)]


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(_document(etag='W/"1"', content_type="application/rss+xml"), id="a feed"),
        pytest.param(_document(status=304, body=b"", etag='"1"'), id="a 304 without a body"),
        pytest.param(_document(status=301, body=b"", location="/feed/"), id="a redirect"),
        pytest.param(_document(status=500, body=b""), id="an error"),
        pytest.param(_document(status=999, body=b""), id="a status nobody has heard of"),
        pytest.param(_document(body=bytes(range(256)) * 40), id="any bytes"),
        pytest.param(_document(body=b"WARC/1.0\r\n\r\n\x1f\x8b\x08\x00"), id="bytes like an archive's"),
        pytest.param(_document("http://a.example/?q=a%20b&c=d"), id="a query"),
    ],
)
def test_what_is_written_is_read_back(tmp_path: Path, document: Document) -> None:
    """A response comes back from its file as it was received."""
    CaptureWriter(tmp_path).keep(document, "feed")
    (capture,) = read_captures(capture_path(tmp_path, T0))
    assert isinstance(capture, Capture)
    assert (capture.document, capture.kind) == (document, "feed")


def test_bodies_are_kept_inflated_and_say_how_they_came(tmp_path: Path) -> None:
    """The wire's coding and framing do not describe the kept body, so they are not kept as if they did."""
    document = _document(content_encoding="gzip", transfer_encoding="chunked", content_length="9")
    CaptureWriter(tmp_path).keep(document, "page")
    (kept,) = _documents(capture_path(tmp_path, T0))
    assert kept.headers == {"x-crawl-content-encoding": "gzip"}
    assert kept.body == document.body


def test_other_tools_can_read_the_files(tmp_path: Path) -> None:
    """A capture file is a WARC like any other: whole gzip members, sound digests, one response each."""
    writer = CaptureWriter(tmp_path)
    for n in range(3):
        writer.keep(_document(f"http://a.example/{n}"), "page")
    with capture_path(tmp_path, T0).open("rb") as file:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read(), r.digest_checker.passed) for r in ArchiveIterator(file, check_digests=True)]
    assert records == [("response", f"http://a.example/{n}", b"<rss/>", True) for n in range(3)]


def _as_fastwarc_reads(path: Path) -> list[tuple[str, str, str, bytes]]:
    """Type, address and status of every record, by a reader that is not the one we write with, and its body."""
    with path.open("rb") as file:
        return [
            (record.headers["WARC-Type"], record.headers["WARC-Target-URI"], record.http_headers.status_line, record.reader.read())
            for record in fastwarc.ArchiveIterator(file, verify_digests=True)
        ]


def test_another_tool_reads_what_was_received(tmp_path: Path) -> None:
    """FastWARC finds every record with sound digests, a 304 as a revisit; warcio's own check finds nothing wrong."""
    writer, path = CaptureWriter(tmp_path), capture_path(tmp_path, T0)
    writer.keep(_document("http://a.example/feed", etag='"1"', content_encoding="gzip"), "feed")
    writer.keep(_document("http://a.example/page", body=bytes(range(256)) * 500), "page")
    writer.keep(_document("http://a.example/feed", at=T0 + timedelta(hours=3), status=304, body=b"", etag='"1"'), "feed")
    assert _as_fastwarc_reads(path) == [
        ("response", "http://a.example/feed", "HTTP/1.1 200 OK", b"<rss/>"),
        ("response", "http://a.example/page", "HTTP/1.1 200 OK", bytes(range(256)) * 500),
        ("revisit", "http://a.example/feed", "HTTP/1.1 304 Not Modified", b""),
    ]
    checked = subprocess.run([sys.executable, "-m", "warcio.cli", "check", "-v", str(path)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert (checked.stdout.count("digest pass"), checked.stdout.count("not checked (revisit)")) == (2, 1)  # of a revisit there is nothing to check


@pytest.mark.parametrize("cut", [1, 2, 3, 9, 200, 2_000])
def test_a_later_run_writes_where_the_last_whole_record_ends(tmp_path: Path, cut: int, caplog: pytest.LogCaptureFixture) -> None:
    """After a crash in the middle of a record the next run takes the torn rest out, says so, and every tool reads on behind it."""
    path = capture_path(tmp_path, T0)
    CaptureWriter(tmp_path).keep(_document("http://a.example/1"), "feed")
    whole = path.stat().st_size
    CaptureWriter(tmp_path).keep(_document("http://a.example/2", body=random.Random(1).randbytes(5_000)), "feed")
    path.write_bytes(path.read_bytes()[: whole + cut])
    CaptureWriter(tmp_path).keep(_document("http://a.example/3"), "feed")
    assert [address for _, address, _, _ in _as_fastwarc_reads(path)] == ["http://a.example/1", "http://a.example/3"]
    assert not [found for found in read_captures(path) if isinstance(found, Torn)]
    assert f"{cut} bytes" in caplog.text


def test_a_file_without_a_whole_record_is_begun_anew(tmp_path: Path) -> None:
    """A crash in a day's first record leaves nothing worth keeping."""
    path = capture_path(tmp_path, T0)
    CaptureWriter(tmp_path).keep(_document("http://a.example/1"), "feed")
    path.write_bytes(path.read_bytes()[:100])
    CaptureWriter(tmp_path).keep(_document("http://a.example/2"), "feed")
    assert [address for _, address, _, _ in _as_fastwarc_reads(path)] == ["http://a.example/2"]


def test_a_file_of_another_maker_is_only_written_behind(tmp_path: Path) -> None:
    """What is not gzip is nothing of ours to cut."""
    path = capture_path(tmp_path, T0)
    path.write_bytes(b"not an archive\r\n")
    CaptureWriter(tmp_path).keep(_document(), "feed")
    assert path.read_bytes().startswith(b"not an archive\r\n")


def test_304s_of_older_files_are_read(tmp_path: Path) -> None:
    """Files written before kept a 304 as a response."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = StatusAndHeaders("304 Not Modified", [("ETag", '"1"')], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record("http://a.example/feed", "response", io.BytesIO(), http_headers=headers, warc_headers_dict={"WARC-Date": "2024-07-23T12:00:00Z"}))
    (tmp_path / "old.warc.gz").write_bytes(out.getvalue())
    assert [(document.status, document.etag) for document in _documents(tmp_path / "old.warc.gz")] == [(304, '"1"')]


def test_the_same_documents_give_the_same_bytes() -> None:
    """Nothing but the documents goes into a file: no clock, no host name, no chance."""
    first, second = io.BytesIO(), io.BytesIO()
    for file in (first, second):
        write_capture(file, _document(etag='"1"'), "feed")
        write_capture(file, _document(at=T0 + timedelta(days=7)), "feed")
    assert first.getvalue() == second.getvalue()
    assert len(set(_record_ids(first.getvalue()))) == 2


def _record_ids(content: bytes) -> list[str]:
    return [record.rec_headers.get_header("WARC-Record-ID") for record in ArchiveIterator(io.BytesIO(content))]


def test_each_day_has_its_file(tmp_path: Path) -> None:
    """The day is that of the response, in UTC."""
    writer = CaptureWriter(tmp_path / "captures")
    writer.keep(_document(at=datetime(2024, 7, 23, 23, 59, tzinfo=UTC)), "feed")
    writer.keep(_document(at=datetime(2024, 7, 24, 1, 30, tzinfo=UTC)), "feed")
    assert sorted(path.name for path in (tmp_path / "captures").iterdir()) == ["2024-07-23.warc.gz", "2024-07-24.warc.gz"]


def test_a_torn_record_costs_no_other(tmp_path: Path) -> None:
    """A crash in the middle of a record loses that record: those before it are read, and those written behind it later too."""
    writer, path = CaptureWriter(tmp_path), capture_path(tmp_path, T0)
    writer.keep(_document("http://a.example/1"), "feed")
    whole = path.stat().st_size
    writer.keep(_document("http://a.example/2", body=b"x" * 5_000 + bytes(range(256))), "feed")
    content = path.read_bytes()
    for cut in range(whole + 1, len(content), 7):
        path.write_bytes(content[:cut])
        writer.keep(_document("http://a.example/3"), "feed")
        found = list(read_captures(path))
        assert [c.document.url[-1] for c in found if isinstance(c, Capture)] == ["1", "3"], cut
        assert [c.offset for c in found if isinstance(c, Torn)] == [whole], cut


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"not an archive at all\r\n\r\n", id="text"),
        pytest.param(b"\x1f\x8b\x08" * 500, id="beginnings without end"),
        pytest.param(gzip.compress(b"not WARC inside"), id="gzip of something else"),
        pytest.param(gzip.compress(bytes(40_000_000), 1), id="a bomb"),
        pytest.param(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nWARC-Date: yesterday\r\nContent-Length: 9\r\n\r\nHTTP/1.1 2"), id="no date"),
        pytest.param(gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\r\nWARC-Date: 2024-07-23T00:00:00Z\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"), id="no length"),
        pytest.param(b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: -1\r\n\r\n", id="a length below nothing"),
    ],
)
def test_damaged_files_are_warned_of_and_never_raise(tmp_path: Path, content: bytes) -> None:
    """Whatever the file holds, reading it gives values: here no capture, and for anything but an empty file a Torn or nothing."""
    path = tmp_path / "damaged.warc.gz"
    path.write_bytes(content)
    found = list(read_captures(path))
    assert not [capture for capture in found if isinstance(capture, Capture)]
    assert moments(path) == ()


def _foreign(*, is_gzipped: bool) -> bytes:
    """An archive as another crawler writes it: a warcinfo record first, requests between, bodies as they came over the wire."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=is_gzipped)
    writer.write_record(writer.create_warcinfo_record("x.warc", {"software": "other"}))
    for n in range(2):
        headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), ("Content-Encoding", "gzip")], protocol="HTTP/1.1")
        dated = {"WARC-Date": "2024-07-23T12:00:00Z"}
        writer.write_record(writer.create_warc_record(f"http://a.example/{n}", "response", io.BytesIO(gzip.compress(b"page")), http_headers=headers, warc_headers_dict=dated))
        request = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
        writer.write_record(writer.create_warc_record(f"http://a.example/{n}", "request", io.BytesIO(b""), http_headers=request))
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(_foreign(is_gzipped=True), id="gzipped record by record"),
        pytest.param(_foreign(is_gzipped=False), id="not gzipped"),
        pytest.param(gzip.compress(_foreign(is_gzipped=False)), id="gzipped as one"),
    ],
)
def test_archives_of_other_makers_are_read(tmp_path: Path, content: bytes) -> None:
    """Any WARC gives its responses, bodies inflated, and each can be read again from its place."""
    path = tmp_path / "other.warc.gz"
    path.write_bytes(content)
    found = [capture for capture in read_captures(path) if isinstance(capture, Capture)]
    assert [(c.document.url, c.document.body, c.kind, c.document.fetched_at) for c in found] == [(f"http://a.example/{n}", b"page", None, T0) for n in range(2)]
    assert [read_capture(path, c.offset, c.nth) for c in found] == found


def _bad(content: bytes, how: str) -> bytes:
    """An uncompressed record whose frame stays sound."""
    if how == "too large":
        frame, _, rest = content.partition(b"Content-Length: ")
        length, _, rest = rest.partition(b"\r\n")
        extra = bytes(MOST_BYTES)
        return frame + b"Content-Length: %d\r\n" % (int(length) + len(extra)) + rest.removesuffix(b"\r\n\r\n") + extra + b"\r\n\r\n"
    return content.replace(b"WARC-Date: 2024", b"WARC-Date: last") if how == "no date" else content.replace(b"content-length: 6", b"content-length: 9")


@pytest.mark.parametrize(("how", "is_gzipped"), [("too large", False), ("no date", False), ("cut short", False), ("no date", True), ("cut short", True)])
def test_a_bad_record_costs_no_other(tmp_path: Path, how: str, is_gzipped: bool) -> None:
    """Where records lie one behind the other, those behind a bad one are read, and found again from their places."""
    records = []
    for n in range(3):
        out = io.BytesIO()
        write_capture(out, _document(f"http://a.example/{n}"), "page")
        records.append(gzip.decompress(out.getvalue()))
    assert _bad(records[1], how) != records[1]
    content = records[0] + _bad(records[1], how) + records[2]
    path = tmp_path / "all.warc"
    path.write_bytes(gzip.compress(content) if is_gzipped else content)
    found = list(read_captures(path))
    assert [each.document.url[-1] if isinstance(each, Capture) else "torn" for each in found] == ["0", "torn", "2"]
    assert [read_capture(path, each.offset, each.nth) for each in found if isinstance(each, Capture)] == [found[0], found[2]]


def test_behind_a_wrong_length_nothing_is_read(tmp_path: Path) -> None:
    """A record whose frame is wrong leaves no place to go on from."""
    out = io.BytesIO()
    write_capture(out, _document(), "page")
    record = gzip.decompress(out.getvalue())
    length = next(line for line in record.splitlines() if line.startswith(b"Content-Length: "))
    path = tmp_path / "all.warc"
    path.write_bytes(record + record.replace(length, b"Content-Length: 20", 1) + record)
    found = list(read_captures(path))
    assert isinstance(found[0], Capture)
    assert isinstance(found[-1], Torn)


def test_moments_are_the_polls(tmp_path: Path) -> None:
    """A poll is a burst of captures with a feed in it, and its moment the last of them; pages read again are no poll."""
    writer = CaptureWriter(tmp_path)
    for minutes, kind in ((0, "feed"), (0, "page"), (30, "feed"), (31, "feed"), (34, "page"), (90, "page"), (300, "feed")):
        writer.keep(_document(f"http://a.example/{kind}", at=T0 + timedelta(minutes=minutes)), kind)
    assert moments(capture_path(tmp_path, T0)) == tuple(T0 + timedelta(minutes=minutes) for minutes in (0, 34, 300))


def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A record that fits only in part is taken out again, and the error is not hidden."""
    writer, path = CaptureWriter(tmp_path), capture_path(tmp_path, T0)
    writer.keep(_document(), "feed")
    before = path.read_bytes()
    opened = Path.open

    class Full(io.FileIO):
        def write(self, content: bytes) -> int:
            return super().write(content[:20])

    monkeypatch.setattr(Path, "open", lambda self, mode="r", **options: Full(self, "ab") if mode == "ab" else opened(self, mode, **options))
    with pytest.raises(OSError, match="only 20 of"):
        writer.keep(_document("http://a.example/2"), "feed")
    assert path.read_bytes() == before
