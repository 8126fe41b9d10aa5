"""What does Prefect show of a run beside its steps? A sentence in its log, and an artifact: a table, or the report itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from prefect import get_run_logger
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Failed

from reports.escapes import escape_markdown

if TYPE_CHECKING:
    from flows.reporting import Written


def say(sentence: str) -> None:
    """What the run did, as a line of its log."""
    get_run_logger().info(sentence)


def failed(error: Exception) -> State[Any]:
    """For a flow to return: the run failed, in the error's own words and without a traceback, for it found something and is not at fault itself.

    Whoever calls the flow has the error raised.
    """
    return Failed(message=str(error), data=error)


def show_table(key: str, said: str, rows: Sequence[Mapping[str, str | float]]) -> None:
    """A sentence, and the table that it sums up. Prefect's pages take cells for Markdown, and names in them are the web's: they show as they are."""
    say(said)
    create_table_artifact(key=key, table=[{name: _cell(value) for name, value in row.items()} for row in rows], description=escape_markdown(said))


def show_report(written: Written, *, site_url: str) -> None:
    """A report as Markdown, and a link to its page where that is served; else where its file is."""
    from reports.mail import page_url  # noqa: PLC0415 - and with it what draws: fetching and storing do without
    from reports.render import render_markdown  # noqa: PLC0415

    headline, url = f"{written.week}: {written.report.answer.headline}", page_url(site_url, written.week)
    place = f"[Its page](<{url}>)" if url else f"Its page: {escape_markdown(str(written.html.resolve()))}"
    say(headline)
    create_markdown_artifact(key=f"report-{written.week.lower()}", markdown=render_markdown(written.report), description=f"{escape_markdown(headline)} {place}")
    if url:
        create_link_artifact(key="report-written-last", link=url, link_text=f"Report of {written.week}", description=escape_markdown(headline))


def _cell(value: str | float) -> str | float:
    return escape_markdown(value) if isinstance(value, str) else value
