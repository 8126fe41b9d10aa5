"""What is a report made of, in a form that programs check? Every figure with its query and rows, and the digests of the files that show them."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from reports.escapes import spreadsheet_cell
from reports.model import Figure, WeeklyReport

FORMAT = 1
NAME = "manifest.json"
FIGURES = "figures"  # the folder of their CSV and Parquet files, beside it
PROGRAM = ("bellwether", "duckdb", "matplotlib", "typst")  # the bytes of pages, charts, PDF and Parquet depend on their versions
SHAPE = {"format": int, "week": str, "target": str, "as_of": str | None, "made_with": dict, "figures": list, "files": dict}
FIGURE_SHAPE = {"id": str, "sql": str, "columns": list, "rows": list, "sha256": str}
KEYS = ("story_id", "feed_url", "person", "aspect", "voice", "target", "week", "name", "url")  # columns that name a row, the best first


def write_manifest(report: WeeklyReport, files: Mapping[str, bytes]) -> str:
    """The manifest of a report whose files have these bytes; the same report gives the same text."""
    method = report.method
    whole = {
        "format": FORMAT,
        "week": report.week,
        "target": report.target,
        "as_of": plain(method.rows_as_of),
        "made_with": {
            "watchlist": method.watchlist_version, "parser": method.parser_version, "model": method.model_version, "seed": method.seed, "resamples": method.resamples,
            "program": _program(),
        },
        "figures": [_figure(each) for each in report.figures],
        "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())},
    }  # fmt: skip
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def figure_csv(figure: Figure) -> str:
    """A figure's rows for a spreadsheet: what it would take for a formula begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(figure.columns)
    for row in plain_rows(figure.rows):
        writer.writerow([spreadsheet_cell(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value for value in row])
    return text.getvalue()


def row_key(columns: Sequence[str], row: Sequence[Any]) -> str:
    """What a row is called: by the columns that name it, as far as it has any."""
    named = [f"{name} {value}" for name, value in zip(columns, row, strict=True) if name in KEYS and isinstance(value, str)]
    return ", ".join(sorted(named, key=lambda each: KEYS.index(each.partition(" ")[0]))[:2])


def plain_rows(rows: Sequence[Sequence[object]]) -> list[list[Any]]:
    """Rows as JSON has them."""
    return [[plain(value) for value in row] for row in rows]


def plain(value: object) -> Any:
    """A value as JSON has it; times in UTC."""
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def rows_digest(rows: Sequence[Sequence[Any]]) -> str:
    """SHA-256 over plain rows."""
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def manifest_fault(manifest: Any) -> str:
    """What keeps a text read as JSON from being a manifest; empty where nothing does."""
    if fault := _shape_fault(manifest, SHAPE):
        return fault
    try:
        if manifest["as_of"] is not None and datetime.fromisoformat(manifest["as_of"]).astimezone(UTC).isoformat() != manifest["as_of"]:
            return "as_of is no moment in UTC"
    except (ValueError, OverflowError):
        return "as_of is no moment in UTC"
    if not all(isinstance(digest, str) for digest in manifest["files"].values()):
        return "files has something else than digests"
    return next((f"figure {place}: {fault}" for place, figure in enumerate(manifest["figures"], 1) if (fault := _figure_fault(figure))), "")


def _shape_fault(value: Any, shape: Mapping[str, Any]) -> str:
    if not isinstance(value, dict):
        return "it is no object"
    return next((f"{name} is missing or of another type" for name, kind in shape.items() if name not in value or not isinstance(value[name], kind)), "")


def _figure_fault(figure: Any) -> str:
    if fault := _shape_fault(figure, FIGURE_SHAPE):
        return fault
    if not all(isinstance(name, str) for name in figure["columns"]):
        return "a column has no name"
    if not all(isinstance(row, list) and len(row) == len(figure["columns"]) for row in figure["rows"]):
        return "a row has not the length of its columns"
    return ""


@cache
def _program() -> str:
    """The versions that write the files."""
    return ", ".join(f"{name} {_version(name)}" for name in PROGRAM)


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # run from its sources
        return "unpackaged"


def _figure(figure: Figure) -> dict[str, Any]:
    rows = plain_rows(figure.rows)
    return {
        "id": figure.key,
        "label": figure.label,
        "shown": figure.shown,
        "sql": figure.sql,
        "parameters": dict(figure.parameters),
        "columns": list(figure.columns),
        "row_keys": [row_key(figure.columns, row) for row in rows],
        "rows": rows,
        "sha256": rows_digest(rows),
    }
