"""A loopback server that misbehaves on order: each path is answered by a function of the request, in a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[["Request"], None]


class Request(BaseHTTPRequestHandler):
    """One request, and the ways to answer it well or badly."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site: Server = self.server.site  # type: ignore[attr-defined]
        with site.lock:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        try:
            site.answers.get(self.path, lambda request: request.reply(b"nothing here", 404))(self)
        except OSError:
            pass  # the client hung up, as it should on most of these
        finally:
            self.close_connection = True

    def reply(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"content_length": str(len(body)), "content_type": "text/plain", "connection": "close", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, first: bytes, then: bytes, *, every: float = 0.05, times: int = 200) -> None:
        """Sends `first` at once and `then` again and again: each piece in time, the whole never."""
        self.wfile.write(first)
        for _ in range(times):
            self.wfile.write(then)
            self.wfile.flush()
            time.sleep(every)

    def log_message(self, *args: object) -> None:
        pass


class Server:
    """`answers` maps paths to behaviours; `asked` lists what came in."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Request)
        self._http.daemon_threads = True
        self._http.site = self  # type: ignore[attr-defined]
        self.address = f"127.0.0.1:{self._http.server_address[1]}"
        threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://{self.address}{path}"

    def paths(self) -> list[str]:
        return [path for path, _headers in self.asked]

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
