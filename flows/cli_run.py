"""Commands that do the work: run, ingest, report, serve."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_output import AsOf, Bars, Exit, err, fail, out, parse_moment, refusals
from flows.ending import ends_when_told, is_interruption, leave_within
from flows.progress import Silence, watched_by
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST, load_settings

if TYPE_CHECKING:
    from flows.reporting import Written
    from flows.summary import FeedLine, RunSummary

GONE_SECONDS = 3.0  # for what is still to be told to a server that does not answer
SERVE_GRACE_SECONDS = 30.0  # scheduled runs under way are stopped first
Replay = Annotated[Path | None, typer.Option(help="Answer from this WARC file, or from all files of this folder, instead of the network, poll by poll.", exists=True, show_default=False)]
Until = Annotated[
    str | None, typer.Option(help="Run as if it were this moment (UTC), such as 2024-08-05 or 2024-08-05T06:00: for replays and tests.", show_default=False)
]


def run(
    replay: Replay = None,
    until: Until = None,
    sample: Annotated[bool, typer.Option("--sample", help="Replay the bundled sample newsroom: fictional outlets, July and August 2024.")] = False,
) -> None:
    """Ask the feeds, read what is new, write the weekly reports that are due, and send them to those who are to get them."""
    if sample:
        os.environ["BELLWETHER_WATCHLIST"] = str(SAMPLE_WATCHLIST)
        replay = SAMPLE_CAPTURES
    with refusals(), Bars() as bars, watched_by(bars):
        settings = load_settings()
        at = parse_moment("--until", until)
        moments = _moments(replay, at)
        with prefect_for(settings.home, bars):
            from flows.ingest import ingest as ingest_flow

            summaries = _poll_by_poll(ingest_flow, replay, moments, bars)
            from flows.outbox import UndeliveredError  # and with it what draws: 30 MB that fetching and storing do without
            from flows.weekly import weekly as weekly_flow

            undelivered: tuple[str, ...] = ()
            try:  # what is replayed is past, and nobody is sent it
                written = () if _unreached(summaries) else weekly_flow(at=moments[-1], send=replay is None)
            except UndeliveredError as exc:
                written, undelivered = exc.written, exc.sentences
    _tell_run(summaries)
    _tell_reports(settings.home, written)
    if undelivered:
        fail(f"a report did not reach everybody: {'; '.join(undelivered)}. The next run tries again; `bellwether deliver` does at once", Exit.UNDELIVERED)
    if _unreached(summaries):
        fail("no feed could be reached; every article stored before is as it was. Check the network, or BELLWETHER_ALLOW for feeds on private addresses", Exit.UNREACHED)


def ingest(replay: Replay = None, until: Until = None) -> None:
    """Ask the feeds once and store what is new, without reports."""
    with refusals(), Bars() as bars, watched_by(bars):
        settings = load_settings()
        moments = _moments(replay, parse_moment("--until", until))
        with prefect_for(settings.home, bars):
            from flows.ingest import ingest as ingest_flow

            summaries = _poll_by_poll(ingest_flow, replay, moments, bars)
    _tell_run(summaries)
    if _unreached(summaries):
        fail("no feed could be reached; every article stored before is as it was", Exit.UNREACHED)


def report(
    week: Annotated[str | None, typer.Option(help="ISO week, such as 2024-W30; the last one that is over unless given.", show_default=False)] = None,
    form: Annotated[str, typer.Option("--format", help="Print it as text or markdown as well, or only write the files (none).")] = "text",
    as_of: AsOf = None,
) -> None:
    """Write a week's report from what is stored, and print it."""
    from flows.reporting import write_week
    from flows.weeks import is_over, monday
    from reports.render import render_markdown, render_text
    from warehouse.weeks import load_weeks

    if form not in {"text", "markdown", "none"}:
        fail(f"--format {form}: one of text, markdown, none", Exit.USAGE)
    with refusals():
        settings = load_settings()
        at = parse_moment("--as-of", as_of)
        if week is None:
            weeks = [each for each in load_weeks(settings.home, at)[0] if is_over(each, at or datetime.now(UTC))]
            if not weeks:
                fail("no week with articles is over yet; name one with --week, such as 2024-W30", Exit.INPUT)
            week = weeks[-1]
        monday(week)
        written = write_week(settings.home, week, at, site_url=settings.site_url)
    if form != "none":
        out.print(render_text(written.report) if form == "text" else render_markdown(written.report), markup=False)
    err.print(f"Report: {written.html}", markup=False)


def serve(
    port: Annotated[int, typer.Option(help="Port of Prefect's server, where none answers yet.")] = 4200,
) -> None:
    """Run the flows on schedule until stopped, with a Prefect server where none answers yet."""
    with refusals():
        settings = load_settings()
        # Scheduled runs are processes of their own: wherever they start, they mean this folder.
        os.environ["BELLWETHER_HOME"], os.environ["BELLWETHER_WATCHLIST"] = str(settings.home.resolve()), str(settings.watchlist.resolve())
        os.environ["BELLWETHER_SPEAKERS"] = str(settings.speakers_file.resolve())
        err.print("Starting Prefect (10 seconds or more) …", markup=False)
        from flows.server import prefect_server

        with ends_when_told(SERVE_GRACE_SECONDS), prefect_server(settings.home, port=port, keep=True) as api:
            from deployments.serve import serve_schedules

            err.print(f"Prefect answers at {api.removesuffix('/api')}; the flows are scheduled. Stop with Ctrl-C.", markup=False)
            serve_schedules(settings)


@contextmanager
def prefect_for(home: Path, bars: Bars) -> Iterator[None]:
    """Prefect, started once for all flows of a command."""
    from flows.server import ServerError, is_up, prefect_server

    os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")  # the bars tell what goes on; server and UI keep the rest
    os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
    bars.stage("Starting Prefect (its first start takes half a minute)", 0)
    with ends_when_told(), prefect_server(home) as api:
        try:
            yield
        except Exception as exc:
            if is_interruption(exc) or is_up(api):
                raise
            leave_within(GONE_SECONDS, Exit.INPUT)
            raise ServerError(f"Prefect's server at {api} stopped answering in the middle of the run; what was stored by then is kept, and the next run does the rest") from exc


def _poll_by_poll(flow: Callable[..., RunSummary], replay: Path | None, moments: Sequence[datetime | None], bars: Bars) -> list[RunSummary]:
    """One run for each moment. A replay of many shows one bar for all of them."""
    if len(moments) == 1:
        return [flow(replay=replay, at=moments[0])]
    from flows.readers import open_readers

    bars.stage("Replaying polls", len(moments))
    summaries = []
    with open_readers():  # one pool for all polls
        for moment in moments:
            with watched_by(Silence()):
                summaries.append(flow(replay=replay, at=moment))
            bars.step(f"{moment:%Y-%m-%d}")
    return summaries


def _moments(replay: Path | None, until: datetime | None) -> Sequence[datetime | None]:
    """What moments the run stands for: each poll that was captured; of a live run the one given, or None: when it begins."""
    if replay is None:
        return [until]
    from feeds.captures import moments
    from flows.source import replayed_files

    known = [moment for moment in moments(*replayed_files(replay)) if until is None or moment <= until]
    if not known:
        fail(f"{replay}: no feed was captured in it" + (f" by {until:%Y-%m-%d %H:%M} UTC" if until else ""), Exit.INPUT)
    return known


def _unreached(summaries: list[RunSummary]) -> bool:
    """Whether feeds were asked and none answered."""
    return any(summary.asked for summary in summaries) and not any(summary.answered for summary in summaries)


def _tell_run(summaries: list[RunSummary]) -> None:
    """What was stored, and one line for each feed that failed or fell short in the last poll."""
    last = summaries[-1]
    for line in last.failed:
        out.print(f"{line.name}: {line.poll.outcome} ({line.poll.reason}) {line.poll.feed_url}{_since(line)}", markup=False)
    for line in last.feeds:
        if line.poll.asked and line.poll.outcome == "moved":
            follows = "from now on it is asked there" if line.poll.after.moved_polls == 0 else "if it stays so, it will be asked there"
            out.print(f"{line.name}: moved to {line.poll.after.asked_url if line.poll.after.moved_polls == 0 else line.poll.after.moved_to}; {follows}", markup=False)
    for line in last.short:
        out.print(f"{line.name}: less than expected: {'; '.join(line.poll.shortfalls)}", markup=False)
    recovered = [line.name for line in last.feeds if line.turn == "recovered"]
    if recovered:
        out.print(f"Sound again: {', '.join(recovered)}", markup=False)
    rests = ", ".join(f"{count} {reason}" for reason, count in last.resting.items())
    polls = f" in {len(summaries)} polls" if len(summaries) > 1 else ""
    articles, revisions = sum(summary.articles for summary in summaries), sum(summary.revisions for summary in summaries)
    stored = f"{articles} articles stored" + (f" and {revisions} revised" if revisions else "")
    withdrawn = sum(summary.withdrawn for summary in summaries)
    stored += f", {withdrawn} found withdrawn" if withdrawn else ""
    answered = f"{last.answered} of {last.asked} feeds answered" + (f" (not asked: {rests})" if rests else "")
    out.print(f"{answered}; {stored}{polls}, as of {last.polled_at:%Y-%m-%d %H:%M} UTC.", markup=False)
    out.print(f'Warehouse: {last.published}   (ask it: bellwether query "from weekly_stance")', markup=False)


def _since(line: FeedLine) -> str:
    """How long a feed has failed, where that is more than once."""
    return f", {line.poll.after.failures} polls in a row" if line.poll.after.failures > 1 else ""


def _tell_reports(home: Path, written: tuple[Written, ...]) -> None:
    from flows.reporting import index_page

    if written:
        out.print(f"Reports:   {index_page(home)}   ({len(written)} written)", markup=False)
        out.print(f"Latest:    {written[-1].html}", markup=False)
        telling = [each for each in written if each.report.enough]
        if telling and telling[-1] is not written[-1]:  # the latest week may be too thin to say anything: send readers to one that does
            out.print(f"Last week with enough stories for an index: {telling[-1].html}", markup=False)
