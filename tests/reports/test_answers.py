"""What the report concludes, and when it declines to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rows import OUTLETS, bare_week, empty_week, failing, fake_week

from reports.answer import LEAST_CHANGE
from reports.model import WeeklyReport
from reports.week import InconsistentRowsError, build


def prose(report: WeeklyReport) -> str:
    """The answer as a reader hears it."""
    return " ".join([report.answer.headline, *("".join(span.text for span in sentence) for sentence in report.answer.sentences)]).replace(
        "\xa0", " "
    )


def test_a_change_beyond_chance_is_named_with_its_size_n_and_interval() -> None:
    """A rise that chance does not explain is the headline, with its numbers under it."""
    report = build(fake_week(lean=0.35, last_lean=-0.2))
    assert report.answer.verdict == "more favourable"
    assert report.change is not None
    assert report.change.low > 0
    assert "n = 34 stories" in prose(report)
    assert f"{report.change.value:+.2f} [" in prose(report)


def test_a_fall_is_called_one() -> None:
    """The direction follows the sign."""
    assert build(fake_week(lean=-0.3, last_lean=0.25)).answer.verdict == "less favourable"


def test_no_detectable_change_is_a_normal_answer() -> None:
    """Two weeks alike are told as alike, with a number and an interval that holds zero."""
    report = build(fake_week(lean=0.02, last_lean=0.0, seed=3))
    assert report.answer.verdict == "no detectable change"
    assert report.change is not None
    assert report.change.low < 0 < report.change.high
    assert "No detectable change" in prose(report)


def test_a_change_smaller_than_the_models_own_error_is_none() -> None:
    """However many stories show it, a difference under the least change is not called a change."""
    rows = fake_week()
    level = [replace(story, polarity=0.1) for story in rows.stories]
    before = [replace(story, polarity=0.1 - LEAST_CHANGE / 2) for story in rows.earlier_stories]
    report = build(replace(rows, stories=tuple(level), earlier_stories=tuple(before)))
    assert report.change is not None
    assert report.change.beyond_chance
    assert report.answer.verdict == "no detectable change"


@pytest.mark.parametrize(("stories", "why"), [(1, "one story"), (9, "one fewer than the least")])
def test_too_few_stories_says_so(stories: int, why: str) -> None:
    """Below the least number of stories no index is read and no direction claimed."""
    report = build(fake_week(stories=stories))
    assert report.answer.verdict == "too few to say", why
    assert report.change is None
    assert "index stands" not in prose(report)


def test_many_stories_of_few_outlets_are_too_few() -> None:
    """Thirty-four stories of two outlets are two opinions, not thirty-four."""
    rows = fake_week()
    stories = tuple(replace(story, outlet=OUTLETS[place % 2]) for place, story in enumerate(rows.stories))
    weeks = tuple(replace(row, outlets=2) if row.week == rows.week else row for row in rows.weeks)
    assert build(replace(rows, stories=stories, weeks=weeks)).answer.verdict == "too few to say"


def test_an_empty_week_is_told_as_such() -> None:
    """No story about the target is silence, and not a change of mood."""
    report = build(empty_week())
    assert report.answer.verdict == "nothing found"
    assert "none was about Llama" in prose(report)
    assert report.index is None


def test_a_week_before_anything_was_collected_has_a_report() -> None:
    """With no rows at all the report says that nothing was collected."""
    assert "Nothing was collected" in prose(build(bare_week()))


def test_a_first_week_gives_a_level_and_compares_with_nothing() -> None:
    """Without a week before there is a level and no direction."""
    rows = fake_week()
    report = build(replace(rows, weeks=rows.weeks[:1], earlier_stories=()))
    assert report.answer.verdict == "nothing to compare"
    assert "index stands" in prose(report)


def test_dead_feeds_are_flagged_and_left_out_of_both_sides() -> None:
    """Three dead feeds are named beside the answer, and their stories of last week do not make a fall of this one."""
    rows = fake_week(lean=0.0, last_lean=0.0, seed=5)
    praised = tuple(replace(story, polarity=0.9) if story.outlet in OUTLETS[:3] else story for story in rows.earlier_stories)
    report = build(failing(replace(rows, earlier_stories=praised), OUTLETS[:3]))
    assert report.change is not None
    assert report.change.left_out == tuple(sorted(OUTLETS[:3]))
    assert report.answer.verdict == "no detectable change"
    assert OUTLETS[1] in report.answer.flags[0]
    assert report.baseline_change is None


def test_below_the_least_coverage_the_direction_is_withheld() -> None:
    """When fewer feeds answer than the stated bound, no index is read in the answer."""
    report = build(failing(fake_week(lean=0.5, last_lean=-0.5), OUTLETS[:8]))
    assert report.answer.verdict == "withheld"
    assert "8 of 16 feeds answered" in prose(report)
    assert not report.enough


def test_a_week_collected_afterwards_is_flagged_and_not_withheld() -> None:
    """Where no feed was asked in the week itself, as in a backfill, the reader is told and the answer stands."""
    rows = fake_week(lean=0.35, last_lean=-0.2)
    feeds = tuple(replace(feed, outcome=None, polls=0) for feed in rows.feeds)
    report = build(replace(rows, feeds=feeds))
    assert report.answer.verdict == "more favourable"
    assert "No feed was asked" in report.answer.flags[0]


def test_copies_change_neither_index_nor_interval() -> None:
    """Fifty more copies of the stories are amplification, told apart."""
    rows = fake_week()
    copied = tuple(replace(story, copies=story.copies + 50) for story in rows.stories)
    before, after = build(rows), build(replace(rows, stories=copied))
    assert (after.index, after.change) == (before.index, before.change)


def test_rows_that_contradict_each_other_make_no_report() -> None:
    """A count that does not match its stories is an error that names the week, not a wrong interval."""
    rows = fake_week()
    with pytest.raises(InconsistentRowsError, match="2024-W30"):
        build(replace(rows, stories=rows.stories[:-1]))


def test_the_order_of_rows_does_not_matter() -> None:
    """The same rows in another order give the same report."""
    rows = fake_week()
    turned = replace(
        rows,
        **{
            name: getattr(rows, name)[::-1]
            for name in ("weeks", "stories", "earlier_stories", "aspects", "voices", "shares", "mentions", "quotations", "feeds", "events")
        },
    )
    assert build(turned) == build(rows)


def test_weeks_without_a_story_stay_as_gaps() -> None:
    """The time line counts calendar weeks, so that a missing one is seen."""
    trend = build(fake_week()).trend
    assert [point.week for point in trend] == [f"2024-W{number}" for number in range(22, 31)]
    assert [point.week for point in trend if point.estimate is None] == ["2024-W25"]


def test_a_thin_earlier_week_has_no_interval() -> None:
    """A week of six stories is drawn hollow: a value, no bounds."""
    thin = next(point for point in build(fake_week()).trend if point.week == "2024-W23")
    assert thin.estimate is not None
    assert thin.estimate.low is None


def test_only_releases_on_the_time_line_are_marked() -> None:
    """Llama 3 came before the weeks shown, Llama 3.2 after them."""
    assert [release.name for release in build(fake_week()).releases] == ["Llama 3.1"]
