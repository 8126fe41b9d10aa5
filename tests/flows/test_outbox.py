"""The ledger of deliveries: each report once to everybody, whatever fails. A real mail server, a real web hook, a real warehouse."""

from __future__ import annotations

import email
import shutil
from datetime import UTC, datetime
from email import policy
from pathlib import Path

import pytest
from mailserver import Hook, Mailbox, mail_server
from typer.testing import CliRunner

from flows.channels import chat_channels, mail_channel
from flows.cli import app
from flows.outbox import Outbox
from flows.server import free_port
from flows.settings import SettingsError, load_settings
from reports.errors import DeliveryError, RefusedError
from warehouse.deliveries import Addressee, claim_delivery, load_deliveries, load_recipients, plan_deliveries
from warehouse.store import open_warehouse

WEEKS = ("2024-W31", "2024-W32", "2024-W33", "2024-W34")
ANN, BO = "ann@example.org", "bo@example.org"
JULY = datetime(2024, 8, 7, tzinfo=UTC)  # W31 is over
LATER = datetime(2024, 8, 28, tzinfo=UTC)  # and W32 to W34


@pytest.fixture(scope="module")
def reported(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample newsroom with the reports of its last four weeks recorded as written."""
    place = tmp_path_factory.mktemp("reported") / "home"
    shutil.copytree(sample_home, place)
    with open_warehouse(place) as warehouse:
        for week in WEEKS:
            warehouse.save_report(week, as_of=LATER, built_at=LATER, digest="")
        warehouse.publish()
    return place


@pytest.fixture
def home(reported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it."""
    place = shutil.copytree(reported, tmp_path / "home")
    monkeypatch.setenv("BELLWETHER_HOME", str(place))
    return place


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch):
    with mail_server(Mailbox()) as opened:
        set_mail(monkeypatch, opened.port)
        yield opened


def set_mail(monkeypatch: pytest.MonkeyPatch, port: int, to: str = f"{ANN}, Bo Roe <{BO}>") -> None:
    for name, value in (("MAIL_TO", to), ("MAIL_FROM", "bellwether@example.org"), ("SMTP_HOST", "127.0.0.1"), ("SMTP_PORT", port), ("SMTP_SECURITY", "none"), ("SMTP_SECONDS", 3)):
        monkeypatch.setenv(f"BELLWETHER_{name}", str(value))


def deliver(home: Path, now: datetime, week: str | None = None) -> list[str]:
    """One run: what did not arrive."""
    settings, failures = load_settings(), []
    with open_warehouse(home) as warehouse:
        outbox = Outbox(settings=settings, warehouse=warehouse, now=now, week=week)
        channels = [*mail_channel(settings), *chat_channels(settings)]
        outbox.plan(channels)
        for channel in channels:
            try:
                outbox.send(channel)
            except DeliveryError as exc:
                failures.append(str(exc))
    return failures


def ledger(home: Path) -> list[tuple[str, str, str, int]]:
    with open_warehouse(home) as warehouse:
        return [(row.week, row.to.recipient, row.status, row.attempts) for row in load_deliveries(warehouse)]


def weeks_to(box: Mailbox, recipient: str) -> list[str]:
    """The weeks of the mails somebody got, in their order."""
    return [f"2024-W{str(mail['Subject']).rpartition('week ')[2]}" for to, mail in box.taken if to == recipient]


def test_three_weeks_off_give_three_reports_once_each(home: Path, box: Mailbox) -> None:
    """What was missed is caught up, oldest first; running again sends nothing."""
    assert deliver(home, JULY) == []
    assert weeks_to(box, ANN) == weeks_to(box, BO) == ["2024-W31"]
    for _ in range(2):
        assert deliver(home, LATER) == []
        assert weeks_to(box, ANN) == weeks_to(box, BO) == list(WEEKS)
    assert len({mail["Message-ID"] for _, mail in box.taken}) == 8
    assert {(status, attempts) for _, _, status, attempts in ledger(home)} == {("sent", 1)}


def test_a_report_that_is_written_again_is_not_sent_again(home: Path, box: Mailbox) -> None:
    """The last week is written anew each time: its readers have it already."""
    deliver(home, JULY)
    with open_warehouse(home) as warehouse:
        warehouse.save_report("2024-W31", as_of=LATER, built_at=LATER, digest="another")
    deliver(home, JULY)
    assert weeks_to(box, ANN) == ["2024-W31"]


def test_whoever_is_new_is_not_sent_the_past(home: Path, box: Mailbox) -> None:
    """Weeks of old entries are written, and nobody's mailbox is filled with them."""
    deliver(home, LATER)
    assert weeks_to(box, ANN) == ["2024-W34"]


def test_whoever_comes_back_begins_anew(home: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody taken out of the settings is owed nothing, also not what failed before; with them goes what is stored of them, but for what they got."""
    box.replies = {BO: "450 4.2.1 Busy"}
    deliver(home, JULY)
    set_mail(monkeypatch, box.port, to=ANN)
    deliver(home, JULY)
    with open_warehouse(home) as warehouse:
        assert {row.to.recipient for row in load_deliveries(warehouse)} == {each.recipient for each in load_recipients(warehouse)} == {ANN}
    box.replies = {}
    set_mail(monkeypatch, box.port)
    deliver(home, LATER)
    assert (weeks_to(box, ANN), weeks_to(box, BO)) == (list(WEEKS), ["2024-W34"])


def test_delivery_that_was_off_begins_anew(home: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """With nobody left in the settings, nobody is a recipient; whoever is put in again is not sent what came between."""
    deliver(home, JULY)
    monkeypatch.delenv("BELLWETHER_MAIL_TO")
    deliver(home, JULY)
    set_mail(monkeypatch, box.port)
    deliver(home, LATER)
    assert weeks_to(box, ANN) == ["2024-W31", "2024-W34"]


def test_one_report_to_somebody_makes_nobody_a_recipient(home: Path, box: Mailbox) -> None:
    """`--to` is for once: who is put into the settings later is owed what comes then."""
    assert command("--to", "cy@example.org").exit_code == 0
    with open_warehouse(home) as warehouse:
        assert load_recipients(warehouse) == {}


def test_one_recipient_refused_of_two(home: Path, box: Mailbox) -> None:
    """The other one gets it; the refusal is kept with its reason and not repeated, unless somebody asks for that week."""
    box.replies = {ANN: "550 5.1.1 No such user"}
    (failure,) = deliver(home, JULY)
    assert failure == f"127.0.0.1:{box.port} does not take mail for {ANN}: 550 5.1.1 No such user"
    assert (box.recipients, ledger(home)) == ([BO], [("2024-W31", ANN, "refused", 1), ("2024-W31", BO, "sent", 1)])
    box.replies = {}
    assert deliver(home, JULY) == []
    assert box.recipients == [BO]
    deliver(home, JULY, week="2024-W31")
    assert box.recipients == [BO, ANN]


def test_only_refusals_are_beyond_another_try(home: Path, box: Mailbox) -> None:
    """A task is tried again where it may help, and not where the server said no for good."""
    settings = load_settings()
    with open_warehouse(home) as warehouse:
        outbox = Outbox(settings=settings, warehouse=warehouse, now=JULY)
        (mail,) = mail_channel(settings)
        outbox.plan([mail])
        box.replies = {ANN: "550 5.1.1 No such user", BO: "450 4.2.1 Busy"}
        with pytest.raises(DeliveryError) as caught:
            outbox.send(mail)
        assert type(caught.value) is DeliveryError
        box.replies = {BO: "550 5.1.1 No such user"}
        with pytest.raises(RefusedError):
            outbox.send(mail)
        outbox.send(mail)
    assert ledger(home) == [("2024-W31", ANN, "refused", 1), ("2024-W31", BO, "refused", 2)]


def test_dead_server_then_alive(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is owed waits for the next run, and then goes out once."""
    port = free_port()
    set_mail(monkeypatch, port)
    (failure,) = deliver(home, JULY)
    assert "cannot be reached: Connection refused" in failure
    assert ledger(home) == [("2024-W31", ANN, "failed", 1), ("2024-W31", BO, "failed", 1)]
    with mail_server(Mailbox(), port=port) as box:
        assert deliver(home, LATER) == []
    assert weeks_to(box, ANN) == weeks_to(box, BO) == list(WEEKS)
    assert {row[2:] for row in ledger(home)} == {("sent", 1), ("sent", 2)}


def test_one_way_s_failure_stops_no_other(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail is dead, one hook refuses, the other one gets the report."""
    set_mail(monkeypatch, free_port())
    with Hook(status=500) as broken, Hook() as sound:
        monkeypatch.setenv("BELLWETHER_CHAT", f"{broken.url} {sound.url}")
        failures = deliver(home, JULY)
        assert len(failures) == 2
        assert next(message["title"] for message in sound.posted).startswith("[Sample] Llama, week 31: ")
        broken.status = 200
        deliver(home, JULY)
        assert (len(broken.posted), len(sound.posted)) == (1, 1)


def test_address_of_a_chat_is_nowhere_in_the_warehouse(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a password; the ledger knows the chat by service and digest."""
    with Hook() as hook:
        monkeypatch.setenv("BELLWETHER_CHAT", hook.url.replace("/hook", "/token-of-the-chat"))
        deliver(home, JULY)
        with open_warehouse(home) as warehouse:
            warehouse.publish()
    ((_, name, status, _),) = ledger(home)
    assert (name.partition(":")[0], status) == ("json", "sent")
    assert all(b"token-of-the-chat" not in path.read_bytes() for path in home.rglob("*") if path.is_file())


@pytest.mark.parametrize("arrived", [False, True])
def test_claim_of_a_killed_run_is_sent_again_with_the_same_message_id(home: Path, box: Mailbox, arrived: bool) -> None:
    """A run died between handing over and noting it: a reader may see a mail twice, as one that their mailbox knows, and misses none."""
    if arrived:
        deliver(home, JULY)
    with open_warehouse(home) as warehouse:
        if not arrived:
            plan_deliveries(warehouse, [("2024-W31", Addressee(channel="mail", recipient=ANN))], JULY)
        claim_delivery(warehouse, "2024-W31", Addressee(channel="mail", recipient=ANN), digest="", message_id=None, now=JULY)
    deliver(home, JULY)
    deliver(home, JULY)
    assert weeks_to(box, ANN) == ["2024-W31"] * (1 + arrived)
    assert len({mail["Message-ID"] for to, mail in box.taken if to == ANN}) == 1
    assert weeks_to(box, BO) == ["2024-W31"]


def command(*arguments: str):
    return CliRunner().invoke(app, ["deliver", *arguments])


def test_dry_run_shows_what_would_go_to_whom_and_does_nothing(home: Path, box: Mailbox) -> None:
    """Week, channel, recipient, size and subject, and a mail to look at; none sent, no row. Afterwards it shows what was sent."""
    shown = command("--week", "2024-W31", "--dry-run")
    assert shown.exit_code == 0, shown.output
    *lines, draft = shown.stdout.replace("\n/", " /").splitlines()
    assert [line.split("  ")[:3] for line in lines] == [["2024-W31", "mail", ANN], ["2024-W31", "mail", BO]]
    assert all("would be sent, " in line and "kB: [Sample] " in line and line.endswith("week 31") for line in lines)
    assert draft.endswith("drafts/2024-W31.eml")
    mail = email.message_from_bytes((home / "drafts" / "2024-W31.eml").read_bytes(), policy=policy.default)
    assert (mail["To"], mail.get_content_type()) == (ANN, "multipart/alternative")
    assert (box.taken, ledger(home)) == ([], [])
    sent = command("--week", "2024-W31")
    assert sent.exit_code == 0, sent.output
    assert sorted(box.recipients) == [ANN, BO]
    again = command("--week", "2024-W31", "--dry-run").stdout
    assert again.count("  sent ") == 2
    assert "would be" not in again


def test_command_sends_to_an_address_of_its_own(home: Path, box: Mailbox) -> None:
    """The last report, to nobody else, once."""
    for _ in range(2):
        assert command("--to", "cy@example.org").exit_code == 0
    assert (box.recipients, weeks_to(box, "cy@example.org")) == (["cy@example.org"], ["2024-W34"])


def test_command_says_what_did_not_arrive(home: Path, box: Mailbox) -> None:
    """One line for each recipient, one sentence with the server's words, exit code 7."""
    box.replies = {BO: "450 4.2.1 Mailbox full"}
    ended = command("--week", "2024-W33")
    assert ended.exit_code == 7
    assert f"{ANN}  sent " in ended.stdout
    assert f"{BO}  failed " in ended.stdout
    assert ended.stderr.splitlines()[-1] == f"bellwether: 127.0.0.1:{box.port} does not take mail for {BO}: 450 4.2.1 Mailbox full"


@pytest.mark.parametrize(("arguments", "sentence"), [
    ((), "nobody is to be sent anything: set BELLWETHER_MAIL_TO or BELLWETHER_CHAT"),
    (("--to", "ann"), "--to 'ann': write an address as ann@example.org"),
    (("--to", ANN), "BELLWETHER_SMTP_HOST and BELLWETHER_MAIL_FROM are needed"),
    (("--to", ANN, "--week", "2999-W01"), "2999-W01 is not over yet"),
    (("--to", ANN, "--week", "30"), "write it as 2024-W30"),
])
def test_command_refuses_in_a_sentence(home: Path, arguments: tuple[str, ...], sentence: str) -> None:
    """What is lacking, and what to do."""
    ended = command(*arguments)
    assert ended.exit_code == 3, ended.output
    assert sentence in ended.stderr
    assert ledger(home) == []


@pytest.mark.parametrize(("settings", "sentence"), [
    ({"MAIL_TO": ANN}, "BELLWETHER_MAIL_TO is set without BELLWETHER_SMTP_HOST and BELLWETHER_MAIL_FROM: no mail"),
    ({"MAIL_TO": "ann"}, "write an address as"),
    ({"MAIL_FROM": f"{ANN}, {BO}"}, "one address is wanted"),
    ({"MAIL_FROM": f"{ANN}\r\nBcc: {BO}"}, "an address is one line"),
    ({"SMTP_PORT": "587x"}, "BELLWETHER_SMTP_PORT"),
    ({"SMTP_SECURITY": "maybe"}, "BELLWETHER_SMTP_SECURITY"),
    ({"SITE_URL": "ftp://example.org"}, "BELLWETHER_SITE_URL"),
])
def test_settings_that_cannot_be_used(settings: dict[str, str], sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named before anything is sent, and never with a secret beside them."""
    monkeypatch.setenv("BELLWETHER_SMTP_PASSWORD", "open sesame")
    monkeypatch.setenv("BELLWETHER_CHAT", "slack://secret-token")
    for name, value in settings.items():
        monkeypatch.setenv(f"BELLWETHER_{name}", value)
    with pytest.raises(SettingsError, match=sentence) as caught:
        load_settings()
    assert "sesame" not in str(caught.value)
    assert "secret-token" not in repr(caught.value.__cause__)


def test_settings_file_may_hold_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """bellwether.toml: addresses and chats as lists; what is secret is not shown."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bellwether.toml").write_text(
        f'mail_to = ["{ANN}", "Bo <{BO}>"]\nmail_from = "b@example.org"\nsmtp_host = "mail.example.org"\nsmtp_password = "open sesame"\nchat = ["slack://a/b/c", "tgram://d/e"]\n', "utf-8"
    )
    settings = load_settings()
    assert settings.mail_to == (ANN, f"Bo <{BO}>")
    assert [each.get_secret_value() for each in settings.chat] == ["slack://a/b/c", "tgram://d/e"]
    assert not any(secret in repr(settings) for secret in ("sesame", "slack:", "tgram:"))
