"""What is not read for want of words, and that reading would have found nothing in it."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from feeds.captures import Capture, read_captures
from feeds.watchlist import load_watchlist
from flows.settings import SAMPLE_CAPTURES, SAMPLE_WATCHLIST, SHIPPED_WATCHLIST
from parsers.aliases import find_aliases
from parsers.matching import find_match
from parsers.model import PageParseError, Target, Topic
from parsers.reading import read_article
from parsers.sentences import find_sentences
from parsers.sieve import sieve
from tests.clock import within

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
    ("<p>LLaMAv2 is out</p>", True),
    ("<p>open" + " " * 500 + "source models</p>", True),
    ("<p>open <script>if (a < b) {}</script>source models</p>", True),
    ("<!-- <p>Llama</p> --><p>x</p>", False),
    ("<!-- <script> --><p>Llama</p><script></script>", True),
    ('<script src="x"/><p>Llama</p><script></script>', True),
    ("<script>var x = 1;<p>Llama</p>", True),  # never closed
    ("<p>if x < 1 and Llama > 2</p>", True),
    ('<meta property="og:title" content="Llama is out">', True),
    ('<script type="application/ld+json">{"headline": "Intro.\\nLlama 3\\u2019s"}</script>', True),
    ('<script type="application/ld+json">{"headline": "C:\\\\newLlama"}</script>', False),
    ('<script type="application/ld+json">{"headline": "an open\\u003cb\\u003e source\\u003c\\/b\\u003e model"}</script>', True),
    ("", False),
])  # fmt: skip
def test_passes(page: str, passes: bool) -> None:
    assert sieve(TOPIC, [LLAMA]).passes(page.encode("latin-1" if "\x00" in page else "utf-8")) is passes


@pytest.mark.parametrize(("alias", "text", "passes"), [
    ("Société Générale", "Societe\u0301 Ge\u0301ne\u0301rale", True),
    ("Société Générale", "Soci&eacute;t&eacute; G&eacute;n&eacute;rale", True),
    ("São Paulo", "São Paulo", True),
    ("São Paulo", "Sao Vicente", False),
    ("GPT-4", "GPT4", True),
    ("GPT4", "GPT-4", True),
    ("GPT-4", "GPT-41", True),  # read as a version
    ("GPT-4", "GPT-3", False),
    ("DeepSeek", "DeepSeekR1", True),
    ("DeepSeek", "DeepSeekers", False),
    ("Foo & Bar", "Foo &amp; Bar", True),
])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_names_pass_however_they_are_written(alias: str, text: str, passes: bool, encoding: str) -> None:
    """Letters meet figures with a hyphen or without; letters beyond ASCII have other bytes in each encoding."""
    made = sieve(Topic(name="x", expression=""), [Target(name="x", maker="", aliases=(alias,))])
    assert made.passes(f"<p>{text}</p>".encode(encoding, "xmlcharrefreplace")) is passes


@pytest.mark.parametrize("unit", [b"<", b"<script>", b"<script", b"<!--", b"<meta ", b"&", b"&amp;", b"open ", b"a1", b"<script type=json>\\"])
def test_hostile_pages_take_time_linear_in_them(unit: bytes) -> None:
    made = sieve(TOPIC, [LLAMA])
    within(1, lambda: made.passes(unit * (2_000_000 // len(unit))))


SOUNDS = st.sampled_from(["gpt", "Llama", "open", "Société", "São", "Ünal", "модель", "v", "R", "4", "3.5", "405", "B", "o", "model"])
GAPS = st.sampled_from(["", " ", "-", "‑", "\n", "'", "’"])
ENDINGS = st.sampled_from(["", "s", "ised", "é", "v2", "R1", "-3", " 70B", ".", "'s", "1"])


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A name or phrase, and a text that may hold it in another spelling."""
    sounds = draw(st.lists(SOUNDS, min_size=1, max_size=4))
    asked, seen = ("".join(sound + draw(GAPS) for sound in sounds).strip("-‑'’\n ") for _ in range(2))
    return asked, draw(st.sampled_from(["", "the ", "x"])) + draw(st.sampled_from([seen, asked])) + draw(ENDINGS) + draw(st.sampled_from(["", " model is out.", "é"]))


PLACES = {
    "paragraph": lambda text: f"<p>{html.escape(text)}</p>",
    "spaced": lambda text: f"<p>{html.escape(text).replace(' ', ' ' * 60)}</p>",
    "meta": lambda text: f'<meta name="description" content="{html.escape(text)}">',
    "json": lambda text: f'<script type="application/ld+json">{json.dumps({"headline": text})}</script>',
}


@settings(deadline=None, max_examples=400)
@given(written(), st.sampled_from(sorted(PLACES)), st.sampled_from(["utf-8", "ascii"]))
def test_whatever_names_find_passes(pair: tuple[str, str], place: str, encoding: str) -> None:
    """find_aliases finds nothing in a text that a page of it would be turned away for."""
    alias, text = pair
    target = Target(name=alias, maker="", aliases=(alias,))
    found = any(find_aliases(("", text), (target,)))
    event(f"found: {found}")
    made = sieve(Topic(name="x", expression=""), [target])
    assert made.passes(PLACES[place](text).encode(encoding, "xmlcharrefreplace")) or not found


@settings(deadline=None, max_examples=400)
@given(st.lists(written(), min_size=1, max_size=2), st.booleans(), st.sampled_from(["or", "and", "near", "not near/1"]), st.sampled_from(sorted(PLACES)))
def test_whatever_expressions_match_passes(pairs: list[tuple[str, str]], starred: bool, operator: str, place: str) -> None:
    """The same for find_match."""
    asked = [" ".join(f"{word}*" if starred and len(word) > 1 and word.isalpha() else word for word in phrase.split()) for phrase, _ in pairs]
    expression, text = f" {operator} ".join(f'"{phrase}"' for phrase in asked), " ".join(text for _, text in pairs)
    found = find_match(expression, "", text, (), find_sentences(text)).holds
    event(f"found: {found}")
    made = sieve(Topic(name="x", expression=expression), [])
    assert made.passes(PLACES[place](text).encode()) or not found


def test_a_name_without_letters_of_ascii_lets_everything_pass() -> None:
    assert sieve(TOPIC, [Target(name="Модель", maker="", aliases=("Llama", "Модель"))]).passes(b"<p>anything</p>")


def test_any_ending_within_a_phrase() -> None:
    made = sieve(Topic(name="x", expression='"quanti* models"'), [])
    assert made.passes(b"<p>quantised models</p>")
    assert made.passes("<p>quantité models</p>".encode())
    assert not made.passes(b"<p>a model</p>")


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
