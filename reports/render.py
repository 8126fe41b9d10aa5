"""What do readers receive? The same report as a page, as Markdown and as plain text.

In all three everything is escaped unless marked otherwise: Jinja2 does it for HTML, `finalize` does it for the other two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports import numbers
from reports.charts import reach_of, shares_chart, trend_chart
from reports.escapes import escape_markdown, markdown_link, printable, shortened
from reports.health import coverage_words
from reports.model import Source, Span, WeeklyReport
from reports.pictures import Picture
from reports.plain import bar, dots, filled, padded

MOST_LISTED = 200  # stories a page lists; the query has them all
MOST_LISTED_MARKDOWN = 60
MOST_HEARD = 4  # speakers of a side that are shown at once
MOST_TOLD = 12  # stories so few that each is told by itself, where no share of them can be

FILTERS: dict[str, Callable[..., Any]] = {
    "signed": numbers.signed,
    "unsigned": numbers.unsigned,
    "percent": numbers.percent,
    "day": numbers.day,
    "moment": numbers.moment,
    "week_name": numbers.week_name,
    "shortened": shortened,
}
GLOBALS: dict[str, Any] = {
    "counted": numbers.counted,
    "days": numbers.days,
    "interval": numbers.interval,
    "percent_interval": numbers.percent_interval,
    "listed": numbers.listed,
    "rests_on": numbers.rests_on,
    "short_day": numbers.short_day,
    "week_number": numbers.week_number,
    "coverage_words": coverage_words,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A report as the list of reports shows it."""

    week: str
    headline: str
    index: str  # with its interval; empty where the report gives none
    stories: int
    sample: bool
    summary: str = ""  # the first sentence of the answer
    as_of: str = ""  # the moment of what the report was made of, in ISO 8601
    has_pdf: bool = True


class Ready(str):
    """Text that is as it should be in its form, and must not be escaped again."""

    __slots__ = ()


def render_html(report: WeeklyReport) -> str:
    """One self-contained page: no scripts, nothing loaded from anywhere."""
    charts = {
        "trend": trend_chart(report) if any(point.estimate for point in report.trend) else None,
        "shares": shares_chart(report) if report.shares and report.enough else None,
    }
    drawn = {name: Markup(chart.wide + chart.narrow) if chart else "" for name, chart in charts.items()}  # noqa: S704 - drawn by charts.py, which escapes
    return _html().get_template("report.html.j2").render(report=report, charts=drawn, most=MOST_LISTED, heard=MOST_HEARD, told=_told_singly(report))


def render_markdown(report: WeeklyReport) -> str:
    """The report in GitHub's Markdown."""
    return _markdown().get_template("report.md.j2").render(report=report, most=MOST_LISTED_MARKDOWN, told=_told_singly(report))


def render_text(report: WeeklyReport) -> str:
    """The report for a terminal or a mail: no line wider than 78 columns but for addresses, which stay whole."""
    text = _text().get_template("report.txt.j2").render(report=report, reach=reach_of(report.trend), heard=MOST_HEARD, told=_told_singly(report))
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return text.replace(numbers.SPACE, " ")  # they kept numbers with their units while lines were broken; now people search for "Week 30"


def render_mail(report: WeeklyReport, *, charts: Mapping[str, Picture], url: str, most: int) -> str:
    """The short of it as a mail shows it: tables and styles of its own, charts by their cid, at most so many pieces of evidence a side."""
    return _html().get_template("mail.html.j2").render(report=report, charts=charts, url=url, most=most, told=_told_singly(report))


def render_index(listings: tuple[Listing, ...]) -> str:
    """The page that lists the reports, in the order given."""
    return _html().get_template("index.html.j2").render(listings=listings)


def _told_singly(report: WeeklyReport) -> bool:
    return not report.enough and len(report.stories) <= MOST_TOLD


@cache
def _html() -> Environment:
    return _environment(autoescape=True, finalize=lambda shown: printable(shown) if type(shown) is str else shown)


@cache
def _markdown() -> Environment:
    environment = _environment(autoescape=False, finalize=lambda shown: shown if isinstance(shown, Ready) else escape_markdown(str(shown)))
    for name in (
        "signed",
        "unsigned",
        "percent",
        "day",
        "moment",
        "week_name",
    ):  # numbers and dates need no escaping, and read better without
        environment.filters[name] = _ready(FILTERS[name])
    for name in ("interval", "percent_interval"):
        environment.globals[name] = _ready(GLOBALS[name])
    environment.filters["link"] = lambda source: _link(source, source.title or source.outlet)
    environment.filters["outlet_link"] = lambda source: _link(source, source.outlet)
    environment.filters["fenced"] = _fenced
    environment.filters["joined"] = _joined
    return environment


@cache
def _text() -> Environment:
    environment = _environment(autoescape=False, finalize=lambda shown: shown if isinstance(shown, Ready) else printable(str(shown)))
    environment.filters["filled"] = lambda words, first="", rest=None: Ready(filled(str(words), first, first if rest is None else rest))
    environment.filters["padded"] = lambda words, columns: Ready(padded(str(words), columns))
    environment.filters["joined"] = lambda spans: "".join(span.text for span in spans)
    environment.globals.update(bar=bar, dots=dots)
    return environment


def _environment(*, autoescape: bool, finalize: Callable[[Any], Any]) -> Environment:
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=autoescape,  # noqa: S701 - the two forms that are not HTML escape by finalize
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(FILTERS)
    environment.globals.update(GLOBALS)
    return environment


def _ready(write: Callable[..., str]) -> Callable[..., Ready]:
    return lambda *values: Ready(write(*values))


def _joined(spans: tuple[Span, ...]) -> Ready:
    """A sentence of the answer. Figures are the report's own numbers and words; what stands between them may hold names."""
    return Ready("".join(span.text if span.figure else escape_markdown(span.text) for span in spans))


def _link(source: Source, label: str) -> Ready:
    return Ready(markdown_link(escape_markdown(shortened(label)), source.url))


def _fenced(sql: str) -> Ready:
    """A block of code whose fence is longer than any run of backticks in it."""
    fence = "```"
    while fence in sql:
        fence += "`"
    lines = "\n".join(printable(line) for line in sql.split("\n"))
    return Ready(f"{fence}sql\n{lines}\n{fence}")
