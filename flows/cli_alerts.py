"""The command that says who is told when something goes wrong."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from flows.cli_output import Exit, fail, out, refusals

Where = Annotated[
    str | None,
    typer.Argument(
        help='A web hook (https://…) that takes {"text": …}, as Slack, Mattermost and Google Chat do, or a notification block of the Prefect server as TYPE/NAME.',
        show_default=False,
    ),
]


def alerts(
    where: Where = None,
    remove: Annotated[bool, typer.Option("--remove", help="Tell nobody any more.")] = False,
) -> None:
    """Be told when a feed breaks, nothing is collected, a check finds rows or a run fails: makes Prefect automations, and tries them."""
    if bool(where) == remove:
        fail("give a web hook or a block to tell, or --remove", Exit.USAGE)
    with refusals():
        from flows.server import USUAL_PORT, answers

        if not os.environ.get("PREFECT_API_URL"):
            if not answers(USUAL_PORT):
                fail("no Prefect server answers; start `bellwether serve` (or set PREFECT_API_URL) and try again: automations are kept by the server", Exit.UNREACHED)
            os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{USUAL_PORT}/api"
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
        from flows.alerts import AlertError, remove_alerts, set_alerts

        try:
            names = set_alerts(where) if where else remove_alerts()
        except AlertError as exc:
            fail(str(exc), Exit.INPUT)
    for name in names:
        out.print(f"{'set' if where else 'removed'}: {name}", markup=False)
    out.print("A first message was sent there." if where else f"{len(names)} alerts removed.", markup=False)
