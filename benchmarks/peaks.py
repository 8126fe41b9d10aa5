"""How large does a command become, with all the processes that it starts? Watched from outside, in /proc (Linux)."""

from __future__ import annotations

import re
import threading
import time
from collections import defaultdict
from pathlib import Path


class Peaks:
    """Watches a process and all its descendants until it is stopped."""

    def __init__(self, root: int, *, every: float = 0.05) -> None:
        self.seen: dict[tuple[int, str], tuple[int, str]] = {}  # (pid, start) -> peak kB, command
        self._root, self._every, self._stopped = root, every, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join()
        sizes: dict[bool, list[int]] = defaultdict(lambda: [0])
        for peak, command in self.seen.values():
            sizes["flows.leash" in command].append(peak // 1024)
        self.ours, self.prefect = max(sizes[False]), max(sizes[True])

    def largest(self, of: str) -> int:
        """Megabytes of the largest process whose command holds these words."""
        return max((peak // 1024 for peak, command in self.seen.values() if of in command), default=0)

    def living(self) -> list[str]:
        """Descendants that outlived their parent by two seconds."""
        time.sleep(2)
        return [command.replace("\0", " ") for (pid, start), (_, command) in self.seen.items() if started(pid) == start]

    def _watch(self) -> None:
        family = {self._root}
        while not self._stopped.wait(self._every):
            parents = {int(path.name): stat_fields(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()}
            grown = True
            while grown:
                children = {pid for pid, fields in parents.items() if fields and int(fields[1]) in family} - family
                family |= children
                grown = bool(children)
            for pid in family & set(parents):
                self._note(pid)

    def _note(self, pid: int) -> None:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
            command = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            return
        peak = re.search(r"VmHWM:\s+(\d+)", status)
        start = started(pid)
        if peak and start:
            self.seen[pid, start] = max(self.seen.get((pid, start), (0, "")), (int(peak[1]), command))


def stat_fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def started(pid: int) -> str:
    fields = stat_fields(pid)
    return fields[19] if fields and fields[0] != "Z" else ""
