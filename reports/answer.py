"""What is the week's answer, in words that claim no more than the numbers do?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from reports.comparisons import LEAST_CHANGE
from reports.escapes import shortened
from reports.health import LEAST_COVERAGE, collection_flags, coverage_words, too_thin
from reports.intervals import LEAST_OUTLETS, LEAST_STORIES
from reports.model import Answer, Change, Estimate, Health, Part, Reading, Release, Span, Split, Verdict
from reports.numbers import counted, day, interval, listed, percent, rests_on, signed

MIXES: dict[Reading, Verdict] = {"outlet mix": "other outlets", "aspect mix": "other aspects"}
READINGS: dict[Reading, str] = {
    "outlet mix": ": it reads as outlet mix. Other outlets wrote; that views changed is not shown.",
    "aspect mix": ": it reads as aspect mix. Other sides were written about; that views changed is not shown.",
    "change within": ": it reads as a change within, of how the same outlets speak of the same sides.",
    "not told apart": "; these cannot be told apart.",
}
BEYOND = "more than chance and the model’s own errors explain"
CAVEAT = "whether other outlets wrote, or of other sides, is not held apart here."

Sentence = tuple[Span, ...]


def find_answer(
    target: str,
    *,
    index: Estimate | None,
    enough: bool,
    change: Change | None,
    baseline: Change | None,
    releases: Sequence[Release],
    earlier_stories: int,
    articles: int,
    health: Health,
    first_day: date,
) -> Answer:
    """The verdict, its headline and the sentences under it, those of fresh releases last."""
    verdict = _verdict(index, enough, change, health)
    fresh = [release for release in releases if release.on + timedelta(days=max(window.days for window in release.windows)) > first_day]
    return Answer(
        verdict=verdict,
        headline=_headline(verdict, target, articles),
        sentences=(
            *_sentences(verdict, target, index, change, baseline, earlier_stories, articles, health),
            *(_since_release(release, target, withheld=verdict == "withheld") for release in fresh),
        ),
        flags=collection_flags(health),
    )


def _verdict(index: Estimate | None, enough: bool, change: Change | None, health: Health) -> Verdict:
    if too_thin(health):
        return "withheld"
    if index is None:
        return "nothing found"
    if not enough:
        return "too few to say"
    if change is None:
        return "nothing to compare"
    if not change.beyond_chance or abs(change.value) < LEAST_CHANGE:
        return "no detectable change"
    if change.split and change.split.reading in MIXES:
        return MIXES[change.split.reading]
    return "more favourable" if change.value > 0 else "less favourable"


def _headline(verdict: Verdict, target: str, articles: int) -> str:
    match verdict:
        case "withheld":
            return "Withheld: too little was collected this week."
        case "nothing found":
            return f"No story was about {target} this week." if articles else "Nothing was collected for this week."
        case "too few to say":
            return f"Too few stories about {target} to say."
        case "nothing to compare":
            return f"A level for {target}, and no week to compare it with."
        case "other outlets":
            return f"{target} reads differently this week because other outlets wrote."
        case "other aspects":
            return f"{target} reads differently this week because other sides of it were written about."
        case "no detectable change":
            return f"No detectable change in how {target} is spoken of."
        case _:
            return f"{target} is spoken of {'more' if verdict == 'more favourable' else 'less'} favourably than last week."


def _sentences(
    verdict: Verdict,
    target: str,
    index: Estimate | None,
    change: Change | None,
    baseline: Change | None,
    earlier_stories: int,
    articles: int,
    health: Health,
) -> tuple[Sentence, ...]:
    if verdict == "withheld":
        return (
            (
                Span(text="Only "),
                Span(text=coverage_words(health), figure="feeds"),
                Span(
                    text=f", fewer than the {percent(LEAST_COVERAGE)} this report asks for before it claims a direction. What was collected is shown below as it is."
                ),
            ),
        )
    if index is None:
        return _nothing(target, articles, health)
    if verdict == "too few to say":
        return (
            (
                Span(
                    text=f"{counted(index.stories, 'story', 'stories')} from {counted(index.outlets, 'outlet', 'outlets')}",
                    figure="stories",
                ),
                Span(
                    text=(
                        f" {'was' if index.stories == 1 else 'were'} about {target}. Below {LEAST_STORIES} stories or {LEAST_OUTLETS} outlets an average says more "
                        "about who happened to write than about sentiment, so no index is read from them; what they say stands below."
                    )
                ),
            ),
        )
    sentences = [_level(index)]
    if change is None:
        sentences.append((Span(text=_why_no_comparison(target, earlier_stories, health)),))
    else:
        sentences.append(_against_last_week(change))
        if change.split and change.split.reading in READINGS:
            sentences.append(_parts(change.value, change.split))
    if baseline is not None:
        sentences.append(_against_baseline(baseline))
    return tuple(sentences)


def _nothing(target: str, articles: int, health: Health) -> tuple[Sentence, ...]:
    if not articles:
        return ((Span(text="No article of this week was read. "), Span(text=coverage_words(health), figure="feeds"), Span(text=".")),)
    return (
        (
            Span(text=counted(articles, "article was", "articles were"), figure="counts"),
            Span(text=f" read, and none was about {target}. "),
            Span(text=coverage_words(health), figure="feeds"),
            Span(text=". That is silence, not a change of mood."),
        ),
    )


def _level(index: Estimate) -> Sentence:
    if index.low is not None and index.low > 0:
        reading = "favourable on balance"
    elif index.high is not None and index.high < 0:
        reading = "unfavourable on balance"
    else:
        reading = "balanced, as far as so many stories can tell"
    return (
        Span(text="The stance index stands at "),
        Span(text=f"{_with_interval(index.value, index.low, index.high, named=True)}, {rests_on(index)}", figure="index"),
        Span(text=f": {reading}."),
    )


def _why_no_comparison(target: str, earlier_stories: int, health: Health) -> str:
    if not earlier_stories:
        return f"No story of the week before was about {target}, so there is nothing to compare it with."
    if health.missing:
        return f"Without {listed(health.missing)}, whose feeds failed, too few stories are left to compare with the week before."
    return f"The week before had {counted(earlier_stories, 'story', 'stories')} about {target}: too few, or from too few outlets, to compare with."


def _against_last_week(change: Change) -> Sentence:
    start = f"Without {listed(change.left_out)}, whose feeds failed, last week's index was " if change.left_out else "Last week it stood at "
    return (
        Span(text=start),
        Span(text=signed(change.earlier.value), figure="change"),
        Span(text="; the difference is "),
        Span(text=_with_interval(change.value, change.low, change.high), figure="change"),
        Span(text=f": {_reading(change)}."),
    )


def _reading(difference: Change | Part) -> str:
    if not difference.beyond_chance:
        return "within what chance and the model’s own errors explain"
    if abs(difference.value) < LEAST_CHANGE:
        return f"less than {LEAST_CHANGE:.2f}, the least this report calls a change"
    return BEYOND


def _since_release(release: Release, target: str, *, withheld: bool) -> Sentence:
    """Its longest window that is over, or while none is the shortest: which one is told must not hang on what it says."""
    over = [window for window in release.windows if not window.open_until]
    window = over[-1] if over else release.windows[0]
    said = Span(text=f"{shortened(release.name)} was released on {day(release.on)}")
    if withheld:
        return (said, Span(text="."))
    if window.change is None or window.before is None or window.after is None:
        before, after = (counted(each.stories if each else 0, "story", "stories") for each in (window.before, window.after))
        return (
            said,
            Span(text=": "),
            Span(text=before, figure="releases"),
            Span(text=f" about {target} in the {window.days} days before it, "),
            Span(text=after, figure="releases"),
            Span(text=f" in the {window.days} days from then on{', as far as they are past' if window.open_until else ''}: too few, or from too few outlets, to compare."),
        )
    return (
        said,
        Span(text=f". The stories of the {window.days} days from then on{', as far as they are past,' if window.open_until else ''} average "),
        Span(text=_with_stories(window.after), figure="releases"),
        Span(text=f", those of the {window.days} days before "),
        Span(text=_with_stories(window.before), figure="releases"),
        Span(text="; the difference is "),
        Span(text=_with_interval(window.change.value, window.change.low, window.change.high), figure="releases"),
        Span(text=f": {reading}; {CAVEAT}" if (reading := _reading(window.change)) == BEYOND else f": {reading}."),
    )


def _parts(value: float, split: Split) -> Sentence:
    return (
        Span(text="Of the "),
        Span(text=signed(value), figure="change"),
        Span(text=", "),
        Span(text=signed(split.outlet_mix.value), figure="change"),
        Span(text=" comes from which outlets wrote, "),
        Span(text=signed(split.aspect_mix.value), figure="change"),
        Span(text=" from which sides they wrote about and "),
        Span(text=_with_interval(split.within.value, split.within.low, split.within.high), figure="change"),
        Span(text=f" from how the same outlets spoke of the same sides{READINGS[split.reading]}"),
    )


def _against_baseline(baseline: Change) -> Sentence:
    reading = "outside" if baseline.beyond_chance and abs(baseline.value) >= LEAST_CHANGE else "within"
    return (
        Span(text=f"Over the {counted(baseline.weeks, 'week', 'weeks')} before, it averaged "),
        Span(
            text=_with_stories(baseline.earlier),
            figure="change",
        ),
        Span(text=f"; this week is {reading} what chance explains around that ("),
        Span(text=_with_interval(baseline.value, baseline.low, baseline.high), figure="change"),
        Span(text=")."),
    )


def _with_stories(estimate: Estimate) -> str:
    return f"{signed(estimate.value)} (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{counted(estimate.stories, 'story', 'stories')})"


def _with_interval(value: float, low: float | None, high: float | None, *, named: bool = False) -> str:
    bounds = interval(low, high)
    if not bounds:
        return signed(value)
    return f"{signed(value)} (95\N{NO-BREAK SPACE}% interval {bounds})" if named else f"{signed(value)} {bounds}"
