"""What would another expression make of what is stored?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from parsers.matching import Hit
from parsers.model import Topic
from parsers.relevance import judge
from parsers.sentences import find_sentences
from warehouse.rows import StoredArticle

Change = Literal["gained", "lost", "both", "neither"]
REACH = 90  # characters of the text shown on each side of the first matched word


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A stretch of the title or the text, and where in it the matched words stand."""

    text: str
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One stored article under the expression, beside what the present topic made of it."""

    article: StoredArticle
    about: bool
    mentioned: bool  # the expression holds, and the article is not about it
    strength: float
    change: Change
    matched: tuple[str, ...]  # the words found, each once
    snippet: Snippet | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many articles of a week, of an outlet or of all."""

    articles: int
    about: int
    mentioned: int
    present: int  # about the present topic
    gained: int
    lost: int


def try_topic(articles: Iterable[StoredArticle], topic: Topic) -> Iterable[Judged]:
    """Every article as the topic would judge it."""
    return (judge_stored(article, topic) for article in articles)


def judge_stored(article: StoredArticle, topic: Topic) -> Judged:
    """The article under the topic, by its stored text and mentions: no page is read again."""
    found = judge(article.title, article.text, article.mentions, topic)
    change: Change = ("both" if article.relevant else "gained") if found.relevant else "lost" if article.relevant else "neither"
    words = {(article.title if hit.field == "title" else article.text)[hit.start : hit.end]: None for hit in found.hits}
    return Judged(
        article=article, about=found.relevant, mentioned=found.touches and not found.relevant, strength=found.strength, change=change,
        matched=tuple(words), snippet=_snippet(article, found.hits),
    )  # fmt: skip


def tally(judged: Iterable[Judged]) -> Tally:
    counts: Counter[str] = Counter()
    for each in judged:
        counts.update(articles=1, about=each.about, mentioned=each.mentioned, present=each.article.relevant)
        counts[each.change] += 1
    return Tally(**{name: counts[name] for name in ("articles", "about", "mentioned", "present", "gained", "lost")})


def _snippet(article: StoredArticle, hits: tuple[Hit, ...]) -> Snippet | None:
    """The sentence of the first matched word in the text, else in the title; cut to what stands near it."""
    in_text = [hit for hit in hits if hit.field == "text"]
    shown = in_text or list(hits)
    if not shown:
        return None
    whole = article.text if in_text else article.title
    sentence = next((span for span in find_sentences(whole) if span[0] <= shown[0].start < span[1]), (0, len(whole)))
    start, end = max(sentence[0], shown[0].start - REACH), min(sentence[1], shown[0].end + REACH)
    start = start if start == sentence[0] else whole.rfind(" ", 0, start) + 1
    end = end if end == sentence[1] else max(whole.find(" ", end), end)
    before, behind = "… " * (start > sentence[0]), " …" * (end < sentence[1])
    marks = tuple((hit.start - start + len(before), min(hit.end, end) - start + len(before)) for hit in shown if start <= hit.start < end)
    return Snippet(text=before + whole[start:end].replace("\n", " ") + behind, marks=marks)
