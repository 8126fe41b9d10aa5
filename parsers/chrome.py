"""Which runs of a page's text stand beside its article? Menus, teasers, comments, captions, calls to subscribe."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import Any

from parsers.pagetext import HEADINGS, Run
from parsers.tables import load_words

TOKEN = re.compile(r"[a-z0-9]+(?:[_-]{1,3}[a-z0-9]+)*", re.IGNORECASE)
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
PIECE = re.compile(r"[_-]+")
NAME_CHARS = 400
CHROME_TAGS = frozenset(("nav", "footer", "aside", "form", "menu"))
TRUSTED_TAGS = frozenset(("article", "main", "body", "html"))  # WordPress names an article after its tags and categories
CHROME_ROLES = frozenset(("navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "search", "menu", "tooltip"))
HIDDEN = frozenset(("hidden", "hide", "d-none", "display-none", "is-hidden", "invisible", "u-hidden", "dn"))
RESPONSIVE = re.compile(r"(?:^|[\s:_-])(?:xs|sm|md|lg|xl|xxl|tablet|desktop|block|flex|grid|inline)(?:$|[\s:_-])", re.IGNORECASE)  # hidden on some screens alone
MOST_OF_THE_PROSE = 0.4  # an element with this share of it is named for something else than what it holds
NEARLY_ALL = 0.75  # … even where its name is beyond doubt
# A name for the text itself; whatever else the element is called ("paywall-article") is about the same thing.
TEXT_NAME = re.compile(r"^(?:article|story|post|entry|page|main|news)-?(?:body|content|text|copy)(?:-(?:content|text|container|inner|wrapper|wrap|main|element|paragraph))?(?:$|-(?=[a-z-]{0,8}\d))")
# What a paywall offers in place of the rest.
OFFER = re.compile(
    r"(?:subscribe (?:now |today )?to (?:continue|keep|read|unlock|access)|(?:this|the) (?:article|story|content|post) is (?:only |exclusively )?(?:for|available to|reserved for) (?:paid |paying )?(?:subscribers|members)|already a (?:subscriber|member)\?"
    r"|(?:sign|log) in to (?:continue|keep) reading|to continue reading|create (?:a free|an) account to|register to (?:continue|read)|unlock this article|become a (?:paid )?(?:member|subscriber) to|this post is for (?:paid|paying) subscribers|keep reading with a \d+-day)",
    re.IGNORECASE,
)
SPONSOR = re.compile(r"(?:(?:.{0,60} is |this .{0,40} )?(?:brought to you|presented|sponsored) by\b|(?:a|together) (?:word|message|with) from our (?:sponsors?|partners?)|our sponsors?$|from our (?:sponsors?|partners?)$)", re.IGNORECASE)
SPONSORED_CLAUSE = re.compile(r"(?i:sponsored|presented|brought to you) by (?!our\b)[a-z][^.:|,]{6,80}, [^|:]{20,}[.!?]$")  # "Sponsored by two senators, the bill …"
OFFER_WORDS = ("subscri", "reading", "member", "account to", "register", "unlock", "sponsor", "partner", "presented by", "brought to you")  # without one of which neither matches
MOST_OFFERS = 20
OFFER_CHARS = 400
SPONSOR_CHARS = 120
SIGNATURE_PROSE = 200  # of a block quotation's footer
OFFER_PROSE = 600  # what an offer may say at length, however little of the article stands above it
# A teaser: a heading that is one link, and the little that belongs to it.
CARD_RUNS = 6
CARD_CHARS = 700
CARD_PROSE = 2


def without_chrome(top: Any, runs: list[Run]) -> list[Run]:
    """The runs that no element around them names as chrome, and that are no teasers of other articles."""
    weights = prose_by_element(top, runs)
    total = weights.get(top, 0)
    known: dict[Any, bool] = {top: False}

    def is_out(element: Any) -> bool:
        path = []
        while element not in known:
            path.append(element)
            element = element.getparent()
        answer = known[element]
        for step in reversed(path):
            answer = answer or _stands_beside(step, weights.get(step, 0), total)
            known[step] = answer
        return answer

    return _without_cards(top, [run for run in runs if not is_out(run.owner)])


def is_offer(run: Run) -> bool:
    """Whether a run offers the article to subscribers."""
    if len(run.text) >= OFFER_CHARS:
        return False
    told = run.text.casefold()
    return any(word in told for word in OFFER_WORDS) and OFFER.search(run.text) is not None  # the pattern alone costs ten times as much


def without_offers(runs: list[Run]) -> list[Run]:
    """The runs without offers to subscribe and words from sponsors, and without what stands in one box with them."""
    told = "\n".join([run.text for run in runs if len(run.text) < OFFER_CHARS]).casefold()
    if not any(word in told for word in OFFER_WORDS):
        return runs
    out: set[int] = set()
    met = above_it = 0
    for place, run in enumerate(runs):
        if place and place not in out and (is_offer(run) or (len(run.text) < SPONSOR_CHARS and SPONSOR.match(run.text) and not SPONSORED_CLAUSE.match(run.text))):
            inside = _box(runs, place)
            if sum(runs[other].prose for other in inside) <= max(OFFER_PROSE, above_it):
                out.update(inside)
            met += 1
            if met >= MOST_OFFERS:
                break
        above_it += run.prose
    return [run for place, run in enumerate(runs) if place not in out]


def _box(runs: list[Run], place: int) -> range:
    """The places of a run and of those behind it in the largest element that does not hold the run above it."""
    above = {runs[place - 1].owner, *runs[place - 1].owner.iterancestors()}
    box = runs[place].owner
    while box.getparent() is not None and box.getparent() not in above:
        box = box.getparent()
    end = place + 1
    while end < len(runs) and (runs[end].owner is box or any(element is box for element in runs[end].owner.iterancestors())):
        end += 1
    return range(place, end)


def prose_by_element(top: Any, runs: list[Run]) -> dict[Any, int]:
    """How much prose each element holds."""
    own: dict[Any, int] = {}
    for run in runs:
        if prose := run.prose:
            own[run.owner] = own.get(run.owner, 0) + prose
    weights: dict[Any, int] = {}
    for owner, prose in own.items():
        element = owner
        while element is not None:
            weights[element] = weights.get(element, 0) + prose
            if element is top:
                break
            element = element.getparent()
    return weights


def _stands_beside(element: Any, prose: int, total: int) -> bool:
    attributes = element.attrib
    tag = element.tag
    if attributes.get("itemprop") == "articleBody":
        return False
    if tag in TRUSTED_TAGS:
        return bool(attributes) and prose <= MOST_OF_THE_PROSE * total and _names_strong_chrome(_name(element))
    if tag == "footer" and prose <= SIGNATURE_PROSE and next(element.iterancestors("blockquote"), None) is not None:
        return False  # who said it
    if tag == "figcaption":
        return False  # a block quotation's, whatever its name; those of pictures are not read
    if tag in CHROME_TAGS:
        return prose <= MOST_OF_THE_PROSE * total or (tag in ("footer", "nav") and prose <= NEARLY_ALL * total and element.find(".//h1") is None)
    if not attributes and "-" not in tag:
        return False
    name = _name(element)
    chrome = (name != "" and _names_chrome(name)) or attributes.get("aria-hidden") == "true" or attributes.get("role") in CHROME_ROLES
    if not chrome or prose <= MOST_OF_THE_PROSE * total:
        return chrome
    return prose <= NEARLY_ALL * total and _names_strong_chrome(name) and element.find(".//h1") is None


def _name(element: Any) -> str:
    attributes = element.attrib
    own = element.tag if "-" in element.tag else ""
    return f"{own} {attributes.get('class', '')[:NAME_CHARS]} {attributes.get('id', '')[:80]}".strip()


@lru_cache(maxsize=20_000)
def _names_chrome(name: str) -> bool:
    """Whether a class or id says that an element is no part of the article's text."""
    exact, parts, kept = load_words("chrome_names"), load_words("chrome_parts"), load_words("chrome_kept")
    tokens = _tokens(name)
    if any(token in HIDDEN for token in tokens) and not RESPONSIVE.search(name):
        return True
    if any(TEXT_NAME.search(token) for token in tokens):
        return False
    for token in tokens:
        if token in exact or token.startswith("widget-"):
            return True
        pieces = [piece for piece in PIECE.split(token) if piece]
        if any(piece in kept for piece in pieces):
            continue
        if any(piece in parts for piece in pieces) or any(f"{one}-{two}" in parts for one, two in pairwise(pieces)):
            return True
    return False


@lru_cache(maxsize=5_000)
def _names_strong_chrome(name: str) -> bool:
    """Whether a class or id says so beyond doubt."""
    strong = load_words("chrome_strong")
    return any(token in strong or token.rpartition("-")[2] in strong or token.partition("-")[0] in strong for token in _tokens(name))


def _tokens(name: str) -> list[str]:
    return TOKEN.findall(HUMP.sub("-", name).casefold().replace("_", "-").replace("--", "-"))


def _without_cards(top: Any, runs: list[Run]) -> list[Run]:
    """The runs without teasers: linked headings with the line or two below them, several side by side."""
    headings = [place for place, run in enumerate(runs) if run.linked >= 0.9 * len(run.text) and (run.kind in HEADINGS or run.owner.find(".//h3") is not None)]
    if not headings:
        return runs
    first: dict[Any, int] = {}
    last: dict[Any, int] = {}
    for place, run in enumerate(runs):
        element = run.owner
        while element is not None and element is not top:
            first.setdefault(element, place)
            last[element] = place
            element = element.getparent()
    out: set[int] = set()
    for place in headings:
        card = _card(runs, place, first, last, top)
        out.update(card)
    return [run for place, run in enumerate(runs) if place not in out]


def _card(runs: list[Run], place: int, first: dict[Any, int], last: dict[Any, int], top: Any) -> range:
    """The places of what belongs to a linked heading: the largest element with it as the one heading and little text."""
    element, card = runs[place].owner, range(place, place + 1)
    while element is not None and element is not top:
        inside = range(first[element], last[element] + 1)
        if (
            len(inside) > CARD_RUNS
            or sum(len(runs[other].text) for other in inside) > CARD_CHARS
            or sum(runs[other].kind in HEADINGS for other in inside) > 1
            or sum(runs[other].prose > 0 for other in inside) > CARD_PROSE
        ):
            break
        card = inside
        element = element.getparent()
    if len(card) == 1 and place + 1 < len(runs) and runs[place + 1].prose and runs[place + 1].owner.getparent() is runs[place].owner.getparent():
        return range(0)  # a linked heading over its own paragraphs
    return card
