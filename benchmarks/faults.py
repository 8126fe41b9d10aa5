"""What does a fault cost? Each of them, done to real processes, and then a clean run: its keys must be those of a run that never failed.

`python benchmarks/faults.py --times 30` does them all (half an hour on two cores); tests/flows/test_faults.py does each a few times.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from feeds.captures import Capture, moments, read_captures, write_capture
from flows.server import answers, free_port, prefect_server
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST
from warehouse.connection import LIVE, PUBLISHED
from warehouse.doctor import check_published
from warehouse.query import ask
from warehouse.snapshot import READ_WHOLE

ROOT = Path(__file__).resolve().parents[1]
KEYS = """
select 'article', article_id, revision::varchar from article
union all select 'revision', article_id, revision::varchar || text_digest from article_revision
union all select 'entry', entry_id, article_id from entry
union all select 'quotation', article_id, revision::varchar || '/' || ordinal::varchar || text from quotation
union all select 'mention', article_id, revision::varchar || '/' || ordinal::varchar || sentence from mention
order by all
"""
POLLS = 2  # of the sample that are replayed: 26 articles
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1  # of linux/prctl.h and linux/capability.h
SECONDS = 300  # nothing takes longer unless it hangs


class FaultError(AssertionError):
    """A fault cost something, or was told badly."""


@dataclass(frozen=True, kw_only=True)
class World:
    """Where faults happen: a folder, a capture file to replay, a Prefect server that is there."""

    folder: Path
    api: str
    warc: Path
    database: Path | None = None  # that a Prefect server made at its first start; without one each makes its own
    chance: random.Random = field(default_factory=lambda: random.Random(7))

    def home(self, name: str) -> Path:
        home = self.folder / name / "home"
        shutil.rmtree(home.parent, ignore_errors=True)
        home.parent.mkdir(parents=True)
        return home

    def give_database(self, folder: Path) -> None:
        """To the server that will have this folder."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.database:
            shutil.copyfile(self.database, folder / "prefect.db")

    def environment(self, home: Path, **settings: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELLWETHER_", "PREFECT_"))}
        return {
            **kept, "HOME": str(home.parent), "PYTHONPATH": str(ROOT), "BELLWETHER_HOME": str(home), "BELLWETHER_WATCHLIST": str(SAMPLE_WATCHLIST),
            "PREFECT_HOME": str(home.parent / "prefect-home"), **({"PREFECT_API_URL": self.api} if self.api else {}), **settings,
        }  # fmt: skip

    def start(self, home: Path, command: str = "ingest", *more: str, settings: dict[str, str] | None = None, **options: Any) -> subprocess.Popen[str]:
        """The command, replaying, in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "flows", command, "--replay", str(self.warc), *more], cwd=home.parent, env=self.environment(home, **(settings or {})),
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
        )  # fmt: skip

    def run(self, home: Path, command: str = "ingest", *more: str, **options: Any) -> tuple[int, str, str]:
        """Its exit code, and what it said."""
        return ended(self.start(home, command, *more, **options))


def ended(process: subprocess.Popen[str], seconds: float = SECONDS) -> tuple[int, str, str]:
    try:
        said, complained = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        raise FaultError(f"it was still there after {seconds} s") from None
    return process.returncode, said, complained


@contextmanager
def world(folder: Path, api: str | None = None, polls: int = POLLS, database: Path | None = None) -> Iterator[World]:
    """A world in a folder, with a Prefect server of its own unless one is given."""
    warc = folder / "polls.warc.gz"
    last = moments(SAMPLE_CAPTURES)[polls - 1]
    with warc.open("wb") as file:
        for found in read_captures(SAMPLE_CAPTURES):
            if isinstance(found, Capture) and found.document.fetched_at <= last and found.kind:
                write_capture(file, found.document, found.kind)
    if api:
        yield World(folder=folder, api=api, warc=warc, database=database)
    else:
        with prefect_server(folder / "server") as started:
            yield World(folder=folder, api=started, warc=warc)


def keys(home: Path) -> tuple[tuple[object, ...], ...]:
    return ask(home, KEYS).rows


def reference(world: World) -> tuple[tuple[object, ...], ...]:
    """The keys of a run that never failed."""
    return keys(sound(world))


def sound(world: World) -> Path:
    """The home that a run which never failed made, once for all faults; how many seconds it took lies beside it."""
    home = world.folder / "reference" / "home"
    if not (home / PUBLISHED).exists():
        began = time.monotonic()
        must(world.run(world.home("reference")), 0)
        (home.parent / "seconds").write_text(f"{time.monotonic() - began}")
    return home


def filled(world: World, name: str) -> Path:
    """A home of that name as such a run leaves it."""
    source, home = sound(world), world.home(name)
    shutil.copytree(source, home)
    return home


def must(end: tuple[int, str, str], code: int, *says: str) -> str:
    """The command ended with this code, in one sentence that says all of this, and no traceback."""
    found, said, complained = end
    if found != code or "Traceback" in complained:
        raise FaultError(f"exit {found} where {code} was due:\n{said}\n{complained}")
    if missing := [each for each in says if each not in complained]:
        raise FaultError(f"{missing} is not in: {complained}")
    return complained


def recovers(world: World, home: Path) -> None:
    """The next clean run ends with the keys of one that never failed, and what is stored is sound."""
    must(world.run(home), 0)
    if keys(home) != reference(world):
        here, there = set(keys(home)), set(reference(world))
        raise FaultError(f"keys differ: {sorted(map(str, there - here))[:5]} are missing, {sorted(map(str, here - there))[:5]} too many")
    left = [path.name for path in (home / "live").iterdir() if path.name not in {LIVE.name, f"{LIVE.name}.wal", "writer.lock", READ_WHOLE}]
    if left:
        raise FaultError(f"left lying in live/: {left}")
    if broken := [check for check in check_published(home) if check.rows]:
        raise FaultError(f"unsound: {broken}")


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise FaultError(f"waited {seconds} s in vain: {what}")
        time.sleep(0.02)


def writing(home: Path) -> bool:
    """Whether a run holds the live file."""
    return any((home / "live").glob("writing-*")) if (home / "live").exists() else False


# --- the faults -----------------------------------------------------------------------------------------------------------


def killed(world: World, times: int) -> None:
    """kill -9 at random moments of a run, from its start to its end."""
    usual = float((sound(world).parent / "seconds").read_text())
    for place in range(times):
        home = world.home("killed")
        process = world.start(home)
        if place % 3:  # two of three while it writes, where most can go wrong; the rest anywhere
            wait_until(lambda home=home, process=process: writing(home) or process.poll() is not None, "the run to begin")
            time.sleep(world.chance.uniform(0, usual * 0.7))
        else:
            time.sleep(world.chance.uniform(0, usual))
        process.kill()
        process.communicate()
        recovers(world, home)


def killed_with_server(world: World, times: int) -> None:
    """kill -9 of a run that started its own Prefect server: the server ends, too."""
    for _ in range(times):
        home = world.home("server-killed")
        alone = World(folder=world.folder, api="", warc=world.warc)
        process = alone.start(home, "run")
        wait_until(lambda home=home: writing(home), "the run to begin", 240)
        group = server_of(process)
        process.kill()
        process.communicate()
        wait_until(lambda group=group: not is_there(group), "the server of a killed run to end", 15)
        recovers(world, home)


def two_at_once(world: World, times: int) -> None:
    """Two runs on one folder: one does the work, the other says who is writing; or they follow each other."""
    for _ in range(times):
        home = world.home("two")
        ends = [ended(process) for process in [world.start(home), world.start(home)]]
        codes = sorted(code for code, _, _ in ends)
        if codes not in ([0, 5], [0, 0]):
            raise FaultError(f"exit codes {codes}: {ends}")
        for end in ends:
            must(end, end[0], *(["another run is writing (process"] if end[0] == 5 else []))
        recovers(world, home)


def live_file_locked(world: World, times: int) -> None:
    """Another program has the live file open: it is named, and nothing is harmed."""
    for _ in range(times):
        home = filled(world, "locked")
        holder = subprocess.Popen(
            [sys.executable, "-c", f"import duckdb, time; c = duckdb.connect({str(home / LIVE)!r}); print('open', flush=True); time.sleep(600)"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        try:
            assert holder.stdout
            holder.stdout.readline()
            must(world.run(home), 5, f"process {holder.pid}", str(home / PUBLISHED))
        finally:
            holder.kill()
            holder.communicate()
        recovers(world, home)


def read_only_folder(world: World, times: int) -> None:
    """A folder that cannot be written: one sentence that names it, whether a server is there or not."""
    for _ in range(times):
        for name, server in (("fresh", world.api), ("serverless", "")):
            home = world.home(f"read-only-{name}")
            home.parent.chmod(0o555)
            alone = World(folder=world.folder, api=server, warc=world.warc)
            try:
                must(alone.run(home, settings={"PREFECT_HOME": str(world.folder / "prefect-home")}, **unprivileged()), 3, str(home), "BELLWETHER_HOME")
            finally:
                home.parent.chmod(0o755)
            recovers(world, home)
        home = filled(world, "read-only")
        before = keys(home)
        for folder in (home, home / "live"):
            folder.chmod(0o555)
        for file in (home / "live").iterdir():
            file.chmod(0o444)
        try:
            must(world.run(home, settings={"PREFECT_HOME": str(world.folder / "prefect-home")}, **unprivileged()), 3, str(home))
        finally:
            for path in (home, *(home / "live").iterdir(), home / "live"):
                path.chmod(0o755)
        if keys(home) != before:
            raise FaultError("a run that could not write changed what is published")
        recovers(world, home)


def disk_full(world: World, times: int) -> None:
    """The disk fills up in the middle: told in one sentence, what was published stays, and with room again all is well."""
    for _ in range(times):
        home = world.home("full")
        with limited_room(home, world.chance.randrange(600_000, 8_000_000)) as room:
            code, said, complained = world.run(home, **room)
            if code not in {0, 3} or "Traceback" in complained:
                raise FaultError(f"exit {code}:\n{said}\n{complained}")
            if code == 3 and not any(word in complained.lower() for word in ("space", "too large", "full")):
                raise FaultError(f"not told as a full disk: {complained}")
            copy_out(home, world.home("roomy"))
        recovers(world, world.folder / "roomy" / "home")


def damaged(world: World, times: int) -> None:
    """A damaged live file is never made anew and never published; the error says how to go back, and that works."""
    for place in range(times):
        home = filled(world, "damaged")
        before, live = (home / PUBLISHED).read_bytes(), home / LIVE
        content = bytearray(live.read_bytes())
        if place % 4 == 0:
            content[:] = content[: len(content) // 2]  # cut off
        elif place % 4 == 1:
            content.clear()  # empty
        elif place % 4 == 2:
            content[:4096] = bytes(4096)  # no header
        else:
            start = world.chance.randrange(3 * 4096, len(content) - 4096)
            content[start : start + 4096] = world.chance.randbytes(4096)
        live.write_bytes(content)
        code, said, complained = world.run(home)
        if code == 0 and place % 4 == 3:  # the bytes were in a block that nothing is kept in
            recovers(world, home)
            continue
        must((code, said, complained), 3, str(home / PUBLISHED), "cp ")
        if (home / PUBLISHED).read_bytes() != before:
            raise FaultError("the last good copy was replaced")
        if place % 4 in {1, 2} and live.read_bytes() != bytes(content):
            raise FaultError("the damaged file was changed")
        advice = complained[complained.index("mv ") :].strip()
        subprocess.run(advice, shell=True, check=True)
        recovers(world, home)
    home = filled(world, "vanished")
    (home / LIVE).unlink()
    must(world.run(home), 3, "it is gone", "cp ")
    shutil.copyfile(home / PUBLISHED, home / LIVE)
    recovers(world, home)


def terminated(world: World, times: int) -> None:
    """SIGTERM in the middle: the process ends within 10 s with code 143, and its run is marked."""
    for _ in range(times):
        home = world.home("terminated")
        process = world.start(home)
        wait_until(lambda home=home: writing(home), "the run to begin")
        wait_until(lambda home=home: (home / LIVE).exists(), "the live file")
        time.sleep(world.chance.uniform(0.2, 2.5))
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        code, said, complained = ended(process, 30)
        took = time.monotonic() - began
        if took > 10:
            raise FaultError(f"it took {took:.1f} s to end")
        if code != 143 or "Traceback" in complained:
            raise FaultError(f"exit {code}:\n{said}\n{complained}")
        with duckdb.connect(str(home / LIVE), read_only=True) as connection:
            statuses = {status for (status,) in connection.execute("select status from run").fetchall()}
        if not statuses <= {"completed", "interrupted"}:
            raise FaultError(f"its run is marked {statuses}")
        recovers(world, home)


def server_killed(world: World, times: int) -> None:
    """Prefect's server dies in the middle of a run: the run ends, in a sentence if it fails, and the next one completes it."""
    for _ in range(times):
        home = world.home("serverless")
        world.give_database(world.folder / "dying")
        api, process = own_server(world.folder / "dying")
        try:
            # Prefect asks a server that does not answer for two minutes; told to be less patient, it comes to the same end sooner.
            started = World(folder=world.folder, api=api, warc=world.warc).start(home, settings={"PREFECT_CLIENT_MAX_RETRIES": "1"})
            wait_until(lambda home=home: writing(home), "the run to begin")
            time.sleep(world.chance.uniform(0, 3))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code, said, complained = ended(started)
            if code not in {0, 3} or "Traceback" in complained:
                raise FaultError(f"exit {code}:\n{said}\n{complained}")
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        recovers(world, home)


def clock_back(world: World, times: int) -> None:
    """The clock steps back between polls, and leaps ahead: what is stored stays, and the next runs complete it."""
    first, last = moments(world.warc)[0], moments(world.warc)[-1]
    for _ in range(times):
        home = filled(world, "clock")
        before = keys(home)
        for moment in (first - timedelta(days=400), first + timedelta(hours=world.chance.randrange(1, 100)), last):
            code, _said, complained = world.run(home, "ingest", "--until", f"{moment:%Y-%m-%dT%H:%M:%S}")
            if code not in {0, 3} or "Traceback" in complained:
                raise FaultError(complained)
            if keys(home) != before:
                raise FaultError(f"a run at {moment} changed what is stored")
        recovers(world, home)


FAULTS: dict[str, Callable[[World, int], None]] = {
    fault.__name__: fault
    for fault in (
        killed, killed_with_server, two_at_once, live_file_locked, read_only_folder, disk_full, damaged, terminated, server_killed, clock_back,
    )
}  # fmt: skip


# --- what they are done with ----------------------------------------------------------------------------------------------


def unprivileged() -> dict[str, Any]:
    """Options of a process that may not write everywhere: root may, whatever the folder says, unless it gives that up (Linux)."""
    return {"preexec_fn": obey_permissions} if os.getuid() == 0 else {}


def obey_permissions() -> None:
    if ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0):
        raise OSError("this process cannot give up writing everywhere")


@contextmanager
def limited_room(home: Path, size: int) -> Iterator[dict[str, Any]]:
    """A home with room for `size` bytes: a small file system where that can be mounted, else a limit on the size of each file."""
    home.mkdir(parents=True, exist_ok=True)
    mounted = os.getuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(home)], capture_output=True, check=False).returncode == 0
    try:
        yield {} if mounted else {"preexec_fn": lambda: limit_files(size // 4)}
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(home)], check=True)


def limit_files(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def copy_out(home: Path, to: Path) -> None:
    shutil.copytree(home, to, dirs_exist_ok=True)


def own_server(home: Path, port: int = 0) -> tuple[str, subprocess.Popen[bytes]]:
    """A server that may be killed, on that port or one that is free."""
    port = port or free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    home.mkdir(parents=True, exist_ok=True)
    process = subprocess.Popen(
        [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
        env={**environment, "PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    wait_until(lambda: answers(port), "a Prefect server", 120)
    return f"http://127.0.0.1:{port}/api", process


def server_of(process: subprocess.Popen[str]) -> int:
    """The Prefect server that this command started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    found = [int(line.split()[0]) for line in listed.splitlines() if line.split()[1] == str(process.pid) and "flows.leash" in line]
    if len(found) != 1:
        raise FaultError(f"not one server: {found}")
    return found[0]


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("faults", nargs="*", default=list(FAULTS), help=f"any of {', '.join(FAULTS)}; all unless given")
    parser.add_argument("--times", type=int, default=30)
    arguments = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as folder, world(Path(folder)) as where:
        for name in arguments.faults:
            began = time.monotonic()
            try:
                FAULTS[name](where, arguments.times)
            except FaultError as exc:
                failed += 1
                print(f"FAILED {name} after {time.monotonic() - began:.0f} s: {exc}", flush=True)
            else:
                print(f"ok     {name}: {arguments.times} times, {time.monotonic() - began:.0f} s", flush=True)
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
