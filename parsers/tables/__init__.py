"""Word tables: small text files, one entry a line, "#" before a comment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def load_all(*names: str, more: frozenset[str] = frozenset()) -> frozenset[str]:
    """The entries of several tables, and `more`."""
    return more.union(*(load_words(name) for name in names))


@cache
def load_words(name: str) -> frozenset[str]:
    """The entries of the table `name`.txt."""
    lines = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def load_pairs(name: str) -> Mapping[str, str]:
    """The entries of a table of pairs, "gov = governor", by their first half."""
    return dict(sorted(row.split(" = ") for row in load_words(name)))


@cache
def any_of(*names: str) -> str:
    """A pattern of the words of several tables, the longest first; a row may hold several forms, parted by a space each."""
    words = {word for name in names for row in load_words(name) for word in row.split()}
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


@cache
def any_phrase(name: str) -> str:
    """A pattern of the entries of a table of phrases, the longest first."""
    return "|".join(sorted(map(re.escape, load_words(name)), key=lambda phrase: (-len(phrase), phrase)))
