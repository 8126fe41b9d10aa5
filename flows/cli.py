"""What can be typed? Nothing here imports Prefect before a command needs it: asking and reading answer at once."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from flows import cli_alerts, cli_ask, cli_backfill, cli_deliver, cli_feeds, cli_reparse, cli_run, cli_speakers, cli_verify, cli_watch

app = typer.Typer(
    name="bellwether",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 a fault of Bellwether, 2 wrong usage, 3 wrong input or settings, 4 nothing could be reached, 5 another run is writing, 6 a check found something, 7 a report did not reach somebody, 130 stopped by Ctrl-C, 143 stopped by SIGTERM.",
)


@app.callback()
def bellwether(
    home: Annotated[Path | None, typer.Option(help="Folder of everything that is stored (BELLWETHER_HOME; default: data).", show_default=False)] = None,
    watchlist: Annotated[Path | None, typer.Option(help="Watchlist file (BELLWETHER_WATCHLIST; default: the shipped one).", show_default=False)] = None,
) -> None:
    """Watch the news about open-source AI, and report weekly how sentiment around Meta's Llama is moving."""
    for name, value in (("BELLWETHER_HOME", home), ("BELLWETHER_WATCHLIST", watchlist)):
        if value is not None:
            os.environ[name] = str(value)


app.command()(cli_run.run)
app.command()(cli_run.ingest)
app.command()(cli_run.report)
app.command()(cli_deliver.deliver)
app.command()(cli_ask.read)
app.add_typer(cli_feeds.app, name="feeds")
app.add_typer(cli_watch.app, name="watch")
app.command()(cli_ask.query)
app.command()(cli_speakers.speakers)
app.command()(cli_reparse.reparse)
app.command()(cli_backfill.backfill)
app.command()(cli_run.serve)
app.command()(cli_alerts.alerts)
app.command()(cli_verify.verify)
app.command()(cli_verify.export)
app.command()(cli_ask.doctor)


def main() -> None:
    app()
