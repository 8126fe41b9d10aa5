"""Whom an article credits, and which article of a story is the original."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from parsers.credits import Copy, choose_original, find_credits

BODY = "The ferry was late again, and the council spoke about it for an hour. " * 20


def at(hour: int) -> datetime:
    return datetime(2024, 7, 23, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        BODY + "\n\nThis story was first published by Harbour Wire.",
        "This article originally appeared in The Harbour Wire. Read it there.\n\n" + BODY,
        BODY + "\n\nThe post A late ferry appeared first on Harbour Wire.",
        BODY + "\n\nRepublished with permission from the Harbour Wire.",
        BODY + "\n\nReprinted from Harbour Wire under a licence",
        BODY + "\n\nThis article was originally published on Harbour Wire: see the link.",
        BODY + "\n\nRead the original article on Harbour Wire",
        BODY + "\n\nSource: Harbour Wire",
        BODY + "\n\nVia: The Harbour Wire",
        BODY + "\n\n(Harbour Wire)",
        BODY + "\n\n© 2024 Harbour Wire. All rights reserved.",
        "GREYLING, July 23 (Harbour Wire) — " + BODY,
        "(Harbour Wire) - " + BODY,
        BODY + "\n\nSyndicated by Harbour Wire, the agency of the coast",
        BODY + "\n\nDistributed by the Harbour Wire",
    ],
)
def test_a_credit_line_makes_its_outlet_the_original(text):
    """However a desk words its credit, at either end of the text, the outlet it names is the original although it was seen later."""
    wire = Copy(url="https://wire.example/1", outlet="The Harbour Wire", published_at=at(9))
    early = Copy(url="https://early.example/1", outlet="Early Post", published_at=at(7), credits=find_credits(text))
    late = Copy(url="https://late.example/1", outlet="Late Post", published_at=at(11))
    assert choose_original([early, late, wire]) is wire


def test_an_agency_in_the_byline_is_credited():
    """Where the byline is the agency's own name, that is its credit."""
    wire = Copy(url="https://wire.example/1", outlet="Harbour Wire", published_at=at(9))
    early = Copy(url="https://early.example/1", outlet="Early Post", published_at=at(7), credits=find_credits(BODY, ("Harbour Wire",)))
    assert choose_original([early, wire]) is wire


@pytest.mark.parametrize(
    "text",
    [
        BODY + "The council first met in Harbour. Wire was laid.",
        BODY + "\n\nMore from Early Post.",
        BODY[:600] + " It was first published by Harbour Wire. " + BODY,
        "The ferry (a boat) — late again. " + BODY,
    ],
)
def test_other_words_credit_nobody(text):
    """A credit stands at an end of the text and names an outlet of the story."""
    wire = Copy(url="https://wire.example/1", outlet="Harbour Wire", published_at=at(9))
    early = Copy(url="https://early.example/1", outlet="Early Post", published_at=at(7), credits=find_credits(text))
    assert choose_original([early, wire]) is early


def test_the_first_published_is_the_original():
    """Without credits the earliest is the original, and one without a date is never preferred to one with."""
    copies = [Copy(url="b", published_at=at(9)), Copy(url="c"), Copy(url="a", published_at=at(7))]
    assert choose_original(copies).url == "a"


def test_a_canonical_address_is_a_credit():
    """By the very address, or by the host where only one article of the story is there; an article's own is none."""
    wire = Copy(url="https://www.wire.example/1", published_at=at(9))
    linked = Copy(url="https://early.example/1", published_at=at(7), canonical_url="https://www.wire.example/1")
    assert choose_original([linked, wire]) is wire
    by_host = Copy(url="https://early.example/1", published_at=at(7), canonical_url="https://wire.example/a-late-ferry?id=1")
    assert choose_original([by_host, wire]) is wire
    itself = Copy(url="https://early.example/1", published_at=at(7), canonical_url="https://early.example/other")
    assert choose_original([itself, wire]) is itself


def test_credits_are_followed_to_their_end():
    """A copy of a copy: the one that the credited article credits in turn is the original."""
    source = Copy(url="https://source.example/1", outlet="Source Blog", published_at=at(9))
    relay = Copy(url="https://relay.example/1", outlet="Relay", published_at=at(8), credits=("Source Blog",))
    copies = [Copy(url=f"https://n{number}.example/1", outlet=f"N{number}", published_at=at(number), credits=("Relay",)) for number in range(3)]
    assert choose_original([*copies, relay, source]) is source


def test_credits_in_a_circle_end():
    """Two that credit each other do not go on for ever, and the same one is chosen in any order."""
    one = Copy(url="https://one.example/1", outlet="One", published_at=at(9), credits=("Two",))
    two = Copy(url="https://two.example/1", outlet="Two", published_at=at(8), credits=("One",))
    assert choose_original([one, two]) is choose_original([two, one])


def test_an_outlet_that_names_itself_credits_nobody():
    """ "appeared first on Early Post", in Early Post, and a name that only begins like another."""
    wire = Copy(url="https://wire.example/1", outlet="Harbour", published_at=at(9))
    early = Copy(url="https://early.example/1", outlet="Early Post", published_at=at(7), credits=("Early Post", "Harbourside Review"))
    assert choose_original([wire, early]) is early
