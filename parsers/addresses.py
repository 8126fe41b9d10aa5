"""Which address is this article known by?"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from parsers.plain import UNREAD

LONGEST = 2048  # what browsers and search engines agree on; longer links are attacks or accidents
# Parameters that say where the reader came from, never which article it is.
TRACKING = re.compile(
    r"""utm|utm_.*|mc_[ce]id|mkt_tok|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|twclid|yclid|igshid|igsh|ttclid|li_fat_id|_hs(?:enc|mi)|hsctatracking
    |at_(?:medium|campaign|link_.*|bbc_.*|custom.*|ptr_.*|format)|xtor|cmpid?|cmp|ncid|ns_(?:mchannel|source|campaign|linkname|fee)|ito|icid|int_(?:source|medium|campaign)
    |ref|ref_?src|ref_?url|referrer|source|smid|smtyp|emc|sr_share|sref|share(?:id|_source)?|soc_(?:src|trk)|guce?_referr?er.*|guccounter|wt[._]mc(?:_id)?|ocid|spm|scid|s_cid
    |pk_.*|mtm_.*|piwik_.*|matomo_.*|vero_.*|oly_.*_id|rb_clickid|trk|trkcampaign|ftag|ftcamp|amp|_amp|outputtype|isfreemail|triedredirect|giftid?|unlocked_article_code
    |publication_id|feedtype|feedname|partner""",
    re.VERBOSE | re.IGNORECASE,
)
AMP_HOST = re.compile(r"^(?:www\.)?amp[.-](?=[^.]+\.[^.])")
MOBILE_HOST = re.compile(r"^(?:www\.)?(?:m|mobile|touch)\.(?=[^.]+\.[^.])")
WWW = re.compile(r"^www\.(?=[^.]+\.[^.])")
AMP_PATH = re.compile(r"/amp(?=/?$)|(?<=/)amp/(?=.)|\.amp(?=(?:\.html?)?$)", re.IGNORECASE)
AMP_CACHE = re.compile(r"^/(?:amp/s/|[cv]/s/|amp/|[cv]/)(?P<rest>[^/]+\.[^/]+(?:/.*)?)$")
INDEX_FILE = re.compile(r"/(?:index\.(?:html?|php)|default\.aspx?)$", re.IGNORECASE)
SAFE = "!$&'()*+,;=:@/%~-._"


def canonical_url(url: str) -> str:
    """The address without tracking parameters, fragment, AMP and mobile forms, for telling articles apart; never for fetching.

    An address that is none (not http or https, malformed) comes back stripped and otherwise as it is.
    """
    parts = _split(url)
    if parts is None:
        return UNREAD.sub("", url).strip()[:LONGEST]
    host, path, scheme, port = (parts.hostname or "").rstrip("."), parts.path, parts.scheme, parts.port
    if (host.endswith(".cdn.ampproject.org") or (host.startswith(("www.google.", "google.")))) and (cached := AMP_CACHE.match(path)):
        inner = _split(f"{scheme}://{cached['rest']}")
        if inner is not None and inner.hostname:
            host, path = inner.hostname, inner.path
    if not _is_number(host):
        host = _plain_host(host)
        scheme = "https"  # the same page answers on both, where it has a name
    served = "" if port in (None, 80, 443) else f":{port}"
    path = INDEX_FILE.sub("/", AMP_PATH.sub("", path).replace("//", "/"))
    path = quote(path.rstrip("/") or "/", safe=SAFE)
    kept = sorted((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=False) if not TRACKING.fullmatch(name))
    return urlunsplit((scheme, (f"[{host}]" if ":" in host else host) + served, path, urlencode(kept), ""))


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
    return parts if parts.scheme in ("http", "https") and host else None


def _plain_host(host: str) -> str:
    """The host without the prefixes of its AMP, mobile and www forms."""
    for prefix in (AMP_HOST, MOBILE_HOST, WWW):
        host = prefix.sub("", host)
    return host


def _is_number(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit() or host == "localhost"

