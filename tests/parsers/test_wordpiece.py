"""How the encoder's vocabulary spells a text."""

from __future__ import annotations

import pytest

from parsers.wordpiece import load_vocabulary, spell
from tests.clock import within


def pieces(text: str) -> list[str]:
    spelled = {number: piece for piece, number in load_vocabulary().items()}
    return [spelled[number] for number in spell(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The model", ["the", "model"]),
        ("Llama-3.1", ["ll", "##ama", "-", "3", ".", "1"]),
        ("Zoë’s naïve", ["zoe", "’", "s", "naive"]),
        ("quantisation", ["quan", "##tis", "##ation"]),
        ("a\u200bb\u00a0c", ["ab", "c"]),
        ("🚀 x", ["[UNK]", "x"]),
        ("", []),
        ("   \n", []),
    ],
)
def test_words_are_spelled_as_bert_spells_them(text: str, expected: list[str]) -> None:
    """Case and accents go, punctuation stands apart, and a word is the longest known pieces from its left."""
    assert pieces(text) == expected


def test_marks_of_the_target_cannot_be_written_in_a_text() -> None:
    """A text that spells out one of the encoder's own signs gets brackets and letters, not the sign."""
    assert "[unused1]" not in pieces("[unused1] [SEP]")
    assert "[SEP]" not in pieces("[unused1] [SEP]")


def test_endless_words_cost_little() -> None:
    """A word of any length is spelled in time that grows with its length only."""
    assert within(1, lambda: pieces("x" * 200_000)) == ["[UNK]"]
    assert len(within(1, lambda: spell("," * 100_000))) == 100_000
