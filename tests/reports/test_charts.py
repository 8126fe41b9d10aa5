"""What can be seen, by whom."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from rows import fake_week, own_report

from reports.charts import shares_chart, trend_chart
from reports.week import build
from warehouse.weekrows import ReleaseRow

STANCES = ("positive", "mixed", "neutral", "negative")
# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
VISIONS = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def palettes() -> dict[str, dict[str, str]]:
    """The colours of the page in light, dark and print."""
    css = files("reports").joinpath("templates", "style.css").read_text("utf-8")
    light, dark, printed = re.findall(r":root \{(.*?)\}", css, flags=re.DOTALL)
    first = dict(re.findall(r"--([\w-]+): (#\w{6})", light))
    return {
        "light": first,
        **{name: {**first, **dict(re.findall(r"--([\w-]+): (#\w{6})", block))} for name, block in (("dark", dark), ("print", printed))},
    }


def linear(colour: str) -> list[float]:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def luminance(colour: str) -> float:
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(rgb: list[float]) -> tuple[float, float, float]:
    matrix = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (
        sum(weight * part for weight, part in zip(row, rgb, strict=True)) / white
        for row, white in zip(matrix, (0.9505, 1, 1.089), strict=True)
    )
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * max(part, 0) + 16 / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("page", ["light", "dark", "print"])
@pytest.mark.parametrize("vision", VISIONS)
def test_leanings_stay_apart_for_every_colour_vision(page: str, vision: str) -> None:
    """No two segments of the bar look alike to anybody: at least 20 apart in CIELAB, where about 2 can just be told apart."""
    seen = {}
    for stance in STANCES:
        rgb = linear(palettes()[page][stance])
        seen[stance] = lab([sum(weight * part for weight, part in zip(row, rgb, strict=True)) for row in VISIONS[vision]])
    for one, other in combinations(STANCES, 2):
        assert sum((a - b) ** 2 for a, b in zip(seen[one], seen[other], strict=True)) ** 0.5 >= 20, (one, other)


@pytest.mark.parametrize("page", ["light", "dark", "print"])
def test_words_stand_out_from_their_ground(page: str) -> None:
    """Every text colour has a contrast of at least 4.5 with what it stands on (WCAG AA)."""
    colours = palettes()[page]
    pairs = [("ink", "paper"), ("muted", "paper"), ("link", "paper"), ("accent", "paper"), ("warn", "warn-wash"), ("ink", "wash")]
    for words, ground in pairs + [(f"on-{stance}", stance) for stance in STANCES]:
        assert contrast(colours[words], colours[ground]) >= 4.5, (words, ground)


@pytest.mark.parametrize("draw", [trend_chart, shares_chart])
def test_a_chart_is_named_and_described_and_its_text_is_text(draw) -> None:
    """A screen reader gets a title and the numbers; letters are not outlines; colours are the page's own."""
    for drawing in (draw(own_report()).wide, draw(own_report()).narrow):
        tree = ET.fromstring(drawing)
        space = "{http://www.w3.org/2000/svg}"
        ids = [each.get("id") for each in tree.iter() if each.get("id")]
        assert tree.get("aria-labelledby", "").split() == ids[:2]
        assert re.search(r"\d", tree.findtext(f"{space}desc", ""))
        assert tree.findall(f".//{space}text")
        assert set(re.findall(r"(?:fill|stroke): ([^;\"]+)", drawing)) <= {"none"} | set(re.findall(r"var\(--[\w-]+\)", drawing))
        assert len(ids) == len(set(ids))


def test_a_chart_carries_no_date_and_no_version() -> None:
    """Nothing in a drawing depends on when or with which matplotlib it was made."""
    assert not re.search(r"<metadata|Matplotlib|dc:date", trend_chart(own_report()).wide)


def release(name: str, on: date) -> ReleaseRow:
    return ReleaseRow(
        name=name, on=on, days=7, stories_before=0, outlets_before=0, index_before=None, stories_after=0, outlets_after=0, index_after=None
    )


def test_a_releases_name_cannot_leave_the_drawing() -> None:
    """Markup, mathematics and letters no font has are drawn as they are."""
    rows = replace(fake_week(), releases=(release("$x$ <script>&\U0001f999\x1b", date(2024, 7, 10)),))
    tree = ET.fromstring(trend_chart(build(rows)).wide)
    assert "$x$ <script>&\U0001f999\ufffd" in [each.text for each in tree.iter() if each.text]


def test_many_releases_do_not_write_over_each_other() -> None:
    """Names that find no room are left to the caption."""
    releases = tuple(release(f"Llama edition number {place}", date(2024, 7, 1 + place)) for place in range(20))
    drawing = trend_chart(build(replace(fake_week(), releases=releases))).narrow
    assert 1 <= len(re.findall(r">Llama edition", drawing)) <= 4
