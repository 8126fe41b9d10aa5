"""Which forms of a name are one person's. The people are made up."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from parsers.model import KnownPerson
from parsers.people import SpeakerForm, name_key, recognise

ROE = SpeakerForm(speaker="Ann Roe", role="chief executive", organisation="Pearworks")
TEXTS = {"a": "Pearworks opened its weights, said Roe.", "b": "An orchard burned down."}


def named_in(pairs: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(article, organisation) for article, organisation in pairs if organisation.lower() in TEXTS.get(article, "").lower()}


def whom(form: SpeakerForm, *others: SpeakerForm, known: Sequence[KnownPerson] = ()) -> tuple[str, str] | None:
    """The person and the evidence for the form, beside Ann Roe of Pearworks and the others; None where it stays what it is."""
    found = recognise([(ROE, 3), *((other, 1) for other in others), (form, 1)], known, named_in)
    return next(
        ((each.person, each.evidence) for each in found
         if (each.speaker, each.description) == (form.speaker, form.description) and each.article in {"", form.article}), None,
    )  # fmt: skip


JOINED = {
    "accents and case": (SpeakerForm(speaker="ANN ROÉ"), "full name"),
    "a title before": (SpeakerForm(speaker="Dr. Ann Roe"), "full name"),
    "an initial in the middle": (SpeakerForm(speaker="Ann B. Roe"), "full name"),
    "surname with the organisation": (SpeakerForm(speaker="Roe", organisation="Pearworks Inc.", article="b"), "surname, with Pearworks"),
    "surname with the role": (SpeakerForm(speaker="Roe", role="chief executive", article="b"), "surname, with the role chief executive"),
    "surname where the organisation is named": (SpeakerForm(speaker="Roe", article="a"), "surname, in an article that names Pearworks"),
    "the role of the organisation": (SpeakerForm(description="the Pearworks CEO", article="b"), "ceo of Pearworks"),
    "the organisation's role": (SpeakerForm(description="Pearworks’ chief executive", article="b"), "ceo of Pearworks"),
    "the role, of the organisation": (SpeakerForm(description="the chief executive of Pearworks", article="b"), "ceo of Pearworks"),
}


@pytest.mark.parametrize("case", JOINED)
def test_evidence_joins_a_form_with_its_person(case: str) -> None:
    """Titles and initials, a surname with company, and the one holder of a role."""
    form, evidence = JOINED[case]
    assert whom(form) == ("Ann Roe", evidence)


APART = {
    "a surname and nothing else": SpeakerForm(speaker="Roe", article="b"),
    "a surname with another organisation": SpeakerForm(speaker="Roe", organisation="Quillon", article="a"),
    "a surname with another role": SpeakerForm(speaker="Roe", role="farmer", article="a"),
    "another given name": SpeakerForm(speaker="Bob Roe"),
    "a former holder": SpeakerForm(description="the former Pearworks CEO", article="a"),
    "one of many": SpeakerForm(description="a Pearworks executive", article="a"),
    "no organisation": SpeakerForm(description="the chief executive", article="a"),
    "whose organisation": SpeakerForm(description="its chief executive", article="a"),
    "another organisation's": SpeakerForm(description="the Quillon CEO", article="a"),
    "a spokesperson": SpeakerForm(description="the Pearworks spokesperson", article="a"),
}


@pytest.mark.parametrize("case", APART)
def test_doubt_keeps_apart(case: str) -> None:
    """Without evidence, or with evidence against it, a form stays what it is."""
    assert whom(APART[case]) is None


def test_a_second_bearer_or_holder_is_doubt() -> None:
    """Two persons of a surname, or two who held a role: neither is meant."""
    bob = SpeakerForm(speaker="Bob Roe", role="engineer", organisation="Pearworks")
    cid = SpeakerForm(speaker="Cid Hale", role="CEO", organisation="Pearworks")
    assert whom(SpeakerForm(speaker="Roe", organisation="Pearworks", article="a"), bob) is None
    assert whom(SpeakerForm(description="the Pearworks CEO", article="a"), cid) is None


def test_what_people_wrote_comes_first() -> None:
    """A form of the alias file means whom it says, and goes under that name everywhere."""
    known = [KnownPerson(name="Annabel Roe", forms=("Ann Roe", "Roe", "the boss of Pearworks"))]
    assert whom(SpeakerForm(speaker="Roe", article="b"), known=known) == ("Annabel Roe", "alias file")
    assert whom(SpeakerForm(description="The boss of Pearworks", article="b"), known=known) == ("Annabel Roe", "alias file")
    assert whom(ROE, known=known) == ("Annabel Roe", "alias file")


def test_people_can_undo_a_join() -> None:
    """A form given its own name stays apart."""
    known = [KnownPerson(name="Roe", forms=("Roe",))]
    assert whom(SpeakerForm(speaker="Roe", organisation="Pearworks", article="a"), known=known) is None


def test_one_name_may_be_two_persons() -> None:
    """A form with organisations means that person only beside one of them."""
    known = [KnownPerson(name="Ann Roe (Quillon)", forms=("Ann Roe",), organisations=("Quillon",))]
    other = SpeakerForm(speaker="Ann Roe", organisation="Quillon", article="b")
    found = recognise([(SpeakerForm(speaker="Ann Roe", organisation="Pearworks", article="a"), 1), (other, 1)], known, named_in)
    assert [(each.article, each.person) for each in found] == [("b", "Ann Roe (Quillon)")]


def test_order_does_not_matter() -> None:
    """The same forms in another order are joined in the same way: a rerun changes nothing."""
    forms = [(ROE, 3), *((form, 1) for form, _ in JOINED.values()), *((form, 1) for form in APART.values())]
    assert recognise(forms, (), named_in) == recognise(forms[::-1], (), named_in)


@pytest.mark.parametrize(("name", "key"), [
    ("Sen. Loretta Vandermark", ("loretta", "vandermark")), ("Mark E. Zuckerberg", ("mark", "zuckerberg")), ("Hal Daumé III", ("hal", "daume")),
    ("Jean-Luc O’Neil", ("jean-luc", "o'neil")), ("Roe", ("roe",)), ("", ()),
])
def test_the_key_of_a_name(name: str, key: tuple[str, ...]) -> None:
    """What spellings of a name share."""
    assert name_key(name) == key
