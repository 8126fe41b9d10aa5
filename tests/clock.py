"""What work costs. A machine that stumbles is no finding: what was slow is tried again, and only what stays slow fails."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
TRIES = 6


def within(seconds: float, work: Callable[[], T]) -> T:
    """The work's answer; it takes at most that many seconds of processor time."""
    costs = []
    for _ in range(TRIES):
        cost, answer = _cost(work)
        costs.append(cost)
        if cost < seconds:
            return answer
    raise AssertionError(f"never within {seconds} s of processor time: {costs}")


def assert_grows_like_length(work: Callable[[int], object], *, size: int, times: int = 4) -> None:
    """That many times the size costs at most twice as many times the processor time; what is quadratic would cost its square."""
    costs = []
    for _ in range(TRIES):
        small, large = _cost(lambda: work(size))[0], _cost(lambda: work(times * size))[0]
        costs.append((small, large))
        if large < 2 * times * small + 0.05:
            return
    raise AssertionError(f"{times} times the size cost more than {2 * times} times the time: {costs}")


def assert_costs_at_most(times: float, work: Callable[[], object], other: Callable[[], object]) -> None:
    """The work takes at most that many times the processor time that the other takes, measured in turns."""
    costs = []
    for _ in range(TRIES):
        costs.append((_cost(work)[0], _cost(other)[0]))
        if costs[-1][0] <= times * costs[-1][1]:
            return
    raise AssertionError(f"more than {times} times the other's time: {costs}")


def _cost(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    answer = work()
    return time.process_time() - began, answer
