"""How does a Prefect server end with the command that started it, however that one ends?

`python -m flows.leash PID server start …` is `prefect server start …` that ends when process PID is no longer its parent: a
command killed with -9 can clean nothing up. Looking once a second is what Linux and macOS both can do.
"""

from __future__ import annotations

import os
import runpy
import signal
import sys
import threading
import time

LOOK_SECONDS = 1.0
GRACE_SECONDS = 5.0


def main() -> None:
    """Run Prefect's command line, on the leash."""
    parent, arguments = int(sys.argv[1]), sys.argv[2:]
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    sys.argv = ["prefect", *arguments]
    runpy.run_module("prefect", run_name="__main__")


def _follow(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_SECONDS)
    os.killpg(0, signal.SIGTERM)  # its whole group, which is its own
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
