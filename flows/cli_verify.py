"""Commands that hand things on: verify a report against its database, export to Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli_output import AsOf, Exit, fail, out, parse_moment, refusals
from flows.settings import load_settings


def verify(
    week: Annotated[str, typer.Argument(help="ISO week of the report, such as 2024-W30.", show_default=False)],
    as_of: AsOf = None,
) -> None:
    """Ask every figure of a report again, look up its quotations, and compare its files; exit code 6 where something differs."""
    from flows.reporting import verify_week
    from flows.weeks import monday
    from reports.escapes import printable
    from reports.verification import ManifestError

    with refusals():
        monday(week)
        try:
            found = verify_week(load_settings().home, week, parse_moment("--as-of", as_of))
        except ManifestError as exc:
            fail(printable(str(exc)), Exit.INPUT)
    for finding in found.findings:
        out.print(printable(f"{finding.where}: {finding.what}"), markup=False)
    compared = f"{found.figures} figures with {found.rows} rows, {found.quotations} quoted passages, {found.files} files"
    if found.findings:
        out.print(f"{len(found.findings)} things differ; compared were {compared}.", markup=False)
        raise typer.Exit(Exit.UNSOUND)
    out.print(f"{week}: everything is as the database has it ({compared}).", markup=False)


def export(
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made where it is not there.", show_default=False)],
    as_of: AsOf = None,
) -> None:
    """Write the views as Parquet, by month where their rows have a time, for any engine that reads Hive partitions."""
    from warehouse.exports import export_parquet

    with refusals():
        exported = export_parquet(load_settings().home, folder, as_of=parse_moment("--as-of", as_of))
    for each in exported:
        out.print(f"{each.view:<24} {each.rows:>10,} rows in {each.files} files", markup=False)
    out.print(f"in {folder}", markup=False)
