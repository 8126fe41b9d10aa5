"""Where do answers come from: the network, or a capture file? Everything after this is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from feeds.captures import CaptureWriter, capture_files
from feeds.fetch import Client, live_client
from feeds.replay import replay_client
from feeds.robots import Robots
from flows.limits import stay_small
from flows.readers import Readers, open_readers, workers_for
from flows.settings import Settings, SettingsError

CAPTURES = "captures"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a run fetches and reads through."""

    client: Client
    permit: Callable[[str], None]  # raises where robots.txt forbids a page
    readers: Readers


def replayed_files(replay: Path) -> tuple[Path, ...]:
    """The capture files to answer from: the one named, or all of the folder named."""
    files = capture_files(replay) if replay.exists() else ()
    if not files:
        raise SettingsError(f"{replay}: " + ("no capture file (.warc.gz) lies in this folder" if replay.is_dir() else "there is no such capture file"))
    return files


@contextmanager
def open_source(settings: Settings, *, feeds: int, now: datetime, replay: Path | None) -> Iterator[Source]:
    """The source of one run over so many feeds: live answers are captured under `home/captures`, replayed ones are not captured again."""
    stay_small()
    if replay is not None:
        client = replay_client(replayed_files(replay))
    else:
        try:
            client = live_client(contact=settings.contact, allow=settings.allow, capture=CaptureWriter(settings.home / CAPTURES).keep)
        except ValueError as exc:
            raise SettingsError(str(exc)) from exc
    try:
        with open_readers(workers_for(feeds)) as readers:  # the pages of one feed are read in turn
            yield Source(client=client, permit=Robots(client, now).permit, readers=readers)
    finally:
        client.close()
