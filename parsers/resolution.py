"""Whom does a phrase mean? Names, pronouns, roles and documents resolved to members of the article's cast."""

from __future__ import annotations

from functools import cache

from parsers.cast import Member
from parsers.focus import FEMININE, MASCULINE, Focus, Speaker
from parsers.names import Name
from parsers.sources import Source, is_source_noun
from parsers.subjects import Attribution
from parsers.tables import load_all, load_words


def resolve(attribution: Attribution, focus: Focus) -> Speaker:
    """Whom the attribution's subject means; nobody when in doubt."""
    source = attribution.source
    if source is None:
        return Speaker(None)
    if source.kind == "name" and source.name is not None:
        return focus.speaker(source.name.person) if _may_speak(source.name, attribution, focus) else Speaker(None)
    if source.kind == "pronoun":
        return _pronoun(source.word, source.first, focus)
    return _noun(source, focus)


def _may_speak(name: Name, attribution: Attribution, focus: Focus) -> bool:
    """Whether the name is a person's or an organisation's, as far as that can be told: products and capitalised nouns say nothing."""
    member = focus.members[name.person] if name.person >= 0 else None
    if member is None or member.kind == "person":
        return True
    if any(character.isdigit() for character in member.text) and not (member.kind == "organisation" and attribution.strength >= 2):
        return False  # GPT-4o, but "3M said"
    if member.kind == "organisation" and not load_all("organisation_words", "company_words").isdisjoint(member.words):
        return True
    if member.kind in {"organisation", "place"}:  # "The Late Lantern was full", told for an organisation by its article
        return attribution.strength >= 2 or member.speaks
    if len(member.text) == 1:
        return attribution.cue is not None  # the "Q:" of an interview names nobody; X may have said so
    if member.speaks or attribution.strength == 3:
        return True
    if attribution.strength < 2 or attribution.cue is None:
        return False
    return len(member.words) > 1 or attribution.cue not in load_words("noun_cues")  # "Extraordinary claims require …", "Personal note: …"


def _pronoun(word: str, before: int, focus: Focus) -> Speaker:
    if word in MASCULINE | FEMININE:
        return focus.speaker(focus.find_person("m" if word in MASCULINE else "f", before))
    if word in {"it", "its"}:
        return focus.speaker(focus.find_organisation("", before))
    if word == "they":
        last = focus.find_last_actor()
        return (
            focus.speaker(last) if last >= 0 and _may_be_they(focus.members[last]) else Speaker(None)
        )
    if word == "i" and len(focus.byline) == 1:
        return Speaker(focus.byline[0])
    return Speaker(None)


def _may_be_they(member: Member) -> bool:
    return not member.gender and (member.kind == "person" or member.speaks)


def _noun(source: Source, focus: Focus) -> Speaker:
    word = source.word
    singular = (
        word[:-1]
        if word.endswith("s") and word[:-1] in load_all("person_roles", "organisation_nouns", "document_nouns")
        else word
    )
    kin = kinship().get(singular)
    if kin is not None:
        return focus.speaker(focus.find_relative(source.name.person, kin)) if source.name is not None else Speaker(None)
    if singular in load_words("document_nouns") and singular not in load_words("organisation_nouns"):
        return _owner(source, focus)
    if singular in load_words("organisation_nouns"):
        if source.name is not None:
            return _collective(source, focus)
        return focus.speaker(focus.find_organisation(singular, source.first)) if source.definite else Speaker(None)
    if word != singular and source.name is not None and singular in load_words("voices") and _speaks_for(source, focus):
        return focus.speaker(source.name.person)
    if word != singular or not source.definite or singular in load_words("unnamed_roles"):
        return Speaker(None)
    if not is_source_noun(word):
        return focus.speaker(focus.named_by.get(word, -1))  # "the pool" is the Four Rivers Pool
    return focus.speaker(focus.find_role(source.phrase.split(" of ")[0] if source.name is None else _unowned(source)))


def _speaks_for(source: Source, focus: Focus) -> bool:
    """Analysts at Acme wrote: Acme speaks. Its critics, its former staff and those of a person speak for themselves."""
    member = focus.members[source.name.person] if source.name is not None and source.name.person >= 0 else None
    words = source.phrase.split()
    return member is not None and member.kind == "organisation" and "former" not in words and "of" not in words and "in" not in words


def _unowned(source: Source) -> str:
    words = source.phrase.split()
    own = set(source.name.words) if source.name is not None else set()
    return " ".join(word for word in words if word not in own)


def _owner(source: Source, focus: Focus) -> Speaker:
    """The one whose report, essay or statement it is, or was when it was mentioned before."""
    if source.name is not None:
        place = source.name.person >= 0 and focus.members[source.name.person].kind == "place"
        owner = Speaker(None) if place else focus.speaker(source.name.person)  # the filing in San Jose is not the town's
    elif source.owner in {"his", "her", "its"}:
        owner = _pronoun(source.owner, source.first, focus)
    else:
        return focus.documents.get(source.word, Speaker(None)) if source.definite else Speaker(None)
    focus.documents[source.word] = owner
    return owner


def _collective(source: Source, focus: Focus) -> Speaker:
    """The Acme campaign, Jane Roe’s campaign."""
    if source.name is None:
        return Speaker(None)
    member = focus.members[source.name.person] if source.name.person >= 0 else None
    if source.word in load_words("collectives") and member is not None:
        return Speaker(f"{source.name.text}{'’s' if source.name.possessive else ''} {source.word}")
    return focus.speaker(source.name.person)


@cache
def kinship() -> dict[str, str]:
    """Words such as "mother", with the gender of the one they name."""
    return dict(row.split() for row in load_words("kin"))
