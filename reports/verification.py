"""Does a report still say what its database says? Its figures asked again, its files compared with what would be written, its quotations looked up."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from reports.manifest import FORMAT, NAME, manifest_fault, row_key, rows_digest

QUOTED = ("sentence", "best_quotation")  # columns that hold an article's own words, in rows with its address
MOST_TOLD = 20  # of one figure or file
LARGEST_MANIFEST = 64 * 2**20  # bytes; of the sample 140 kB
NAMED = ("week", "target", "as_of")
LABELS = ("label", "shown", "parameters", "row_keys")  # what a figure has beside its query and rows
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
    path, anew = place / NAME, f"`bellwether report --week {place.name}` writes it anew"
    try:
        manifest = json.loads(_read(path, LARGEST_MANIFEST))
        json.dumps(manifest, ensure_ascii=False).encode()  # half a surrogate pair can be escaped in JSON, and not be written anywhere
    except FileNotFoundError:
        raise ManifestError(f"{path}: there is no manifest; `bellwether report --week {place.name}` writes the report with one") from None
    except OSError as exc:
        raise ManifestError(f"{path}: it cannot be read ({exc.strerror}); {anew}") from exc
    except (ValueError, RecursionError) as exc:
        raise ManifestError(f"{path}: it cannot be read ({exc}); {anew}") from exc
    if isinstance(manifest, dict) and isinstance(form := manifest.get("format"), int) and form != FORMAT:
        raise ManifestError(f"{path}: its form is {form}, and this program knows {FORMAT}; verify it with the Bellwether that wrote it")
    if fault := manifest_fault(manifest):
        raise ManifestError(f"{path}: it cannot be read ({fault}); {anew}")
    return dict(manifest)


def verify(manifest: Mapping[str, Any], place: Path, *, today: Mapping[str, Any], texts: Mapping[str, Sequence[str]], written: Mapping[str, bytes]) -> Verified:
    """Compare a report with the one that its database gives today.

    Args:
        manifest: Of the report, as read_manifest gives it; whoever wrote it is not trusted.
        place: Its folder.
        today: The manifest of the same week and moment as it would be written today.
        texts: The title and text of every quoted article as of the report's moment, by address: one for each article that has it.
        written: The files as the report would be written today, by name.
    """
    findings = [Finding(where=NAME, what=f"its {name} is {_shown(manifest[name])}, and would be {_shown(today[name])}") for name in NAMED if manifest[name] != today[name]]
    same_program = manifest["made_with"] == today["made_with"]
    if not same_program:
        findings.append(Finding(where=NAME, what=_other_versions(manifest["made_with"], today["made_with"])))
    told = {figure["id"]: figure for figure in manifest["figures"]}
    asked = {figure["id"]: figure for figure in today["figures"]}
    if [figure["id"] for figure in manifest["figures"]] != list(asked):
        findings += _names("figure", [figure["id"] for figure in manifest["figures"]], list(asked))
    of_figures: list[Finding] = []
    quotations = 0
    for key, figure in told.items():
        if key in asked:
            of_figures += _figure(figure, asked[key])
        checked, missing = _quotations(figure, texts)
        quotations += checked
        of_figures += missing
    findings += of_figures
    if set(manifest["files"]) != set(written):
        findings += _names("file", list(manifest["files"]), list(written))
    for name in sorted(set(manifest["files"]) & set(written)):
        findings += _file(place, name, manifest["files"][name], written[name], same_program=same_program, brief=bool(of_figures))
    return Verified(
        figures=len(told), rows=sum(len(figure["rows"]) for figure in told.values()), quotations=quotations, files=len(manifest["files"]), findings=tuple(findings)
    )


def quoted_urls(manifest: Mapping[str, Any]) -> list[str]:
    """The addresses of all articles that the report quotes."""
    return sorted({
        str(row[figure["columns"].index("url")]) for figure in manifest["figures"] if "url" in figure["columns"] and any(name in figure["columns"] for name in QUOTED) for row in figure["rows"]
    })  # fmt: skip


def _other_versions(told: Mapping[str, Any], today: Mapping[str, Any]) -> str:
    differ = ", ".join(f"{name} {_shown(told.get(name))}, today {_shown(today.get(name))}" for name in sorted({*told, *today}) if told.get(name) != today.get(name))
    return f"the report was made with other versions ({_cut(differ)}): only its own figures were checked, and that its files are those it was written with, not what they say"


def _names(kind: str, told: Sequence[str], today: Sequence[str]) -> list[Finding]:
    """Which figures or files are too many or too few in the manifest."""
    said = [f"the {kind} {_shown(name)} is none that would be written" for name in told if name not in today]
    said += [f"the {kind} {_shown(name)} that would be written is missing" for name in today if name not in told]
    return [Finding(where=NAME, what=what) for what in (said or [f"its {kind}s are not each there once, in the order of the report"])[:MOST_TOLD]]


def _figure(figure: Mapping[str, Any], asked: Mapping[str, Any]) -> list[Finding]:
    """What a figure says that today's does not. Where the queries differ, their rows have nothing to do with each other."""
    told = figure["rows"]
    said = ["its rows in the manifest are not those it was written with"] if rows_digest(told) != figure["sha256"] else []
    if figure["sql"] != asked["sql"]:
        said.append(f"its query is not the one that gives this figure, and was not asked: {_shown(figure['sql'])}")
    elif figure["columns"] != asked["columns"]:
        said.append(f"its query gives {', '.join(asked['columns'])} where the report has {_cut(', '.join(figure['columns']))}")
    else:
        said += _differences(figure["columns"], told, asked["rows"])
    if not said:
        said = [f"its {name} is {_shown(figure.get(name))}, and would be {_shown(asked[name])}" for name in LABELS if figure.get(name) != asked[name]]
    return [Finding(where=f"figure {figure['id']}", what=what) for what in said[:MOST_TOLD]]


def _differences(columns: Sequence[str], told: Sequence[Sequence[Any]], now: Sequence[Sequence[Any]]) -> list[str]:
    """What differs between rows: cells where a row was changed, else whole rows."""
    marks = [[_json(row) for row in rows] for rows in (told, now)]
    said: list[str] = []
    for tag, first, last, first_now, last_now in _opcodes(marks[0], marks[1]):
        if tag == "equal":
            continue
        before, after = told[first:last], now[first_now:last_now]
        for old, new in zip(before, after, strict=False):
            said += [
                f"{column} of {row_key(columns, old) or f'row {first + 1}'}: the report has {_shown(was)}, the database {_shown(is_now)}"
                for column, was, is_now in zip(columns, old, new, strict=True) if _json(was) != _json(is_now)
            ]  # fmt: skip
        said += [f"the row {_row(columns, row)} of the report is not in the database" for row in before[len(after) :]]
        said += [f"the row {_row(columns, row)} of the database is not in the report" for row in after[len(before) :]]
    return said


def _row(columns: Sequence[str], row: Sequence[Any]) -> str:
    return row_key(columns, row) or _shown(row)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shown(value: object) -> str:
    return _cut(_json(value))


def _cut(text: str) -> str:
    return text if len(text) <= 160 else text[:159] + "…"


def _opcodes(one: Sequence[str], other: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    """How one becomes the other; all at once where it is so much longer that finding out would take long."""
    if len(one) > 2 * len(other) + 1000:
        return [("replace", 0, len(one), 0, len(other))]
    return SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes()


def _quotations(figure: Mapping[str, Any], texts: Mapping[str, Sequence[str]]) -> tuple[int, list[Finding]]:
    """Whether each sentence and quotation stands in its article, letter by letter."""
    columns, checked, findings = figure["columns"], 0, []
    for name in QUOTED:
        if name not in columns or "url" not in columns:
            continue
        for row in figure["rows"]:
            words, url = row[columns.index(name)], row[columns.index("url")]
            if not words or not isinstance(words, str):
                continue
            checked += 1
            if not isinstance(url, str) or url not in texts:
                findings.append(Finding(where=f"figure {figure['id']}", what=f"the article {_cut(str(url))} that it quotes is not stored"))
            elif not any(words in text for text in texts[url]):
                findings.append(Finding(where=f"figure {figure['id']}", what=f"these words do not stand in {url}: {_shown(words)}"))
    return checked, findings[:MOST_TOLD]


def _file(place: Path, name: str, digest: str, fresh: bytes, *, same_program: bool, brief: bool) -> list[Finding]:
    """Whether a file is as it would be written today, or where other versions wrote it, as its manifest has it. `brief`: without the lines that differ, where it is at least the latter."""
    try:
        content = _read(place / name, 2 * len(fresh) + 65536)
    except OSError as exc:
        return [Finding(where=name, what=f"it cannot be read ({exc.strerror})")]
    except ValueError as exc:
        return [Finding(where=name, what=f"it is not as it would be written ({exc})")]
    as_told = hashlib.sha256(content).hexdigest() == digest
    if content == fresh or not same_program:
        return [] if as_told else [Finding(where=name, what="it has another digest than its manifest says")]
    if as_told and brief:
        return [Finding(where=name, what="it is as its manifest says, and would be written otherwise from the database as it is")]
    return [Finding(where=name, what=what) for what in _changed_lines(content, fresh)][:MOST_TOLD]


def _read(path: Path, most: int) -> bytes:
    """A regular file of at most so many bytes. OSError, or ValueError with what else it is."""
    with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:  # waits for no pipe
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise ValueError("it is not a regular file")
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"it has more than {most:,} bytes")
    return content


def _changed_lines(content: bytes, fresh: bytes) -> list[str]:
    """The words that were changed, with their line and the part of the page they stand in."""
    try:
        has, had = content.decode().split("\n"), fresh.decode().split("\n")
    except UnicodeDecodeError:
        return ["it is not as it would be written"]
    said = []
    for tag, first, last, first_had, last_had in _opcodes(has, had):
        if tag != "equal":
            part = next((f", in #{found[1]}" for line in reversed(had[:last_had]) if (found := ANCHOR.search(line))), "")
            said.append(f"line {first + 1}{part}: it has {_words(has[first:last], had[first_had:last_had])}")
    return said or ["it is not as it would be written"]


def _words(has: Sequence[str], had: Sequence[str]) -> str:
    """Where two stretches differ, and not the whole of them."""
    one, other = "\n".join(has), "\n".join(had)
    start = next((place for place, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
    ends = zip(reversed(one[start:]), reversed(other[start:]), strict=False)
    tail = next((place for place, (left, right) in enumerate(ends) if left != right), min(len(one), len(other)) - start)
    around = max(0, start - 24)
    return f"{_shown(one[around : len(one) - tail + 24])} where {_shown(other[around : len(other) - tail + 24])} would be written"
