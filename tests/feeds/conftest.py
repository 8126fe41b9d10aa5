from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from server import Server

from feeds.fetch import Client, live_client
from feeds.pace import Pace

NOW = datetime(2024, 7, 23, 12, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def server() -> Iterator[Server]:
    site = Server()
    yield site
    site.close()


@pytest.fixture
def other() -> Iterator[Server]:
    """A second server, which nothing allows."""
    site = Server()
    yield site
    site.close()


@pytest.fixture
def connect(server: Server) -> Iterator[Callable[..., Client]]:
    """Makes clients that may reach `server` and nothing else on this machine, and never wait."""
    made: list[Client] = []

    def make(**settings: object) -> Client:
        client = live_client(**{"allow": (server.address,), "contact": "https://example.org/bellwether", "pace": Pace.off(), **settings})  # type: ignore[arg-type]
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()
