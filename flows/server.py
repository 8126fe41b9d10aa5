"""Which Prefect server keeps the history of runs? The one that answers already, else one of our own for as long as it is needed."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from feeds.errors import FetchError
from feeds.fetch import fetch, live_client
from feeds.pace import Pace

USUAL_PORT = 4200
START_SECONDS = 120  # a first start makes the server's database: 10 s on a quiet machine, half a minute and more on a busy one
STOP_SECONDS = 4
LOOK_SECONDS = 1.0
RETRY_SECONDS = 10.0

log = logging.getLogger("bellwether")


class ServerError(RuntimeError):
    """No Prefect server could be had; says where its log is."""


@contextmanager
def prefect_server(home: Path, *, port: int = 0, keep: bool = False) -> Iterator[str]:
    """The API address of a running server, set as PREFECT_API_URL inside: the configured one, one on the usual port, or a new one.

    A new one keeps its database in `home/prefect` and its log beside it, and is stopped at the end (and ends by itself where
    this process is killed); with `keep` it is started again where it ends before that. To be entered before anything of Prefect is imported, since Prefect reads its settings then.
    """
    there = os.environ.get("PREFECT_API_URL") or (_api(USUAL_PORT) if answers(USUAL_PORT) else None)
    if there:
        with _environment("PREFECT_API_URL", there):
            yield there
        return
    port = port or free_port()
    process, log = _start(home, port)
    keeper = _Keeper(home, port, process)
    try:
        _wait(process, port, log)
        if keep:
            keeper.start()
        with _environment("PREFECT_API_URL", _api(port)):
            yield _api(port)
    finally:
        keeper.stop()


class _Keeper(threading.Thread):
    """Starts a server again that ended by itself, for as long as it is wanted."""

    def __init__(self, home: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._home, self._port, self._process = home, port, process
        self._unwanted, self._lock = threading.Event(), threading.Lock()

    def run(self) -> None:
        while not self._unwanted.wait(LOOK_SECONDS):
            with self._lock:
                if self._process.poll() is None or self._unwanted.is_set():
                    continue
                try:
                    self._process, _ = _start(self._home, self._port)
                except (ServerError, OSError) as exc:  # a full disk, too many processes: it may pass
                    log.warning("Prefect's server ended and cannot be started again yet: %s", exc)
                    self._unwanted.wait(RETRY_SECONDS)

    def stop(self) -> None:
        self._unwanted.set()
        with self._lock:
            _stop(self._process)


def is_up(api: str) -> bool:
    """Whether the server of this API address answers; one on another machine is taken to."""
    found = urlsplit(api)
    return found.hostname not in {"127.0.0.1", "localhost"} or answers(found.port or 80)


def answers(port: int) -> bool:
    """Whether a Prefect server answers on that port of this machine. Nothing of Prefect is imported for it."""
    with _asking(port) as is_answered:
        return is_answered()


@contextmanager
def _asking(port: int) -> Iterator[Callable[[], bool]]:
    """Ask any number of times: making the client reads every certificate there is, which takes longer than the question."""
    address = f"127.0.0.1:{port}"
    client = live_client(allow=(address,), pace=Pace.off(), seconds=2)

    def is_answered() -> bool:
        try:
            return fetch(f"http://{address}/api/health", client=client, now=datetime.now(UTC), kind="page").body == b"true"
        except FetchError:
            return False

    try:
        yield is_answered
    finally:
        client.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _api(port: int) -> str:
    return f"http://127.0.0.1:{port}/api"


def _start(home: Path, port: int) -> tuple[subprocess.Popen[bytes], Path]:
    folder = home / "prefect"
    log = folder / "server.log"
    settings = {
        "PREFECT_HOME": str(folder.resolve()),
        "PREFECT_API_URL": "",  # it is the server, whatever is set around it
        "PREFECT_SERVER_UI_API_URL": _api(port),  # else its pages ask port 4200
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        output = log.open("ab")
    except OSError as exc:
        raise ServerError(f"{folder}: Prefect's server cannot write there ({exc.strerror}); set BELLWETHER_HOME to a folder that can be written") from exc
    with output:
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.leash", str(os.getpid()), "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, env={**os.environ, **settings}, start_new_session=True,
        )  # fmt: skip
    return process, log


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    with _asking(port) as is_answered:
        while time.monotonic() < until:
            if process.poll() is not None:
                raise ServerError(f"Prefect's server ended with code {process.returncode} as it started; its log is {log}")
            if is_answered():
                return
            time.sleep(0.25)
    raise ServerError(f"Prefect's server did not answer within {START_SECONDS} s; its log is {log}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """The server and its children, which share its process group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before
