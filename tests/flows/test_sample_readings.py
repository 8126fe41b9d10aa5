"""The sample newsroom, read: what was stored against what was written."""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path

import pytest

from parsers.addresses import canonical_url
from warehouse.doctor import examine
from warehouse.query import ask

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sample"))
from pages import expected_articles


@pytest.fixture(scope="module")
def written() -> dict[str, object]:
    return {canonical_url(article.url): article for article in expected_articles()}


@pytest.fixture(scope="module")
def stored(sample_home: Path) -> dict[str, dict[str, object]]:
    answer = ask(sample_home, "select url, title, authors, published_at, published_on, story_id, completeness, relevant, about, text from articles")
    return {row[0]: dict(zip(answer.columns, row, strict=True)) for row in answer.rows}


def share(hits: int, of: int) -> float:
    return round(hits / of, 3)


def test_every_article_arrives_once(written, stored) -> None:
    """All that the outlets published is stored, under its own address, and nothing else."""
    assert set(stored) == set(written)


def test_titles(written, stored) -> None:
    """The headline as the outlet ran it, without the outlet's name."""
    wrong = {url: stored[url]["title"] for url, article in written.items() if stored[url]["title"] != article.title}
    assert wrong == {}


def test_authors(written, stored) -> None:
    """Who wrote it, by full names; nobody where nobody is named."""
    wrong = {url: (stored[url]["authors"], article.authors) for url, article in written.items() if set(stored[url]["authors"]) != set(article.authors)}
    assert share(len(written) - len(wrong), len(written)) >= 0.97, wrong


def test_days(written, stored) -> None:
    """The day of publication in the outlet's own zone."""
    wrong = {url: stored[url]["published_on"] for url, article in written.items() if stored[url]["published_on"] != article.published.date()}
    assert share(len(written) - len(wrong), len(written)) >= 0.98, wrong


def test_quotations(sample_home: Path, written) -> None:
    """Spans and speakers of the whole sample: found, and by whom."""
    found = defaultdict(dict)
    for url, text, speaker in ask(sample_home, "select url, text, speaker from quotations").rows:
        found[url][plain(text)] = speaker or ""
    hits = right = total = 0
    for url, article in written.items():
        for text, speaker in article.quotes:
            total += 1
            if plain(text) in found[url]:
                hits += 1
                right += found[url][plain(text)] == speaker
    assert total > 300
    assert share(hits, total) >= 0.97
    assert share(right, hits) >= 0.95


def plain(text: str) -> str:
    """Marks and spacing aside: copies turn straight marks into curly ones."""
    return " ".join("".join(character if character.isalnum() else " " for character in text.casefold()).split())


def test_copies_are_one_story_with_their_original(written, stored) -> None:
    """Each wire story and its copies are one story; nothing else is joined."""
    stories = defaultdict(set)
    for url, article in written.items():
        stories[stored[url]["story_id"]].add(article.story)
    apart = [names for names in stories.values() if len(names) > 1]
    assert apart == [], "different stories taken for one"
    assert len(stories) <= len({article.story for article in written.values()}) + 1


def test_relevance(written, stored) -> None:
    """Articles about Llama or open-source AI are told from the rest."""
    tp = sum(bool(stored[url]["relevant"]) and article.topic != "other" for url, article in written.items())
    predicted = sum(bool(row["relevant"]) for row in stored.values())
    actual = sum(article.topic != "other" for article in written.values())
    precision, recall = tp / predicted, tp / actual
    assert precision >= 0.95
    assert recall >= 0.95


def test_llama_is_the_model_and_not_the_animal(written, stored) -> None:
    """No article on another topic is about Llama, and nearly all on the model are."""
    about = {topic: [] for topic in ("llama", "open-ai", "other")}
    for url, article in written.items():
        about[article.topic].append("Llama" in stored[url]["about"])
    assert not any(about["other"])
    assert share(sum(about["llama"]), len(about["llama"])) >= 0.95
    assert share(sum(about["open-ai"]), len(about["open-ai"])) <= 0.1


def test_warehouse_is_sound(sample_home: Path) -> None:
    """Every check of the warehouse is empty on the sample."""
    assert [finding.what for finding in examine(sample_home) if finding.wrong] == []


@pytest.mark.parametrize("view", ["weekly_stance", "weekly_stance_by_voice", "weekly_stance_by_aspect"])
def test_shares_are_of_everything(sample_home: Path, view: str) -> None:
    """Positive, mixed, neutral and negative stories are all the stories: what is mixed stays so in every view, not only in a mean."""
    (rows, off, mixed), = ask(sample_home, f"select count(*), max(abs(positive_share + mixed_share + neutral_share + negative_share - 1)), max(mixed_share) from {view}").rows
    assert rows > 8
    assert off < 1e-9
    assert mixed > 0
