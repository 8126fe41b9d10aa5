"""What the encoder reads of a sentence, and how often."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from parsers.encoder import BLOCK, MOST_OF_NAME, MOST_PIECES, Encoder, pooling, spell_around
from parsers.stance import FOLDER


class Counted:
    """A graph that counts what it is asked."""

    def __init__(self, graph: Any) -> None:
        self.graph, self.asked = graph, []

    def run(self, names: None, given: dict[str, Any]) -> Any:
        self.asked.append(given)
        return self.graph.run(names, given)


def test_a_long_sentence_is_read_around_its_target():
    """However long the sentence, a bounded stretch is read, and the target stands in it."""
    spelled = spell_around("word " * 400 + "Llama 3" + " word" * 400, 2000, 2007)
    assert len(spelled.numbers) == MOST_PIECES
    assert spelled.numbers[spelled.first : spelled.last] == spell_around("Llama 3", 0, 7).numbers[1:-1]
    assert 40 < spelled.first < 80
    assert spell_around("word " * 400 + "Llama 3", 2000, 2007).first > 100


def test_a_long_name_leaves_room_for_its_sentence():
    """Of a name without end some pieces are read, and what stands around it as well."""
    spelled = spell_around("It uses " + "? " * 50_000 + "today.", 8, 100_008)
    assert spelled.last - spelled.first == MOST_OF_NAME
    assert len(spelled.numbers) == 2 + 2 + MOST_OF_NAME + 2


def test_the_target_does_not_change_how_a_sentence_is_spelled():
    """Whichever name that stands apart is asked about, a sentence of usual length has the same numbers, so that it need be read only once."""
    sentence = "Meta’s Llama-3.1 (“405B”) beats Qwen2.5, say the Gemma-based tests."
    spelled = {spell_around(sentence, sentence.index(name), sentence.index(name) + len(name)).numbers for name in ("Llama-3.1", "405B", "Qwen2.5", "Gemma")}
    assert len(spelled) == 1


@pytest.mark.parametrize(
    ("first", "last", "length", "rows", "why"),
    [
        (3, 5, 7, [[1, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0.5, 0.5, 0, 0], [0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1, 0]], "a neighbour on either side"),
        (1, 2, 4, [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]], "the sentence's first piece is seen in any case, and once"),
        (3, 4, 5, [[1, 0, 0, 0, 0], [0, 0, 0, 1, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 1]], "the sign at the end is a neighbour as others are"),
        (1, 2, 3, [[1, 0, 0], [0, 1, 0], [0, 0, 1]], "a sentence that is a name"),
        (2, 3, 3, [[1, 0, 0], [0, 0, 1], [0, 1, 0]], "nothing stands behind the end"),
        (3, 3, 5, [[1, 0, 0, 0, 0], [0, 0, 0, 0, 0]], "no pieces, nothing of them and no neighbours"),
    ],
)
def test_the_upper_layers_see_the_target_and_its_neighbours(first, last, length, rows, why):
    """Beside a sentence's first piece the upper layers see the mean of its target's pieces and what stands beside it, within the sentence."""
    assert pooling(first, last, length).tolist() == rows, why


def test_a_sentence_is_read_once_for_all_its_targets(monkeypatch):
    """Targets of one sentence share the work of the lower layers, the upper ones see a few pieces, and each answer is the target's own."""
    encoder = Encoder(files("parsers").joinpath(FOLDER))
    first, second = "Llama 3 beat Qwen and Gemma in every trial that anybody has heard of so far.", "Llama 3 is slow."
    asked = [*(spell_around(first, first.index(name), first.index(name) + len(name)) for name in ("Llama 3", "Qwen", "Gemma")), spell_around(second, 0, 7)]
    alone = [next(encoder.find([each])) for each in asked]
    sentences, targets = Counted(encoder._read), Counted(encoder._judge)
    monkeypatch.setattr(encoder, "_read", sentences)
    monkeypatch.setattr(encoder, "_judge", targets)
    assert np.array_equal(list(encoder.find(asked)), alone)
    assert len(sentences.asked) == 2
    assert [len(given["pooling"]) for given in targets.asked] == [3, 4, 4, 3]
    assert [np.flatnonzero(given["pooling"].any(axis=0)).tolist() for given in targets.asked[:2]] == [[0, 1, 2, 3, 4], [0, 4, 5, 6, 7]]
    assert np.array_equal(list(encoder.find([asked[3], asked[0], asked[3]])), [alone[3], alone[0], alone[3]])
    assert len(sentences.asked) == 4


def test_any_number_of_targets_is_answered_in_order(monkeypatch):
    """A block's sentences are read before its first target is judged, no more of them, and no answer is lost where a block ends."""
    encoder = Encoder(files("parsers").joinpath(FOLDER))
    sentences = [f"Llama {number} is better than Llama {number + 1}." for number in range(BLOCK // 2 + 1)]
    asked = [spell_around(sentence, start, start + len("Llama")) for sentence in sentences for start in (0, sentence.rindex("Llama"))][1:]  # a block ends within a sentence
    alone = [next(encoder.find([each])) for each in asked]
    read = Counted(encoder._read)
    monkeypatch.setattr(encoder, "_read", read)
    found = encoder.find(asked)
    first = next(found)
    assert len(read.asked) == BLOCK // 2 + 1
    assert np.array_equal([first, *found], alone)
    assert len(read.asked) == BLOCK // 2 + 2
    assert len({each.tobytes() for each in alone}) == len(asked)
