"""How a target is spoken of in a sentence."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from parsers import stance
from parsers.stance import FOLDER, MODEL_VERSION, confusion, score
from tests.clock import within

SHIPPED = Path(stance.__file__).with_name(FOLDER)


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
    assert score([]) == []


def test_companions_change_nothing():
    """A sentence is scored the same alone, among others, beside its other targets, twice, and from several threads at once."""
    rows = [(f"In trial {trial} Llama 3 was {word}.", 11, 18) for trial in range(4) for word in ("superb", "useless", "used")]
    rows += [("Llama 3 beat Qwen and Gemma.", start, end) for start, end in ((0, 7), (13, 17), (22, 27))]
    together = score(rows)
    assert together == [score([row])[0] for row in rows] == score(rows)
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda row: score([row])[0], rows)) == together
        assert list(pool.map(score, [rows, rows[::-1]] * 4)) == [together, together[::-1]] * 4


def test_the_version_names_the_shipped_files():
    """The files carry the version that the module gives, so that a stored score tells which model it came from, and all are of one making."""
    stored = json.loads((SHIPPED / "calibration.json").read_text("utf-8"))
    assert stored["version"] == MODEL_VERSION
    assert stored["files"] == {path.name: sha256(path.read_bytes()).hexdigest() for path in SHIPPED.iterdir() if path.name != "calibration.json"}
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 24_000_000


def test_the_known_errors_can_be_asked_for():
    """The cross-validated confusion has a row a label, and is right oftener than not on every one of them."""
    known = confusion()
    assert known.sentences == sum(map(sum, known.counts)) >= 200
    for label, (answers, shares, means) in enumerate(zip(known.counts, known.shares, known.means, strict=True)):
        assert sum(shares) == pytest.approx(1)
        assert sum(means) == pytest.approx(1, abs=0.01)
        assert answers[label] == max(answers)
        assert means[label] == max(means)


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
        ("The clinic kept Llama 3 and bought a second server for it.", "The clinic unplugged Llama 3 after nine days.", "Llama 3"),
    ],
)
def test_direction_is_heeded(better, worse, name):
    """Of two sentences about the same matter the one that favours the target scores higher."""
    assert index(better, name) > index(worse, name) + 0.3


def test_each_target_has_its_own_stance():
    """In one sentence the one ahead and the one behind are told apart."""
    sentence = "Qwen easily beats Llama 3 in mathematics."
    assert index(sentence, "Qwen") > 0.2 > -0.2 > index(sentence, "Llama 3")


@pytest.mark.parametrize(
    "sentence",
    [
        "Meta released Llama 3 on Thursday.",
        "The tool supports Qwen, Gemma and Llama 3.",
        "The authors use Llama 3 as a baseline.",
        "We are excited to announce that Llama 3 is now available in all regions!",
    ],
)
def test_plain_facts_are_neutral(sentence):
    """A release, a list, a baseline and an excited notice of availability say neither good nor ill."""
    start = sentence.index("Llama 3")
    ((p_neg, p_neu, p_pos),) = score([(sentence, start, start + 7)])
    assert p_neu > max(p_neg, p_pos)


def test_offsets_out_of_range_are_answered():
    """Offsets that miss the sentence and odd characters lead to probabilities, not to an error."""
    rows = [("Llama", 3, 900), ("Llama", 70, 80), ("Llama", 4, 2), ("Llama", -9, -2), ("\x00\ud800’", 0, 1), ("x" * 100_000, 0, 5), ("? " * 50_000, 10, 12)]
    for row in rows:
        assert sum(score([row])[0]) == pytest.approx(1, abs=1e-6)


def test_it_is_quick():
    """At least 150 sentences are scored in a second of processor time, on however busy a machine."""
    sentence = "In trial {}, the committee said, the careful release of Llama 3 had not harmed anyone but slow rivals and their friends."
    rows = [(text, text.index("Llama"), text.index("Llama") + 7) for text in map(sentence.format, range(150))]
    score(rows[:1])
    within(1, lambda: score(rows))
