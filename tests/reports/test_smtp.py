"""Mail handed to a real server on loopback: courteous, slow, refusing, dead."""

from __future__ import annotations

import socket
import threading
from dataclasses import replace
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest
from mailserver import Mailbox, mail_server

from flows.server import free_port
from reports.errors import CutOffError, DeliveryError, RefusedError
from reports.mail import Letter, address_letter
from reports.smtp import MailServer, open_mail, send_mail

ANN = "ann@example.org"


def mail(to: str = ANN) -> EmailMessage:
    letter = Letter(week="2024-W30", target="Llama", subject="No change · −0.01", text="−0.01", html="<p>−0.01</p>", charts=())
    return address_letter(letter, sender=Address("", addr_spec="bw@example.org"), to=Address("", addr_spec=to), reply_to=None, at=datetime(2024, 7, 29, tzinfo=UTC))


def at(box: Mailbox, **settings) -> MailServer:
    return MailServer(**{"host": "127.0.0.1", "port": box.port, "security": "none", "seconds": 2, **settings})


def send(server: MailServer, *to: str) -> None:
    with open_mail(server) as session:
        for each in to or (ANN,):
            send_mail(session, mail(each), server)


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for the certificate of a server, which is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return tmp_path


def test_mail_travels_encrypted_and_logged_in(trusted: Path) -> None:
    """STARTTLS with a certificate that is checked, then the login, then the mail, whole."""
    with mail_server(Mailbox(), folder=trusted, auth=True) as box:
        send(at(box, security="auto", user="reporter", password="open sesame"))
    assert (box.recipients, box.encrypted, box.users) == ([ANN], [True], ["reporter"])
    assert box.taken[0][1].get_body(("plain",)).get_content().strip() == "−0.01"


def test_implicit_tls_needs_no_starttls(trusted: Path) -> None:
    """As on port 465."""
    with mail_server(Mailbox(), folder=trusted, implicit=True) as box:
        send(at(box, security="tls"))
    assert (box.recipients, box.encrypted) == ([ANN], [True])


def test_no_mail_goes_out_in_the_clear_unasked() -> None:
    """A server without STARTTLS gets nothing, unless the settings say so."""
    with mail_server(Mailbox()) as box:
        with pytest.raises(CutOffError, match=r"offers no STARTTLS.*BELLWETHER_SMTP_SECURITY is none"):
            send(at(box, security="auto"))
        assert box.taken == []
        send(at(box, security="none"))
    assert box.recipients == [ANN]


def test_certificate_of_nobody_is_not_trusted(tmp_path: Path) -> None:
    """Whoever stands between us and the server reads nothing."""
    with mail_server(Mailbox(), folder=tmp_path) as box:
        for security in ("auto", "starttls"):
            with pytest.raises(CutOffError, match="certificate that cannot be trusted"):
                send(at(box, security=security))
    assert box.taken == []


def test_wrong_password_is_one_sentence(trusted: Path) -> None:
    """With the server's words, and without the password."""
    with mail_server(Mailbox(), folder=trusted, auth=True) as box, pytest.raises(CutOffError, match="refuses user reporter or the password: 535") as caught:
        send(at(box, security="auto", user="reporter", password="guess-work"))
    assert "guess-work" not in str(caught.value)
    assert box.taken == []


def test_one_recipient_refused_of_two() -> None:
    """The other one gets the mail, in the same session."""
    with mail_server(Mailbox(replies={ANN: "550 5.1.1 No such user"})) as box, open_mail(at(box)) as session:
        with pytest.raises(RefusedError, match=f"does not take mail for {ANN}: 550 5.1.1 No such user"):
            send_mail(session, mail(ANN), at(box))
        send_mail(session, mail("bo@example.org"), at(box))
    assert box.recipients == ["bo@example.org"]
    assert len(box.sessions) == 1


@pytest.mark.parametrize(("answers", "error", "why"), [
    ({"replies": {ANN: "450 4.2.1 Mailbox busy"}}, DeliveryError, "a busy mailbox is tried again"),
    ({"replies": {ANN: "550 5.7.1 Relaying denied"}}, DeliveryError, "what is a matter of the settings is tried again"),
    ({"replies": {ANN: "530 5.7.0 Authentication required"}}, CutOffError, "nobody else would be taken either"),
    ({"replies": {ANN: "553 5.1.3 Bad address"}}, RefusedError, "for good"),
    ({"data_reply": "451 4.3.0 Try later"}, DeliveryError, "the content could not be looked at now"),
    ({"data_reply": "554 5.6.0 Not liked"}, RefusedError, "the content is refused for good"),
    ({"sender_reply": "550 5.1.8 Who are you"}, CutOffError, "this sender gets nothing through"),
])
def test_replies(answers: dict, error: type[DeliveryError], why: str) -> None:
    """What is worth another try, what is not, and what concerns everybody; always with the server's own words."""
    with mail_server(Mailbox(**answers)) as box, pytest.raises(DeliveryError) as caught:
        send(at(box))
    assert type(caught.value) is error, why
    reply = next(iter(answers["replies"].values())) if "replies" in answers else next(iter(answers.values()))
    assert reply in str(caught.value)


def test_dead_server_is_one_sentence() -> None:
    """Nobody listens there."""
    with pytest.raises(CutOffError, match=r"127\.0\.0\.1:\d+ cannot be reached: Connection refused"):
        send(MailServer(host="127.0.0.1", port=free_port(), seconds=2))


def test_unknown_host_is_one_sentence() -> None:
    """A name that nobody has."""
    with pytest.raises(CutOffError, match=r"no-such-host\.invalid:587 cannot be reached"):
        send(MailServer(host="no-such-host.invalid", port=587, seconds=2))


def test_silent_server_is_waited_for_no_longer_than_set() -> None:
    """It takes the connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(CutOffError, match=r"did not answer within 0\.3 s"):
        send(MailServer(host="127.0.0.1", port=silent.getsockname()[1], security="none", seconds=0.3))


def test_server_that_falls_silent_over_a_mail_leaves_it_open() -> None:
    """Whether it took the mail is not known, and the sentence says so."""
    with mail_server(Mailbox(data_seconds=1.2)) as box, pytest.raises(CutOffError, match="whether it took it is not known"):
        send(at(box, seconds=0.3))


@pytest.mark.parametrize(("greeting", "sentence"), [
    (b"554 no service today\r\n", "turned us away: 554 no service today"),
    (b"421 4.3.2 too busy\r\n", "turned us away: 421 4.3.2 too busy"),
    (b"", "Connection unexpectedly closed"),
    (b"HTTP/1.1 400 Bad Request\r\n", "cannot be reached|turned us away"),
])
def test_what_is_no_welcome(greeting: bytes, sentence: str) -> None:
    """A server that turns us away, hangs up, or is none."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def answer() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(greeting)

        threading.Thread(target=answer, daemon=True).start()
        with pytest.raises(CutOffError, match=sentence):
            send(MailServer(host="127.0.0.1", port=listening.getsockname()[1], security="none", seconds=2))


def test_what_a_server_says_cannot_trick_a_terminal() -> None:
    """Its reply is printed on one line without control characters, and not without end."""
    with mail_server(Mailbox(replies={ANN: "550 gone \x1b[2J" + "x" * 400})) as box, pytest.raises(RefusedError) as caught:
        send(at(box))
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 300


def test_server_is_named_without_its_password() -> None:
    """Where it stands in a sentence."""
    assert str(replace(MailServer(host="mail.example.org", port=587), password="open sesame")) == "mail.example.org:587"
