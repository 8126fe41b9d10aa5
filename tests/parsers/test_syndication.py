"""Which articles are copies of one story."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from parsers.syndication import LEAST_WORDS, MOST_MET, VALUES, Piece, bands, find_leads, likenesses, signature, similar
from tests.clock import within

WORDS = ["the", "a", "of", "harbour", "council", "model", "open", "vote", "quiet", "river", "signal", "licence", "paper", "train", "winter", "copper", "lantern", "orchard", "bridge", "clerk"]


def story(seed: int, paragraphs: int = 8) -> str:
    drawn = random.Random(seed)
    return "\n\n".join(" ".join(drawn.choice(WORDS) + str(drawn.randrange(60)) for _ in range(45)) + "." for _ in range(paragraphs))


def piece(key: str, text: str, *, hour: int = 0, outlet: str = "") -> Piece[str]:
    return Piece(
        key=key, signature=np.array(signature(text), dtype=np.uint64), outlet=outlet or key, published_at=datetime(2024, 7, 23, tzinfo=UTC) + timedelta(hours=hour)
    )


def likeness(one: str, other: str) -> float:
    return likenesses(piece("one", one), [piece("other", other)])[0]


def test_the_same_words_have_the_same_signature():
    """Case, layout and the style of quotation marks do not change a signature; it is 128 numbers below 2**32."""
    text = "He said “we don’t know”. " + story(1)
    values = signature(text)
    assert values == signature(text.replace("“", '"').replace("”", '"').replace("’", "'").upper().replace("\n\n", "\n"))
    assert len(values) == VALUES
    assert all(0 <= value < 2**32 for value in values)


def test_signatures_stay_the_same_between_releases():
    """Stored signatures remain comparable: the permutations are fixed."""
    assert signature(" ".join(str(number) for number in range(100)))[:3] == (12114558, 38736775, 5497120)


def test_too_little_text_has_no_signature():
    """Below the least number of words there is nothing to compare."""
    assert signature("word " * (LEAST_WORDS - 1)) == ()
    assert bands(()) == ()
    assert similar((), ()) == similar((), signature(story(1))) == 0
    assert similar(signature(story(1)), signature(story(1))) == 1
    assert likeness("", "") == likeness("", story(1)) == likeness(story(1), "") == 0
    assert find_leads([piece("a", ""), piece("b", "")]) == {"a": "a", "b": "b"}


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: "\n\n".join(text.split("\n\n")[:-2]),
        lambda text: "\n\n".join(text.split("\n\n")[:3]),
        lambda text: "\n\n".join(part for place, part in enumerate(text.split("\n\n")) if place != 3),
        lambda text: text + "\n\nThis story was first published by Harbour Wire.",
        lambda text: "By our own correspondent, who was there.\n\n" + text.replace("model1 ", "models "),
    ],
    ids=["last paragraphs cut", "three of eight paragraphs kept", "one paragraph dropped", "credit line added", "a word edited"],
)
def test_copies_meet(edit):
    """An edited copy shares a band with its original, is alike, and follows it."""
    original, copy = story(2), edit(story(2))
    assert set(bands(signature(original))) & set(bands(signature(copy)))
    assert likeness(original, copy) > 0.3
    assert find_leads([piece("copy", copy, hour=1), piece("other", story(3)), piece("original", original)]) == {
        "original": "original", "other": "other", "copy": "original",
    }  # fmt: skip


def test_stories_of_their_own_stay_apart():
    """Texts of the same vocabulary that share no wording are not copies."""
    assert {key for key, lead in find_leads([piece(str(seed), story(seed)) for seed in range(40)]).items() if key != lead} == set()
    assert likeness(story(1), story(2)) == 0


def test_a_quotation_of_another_text_is_no_copy():
    """An article that takes two paragraphs of another's eight into as many of its own shares too little with it."""
    parts, own = story(1).split("\n\n"), story(2).split("\n\n")
    assert likeness(story(1), "\n\n".join([*own[:6], *parts[:2]])) == 0


def test_within_an_outlet_only_the_same_again_is_a_copy():
    """Two thirds of the wording make a copy between outlets; within one they are its habit, and only the same text again is one."""
    parts = story(1).split("\n\n")
    notes = "\n\n".join([*parts[:6], *story(2).split("\n\n")[:1]])
    assert find_leads([piece("a", story(1), outlet="Notes"), piece("b", notes, hour=1, outlet="Notes")]) == {"a": "a", "b": "b"}
    assert find_leads([piece("a", story(1), outlet="Notes"), piece("b", notes, hour=1, outlet="Others")]) == {"a": "a", "b": "a"}
    assert find_leads([piece("a", story(1), outlet="Notes"), piece("b", story(1), hour=1, outlet="Notes")]) == {"a": "a", "b": "a"}


def test_leads_do_not_depend_on_the_order_given():
    """The first published leads, whatever stands first in the list, and a chain of likenesses joins nothing."""
    left, right = story(4, 4), story(5, 4)
    pieces = [piece("left", left), piece("right", right, hour=1), piece("both", left + "\n\n" + right, hour=2), piece("again", right, hour=3)]
    for seed in range(10):
        found = find_leads(random.Random(seed).sample(pieces, len(pieces)))
        assert found["left"] == "left"
        assert found["right"] == found["again"] == "right"
        assert found["both"] in {"left", "right"}


def test_bands_fit_a_database():
    """Band keys are positive and fit a signed 64-bit column; the same values in another band are another key."""
    keys = bands(signature(story(1)))
    assert all(0 <= key < 2**63 for key in keys)
    assert len(set(bands((7,) * VALUES))) == len(keys)


def test_many_copies_cost_their_number():
    """Thousands of copies of one text are compared with what they copy, and not each with each."""
    copy = piece("0", story(5))
    copies = [Piece(key=str(number), signature=copy.signature, outlet=str(number), published_at=copy.published_at) for number in range(3000)]
    assert len(set(within(8, lambda: find_leads(copies)).values())) == 1


def test_much_boilerplate_costs_a_bounded_number_of_comparisons(monkeypatch):
    """Texts that share a third of their wording with hundreds of others are compared with no more than the nearest of them."""
    compared = []
    monkeypatch.setattr("parsers.syndication.likenesses", lambda one, others: compared.append(len(others)) or likenesses(one, others))
    frame = story(6, 3)
    leads = find_leads([piece(str(number), frame + "\n\n" + story(100 + number, 5), hour=number) for number in range(300)])
    assert len(set(leads.values())) == 300
    assert 0 < max(compared) <= MOST_MET
