"""The command that reads everything again: reparse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_output import Bars, Exit, fail, out, refusals
from flows.progress import watched_by
from flows.settings import load_settings


def reparse(
    week: Annotated[str | None, typer.Option(help="Only articles of this ISO week, such as 2024-W30.", show_default=False)] = None,
    since: Annotated[str | None, typer.Option(help="Only what was captured on this day (UTC) or later, such as 2024-07-22.", show_default=False)] = None,
    until: Annotated[str | None, typer.Option(help="Only what was captured up to the end of this day (UTC).", show_default=False)] = None,
    captures: Annotated[
        Path | None, typer.Option(help="WARC file or folder that holds the pages; the folder's own captures unless given.", exists=True, show_default=False)
    ] = None,
    stance: Annotated[bool, typer.Option("--stance", help="Only score the stored mentions again, as after a change of the model.")] = False,
) -> None:
    """Read everything stored again with today's readers, from its captures; the old rows stay until all is read."""
    from flows.rereading import reread
    from flows.weeks import monday
    from parsers import PARSER_VERSION
    from parsers.stance import MODEL_VERSION
    from warehouse.rereading import Scope

    with refusals(), Bars() as bars, watched_by(bars):
        if week:
            monday(week)
        last = _day("--until", until)
        scope = Scope(week=week, since=_day("--since", since), until=last + timedelta(days=1) if last else None)
        replaced = reread(load_settings(), scope=scope, stance=stance, captures=captures)
    if stance:
        out.print(f"{replaced.mentions} mentions scored again by {MODEL_VERSION}.", markup=False)
        return
    out.print(f"{replaced.pages + replaced.texts} revisions read again by version {PARSER_VERSION}: {replaced.pages} from their captured pages, {replaced.texts} from their stored text.", markup=False)
    out.print(f"{replaced.changed} came out with another title, author or text; {replaced.mentions} mentions.", markup=False)
    if replaced.dropped:
        out.print(f"{replaced.dropped} turned out to be consent or challenge pages and were dropped; the versions before them are current again.", markup=False)
    if replaced.failed:
        out.print(f"{replaced.failed} could not be read and stay as they were.", markup=False)


def _day(option: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        fail(f"{option} {text}: write it as 2024-07-22", Exit.USAGE)
