"""What does the text say beside a name: a role, an organisation, that its bearer speaks?

NASA administrator Jane Roe · Acme’s chief executive, Jane Roe · Jane Roe, head of quality at Acme, · Jane Roe, who chairs Acme ·
Jane Roe of the consumer group Open Shelf
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.cues import weigh_cue
from parsers.namereach import given_names, honorifics
from parsers.names import Name
from parsers.sources import COMMAS
from parsers.tables import load_all, load_pairs, load_words
from parsers.tokens import Token

LONGEST_ROLE = 6  # words
FARTHEST_ORGANISATION = 8  # tokens from the role to its organisation's name
DESCRIBED_BEFORE = 7  # tokens before a name that may describe the bearer
AT = frozenset({"at", "of", "for", "with", "from"})  # what leads from a role to its organisation
IN = frozenset({"in", "on", "to", "by", "near", "outside", "under", "behind"})  # and what ends a role and leads to none
AGAINST = frozenset({"suing", "sued", "sues", "against", "opposing", "fighting", "challenging"})  # "a lawyer for authors suing Acme" is not Acme’s
RIVALS = frozenset({"rival", "competitor", "critic"})  # "chief executive of Acme rival Open Shelf"
FORMER = frozenset({"former", "ex", "onetime", "erstwhile"})  # "former Acme engineer Jane Roe": it is said of the role, not of Acme
FIELDS = frozenset({"AI", "GenAI"})  # capitals in a field that is written small otherwise: "vice president of generative AI"
OWNERS = frozenset({"the", "a", "an", "his", "her", "its", "their", "our", "my", "one", "another", "whose"})


def describe_names(tokens: Sequence[Token], names: Sequence[Name], text: str, by_first: Mapping[int, Name], by_last: Mapping[int, Name]) -> None:
    """Set, on each name, what its paragraph says beside it: a role, an organisation, whether it speaks."""
    for name in names:
        before = tokens[name.lead - 1].lower if name.lead > 0 else ""
        name.speaks = _speaks(tokens, name)
        name.governed = before in load_words("prepositions")
        name.determined = before in load_words("determiners")
        if name.kind == "unknown" and _is_organisation(tokens, name):
            name.kind = "organisation"
        if name.kind == "organisation":
            continue
        if name.kind == "unknown" and len(name.words) > 1 and not name.determined and _has_who(tokens, name.last + 1):
            name.titled = True
        if name.role:
            name.role = _spelled(name.role)
        else:
            _describe_before(tokens, by_last, name, text)
        if not name.role:
            _describe_after(tokens, by_first, name, text)
        if not name.organisation and name.kind != "place" and not name.possessive:
            name.organisation = _organisation_behind(tokens, by_first, name.last + 1, len(tokens), {"of", "at"}, sure=True)


def part_from_office(tokens: Sequence[Token], name: Name, text: str) -> None:
    """Minister for Trade Jane Roe: the last two words are hers, and the office leads to them."""
    back = name.lead - 2
    if len(name.words) < 3 or back < 0 or tokens[back + 1].lower not in {"for", "of"} or name.kind == "organisation":
        return
    if tokens[back].lower in load_words("titles") and tokens[back].capital:
        name.role = text[tokens[back].start : name.start + name.text.rfind(" ", 0, name.text.rfind(" "))]
        name.text, name.words = " ".join(name.text.split()[-2:]), name.words[-2:]
        name.kind, name.titled, name.lead = "person", True, back


def _speaks(tokens: Sequence[Token], name: Name) -> bool:
    after, before = name.last + 1, name.lead - 1
    if name.possessive:
        return False
    if after < len(tokens) and weigh_cue(tokens, after) == "strong":
        return not (len(name.words) == 1 and name.kind == "unknown" and tokens[after].lower in load_words("noun_cues"))  # "Extraordinary claims require …"
    return before >= 0 and tokens[before].lower in {"said", "says", "wrote", "added", "explained"} and weigh_cue(tokens, before) == "strong"


def _is_organisation(tokens: Sequence[Token], name: Name) -> bool:
    """The consumer group Open Shelf · A second group, Open Shelf, …"""
    before = name.lead - 1
    if before < 1 or name.words[0] in given_names():
        return False
    if tokens[before].word == ",":
        after = name.last + 1
        if not (after < len(tokens) and tokens[after].word in COMMAS) or len(name.words) < 2:
            return False
        before -= 1
    return tokens[before].lower in load_words("organisation_nouns") and not tokens[before].possessive


def _has_who(tokens: Sequence[Token], at: int) -> bool:
    """Jane Roe, who … · Jane Roe who …"""
    if at < len(tokens) and tokens[at].word == ",":
        at += 1
    return at < len(tokens) and tokens[at].lower == "who"


def _describe_before(tokens: Sequence[Token], by_last: Mapping[int, Name], name: Name, text: str) -> None:
    """Acme chief executive Jane Roe · Acme’s chief executive, Jane Roe · Her head of research, Jane Roe."""
    lead = name.lead - 1 if name.lead > 1 and tokens[name.lead - 1].word == "," else name.lead
    first = lead
    head = -1
    while first > max(0, lead - DESCRIBED_BEFORE) and tokens[first - 1].word[0].isalpha():
        word = tokens[first - 1]
        if first - 1 in by_last or word.possessive or word.lower in OWNERS | {"and", "that"} or weigh_cue(tokens, first - 1) is not None:
            break
        if (word.lower == "as" or word.lower in load_words("prepositions")) and not (word.lower == "of" and first < lead and tokens[first].word.islower()):
            break
        first -= 1
        if _is_role(word.lower) and (first == lead - 1 or (first + 1 < lead and tokens[first + 1].lower == "of")):
            head = first
    if head < 0 or (name.last + 1 < len(tokens) and not name.possessive and _is_role(tokens[name.last + 1].lower)):
        return  # "Acme researcher, LoomGPT inventor Jane Roe"
    while first < head and tokens[first].word.isdigit():
        first += 1
    name.role = _spelled(text[tokens[first].start : tokens[lead - 1].end])
    name.titled = True
    if tokens[first - 1].possessive:
        name.employer = tokens[first - 1].lower
    owner = by_last.get(first - 1)
    if owner is not None and _may_employ(owner) and (owner.possessive or (_is_position(name.role) and "-" not in owner.text)):
        name.organisation = name.organisation or owner.text  # not of "Jamaican-American economist Jane Roe"
        if owner.lead > 0 and tokens[owner.lead - 1].lower in FORMER and not owner.possessive:
            name.role = f"{tokens[owner.lead - 1].lower} {name.role}"


def _describe_after(tokens: Sequence[Token], by_first: Mapping[int, Name], name: Name, text: str) -> None:
    """Jane Roe, chief scientist at Acme, … · Jane Roe (41), who heads Acme · Jane Roe is the chair of Acme."""
    at = name.last + 1
    if at + 1 >= len(tokens) or not (tokens[at].word in COMMAS or tokens[at].lower == "is"):
        return
    at += 1
    if tokens[at].word.isdigit() and at + 2 < len(tokens) and tokens[at + 1].word in COMMAS:
        name.titled = True  # an age
        at += 2
    if tokens[at].lower == "who" and at + 2 < len(tokens) and tokens[at + 1].lower in load_pairs("offices_by_verb"):
        _describe_by_verb(tokens, by_first, name, at + 1)
        return
    if tokens[at].lower == "who" and at + 2 < len(tokens) and tokens[at + 1].lower in {"is", "was"}:
        at += 2
    while at < len(tokens) and (tokens[at].lower in OWNERS or (tokens[at].possessive and at not in by_first)):
        name.employer = tokens[at].lower if tokens[at].possessive else name.employer
        at += 1
    owner = by_first.get(at)
    if owner is not None:
        at = owner.last + 1  # "Acme’s chair", "a Beijing-based researcher"
    stop = _role_end(tokens, by_first, at)
    if stop == at:
        return
    if stop + 1 < len(tokens) and tokens[stop].lower == "and" and (second := _role_end(tokens, by_first, stop + 1)) > stop + 1:
        stop = second  # "a researcher and chief scientist at Acme"
    name.role = _spelled(text[tokens[at].start : tokens[stop - 1].end])
    name.titled = True
    if owner is not None and _may_employ(owner) and (owner.possessive or (_is_position(name.role) and (owner.kind == "organisation" or "-" not in owner.text))):
        name.organisation = owner.text
    name.organisation = name.organisation or _organisation_behind(tokens, by_first, stop, len(tokens), AT, sure=False)


def _role_end(tokens: Sequence[Token], by_first: Mapping[int, Name], at: int) -> int:
    """Where the role that begins at token `at` ends (exclusive), with its "of quality"; `at` where none begins there."""
    end = at
    for index in range(at, min(len(tokens), at + LONGEST_ROLE)):
        token = tokens[index]
        if not token.word[0].isalpha() or token.lower in AT | IN | {"who", "which", "that", "whose", "and", "or"} or token.quote >= 0:
            break
        if index in by_first and end > at:
            break
        if _is_role(token.lower) or _is_role(f"{tokens[index - 1].lower} {token.lower}"):
            end = index + 1
    if end == at:
        return at
    if end + 1 < len(tokens) and tokens[end].lower == "of" and _names_field(tokens[end + 1]) and tokens[end + 1].lower not in OWNERS | {"that"}:
        last = end + 2  # "head of quality", "head of digital collections"
        while last < min(len(tokens), end + 4) and tokens[last].word.isalpha() and _names_field(tokens[last]) and not _ends_field(tokens, last):
            last += 1
        return last
    leading = tokens[end - 1].lower in load_words("leading_words")
    while (
        leading
        and end < min(len(tokens), at + LONGEST_ROLE)
        and tokens[end].word.isalpha()
        and tokens[end].word.islower()
        and not _ends_field(tokens, end)
    ):
        end += 1  # "head ditch rider"
        if end < len(tokens) and tokens[end].word in COMMAS | {"."}:
            break
    return end


def _names_field(token: Token) -> bool:
    return token.word.islower() or token.word in FIELDS


def _ends_field(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at].lower in {"who", "which", "that", "and", "to"} or tokens[at].lower in load_words("prepositions") or weigh_cue(tokens, at) is not None


def _describe_by_verb(tokens: Sequence[Token], by_first: Mapping[int, Name], name: Name, verb: int) -> None:
    """…, who heads procurement for the city · …, who chairs the Open Shelf Society · …, who founded the company."""
    role = load_pairs("offices_by_verb")[tokens[verb].lower]
    name.titled = True
    owned = by_first.get(verb + 1) or (by_first.get(verb + 2) if tokens[verb + 1].lower == "the" else None)
    if owned is not None:
        name.role = role
        name.organisation = owned.text if _may_employ(owned) and not owned.possessive else ""
        return
    if tokens[verb + 1].lower in OWNERS:
        field = tokens[verb + 2].lower if verb + 2 < len(tokens) else ""
        name.role = role if field in load_words("organisation_nouns") else ""
        name.employer = field if name.role else ""
        return
    last = verb + 1
    while last < min(len(tokens), verb + 4) and tokens[last].word.isalpha() and tokens[last].word.islower() and not _ends_field(tokens, last):
        last += 1
    if last > verb + 1 and role in {"head", "lead", "director"} and (last >= len(tokens) or _ends_field(tokens, last) or not tokens[last].word.isalpha()):
        name.role = f"{role} of " + " ".join(token.word for token in tokens[verb + 1 : last]) if role != "lead" else ""
        name.organisation = _organisation_behind(tokens, by_first, last, len(tokens), AT, sure=True)


def _organisation_behind(
    tokens: Sequence[Token], by_first: Mapping[int, Name], at: int, high: int, leads: frozenset[str] | set[str], *, sure: bool
) -> str:
    """The organisation in "at Acme", "of the consumer group Open Shelf"; "" where none stands there. `sure`: it must be known for one."""
    if at >= high or tokens[at].lower not in leads:
        return ""
    index, farthest = at, min(high, at + FARTHEST_ORGANISATION)
    while (index := index + 1) < farthest:
        name = by_first.get(index)
        if name is not None:
            if name.last + 2 < high and tokens[name.last + 1].lower in RIVALS and name.last + 2 in by_first:
                index = name.last  # "at Acme rival Open Shelf"
                continue
            known = name.kind == "organisation" or (not sure and name.kind == "unknown" and tokens[at].lower != "from")
            return name.text if known and _may_employ(name) else ""
        if tokens[index].lower in AGAINST or not (tokens[index].word.islower() or tokens[index].lower in RIVALS) or _ends_field(tokens, index):
            return ""
    return ""


def _may_employ(name: Name) -> bool:
    return name.kind not in {"person", "place"} and not (len(name.words) == 1 and name.words[0] in load_all("organisation_nouns", "public_words"))


def _is_role(words: str) -> bool:
    return words in load_words("person_roles")


def _is_position(role: str) -> bool:
    """Whether it is a post that an organisation gives, unlike "user" or "grower"."""
    return any(word in load_words("positions") for word in role.lower().replace("-", " ").split())


def _spelled(role: str) -> str:
    """The role as a table shows it: "Paralegal" before a name is no title, unlike "Judge" or "Prime Minister"."""
    words = role.split()
    cut = max((place + 1 for place, word in enumerate(words[:-1]) if word.lower() in load_all("before_roles", more=OWNERS)), default=0)
    role, words = " ".join(words[cut:]), words[cut:]  # "also a doctoral candidate", "then employed as production director"
    if not words or not words[0].istitle() or any(not word.islower() for word in words[1:]):
        return role
    first = words[0].lower()
    if first in honorifics() or first in load_words("not_names") or (len(words) == 1 and first in load_words("titles")):
        return role  # "Republican pollster", "Judge"
    return role[0].lower() + role[1:]
