"""When are two announcements the same one, and two pages the same article?"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC
from urllib.parse import urlsplit

from parsers.addresses import canonical_url, site_of
from parsers.model import Article, Entry
from parsers.syndication import ALIKE, similar


def entry_id(feed_url: str, entry: Entry) -> str:
    """A feed's GUID names an entry within it; where there is none, its canonical address does; failing that, what it says."""
    return digest(feed_url, entry.guid or canonical_url(entry.url or "") or entry.title or entry.summary or entry.content_html or "")


def entry_ids(feed_url: str, entries: Iterable[Entry]) -> dict[str, Entry]:
    """The entries by their ids. A GUID that several addresses share in one feed names none of them: there the address does."""
    entries = tuple(entries)
    addresses = defaultdict[str | None, set[str]](set)
    for entry in entries:
        addresses[entry.guid].add(canonical_url(entry.url or ""))
    named: dict[str, Entry] = {}
    for entry in entries:  # where one is listed twice, the first counts: feeds put the newest on top
        named.setdefault(entry_id(feed_url, replace(entry, guid=None) if len(addresses[entry.guid]) > 1 else entry), entry)
    return named


def entry_digest(entry: Entry) -> str:
    """Changes when the publisher changed the entry. Dates are left out but for a true time of update:
    feeds that date everything "now" would otherwise read as changed at every poll.
    """
    updated = ""
    if entry.updated_at and entry.updated_at != entry.published_at:
        updated = entry.updated_at.astimezone(UTC).isoformat()
    return digest(entry.title, entry.summary, entry.content_html or "", updated)


def article_address(article: Article) -> str:
    """The address that names the article: the one its page declares, if that is of the same host.

    A canonical link to another host is a copy's bow to its original, not its own name.
    """
    own, declared = canonical_url(article.url), canonical_url(article.canonical_url)
    return declared if urlsplit(declared).netloc == urlsplit(own).netloc else own


def article_id(address: str) -> str:
    return digest(address)


def is_same_announced(title: str, signature: Sequence[int], other_title: str, other_signature: Sequence[int]) -> bool:
    """Whether the page that an entry leads to now is the article it led to before, at another address: GUIDs alone have been used twice."""
    return (bool(title) and _plain(title) == _plain(other_title)) or similar(signature, other_signature) >= ALIKE


def is_republished(text: str, address: str, other_text: str, other_address: str) -> bool:
    """Whether two pages of one site hold the same text: an article under a new slug. On another site it is a copy, and a story of several outlets.

    For whole articles only: teasers and notices of one site look alike.
    """
    site, other_site = site_of(address), site_of(other_address)
    is_one_host = site == other_site or site.endswith(f".{other_site}") or other_site.endswith(f".{site}")
    is_one_site = is_one_host and urlsplit(address).port == urlsplit(other_address).port
    return bool(site) and is_one_site and _plain(text) == _plain(other_text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def text_digest(article: Article) -> str:
    """Changes when an article's headline, authors or text do."""
    return digest(article.title, "\n".join(article.authors), article.text)


def bytes_digest(body: bytes) -> str:
    """Tells whether a page came back byte for byte."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def digest(*parts: str) -> str:
    """128 bits over the parts, as 32 hexadecimal digits."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
