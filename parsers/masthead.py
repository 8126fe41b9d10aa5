"""Which names stand at the head of this page, where readers look for its author?

The head is what lies between a little before the headline and the first lines of the text; the foot, a few elements behind its
end, counts where it says "Posted by". Elsewhere names belong to other articles, to comments, to the menu.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from parsers.authors import has_outlet_word, is_generic, is_person, split_credit
from parsers.layout import HUMP, INTO_TEXT, OTHER_WORKS, OTHERS, Layout
from parsers.pagetext import Run
from parsers.plain import one_line

CREDIT_CHARS = 220
MOST_MARKED = 400
UNSHOWN = frozenset(("meta", "link"))
NAMED = re.compile(r"(?:^|[\s_-])(?:(?:[a-z]+-)?(?:authors?|bylines?|by-?line|byauthor|writers?|contributors?)(?:-?(?:name|names|link|info|text|wrap|wrapper|container|box|meta))?|fn|credit)(?:$|[\s_-])", re.IGNORECASE)
LEAD = re.compile(
    r"^\W{0,6}(?:(?:a )?(?:guest )?(?:(?:written|posted|words|story|text|report(?:ed)?|reporting|published|submitted|contributed|opinion|analysis|review|article|post|column|essay) (?:and photos )?)?by:?\s|author:\s|about the author\s|from our |(?-i:Von|Par|Por)\s)",
    re.IGNORECASE,
)
EXACTLY = re.compile(r"(?:^|\s)(?:author|author-name|post-author|byline-name)(?:$|\s)", re.IGNORECASE)  # a class that leaves no doubt, for "meng" as well as for Ann Bell
DATED_LEAD = re.compile(r"^(?!©|\(c\)|(?i:copyright)).{0,60}\d{4}.{0,30}?\bby\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Masthead:
    """The names that markup declares as authors, those of them that it shows as well, and those that only readers see."""

    declared: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()


def read_masthead(layout: Layout) -> Masthead:
    """The names at the head of the page, or at the foot of its text."""
    declared: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    for number, zone in enumerate(layout.zones):
        here = [element for element in layout.signed(zone)[:MOST_MARKED] if not layout.is_elsewhere(element)]
        declared = declared or _declared(here)
        shown = shown or _declared([element for element in here if element.tag not in UNSHOWN])
        seen = seen or _seen(here, layout, zone, foot=number > 0)
    return Masthead(declared=declared, shown=shown, seen=seen)


def _declared(marked: list[Any]) -> tuple[str, ...]:
    """The names of microdata, RDFa and rel=author."""
    names: list[str] = []
    covered: set[Any] = set()
    for element in marked:
        properties = f"{element.get('itemprop') or ''} {element.get('property') or ''} {element.get('rel') or ''}"
        if not re.search(r"\b(?:author|creator)\b", properties) or any(above in covered for above in element.iterancestors()):
            continue
        scope = next((above for above in element.iterancestors() if above.get("itemscope") is not None), None)
        if scope is not None and scope.get("itemprop") in OTHER_WORKS:
            continue  # whose answer, comment or review it is
        covered.add(element)
        name = next((_credit(inner) for inner in element.iter() if type(inner.tag) is str and re.search(r"\bname\b", f"{inner.get('itemprop') or ''} {inner.get('property') or ''}")), "")
        content = element.get("content") or ""
        for credit in (name, one_line(content) if "://" not in content else "", _credit(element)):
            if credit and len(credit) <= CREDIT_CHARS and (found := split_credit(credit)):
                names.extend(found)
                break
    return tuple(dict.fromkeys(names))


def _seen(marked: list[Any], layout: Layout, zone: tuple[int, int], *, foot: bool) -> tuple[str, ...]:
    """The names of the first byline that is one by its words ("By …") or by its class."""
    found: list[tuple[int, int, tuple[str, ...]]] = []
    runs, order = layout.runs_of(zone), layout.order
    for place, run in enumerate(runs):
        text = run.text
        if text.casefold().rstrip(":") in ("by", "written by", "words by", "author", "authors") and place + 1 < len(runs):
            text = f"by {runs[place + 1].text}"
        if len(text) <= CREDIT_CHARS and (LEAD.match(text) or DATED_LEAD.match(text)) and not layout.is_elsewhere(run.owner, OTHERS):
            credit = text if LEAD.match(text) else DATED_LEAD.sub("", text)
            if text is run.text and (whole := _parts_set_apart(run)):
                credit = whole
            if names := _plausible(split_credit(credit.lstrip(" -–—|·•")), led=True):
                found.append((order[run.owner], 0, names))
    for element in marked:
        credit = _credit(element)
        led = LEAD.match(credit.replace(" | ", " ")) is not None
        if not credit or len(credit) > CREDIT_CHARS or (foot and not led):
            continue
        name = HUMP.sub("-", f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-testid') or ''} {element.get('data-qa') or ''}"[:300])
        if NAMED.search(name) and (names := _plausible(split_credit(credit), led=led) or (() if foot or "|" in credit or not EXACTLY.search(name) else split_credit(credit))):
            found.append((order[element], 1, names))
    if not found:
        return ()
    place, _, names = min(found)
    together = [others for other, _, others in sorted(found) if other - place <= INTO_TEXT]
    most = max(map(len, together))
    longest = next(others for others in together if len(others) == most)
    return longest if set(names) <= set(longest) else names


def _parts_set_apart(run: Run) -> str:
    """The run's text with bars where its parts run into each other ("Ann Bell2 minutes ago"); "" where none do."""
    pieces = _pieces(run.owner)
    glued = any(one[-1].isalnum() and (two[0].isalnum() or two[0] == "@") and f"{one} {two}" not in run.text for one, two in pairwise(pieces))
    whole = " | ".join(pieces)
    return whole if glued and len(whole) <= CREDIT_CHARS and LEAD.match(whole) else ""


def _plausible(names: tuple[str, ...], *, led: bool) -> tuple[str, ...]:
    """The names that can be trusted from sight alone; none of them where the first cannot."""
    trusted = [name for name in names if is_person(name) or is_generic(name) or (name.isupper() and 2 <= len(name) <= 6) or (led and name[:1].isupper() and len(name.split()) <= 2 and not has_outlet_word(name))]
    people = [name for name in trusted if is_person(name)]
    return tuple(people or trusted) if trusted and trusted[0] == names[0] else ()


def _credit(element: Any) -> str:
    """The element's text, its parts set apart."""
    pieces = _pieces(element)
    if len(pieces) in (2, 3) and all(piece.isalpha() and piece[:1].isupper() for piece in pieces) and pieces[0].casefold() != "by":
        return " ".join(pieces)  # first and last name in elements of their own
    return one_line(" | ".join(pieces), 2 * CREDIT_CHARS)


def _pieces(element: Any) -> list[str]:
    return [piece for text in element.itertext() if (piece := " ".join(text.split()))]
