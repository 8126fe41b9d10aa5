"""Whom does an article credit for its text, and which article of a story is therefore the original?"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

ENDS = 400  # a credit stands at an end of the text
LONGEST_NAME = 80
MOST_WORDS = 8  # of an outlet's name
LEADS = r"(?:the|our partners at|our sister site)\s+"
# "This story was first published by Northwire."  "The post … appeared first on Northwire."  "Republished with permission from Northwire."
PUBLISHED = re.compile(
    rf"""\b(?:(?:(?:first|originally|previously)\s+(?:published|posted|printed|appeared|ran|aired|released)
    |(?:published|appeared|posted|ran)\s+(?:first|originally)
    |(?:re-?published|reprinted|re-?posted|cross-?posted|syndicated|reproduced)(?:\s+here)?(?:\s+(?:with|by)\s+(?:kind\s+)?permission)?
    |read\s+the\s+(?:original|full)\s+(?:article|story|post|report))
    \s+(?:by|in|on|at|from|of|with|to)
    |courtesy\s+of|provided\s+by|distributed\s+by)\s+(?:{LEADS})?(?P<outlet>[^\n.;:()]{{2,{LONGEST_NAME}}})""",
    re.IGNORECASE | re.VERBOSE,
)
# "Source: Northwire"  "Via Northwire"  "(Northwire)" as a line of its own, and "© 2024 Northwire. All rights reserved."
LINE = re.compile(
    rf"^\W{{0,3}}(?:(?:source|via|from|credit)\s*[:|–—-]\s*|©\s*(?:copyright\s*)?(?:\d{{4}}\s+)?|copyright\s+(?:©\s*)?(?:\d{{4}}\s+)?)(?P<outlet>[^\n.;:()]{{2,{LONGEST_NAME}}})",
    re.IGNORECASE | re.MULTILINE,
)
ALONE = re.compile(rf"^\s*[(\[](?P<outlet>[^\n()\[\]]{{2,{LONGEST_NAME}}})[)\]]\s*$", re.MULTILINE)
# "HARBOUR CITY, July 23 (Northwire) — The council …"
DATELINE = re.compile(rf"\A\W{{0,3}}(?:[^\n()]{{2,60}}\s)?\((?P<outlet>[^\n()]{{2,{LONGEST_NAME}}})\)\s*[-–—]")
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One article of a story, with what tells whether it came first."""

    url: str
    canonical_url: str = ""
    outlet: str = ""
    published_at: datetime | None = None
    credits: tuple[str, ...] = ()


def find_credits(text: str, authors: Sequence[str] = ()) -> tuple[str, ...]:
    """The outlets and agencies that a text may credit as its source, as it writes them; only those in its story will mean anything."""
    ends = text if len(text) <= 2 * ENDS else f"{text[:ENDS]}\n{text[-ENDS:]}"
    found = [match["outlet"].strip() for pattern in (PUBLISHED, LINE, ALONE, DATELINE) for match in pattern.finditer(ends)]
    return tuple(dict.fromkeys((*found, *authors)))


def choose_original(copies: Sequence[Copy]) -> Copy:
    """The copy that most of the others credit, by a canonical address or by its outlet's name, or whom that one credits; else the first published."""
    sources = _sources(copies)
    credited = Counter(source for own in sources.values() for source in own)
    if not credited:
        return min(copies, key=_order)
    ranked = sorted(copies, key=lambda copy: (-credited[copy.url], _order(copy)))
    chosen, seen = ranked[0], set[str]()
    while chosen.url not in seen:  # a copy of a copy: the one it credits in turn
        seen.add(chosen.url)
        chosen = next((copy for copy in ranked if copy.url in sources[chosen.url]), chosen)
    return chosen


def _order(copy: Copy) -> tuple[datetime, str]:
    return copy.published_at or datetime.max.replace(tzinfo=UTC), copy.url


def _sources(copies: Sequence[Copy]) -> dict[str, frozenset[str]]:
    """For every copy the addresses of the others that it credits."""
    by_url = {copy.url for copy in copies}
    by_host: defaultdict[str, list[Copy]] = defaultdict(list)
    by_outlet: defaultdict[str, list[Copy]] = defaultdict(list)
    for copy in sorted(copies, key=_order):
        by_host[_host(copy.url)].append(copy)
        by_outlet[_name(copy.outlet)].append(copy)
    by_outlet.pop("", None)

    def of(copy: Copy) -> Iterator[str]:
        if copy.canonical_url in by_url:
            yield copy.canonical_url
        elif copy.canonical_url and (host := _host(copy.canonical_url)) != _host(copy.url) and by_host[host]:
            yield by_host[host][0].url
        for credit in copy.credits:
            words = WORD.findall(credit.casefold())[: MOST_WORDS + 1]
            for length in range(len(words), 0, -1):
                if (named := by_outlet.get(_name(" ".join(words[:length])))) is not None:
                    if copy.outlet != named[0].outlet:
                        yield named[0].url
                    break

    return {copy.url: frozenset(url for url in of(copy) if url != copy.url) for copy in copies}


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _name(outlet: str) -> str:
    """An outlet's name as credits are compared: "The Harbour Wire" and "harbour wire" are one."""
    words = WORD.findall(outlet.casefold())[:MOST_WORDS]
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)
