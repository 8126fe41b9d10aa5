"""What does the week say?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from reports.answer import LEAST_CHANGE, find_answer
from reports.comparisons import change_on_baseline, change_on_week, estimate, trend_of
from reports.evidence import evidence_line, said_line, story_line
from reports.figures import figures_of
from reports.health import LEAST_COVERAGE, coverage_words, read_health, too_thin
from reports.intervals import LEAST_OUTLETS, LEAST_STORIES, RESAMPLES, bounds_of_mean, enough, seed_of
from reports.model import (
    AspectLine,
    Estimate,
    Method,
    Release,
    Stance,
    StanceShare,
    Step,
    TargetShare,
    VoiceLine,
    WeeklyReport,
)
from reports.numbers import counted, monday, signed, week_before
from warehouse.weekrows import StoryRow, WeekRow, WeekRows

LEAST_ASPECT_STORIES = 5  # fewer, and one story is the aspect
MOST_COPIED = 3
VOICES = {"author": "Authors, in their own words", "headline": "Headlines", "speaker": "People they quote"}
STANCES: tuple[Stance, ...] = ("positive", "mixed", "neutral", "negative")


class InconsistentRowsError(ValueError):
    """The rows of a week contradict each other, so that no report can be made of them. Carries the week."""

    def __init__(self, week: str, reason: str) -> None:
        super().__init__(f"{week}: {reason}")
        self.week, self.reason = week, reason


def build(rows: WeekRows, *, sample: bool = False) -> WeeklyReport:
    """The report of a week: the same rows give the same report, in whatever order they come. InconsistentRowsError where they contradict each other."""
    first_day = monday(rows.week)
    seed = seed_of(rows.week, rows.target)
    this_week, last_week = _row_of(rows, rows.week), _row_of(rows, week_before(rows.week))
    if len(rows.stories) != (this_week.stories if this_week else 0):
        raise InconsistentRowsError(rows.week, f"{len(rows.stories)} stories given, {this_week.stories if this_week else 0} counted")
    earlier_at_hand = sum(story.week == week_before(rows.week) for story in rows.earlier_stories)
    if this_week and last_week and earlier_at_hand != last_week.stories:
        raise InconsistentRowsError(rows.week, f"{earlier_at_hand} stories of the week before given, {last_week.stories} counted")
    health = read_health(rows.feeds, next((row for row in rows.coverage if row.week == rows.week), None))
    trend = trend_of(rows, seed)
    index = trend[-1].estimate
    readable = index is not None and enough(index.stories, index.outlets)
    change = change_on_week(rows, seed) if readable else None
    baseline = change_on_baseline(rows, seed) if readable else None
    stories = tuple(map(story_line, sorted(rows.stories, key=lambda row: (-row.polarity, row.story_id))))
    report = WeeklyReport(
        week=rows.week,
        first_day=first_day,
        last_day=first_day + timedelta(days=6),
        target=rows.target,
        sample=sample,
        answer=find_answer(
            rows.target,
            index=index,
            enough=readable,
            change=change,
            baseline=baseline,
            earlier_stories=earlier_at_hand,
            articles=rows.counts.articles if rows.counts else 0,
            health=health,
        ),
        index=index,
        enough=readable and not too_thin(health),
        change=change,
        baseline_change=baseline,
        trend=trend,
        releases=tuple(
            Release(name=event.name, on=event.on)
            for event in sorted(rows.events, key=lambda event: (event.on, event.name))
            if trend[0].first_day <= event.on <= first_day + timedelta(days=6)
        ),
        shares=_shares(rows.stories, this_week, last_week, seed),
        evidence_for=tuple(map(evidence_line, rows.evidence_for)),
        evidence_against=tuple(map(evidence_line, rows.evidence_against)),
        said=tuple(map(said_line, rows.quotations)),
        aspects=_aspects(rows, too_thin(health)),
        voices=_voices(rows, seed, too_thin(health)),
        target_shares=tuple(
            TargetShare(target=row.target, stories=row.stories, share=row.share)
            for row in sorted(rows.shares, key=lambda row: (-row.stories, row.target))
        ),
        stories_in_field=max((row.stories_in_field for row in rows.shares), default=0),
        steps=_steps(rows, this_week),
        copies=this_week.copies if this_week else 0,
        most_copied=tuple(sorted((story for story in stories if story.copies), key=lambda story: -story.copies)[:MOST_COPIED]),
        stories=stories,
        health=health,
        method=Method(
            rows_as_of=rows.rows_as_of,
            watchlist_version=rows.watchlist_version,
            parser_version=rows.parser_version,
            model_version=rows.model_version,
            resamples=RESAMPLES,
            seed=seed,
            least_stories=LEAST_STORIES,
            least_outlets=LEAST_OUTLETS,
            least_coverage=LEAST_COVERAGE,
            least_change=LEAST_CHANGE,
        ),
        figures=(),
    )
    return replace(report, figures=figures_of(rows, _shown(report)))


def _row_of(rows: WeekRows, week: str) -> WeekRow | None:
    return next((row for row in rows.weeks if row.week == week), None)


def _shares(stories: tuple[StoryRow, ...], this_week: WeekRow | None, last_week: WeekRow | None, seed: int) -> tuple[StanceShare, ...]:
    if this_week is None:
        return ()
    share_of: dict[Stance, Callable[[WeekRow], float]] = {
        "positive": lambda row: row.positive_share,
        "mixed": lambda row: row.mixed_share,
        "neutral": lambda row: row.neutral_share,
        "negative": lambda row: row.negative_share,
    }
    return tuple(
        StanceShare(
            stance=stance,
            stories=sum(story.stance == stance for story in stories),
            estimate=estimate(
                this_week,
                share_of[stance](this_week),
                bounds_of_mean([(story.outlet, float(story.stance == stance)) for story in stories], seed),
            ),
            earlier=share_of[stance](last_week) if last_week and enough(last_week.stories, last_week.outlets) else None,
        )
        for stance in STANCES
    )


def _aspects(rows: WeekRows, thin: bool) -> tuple[AspectLine, ...]:
    """Most spoken of first; an aspect of too few stories keeps its count and loses its index."""

    def read(value: float, stories: int) -> float | None:
        return value if stories >= LEAST_ASPECT_STORIES and not thin else None

    return tuple(
        AspectLine(
            label=row.label,
            stories=row.stories,
            index=read(row.stance_index, row.stories),
            positive=read(row.positive_share, row.stories),
            mixed=read(row.mixed_share, row.stories),
            negative=read(row.negative_share, row.stories),
        )
        for row in sorted(rows.aspects, key=lambda row: (-row.stories, row.label))
    )


def _voices(rows: WeekRows, seed: int, thin: bool) -> tuple[VoiceLine, ...]:
    """The index of each voice, with bounds where the sentences given are those it was made of."""
    lines = []
    for row in sorted(rows.voices, key=lambda row: tuple(VOICES).index(row.voice)):
        polarities: dict[tuple[str, str], list[float]] = {}
        for mention in rows.mentions:
            if mention.voice == row.voice:
                polarities.setdefault((mention.outlet, mention.story_id), []).append(mention.polarity)
        outlets = len({outlet for outlet, _ in polarities})
        complete = len(polarities) == row.stories
        scores = [(outlet, sum(sorted(of_story)) / len(of_story)) for (outlet, _), of_story in polarities.items()]
        low, high = (bounds_of_mean(scores, seed) if complete else None) or (None, None)
        lines.append(
            VoiceLine(
                label=VOICES[row.voice],
                estimate=Estimate(value=row.stance_index, stories=row.stories, outlets=outlets, low=low, high=high),
                enough=enough(row.stories, outlets) and not thin,
            )
        )
    return tuple(lines)


def _steps(rows: WeekRows, this_week: WeekRow | None) -> tuple[Step, ...]:
    if rows.counts is None:
        return ()
    counts = rows.counts
    return (
        Step(label="articles read", count=counts.articles, figure="counts"),
        Step(label="of them with their full text", count=counts.full_articles, figure="counts"),
        Step(label="about open-source AI", count=counts.relevant_articles, figure="counts"),
        Step(label="stories about it, copies set aside", count=counts.relevant_stories, figure="counts"),
        Step(label=f"stories about {rows.target}", count=this_week.stories if this_week else 0, figure="stories"),
        Step(label=f"sentences in them that name {rows.target}", count=this_week.mentions if this_week else 0, figure="sentences"),
    )


def _shown(report: WeeklyReport) -> dict[str, str]:
    """What is printed of the figures that are one number."""
    return {
        "index": signed(report.index.value) if report.index else "",
        "change": signed(report.change.value) if report.change else "",
        "baseline": signed(report.baseline_change.earlier.value) if report.baseline_change else "",
        "shares": ", ".join(f"{share.stories} {share.stance}" for share in report.shares),
        "copies": counted(report.copies, "copy", "copies"),
        "feeds": coverage_words(report.health),
        "stories": counted(len(report.stories), "story", "stories"),
    }
