"""Where does a sentence speak of a target without its name?

Only where there is hardly a doubt: the sentence before, of the same paragraph and the same voice, names one target and nobody after it, and
this one begins with "The model", "Meta's release" or the like and a verb, or with "It" where the target was the subject and "it" does what a
model may do. Anything less sure is left alone: a mention missed costs little among many, one given to the wrong target is a false opinion.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence

from parsers.aliases import Alias

KIND = r"(?:models?|release|LLM|family|model family)"
REFERENCE = re.compile(
    r"[“\"]?(?P<words>(?:It|They)(?= [a-z])|(?:The|This|The new|These|The latest|(?P<maker>[A-Z]\w+(?: AI)?)['’]s(?: new| latest| open| newest)?) " + KIND + r")(?![\w'’-])"
)
# "It is too early to say", "It seems that": there "it" is nobody.
EXPLETIVE = re.compile(
    r"It(?:['’]s| (?:is|was|has been|will be|would be|may be|might be|could be|seems?|appears?|appeared|remains|took|takes|turns out|turned out))\b"
    r"[^.;:]{0,60}?\b(?:that|to|whether|if|who|how|why|what|when|because|since|until|before|as though|like)\b"
)
LEADS = re.compile(r"(?:Meta(?:['’]s)? |The |the |new |latest |free |open |open-source |open-weight |And |But |Today,? |Now,? |[“\"]){0,4}")
AUXILIARY = "is|are|was|were|has|have|had|can|could|cannot|will|would|may|might|must|should|does|do|did"
PAST = "got|came|beat|made|ran|took|gave|won|lost|fell|held|wrote|set|left|felt|kept|met|drew|rose|went"
ADVERBS = r"(?: (?:itself|also|now|still|already|again|even|then|never|always|only|just|simply|really|often|[a-z]+ly)){0,3}"
PARTS = "weights|cards|sizes|names|papers|results|users|makers|providers|families|builders|files|outputs|parameters|releases|costs|prices|scores"
# What follows the name of a subject: a verb, or what belongs to the name before one.
VERB = re.compile(rf"(?:['’]s)?(?: (?:Instruct|Chat|Vision|models?|family|release|weights))*{ADVERBS} (?:{AUXILIARY}|{PAST}|get|come|make|run|take|give|[a-z]{{2,}}ed|[a-z]{{3,}}(?<!s)s)\b")
# "The model card", "The model that his firm sells", "The release of Windows", "The model released by others": there the words are a part of another name.
LIMITED = r"(?:released|trained|built|made|named|called|based|developed|designed|created|launched|published|used|tested|shown|offered) (?:by|on|in|at|with|from|for|last|this|yesterday)"
SAYS = re.compile(rf",| (?:{AUXILIARY})n['’]t\b|{ADVERBS} (?!{LIMITED}\b)(?:{AUXILIARY}|{PAST}|[a-z]{{2,}}ed|(?!(?:{PARTS})\b)[a-z]{{3,}}(?<!s)s)\b")
MANY_SAY = re.compile(r" (?!that\b|who\b|of\b|from\b|with\b|in\b|on\b|for\b|and\b|or\b|to\b|at\b|we\b|you\b|they\b|he\b|she\b|it\b|by\b)[a-z]+(?<!s)\b")  # "The models show"
# What firms, people, courts and laws do, and models do not; and what only these are.
FIRMS_DO = r"(?:said|says|told|tells|sued?|sues|fir(?:ed|es)|hir(?:ed|es)|rais(?:ed|es) (?:money|funds|[$€£])|acquir|bought|employ|invest|hop(?:ed|es)|believ|expect|plan(?:s|ned)|announc|unveil|launch|publish|rush|accus|alleg|argu|prohibit|regulat|ruin)"
OF_OTHERS = re.compile(
    rf"(?: (?:also|then|now|later|soon|even|already|since|has|had|have|is|was|will|would))* (?:{FIRMS_DO}|(?:an?|the) (?:[\w-]+ ){{0,2}}"
    r"(?:firm|company|start-?up|lab|lawsuit|law|bill|decision|move|ruling|deal|day|week|month|year|event|case|complaint|shame|pity|place|time|moment|question|matter)\b)"
)
FIRM_ACTS = re.compile(rf"(?: (?:has|had|also|then|now|later|will|would))* (?:{FIRMS_DO}|(?:is|was) (?:sued|fined|valued|founded|fired|accused)\b)")
# Somebody else, whom the next sentence may be about: a name within the sentence (of more than capitals, and no day or month), or a rival without one.
SOMEBODY = re.compile(
    r"(?<=[a-z,;:’'] )(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December|(?:Large |Small |Language )+Model)[A-Z]+[a-z][\w-]*"
    r"|\b(?:rival|competitor|challenger|successor|predecessor|alternative|newcomer|system|another|lawsuit)s?\b"
)
# A place, a language, a licence: "on Hugging Face", "in Chinese and English", "under the Apache licence".
BESIDE = re.compile(r"\b(?:on|in|under|at|for|via|through|within|across)(?: the| its| their| an?)?(?: [A-Z][\w-]+,?(?: and)?)* $")
# "A system based on Llama": then "the model" is the system.
ASIDE = re.compile(r"\b(?:on|on top of|from|with|using|uses?|of|than|like|as|by|to|against|over|via|including|alongside|versus|vs\.?|for|into|beats?|trails?|(?:surpass|outperform|exceed|overtak|match|rival|replac)\w*)(?: [\w’'-]+){0,2} $")
OTHER_MODEL = re.compile(r"\b(?:fine-?tun|built|distill|adapt|librar|framework|toolkit|engine|quantiz|quantis)|-based\b", re.IGNORECASE)
LOOK_BACK = 40
PARAGRAPH = "\n\n"


def find_references(
    text: str, aliases: Sequence[Alias], sentences: Sequence[tuple[int, int]], voice: Callable[[int], object], makers: Mapping[str, str]
) -> Iterator[Alias]:
    """The references, in order. `aliases` are the names found in the text; `voice` tells whose words stand at an offset; `makers` are the targets'."""
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
        topic = _topic(text, start, end, named[at], makers)
        subject = topic if topic and _is_subject(text, start, named[at][0]) else None
        if not found or meant is None or not _speaks_of(meant, text, found, end, makers) or voice(start) != voice(sentences[at - 1][0]):
            continue
        if all(alias.target != meant for alias in named[at]):
            yield Alias(meant, found.start("words"), found.end("words"))
            subject = topic = meant if not named[at] else None


def _speaks_of(target: str, text: str, found: re.Match[str], end: int, makers: Mapping[str, str]) -> bool:
    """Whether a sentence that begins so goes on as one about a model of this maker's does."""
    if found["words"] in {"It", "They"}:
        return not EXPLETIVE.match(text, found.start("words"), end) and not OF_OTHERS.match(text, found.end("words"), end)
    says = SAYS.match(text, found.end("words"), end) or (found["words"].endswith("s") and MANY_SAY.match(text, found.end("words"), end))
    return bool(says) and found["maker"] in {None, makers.get(target)}


def _topic(text: str, start: int, end: int, aliases: Sequence[Alias], makers: Mapping[str, str]) -> str | None:
    """The one target that the sentence names, unless it does so while it speaks of something else, or of somebody else after it."""
    if len({alias.target for alias in aliases}) != 1 or OTHER_MODEL.search(text, start, end):
        return None
    target = aliases[0].target
    for alias in aliases:
        aside = ASIDE.search(text, max(start, alias.start - LOOK_BACK), alias.start)
        of_its = re.match(rf"['’]s (?!(?:[a-z-]+ )?{KIND}\b)", text[alias.end : alias.end + LOOK_BACK])
        is_firm = not any(map(str.isdigit, text[alias.start : alias.end])) and FIRM_ACTS.match(text, alias.end, end)
        if aside or of_its or is_firm:
            return None
    behind = 0  # the first name that does not end before the other begins
    for other in SOMEBODY.finditer(text, aliases[0].end, end):
        while behind < len(aliases) and aliases[behind].end <= other.start():
            behind += 1
        is_alias = behind < len(aliases) and aliases[behind].start < other.end()
        if not is_alias and other[0] not in makers.get(target, "").split() and not BESIDE.search(text, max(start, other.start() - LOOK_BACK), other.start()):
            return None
    return target


def _is_subject(text: str, start: int, alias: Alias) -> bool:
    """Whether the sentence begins with the name and a verb follows."""
    lead = LEADS.match(text, start)
    return lead is not None and start <= alias.start <= lead.end() and bool(VERB.match(text, alias.end))
