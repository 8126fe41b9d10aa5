"""What does the week say?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from parsers.stance import confusion
from reports.answer import find_answer
from reports.aspects import FALSE_SHARE, aspect_lines
from reports.classifier import polarity_errors
from reports.comparisons import LEAST_CHANGE, is_baseline, on_last_week, on_weeks_before, trend_of
from reports.draws import Levels, draw_levels
from reports.evidence import driver, evidence_line, story_line
from reports.figures import figures_of
from reports.health import LEAST_COVERAGE, coverage_words, read_health, too_thin
from reports.intervals import LEAST_OUTLETS, LEAST_STORIES, RESAMPLES, enough, middle, seed_of, share_bounds
from reports.model import Concentration, Estimate, Method, StanceShare, Step, TargetShare, WeeklyReport
from reports.numbers import counted, monday, signed, week_before
from reports.releases import release_studies
from reports.revisions import revision
from reports.sides import STANCES, blocks_of
from reports.voices import best_said, speaker_lines, voice_lines
from reports.watch import watch_next
from warehouse.weekrows import WeekRow, WeekRows

MOST_COPIED = 3


class InconsistentRowsError(ValueError):
    """The rows of a week contradict each other, so that no report can be made of them. Carries the week."""

    def __init__(self, week: str, reason: str) -> None:
        super().__init__(f"{week}: {reason}")
        self.week, self.reason = week, reason


def build(rows: WeekRows, *, sample: bool = False) -> WeeklyReport:
    """The report of a week: the same rows give the same report. InconsistentRowsError where they contradict each other."""
    _check(rows)
    first_day = monday(rows.week)
    last_day = first_day + timedelta(days=6)
    this_week, last_week = _row_of(rows, rows.week), _row_of(rows, week_before(rows.week))
    health = read_health(rows.feeds, next((row for row in rows.coverage if row.week == rows.week), None))
    withheld = too_thin(health)

    seed = seed_of(rows.week, rows.target)
    errors = polarity_errors(confusion().counts, RESAMPLES, seed)
    blocks = blocks_of(rows.aspect_stories, rows.mentions)
    week = blocks.side(rows.stories)
    levels = draw_levels(blocks, week, errors, seed)
    trend = trend_of(rows, errors, seed, blocks)
    index = trend[-1].estimate
    readable = index is not None and enough(index.stories, index.outlets)
    since_last_week, since_before = on_last_week(rows, blocks), on_weeks_before(rows, blocks)
    change = since_last_week.change(since_last_week.drawn(errors, seed)) if readable else None
    drawn_before = since_before.drawn(errors, seed)
    baseline = since_before.change(drawn_before, since_before.weeks) if readable and is_baseline(since_before.row) else None

    stories = tuple(map(story_line, sorted(rows.stories, key=lambda row: (-row.polarity, row.story_id))))
    speakers = speaker_lines(rows.speakers)
    aspects = aspect_lines(rows.aspects, week, levels, since_before, drawn_before, withheld=withheld)
    releases = release_studies(rows.releases, rows.release_stories, last_day, errors, seed, withheld=withheld)
    drivers = tuple(driver(row, rows.week) for row in rows.drivers) if change else ()
    concentration = _concentration(rows)
    report = WeeklyReport(
        week=rows.week,
        first_day=first_day,
        last_day=last_day,
        target=rows.target,
        sample=sample,
        answer=find_answer(
            rows.target,
            index=index,
            enough=readable,
            change=change,
            baseline=baseline,
            releases=releases,
            earlier_stories=sum(story.week == week_before(rows.week) for story in rows.earlier_stories),
            articles=rows.counts.articles if rows.counts else 0,
            health=health,
            first_day=first_day,
        ),
        index=index,
        enough=readable and not withheld,
        change=change,
        baseline_change=baseline,
        trend=trend,
        releases=releases,
        drivers=drivers,
        concentration=concentration,
        shares=_shares(rows, levels, this_week, last_week),
        evidence_for=tuple(map(evidence_line, rows.evidence_for)),
        evidence_against=tuple(map(evidence_line, rows.evidence_against)),
        speakers=speakers,
        said=best_said(speakers),
        aspects=aspects,
        voices=voice_lines(rows.voices, levels, withheld=withheld),
        target_shares=tuple(
            TargetShare(target=row.target, stories=row.stories, share=row.share, earlier=row.share_before) for row in rows.shares
        ),
        stories_in_field=max((row.stories_in_field for row in rows.shares), default=0),
        stories_in_all=rows.counts.stories if rows.counts else 0,
        steps=_steps(rows, this_week),
        copies=this_week.copies if this_week else 0,
        most_copied=tuple(sorted((story for story in stories if story.copies), key=lambda story: -story.copies)[:MOST_COPIED]),
        stories=stories,
        health=health,
        revisions=tuple(map(revision, rows.revisions)),
        watch_next=watch_next(
            index=index,
            change=change,
            drivers=drivers,
            concentration=concentration,
            aspects=aspects,
            releases=releases,
            health=health,
            weeks_before=since_before.row,
        ),
        method=_method(rows, seed),
        figures=(),
    )
    return replace(report, figures=figures_of(rows, _shown(report)))


def _check(rows: WeekRows) -> None:
    for row in rows.weeks:
        at_hand = sum(story.week == row.week for story in (*rows.stories, *rows.earlier_stories))
        if at_hand != row.stories:
            raise InconsistentRowsError(rows.week, f"{at_hand} stories of {row.week} given, {row.stories} counted")


def _row_of(rows: WeekRows, week: str) -> WeekRow | None:
    return next((row for row in rows.weeks if row.week == week), None)


def _shares(rows: WeekRows, levels: Levels, this_week: WeekRow | None, last_week: WeekRow | None) -> tuple[StanceShare, ...]:
    if this_week is None:
        return ()
    counted_week, made = (this_week.stories, this_week.outlets), []
    for stance in STANCES:
        share = getattr(this_week, f"{stance}_share")
        bounds = middle(levels.mean(("stance", stance))) if enough(*counted_week) else None
        low, high = share_bounds(bounds, share, this_week.stories) if bounds else (None, None)
        made.append(
            StanceShare(
                stance=stance,
                stories=sum(story.stance == stance for story in rows.stories),
                estimate=Estimate(value=share, stories=this_week.stories, outlets=this_week.outlets, low=low, high=high),
                earlier=getattr(last_week, f"{stance}_share") if last_week and enough(last_week.stories, last_week.outlets) else None,
            )
        )
    return tuple(made)


def _concentration(rows: WeekRows) -> Concentration | None:
    row = rows.concentration
    if row is None:
        return None
    return Concentration(
        effective_outlets=row.effective_outlets, largest_outlet=row.largest_outlet, largest_share=row.largest_share, share_of_three=row.share_of_three
    )


def _steps(rows: WeekRows, this_week: WeekRow | None) -> tuple[Step, ...]:
    if rows.counts is None:
        return ()
    counts, topic = rows.counts, (rows.method.topic if rows.method else None) or "the topic"
    return (
        Step(label="articles read", count=counts.articles, figure="counts"),
        Step(label="of them with their full text", count=counts.full_articles, figure="counts"),
        Step(label=f"about {topic}", count=counts.relevant_articles, figure="counts"),
        Step(label="stories about it, copies set aside", count=counts.relevant_stories, figure="counts"),
        Step(label=f"stories about {rows.target}", count=this_week.stories if this_week else 0, figure="stories"),
        Step(label=f"sentences in them that name {rows.target}", count=this_week.mentions if this_week else 0, figure="sentences"),
    )


def _method(rows: WeekRows, seed: int) -> Method:
    method = rows.method
    return Method(
        rows_as_of=rows.rows_as_of,
        topic=(method.topic or "") if method else "",
        topic_expression=(method.topic_expression or "") if method else "",
        topic_least=(method.topic_least or 0.0) if method else 0.0,
        watchlist_version=rows.watchlist_version,
        parser_version=rows.parser_version,
        model_version=rows.model_version,
        resamples=RESAMPLES,
        seed=seed,
        least_stories=LEAST_STORIES,
        least_outlets=LEAST_OUTLETS,
        least_coverage=LEAST_COVERAGE,
        least_change=LEAST_CHANGE,
        sentences_of_model=confusion().sentences,
        false_share=FALSE_SHARE,
    )


def _shown(report: WeeklyReport) -> dict[str, str]:
    """What is printed of the figures that are one number."""
    return {
        "index": signed(report.index.value) if report.index else "",
        "change": signed(report.change.value) if report.change else "",
        "shares": ", ".join(f"{share.stories} {share.stance}" for share in report.shares),
        "copies": counted(report.copies, "copy", "copies"),
        "feeds": coverage_words(report.health),
        "stories": counted(len(report.stories), "story", "stories"),
    }
