"""Whether an article is about the topic, and about which targets."""

from __future__ import annotations

import pytest

from parsers.mentions import find_mentions
from parsers.model import Target, Topic
from parsers.relevance import judge

TOPIC = Topic(name="open-source AI", expression='(open-source near AI or open-weight* or @Llama) not "llama wool"', least=0.5)
LLAMA = Target(name="Llama", maker="Meta", aliases=("Llama",), context=("AI", "model"))
QWEN = Target(name="Qwen", aliases=("Qwen",))
FILLER = "The town council met on Monday and spoke about parking. "


def read(title: str, text: str) -> tuple[bool, float, tuple[str, ...]]:
    found = judge(title, text, find_mentions(text, (), (LLAMA, QWEN), title=title), TOPIC)
    return found.relevant, found.strength, found.about


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


def test_both_sides_of_near_must_share_a_sentence():
    """ "open-source near AI" is not met by the two words in different sentences."""
    assert read("A list", "The editor is open source. The other one is AI.")[1] == 0


def test_a_target_of_the_expression_counts_by_its_true_mentions():
    """ "@Llama" is met by the model and not by the animal."""
    assert read("Llama 3 is out", "The Llama 3 model can be downloaded.")[0]
    assert not read("Llama wins a prize at the fair", "The llama, aged four, was shorn. Llama wool sells well." * 3)[0]


def test_what_is_not_wanted_makes_an_article_irrelevant():
    """Where words behind `not` stand, the expression does not hold, whatever else the article says."""
    text = "An open-weight model is out. It is open-weight indeed, as Llama 3 is. " + FILLER * 3
    assert read("News", text)[0]
    assert read("News", text + "The llama wool market slept. ")[:2] == (False, 0.0)


def test_an_article_touches_the_topic_where_the_expression_holds():
    """Being about it takes more than touching it; the words that make the expression hold are told."""
    found = judge("Parking fees rise", FILLER * 40 + "An open-source AI tool drew the map. " + FILLER * 10, (), TOPIC)
    assert (found.touches, found.relevant) == (True, False)
    assert [hit.field for hit in found.hits] == ["text", "text"]
    assert not judge("Parking fees rise", FILLER, (), TOPIC).touches
    assert not judge("Open-source AI", "Open-source AI.", (), Topic(name="nothing asked for")).touches


def test_a_model_makes_an_article_relevant_only_where_it_is_enough_for_the_expression():
    """An article about Llama is about a topic that has @Llama among its sides of `or`, and not about one that asks for more beside it."""
    text = "The Llama 3 model is out. " + FILLER * 300
    mentions = find_mentions(text, (), (LLAMA,), title="Llama 3 is out")

    def relevant(expression: str) -> bool:
        return judge("Llama 3 is out", text, mentions, Topic(name="t", expression=expression, least=0.9)).relevant

    assert relevant("@Llama or zebra")
    assert relevant("(@Llama or zebra) not tiger")
    assert not relevant("@Llama near model")
    assert not relevant("@Llama and zebra")


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


def test_a_short_post_needs_one_good_sentence():
    """In a post of a hundred words one mention near its beginning makes it about the model, and so about the topic."""
    relevant, score, about = read("The bill says no", FILLER * 2 + "I ran the Llama 3 model for a day. " + FILLER * 8)
    assert (relevant, about) == (True, ("Llama",))
    assert score < read("The bill says no", "I ran the Llama 3 model for a day. Then Llama 3 stopped. " + FILLER * 8)[1]


def test_a_roundup_that_mentions_a_model_once_is_not_about_it():
    """One mention in a long text makes it about nothing, wherever the mention stands."""
    for before in (0, 5, 40):
        relevant, _, about = read("Links of the week", FILLER * before + "Llama 3 is a free model. " + FILLER * (60 - before))
        assert (relevant, about) == (False, ())


def test_short_sentences_are_no_longer_text():
    """Length is counted in characters, so that the same evidence weighs the same in an article of many short sentences."""
    short, long = "It rained. " * 100, "It rained and rained and rained on all of the town and the valley. " * 17
    assert read("News", "Llama 3 is a free model. " + short)[2] == read("News", "Llama 3 is a free model. " + long)[2] == ("Llama",)


def test_under_a_title_on_another_model_the_lead_compares():
    """Where the title names one model, a single mention of another in the lead is no subject."""
    text = FILLER + "It is said to rival the Llama 3 model. " + FILLER * 20
    assert read("News", text)[2] == ("Llama",)
    assert read("Qwen is out", text) == (False, pytest.approx(0.3, abs=0.2), ("Qwen",))


def test_a_list_of_models_is_about_none_of_them():
    """A sentence that names many models is about each a little; one that sets two against each other is about both."""
    targets = tuple(Target(name=name, aliases=(name,)) for name in ("Qwen", "Yak", "Ibis", "Heron"))

    def about(sentence: str) -> tuple[str, ...]:
        text = sentence + FILLER * 20
        return judge("News", text, find_mentions(text, (), targets, title="News"), TOPIC).about

    assert about("The class tried Qwen, Yak, Ibis and Heron. ") == ()
    assert about("Qwen is quicker than Yak. ") == ("Qwen", "Yak")


def test_an_article_about_an_open_model_is_about_the_topic():
    """However long, an article whose title names a model of the topic's is relevant; one that names another need not be."""
    assert read("Llama 3 and the harvest", FILLER * 300)[:2] == (True, TOPIC.least)
    assert read("Qwen and the harvest", FILLER * 300)[:2] == (False, 0.0)


def test_mentions_in_a_wall_of_text_count_for_its_sentence():
    """A mention whose own stretch was cut out of an endless sentence is still evidence of that sentence."""
    wall = "rows and rows of figures " * 60 + "with the Llama 3 model and its open weights " + "rows and rows of figures " * 60
    assert read("News", wall)[1] > 0
