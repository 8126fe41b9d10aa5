"""What do the report's charts show? Inline SVG by matplotlib: the same report gives the same bytes.

Colours are written as the page's CSS variables, so that one drawing serves light, dark and print; text stays text.
Each chart is drawn twice, for wide and for narrow pages, because scaled-down words cannot be read.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import pairwise

import matplotlib as mpl
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

import reports.leanplot  # noqa: F401 - before the rest of Matplotlib
from reports.escapes import printable, shortened
from reports.model import Stance, TrendPoint, WeeklyReport
from reports.numbers import MINUS, interval, percent, short_day, signed, week_number

# What matplotlib draws with, what the page makes of it. Blue and orange with grey between stay apart for every kind of
# colour vision, in grey print by their lightness, and no meaning hangs on colour alone.
INK, MUTED, RULE, ACCENT, BAND = "#010101", "#020202", "#030303", "#040404", "#050505"
STANCE_COLOURS: dict[Stance, str] = {"positive": "#060606", "mixed": "#070707", "neutral": "#080808", "negative": "#090909"}
STANCE_INKS: dict[Stance, str] = {"positive": "#0a0a0a", "mixed": "#0b0b0b", "neutral": "#0c0c0c", "negative": "#0d0d0d"}
PAPER = "#0e0e0e"
VARIABLES = {
    INK: "--ink",
    MUTED: "--muted",
    RULE: "--rule",
    ACCENT: "--accent",
    BAND: "--band",
    PAPER: "--paper",
    **{colour: f"--{stance}" for stance, colour in STANCE_COLOURS.items()},
    **{colour: f"--on-{stance}" for stance, colour in STANCE_INKS.items()},
}

PIXELS = 72  # matplotlib's SVG counts in points; so many to the inch make a point a CSS pixel
WIDE, NARROW = 700, 350  # CSS pixels: the page's column, and that of a telephone
LEAST_LABELLED = 0.07  # a segment narrower than this has no room for its number; the table below has it
LONGEST_LABEL = 24  # characters of a release's name in the chart; the caption has it whole
LEAST_SPAN = 0.3  # the axis reaches at least this far on both sides, so that a quiet month does not look like a storm


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """One drawing in two widths, with the words that stand for it."""

    wide: str
    narrow: str
    words: str


def trend_chart(report: WeeklyReport) -> Chart:
    """The index week by week with its intervals, and the releases."""
    title = f"Stance index for {shortened(report.target)}, week by week"
    return _chart("trend", title, "; ".join(map(_point_words, report.trend)), lambda width: _draw_trend(report, width))


def shares_chart(report: WeeklyReport) -> Chart:
    """How the week's stories lean, as one bar; last week's below it where there is one."""
    words = ", ".join(f"{share.stance} {percent(share.estimate.value)}" for share in report.shares)
    return _chart("shares", "How the stories lean", words, lambda width: _draw_shares(report, width))


def _chart(name: str, title: str, words: str, draw: Callable[[int], Figure]) -> Chart:
    with style.context("default"):  # whatever matplotlibrc this machine has
        wide, narrow = (_svg(draw(width), f"{name}-{kind}", title, words) for kind, width in (("wide", WIDE), ("narrow", NARROW)))
    return Chart(wide=wide, narrow=narrow, words=words)


def _point_words(point: TrendPoint) -> str:
    week = f"week {week_number(point.week)}"
    if point.estimate is None:
        return f"{week} no story"
    bounds = interval(point.estimate.low, point.estimate.high)
    return f"{week} {signed(point.estimate.value)} {bounds or '(too few to say)'}"


def _draw_trend(report: WeeklyReport, width: int) -> Figure:
    height, left, right, top, bottom = 236, 42, 8, 34, 40
    figure = Figure(figsize=(width / PIXELS, height / PIXELS), dpi=PIXELS)
    axes = figure.add_axes((left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height))
    reach = reach_of(report.trend)
    axes.set(xlim=(-0.6, len(report.trend) - 0.4), ylim=(-reach, reach * 1.12))
    axes.axis("off")
    _draw_levels(axes, reach)
    _draw_releases(axes, report, width)
    _draw_points(axes, report)
    every = 2 if width == NARROW and len(report.trend) > 6 else 1
    for place, point in enumerate(report.trend):
        if (len(report.trend) - 1 - place) % every == 0:
            last = place == len(report.trend) - 1
            _write(
                axes,
                place,
                -reach,
                f"W{week_number(point.week)}{'†' if point.missing else ''}",
                down=8,
                colour=INK if last else MUTED,
                weight="bold" if last else "normal",
            )
            _write(axes, place, -reach, short_day(point.first_day), down=22, colour=MUTED, size=10)
    return figure


def reach_of(trend: tuple[TrendPoint, ...]) -> float:
    """How far the axis goes to both sides of zero: the least tenth that holds every interval."""
    values = [abs(value) for point in trend if (each := point.estimate) for value in (each.value, each.low, each.high) if value is not None]
    return min(1.0, max(LEAST_SPAN, -(-max(values, default=0.0) * 10 // 1) / 10 + 0.02))


def _draw_levels(axes: Axes, reach: float) -> None:
    step = 0.2 if reach < 0.65 else 0.5
    for level in (step * place for place in range(-5, 6)):
        if abs(level) < reach:
            axes.axhline(level, color=MUTED if level == 0 else RULE, linewidth=1 if level == 0 else 0.8, zorder=1)
            _write(
                axes,
                0,
                level,
                "0" if level == 0 else f"{'+' if level > 0 else MINUS}{abs(level):.1f}",
                left_edge=True,
                colour=MUTED,
                size=11,
            )


def _draw_releases(axes: Axes, report: WeeklyReport, width: int) -> None:
    """Dashed lines with a name on top; names that would run into each other go on two rows, and beyond that onto the caption alone."""
    ends = [float("-inf"), float("-inf")]
    per_place = (width - 50) / max(len(report.trend), 1)
    for release in report.releases:
        place = _place_of(release.on, report.trend[0].first_day)
        axes.axvline(place, color=ACCENT, linewidth=1.2, dashes=(3, 3), zorder=1.5)
        name = printable(release.name)
        name = name if len(name) <= LONGEST_LABEL else name[: LONGEST_LABEL - 1] + "…"
        reach = 6.4 * len(name) / per_place  # 6.4 pixels a character, generously
        rightwards = place + reach < len(report.trend) - 0.4
        start, end = (place, place + reach) if rightwards else (place - reach, place)
        row = next((row for row in (0, 1) if start > ends[row]), None)
        if row is not None:
            ends[row] = end
            _write(
                axes, place, axes.get_ylim()[1], name, down=-17 - 13 * row, colour=ACCENT, size=11, align="left" if rightwards else "right"
            )


def _draw_points(axes: Axes, report: WeeklyReport) -> None:
    """Filled where it may be read, hollow and unconnected where it may not."""
    read = [point.estimate is not None and point.estimate.low is not None for point in report.trend]
    read[-1] = read[-1] and report.enough
    for place, point in enumerate(report.trend):
        if (each := point.estimate) is None:
            continue
        last = place == len(report.trend) - 1
        colour = ACCENT if last else MUTED
        if read[place] and each.low is not None and each.high is not None:
            axes.plot(
                [place] * 2,
                [each.low, each.high],
                color=colour if last else BAND,
                linewidth=9,
                solid_capstyle="round",
                alpha=0.35 if last else 1,
                zorder=2,
            )
            if last:
                _write(axes, place, each.high, signed(each.value), down=-22, colour=colour, weight="bold", size=12, on_paper=True)
        size, fill = 8 if last else 6.5, colour if read[place] else PAPER
        axes.plot([place], [each.value], "o", markersize=size, markerfacecolor=fill, markeredgecolor=colour, markeredgewidth=1.4, zorder=4)
    for place, (before, after) in enumerate(pairwise(report.trend)):
        if read[place] and read[place + 1] and before.estimate and after.estimate:
            axes.plot([place, place + 1], [before.estimate.value, after.estimate.value], color=MUTED, linewidth=1, zorder=3)


def _place_of(on: date, first_day: date) -> float:
    """Where a day lies on the axis of weeks, whose ticks stand for the middle of a week (a Thursday)."""
    return (on - first_day - timedelta(days=3)).days / 7


def _draw_shares(report: WeeklyReport, width: int) -> Figure:
    bars = [("This week", [share.estimate.value for share in report.shares])]
    earlier = [share.earlier for share in report.shares if share.earlier is not None]
    if earlier:
        bars.append(("Last week", earlier))
    height, left = 34 * len(bars) + 4, 78
    figure = Figure(figsize=(width / PIXELS, height / PIXELS), dpi=PIXELS)
    axes = figure.add_axes((left / width, 0, 1 - left / width, 1))
    axes.set(xlim=(0, 1), ylim=(len(bars) - 0.45, -0.55))
    axes.axis("off")
    for row, (name, shares) in enumerate(bars):
        _write(axes, 0, row, name, left_edge=True, colour=INK if row == 0 else MUTED, weight="bold" if row == 0 else "normal", size=12)
        start = 0.0
        for share, value in zip(report.shares, shares, strict=True):
            axes.barh(
                row, value, left=start, height=0.8 if row == 0 else 0.55, color=STANCE_COLOURS[share.stance], edgecolor=PAPER, linewidth=1.5
            )
            if value >= LEAST_LABELLED * (WIDE / width) ** 0.6:
                axes.text(
                    start + value / 2,
                    row,
                    percent(value),
                    color=STANCE_INKS[share.stance],
                    fontsize=12 if row == 0 else 11,
                    ha="center",
                    va="center_baseline",
                    parse_math=False,
                )
            start += value
    return figure


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    colour: str,
    size: float = 11.5,
    down: float = 0,
    align: str = "center",
    weight: str = "normal",
    left_edge: bool = False,
    on_paper: bool = False,
) -> None:
    """Words at a place of the axes, `down` pixels lower; or to the left of the axes at that height."""
    axes.annotate(
        text,
        (0 if left_edge else x, y),
        xycoords=("axes fraction", "data") if left_edge else "data",
        xytext=(-8, 0) if left_edge else (0, -down),
        textcoords="offset pixels",
        color=colour,
        fontsize=size,
        fontweight=weight,
        ha="right" if left_edge else align,
        va="center" if left_edge else "top",
        parse_math=False,
        annotation_clip=False,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1} if on_paper else None,
    )


def _svg(figure: Figure, name: str, title: str, words: str) -> str:
    """The drawing as an SVG element to stand in a page: named, described, coloured by the page, without ids that could meet another's."""
    written = io.StringIO()
    nothing = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}), warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "Glyph .* missing from font"
        )  # the reader's browser has the letters; matplotlib only measures them
        figure.savefig(written, format="svg", transparent=True, metadata=nothing)
    drawing = written.getvalue()
    view = re.search(r'viewBox="([0-9. ]+)"', drawing)
    if view is None:
        raise ValueError(f"{name}: matplotlib wrote no viewBox")
    inside = drawing[drawing.index(">", view.end()) + 1 :]
    inside = re.sub(r"\s*<defs>\s*<style.*?</style>\s*</defs>", "", inside, count=1, flags=re.DOTALL)
    inside = re.sub(r'<g id="[^"]*"', "<g", inside)
    inside = re.sub(r"font-family: [^;\"]*", "font-family: inherit", inside)
    inside = re.sub(
        r"(?<=: )#0[0-9a-e]0[0-9a-e]0[0-9a-e]\b", lambda found: f"var({VARIABLES[found[0]]})" if found[0] in VARIABLES else found[0], inside
    )
    inside = re.sub(r"\s*\n\s*", " ", inside).strip()
    width, height = view[1].split()[2:]
    return (
        f'<svg class="{name}" viewBox="{view[1]}" width="{width}" height="{height}" role="img" aria-labelledby="{name}-title {name}-words" '
        f'stroke-linejoin="round" stroke-linecap="butt" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-words">{escape(words)}</desc>{inside}'
    )
