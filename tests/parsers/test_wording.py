"""Which quotations are the same words. The texts are made up."""

from __future__ import annotations

import random
from itertools import combinations

import pytest

from parsers.wording import Wording, are_same_words, find_keys, find_leads, find_wording

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


def leads_of(wordings: list[Wording]) -> dict[str, str]:
    """The leads, with everything compared with everything."""
    alike: dict[str, list[Wording]] = {wording.key: [] for wording in wordings}
    for one, other in combinations(wordings, 2):
        if are_same_words(one.words, other.words, speakers=(one.speaker, other.speaker)):
            alike[one.key].append(other)
            alike[other.key].append(one)
    return find_leads(wordings, alike)


@pytest.mark.parametrize("seed", range(20))
def test_every_wording_stands_beside_its_lead_in_any_order(seed: int) -> None:
    """No utterance has two names, no chain joins two of a speaker's, and the order in which wordings are given changes nothing."""
    rng = random.Random(seed)
    speech = [f"w{rng.randrange(300)}" for _ in range(80)]
    wordings = []
    for number in range(40):
        first = rng.randrange(70)
        part = [word if rng.random() > 0.05 else "other" for word in speech[first : first + rng.randrange(6, 25)]]
        wordings.append(Wording(key=f"{number:02}", words=" ".join(part), speaker=rng.choice(["", "roe", "hale"])))
    leads = leads_of(wordings)
    assert len(set(leads.values())) < len(wordings)
    by_key = {wording.key: wording for wording in wordings}
    for wording in wordings:
        lead = by_key[leads[wording.key]]
        assert leads[lead.key] == lead.key
        assert lead.speaker == wording.speaker or not wording.speaker
        if wording.speaker and lead is not wording:
            assert are_same_words(wording.words, lead.words, speakers=(wording.speaker, lead.speaker))
    for _ in range(3):
        assert leads_of(rng.sample(wordings, len(wordings))) == leads


def test_words_without_a_name_go_where_the_very_same_words_have_one() -> None:
    """Named first, then nearest in length; the others without a name follow where none is named."""
    long = "we bought forty cards for a job that takes nine and the rest have been warming the dye house"
    named, bare, other = Wording(key="a", words=long, speaker="roe"), Wording(key="b", words=long, speaker=""), Wording(key="c", words=f"{long} since spring", speaker="hale")
    part = Wording(key="d", words="the rest have been warming the dye house", speaker="")
    assert leads_of([named, bare, other, part]) == {"a": "a", "b": "a", "c": "c", "d": "a"}
    assert leads_of([bare, part]) == {"b": "b", "d": "b"}
