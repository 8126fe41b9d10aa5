"""How wide the intervals are, and that they mean something."""

from __future__ import annotations

import random

from reports.intervals import bounds_of_difference, bounds_of_mean, seed_of


def week(
    dice: random.Random, stories: int, outlets: int, mean: float = 0.0, spread: float = 0.35, between: float = 0.12
) -> list[tuple[str, float]]:
    """Stories of outlets that each have a leaning of their own."""
    leaning = [dice.gauss(0, between) for _ in range(outlets)]
    return [
        (f"outlet {outlet}", dice.gauss(mean + leaning[outlet], spread)) for outlet in (dice.randrange(outlets) for _ in range(stories))
    ]


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Of a hundred simulated weeks of thirty stories, at least ninety have the true mean inside their 95 % interval."""
    dice = random.Random(11)
    bounds = [bounds_of_mean(week(dice, 30, 14), seed) for seed in range(100)]
    assert sum(low <= 0 <= high for low, high in filter(None, bounds)) >= 90


def test_one_loud_outlet_widens_the_interval() -> None:
    """Stories that agree because one outlet wrote them are worth less than stories of many outlets."""
    dice = random.Random(2)
    values = [dice.gauss(0.5, 0.1) for _ in range(10)] + [dice.gauss(-0.2, 0.1) for _ in range(10)]
    many = bounds_of_mean([(f"outlet {place}", value) for place, value in enumerate(values)], 1)
    loud = bounds_of_mean([("loud" if place < 10 else f"outlet {place}", value) for place, value in enumerate(values)], 1)
    assert many is not None
    assert loud is not None
    assert loud[1] - loud[0] > 1.3 * (many[1] - many[0])


def test_what_an_outlet_always_sounds_like_cancels_out_of_a_difference() -> None:
    """Between two weeks of the same outlets the difference is known better than either level."""
    dice = random.Random(4)
    now, before = ([(f"outlet {outlet}", outlet / 10 + dice.gauss(0, 0.05)) for outlet in range(12) for _ in range(2)] for _ in range(2))
    level, difference = bounds_of_mean(now, 1), bounds_of_difference(now, before, 1)
    assert level is not None
    assert difference is not None
    assert difference[1] - difference[0] < 0.5 * (level[1] - level[0])


def test_too_few_have_no_interval() -> None:
    """Nine stories, or four outlets, have none."""
    dice = random.Random(1)
    assert bounds_of_mean([(f"outlet {place}", 0.1) for place in range(9)], 1) is None
    assert bounds_of_mean([(f"outlet {place % 4}", 0.1) for place in range(40)], 1) is None
    assert bounds_of_difference(week(dice, 30, 14), [("outlet 1", 0.2)], 1) is None


def test_the_seed_is_the_weeks_own() -> None:
    """Every week and target has its seed, the same on every machine."""
    assert seed_of("2024-W30", "Llama") == seed_of("2024-W30", "Llama")
    assert seed_of("2024-W30", "Llama") != seed_of("2024-W31", "Llama")
    scores = week(random.Random(3), 30, 14)
    assert bounds_of_mean(scores, 5) == bounds_of_mean(scores[::-1], 5)
