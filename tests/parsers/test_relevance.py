"""Whether an article is about the topic, and about which targets."""

from __future__ import annotations

import pytest

from parsers.mentions import find_mentions
from parsers.model import Target, Topic
from parsers.relevance import judge

TOPIC = Topic(name="open-source AI", terms=("open-source & AI", "open-weight*", "@Llama"), exclusions=("llama wool",), least=0.5)
LLAMA = Target(name="Llama", maker="Meta", aliases=("Llama",), context=("AI", "model"))
QWEN = Target(name="Qwen", aliases=("Qwen",))
FILLER = "The town council met on Monday and spoke about parking. "


def read(title: str, text: str) -> tuple[bool, float, tuple[str, ...]]:
    return judge(title, text, find_mentions(text, (), (LLAMA, QWEN), title=title), TOPIC)


def test_an_article_about_the_topic_is_relevant():
    """Terms of the topic in the title and in the lead make an article relevant."""
    relevant, score, _ = read("Open-weight models spread", "Another open-source AI model came out. Its makers call it open-weight. " + FILLER * 10)
    assert relevant
    assert 0.5 <= score <= 1


def test_an_article_that_merely_touches_it_is_not():
    """One passing sentence in a long article on something else leaves it irrelevant, with a score above nothing."""
    relevant, score, _ = read("Parking fees rise", FILLER * 40 + "An open-source AI tool drew the map. " + FILLER * 10)
    assert not relevant
    assert 0 < score < 0.5


def test_an_article_without_a_term_scores_nothing():
    """Where no term stands the score is nought."""
    assert read("Parking fees rise", FILLER * 5) == (False, 0.0, ())
    assert read("", "") == (False, 0.0, ())


def test_both_sides_of_a_term_must_share_a_sentence():
    """ "open-source & AI" is not met by the two words in different sentences."""
    assert read("A list", "The editor is open source. The other one is AI.")[1] == 0


def test_a_target_among_the_terms_counts_by_its_true_mentions():
    """ "@Llama" is met by the model and not by the animal."""
    assert read("Llama 3 is out", "The Llama 3 model can be downloaded.")[0]
    assert not read("Llama wins a prize at the fair", "The llama, aged four, was shorn. Llama wool sells well." * 3)[0]


def test_exclusions_weigh_against():
    """A sentence that holds an exclusion cancels one that holds a term."""
    plain = read("News", "An open-weight model is out. " + FILLER * 3)[1]
    assert read("News", "An open-weight model is out. The llama wool market slept. " + FILLER * 2)[1] < plain


@pytest.mark.parametrize(
    ("title", "text", "about"),
    [
        ("Llama 3 is out", FILLER * 3, ("Llama",)),
        ("News", "The Llama 3 model is out. Llama 3 is free. " + FILLER * 3, ("Llama",)),
        ("News", FILLER * 20 + "Qwen was there too.", ()),
        ("News", FILLER * 5 + "Qwen is large. Qwen is quick. Qwen is here. " + FILLER * 5, ("Qwen",)),
        ("News", FILLER * 60 + "Qwen is large. Qwen is quick. Qwen is here. " + FILLER * 60, ()),
        ("Llama 3 meets Qwen", FILLER, ("Llama", "Qwen")),
    ],
)
def test_about_names_the_targets_that_the_article_is_about(title, text, about):
    """A target in the title, in the lead and again, or in a good share of the sentences is what the article is about."""
    assert read(title, text)[2] == about
