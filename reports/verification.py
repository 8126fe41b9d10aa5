"""Does a report still say what its database says? Its figures asked again, its files compared with what would be written, its quotations looked up."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from reports.manifest import FORMAT, NAME, plain_rows, row_key, rows_digest

QUOTED = ("sentence", "best_quotation")  # columns that hold an article's own words, in rows with its address
MOST_TOLD = 20  # of one figure or file
ANCHOR = re.compile(r'id="([\w-]+)"')


class ManifestError(ValueError):
    """There is nothing to verify by; says which file is missing or cannot be read, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as the report says: where, and what."""

    where: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What was compared, and what differed."""

    figures: int
    rows: int
    quotations: int
    files: int
    findings: tuple[Finding, ...]


def read_manifest(place: Path) -> dict[str, Any]:
    """The manifest of a week's folder. ManifestError where there is none, or none of a form this program knows."""
    path = place / NAME
    try:
        manifest = json.loads(path.read_text("utf-8"))
        if manifest["format"] != FORMAT:
            raise ManifestError(f"{path}: its form is {manifest['format']}, and this program knows {FORMAT}; verify it with the Bellwether that wrote it")
    except FileNotFoundError:
        raise ManifestError(f"{path}: there is no manifest; `bellwether report --week {place.name}` writes the report with one") from None
    except (ValueError, KeyError, TypeError) as exc:
        if isinstance(exc, ManifestError):
            raise
        raise ManifestError(f"{path}: it cannot be read ({exc}); `bellwether report --week {place.name}` writes it anew") from exc
    return dict(manifest)


def verify(
    manifest: Mapping[str, Any], place: Path, *, ask: Callable[[str], tuple[Sequence[str], Sequence[Sequence[object]]]], texts: Mapping[str, Sequence[str]], written: Mapping[str, bytes]
) -> Verified:
    """Compare a report with its database.

    Args:
        manifest: Of the report.
        place: Its folder.
        ask: Answers a figure's SQL with columns and rows, or raises ValueError with what is wrong.
        texts: The title and text of every quoted article as of the report's moment, by address: one for each article that has it.
        written: The files as the report would be written today, by name.
    """
    findings: list[Finding] = []
    rows = quotations = 0
    for figure in manifest["figures"]:
        rows += len(figure["rows"])
        findings += _figure(figure, ask)
        checked, missing = _quotations(figure, texts)
        quotations += checked
        findings += missing
    for name, digest in manifest["files"].items():
        findings += _file(place / name, digest, written.get(name))
    return Verified(figures=len(manifest["figures"]), rows=rows, quotations=quotations, files=len(manifest["files"]), findings=tuple(findings))


def quoted_urls(manifest: Mapping[str, Any]) -> list[str]:
    """The addresses of all articles that the report quotes."""
    return sorted({
        str(row[figure["columns"].index("url")]) for figure in manifest["figures"] if "url" in figure["columns"] and any(name in figure["columns"] for name in QUOTED) for row in figure["rows"]
    })  # fmt: skip


def _figure(figure: Mapping[str, Any], ask: Callable[[str], tuple[Sequence[str], Sequence[Sequence[object]]]]) -> list[Finding]:
    where = f"figure {figure['id']}"
    told = figure["rows"]
    changed = [Finding(where=where, what="its rows in the manifest are not those it was written with")] if rows_digest(told) != figure["sha256"] else []
    try:
        columns, answer = ask(figure["sql"])
    except ValueError as exc:
        return [*changed, Finding(where=where, what=f"its query cannot be answered: {exc}")]
    now = plain_rows(answer)
    if list(columns) != figure["columns"]:
        return [*changed, Finding(where=where, what=f"its query gives {', '.join(columns)} where the report has {', '.join(figure['columns'])}")]
    return [*changed, *(Finding(where=where, what=what) for what in _differences(figure["columns"], told, now)[:MOST_TOLD])]


def _differences(columns: Sequence[str], told: Sequence[Sequence[Any]], now: Sequence[Sequence[Any]]) -> list[str]:
    """What differs between rows: cells where a row was changed, else whole rows."""
    marks = [[json.dumps(row, ensure_ascii=False) for row in rows] for rows in (told, now)]
    said: list[str] = []
    for tag, first, last, first_now, last_now in SequenceMatcher(a=marks[0], b=marks[1], autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        before, after = told[first:last], now[first_now:last_now]
        for old, new in zip(before, after, strict=False):
            said += [
                f"{column} of {row_key(columns, old) or f'row {first + 1}'}: the report has {_shown(was)}, the database {_shown(is_now)}"
                for column, was, is_now in zip(columns, old, new, strict=True) if was != is_now
            ]  # fmt: skip
        said += [f"the row {_row(columns, row)} of the report is not in the database" for row in before[len(after) :]]
        said += [f"the row {_row(columns, row)} of the database is not in the report" for row in after[len(before) :]]
    return said


def _row(columns: Sequence[str], row: Sequence[Any]) -> str:
    return row_key(columns, row) or _shown(row)


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 160 else text[:159] + "…"


def _quotations(figure: Mapping[str, Any], texts: Mapping[str, Sequence[str]]) -> tuple[int, list[Finding]]:
    """Whether each sentence and quotation stands in its article, letter by letter."""
    columns, checked, findings = figure["columns"], 0, []
    for name in QUOTED:
        if name not in columns or "url" not in columns:
            continue
        for row in figure["rows"]:
            words, url = row[columns.index(name)], row[columns.index("url")]
            if not words:
                continue
            checked += 1
            if url not in texts:
                findings.append(Finding(where=f"figure {figure['id']}", what=f"the article {url} that it quotes is not stored"))
            elif not any(words in text for text in texts[url]):
                findings.append(Finding(where=f"figure {figure['id']}", what=f"these words do not stand in {url}: {_shown(words)}"))
    return checked, findings[:MOST_TOLD]


def _file(path: Path, digest: str, fresh: bytes | None) -> list[Finding]:
    try:
        content = path.read_bytes()
    except OSError as exc:
        return [Finding(where=path.name, what=f"it cannot be read ({exc.strerror})")]
    if hashlib.sha256(content).hexdigest() == digest:
        return []
    if fresh is None or hashlib.sha256(fresh).hexdigest() != digest:
        return [Finding(where=path.name, what="it is not as it was written")]
    return [Finding(where=path.name, what=what) for what in _changed_lines(content, fresh)][:MOST_TOLD]


def _changed_lines(content: bytes, fresh: bytes) -> list[str]:
    """The words that were changed, with their line and the part of the page they stand in."""
    try:
        has, had = content.decode().split("\n"), fresh.decode().split("\n")
    except UnicodeDecodeError:
        return ["it is not as it was written"]
    said = []
    for tag, first, last, first_had, last_had in SequenceMatcher(a=has, b=had, autojunk=False).get_opcodes():
        if tag != "equal":
            part = next((f", in #{found[1]}" for line in reversed(had[:last_had]) if (found := ANCHOR.search(line))), "")
            said.append(f"line {first + 1}{part}: it has {_words(has[first:last], had[first_had:last_had])}")
    return said or ["it is not as it was written"]


def _words(has: Sequence[str], had: Sequence[str]) -> str:
    """Where two stretches differ, and not the whole of them."""
    one, other = "\n".join(has), "\n".join(had)
    start = next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
    ends = zip(reversed(one[start:]), reversed(other[start:]), strict=False)
    tail = next((place for place, (left, right) in enumerate(ends) if left != right), min(len(one), len(other)) - start)
    around = max(0, start - 24)
    return f"{_shown(one[around : len(one) - tail + 24])} where {_shown(other[around : len(other) - tail + 24])} was written"
