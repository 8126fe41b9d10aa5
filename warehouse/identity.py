"""When are two announcements the same one, and two pages the same article?"""

from __future__ import annotations

import hashlib
from datetime import UTC
from urllib.parse import urlsplit

from parsers.addresses import canonical_url
from parsers.model import Article, Entry


def entry_id(feed_url: str, entry: Entry) -> str:
    """A feed's GUID names an entry within it; where there is none, its canonical address does."""
    return digest(feed_url, entry.guid or canonical_url(entry.url or "") or entry.title)


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


def text_digest(article: Article) -> str:
    """Changes when an article's headline, authors or text do."""
    return digest(article.title, "\n".join(article.authors), article.text)


def bytes_digest(body: bytes) -> str:
    """Tells whether a page came back byte for byte."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def digest(*parts: str) -> str:
    """128 bits over the parts, as 32 hexadecimal digits."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()
