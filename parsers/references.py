"""Where does a sentence speak of a target without its name?

Only where there is hardly a doubt: the sentence before, of the same paragraph and the same voice, names one target and no other, and
this one begins with "The model" or the like, or with "It" where the target was the subject. Anything less sure is left alone: a mention
missed costs little among many, one given to the wrong target is a false opinion.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from parsers.aliases import Alias

REFERENCE = re.compile(r"[“\"]?(?P<words>(?:It|They)(?= [a-z])|(?:The|This|The new|These|The latest) (?:models?|release|LLM|family|model family))(?![\w'’-])")
# "It is too early to say", "It seems that": there "it" is nobody.
EXPLETIVE = re.compile(
    r"It(?:['’]s| (?:is|was|has been|will be|would be|may be|might be|could be|seems?|appears?|appeared|remains|took|takes|turns out|turned out))\b"
    r"[^.;:]{0,60}?\b(?:that|to|whether|if|who|how|why|what|when|because|since|until|before|as though|like)\b"
)
LEADS = re.compile(r"(?:Meta(?:['’]s)? |The |the |new |latest |free |open |open-source |open-weight |And |But |Today,? |Now,? |[“\"]){0,4}")
# What follows the name of a subject: a verb, or what belongs to the name before one.
VERB = re.compile(
    r"(?:['’]s)?(?: (?:models?|family|release|weights|itself|also|now|still|already|again|even|then|never|always|only|just|simply)){0,3}"
    r" (?:is|are|was|were|has|have|had|can|could|cannot|will|would|may|might|must|does|do|did|gets?|got|comes?|came|beats?|made|makes?|ran|runs?|took|takes?"
    r"|gave|gives|won|wins|lost|loses|fell|falls|held|holds|[a-z]{2,}ed|[a-z]{3,}(?<!s)(?<!’)s)\b"
)
# "A system based on Llama": then "the model" is the system.
ASIDE = re.compile(r"\b(?:on|on top of|from|with|using|uses?|of|than|like|as|by|to|against|over|via|including|alongside|versus|vs\.?|for|into|beats?|trails?|(?:surpass|outperform|exceed|overtak|match|rival|replac)\w*)(?: [\w’'-]+){0,2} $")
OTHER_MODEL = re.compile(r"\b(?:fine-?tun|[\w-]+-based|built|distill|adapt|librar|framework|toolkit|engine|quantiz|quantis)", re.IGNORECASE)
LOOK_BACK = 40
PARAGRAPH = "\n\n"


def find_references(text: str, aliases: Sequence[Alias], sentences: Sequence[tuple[int, int]], voice: Callable[[int], object]) -> Iterator[Alias]:
    """The references, in order. `aliases` are the names found in the text; `voice` tells whose words stand at an offset."""
    if not aliases:
        return
    starts = [start for start, _ in sentences]
    named: list[list[Alias]] = [[] for _ in sentences]
    for alias in aliases:
        if (place := bisect_right(starts, alias.start) - 1) >= 0:
            named[place].append(alias)
    subject: str | None = None  # what the sentence before is about
    topic: str | None = None  # what it names
    for at, (start, end) in enumerate(sentences):
        begins_anew = at == 0 or PARAGRAPH in text[sentences[at - 1][1] : start]
        found = None if begins_anew else REFERENCE.match(text, start, end)
        meant = None if found is None else subject if found["words"] in {"It", "They"} else topic
        subject, topic = _subject(text, start, end, named[at]), _topic(text, start, end, named[at])
        if not found or meant is None or EXPLETIVE.match(text, found.start("words"), end) or voice(start) != voice(sentences[at - 1][0]):
            continue
        if all(alias.target != meant for alias in named[at]):
            yield Alias(meant, found.start("words"), found.end("words"))
            subject = topic = meant if not named[at] else None


def _subject(text: str, start: int, end: int, aliases: Sequence[Alias]) -> str | None:
    """The one target that the sentence names, if it begins with it and a verb follows."""
    if len({alias.target for alias in aliases}) != 1 or OTHER_MODEL.search(text, start, end):
        return None
    lead = LEADS.match(text, start)
    begins = lead is not None and start <= aliases[0].start <= lead.end()
    return aliases[0].target if begins and VERB.match(text, aliases[0].end) else None


def _topic(text: str, start: int, end: int, aliases: Sequence[Alias]) -> str | None:
    """The one target that the sentence names, unless it does so while it speaks of something else."""
    if len({alias.target for alias in aliases}) != 1 or OTHER_MODEL.search(text, start, end):
        return None
    aside = any(ASIDE.search(text, max(start, alias.start - LOOK_BACK), alias.start) for alias in aliases)
    return None if aside else aliases[0].target
