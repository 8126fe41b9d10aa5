"""The command that reads archives of the press: backfill."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_output import Bars, Exit, fail, out, refusals
from flows.cli_run import prefect_for
from flows.progress import watched_by
from flows.settings import load_settings


def backfill(
    paths: Annotated[list[Path], typer.Argument(help="WARC files, or folders of them, such as those of Common Crawl's news.", exists=True, show_default=False)],
    runner: Annotated[str, typer.Option(help="threads: on this machine; dask: in the workers of a Dask cluster, one of this machine unless --address names another.")] = "threads",
    workers: Annotated[int | None, typer.Option(help="How many readers, or workers of a cluster of this machine; one a core unless given (of readers, eight at most).", min=1, show_default=False)] = None,
    address: Annotated[str | None, typer.Option(help="A Dask scheduler that is there already, such as tcp://10.0.0.5:8786.", show_default=False)] = None,
) -> None:
    """Read archives of the press and store what is about the topic or names a target; killed, it goes on where it was."""
    if runner not in {"threads", "dask"}:
        fail(f"--runner {runner}: one of threads, dask", Exit.USAGE)
    if address and runner != "dask":
        fail("--address is for --runner dask", Exit.USAGE)
    with refusals(), Bars() as bars, watched_by(bars):
        settings = load_settings()
        with prefect_for(settings.home, bars):
            from flows.backfill import BackfillError
            from flows.backfill import backfill as backfill_flow

            try:
                done = backfill_flow(paths=[path.resolve() for path in paths], runner="dask" if runner == "dask" else "threads", workers=workers, address=address)
            except BackfillError as exc:
                fail(str(exc), Exit.INPUT)
    shards, loaded = done.shards, done.loaded
    pages, passed, kept = (sum(getattr(shard, name) for shard in shards) for name in ("pages", "passed", "kept"))
    out.print(f"{len(shards)} archive files, {done.read} of them read now: {pages} pages, {passed} held a word that matters, {kept} are about the topic or name a target.", markup=False)
    if failed := sum(shard.failed for shard in shards):
        out.print(f"{failed} pages could not be read.", markup=False)
    for shard in shards:
        if shard.torn:
            out.print(f"{shard.file}: {shard.torn} stretches could not be read.", markup=False)
    out.print(f"{loaded.articles} articles stored in {loaded.revisions} revisions; {loaded.known} were stored already and stay as they are.", markup=False)
    spent = sum((Counter(shard.seconds) for shard in shards), Counter[str]())
    if total := sum(spent.values()):
        out.print("Processor time: " + ", ".join(f"{step} {seconds / total:.0%}" for step, seconds in spent.most_common()) + f" of {total:.0f} s.", markup=False)
