"""What does a fault cost? Each of them, done to real processes, and then a clean run: its keys must be those of a run that never failed.

`python benchmarks/faults.py --times 30` does them all (half an hour on two cores); tests/flows/test_faults.py does each a few times.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.trials import (
    FaultError,
    World,
    ended,
    filled,
    is_there,
    keys,
    must,
    own_server,
    recovers,
    server_of,
    sound,
    wait_until,
    world,
    writing,
)
from feeds.captures import moments
from warehouse.connection import LIVE, PUBLISHED

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1  # of linux/prctl.h and linux/capability.h


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
