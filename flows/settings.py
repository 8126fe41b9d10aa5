"""What can be set? From the environment (BELLWETHER_HOME, …) or a `bellwether.toml` in the working folder."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from feeds.guard import parse_allowed
from reports.addresses import parse_addresses
from reports.escapes import safe_url

SHIPPED_WATCHLIST = Path(str(files("feeds").joinpath("watchlist.toml")))
SHIPPED_SPEAKERS = Path(str(files("feeds").joinpath("speakers.toml")))
SAMPLE_WATCHLIST = Path(str(files("feeds").joinpath("sample", "watchlist.toml")))
SAMPLE_CAPTURES = Path(str(files("feeds").joinpath("sample", "newsroom.warc.gz")))
SETTINGS_FILE = Path("bellwether.toml")
SECRET = frozenset({"smtp_password", "chat"})  # never shown, not even where they are wrong


class SettingsError(ValueError):
    """A setting cannot be used; says which, where from, and what is wrong with it."""


class Settings(BaseSettings):
    """Every setting, with its default. The README lists them; a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="BELLWETHER_", toml_file=SETTINGS_FILE, extra="ignore")

    home: Path = Field(Path("data"), description="Folder of everything that is stored: the DuckDB files, captures, reports.")
    watchlist: Path = Field(SHIPPED_WATCHLIST, description="The watchlist file; the shipped one unless set.")
    speakers: Path | None = Field(None, description="The file that says which names are one person's; speakers.toml beside the watchlist unless set, or else the shipped one.")
    allow: Annotated[tuple[str, ...], NoDecode] = Field(
        (), description="`IP:port` pairs or `CIDR:port`, separated by commas, that may be fetched from although they are not public addresses."
    )
    contact: str = Field("", description="An address people can write to, sent in the User-Agent of every request.")
    revisit_days: Annotated[tuple[float, ...], NoDecode] = Field(
        (1.0, 3.0, 7.0), description="How many days after its first reading an article's page is looked at again for edits and withdrawal, separated by commas; empty for never."
    )
    captures_gigabytes: float = Field(
        20, ge=0, description="How much the captures may take together; beyond it the oldest days go. 0: no limit."
    )  # pages can never be had again and readers get better, so they are kept as long as a year unattended does not fill the disk
    captures_days: int = Field(0, ge=0, description="How many days of captures are kept, counted by the files there are. 0: no limit.")
    ingest_cron: str = Field("17 */3 * * *", description="When `bellwether serve` polls the feeds (cron).")
    weekly_cron: str = Field("30 7 * * 1", description="When `bellwether serve` writes the weekly report (cron).")
    deliver_cron: str = Field("50 */3 * * *", description="When `bellwether serve` sends what could not be sent before (cron).")
    freshness_cron: str = Field("41 * * * *", description="When `bellwether serve` looks whether polls were missed (cron).")
    checks_cron: str = Field("52 4 * * *", description="When `bellwether serve` asks every check of the warehouse (cron).")
    timezone: str = Field("UTC", description="The zone of all schedules, such as Europe/Lisbon. Weeks in reports are always UTC.")

    site_url: str = Field("", description="Where the folder `reports` is served, such as https://example.org/bellwether: for links in mails, chats and the feed.")
    mail_to: Annotated[tuple[str, ...], NoDecode] = Field((), description="Who gets the weekly report by mail: addresses separated by commas.")
    mail_from: str = Field("", description="The address that mails are from.")
    mail_reply_to: str = Field("", description="The address that answers go to.")
    smtp_host: str = Field("", description="The server that mails are handed to.")
    smtp_port: int = Field(587, ge=1, le=65535, description="Its port: 587 for STARTTLS, 465 for TLS from the first byte.")
    smtp_security: Literal["auto", "starttls", "tls", "none"] = Field("auto", description="auto: TLS on port 465, STARTTLS required on any other; starttls, tls, or none.")
    smtp_user: str = Field("", description="The user to log in as; nobody logs in unless set.")
    smtp_password: SecretStr = Field(SecretStr(""), description="That user's password.")
    smtp_password_block: str = Field("", description="Name of a Prefect Secret block that holds the password instead.")
    smtp_seconds: float = Field(30, gt=0, le=600, description="How long the server may take for each answer.")
    chat: Annotated[tuple[SecretStr, ...], NoDecode] = Field((), description="Chats that get the weekly report: apprise addresses, separated by spaces.")
    chat_block: str = Field("", description="Name of a Prefect Secret block that holds chat addresses as well.")

    @field_validator("mail_to", mode="before")
    @classmethod
    def _parted(cls, value: object) -> object:
        return tuple(map(str, parse_addresses(value if isinstance(value, str) else ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else "")))

    @field_validator("mail_from", "mail_reply_to")
    @classmethod
    def _one_address(cls, value: str) -> str:
        if value and len(parse_addresses(value)) != 1:
            raise ValueError("one address is wanted")
        return value

    @field_validator("chat", mode="before")
    @classmethod
    def _urls(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("site_url")
    @classmethod
    def _site(cls, value: str) -> str:
        if value and safe_url(value) is None:
            raise ValueError("an address such as https://example.org/bellwether is wanted")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        lacking = [name for name in ("smtp_host", "mail_from") if not getattr(self, name)] if self.mail_to else []
        if lacking:
            raise ValueError(f"BELLWETHER_MAIL_TO is set without {' and '.join(f'BELLWETHER_{name.upper()}' for name in lacking)}: no mail can be sent")
        return self

    @field_validator("allow", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allow")
    @classmethod
    def _allowed(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        parse_allowed(value)
        return value

    @field_validator("revisit_days", mode="before")
    @classmethod
    def _numbers(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("revisit_days")
    @classmethod
    def _ascending(cls, value: tuple[float, ...]) -> tuple[float, ...]:
        if any(later <= earlier for earlier, later in pairwise((0.0, *value))) or not all(map(isfinite, value)):
            raise ValueError("days above 0, each more than the one before, such as 1,3,7")
        return value

    @property
    def revisit_gaps(self) -> tuple[timedelta, ...]:
        """How long a page is left alone, from each time it is looked at to the next."""
        return tuple(timedelta(days=later - earlier) for earlier, later in pairwise((0.0, *self.revisit_days)))

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("no such time zone; write it as UTC or Europe/Lisbon")
        return value

    @field_validator("home", "watchlist", "speakers")
    @classmethod
    def _expanded(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value is not None else None

    @property
    def speakers_file(self) -> Path:
        """The file in force: the one that is set, the one beside the watchlist, or the shipped one."""
        if self.speakers is not None:
            return self.speakers
        beside = self.watchlist.with_name(SHIPPED_SPEAKERS.name)
        return beside if beside.exists() else SHIPPED_SPEAKERS

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings() -> Settings:
    """The settings in force; SettingsError names the first that is wrong."""
    try:
        settings = Settings()
    except ValidationError as exc:
        first = exc.errors()[0]
        if not first["loc"]:  # of several settings together
            raise SettingsError(first["msg"].removeprefix("Value error, ")) from None  # its context would show every secret
        name = str(first["loc"][0])
        got = "" if name in SECRET else f", got {first['input']!r}"
        raise SettingsError(f"BELLWETHER_{name.upper()} (or {name} in {SETTINGS_FILE}): {first['msg']}{got}") from (None if name in SECRET else exc)
    except ValueError as exc:  # the file is not TOML
        raise SettingsError(f"{SETTINGS_FILE}: {exc}") from exc
    return settings
