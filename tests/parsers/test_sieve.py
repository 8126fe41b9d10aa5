"""What is not read for want of words, and that reading would have found nothing in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.captures import Capture, read_captures
from feeds.watchlist import load_watchlist
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST, SHIPPED_WATCHLIST
from parsers.model import PageParseError, Target, Topic
from parsers.reading import read_article
from parsers.sieve import sieve

LLAMA = Target(name="Llama", maker="Meta", aliases=("Llama", "the 405B", "Meta's new model"))
TOPIC = Topic(name="open AI", expression='"open source" near (AI or model*) or open-weight* or ("Apache 2.0" or {MIT}) near model*')


@pytest.mark.parametrize(("page", "passes"), [
    ("<p>Nothing of that kind.</p>", False),
    ("<p>They keep llamas and alpacas.</p>", False),
    ("<p>LLAMA 3 is out</p>", True),
    ("<p>Llama3.1 is out</p>", True),
    ("<p>It runs Llama</p>", True),
    ("<p>Ollama is a tool</p>", False),
    ("<p>the&nbsp;405B</p>", True),
    ("<p>the <b>405B</b></p>", True),
    ("<p>Meta&#8217;s new model</p>", True),
    ("<p>Meta’s new model</p>", True),
    ("<p>Meta's new car</p>", False),
    ("<p>an open-source model</p>", True),
    ("<p>an open\n source\n model</p>", True),
    ("<p>a source that is open</p>", False),
    ("<p>openweights</p>", False),
    ("<p>open weights</p>", True),
    ("<p>OPEN-WEIGHTED</p>", True),
    ("<script>var llama = 1</script><p>x</p>", False),
    ('<script type="application/ld+json">{"articleBody": "Llama is out"}</script>', True),
    ('<a href="/llama">x</a>', False),
    ("<p>apache 2.0</p>", False),
    ("<p>Apache 2.0 models</p>", True),
    ("Llama".encode("utf-16").decode("latin-1"), True),
    ("", False),
])  # fmt: skip
def test_passes(page: str, passes: bool) -> None:
    assert sieve(TOPIC, [LLAMA]).passes(page.encode("latin-1" if "\x00" in page else "utf-8")) is passes


def test_words_without_letters_of_ascii_let_everything_pass() -> None:
    """Encodings differ in them, so nothing can be told from a page's bytes."""
    assert sieve(Topic(name="x", expression="llama or модель"), []).passes(b"<p>anything</p>")


@pytest.mark.parametrize("watchlist", [SAMPLE_WATCHLIST, SHIPPED_WATCHLIST], ids=["sample", "shipped"])
def test_nothing_is_turned_away_that_reading_would_keep(watchlist: Path) -> None:
    """Every page of the sample that is about the topic or names a target passes, and some of the others do not."""
    watched = load_watchlist(watchlist)
    made, turned_away, kept = sieve(watched.topic, watched.targets), 0, 0
    for capture in read_captures(SAMPLE_CAPTURES):
        if not isinstance(capture, Capture) or capture.kind != "page" or capture.document.status != 200:
            continue
        page = capture.document
        try:
            read = read_article(page.body, page.final_url, entry=None, targets=watched.targets, aspects=watched.aspects, topic=watched.topic)
        except PageParseError:
            continue
        worth = read.relevant or bool(read.mentions)
        kept += worth
        turned_away += not made.passes(page.body)
        assert made.passes(page.body) or not worth, page.url
    assert kept > 50
    assert turned_away > 0
