"""Which outlets does the sample newsroom hold? (outlets.toml)"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Literal

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """One fictional outlet: what outlets.toml says of it, whose head explains each field."""

    key: str
    name: str
    host: str
    feed: Literal["rss2", "atom", "rdf", "jsonfeed"]
    feed_url: str
    text: Literal["full", "summary"]
    markup: str
    flavour: str
    offset: int
    kind: str
    page: str
    campaign: str
    dates: str
    authors: str
    shown: str
    byline: str
    robots: Literal["open", "slow", "private"]
    gap: float
    tagline: str
    sections: tuple[str, ...]
    colour: str
    comments: tuple[tuple[str, str], ...] = ()
    charset: str = "utf-8"
    redirects: bool = False
    relative: bool = False
    dead_from: datetime | None = None

    @property
    def home(self) -> str:
        return f"https://{self.host}"

    @property
    def zone(self) -> timezone:
        return timezone(timedelta(hours=self.offset))

    def is_dead(self, now: datetime) -> bool:
        return self.dead_from is not None and now >= self.dead_from


@cache
def load_outlets() -> dict[str, Outlet]:
    """Every outlet by its key, in the order of the file."""
    tables = tomllib.loads((HERE / "outlets.toml").read_text("utf-8"))
    return {key: _outlet(key, table) for key, table in tables.items()}


def _outlet(key: str, table: dict[str, object]) -> Outlet:
    comments = table.pop("comments", [])
    sections = table.pop("sections")
    assert isinstance(comments, list)
    assert isinstance(sections, list)
    pairs = tuple((str(name), str(words)) for name, words in comments)
    return Outlet(key=key, sections=tuple(sections), comments=pairs, **table)  # type: ignore[arg-type]
