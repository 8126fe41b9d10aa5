"""Which address is this article known by?"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, quote_plus, unquote_plus, urljoin, urlsplit, urlunsplit

from parsers.plain import UNREAD

LONGEST = 2048  # what browsers and search engines agree on; longer links are attacks or accidents
# Parameters that say where the reader came from or on which screen, never which article it is.
TRACKING = re.compile(
    r"""utm|utm_.*|mc_[ce]id|mkt_tok|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|twclid|yclid|igshid|igsh|ttclid|li_fat_id|_hs(?:enc|mi)|hsctatracking
    |at_(?:medium|campaign|link_.*|bbc_.*|custom.*|ptr_.*|format)|xtor|cmpid?|cmp|ncid|ns_(?:mchannel|source|campaign|linkname|fee)|ito|icid|int_(?:source|medium|campaign)
    |ref|ref_?src|ref_?url|referrer|reflink|source|smid|smtyp|emc|sr_share|sref|share(?:id|_source)?|soc_(?:src|trk)|guce?_referr?er.*|guccounter|wt[._]mc(?:_id)?|ocid|spm|scid|s_cid
    |pk_.*|mtm_.*|piwik_.*|matomo_.*|vero_.*|oly_.*_id|rb_clickid|trk|trkcampaign|ftag|ftcamp|isfreemail|triedredirect|giftid?|unlocked_article_code
    |publication_id|feedtype|feedname|partner|rss|gad_source|gaa_.*|srsltid|_g[al]|__twitter_impression|fb_action_ids|showwelcomeonshare
    |amp|_amp|amp_(?:js_v|gsa|ct|tf)|usqp|aoh|outputtype|mobile|phpsessid|jsessionid""",
    re.VERBOSE | re.IGNORECASE,
)
DRESS = re.compile(r"(?:view|format|type|mode|platform|template|layout|output|version)=(?:amp|mobile|m|rss)|(?:m|print)=(?:0|1|true)", re.IGNORECASE)  # of a page, in one parameter
SESSION = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
AMP_HOST = re.compile(r"^(?:www\.)?amp[.-](?=[^.]+\.[^.])")
MOBILE_HOST = re.compile(r"^(?:www\.)?(?:(?P<language>[a-z]{2}\.)?m|mobile|touch|wap)\.(?=[^.]+\.[^.])")
WWW = re.compile(r"^www\.(?=[^.]+\.[^.])")
AMP_PATH = re.compile(r"/amp(?=/?$)|(?<=/)amp/(?=.)|\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
AMP_CACHE = re.compile(r"^/(?:amp/s/|(?:wp|[cv])/s/|amp/|(?:wp|[cv])/)(?P<rest>[^/]+\.[^/]+(?:/.*)?)$")
AMP_CACHES = re.compile(r"(?:.+\.)?cdn\.ampproject\.org|(?:www\.)?google\.[a-z.]{2,6}|(?:www\.)?bing-amp\.com")
WRAPPED = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}/url")  # as the alerts of a search engine link
INDEX_FILE = re.compile(r"/(?:index\.(?:s?html?|php|aspx?)|default\.(?:aspx?|html?))$", re.IGNORECASE)
ESCAPE = re.compile(r"%([0-9a-fA-F]{2})?")
UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
NO_HOST = re.compile(r"[\s<>\"\\^`{|}%&=+!$'(),;*]")
SAFE = "!$&'()*+,;=:@/%~-._"


def canonical_url(url: str) -> str:
    """The address without tracking parameters, fragment, AMP and mobile forms, for telling articles apart; never for fetching.

    An address that is none (not http or https, malformed) comes back stripped and otherwise as it is.
    """
    parts = _unwrapped(_split(url))
    if parts is None:
        return UNREAD.sub("", url).strip()[:LONGEST]
    host, path, scheme, port = _ascii_host(parts), parts.path, parts.scheme, parts.port
    while AMP_CACHES.fullmatch(host) and (cached := AMP_CACHE.match(path)) and (inner := _split(f"{scheme}://{cached['rest']}")):
        host, path = _ascii_host(inner), inner.path
    if not _is_number(host):
        host = _plain_host(host)
        scheme = "https"  # the same page answers on both, where it has a name
    served = "" if port in (None, 80, 443) else f":{port}"
    fragment = quote(_plain_escapes(parts.fragment), safe=SAFE) if parts.fragment.startswith("!/") else ""  # "#!/news/7" is a path in all but name
    return urlunsplit((scheme, (f"[{host}]" if ":" in host else host) + served, _plain_path(path), _plain_query(parts.query), fragment))


def absolute_url(link: str | None, base: str) -> str | None:
    """The link as an absolute http or https address, or None where it is nothing to follow."""
    if not link:
        return None
    link = UNREAD.sub("", link).strip()
    if not link or len(link) > LONGEST:
        return None
    link = re.sub(r"[\t\n\r]", "", link).replace(" ", "%20")
    try:
        joined = urljoin(base, link)
    except ValueError:
        return None
    parts = _split(joined)
    return None if parts is None or len(joined) > LONGEST else joined


def site_of(url: str) -> str:
    """The host without www, m and amp prefixes, in lower case; empty where there is none."""
    parts = _split(url)
    if parts is None:
        return ""
    return _plain_host(parts.hostname or "")


def _split(url: str) -> SplitResult | None:
    """The parts of an http or https address with a host, or None."""
    try:
        parts = urlsplit(UNREAD.sub("", url).strip())
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and host and not NO_HOST.search(host) else None


def _unwrapped(parts: SplitResult | None) -> SplitResult | None:
    """The address that a search engine's link leads to, or the same."""
    while parts is not None and WRAPPED.fullmatch(f"{parts.hostname}{parts.path}"):
        inner = next((_split(value) for name, value in parse_qsl(parts.query) if name in ("url", "q")), None)
        if inner is None:
            break
        parts = inner
    return parts


def _ascii_host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    try:
        return host if host.isascii() else host.encode("idna").decode()
    except UnicodeError:
        return host


def _plain_path(path: str) -> str:
    """The path without AMP forms, index files, session numbers and slashes at its end, its escapes written one way."""
    path = quote(_plain_escapes(path), safe=SAFE)
    before = None
    while path != before:
        before = path
        path = INDEX_FILE.sub("/", AMP_PATH.sub("", SESSION.sub("", path)).replace("//", "/")).rstrip("/") or "/"
    return path


def _plain_query(query: str) -> str:
    """The parameters that may name an article, in one order; a bare one ("?12345") stays as it is, an empty one goes."""
    kept = []
    for part in query.split("&"):
        name, equals, value = part.partition("=")
        name, value = unquote_plus(name).strip(), unquote_plus(value).strip()
        if not name or (equals and not value) or TRACKING.fullmatch(name) or DRESS.fullmatch(f"{name}={value}"):
            continue
        kept.append(quote_plus(name) + (f"={quote_plus(value)}" if equals else ""))
    return "&".join(sorted(kept))


def _plain_escapes(text: str) -> str:
    """%7e is ~ and %c3 is %C3; a percent sign that escapes nothing is escaped itself."""
    def plain(escape: re.Match[str]) -> str:
        if not escape[1]:
            return "%25"
        sign = chr(int(escape[1], 16))
        return sign if sign in UNRESERVED else escape[0].upper()

    return ESCAPE.sub(plain, text)


def _plain_host(host: str) -> str:
    """The host without the prefixes of its AMP, mobile and www forms."""
    before = ""
    while host != before:
        before = host
        host = WWW.sub("", MOBILE_HOST.sub(lambda found: found["language"] or "", AMP_HOST.sub("", host)))
    return host


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit() or host == "localhost"
