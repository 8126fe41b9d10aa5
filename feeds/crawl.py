"""Which pages does an archive of a crawl hold? Common Crawl's news, or any WARC file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from feeds.captures import Capture, Torn, capture_files, read_captures
from parsers.model import Document

MOST_BYTES = 5_000_000  # of a page, as when it is fetched
YEARS = range(1990, 2101)  # before them there was no page to crawl, and behind them is no crawler's clock


def crawl_files(paths: list[Path]) -> tuple[Path, ...]:
    """The WARC files that these paths stand for, in order; those of folders and of the folders in them, such as CC-NEWS/2024/07."""
    found: dict[Path, None] = {}
    for path in paths:
        folders = sorted(folder for folder in (path, *path.rglob("*")) if folder.is_dir())
        for file in (file for folder in folders or [path] for file in capture_files(folder)):
            if file.is_file():
                found[file.resolve()] = None
    return tuple(found)


def read_pages(path: Path) -> Iterator[Document | Torn]:
    """Every HTML page that was received whole, and a Torn for each stretch that cannot be read or has an impossible date. Never raises for what the file holds."""
    for found in read_captures(path):
        if isinstance(found, Torn):
            yield found
        elif _is_page(found):
            if found.document.fetched_at.year not in YEARS:
                yield Torn(path=path, offset=found.offset, reason=f"captured in the year {found.document.fetched_at.year}")
                continue
            yield found.document


def _is_page(capture: Capture) -> bool:
    document = capture.document
    if document.status != 200 or capture.kind in {"feed", "robots"} or not 0 < len(document.body) <= MOST_BYTES:
        return False
    declared = (document.content_type or "").partition(";")[0].strip().lower()
    return declared in {"text/html", "application/xhtml+xml"} or (not declared and document.body.lstrip()[:1] == b"<")
