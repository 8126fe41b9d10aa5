"""Which quotations are the same words. The texts are made up."""

from __future__ import annotations

import pytest

from parsers.wording import are_same_words, find_keys, find_wording

LONG = "We bought forty cards for a job that takes nine, and the other thirty-one have been warming the dye house."
SAME = {
    "marks of another kind": (LONG, "We bought forty cards for a job that takes nine -- and the other thirty-one have been warming the dye house"),
    "apostrophes of another kind": ("We’re not going to build a second one of these.", "We're not going to build a second one of these"),
    "nested marks translated": ("She said ‘never again’ and then she went and did it.", 'She said "never again" and then she went and did it.'),
    "capitals": ("we will open the weights for all who ask nicely", "We will open the Weights for all who ask nicely,"),
    "cut at the end": (LONG, "We bought forty cards for a job that takes nine"),
    "cut at the beginning": (LONG, "the other thirty-one have been warming the dye house"),
    "a word put right": ("We bought forty cards for a job what takes nine and the rest idle", "We bought forty cards for a job that takes nine and the rest idle"),
    "a bracket put in": ("We bought them for a job that takes nine and the rest warm the house", "We bought [the cards] for a job that takes nine and the rest warm the house"),
    "words left out": ("We have, I must admit, bought forty cards for a job that takes nine", "We have … bought forty cards for a job that takes nine"),
}
OTHER = {
    "another sentence about the same": (LONG, "We bought nine cards and shall buy forty more once the dye house is warm enough for them."),
    "another number": ("We checked 7 forums, 384 accounts and 30 rooms for you this week", "We checked 7 forums, 386 accounts and 31 rooms for you this week"),
    "a few words in common": ("There is no moat here.", "There is no moat here, or anywhere else, and there never was one."),
    "a list that goes on differently": ("This is the body of the first document.", "This is the body of the second document."),
}


@pytest.mark.parametrize("case", SAME)
def test_small_edits_and_other_marks_leave_the_words_the_same(case: str) -> None:
    """Case, marks and layout are free; cuts and small edits are told, and have a key in common to be found by."""
    one, other = map(find_wording, SAME[case])
    assert are_same_words(one, other)
    assert are_same_words(other, one)
    assert one == other or set(find_keys(one)) & set(find_keys(other))


@pytest.mark.parametrize("case", OTHER)
def test_likeness_is_not_sameness(case: str) -> None:
    """Other numbers, other words and what anybody may say stay apart."""
    one, other = map(find_wording, OTHER[case])
    assert not are_same_words(one, other)
    assert not are_same_words(other, one)


def test_names_keep_the_same_words_apart() -> None:
    """Two named speakers are two utterances, an unnamed one may be either; a few words take the same name on both sides."""
    many, few = find_wording(LONG), "a wolf in a sheepskin"
    assert not are_same_words(many, many, speakers=("roe", "hale"))
    assert are_same_words(many, many, speakers=("roe", ""))
    assert not are_same_words(few, few, speakers=("roe", ""))
    assert are_same_words(few, few, speakers=("roe", "roe"))


def test_keys_are_few_and_stay() -> None:
    """Fewer keys than words, the same at every call, since they are stored."""
    wording = find_wording(LONG)
    assert find_keys(wording) == find_keys(wording)
    assert 0 < len(find_keys(wording)) < wording.count(" ") + 1
    assert find_keys("three short words") == ()
