"""How does a week become files? Plain calls, for the flow and for `bellwether report`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.manifest import FIGURES, write_manifest
from reports.model import WeeklyReport
from reports.site import render_files, write_report
from reports.verification import Verified, quoted_urls, read_manifest, verify
from reports.week import build
from warehouse.exports import figures_as_parquet
from warehouse.figures import texts_of
from warehouse.query import is_sample, open_published
from warehouse.weeks import load_week

REPORTS = "reports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A report and where its files are."""

    week: str
    report: WeeklyReport
    html: Path
    digest: str


def write_week(home: Path, week: str, as_of: datetime | None = None, *, site_url: str = "") -> Written:
    """Build the report of one week from the published file, and write it under `home/reports`, with links to where that is served.

    As of an earlier moment it has a folder of its own, and the week's report stays as it is.
    """
    report = build(load_week(home, week, as_of), sample=is_sample(home))
    files = write_report(reports_folder(home, as_of), report, site_url=site_url, tables=_parquet(report))
    return Written(week=week, report=report, html=files.html, digest=files.digest)


def verify_week(home: Path, week: str, as_of: datetime | None = None) -> Verified:
    """Compare the report of a week, as it stands in its files, with the report that the published file gives for its moment today.

    Nothing that the manifest says is executed or opened. ManifestError where there is no such report.
    """
    place = reports_folder(home, as_of) / week
    manifest = read_manifest(place)
    moment = datetime.fromisoformat(manifest["as_of"]) if manifest["as_of"] else None
    report, written = rebuilt(home, week, moment)
    with open_published(home, as_of=moment) as connection:
        texts = texts_of(connection, quoted_urls(manifest))
    return verify(manifest, place, today=json.loads(write_manifest(report, written)), texts=texts, written=written)


def rebuilt(home: Path, week: str, as_of: datetime | None) -> tuple[WeeklyReport, dict[str, bytes]]:
    """The report of a week that the published file gives now, and the files that would be written of it."""
    report = build(load_week(home, week, as_of), sample=is_sample(home))
    return report, render_files(report, _parquet(report))


def _parquet(report: WeeklyReport) -> dict[str, bytes]:
    written = figures_as_parquet({each.key: (each.columns, each.types, each.rows) for each in report.figures})
    return {f"{FIGURES}/{key}.parquet": content for key, content in written.items()}


def reports_folder(home: Path, as_of: datetime | None = None) -> Path:
    """Where reports stand; those as of an earlier moment have a folder of their own, since a week's report stays as it is."""
    return home / REPORTS if as_of is None else home / REPORTS / f"as-of-{as_of:%Y%m%dT%H%M%SZ}"


def index_page(home: Path) -> Path:
    return home / REPORTS / "index.html"
