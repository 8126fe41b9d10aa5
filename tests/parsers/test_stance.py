"""How a target is spoken of in a sentence."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from parsers import stance
from parsers.stance import MODEL_VERSION, WEIGHTS, score


def index(sentence: str, name: str) -> float:
    start = sentence.index(name)
    ((p_neg, _, p_pos),) = score([(sentence, start, start + len(name))])
    return p_pos - p_neg


def test_probabilities_are_probabilities():
    """Three numbers between 0 and 1 that sum to one are given for each row, in the order of the rows."""
    rows = [("Llama 3 is superb.", 0, 7), ("", 0, 0), ("Llama 2 failed badly.", 0, 7)]
    found = score(rows)
    assert len(found) == 3
    for shares in found:
        assert sum(shares) == pytest.approx(1, abs=1e-6)
        assert all(0 <= share <= 1 for share in shares)
    assert score([rows[0]])[0] == pytest.approx(found[0])
    assert score([]) == []


def test_the_version_names_the_shipped_weights():
    """The weights carry the version that the module gives, so that a stored score tells which model it came from."""
    with np.load(Path(stance.__file__).with_name(WEIGHTS), allow_pickle=False) as shipped:
        assert str(shipped["version"]) == MODEL_VERSION
        assert shipped["weights"].nbytes < 3_000_000


@pytest.mark.parametrize(
    ("better", "worse", "name"),
    [
        ("Llama 3 is an excellent, reliable model.", "Llama 3 is a terrible, unreliable model.", "Llama 3"),
        ("Llama 3 outperforms Qwen on every test.", "Qwen outperforms Llama 3 on every test.", "Llama 3"),
        ("Llama 3 is faster than Gemma.", "Gemma is faster than Llama 3.", "Llama 3"),
        ("Gemma is slower than Llama 3.", "Llama 3 is slower than Gemma.", "Llama 3"),
        ("Gemma was beaten by Llama 3.", "Llama 3 was beaten by Gemma.", "Llama 3"),
        ("Llama 3 is good at sums.", "Llama 3 is not good at sums.", "Llama 3"),
        ("The editors praised Llama 3.", "The editors criticised Llama 3.", "Llama 3"),
    ],
)
def test_direction_is_heeded(better, worse, name):
    """Of two sentences in the same words the one that favours the target scores higher."""
    assert index(better, name) > index(worse, name) + 0.3


def test_each_target_has_its_own_stance():
    """In one sentence the one ahead and the one behind are told apart."""
    sentence = "Qwen easily beats Llama 3 in mathematics."
    assert index(sentence, "Qwen") > 0.2 > -0.2 > index(sentence, "Llama 3")


@pytest.mark.parametrize(
    "sentence",
    ["Meta released Llama 3 on Thursday.", "The tool supports Qwen, Gemma and Llama 3.", "The authors use Llama 3 as a baseline."],
)
def test_plain_facts_are_neutral(sentence):
    """A release, a list and a baseline say neither good nor ill."""
    start = sentence.index("Llama 3")
    ((p_neg, p_neu, p_pos),) = score([(sentence, start, start + 7)])
    assert p_neu > max(p_neg, p_pos)


def test_offsets_out_of_range_are_answered():
    """Offsets that miss the sentence and odd characters lead to probabilities, not to an error."""
    for row in [("Llama", 3, 900), ("Llama", 70, 80), ("\x00\ud800’", 0, 1), ("x" * 100_000, 0, 5), ("? " * 50_000, 10, 12)]:
        assert sum(score([row])[0]) == pytest.approx(1, abs=1e-6)


def test_it_is_quick():
    """At least 500 sentences are scored in a second of processor time."""
    sentence = "The committee said that the careful, well-documented release of Llama 3 had not, in its view, harmed anyone but slow rivals."
    rows = [(sentence, sentence.index("Llama"), sentence.index("Llama") + 7)] * 1000
    score(rows[:1])
    began = time.process_time()
    score(rows)
    assert time.process_time() - began < 2
