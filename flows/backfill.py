"""How is the past made up for? Archives of the press are read through the readers of today, in parallel, and taken in by one load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import current_process
from pathlib import Path
from typing import Any, Literal, cast

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from feeds.crawl import crawl_files
from feeds.watchlist import load_watchlist
from flows.crawling import read_archive_file, versions_of
from flows.ending import stops_run
from flows.findings import show_table
from flows.moments import named_after_moment
from flows.patience import patience
from flows.progress import progress
from flows.readers import cores, open_readers
from flows.settings import load_settings
from warehouse.shards import Loaded, Shard, clear_remains, find_shard, load_shards, shard_key
from warehouse.store import open_warehouse

Runner = Literal["threads", "dask"]
FILES_AT_ONCE = 2  # with threads: one is unpacked while readers still have pages of another


class BackfillError(ValueError):
    """The backfill cannot begin; says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfilled:
    """What a backfill did."""

    shards: tuple[Shard, ...]
    read: int  # of the shards; the others were there
    loaded: Loaded


@flow(
    name="backfill",
    flow_run_name=named_after_moment("backfill"),
    description="Read WARC files of the press (Common Crawl's news, or others) through the readers and the watchlist of today, and store what is about the topic or names a target.",
)
def backfill(paths: list[Path], runner: Runner = "threads", workers: int | None = None, address: str | None = None) -> Backfilled:
    """Read what has not been read, and load it. Killed, it goes on with the files that are left; done again, nothing is stored twice.

    Args:
        paths: WARC files, or folders of them.
        runner: threads: on this machine, each page in a process of its own pool. dask: each file in a worker of a Dask cluster.
        workers: How many readers, or workers of a cluster of this machine; one a core unless given (of readers, eight at most).
        address: Of a Dask scheduler that is there already; its workers must see the same files.
    """
    settings = load_settings()
    watchlist = load_watchlist(settings.watchlist)
    versions = versions_of(watchlist)
    clear_remains(settings.home)
    try:
        files = {shard_key(path, versions): path for path in crawl_files(paths)}
    except OSError as exc:
        raise BackfillError(f"{exc.filename}: it cannot be read ({exc.strerror})") from exc
    if not files:
        raise BackfillError(f"no WARC file (.warc, .warc.gz) at {', '.join(map(str, paths))}")
    left = {key: path for key, path in files.items() if find_shard(settings.home, key) is None}
    progress().stage("Reading archives", len(left))
    failures: tuple[str, ...] = ()
    if left:
        with open_readers(workers):
            failures = _read_files.with_options(task_runner=_runner(runner, workers, address))(left, runner)
    progress().stage("Storing what was found", 0)
    with open_warehouse(settings.home, patience=patience()) as warehouse:
        now = datetime.now(UTC)  # once nobody else writes
        warehouse.claim("live")
        loaded = load_shards(warehouse, tuple(key for key in files if find_shard(settings.home, key)), watchlist, now=now)
        warehouse.publish(now)
    shards = tuple(shard for key in files if (shard := find_shard(settings.home, key)))
    _tell(shards, loaded, len(failures))
    if failures:
        raise BackfillError(f"{len(failures)} of {len(files)} archive files could not be read ({failures[0]}); the others were stored, and a second try goes on with these")
    return Backfilled(shards=shards, read=len(left), loaded=loaded)


def _runner(runner: Runner, workers: int | None, address: str | None) -> TaskRunner[Any]:
    if runner == "threads":
        return ThreadPoolTaskRunner(max_workers=FILES_AT_ONCE)
    try:
        import dask  # noqa: PLC0415 - an extra
        from prefect_dask.task_runners import DaskTaskRunner  # noqa: PLC0415
    except ImportError as exc:
        raise BackfillError("Dask is not installed; pip install '.[dask]', or leave --runner out") from exc
    if address:
        return cast("TaskRunner[Any]", DaskTaskRunner(address=address))
    dask.config.set({"distributed.worker.daemon": False})  # a worker's readers are processes of its own, which a daemon may not have
    return cast("TaskRunner[Any]", DaskTaskRunner(cluster_kwargs={"n_workers": workers or cores(), "threads_per_worker": 1, "processes": True, "dashboard_address": None}))


def _tell(shards: Sequence[Shard], loaded: Loaded, failed: int) -> None:
    stored = f"{loaded.articles} articles stored, {loaded.known} were known already" if loaded.shards else "none of them was new"
    if failed:
        stored += f"; {failed} could not be read"
    kept, pages = sum(shard.kept for shard in shards), sum(shard.pages for shard in shards)
    show_table(
        "backfill", f"{kept} of {pages} pages kept, in {len(shards)} archive {'file' if len(shards) == 1 else 'files'}; {stored}.",
        [
            {
                "file": Path(shard.file).name, "pages": shard.pages, "held a word": shard.passed, "kept": shard.kept, "failed": shard.failed, "torn": shard.torn,
                **{f"{step}, CPU s": seconds for step, seconds in shard.seconds.items()},
            }
            for shard in shards
        ],
    )  # fmt: skip


def _name_of_files() -> str:
    return f"read archive files ({len(runtime.flow_run.parameters['files'])})"


@flow(name="backfill files", flow_run_name=_name_of_files, description="Each archive file, read into its shard; in parallel.")
def _read_files(files: dict[str, Path], runner: Runner) -> tuple[str, ...]:
    """What kept files from being read, a sentence each; the others are read all the same."""
    futures = [read_file.with_options(task_run_name=path.name).submit(path, key, shared=runner == "threads") for key, path in files.items()]
    failed = []
    for future in as_completed(futures):
        try:
            shard: Shard = future.result()
        except Exception as exc:
            if stops_run(exc):
                raise
            failed.append(f"{type(exc).__name__}: {exc}")
        else:
            progress().step(f"{Path(shard.file).name}: {shard.kept} of {shard.pages}")
    return tuple(failed)


@task(name="read archive", retries=1, cache_policy=NO_CACHE, description="Read one WARC file into a shard of Parquet files.")
def read_file(path: Path, key: str, *, shared: bool) -> Shard:
    """One file. `shared`: by the pool of readers that is open in this process; else by one of its own."""
    settings = load_settings()
    watchlist = load_watchlist(settings.watchlist)
    if shard_key(path, versions_of(watchlist)) != key:
        raise BackfillError(f"{path}: the watchlist here is not the one that the backfill began with; give every worker the same, and run it again")
    if not shared and current_process().daemon:
        raise BackfillError("this Dask worker is a daemon and may have no readers of its own; start workers with DASK_DISTRIBUTED__WORKER__DAEMON=False")
    with open_readers(None if shared else 1) as readers:
        return read_archive_file(path, key, home=settings.home, watchlist=watchlist, readers=readers)
