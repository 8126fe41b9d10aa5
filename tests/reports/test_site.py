"""Where reports stand for their readers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from rows import fake_week, own_report

from reports import site
from reports.model import WeeklyReport
from reports.site import write_index, write_report
from reports.week import build


def report_of(week: str) -> WeeklyReport:
    """One that is listed under that week; what it says is another week's."""
    return replace(own_report(), week=week)


def listed(folder: Path) -> list[str]:
    """The weeks that the index links to, in its order."""
    links = [str(link["href"]) for link in BeautifulSoup((folder / "index.html").read_text("utf-8"), "html.parser").find_all("a")]
    return [link.split("/")[0] for link in links if link.endswith("report.html")]


def test_a_report_is_a_folder_of_files_and_a_line_in_the_index(tmp_path: Path) -> None:
    """Page, Markdown, text, PDF, manifest and the figures' files stand in the week's folder; the digest is the page's."""
    written = write_report(tmp_path, own_report())
    assert {path.name for path in (tmp_path / "2024-W30").iterdir()} == {"report.html", "report.md", "report.txt", "report.pdf", "report.json", "manifest.json", "figures"}
    assert written.digest == hashlib.sha256(written.html.read_bytes()).hexdigest()
    assert listed(tmp_path) == ["2024-W30"]


def test_writing_the_same_report_again_changes_no_byte(tmp_path: Path) -> None:
    """The same rows give the same files."""
    write_report(tmp_path, own_report())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.*")}
    write_report(tmp_path, own_report())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.*")} == before


def test_the_index_lists_the_newest_first(tmp_path: Path) -> None:
    """Whatever the order of writing, readers see the latest week on top, across the turn of a year."""
    for week in ("2024-W30", "2025-W02", "2024-W52"):
        write_report(tmp_path, report_of(week))
    assert listed(tmp_path) == ["2025-W02", "2024-W52", "2024-W30"]


def test_the_index_is_rebuilt_from_what_lies_there(tmp_path: Path) -> None:
    """A lost index comes back; other folders and half-made ones are not reports."""
    write_report(tmp_path, own_report())
    kept = (tmp_path / "index.html").read_bytes()
    (tmp_path / "index.html").unlink()
    (tmp_path / "notes").mkdir()
    (tmp_path / "2024-W31").mkdir()
    write_index(tmp_path)
    assert (tmp_path / "index.html").read_bytes() == kept


@pytest.mark.parametrize("damage", ["{", "[]", "\udc80"])
def test_a_damaged_summary_hides_no_report(tmp_path: Path, damage: str) -> None:
    """Its week is listed and says that it must be built again; the others are untouched."""
    for week in ("2024-W30", "2024-W31"):
        write_report(tmp_path, report_of(week))
    (tmp_path / "2024-W31" / "report.json").write_bytes(damage.encode("utf-8", "surrogateescape"))
    write_index(tmp_path)
    assert listed(tmp_path) == ["2024-W31", "2024-W30"]
    assert "build this week" in (tmp_path / "index.html").read_text("utf-8")


def test_a_failing_disk_leaves_the_old_page_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When writing stops half-way the reader still has the page from before, and no scraps lie about."""
    first = write_report(tmp_path, own_report()).html.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_report(tmp_path, build(fake_week(lean=-0.4)))
    assert (tmp_path / "2024-W30" / "report.html").read_bytes() == first
    assert [path.name for path in tmp_path.rglob(".*")] == []
