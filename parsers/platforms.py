"""Where would this site's software keep its feed? By what the page says it was made with, and by what most sites do."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

HEAD = 300_000  # bytes in which software names itself
# What shows the software -> where it keeps its feed: relative to the site ("/feed/"), or to the page ("feed").
SOFTWARE: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), places)
    for pattern, places in (
        (r'name="generator" content="WordPress|/wp-content/|/wp-includes/', ("feed/", "/feed/", "/?feed=rss2")),
        (r'name="generator" content="Ghost', ("/rss/",)),
        (r"substackcdn\.com|substack\.com/", ("/feed",)),
        (r'name="generator" content="(?:Drupal|Backdrop)', ("/rss.xml",)),
        (r'name="generator" content="Hugo', ("index.xml", "/index.xml", "/posts/index.xml", "/blog/index.xml")),
        (r'name="generator" content="Jekyll', ("/feed.xml", "/atom.xml")),
        (r'name="generator" content="(?:Eleventy|Astro|Gatsby|Next\.js)', ("/rss.xml", "/feed.xml", "/feed/feed.xml")),
        (r'name="generator" content="blogger|blogspot\.com', ("/feeds/posts/default",)),
        (r"static1\.squarespace\.com", ("?format=rss", "/blog?format=rss", "/news?format=rss")),
        (r'name="generator" content="Wix', ("/blog-feed.xml",)),
        (r'name="generator" content="Webflow', ("rss.xml", "/blog/rss.xml", "/news/rss.xml")),
        (r'name="generator" content="Discourse', ("/latest.rss",)),
        (r'name="generator" content="(?:TYPO3|Joomla)', ("?format=feed&type=rss", "/?type=100")),
        (r'name="generator" content="HubSpot', ("/blog/rss.xml",)),
    )
)
# Where sites that announce nothing keep their feed, the most usual first.
COMMON = ("feed", "rss.xml", "feed.xml", "atom.xml", "index.xml", "rss", "feed.json")
SUBFOLDERS = ("/blog/feed", "/blog/rss.xml", "/blog/feed.xml", "/news/feed", "/news/rss.xml")
SITEMAPS = ("/news-sitemap.xml", "/sitemap-news.xml", "/sitemap.xml", "/sitemap_index.xml")


def likely_feeds(page: bytes, *, url: str) -> tuple[str, ...]:
    """Addresses worth asking, the likeliest first: where the host or the software keeps feeds, then where most sites do."""
    markup = re.sub(r"name='generator' content='", 'name="generator" content="', page[:HEAD].decode("utf-8", "replace"))
    of_software = [place for pattern, places in SOFTWARE if pattern.search(markup) for place in places]
    folder = urlsplit(url).path.rstrip("/") + "/"
    of_folder = [place for place in COMMON if folder != "/"]
    of_site = [f"/{place}" for place in COMMON]
    inside = urljoin(url, folder)
    addresses = (
        *_of_host(url),
        *(_placed(place, url, inside) for place in of_software),
        *(urljoin(inside, place) for place in of_folder[:4]),
        *(urljoin(url, place) for place in (*of_site, *SUBFOLDERS)),
    )
    return tuple(dict.fromkeys(addresses))


def likely_sitemaps(url: str) -> tuple[str, ...]:
    """Where sitemaps stand that robots.txt does not name; those of news first."""
    return tuple(urljoin(url, place) for place in SITEMAPS)


def _placed(place: str, url: str, inside: str) -> str:
    return urljoin(url, urlsplit(url).path + place if place.startswith("?") else place) if place[0] in "/?" else urljoin(inside, place)


def _of_host(url: str) -> tuple[str, ...]:
    """Hosts whose rule is general: a publication of Medium, a repository's releases, a forum of Reddit."""
    parts = urlsplit(url)
    host, names = (parts.hostname or "").removeprefix("www."), [name for name in parts.path.split("/") if name]
    if host == "medium.com" and names:
        return (f"https://medium.com/feed/{names[0] if names[0] != 'tag' else '/'.join(names[:2])}",)
    if host.endswith((".medium.com", ".substack.com")):
        return (urljoin(url, "/feed"),)
    if host == "github.com" and len(names) >= 2:
        return (f"https://github.com/{names[0]}/{names[1]}/releases.atom",)
    if host == "reddit.com" and len(names) >= 2:
        return (f"https://www.reddit.com/{names[0]}/{names[1]}/.rss",)
    return ()
