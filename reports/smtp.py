"""How is a mail handed to a mail server? Encrypted unless told otherwise; what the server says is told in a sentence."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

from reports.errors import CutOffError, DeliveryError, RefusedError
from reports.escapes import printable

Security = Literal["auto", "starttls", "tls", "none"]
TLS_PORT = 465  # implicit TLS, by RFC 8314
LONGEST_REPLY = 200  # characters of what a server said
OF_POLICY = re.compile(r"5\.7\.\d+")  # not allowed to us, "relaying denied" among them: the settings are wrong, not the address
NOT_LOGGED_IN = frozenset({530, 534, 535, 538})


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over, and how."""

    host: str
    port: int
    security: Security = "auto"  # auto: TLS from the first byte on port 465, STARTTLS required on any other
    user: str = ""
    password: str = ""
    seconds: float = 30.0  # for each answer

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@contextmanager
def open_mail(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A session with the server, logged in where a user is given. CutOffError says what was in the way."""
    session = _connected(server)
    try:
        yield session
        with suppress(smtplib.SMTPException, OSError):
            session.quit()  # not where something is amiss: the goodbye of a slow server would be waited for
    finally:
        session.close()


def send_mail(session: smtplib.SMTP, mail: EmailMessage, server: MailServer) -> None:
    """Hand one mail over to its one recipient. It was accepted where this returns.

    RefusedError: the recipient or the mail, for good. CutOffError: the session is of no more use. Other DeliveryErrors are worth another try.
    """
    to = mail["To"].addresses[0].addr_spec
    try:
        session.send_message(mail)
    except smtplib.SMTPRecipientsRefused as exc:
        code, said = next(iter(exc.recipients.values()))
        raise _refusal(code, f"{server} does not take mail for {to}", said) from exc
    except smtplib.SMTPSenderRefused as exc:
        raise CutOffError(f"{server} does not take mail from {exc.sender}: {_reply(exc.smtp_code, exc.smtp_error)}") from exc
    except smtplib.SMTPDataError as exc:
        raise _refusal(exc.smtp_code, f"{server} did not take the mail to {to}", exc.smtp_error) from exc
    except smtplib.SMTPNotSupportedError as exc:
        raise RefusedError(f"{server} cannot carry mail to {to}: it does not know addresses with letters beyond ASCII (SMTPUTF8)") from exc
    except (smtplib.SMTPException, OSError) as exc:
        if _is_late(exc):
            raise CutOffError(f"{server} did not answer within {server.seconds:g} s while the mail to {to} was handed over; whether it took it is not known") from exc
        raise CutOffError(f"{server} broke off while the mail to {to} was handed over: {_words(exc)}") from exc


def _connected(server: MailServer) -> smtplib.SMTP:
    implicit = server.security == "tls" or (server.security == "auto" and server.port == TLS_PORT)
    context = ssl.create_default_context()
    try:
        session = (
            smtplib.SMTP_SSL(server.host, server.port, local_hostname=_own_name(), timeout=server.seconds, context=context)
            if implicit
            else smtplib.SMTP(server.host, server.port, local_hostname=_own_name(), timeout=server.seconds)
        )
    except ssl.SSLCertVerificationError as exc:
        raise CutOffError(f"{server} shows a certificate that cannot be trusted: {exc.verify_message}") from exc
    except ssl.SSLError as exc:
        raise CutOffError(f"{server} does not speak TLS from the first byte ({_words(exc)}); port 587 with STARTTLS is the usual one") from exc
    except smtplib.SMTPConnectError as exc:
        raise CutOffError(f"{server} turned us away: {_reply(exc.smtp_code, exc.smtp_error)}") from exc
    except (smtplib.SMTPException, OSError) as exc:
        late = f"did not answer within {server.seconds:g} s"
        raise CutOffError(f"{server} {late if _is_late(exc) else f'cannot be reached: {_words(exc)}'}") from exc
    try:
        if not implicit and server.security != "none":
            session.starttls(context=context)
        if server.user:
            session.login(server.user, server.password)
    except BaseException as exc:
        session.close()
        if isinstance(exc, (smtplib.SMTPException, OSError)):
            raise CutOffError(_of_greeting(server, exc)) from exc
        raise
    return session


def _of_greeting(server: MailServer, exc: Exception) -> str:
    if isinstance(exc, smtplib.SMTPAuthenticationError):
        return f"{server} refuses user {server.user} or the password: {_reply(exc.smtp_code, exc.smtp_error)}"
    if isinstance(exc, smtplib.SMTPNotSupportedError):
        if "STARTTLS" in str(exc):
            return f"{server} offers no STARTTLS, and nothing is sent unencrypted unless BELLWETHER_SMTP_SECURITY is none"
        return f"{server} offers no login that is known here: {_words(exc)}"
    if isinstance(exc, ssl.SSLCertVerificationError):
        return f"{server} shows a certificate that cannot be trusted: {exc.verify_message}"
    if _is_late(exc):
        return f"{server} did not answer within {server.seconds:g} s"
    return f"{server} broke off before any mail was handed over: {_words(exc)}"


def _refusal(code: int, what: str, said: bytes | str) -> DeliveryError:
    sentence = f"{what}: {_reply(code, said)}"
    if code in NOT_LOGGED_IN or code == 421:
        return CutOffError(sentence)
    final = code >= 500 and not OF_POLICY.search(sentence)
    return RefusedError(sentence) if final else DeliveryError(sentence)


def _reply(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return printable(f"{code} {' '.join(words.split())}")[:LONGEST_REPLY]


def _words(exc: Exception) -> str:
    if isinstance(exc, smtplib.SMTPResponseException):
        return _reply(exc.smtp_code, exc.smtp_error)
    if isinstance(exc, OSError) and exc.strerror:
        return printable(exc.strerror)[:LONGEST_REPLY]
    return printable(str(exc) or type(exc).__name__)[:LONGEST_REPLY]


def _is_late(exc: BaseException) -> bool:
    """Smtplib tells of a server that is too slow as of one that hung up."""
    return isinstance(exc, TimeoutError) or isinstance(exc.__context__, TimeoutError)


def _own_name() -> str:
    """As smtplib says it, without asking the name servers, which may hang."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"
