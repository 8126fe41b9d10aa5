"""What can be set? From the environment (BELLWETHER_HOME, …) or a `bellwether.toml` in the working folder."""

from __future__ import annotations

from datetime import timedelta
from importlib.resources import files
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from feeds.guard import parse_allowed

SHIPPED_WATCHLIST = Path(str(files("feeds").joinpath("watchlist.toml")))
SHIPPED_SPEAKERS = Path(str(files("feeds").joinpath("speakers.toml")))
SAMPLE_WATCHLIST = Path(str(files("feeds").joinpath("sample", "watchlist.toml")))
SAMPLE_CAPTURES = Path(str(files("feeds").joinpath("sample", "newsroom.warc.gz")))
SETTINGS_FILE = Path("bellwether.toml")


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
    freshness_cron: str = Field("41 * * * *", description="When `bellwether serve` looks whether polls were missed (cron).")
    checks_cron: str = Field("52 4 * * *", description="When `bellwether serve` asks every check of the warehouse (cron).")
    timezone: str = Field("UTC", description="The zone of all schedules, such as Europe/Lisbon. Weeks in reports are always UTC.")

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
        name = str(first["loc"][0])
        raise SettingsError(f"BELLWETHER_{name.upper()} (or {name} in {SETTINGS_FILE}): {first['msg']}, got {first['input']!r}") from exc
    except ValueError as exc:  # the file is not TOML
        raise SettingsError(f"{SETTINGS_FILE}: {exc}") from exc
    return settings
