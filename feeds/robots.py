"""May this page be fetched?

Asked once a host and run, through the same fetch as everything else, and for article pages only: a feed is published to be
polled. A missing robots.txt permits. One that cannot be had (5xx, timeouts) forbids, as RFC 9309 has it, but only for this
run: the next one asks again, so a site's bad hour never shuts it out for good.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from urllib.parse import urlsplit

from protego import Protego

from feeds.errors import BadStatusError, FetchError, RefusedError
from feeds.fetch import Client, fetch

MOST_CHARS = 500 * 1024  # as much as RFC 9309 has a crawler read
MOST_RULES = 5_000  # for us; the longest real ones met have a few hundred, and each is tried on each address
_AGENT = re.compile(r"\s*user[- ]?agent\s*[:\s]\s*(?P<name>[^#]*)", re.IGNORECASE)  # spelt as freely as Protego reads it

_UNANSWERED = frozenset({"rate-limited", "http-3xx"})  # told to wait, or sent nowhere: not the same as having no rules


@dataclass(slots=True)
class _Site:
    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: Protego | None = None
    unknown: str = ""  # why the rules could not be had
    refused: FetchError | None = None  # why nothing of this site is asked for, its rules included
    is_read: bool = False


class Robots:
    """The rules of every site met in one run; threads may share it. Its `permit` is what fetch takes."""

    def __init__(self, client: Client, now: datetime) -> None:
        self._client, self._now = client, now
        self._agent = client.user_agent.partition("/")[0]  # rules name a product, not its version or contact
        self._sites: dict[str, _Site] = {}
        self._lock = threading.Lock()

    def permit(self, url: str) -> None:
        """Returns if the page may be fetched; RefusedError (robots, or robots-unknown where it could not be had) if not."""
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        with self._lock:
            site = self._sites.setdefault(origin, _Site())
        with site.lock:
            if not site.is_read:
                self._read(origin, site)
                site.is_read = True
        if site.refused is not None:
            raise RefusedError(url, site.refused.reason, site.refused.detail)
        if site.unknown:
            raise RefusedError(url, "robots-unknown", f"robots.txt could not be had: {site.unknown}")
        if site.rules is not None and not site.rules.can_fetch(url, self._agent):
            raise RefusedError(url, "robots", "robots.txt does not allow it")

    def _read(self, origin: str, site: _Site) -> None:
        address = f"{origin}/robots.txt"
        try:
            document = fetch(address, client=self._client, now=self._now, kind="robots")
        except BadStatusError as exc:
            site.unknown = exc.reason if (exc.status or 500) >= 500 or exc.reason in _UNANSWERED else ""
        except FetchError as exc:
            if isinstance(exc, RefusedError) and exc.url == address:
                site.refused = exc  # the site itself is none that may be asked: on this machine's network, say
            # In a replay nobody is asked for anything, and archives of other makers seldom hold robots.txt.
            site.unknown = "" if exc.reason == "not-captured" else exc.reason
        else:
            site.rules = Protego.parse(own_rules(document.body.decode("utf-8-sig", "replace"), self._agent))
            delay = site.rules.crawl_delay(self._agent)
            if delay:
                self._client.pace.slow_down(origin, delay)


def own_rules(text: str, agent: str) -> str:
    """The groups that are for this agent or for everybody. Protego copies each rule to each agent of its group: fifty kilobytes of many
    agents with many rules cost it six seconds and 150 MB.
    """
    return "\n".join(islice(_own_lines(text[:MOST_CHARS], agent.lower()), MOST_RULES))


def _own_lines(text: str, agent: str) -> Iterator[str]:
    for_us, naming = False, False
    for line in text.splitlines():
        if named := _AGENT.match(line):
            name = named["name"].strip().lower().partition("/")[0]
            for_us = (for_us and naming) or name in {agent, "*"}
            naming = True
            if name in {agent, "*"}:
                yield f"User-agent: {name}"
        elif line.strip() and not line.lstrip().startswith("#"):
            naming = False
            if for_us:
                yield line
