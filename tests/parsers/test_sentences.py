"""Where sentences begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.sentences import find_paragraphs, find_sentences
from tests.clock import assert_grows_like_length

CASES = {
    "two plain sentences": ("It shipped. It works.", ["It shipped.", "It works."]),
    "a version number holds no end": ("Pear 3.1 is out. It is big.", ["Pear 3.1 is out.", "It is big."]),
    "titles lead to the name behind them": ("Mr. Hale met Dr. Roe. They spoke.", ["Mr. Hale met Dr. Roe.", "They spoke."]),
    "initials belong to the name": ("Then J. R. Plum came. He left.", ["Then J. R. Plum came.", "He left."]),
    "an abbreviation may end a sentence too": ("She moved to the U.S. The rest stayed.", ["She moved to the U.S.", "The rest stayed."]),
    "and need not": ("The U.S. Senate sat. It rose.", ["The U.S. Senate sat.", "It rose."]),
    "a closing mark belongs to its sentence": ("He said: “Yes.” She left.", ["He said: “Yes.”", "She left."]),
    "straight marks too": ('He said: "Yes." She left.', ['He said: "Yes."', "She left."]),
    "a question in marks runs on into its verb": ("“Why?” he asked. Nobody knew.", ["“Why?” he asked.", "Nobody knew."]),
    "and into a name with a verb": ("“Why?” Ann Roe asked. Nobody knew.", ["“Why?” Ann Roe asked.", "Nobody knew."]),
    "a name behind a dash is part of it": ("“It works.” — Ann Roe", ["“It works.” — Ann Roe"]),
    "lower case begins a sentence after a plain word": ("It is fast. pear.cpp is faster.", ["It is fast.", "pear.cpp is faster."]),
    "but not after an abbreviation": ("Use it for e.g. maps. Done.", ["Use it for e.g. maps.", "Done."]),
    "months lead to their day": ("It came on Sept. 12 at noon. Fine.", ["It came on Sept. 12 at noon.", "Fine."]),
    "a numbered paragraph keeps its number": ("1. Weights matter. 2 do not.", ["1. Weights matter.", "2 do not."]),
    "footnote numbers close a sentence": ("It is so.[3] It stays.", ["It is so.[3]", "It stays."]),
    "no sentence crosses a blank line": ("No stop here\n\nA new one.", ["No stop here", "A new one."]),
    "a line break alone is none": ("One line\nand its rest. End.", ["One line\nand its rest.", "End."]),
    "a block quotation's sign is no part of it": ("> Quoted words. More.", ["Quoted words.", "More."]),
    "Chinese stops need no space": ("很好。谢谢。", ["很好。", "谢谢。"]),
    "an ellipsis before a capital ends": ("Well… Perhaps. Yes.", ["Well…", "Perhaps.", "Yes."]),
    "“no” ends one as a word": ("They said no. Others agreed.", ["They said no.", "Others agreed."]),
}


@pytest.mark.parametrize("case", CASES)
def test_sentences_end_where_a_reader_ends_them(case: str) -> None:
    """Abbreviations, initials, decimals and marks do not end a sentence; stops do."""
    text, wanted = CASES[case]
    assert [text[start:end] for start, end in find_sentences(text)] == wanted


def test_paragraphs_are_parted_by_blank_lines() -> None:
    """White space around a paragraph, and on the blank line itself, belongs to none."""
    text = "  One.\n \t\n\nTwo\nlines. \n\n"
    assert [text[start:end] for start, end in find_paragraphs(text)] == ["One.", "Two\nlines."]


@given(st.text(alphabet=st.sampled_from("aB .!?…”“\"'\n\u00a0>1[])。é"), max_size=200))
def test_spans_hold_in_any_text(text: str) -> None:
    """Spans are in order, apart, inside the text, never empty and never padded."""
    last = 0
    for start, end in find_sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert "\n\n" not in text[start:end]
        last = end


@pytest.mark.parametrize("unit", ["a. ", ". ", "?”", "Mr. ", "\n \n", "> ", "“A?” Ann "])
def test_cost_grows_with_length_only(unit: str) -> None:
    """Four times the text costs about four times as much, whatever it is made of."""
    assert_grows_like_length(lambda size: find_sentences((unit * (size // len(unit) + 1))[:size]), size=20_000)
