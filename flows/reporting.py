"""How does a week become files? Plain calls, for the flow and for `bellwether report`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports.model import WeeklyReport
from reports.site import write_report
from reports.week import build
from warehouse.query import is_sample
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
    files = write_report(home / REPORTS if as_of is None else home / REPORTS / f"as-of-{as_of:%Y%m%dT%H%M%SZ}", report, site_url=site_url)
    return Written(week=week, report=report, html=files.html, digest=files.digest)


def index_page(home: Path) -> Path:
    return home / REPORTS / "index.html"
