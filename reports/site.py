"""Where do reports stand for their readers? One folder a week, and a page that lists them all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from reports.model import WeeklyReport
from reports.numbers import interval, signed
from reports.render import Listing, render_html, render_index, render_markdown, render_text

WEEK = re.compile(r"\d{4}-W\d{2}")
UNREADABLE = "Its summary cannot be read; build this week's report again."


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReport:
    """Where a report was written, and the SHA-256 of its page."""

    html: Path
    markdown: Path
    text: Path
    index: Path
    digest: str


def write_report(folder: Path, report: WeeklyReport) -> WrittenReport:
    """Write a report in its three forms and list it; each file appears whole or not at all. OSError where the folder cannot be written."""
    place = folder / report.week
    place.mkdir(parents=True, exist_ok=True)
    page = render_html(report)
    digest = hashlib.sha256(page.encode()).hexdigest()
    written = WrittenReport(
        html=place / "report.html", markdown=place / "report.md", text=place / "report.txt", index=folder / "index.html", digest=digest
    )
    _write_whole(written.markdown, render_markdown(report))
    _write_whole(written.text, render_text(report))
    _write_whole(written.html, page)
    _write_whole(
        place / "report.json",
        json.dumps({**asdict(_listing(report)), "digest": digest}, ensure_ascii=False, indent=2, sort_keys=True) + "\n",
    )
    write_index(folder)
    return written


def write_index(folder: Path) -> Path:
    """Write the list of all reports in the folder, newest first, from the report.json beside each."""
    weeks = sorted((each for each in folder.iterdir() if WEEK.fullmatch(each.name) and (each / "report.html").is_file()), reverse=True)
    path = folder / "index.html"
    _write_whole(path, render_index(tuple(map(_read_listing, weeks))))
    return path


def _listing(report: WeeklyReport) -> Listing:
    index = report.index if report.enough else None
    return Listing(
        week=report.week,
        headline=report.answer.headline,
        index=f"{signed(index.value)} {interval(index.low, index.high)}" if index else "",
        stories=len(report.stories),
        sample=report.sample,
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
        )
    except (OSError, ValueError, KeyError, TypeError):
        return Listing(week=place.name, headline=UNREADABLE, index="", stories=0, sample=False)


def _write_whole(path: Path, text: str) -> None:
    """Readers see the old file or the new one, also when the machine stops in between."""
    descriptor, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).chmod(0o644)  # mkstemp's 0600 would hide it from a web server
        Path(scratch).replace(path)
    except BaseException:
        Path(scratch).unlink(missing_ok=True)
        raise
