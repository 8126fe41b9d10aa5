"""Where in an article an expression holds."""

from __future__ import annotations

import pytest

from parsers.matching import find_match
from parsers.mentions import find_mentions
from parsers.model import Target
from parsers.sentences import find_sentences
from tests.clock import assert_grows_like_length

LLAMA = Target(name="Llama", maker="Meta", aliases=("Llama",), exclusions=("llama.cpp",), context=("model", "AI"))
TITLE = "The council tries an open model"
TEXT = "The clerk liked its open-source licence. An AI model, she said, should cost nothing.\n\nThe alpaca next door slept. Meta's Llama 3 did not."


def words(expression: str, *, title: str = TITLE, text: str = TEXT) -> list[str] | None:
    """The words that make the expression hold; None where it does not."""
    mentions = find_mentions(text, (), (LLAMA,), title=title)
    match = find_match(expression, title, text, mentions, find_sentences(text))
    assert match.hits == tuple(sorted(match.hits, key=lambda hit: (hit.field == "text", hit.start)))
    return [(title if hit.field == "title" else text)[hit.start : hit.end] for hit in match.hits] if match.holds else None


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("clerk", ["clerk"]),
        ("CLERK", None),  # words of capitals are found in capitals only
        ("Clerk", ["clerk"]),
        ("{Clerk}", None),
        ("{clerk}", ["clerk"]),
        ('"open source"', ["open-source"]),
        ("open-source", ["open-source"]),
        ("source", ["source"]),
        ("clerks", None),
        ("cler*", ["clerk"]),
        ("AI", ["AI"]),
        ("ai", ["AI"]),
        ("clerk and alpaca", ["clerk", "alpaca"]),
        ("clerk and zebra", None),
        ("clerk or zebra", ["clerk"]),
        ("clerk not alpaca", None),
        ("clerk not zebra", ["clerk"]),
        ("clerk near licence", ["clerk", "licence"]),
        ("clerk near model", None),  # the title's and another sentence's
        ("licence near/1 model", None),
        ("licence near/2 model", ["licence", "model"]),  # across the end of a sentence: An AI
        ("model near/2 licence", ["licence", "model"]),
        ("model near/0 AI", ["AI", "model"]),
        ("model not near AI", ["model"]),  # the title's
        ("alpaca not near slept", None),
        ("title:model", ["model"]),
        ("title:clerk", None),
        ("title:(open near model) and alpaca", ["open", "model", "alpaca"]),
        ("@Llama", ["Llama 3"]),
        ("@Llama near Meta", ["Meta", "Llama 3"]),
        ("@Llama near/0 did", ["Llama 3", "did"]),
        ("clerk not @Llama", None),
        ("(clerk near/3 its) near/3 licence", ["clerk", "its", "licence"]),
        ("open near (model or licence)", ["open", "model", "open", "licence"]),
    ],
)
def test_an_expression_holds_where_its_words_stand(expression, found):
    """Words, phrases, cases, endings, distances, sentences, the title and targets, each for itself."""
    assert words(expression) == found


def test_a_target_is_met_by_its_true_mentions():
    """@Llama is no animal, and no other project of that name."""
    assert words("@Llama", title="A walk", text="The llama lay down by the AI camera.") is None
    assert words("@Llama", title="A build", text="The llama.cpp project fixed its AI model loader.") is None


def test_what_only_not_asks_for_is_no_hit():
    """Words behind `not` are never shown, nor those of a side that does not hold."""
    assert words("(clerk and zebra) or (alpaca not model)", title="A walk") is None
    assert words("(clerk and zebra) or (alpaca not tiger)") == ["alpaca"]


def test_near_takes_the_nearest_and_shows_every_word_that_has_one():
    """Of repeated words each is joined with the nearest other side."""
    assert words("red near/2 hen", title="", text="red fox hen, and red owl hen. A hen far off from any of that.") == ["red", "hen", "red", "hen"]


@pytest.mark.parametrize("expression", ["aa near/5 bb", "aa near bb near aa near bb", "aa not near bb", "(aa or bb or cc) near/50 (aa or bb)"])
def test_time_is_linear_in_the_text(expression):
    """A wall of the very words costs its length, not its square."""
    assert_grows_like_length(lambda times: words(expression, text="aa bb cc " * times), size=5_000)


@pytest.mark.parametrize("text", ["", "\x00\ud800", "’" * 50_000, "aa" * 50_000, "a-" * 50_000])
def test_nothing_breaks_on_odd_text(text):
    """Any text is answered."""
    words('aa near/3 bb or "cc dd" or @Llama or title:ee', title=text[:100], text=text)
