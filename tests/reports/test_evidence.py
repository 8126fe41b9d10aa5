"""Which sentences and speakers stand for the week."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from rows import OUTLETS, WEEK, Piece, Press, Quotation, Sentence, monday, press, read

from parsers.model import Target
from reports.model import WeeklyReport
from reports.week import build

PRAISE = Sentence(text="Llama is the best thing that happened to our desk.", polarity=0.7)


def report_of(*sentences: Sentence) -> WeeklyReport:
    """Of one story that says this, and of one that praises."""
    pieces = [
        Piece(key=f"{WEEK.lower()}/{place}", outlet=OUTLETS[place], published=monday(WEEK) + timedelta(hours=9), title=f"Of {place}", sentences=told)
        for place, told in enumerate(((PRAISE,), sentences))
    ]
    return build(read(Press(week=WEEK, pieces=tuple(pieces))))


@pytest.mark.parametrize(
    ("sentences", "why"),
    [
        ([Sentence(text="It is confident on every one.", polarity=0.95, alias="It")], "a reader cannot tell who is meant"),
        ([Sentence(text="The latest model is a joy.", polarity=0.95, alias="The latest model")], "nor here"),
        ([Sentence(text="Llama 3.1 reads further than Llama 3.", polarity=polarity, alias="Llama 3") for polarity in (0.9, -0.8)], "it praises one Llama above another"),
        ([Sentence(text="Llama runs on two cards.", polarity=0.4)], "it is too mild"),
    ],
)
def test_a_sentence_that_shows_nothing_by_itself_is_no_evidence(sentences: list[Sentence], why: str) -> None:
    """However far the model's verdict on one of its names goes."""
    report = report_of(*sentences)
    assert [each.sentence for each in (*report.evidence_for, *report.evidence_against)] == [PRAISE.text], why


def test_a_sentence_that_names_the_target_and_then_points_back_is_evidence() -> None:
    """What it says of "it" is its own."""
    sentence = Sentence(text="It is Llama that failed the clinic.", polarity=-0.9, alias="It")
    report = report_of(sentence, replace(sentence, alias="Llama", polarity=-0.8))
    assert [(each.sentence, round(each.polarity, 6)) for each in report.evidence_against] == [(sentence.text, -0.85)]


def test_a_model_does_not_speak_and_its_maker_is_an_insider() -> None:
    """Output put between marks has no speaker worth a line; a family named after its maker may be the maker. A scrap of words stands for nobody's view."""
    spoken = {
        "Llama 3 405B": ("I am optimized for dialogue.", 0.9),
        "Meta": ("We believe that this release is a milestone.", 0.8),
        "Mistral": ("We answered within a day.", 0.8),
        "Ann Roe": ("large action model", 0.3),
    }
    quotations = tuple(Quotation(text=text, speaker=speaker, rank=rank) for speaker, (text, rank) in spoken.items())
    first, *rest = [piece for piece in press().pieces if piece.week == WEEK]
    report = build(read(Press(week=WEEK, pieces=(replace(first, quotations=quotations), *(replace(piece, quotations=()) for piece in rest)))))
    assert {each.person: each.insider for each in report.speakers} == {"Meta": True, "Mistral": False}


def test_a_target_without_a_maker_may_speak() -> None:
    """Not every target is a model: an organisation or a person that is watched says what it says."""
    quotation = Quotation(text="We host every open model that is released.", speaker="Hubtown", rank=0.9)
    first, *rest = [piece for piece in press().pieces if piece.week == WEEK]
    pieces = (replace(first, quotations=(quotation,)), *(replace(piece, quotations=()) for piece in rest))
    report = build(read(Press(week=WEEK, pieces=pieces, targets=(Target(name="Llama", maker="Meta"), Target(name="Hubtown")))))
    assert [each.person for each in report.speakers] == ["Hubtown"]
