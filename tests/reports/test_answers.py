"""What the report concludes, and when it declines to."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rows import OUTLETS, bare_week, empty_week, fake_week, press, read, weeks_before

from reports.answer import LEAST_CHANGE
from reports.model import WeeklyReport
from reports.numbers import signed
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
    written = press()

    def level(piece):
        polarity = 0.1 if piece.week == written.week else 0.1 - LEAST_CHANGE / 2
        return replace(piece, sentences=tuple(replace(each, polarity=polarity) for each in piece.sentences), quotations=())

    report = build(read(written.changed(level)))
    assert report.change is not None
    assert report.change.value == pytest.approx(LEAST_CHANGE / 2)
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
    written = press()
    turns = {piece.key: OUTLETS[place % 2] for place, piece in enumerate(written.pieces) if piece.week == written.week}
    assert build(read(written.changed(lambda piece: replace(piece, outlet=turns.get(piece.key, piece.outlet))))).answer.verdict == "too few to say"


def test_a_release_is_told_with_the_days_before_and_after_it() -> None:
    """In its own week, with numbers or with the reason for none; not once its fourteen days were over before the week began."""
    full, few = build(fake_week()), build(fake_week(stories=3))
    window = full.releases[-1].windows[0]
    assert window.change is not None
    assert f"Llama 3.1 was released on 23 July 2024. The stories of the 7 days from then on, as far as they are past, average {signed(window.after.value)}" in prose(full)
    assert f"the difference is {signed(window.change.value)} [" in prose(full)
    assert "Llama 3.1 was released on 23 July 2024: " in prose(few)
    assert "too few, or from too few outlets, to compare" in prose(few)
    assert "released" in prose(build(fake_week("2024-W32")))
    assert "released" not in prose(build(fake_week("2024-W33")))


def test_the_release_sentence_keeps_to_one_window_whatever_it_says() -> None:
    """The longest that is over, so that none is chosen for its result."""
    report = build(fake_week("2024-W32"))
    assert [window.open_until for window in report.releases[-1].windows] == [None, None]
    assert "The stories of the 14 days from then on average" in prose(report)


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
    written = press()
    report = build(read(written.changed(lambda piece: piece if piece.week == written.week else None)))
    assert report.answer.verdict == "nothing to compare"
    assert "index stands" in prose(report)


def test_dead_feeds_are_flagged_and_no_drop_is_claimed() -> None:
    """Three dead feeds are named beside the answer, and their stories of last week do not make a fall of this one."""
    written = press(lean=0.0, last_lean=0.0, seed=5)
    before = weeks_before(written.week, 1)

    def praised(piece):
        if piece.week != before or piece.outlet not in OUTLETS[:3]:
            return piece
        return replace(piece, sentences=tuple(replace(each, polarity=0.9) for each in piece.sentences))

    report = build(read(written.changed(praised).failing(OUTLETS[:3])))
    assert report.change is not None
    assert report.change.left_out == tuple(sorted(OUTLETS[:3]))
    assert report.answer.verdict == "no detectable change"
    assert OUTLETS[1] in report.answer.flags[0]


def test_an_outlet_missed_last_week_is_left_out_of_the_comparison_too() -> None:
    """What could not be collected the week before is no news of this one."""
    written = press()
    report = build(read(written.failing(OUTLETS[:1], (weeks_before(written.week, 1),))))
    assert report.change is not None
    assert report.change.left_out == OUTLETS[:1]
    assert report.trend[-2].missing == OUTLETS[:1]


def test_below_the_least_coverage_the_direction_is_withheld() -> None:
    """When fewer feeds answer than the stated bound, no index is read in the answer."""
    report = build(read(press(lean=0.5, last_lean=-0.5).failing(OUTLETS[:8])))
    assert report.answer.verdict == "withheld"
    assert "8 of 16 feeds answered" in prose(report)
    assert not report.enough


def test_a_week_collected_afterwards_is_flagged_and_not_withheld() -> None:
    """Where no feed was asked in the week itself, as in a backfill, the reader is told and the answer stands."""
    report = build(read(replace(press(lean=0.35, last_lean=-0.2), asked=False)))
    assert report.answer.verdict == "more favourable"
    assert "No feed was asked" in report.answer.flags[0]


def test_wire_copies_change_neither_index_nor_interval() -> None:
    """Fifty more copies of the stories are amplification, told apart."""
    written = press()
    of_week = [piece.key for piece in written.pieces if piece.week == written.week][:10]
    copied = written.changed(lambda piece: replace(piece, copies=piece.copies + 5) if piece.key in of_week else piece)
    before, after = build(read(written)), build(read(copied))
    assert after.copies == before.copies + 50
    assert (after.index, after.change, after.baseline_change, after.shares) == (before.index, before.change, before.baseline_change, before.shares)


def test_rows_that_contradict_each_other_make_no_report() -> None:
    """A count that does not match its stories is an error that names the week, not a wrong interval."""
    rows = fake_week()
    with pytest.raises(InconsistentRowsError, match="2024-W30"):
        build(replace(rows, stories=rows.stories[:-1]))


def test_the_order_of_rows_does_not_matter() -> None:
    """The same pieces stored in another order give the same report."""
    written = press()
    turned = replace(written, pieces=written.pieces[::-1])
    assert build(read(turned)) == build(read(written))


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
