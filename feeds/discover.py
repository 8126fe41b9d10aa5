"""Where is this site's feed?"""

from __future__ import annotations

from datetime import datetime

import httpx

from feeds.errors import BadStatusError, RefusedError
from feeds.fetch import Client, checked_url, fetch
from parsers.links import find_feed_links, is_feed

# Where sites that announce nothing keep their feed, the most usual first.
COMMON_PATHS = ("/feed", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss", "/blog/feed", "/blog/rss.xml")


def discover_feeds(url: str, *, client: Client, now: datetime) -> tuple[str, ...]:
    """The site's feeds, the likeliest first: the address itself if it is a feed, those its page announces, or the first common path that answers with one.

    () where there is none; FetchError where the address itself cannot be read.
    """
    address = url if "://" in url else f"https://{url}"
    page = fetch(address, client=client, now=now, kind="page")
    if is_feed(page.body):
        return (page.moved_to or checked_url(address),)
    announced = find_feed_links(page.body, url=page.final_url)
    if announced:
        return announced
    for path in COMMON_PATHS:
        guess = str(httpx.URL(page.final_url).join(path))
        try:
            document = fetch(guess, client=client, now=now)
        except (BadStatusError, RefusedError):
            continue  # not there; a site that does not answer at all is an error, and ends the search
        if is_feed(document.body):
            return (document.moved_to or guess,)
    return ()
