"""Which names are one person's, as people have written it?

A TOML file of [[people]] tables, each with the name that is shown, the forms that mean it and, where a form means several persons, the
organisations beside which it means this one. Whatever is wrong in it is said with the table, the key and the line.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parsers.model import KnownPerson

_KEYS: Mapping[str, tuple[str, bool]] = {
    "name": ('a text in quotes, such as "Jane Roe"', True),
    "forms": ('a list of texts in quotes, such as ["Roe", "the Acme CEO"]', True),
    "organisations": ('a list of texts in quotes, such as ["Acme"]', False),
}


class SpeakersError(ValueError):
    """The file cannot be used. Names file, table, key and line, and what to write instead."""

    def __init__(self, path: Path, problem: str, *, table: str = "", key: str = "", line: int | None = None) -> None:
        place = f"{path}" + (f", line {line}" if line else "") + (f", {table}" if table else "") + (f", {key}" if key else "")
        super().__init__(f"{place}: {problem}")
        self.path, self.problem, self.table, self.key, self.line = path, problem, table, key, line


def load_people(path: Path) -> tuple[KnownPerson, ...]:
    """What the file says of speakers' names; SpeakersError where it is wrong or missing."""
    try:
        content = path.read_bytes().decode()
    except OSError as exc:
        raise SpeakersError(path, f"cannot be read: {exc.strerror}; BELLWETHER_SPEAKERS names the file") from exc
    except UnicodeDecodeError as exc:
        raise SpeakersError(path, "is not UTF-8; save it as UTF-8") from exc
    try:
        tables = tomllib.loads(content)
    except tomllib.TOMLDecodeError as exc:
        found = re.search(r"at line (\d+)", str(exc))
        raise SpeakersError(path, f"is not TOML: {exc}; texts stand in quotes, lists in [ ]", line=int(found[1]) if found else content.count("\n") + 1) from exc
    for table in tables:
        if table != "people":
            raise SpeakersError(path, "is no table here; there is [[people]]", table=f"[{table}]", line=_line(content, table))
    rows = tables.get("people", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SpeakersError(path, "is not written as [[people]]", table="people", line=_line(content, "people"))
    for index, row in enumerate(rows):
        _check(path, content, index, row)
    people = tuple(
        KnownPerson(name=row["name"].strip(), forms=tuple(row["forms"]), organisations=tuple(row.get("organisations", ()))) for row in rows
    )
    _tell_apart(path, content, people)
    return people


def _check(path: Path, content: str, index: int, row: Mapping[str, Any]) -> None:
    table = f"[[people]] number {index + 1}"
    for key in row:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, 1)
            said = f"did you mean {near[0]}?" if near else f"there are {', '.join(_KEYS)}"
            raise SpeakersError(path, f"is no key here; {said}", table=table, key=key, line=_line(content, "people", index, key))
    for key, (form, is_needed) in _KEYS.items():
        if key not in row:
            if is_needed:
                raise SpeakersError(path, f"is missing; write {key} = {form}", table=table, key=key, line=_line(content, "people", index))
            continue
        value = row[key]
        fits = isinstance(value, str) and bool(value.strip()) if key == "name" else (
            isinstance(value, list) and bool(value) and all(isinstance(each, str) and each.strip() for each in value)
        )  # fmt: skip
        if not fits:
            raise SpeakersError(path, f"is {value!r:.60}; write {form}", table=table, key=key, line=_line(content, "people", index, key))


def _tell_apart(path: Path, content: str, people: tuple[KnownPerson, ...]) -> None:
    """One form cannot mean two persons in the same articles."""
    taken: dict[tuple[str, str], int] = {}
    for index, person in enumerate(people):
        for form in person.forms:
            for organisation in person.organisations or ("",):
                first = taken.setdefault((form.casefold(), organisation.casefold()), index)
                if people[first].name != person.name:
                    raise SpeakersError(
                        path,
                        f"{form!r} means {people[first].name!r} already (number {first + 1}); give both organisations that tell them apart",
                        table=f"[[people]] number {index + 1}", key="forms", line=_line(content, "people", index, "forms"),
                    )  # fmt: skip


def _line(content: str, table: str, index: int = 0, key: str = "") -> int | None:
    """The line of the key; of its table's heading where the key is missing."""
    seen, heading = -1, None
    for number, line in enumerate(content.split("\n"), 1):
        if re.match(r"\s*\[", line) and not re.match(r"\s*\[\s*[\"']", line):
            if heading is not None:
                break
            seen += bool(re.match(rf"\s*\[\[?\s*{re.escape(table)}\b", line))
            heading = number if seen == index else None
        elif (heading is not None and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line)) or (seen < 0 and not key and re.match(rf"\s*{re.escape(table)}\s*=", line)):
            return number
    return heading
