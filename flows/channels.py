"""By which ways do reports leave? One mail server with all its recipients, and each chat by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage

from flows.secrets import chat_urls, smtp_password
from flows.settings import Settings, SettingsError
from reports.addresses import parse_addresses, recipient_of
from reports.chat import chat_name, chat_text, chat_title, send_chat
from reports.errors import DeliveryError
from reports.mail import Letter, address_letter, write_letter
from reports.model import WeeklyReport
from reports.smtp import MailServer, open_mail, send_mail
from warehouse.deliveries import Addressee


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A report as one recipient gets it."""

    title: str
    content: EmailMessage | str
    message_id: str | None = None

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.content.encode() if isinstance(self.content, str) else self.content.as_bytes())


HandOver = Callable[[Parcel], None]  # a DeliveryError says why it did not arrive


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChannel:
    """Mail: one message a recipient, all of them in one session with the server."""

    settings: Settings
    to: Mapping[Addressee, Address]
    name: str = "mail"
    _letters: dict[str, Letter] = field(default_factory=dict)

    @property
    def addressees(self) -> tuple[Addressee, ...]:
        return tuple(self.to)

    def parcel(self, report: WeeklyReport, to: Addressee, at: datetime) -> Parcel:
        if report.week not in self._letters:
            self._letters[report.week] = write_letter(report, site_url=self.settings.site_url)
        sender, *_ = parse_addresses(self.settings.mail_from)
        reply_to, *_ = (*parse_addresses(self.settings.mail_reply_to), None)
        mail = address_letter(self._letters[report.week], sender=sender, to=self.to[to], reply_to=reply_to, at=at)
        return Parcel(title=self._letters[report.week].subject, content=mail, message_id=str(mail["Message-ID"]))

    @contextmanager
    def opened(self) -> Iterator[HandOver]:
        """A session for as many parcels as there are. CutOffError where there is none to be had."""
        settings = self.settings
        server = MailServer(
            host=settings.smtp_host, port=settings.smtp_port, security=settings.smtp_security, user=settings.smtp_user,
            password=smtp_password(settings) if settings.smtp_user else "", seconds=settings.smtp_seconds,
        )  # fmt: skip
        with open_mail(server) as session:

            def hand_over(parcel: Parcel) -> None:
                if isinstance(parcel.content, EmailMessage):
                    send_mail(session, parcel.content, server)

            yield hand_over


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatChannel:
    """One chat."""

    settings: Settings
    url: str = field(repr=False)

    @property
    def name(self) -> str:
        return f"chat {chat_name(self.url)}"

    @property
    def addressees(self) -> tuple[Addressee, ...]:
        return (Addressee(channel="chat", recipient=chat_name(self.url)),)

    def parcel(self, report: WeeklyReport, to: Addressee, at: datetime) -> Parcel:  # noqa: ARG002 - as the other channel has it
        return Parcel(title=chat_title(report), content=chat_text(report, site_url=self.settings.site_url))

    @contextmanager
    def opened(self) -> Iterator[HandOver]:
        yield lambda parcel: send_chat(self.url, title=parcel.title, text=str(parcel.content))


Channel = MailChannel | ChatChannel


def is_delivery_set(settings: Settings) -> bool:
    """Whether anybody is to be sent anything."""
    return bool(settings.mail_to or settings.chat or settings.chat_block)


def every_channel(settings: Settings) -> tuple[list[Channel], list[str]]:
    """Every way that the settings name, and why those are lacking that cannot be had."""
    channels: list[Channel] = list(mail_channel(settings))
    try:
        channels += chat_channels(settings)
    except DeliveryError as exc:
        return channels, [str(exc)]
    return channels, []


def mail_channel(settings: Settings, to: str = "") -> tuple[Channel, ...]:
    """Mail to those of the settings, or to the addresses of `to` instead; none where there is no recipient."""
    addresses = parse_addresses(to or ", ".join(settings.mail_to))
    if addresses and not (settings.smtp_host and settings.mail_from):
        raise SettingsError("BELLWETHER_SMTP_HOST and BELLWETHER_MAIL_FROM are needed to send mail; docs/delivery.md shows how")
    recipients = {Addressee(channel="mail", recipient=recipient_of(each)): each for each in addresses}
    return (MailChannel(settings=settings, to=recipients),) if recipients else ()


def chat_channels(settings: Settings) -> tuple[Channel, ...]:
    """The chats of the settings, each by itself. CutOffError where the block that holds them cannot be read."""
    return tuple(ChatChannel(settings=settings, url=url) for url in dict.fromkeys(chat_urls(settings)))
