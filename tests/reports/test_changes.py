"""What a change is made of, what it rests on, and what a release did."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from rows import OUTLETS, WEEK, Piece, Press, Sentence, fake_week, monday, press, read, weeks_before

from reports.draws import draw
from reports.intervals import RESAMPLES
from reports.model import WeeklyReport
from reports.sides import blocks_of
from reports.week import build

BEFORE = weeks_before(WEEK, 1)


def of_constant_views(weeks: tuple[str, ...] = (BEFORE, WEEK), outlets: int = 14) -> list[Piece]:
    """Three stories a week of each outlet, which says the same of the same aspect every week."""
    return [
        piece(f"{week.lower()}/{outlet}-{place}", OUTLETS[outlet], week, 0.5 - outlet / outlets, ("cost", "openness")[outlet % 2], place)
        for week in weeks
        for outlet in range(outlets)
        for place in range(3)
    ]


def piece(key: str, outlet: str, week: str, polarity: float, aspect: str, day: int = 0) -> Piece:
    sentence = Sentence(text=f"Llama did it for us, {key}.", polarity=polarity, aspects=(aspect,))
    return Piece(key=key, outlet=outlet, published=monday(week) + timedelta(days=day, hours=9), title=f"Of {key}", sentences=(sentence,))


def report_of(pieces: list[Piece]) -> WeeklyReport:
    return build(read(Press(week=WEEK, pieces=tuple(pieces))))


def test_hostile_outlets_added_at_constant_views_read_as_outlet_mix() -> None:
    """Nobody changed their views; outlets that never wrote before did. The index falls, and no change of views is claimed."""
    hostile = [piece(f"hostile/{place}", OUTLETS[14 + place % 2], WEEK, -0.9, "cost", place % 7) for place in range(16)]
    report = report_of([*of_constant_views(), *hostile])
    assert report.change is not None
    assert report.change.split is not None
    assert report.change.value < -0.2
    assert report.change.split.reading == "outlet mix"
    assert report.change.split.outlet_mix.value == pytest.approx(report.change.value, abs=1e-6)
    assert report.change.split.within.value == pytest.approx(0, abs=1e-6)
    assert report.answer.verdict in {"other outlets", "no detectable change"}


def test_outlets_that_turn_read_as_change_within() -> None:
    """The same outlets on the same aspects, less favourable by .3: all of the fall is within."""
    turned = [replace(each, sentences=(replace(each.sentences[0], polarity=each.sentences[0].polarity - 0.3),)) if each.week == WEEK else each for each in of_constant_views()]
    report = report_of(turned)
    assert report.change is not None
    assert report.change.split is not None
    assert report.change.split.reading == "change within"
    assert report.change.split.within.value == pytest.approx(-0.3, abs=1e-6)
    assert report.answer.verdict == "less favourable"


def test_more_stories_about_a_disliked_side_read_as_aspect_mix() -> None:
    """Every outlet praises the cost and blames the licence as ever, and writes about the licence more than before."""
    pieces = []
    for outlet in OUTLETS[:12]:
        for week, licence in ((BEFORE, 1), (WEEK, 5)):
            for place in range(6):
                aspect = "openness" if place < licence else "cost"
                pieces.append(piece(f"{week.lower()}/{outlet[:6].strip()}{place}", outlet, week, -0.6 if aspect == "openness" else 0.6, aspect, place))
    report = report_of(pieces)
    assert report.change is not None
    assert report.change.split is not None
    assert report.change.split.reading == "aspect mix"
    assert report.change.split.aspect_mix.value == pytest.approx(report.change.value, abs=0.05)
    assert report.answer.verdict == "other aspects"


def test_the_parts_are_the_change() -> None:
    """Outlet mix, aspect mix and change within add up, in what the query gives and in every resample."""
    rows = fake_week()
    for row in rows.changes:
        assert row.outlet_mix + row.aspect_mix + row.within == pytest.approx(row.change, abs=1e-9)
    blocks = blocks_of(rows.aspect_stories, rows.mentions)
    import numpy as np

    drawn = draw(blocks, blocks.side(rows.stories), blocks.side(rows.earlier_stories), np.zeros((RESAMPLES, 3)), 1)
    assert drawn.outlet_mix + drawn.aspect_mix + drawn.within == pytest.approx(drawn.change())


def test_resamples_make_the_sums_that_the_query_makes() -> None:
    """Drawn as they are, every story once, the stories give the query's own numbers."""
    import numpy as np

    from reports.draws import _Parts, _with_errors
    from reports.sides import NO_ASPECT, STORY

    rows = fake_week()
    blocks = blocks_of(rows.aspect_stories, rows.mentions)
    priced = [blocks.places[STORY], *(blocks.places["part", aspect] for aspect in (*blocks.aspects, NO_ASPECT))]
    sides = [blocks.side(rows.stories), blocks.side(rows.earlier_stories)]
    parts = _Parts.nothing(1, len(priced) - 1)
    for outlet in OUTLETS:
        held = [side.cells[[place for place, name in enumerate(side.outlets) if name == outlet]].sum(axis=0)[None] for side in sides]
        parts.add(*(_with_errors(each[:, priced], np.zeros((1, 3))) for each in held))
    means = [side.cells[:, 0, 1].mean() for side in sides]
    outlet_mix, aspect_mix, within = parts.split(np.array([means[0] - means[1]]))
    row = rows.changes[1]
    assert row.against == "weeks before"
    assert (outlet_mix[0], aspect_mix[0], within[0]) == (pytest.approx(row.outlet_mix), pytest.approx(row.aspect_mix), pytest.approx(row.within))


def test_a_driver_is_what_its_story_adds_to_the_change() -> None:
    """Without the first story the change is less by its effect."""
    written = press()
    report = build(read(written))
    first = report.drivers[0]
    without = build(read(written.changed(lambda each: None if each.outlet == first.source.outlet and f"/{each.key}" in (first.source.url or "") else each)))
    assert report.change is not None
    assert without.change is not None
    assert report.change.value - without.change.value == pytest.approx(first.effect, abs=1e-6)


def test_a_release_is_compared_over_the_days_around_it() -> None:
    """Stories of the seven days before and after, its own day after; a window that the week does not reach the end of says so."""
    before = [piece(f"before/{place}", OUTLETS[place % 12], BEFORE, -0.4, "cost", 3 + place % 4) for place in range(24)]
    after = [piece(f"after/{place}", OUTLETS[place % 12], WEEK, 0.4, "cost", 1 + place % 6) for place in range(24)]
    (release,) = report_of([*before, *after]).releases
    seven, fourteen = release.windows
    assert (seven.days, seven.before.stories, seven.after.stories) == (7, 24, 24)
    assert seven.change is not None
    assert seven.change.value == pytest.approx(0.8, abs=1e-6)
    assert seven.change.low > 0
    assert seven.open_until is not None
    assert fourteen.open_until > seven.open_until


def test_few_stories_around_a_release_are_too_few() -> None:
    """A release with three stories before it has means, and no change is read from them."""
    few = [piece(f"{week.lower()}/{place}", OUTLETS[place], week, 0.1, "cost", 2) for week in (BEFORE, WEEK) for place in range(3)]
    (release,) = report_of(few).releases
    assert all(window.change is None for window in release.windows)


def test_an_aspect_that_moved_is_found_among_those_that_did_not() -> None:
    """The licence is blamed more than in the weeks before, the cost is spoken of as ever."""
    weeks = tuple(weeks_before(WEEK, back) for back in range(5))
    pieces = [
        piece(f"{week.lower()}/{outlet}{aspect}", OUTLETS[outlet], week, (0.1 if aspect == "cost" or week != WEEK else -0.6) + outlet / 50, aspect, outlet % 7)
        for week in weeks
        for outlet in range(14)
        for aspect in ("cost", "openness")
    ]
    lines = {line.label: line for line in report_of(pieces).aspects}
    moved, steady = lines["Licence and openness"].change, lines["Cost and hardware"].change
    assert moved is not None
    assert moved.detected
    assert moved.part.value == pytest.approx(-0.7, abs=1e-6)
    assert steady is not None
    assert not steady.detected
