"""Which articles are copies of one story."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import pytest

from parsers.syndication import LEAST_WORDS, VALUES, Copy, bands, choose_original, find_copies, signature, similar

WORDS = ["the", "a", "of", "harbour", "council", "model", "open", "vote", "quiet", "river", "signal", "licence", "paper", "train", "winter", "copper", "lantern", "orchard", "bridge", "clerk"]


def story(seed: int, paragraphs: int = 8) -> str:
    drawn = random.Random(seed)
    return "\n\n".join(" ".join(drawn.choice(WORDS) + str(drawn.randrange(60)) for _ in range(45)) + "." for _ in range(paragraphs))


def at(hour: int) -> datetime:
    return datetime(2024, 7, 23, hour, tzinfo=UTC)


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
    assert similar((), ()) == 0


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: "\n\n".join(text.split("\n\n")[:-2]),
        lambda text: "\n\n".join(part for place, part in enumerate(text.split("\n\n")) if place != 3),
        lambda text: text + "\n\nThis story was first published by Harbour Wire.",
        lambda text: text.replace("model1 ", "models "),
    ],
    ids=["last paragraphs cut", "one paragraph dropped", "credit line added", "a word edited"],
)
def test_copies_meet(edit):
    """An edited copy shares a band with its original and is alike."""
    original, copy = signature(story(2)), signature(edit(story(2)))
    assert set(bands(original)) & set(bands(copy))
    assert similar(original, copy) > 0.5
    assert find_copies({"a": original, "x": signature(story(3)), "b": copy}) == (("a", "b"),)


def test_stories_of_their_own_stay_apart():
    """Texts of the same vocabulary that share no wording are not copies."""
    assert find_copies({seed: signature(story(seed)) for seed in range(40)}) == ()
    assert similar(signature(story(1)), signature(story(2))) < 0.1


def test_bands_fit_a_database():
    """Band keys are positive and fit a signed 64-bit column; the same values in another band are another key."""
    keys = bands(signature(story(1)))
    assert all(0 <= key < 2**63 for key in keys)
    assert len(set(bands((7,) * VALUES))) == len(keys)


def test_many_copies_cost_their_number():
    """Thousands of copies of one text are grouped without comparing each with each."""
    values = signature(story(5))
    began = time.process_time()
    (group,) = find_copies(dict.fromkeys(range(3000), values))
    assert len(group) == 3000
    assert time.process_time() - began < 8


def test_the_first_published_is_the_original():
    """Without credits the earliest is the original, and one without a date is never preferred to one with."""
    copies = [Copy(url="b", published_at=at(9)), Copy(url="c"), Copy(url="a", published_at=at(7))]
    assert choose_original(copies).url == "a"


def test_the_one_that_copies_credit_is_the_original():
    """A credit line or a canonical address outweighs the clock."""
    wire = Copy(url="https://wire.example/1", outlet="The Harbour Wire", published_at=at(9))
    early = Copy(url="https://early.example/1", outlet="Early Post", published_at=at(7), text="Body.\n\nThis story was first published by Harbour Wire.")
    assert choose_original([early, wire]) is wire
    linked = Copy(url="https://early.example/1", published_at=at(7), canonical_url="https://wire.example/1")
    assert choose_original([linked, wire]) is wire
    itself = Copy(url="https://early.example/1", published_at=at(7), canonical_url="https://early.example/1")
    assert choose_original([itself, wire]) is itself
