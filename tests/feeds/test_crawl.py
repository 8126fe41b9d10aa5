"""The pages of an archive of a crawl, and the files it is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.captures import Torn, write_capture
from feeds.crawl import crawl_files, read_pages
from parsers.model import Document


@pytest.mark.parametrize(("year", "is_read"), [(1, False), (1989, False), (1990, True), (2024, True), (2100, True), (2101, False), (9999, False)])
def test_pages_of_impossible_years_are_torn(tmp_path: Path, year: int, is_read: bool) -> None:
    """Such a page is skipped and told of, and the one behind it is read."""
    path = tmp_path / "x.warc.gz"
    headers = {"content-type": "text/html"}
    with path.open("wb") as file:
        for when in (datetime(2024, 7, 23, tzinfo=UTC).replace(year=year), datetime(2024, 7, 23, tzinfo=UTC)):
            url = f"http://a.example/{when.year:04}"
            write_capture(file, Document(url=url, final_url=url, status=200, headers=headers, body=b"<p>x</p>", fetched_at=when), "page")
    first, second = read_pages(path)
    assert isinstance(first, Torn) is not is_read
    assert isinstance(second, Document)


def test_only_files_are_files_of_a_crawl(tmp_path: Path) -> None:
    """A folder may be named like a file: what lies in it is found, and it is none itself."""
    folder = tmp_path / "x.warc"
    folder.mkdir()
    for file in (folder / "a.warc.gz", tmp_path / "b.warc", tmp_path / "notes.txt"):
        file.touch()
    (tmp_path / "gone.warc").symlink_to(tmp_path / "nowhere")
    assert set(crawl_files([tmp_path])) == {folder / "a.warc.gz", tmp_path / "b.warc"}
    assert crawl_files([tmp_path / "b.warc", tmp_path / "b.warc"]) == (tmp_path / "b.warc",)
    assert crawl_files([tmp_path / "gone.warc"]) == ()
