"""The report on paper."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from rows import own_report

from reports.model import WeeklyReport
from reports.pdf import read_tree, render_pdf
from reports.pictures import palette, pictures
from reports.render import render_html

ROOT = Path(__file__).resolve().parents[2]


def words(pdf: bytes, folder: Path) -> str:
    return " ".join(" ".join(page.extract_text() for page in opened(pdf, folder).pages).split())


def opened(pdf: bytes, folder: Path) -> PdfReader:
    path = folder / "report.pdf"
    path.write_bytes(pdf)
    return PdfReader(path)


def empty(report: WeeklyReport) -> WeeklyReport:
    """The same of a week in which nothing was found."""
    trend = tuple(replace(point, estimate=None) for point in report.trend)
    return replace(report, index=None, enough=False, change=None, baseline_change=None, trend=trend, shares=(), evidence_for=(), evidence_against=())


def test_paper_says_what_the_page_says(tmp_path: Path) -> None:
    """Headline, numbers, every section's heading, evidence and quotations, the names of outlets: words a reader can search for and copy."""
    report = own_report()
    said = words(render_pdf(render_html(report)), tmp_path)
    for expected in (report.answer.headline, "Week by week", "By aspect", "Share of voice", "How this was made", report.evidence_for[0].source.outlet, report.target_shares[0].target):
        assert expected in said
    assert "The query behind every figure" not in said  # queries are for screens


def test_report_is_two_pages_of_a4_with_a_title(tmp_path: Path) -> None:
    """What a busy person prints."""
    pdf = opened(render_pdf(render_html(own_report())), tmp_path)
    assert len(pdf.pages) == 2
    assert tuple(round(float(each)) for each in pdf.pages[0].mediabox[2:]) == (595, 842)
    assert "Llama" in pdf.metadata.title


def test_charts_carry_their_words_for_those_who_cannot_see_them() -> None:
    """The file is tagged, and each picture has its alternative text."""
    pdf = render_pdf(render_html(own_report()))
    assert b"/StructTreeRoot" in pdf
    assert pdf.count(b"/Alt") >= 2


def test_same_page_gives_the_same_bytes() -> None:
    """In another process as well."""
    page = render_html(own_report())
    code = "import sys; from reports.pdf import render_pdf; sys.stdout.buffer.write(render_pdf(sys.stdin.read()))"
    elsewhere = [subprocess.run([sys.executable, "-c", code], cwd=ROOT, input=page.encode(), env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, check=True).stdout for _ in range(2)]
    assert elsewhere == [render_pdf(page)] * 2


@pytest.mark.parametrize("attack", ['#panic("x")', '#import "@preview/x:1.0.0": *', "$ x_1 $ *bold* _it_ `raw`", "\\u{41} // comment", "</p><script>alert(1)</script>", '"]}] #eval("1")', "日本語 العربية 🚀"])
def test_words_from_the_web_are_words(attack: str, tmp_path: Path) -> None:
    """No title is markup to Typst, whatever it holds."""
    report = own_report()
    first, *others = report.evidence_for
    hostile = replace(report, evidence_for=(replace(first, sentence=attack, source=replace(first.source, title=attack, outlet=attack)), *others))
    said = words(render_pdf(render_html(hostile)), tmp_path)
    if attack.isascii():
        assert attack.replace(" ", "") in said.replace(" ", "")


def test_empty_week_is_a_page_as_well(tmp_path: Path) -> None:
    """Without a chart or a table of stories."""
    assert "How this was made" in words(render_pdf(render_html(empty(own_report()))), tmp_path)


def test_what_is_for_screens_only_and_what_has_no_end_tag() -> None:
    """Hidden elements are left out with all they hold; a line break hides nothing; entities are characters."""
    tree = read_tree('<html><head><style>p{}</style></head><body><p>a &amp; b<br>c</p><div class="x screen"><p>no<br></p><img src="y"></div><p>end</p></body></html>')
    shown = [node["children"] for node in tree if isinstance(node, dict)]
    assert shown == [["a & b", {"tag": "br", "class": [], "children": []}, "c"], ["end"]]


def test_charts_are_coloured_without_a_style_sheet() -> None:
    """Every colour that the page would give is print's own."""
    drawn = pictures(render_html(own_report()))
    assert {each.name for each in drawn} == {"trend-wide", "trend-narrow", "shares-wide", "shares-narrow"}
    assert not any("var(" in each.svg for each in drawn)
    assert set(re.findall(r"--([\w-]+)", render_html(own_report()).partition("<svg")[2])) <= set(palette())
