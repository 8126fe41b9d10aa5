"""What is the text of this page?

The tree is walked once into runs of text. What stands beside the article is left out; the article is the smallest element that
holds most of the prose that remains; links, captions and calls to act are dropped from it run by run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from parsers.chrome import prose_by_element, without_chrome, without_offers
from parsers.completeness import is_cut
from parsers.page import MOST_BYTES, Page, tree_of
from parsers.pagetext import HEADINGS, Run, find_runs, read_text
from parsers.plain import TAG, UNREAD
from parsers.signature import without_signatures

DESCENT = 0.82  # a child that holds this share of an element's prose stands for it
LEAST_ARTICLE = 0.3  # … and what holds the headline at least this much of it, however much stands above the headline
LEAF_TAGS = frozenset(("p", "li", "td", "blockquote", "pre", "dd"))
ALL_LINKS = 0.8
LEAST_BESIDE = 3  # paragraphs around a list that make it part of the text
TITLE_SHARE = 0.4  # of the page's title, the rest being the outlet's name
SHORT = 250
LABEL_CHARS = 120
RULE_CHARS = 3  # of dashes or stars between parts
# Lines that ask or point elsewhere: at their beginning, whatever follows …
CALL = re.compile(
    r"(?:read (?:more|also|next)\b|also read\b|see also\b|share (?:this|on)\b|follow (?:us\b|@)|sign up\b|subscribe\b|click here\b|tap here\b|(?:story|article) continues\b|this (?:entry|post) was posted (?:on|in|by)\b|continue reading\b"
    r"|photo(?: by\b|:)|image(?: source|:| credit| \d+ of)|©|copyright (?:©|\(c\)|(?:19|20)\d\d|.{0,60}all rights reserved)|all rights reserved|please enable\b|(?:leave a )?comments?$|tags?:|topics?(?::|$)|filed under\b|related(?: topics)?:"
    r"|download (?:our\b|the .{0,40}\bapp\b)|join (?:our|us)\b|get the latest\b|thanks for reading\b|don['’]t miss$|most read\b|you (?:may|might) also like\b|recommended:|trending:|watch(?: \||: )|listen(?: \||: )|our standards:"
    r"|what do you think\?|have your say\b|buyer['’]s guide:|explore further$|caption$|close$|open$|menu$|topics$|advert$|for (?:more|the latest) .{0,80}(?:click|visit|follow|sign up|check out|newsletter)|check out more\b|stay (?:up to date|informed|tuned) with\b"
    r"|try refreshing\b|we apologize, but this video|(?:email|e-mail)(?: address)?:|contact (?:us|the (?:author|reporter))\b|get in touch\b|got a tip\b)",
    re.IGNORECASE,
)
# … or unless they go on to say something, as sentences do …
CUE = re.compile(
    r"(?:read (?:full|the full)\b|related (?:stor(?:y|ies)|articles?|topics|roundups?)\b|more (?:on|from|in|about) |advertisement\b|loading\b|copyright\b|download the\b|recommended\b|trending\b|published under\b|sponsored\b|this video )",
    re.IGNORECASE,
)
# What a sentence of few words says, and a button does not: that something is so, and not only here or below …
STATES = re.compile(
    r"\b(?:is|are|was|were|has|had|does|did|will|would|can|could|may|might|must|should|isn['’]t|aren['’]t|wasn['’]t|weren['’]t|won['’]t|can['’]t|takes?|took|makes?|made|comes?|came|goes|went|fell|rose|grew|lost|won|costs?|means|meant|needs|gives|gave|keeps|kept|says|shows|showed|protects|follows|lies|stands|stood|began|ends)\b"
)
ASKS = re.compile(r"(?:read|download)\b", re.IGNORECASE)  # what begins so can state something of you alone
POINTS = re.compile(r"\b(?:here|below|above|available|unavailable|private|removed|blocked|longer than|shown|click|try again|refresh)\b", re.IGNORECASE)
READ_HOW = re.compile(r"read (?:more|also|next) (?:than|closely|slowly|carefully|widely|deeply|often|to each other)\b", re.IGNORECASE)
# … or that somebody said it: "Join us or lose us, she told the board."
SAID = re.compile(r",[”’\"']? (?:(?:he|she|they|it|one|the \w+(?: \w+)?|[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?) (?:said|says|told|wrote|writes|asked|warned|added|argued|reads?|ran)\b|(?:said|says|wrote|warned|reads?) (?:the|an?|one|[A-Z]))")
# … and whole lines of dates, reading times, counts and credits.
LABEL = re.compile(
    r"(?:(?:first )?(?:published|updated|last updated|posted|last modified|modified|created)\b.{0,80}|(?:about )?(?:an?|\d+)\+? ?(?:min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?) (?:ago|read)(?-i:(?![a-z])).{0,60}"
    r"|\d+ (?:comments?|shares?|views?|likes?|of \d+ ?\|?)|by [A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){1,3}|(?:getty images?|reuters|afp|ap|ap photo|shutterstock|istock|handout|supplied|file photo)(?:/.{0,40})?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,? .{0,14}\d{4}.{0,20}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}.{0,20}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]{2,8} \d{4}.{0,20}|\d{1,2}:\d{2}.{0,60}\d{4}.{0,40}|\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\.?)?(?: [A-Z]{2,4})?)",
    re.IGNORECASE,
)
# What software adds at the end of a feed's entry, and where one that breaks off says so.
FEED_TAIL = re.compile(r"the post .{1,300} (?:appeared first|first appeared) on |this (?:article|post|story) (?:first appeared|was originally published|originally appeared) (?:on|in|at) .{1,80}$", re.IGNORECASE)
DATED = re.compile(r"(?:first |last )?(?:published|updated|posted|modified|created):?(?: on| at)?:? (?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d)", re.IGNORECASE)
SENTENCE_WORDS = 8  # from which a line with a full stop is one, and no label
STATING_WORDS = 4  # … or from which one is that states something
BY = re.compile(r"(?:(?:written|posted|words|story|text|reported) )?by:? [A-Z]", re.IGNORECASE)
OPENER = re.compile(
    r"^(?:(?:written|posted|words|story|text|reported) )?by:? [A-Z]|\bmin(?:ute)?s? read\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2},? (?:19|20)\d\d|\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? (?:19|20)\d\d",
    re.IGNORECASE,
)
CAPTION = re.compile(r"\((?:image|photo|picture|pic|credit|source|file|getty|reuters|ap photo|ap|afp|nasa)\b[^()]{0,60}\)\s*$", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Body:
    """The article's text, and where in the tree it was found."""

    text: str = ""
    root: Any = None
    runs: list[Run] = field(default_factory=list)
    everything: list[Run] = field(default_factory=list)  # every run of the page, chrome included
    elements: list[Any] = field(default_factory=list)  # every element that may say something, in document order
    dated: list[Any] = field(default_factory=list)  # those of them that are times, or declared to carry a property


def find_body(page: Page) -> Body:
    """The text of the page's article; an empty text where there is none."""
    top = page.root.find("body")
    top = page.root if top is None else top
    walk = read_text(top)
    everything = walk.runs
    runs = without_chrome(top, everything)
    title = page.meta("og:title", "twitter:title") or page.headline
    root = _article_root(top, runs, _key(title))
    kept = _trimmed(without_offers([run for run in runs if _is_within(run.owner, root)]), title=title)
    return Body(text=joined(kept), root=root, runs=kept, everything=everything, elements=walk.elements, dated=walk.dated)


def fragment_text(markup: str, authors: tuple[str, ...] = ()) -> str:
    """The text of a fragment of markup, such as a feed's content, without lines that only name its authors; "" where it breaks off."""
    if not markup.strip():
        return ""
    root = tree_of(f"<html><body><div>{UNREAD.sub('', markup[:MOST_BYTES])}</div></body></html>".encode("utf-8", "replace")).find("body")
    runs = [run for run in find_runs(root) if FEED_TAIL.match(run.text) is None]
    told = [run for run in runs if run.linked < ALL_LINKS * len(run.text)][-1:]
    if any(is_cut(run.text) for run in (*told, *runs[-1:])):
        return ""
    return joined(without_signatures(_trimmed(without_chrome(root, runs)), authors))


def joined(runs: list[Run]) -> str:
    """The runs as text: paragraphs parted by a blank line, those of block quotations marked."""
    return "\n\n".join(("> " if run.quoted else "") + run.text for run in runs)


def _article_root(top: Any, runs: list[Run], told: str) -> Any:
    """The smallest element that holds most of the prose, or most of what follows the headline."""
    weights = prose_by_element(top, [run for run in runs if not _is_teaser(run)]) or prose_by_element(top, runs)
    here = top
    while weights.get(here):
        best = max((child for child in here if child in weights), key=lambda child: weights[child], default=None)
        if best is None or (best.tag in LEAF_TAGS and not any(child in weights for child in best)):
            break
        if weights[best] < DESCENT * weights[here]:
            above = sum(weights[other] for other in best.itersiblings(preceding=True) if other in weights)
            if not above or weights[best] < max(LEAST_ARTICLE * weights[here], DESCENT * (weights[here] - above)) or not _is_headed(best, told):
                break
        here = best
    return here


def _is_headed(element: Any, told: str) -> bool:
    """Whether the page's headline stands inside the element."""
    return any(_is_title(_key("".join(heading.itertext())), told) for heading in element.iter("h1"))


def _is_teaser(run: Run) -> bool:
    """Whether a line below a linked one describes what lies behind the link; in a text of such lines it says nothing."""
    first = run.owner[0] if run.linked and len(run.owner) > 1 else None
    return first is not None and first.tag == "a" and run.owner[1].tag == "br" and not (run.owner.text or "").strip() and not (first.tail or "").strip()


def _is_within(element: Any, root: Any) -> bool:
    while element is not None:
        if element is root:
            return True
        element = element.getparent()
    return False


def _trimmed(runs: list[Run], *, title: str = "") -> list[Run]:
    listed = _lists_in_prose(runs)
    told, begun = _key(title), False
    kept: list[Run] = []
    for place, run in enumerate(runs):
        begun = begun or (run.prose > 0 and BY.match(run.text) is None)
        if run.kind in HEADINGS and not begun and (run.kind == "h1" or _is_title(_key(run.text), told)):
            continue  # the headline, which some pages give another rank
        if not begun and len(run.text) < SHORT and OPENER.search(run.text) and run.text[-1] not in '.!?”"':
            continue  # who wrote it and when, above the text
        if place in listed or not _leads_away(run):
            kept.append(run)
    while kept and kept[-1].kind in HEADINGS:
        kept.pop()
    return kept


def _is_title(heading: str, told: str) -> bool:
    return heading in told and len(heading) > TITLE_SHARE * len(told)


def _lists_in_prose(runs: list[Run]) -> set[int]:
    """The places of linked list items that belong to the text: their list stands among the article's own paragraphs, behind one that leads up to it."""
    beside: dict[Any, int] = {}
    for run in runs:
        if run.prose and run.kind == "p":
            above = run.owner.getparent()
            beside[above] = beside.get(above, 0) + 1
    found: set[int] = set()
    for place, run in enumerate(runs):
        above = run.owner.getparent() if run.kind == "li" else None
        if above is not None and beside.get(above.getparent(), 0) >= LEAST_BESIDE and place and ((place - 1) in found or not _is_call(runs[place - 1])):
            found.add(place)
    return found


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text[:400].casefold())


def _leads_away(run: Run) -> bool:
    text = run.text
    if len(text) <= RULE_CHARS and not any(character.isalnum() for character in text):
        return True
    if run.linked > ALL_LINKS * len(text) and (run.kind not in HEADINGS):
        return True
    if len(text) < SHORT and (_is_call(run) or (not run.quoted and CAPTION.search(text))):
        return True
    return (len(text) < LABEL_CHARS and LABEL.fullmatch(text) is not None and (DATED.match(text) is not None or not (_is_sentence(run) or _states(run)))) or (text.startswith("<") and TAG.match(text) is not None)


def _is_call(run: Run) -> bool:
    """Whether a run begins like a button; a sentence may begin with the same words ("Loading the model takes ten seconds …")."""
    if CALL.match(run.text) is not None:
        return not (_is_ended(run) and (READ_HOW.match(run.text) or SAID.search(run.text)))
    return CUE.match(run.text) is not None and not _is_sentence(run) and not _states(run)


def _is_sentence(run: Run) -> bool:
    return _is_ended(run) and len(run.text.split(" ", SENTENCE_WORDS - 1)) >= SENTENCE_WORDS


def _states(run: Run) -> bool:
    """Whether a short run says that something is so ("Copyright law is not clear on it.")."""
    text = run.text
    if not _is_ended(run) or run.kind in HEADINGS or len(text.split(" ", STATING_WORDS - 1)) < STATING_WORDS:
        return False
    return SAID.search(text) is not None or (ASKS.match(text) is None and POINTS.search(text) is None and STATES.search(text) is not None)


def _is_ended(run: Run) -> bool:
    """Whether a run is plain text that ends as sentences do."""
    return not run.linked and (run.text[-1] == "”" or run.text.rstrip("\"'’)")[-1:] in (".", "!", "?"))
