"""Word tables: small text files, one entry a line, "#" before a comment."""

from __future__ import annotations

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
