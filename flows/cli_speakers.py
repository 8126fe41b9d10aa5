"""The command about who is who: speakers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from flows.cli_output import out, refusals
from flows.settings import load_settings


def speakers(quiet: Annotated[bool, typer.Option("--quiet", help="Only the count.")] = False) -> None:
    """Join the forms of speakers' names over all articles anew, as speakers.toml says, publish, and show what was joined by what."""
    from feeds.speakers import load_people
    from warehouse.query import ask
    from warehouse.store import open_warehouse

    with refusals():
        settings = load_settings()
        people = load_people(settings.speakers_file)
        ask(settings.home, "select 1")  # where nothing is stored yet, that is what there is to say
        with open_warehouse(settings.home) as warehouse:
            warehouse.save_people(people)
            warehouse.publish(datetime.now(UTC))
        joined = ask(settings.home, "select form, speaker, evidence, articles from speaker_forms where evidence <> 'as written' order by speaker, form, evidence").rows
    if not quiet:
        for form, speaker, evidence, articles in joined:
            out.print(f"{form!s:<32} {speaker!s:<28} {evidence} ({articles} article{'' if articles == 1 else 's'})", markup=False)
    out.print(f"{len(joined)} forms were joined with a fuller name, with {len(people)} people in {settings.speakers_file}.", markup=False)
