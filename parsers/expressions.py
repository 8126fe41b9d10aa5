"""What does a topic ask for? The parts of an expression, and what is said of a text that writes none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


class ExpressionError(ValueError):
    """An expression that cannot be read: what is wrong and what to write, and `at`, the character (from 0) where it is."""

    def __init__(self, expression: str, at: int, problem: str) -> None:
        self.expression, self.at, self.problem = expression, at, problem
        self.line, self.column = expression.count("\n", 0, at) + 1, at - (expression.rfind("\n", 0, at) + 1) + 1
        super().__init__(f"column {self.column}: {problem}" if "\n" not in expression else f"line {self.line}, column {self.column}: {problem}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand together. `exact`: in the very case they are written in."""

    text: str
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A target of the watchlist, by its true mentions."""

    target: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The left side where the right side is near it (with `apart`, where it is not). `within` words lie between them; None: one sentence."""

    left: Expression
    right: Expression
    within: int | None
    apart: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InTitle:
    """What must stand in the title."""

    part: Expression


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """At least one of these."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """All of `parts` and none of `without`."""

    parts: tuple[Expression, ...]
    without: tuple[Expression, ...] = ()


Expression = Phrase | Named | Near | InTitle | Either | Both


def named_targets(expression: Expression) -> tuple[Named, ...]:
    """The targets that the expression asks for, in order; those behind `not` as well."""
    return tuple(part for part in walk(expression) if isinstance(part, Named))


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and every part of it, in order."""
    yield expression
    match expression:
        case Near(left=left, right=right):
            yield from walk(left)
            yield from walk(right)
        case InTitle(part=part):
            yield from walk(part)
        case Either(parts=parts):
            for part in parts:
                yield from walk(part)
        case Both(parts=parts, without=without):
            for part in (*parts, *without):
                yield from walk(part)
