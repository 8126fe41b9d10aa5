"""A real mail server on loopback, as courteous or not as a test wants it; and what was posted to a web hook."""

from __future__ import annotations

import email
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from flows.server import free_port


@dataclass
class Mailbox:
    """What a server took, and how it answers."""

    replies: dict[str, str] = field(default_factory=dict)  # recipient -> what RCPT is answered with
    sender_reply: str = ""
    data_reply: str = ""
    rcpt_seconds: float = 0  # before a recipient is answered
    data_seconds: float = 0  # between taking a mail and saying so
    asked: int = 0  # recipients
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    sessions: set[int] = field(default_factory=set)
    port: int = 0

    @property
    def recipients(self) -> list[str]:
        return [to for to, _ in self.taken]

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - as aiosmtpd calls it
        if self.sender_reply:
            return self.sender_reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - as aiosmtpd calls it
        self.asked += 1
        time.sleep(self.rcpt_seconds)  # noqa: ASYNC251 - this server serves nobody else
        if address in self.replies:
            return self.replies[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - as aiosmtpd calls it
        if self.data_reply:
            return self.data_reply
        mail = email.message_from_bytes(envelope.content, policy=policy.default)
        self.taken += [(to, mail) for to in envelope.rcpt_tos]
        self.encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        self.sessions.add(id(session))
        if self.data_seconds:
            time.sleep(self.data_seconds)  # noqa: ASYNC251 - this server serves nobody else
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, given):
        assert isinstance(given, LoginPassword)
        self.users.append(given.login.decode())
        return AuthResult(success=(given.login, given.password) == (b"reporter", b"open sesame"), handled=False)


class _Implicit(Controller):
    def factory(self) -> SMTP:
        return SMTP(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server(box: Mailbox, *, folder: Path | None = None, implicit: bool = False, auth: bool = False, port: int = 0) -> Iterator[Mailbox]:
    """The server runs inside; `folder` gets the certificate `ca.pem` of one that encrypts."""
    context = certified(folder) if folder else None
    box.port = port or free_port()
    options = {"auth_required": auth, "auth_require_tls": bool(context) and not implicit, "authenticator": box.authenticate} if auth else {}
    if implicit:
        controller = _Implicit(box, hostname="127.0.0.1", port=box.port, ssl_context=context, **options)
    else:
        controller = Controller(box, hostname="127.0.0.1", port=box.port, tls_context=context, require_starttls=bool(context), **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


def certified(folder: Path) -> ssl.SSLContext:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


class Hook:
    """A web hook on loopback that keeps what it is sent."""

    def __init__(self, status: int = 200, seconds: float = 0) -> None:
        self.posted: list[dict] = []
        self.status, self.seconds = status, seconds
        hook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(hook.seconds)
                if hook.status == 200:
                    hook.posted.append(json.loads(body))
                self.send_response(hook.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"json://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
