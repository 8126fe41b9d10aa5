"""What do we watch?

A TOML file of five kinds of tables: [[feeds]], [[targets]], [[aspects]], [[events]] and one [topic]. It is people's own file:
whatever is wrong in it is said with the table, the key, the line and what to write instead, and adding or removing a feed
changes the lines of that feed and no others.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, get_args

from feeds.errors import RefusedError
from feeds.fetch import checked_url
from parsers.expressions import ExpressionError
from parsers.grammar import check_expression
from parsers.model import Aspect, Event, Feed, FeedKind, Target, Topic, Watchlist

_VERSION_LENGTH = 12  # hex digits of the file's digest: enough to tell any two versions of a watchlist apart
_TEXTS = ("full", "summary", "none")
_KINDS = get_args(FeedKind)
_SHARES = ("expected_authors", "expected_dates", "expected_text")


class WatchlistError(ValueError):
    """The file cannot be used. Names file, table, key and line, and what to write instead."""

    def __init__(self, path: Path, problem: str, *, table: str = "", key: str = "", line: int | None = None) -> None:
        place = f"{path}" + (f", line {line}" if line else "") + (f", {table}" if table else "") + (f", {key}" if key else "")
        super().__init__(f"{place}: {problem}")
        self.path, self.problem, self.table, self.key, self.line = path, problem, table, key, line


def load_watchlist(path: Path) -> Watchlist:
    """The file, read and checked; WatchlistError where it is wrong or missing."""
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise WatchlistError(path, f"cannot be read: {exc.strerror}; BELLWETHER_WATCHLIST names the file") from exc
    return _Reader(path, content).watchlist()


def add_feeds(path: Path, *feeds: Feed) -> Watchlist:
    """The watchlist with the feeds written behind its last one; WatchlistError if one is there already or wrong, and nothing is written."""
    lines = _lines(path)
    spans = _feed_spans(lines)
    at = spans[-1][1] if spans else len(lines)
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += "\n"
    lines[at:at] = [line for place, feed in enumerate(feeds) for line in ["\n"] * bool(at or place) + _written(feed)]
    return _replace(path, lines)


def remove_feed(path: Path, url: str) -> Watchlist:
    """The watchlist without the feed of that address; WatchlistError if there is none."""
    feeds = load_watchlist(path).feeds
    index = next((index for index, feed in enumerate(feeds) if feed.url == url), None)
    if index is None:
        near = difflib.get_close_matches(url, [feed.url for feed in feeds], 1)
        raise WatchlistError(path, f"no feed has the address {url}" + (f"; did you mean {near[0]}?" if near else ""), table="[[feeds]]", key="url")
    lines = _lines(path)
    start, end = _feed_spans(lines)[index]
    if start and not lines[start - 1].strip() and (end == len(lines) or not lines[end].strip()):
        start -= 1  # one of the two blank lines that would meet
    del lines[start:end]
    return _replace(path, lines)


# What may stand in each table: key -> (what it must be, whether it must be there)
_WORDS = 'a list of texts in quotes, such as ["one", "two"]'
_TEXT = "a text in quotes"
_KEYS: Mapping[str, Mapping[str, tuple[str, bool]]] = {
    "feeds": {
        "url": ("an address beginning with http:// or https://", True),
        "name": (_TEXT, True),
        "kind": (f"one of {', '.join(_KINDS)}", False),
        "text": (f"one of {', '.join(_TEXTS)}", False),
        "expected_gap_days": ("a number of days above 0", False),
        **dict.fromkeys(_SHARES, ("a share of entries, from 0 to 1", False)),
        "reason": (_TEXT, False),
        "note": (_TEXT, False),
    },
    "targets": {"name": (_TEXT, True), "maker": (_TEXT, False), "aliases": (_WORDS, False), "exclusions": (_WORDS, False), "context": (_WORDS, False), "unless": (_WORDS, False), "insiders": (_WORDS, False)},
    "aspects": {"name": (_TEXT, True), "label": (_TEXT, True), "terms": (_WORDS, True)},
    "events": {"name": (_TEXT, True), "on": ("a date without quotes, such as 2024-07-23", True), "target": ("the name of one of the targets", True)},
    "topic": {"name": (_TEXT, True), "expression": (_TEXT, True), "least": ("a number between 0 and 1", False)},
}

# Keys of earlier watchlists, and what to write in their place
_RENAMED: Mapping[tuple[str, str], str] = {
    ("topic", "terms"): "is no key here; write the terms with `or` between them as one text: expression = '\"open source\" near AI or open-weight*'",
    ("topic", "exclusions"): 'is no key here; write what is not wanted behind the expression: (…) not ("llama wool" or "llama farm*")',
}


@dataclass(slots=True)
class _Reader:
    path: Path
    content: bytes

    def watchlist(self) -> Watchlist:
        tables = self._tables()
        targets = [Target(**_tuples(row)) for row in self._rows(tables, "targets")]
        if not targets:
            raise WatchlistError(self.path, "no [[targets]]; the first one is what reports are about")
        feeds = tuple(Feed(**row) for row in self._rows(tables, "feeds"))
        self._unique("feeds", "url", [checked_url(feed.url) for feed in feeds])
        for table, names in (("targets", [target.name for target in targets]), ("aspects", [row["name"] for row in tables.get("aspects", [])])):
            self._unique(table, "name", names)
        events = tuple(Event(**row) for row in self._rows(tables, "events"))
        known = [target.name for target in targets]
        for index, event in enumerate(events):
            if event.target not in known:
                raise self._error("events", index, "target", f"{event.target!r} is no target; there are {', '.join(known)}")
        return Watchlist(
            feeds=feeds,
            targets=tuple(targets),
            aspects=tuple(Aspect(**_tuples(row)) for row in self._rows(tables, "aspects")),
            events=events,
            topic=self._topic(tables, known),
            version=hashlib.sha256(self.content).hexdigest()[:_VERSION_LENGTH],
        )

    def _topic(self, tables: Mapping[str, Any], targets: Sequence[str]) -> Topic:
        topic = Topic(**self._rows(tables, "topic")[0])
        try:
            check_expression(topic.expression, targets)
        except ExpressionError as exc:
            line, column = self._inside("topic", "expression", topic.expression, exc)
            raise WatchlistError(self.path, f"column {column}: {exc.problem}", table="[topic]", key="expression", line=line) from exc
        return topic

    def _inside(self, table: str, key: str, value: str, error: ExpressionError) -> tuple[int | None, int]:
        """Line and column of a place inside a text, in the file; within the text where that is written with escapes."""
        line = self._line(table, 0, key)
        text = self.content.decode().replace("\r\n", "\n")
        found = text.find(value, sum(len(row) + 1 for row in text.split("\n")[: (line or 1) - 1]))
        if found < 0:
            return line, error.column
        at = found + error.at
        return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)

    def _tables(self) -> dict[str, Any]:
        try:
            tables = tomllib.loads(self.content.decode())
        except UnicodeDecodeError as exc:
            raise WatchlistError(self.path, "is not UTF-8; save it as UTF-8", line=self.content[: exc.start].count(b"\n") + 1) from exc
        except tomllib.TOMLDecodeError as exc:
            found = re.search(r"at line (\d+)", str(exc))
            last = self.content.count(b"\n") + 1
            raise WatchlistError(self.path, f"is not TOML: {exc}; texts stand in quotes, lists in [ ]", line=int(found[1]) if found else last) from exc
        for table in tables:
            if table not in _KEYS:
                raise WatchlistError(self.path, _unknown(table, _KEYS, "table"), table=table, line=self._line(table))
        return tables

    def _rows(self, tables: Mapping[str, Any], table: str) -> list[dict[str, Any]]:
        if table == "topic":
            rows = [tables["topic"]] if "topic" in tables else []
            if not rows:
                raise WatchlistError(self.path, "no [topic]; write [topic] with name and expression", table="[topic]")
        else:
            rows = tables.get(table, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            shown = f"[{table}]" if table == "topic" else f"[[{table}]]"
            raise WatchlistError(self.path, f"is not written as {shown}", table=table, line=self._line(table))
        for index, row in enumerate(rows):
            self._check(table, index, row)
        return rows

    def _check(self, table: str, index: int, row: Mapping[str, Any]) -> None:
        keys = _KEYS[table]
        for key in row:
            if key not in keys:
                raise self._error(table, index, key, _RENAMED.get((table, key)) or _unknown(key, keys, "key"))
        for key, (form, is_needed) in keys.items():
            if key not in row and is_needed:
                raise self._error(table, index, key, f"is missing; write {key} = {form}")
            if key in row and not _fits(key, row[key], form):
                raise self._error(table, index, key, f"is {_shown(row[key])}; write {form}")

    def _unique(self, table: str, key: str, values: list[str]) -> None:
        for index, value in enumerate(values):
            if value in values[:index]:
                first = self._line(table, values.index(value), key)
                raise self._error(table, index, key, f"{value!r} stands here a second time (first in line {first}); remove one of the two")

    def _error(self, table: str, index: int, key: str, problem: str) -> WatchlistError:
        shown = f"[{table}]" if table == "topic" else f"[[{table}]] number {index + 1}"
        return WatchlistError(self.path, problem, table=shown, key=key, line=self._line(table, index, key))

    def _line(self, table: str, index: int = 0, key: str = "") -> int | None:
        """The line of the key; of its table's heading where the key is missing; None where the table is written in some other way."""
        seen, heading = -1, None
        for number, line in enumerate(self.content.decode(errors="replace").split("\n"), 1):
            if re.match(r"\s*\[", line):
                if heading is not None:
                    break
                seen += bool(re.match(rf"\s*\[\[?\s*{re.escape(table)}\b", line))
                heading = number if seen == index else None
            wanted = key if heading is not None else table if seen < 0 else ""
            if wanted and re.match(rf"\s*[\"']?{re.escape(wanted)}[\"']?\s*=", line):
                return number
        return heading


def _fits(key: str, value: object, form: str) -> bool:
    if form == _TEXT:
        return isinstance(value, str) and (bool(value.strip()) or key in {"note", "maker", "reason"})
    if form == _WORDS:
        return isinstance(value, list) and all(isinstance(word, str) and word.strip() for word in value)
    if key == "on":
        return isinstance(value, date) and not isinstance(value, datetime)
    if key in _SHARES:
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    if key in {"expected_gap_days", "least"}:
        return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= (1 if key == "least" else 3650)
    if key == "url":
        return isinstance(value, str) and _is_url(value)
    return isinstance(value, str) and value in {"kind": _KINDS, "text": _TEXTS}.get(key, (value,))


def _is_url(value: str) -> bool:
    with suppress(RefusedError):
        return bool(checked_url(value))
    return False


def _unknown(word: str, known: Mapping[str, object], what: str) -> str:
    near = difflib.get_close_matches(word, known, 1)
    return f"is no {what} here; " + (f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:60] + "…"


def _tuples(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def _lines(path: Path) -> list[str]:
    load_watchlist(path)
    return re.findall(r"[^\n]*\n|[^\n]+", path.read_bytes().decode())  # str.splitlines would break texts at U+2028 too


def _feed_spans(lines: list[str]) -> list[tuple[int, int]]:
    """For each [[feeds]] table the lines from its heading to behind its last key; comments behind it belong to what follows."""
    spans = []
    for start, line in enumerate(lines):
        if not re.match(r"\s*\[\[\s*feeds\s*\]\]", line):
            continue
        end = next((at for at in range(start + 1, len(lines)) if re.match(r"\s*\[\[?\s*[\w\"'.-]+\s*\]\]?\s*(#.*)?$", lines[at])), len(lines))
        while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        spans.append((start, end))
    return spans


def _written(feed: Feed) -> list[str]:
    keys = ["[[feeds]]\n", f"name = {_quoted(feed.name)}\n", f"url = {_quoted(feed.url)}\n", f'kind = "{feed.kind}"\n', f'text = "{feed.text}"\n']
    keys.append(f"expected_gap_days = {feed.expected_gap_days:g}\n")
    keys += [f"{share} = {value:g}\n" for share in _SHARES if (value := getattr(feed, share))]
    return keys + [f"{key} = {_quoted(text)}\n" for key, text in (("reason", feed.reason), ("note", feed.note)) if text]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")  # a JSON text is a TOML one, but for DEL


def _replace(path: Path, lines: list[str]) -> Watchlist:
    """Checks the new lines and puts them in the file's place, whole or not at all."""
    content = "".join(lines).encode()
    watchlist = _Reader(path, content).watchlist()
    place = path.resolve()
    with NamedTemporaryFile(dir=place.parent, prefix=f".{place.name}.", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(place.stat().st_mode & 0o777)
            Path(file.name).replace(place)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise
    return watchlist
