"""Where do reports stand for their readers? In a static site: one folder a week, a page that lists them all, and a feed of them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from reports.atom import write_feed
from reports.manifest import FIGURES, NAME, figure_csv, write_manifest
from reports.model import WeeklyReport
from reports.numbers import interval, signed
from reports.pdf import render_pdf
from reports.render import Listing, render_html, render_index, render_markdown, render_text

WEEK = re.compile(r"\d{4}-W\d{2}")
UNREADABLE = "Its summary cannot be read; build this week's report again."


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """Where a report was written, and the SHA-256 of its page."""

    html: Path
    markdown: Path
    text: Path
    pdf: Path
    index: Path
    digest: str


def write_report(folder: Path, report: WeeklyReport, *, site_url: str = "", tables: Mapping[str, bytes] | None = None) -> WrittenReport:
    """Write a report in its forms and list it; each file appears whole or not at all. OSError where the folder cannot be written.

    `site_url`: where the folder is served, for the links of the feed. `tables`: further files of its figures, by their names in the week's folder.
    """
    place = folder / report.week
    (place / FIGURES).mkdir(parents=True, exist_ok=True)
    files = render_files(report, tables or {})
    for name, content in files.items():
        _write_whole(place / name, content)
    digest = hashlib.sha256(files["report.html"]).hexdigest()
    _write_whole(place / NAME, write_manifest(report, files))
    _write_whole(
        place / "report.json",
        json.dumps({**_kept(_listing(report)), "digest": digest}, ensure_ascii=False, indent=2, sort_keys=True) + "\n",
    )
    write_index(folder, site_url=site_url)
    return WrittenReport(
        html=place / "report.html", markdown=place / "report.md", text=place / "report.txt", pdf=place / "report.pdf",
        index=folder / "index.html", digest=digest,
    )  # fmt: skip


def render_files(report: WeeklyReport, tables: Mapping[str, bytes]) -> dict[str, bytes]:
    """The report in its forms and the CSV files of its figures, by their names in the week's folder; and `tables`."""
    page = render_html(report)
    return {
        "report.html": page.encode(),
        "report.md": render_markdown(report).encode(),
        "report.txt": render_text(report).encode(),
        "report.pdf": render_pdf(page),
        **{f"{FIGURES}/{each.key}.csv": figure_csv(each).encode() for each in report.figures},
        **tables,
    }


def write_index(folder: Path, *, site_url: str = "") -> Path:
    """Write the list of all reports in the folder and their feed, newest first, from the report.json beside each."""
    weeks = sorted((each for each in folder.iterdir() if WEEK.fullmatch(each.name) and (each / "report.html").is_file()), reverse=True)
    listings, path = tuple(map(_read_listing, weeks)), folder / "index.html"
    _write_whole(folder / "feed.xml", write_feed(listings, site_url=site_url))
    _write_whole(path, render_index(listings))
    return path


def _kept(listing: Listing) -> dict[str, object]:
    """What a week's folder keeps for the list; what lies in it is seen there."""
    return {name: value for name, value in asdict(listing).items() if name != "has_pdf"}


def _listing(report: WeeklyReport) -> Listing:
    index = report.index if report.enough else None
    return Listing(
        week=report.week,
        headline=report.answer.headline,
        index=f"{signed(index.value)} {interval(index.low, index.high)}" if index else "",
        stories=len(report.stories),
        sample=report.sample,
        summary="".join(span.text for sentence in report.answer.sentences[:1] for span in sentence),
        as_of=report.method.rows_as_of.astimezone(UTC).isoformat() if report.method.rows_as_of else "",
    )


def _read_listing(place: Path) -> Listing:
    """A week's summary; one that was damaged is listed as such, so that it hides neither its report nor the others."""
    try:
        kept = json.loads((place / "report.json").read_text("utf-8"))
        return Listing(
            week=place.name,
            headline=str(kept["headline"]),
            index=str(kept["index"]),
            stories=int(kept["stories"]),
            sample=bool(kept["sample"]),
            summary=str(kept.get("summary", "")),
            as_of=datetime.fromisoformat(kept["as_of"]).astimezone(UTC).isoformat() if kept.get("as_of") else "",
            has_pdf=(place / "report.pdf").is_file(),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Listing(week=place.name, headline=UNREADABLE, index="", stories=0, sample=False, has_pdf=False)


def _write_whole(path: Path, whole: str | bytes) -> None:
    """Readers see the old file or the new one, also when the machine stops in between."""
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(whole.encode() if isinstance(whole, str) else whole)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).chmod(0o644)  # mkstemp's 0600 would hide it from a web server
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
