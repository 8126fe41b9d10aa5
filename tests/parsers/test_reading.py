"""Everything about one article."""

from __future__ import annotations

import pytest

from parsers.model import Aspect, PageParseError, Target, Topic
from parsers.reading import read_article, read_text

LLAMA = Target(name="Llama", maker="Meta", aliases=("Llama",), context=("AI", "model"))
TOPIC = Topic(name="open-source AI", expression="open-source near model or @Llama")
ASPECTS = (Aspect(name="cost", label="cost", terms=("cheap*",)),)
BODY = [
    "The county library has put Meta's open-source model Llama 3 behind its help desk, and the staff have started to like it.",
    "“Llama 3 is cheap and it never sulks,” said Ida Brunn, who runs the desk, after a month of long evenings and short answers.",
    "Readers ask it for opening hours, lost umbrellas and the names of poets, and most of them leave with what they came for.",
    "The council will look at the figures in the autumn, when the first bills for the new machine in the basement have come in.",
]
PAGE = f"""<html lang="en"><head><title>A library lets Llama answer</title>
<meta property="og:title" content="A library lets Llama answer"><meta property="og:type" content="article">
<meta property="article:published_time" content="2024-07-24T08:00:00Z"></head>
<body><article><h1>A library lets Llama answer</h1>{"".join(f"<p>{paragraph}</p>" for paragraph in BODY)}</article></body></html>"""


def test_a_page_is_read_whole():
    """One call gives the article, its quotes, its mentions in their voices, its relevance and its signature."""
    reading = read_article(PAGE.encode(), "https://county.example/llama", entry=None, targets=(LLAMA,), aspects=ASPECTS, topic=TOPIC)
    assert reading.article.title == "A library lets Llama answer"
    assert any(quote.speaker == "Ida Brunn" for quote in reading.quotes)
    assert [(mention.voice, mention.speaker) for mention in reading.mentions] == [
        ("headline", None),
        ("author", None),
        ("speaker", "Ida Brunn"),
    ]
    assert [mention.aspects for mention in reading.mentions] == [(), (), ("cost",)]
    assert reading.relevant
    assert reading.about == ("Llama",)
    assert reading.signature


def test_a_stored_article_reads_the_same_again():
    """Reading the article again, without its page, gives the same reading."""
    reading = read_article(PAGE.encode(), "https://county.example/llama", entry=None, targets=(LLAMA,), aspects=ASPECTS, topic=TOPIC)
    assert read_text(reading.article, targets=(LLAMA,), aspects=ASPECTS, topic=TOPIC) == reading


def test_what_is_no_page_is_refused():
    """Bytes that are no page raise the declared error with its address."""
    with pytest.raises(PageParseError) as refused:
        read_article(b"", "https://county.example/nothing", entry=None, targets=(LLAMA,), aspects=ASPECTS, topic=TOPIC)
    assert refused.value.url == "https://county.example/nothing"
