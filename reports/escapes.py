"""How do words from the web become harmless without changing what they say?

Everything a page, a feed or a speaker wrote is hostile until it has been through here (HTML's own escaping is Jinja2's).
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

LONGEST_URL = 2000  # characters; longer ones are broken by mail programs and are no article's address
LONGEST_TITLE = 180  # characters; a title is a label, not a quotation, and may be cut

UNSEEN = "\N{REPLACEMENT CHARACTER}"
BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]")
# Control characters (a terminal obeys them), lone surrogates (no file can hold them) and the marks that turn the direction
# of text far beyond the words they stand in ("Trojan Source").
TRICKS = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

# Characters that mean something to CommonMark, GFM or a renderer with mathematics. A colon
# in an address, because GFM links bare ones, or around an emoji's name.
MARKUP = re.compile(r"[\\`*_\[\]<>|~$]|:(?=//|[\w+-]{1,40}:)")
LINE_START = re.compile(r"[#+=-]|(\d{1,9})(?=[.)])")
WWW = re.compile(r"\bwww\.", re.IGNORECASE)
ENTITY = re.compile(r"&(?=#?\w{1,40};)")
FORMULA = re.compile(r"\s*[=+@＝＋＠－-]")  # spreadsheets pass over white space, and read full-width signs as well
UNSAFE_IN_URL = re.compile(r"""[<>"'`\\|{}^]""")


def printable(text: str) -> str:
    """The text on one line, with nothing that a terminal, a page or an eye could be tricked by."""
    return TRICKS.sub(UNSEEN, BREAKS.sub(" ", text))


def spreadsheet_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: an apostrophe before what begins like one."""
    return f"'{text}" if FORMULA.match(text) else text


def shortened(title: str) -> str:
    """A title short enough to print."""
    line = " ".join(printable(title).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1].rstrip() + "…"


def escape_markdown(text: str) -> str:
    """The text as Markdown that shows exactly it: no markup, no links, no entities."""
    line = MARKUP.sub(r"\\\g<0>", printable(text).replace("&", "&amp;"))
    line = WWW.sub(lambda found: found[0][:-1] + r"\.", line)
    start = LINE_START.match(line)
    if start is None:
        return line
    return line[: start.end(1)] + "\\" + line[start.end(1) :] if start[1] else "\\" + line


def markdown_link(label: str, url: str | None) -> str:
    """A Markdown link to a safe address, or the label alone where there is none. The label must be escaped already."""
    return f"[{label}](<{ENTITY.sub('&amp;', url)}>)" if url else label


def safe_url(url: str) -> str | None:
    """The address if it may be linked to: http or https, a host, no credentials, nothing that could end an attribute or a Markdown link."""
    if not url or len(url) > LONGEST_URL or TRICKS.search(url) or any(map(str.isspace, url)):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        return None
    return UNSAFE_IN_URL.sub(lambda found: f"%{ord(found[0]):02X}", url)
