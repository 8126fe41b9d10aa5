"""A column of our own, with the opinions of the article that Bellwether began with, is mixed: each opinion where it stands, each in its voice.

The article itself is its publisher's and is not here: what is judged are these words and no others.
"""

from __future__ import annotations

from pathlib import Path
from statistics import fmean

import pytest

from feeds.watchlist import load_watchlist
from parsers.mentions import find_mentions
from parsers.model import Mention
from parsers.quotes import find_quotes

WATCHLIST = Path(__file__).resolve().parents[2] / "feeds" / "watchlist.toml"
TITLE = "Mark Zuckerberg's Linux moment"
TEXT = """\
“Open source AI is the path forward, and Llama will get us there,” says Mark Zuckerberg, misusing the term once more. Calling Llama open \
source is dishonest, for its licence fails the definition and nobody outside the company may see what the model was trained on.

The comparison with an operating system is a poor one. Unlike Linux, Llama cannot be read, understood or repaired by those who run it, and \
nobody but Meta can rebuild it.

On safety the letter is weaker still. Researchers stripped the guardrails from Llama 3 in a single afternoon, and what has been released \
cannot be called back.

And yet the potential is real. Llama 3.1 405B is the first open model that keeps up with the best closed ones. Small firms, schools and \
hospitals that could never have paid for such a thing now run Llama on machines of their own, and love it.

Innovation, too, is better spread out than owned. Llama has put it into the hands of thousands of developers, and useful tools have come of it that no \
laboratory would have thought of.

So kudos to Meta: giving Llama away was a bold and generous thing to do."""


@pytest.fixture(scope="module")
def mentions() -> tuple[Mention, ...]:
    watchlist = load_watchlist(WATCHLIST)
    return find_mentions(TEXT, find_quotes(TEXT, title=TITLE), watchlist.targets[:1], title=TITLE, aspects=watchlist.aspects)


def index(mentions: tuple[Mention, ...], words: str) -> float:
    return fmean(mention.p_pos - mention.p_neg for mention in mentions if words in TEXT[mention.start : mention.end])


@pytest.mark.parametrize("words", ["dishonest", "repaired", "guardrails"])
def test_it_is_sceptical_of_the_term_the_analogy_and_the_safety(mentions, words):
    """The word "open source", the likeness to an operating system and the safety are held against Llama."""
    assert index(mentions, words) < -0.2


@pytest.mark.parametrize("words", ["keeps up", "love it", "useful tools", "kudos"])
def test_it_sees_potential_and_innovation_and_thanks_meta(mentions, words):
    """Potential, decentralised innovation and the gift itself speak for Llama."""
    assert index(mentions, words) > 0.2


def test_the_chief_executive_s_praise_is_his_own(mentions):
    """What Zuckerberg says in its favour is his plus; the words around it are the author's minus."""
    his = [mention for mention in mentions if mention.voice == "speaker"]
    assert [mention.speaker for mention in his] == ["Mark Zuckerberg"]
    assert his[0].p_pos > his[0].p_neg


@pytest.mark.parametrize("voices", [{"author", "headline", "speaker"}, {"author"}], ids=["everybody", "the author"])
def test_the_whole_is_mixed(mentions, voices):
    """The rule of the mart story_stance: the weaker side has at least a third of the stronger side's mentions. It holds over all voices, as there, and for the author alone."""
    chances = [(mention.p_neg, mention.p_neu, mention.p_pos) for mention in mentions if mention.voice in voices]
    positive = sum(pos > max(neg, neu) for neg, neu, pos in chances)
    negative = sum(neg > max(pos, neu) for neg, neu, pos in chances)
    assert 3 * min(positive, negative) >= max(positive, negative) > 0


def test_the_sides_are_told_apart(mentions):
    """Each opinion carries the side of the model that it is about."""
    about = {words: next(mention.aspects for mention in mentions if words in TEXT[mention.start : mention.end]) for words in ("dishonest", "guardrails", "useful tools")}
    assert "openness" in about["dishonest"]
    assert "safety" in about["guardrails"]
    assert "ecosystem" in about["useful tools"]
