"""Which articles are one story: the same answer in whatever order they arrive and change."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from parsers.credits import find_credits
from parsers.model import Article, Entry, Feed, Reading, Topic, Watchlist
from parsers.syndication import Piece, find_leads, signature
from warehouse.connection import sql_files
from warehouse.rows import Announced, FeedPoll, ReadPage
from warehouse.store import Warehouse, open_warehouse

NOW = datetime(2024, 7, 24, 6, tzinfo=UTC)
WORDS = ["the", "a", "of", "harbour", "council", "model", "open", "vote", "quiet", "river", "signal", "licence", "paper", "train", "winter", "copper"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Told:
    """One article: where, when, in which words."""

    name: str
    paragraphs: tuple[str, ...]
    hour: int
    outlet: str = ""
    canonical: str = ""

    @property
    def url(self) -> str:
        return f"https://{self.name}.example/story"

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


def paragraphs(seed: int, count: int = 8) -> tuple[str, ...]:
    drawn = random.Random(seed)
    return tuple(" ".join(drawn.choice(WORDS) + str(drawn.randrange(60)) for _ in range(45)) + "." for _ in range(count))


def arrive(warehouse: Warehouse, *told: Told, now: datetime = NOW) -> None:
    """The articles come in at one poll, in this order."""
    by_outlet: dict[str, list[Told]] = {}
    for each in told:
        by_outlet.setdefault(each.outlet or each.name.title(), []).append(each)
    feeds = {outlet: Feed(url=f"https://{outlet.lower().replace(' ', '-')}.example/feed", name=outlet) for outlet in by_outlet}
    watchlist = Watchlist(feeds=tuple(feeds.values()), targets=(), aspects=(), events=(), topic=Topic(name="open-source AI"), version="w1")
    run_id = warehouse.begin_run(watchlist, parser_version="1", model_version="m", started_at=now, polled_at=now, replayed=False)
    for outlet, articles in by_outlet.items():
        pages = []
        for each in articles:
            published_at = NOW + timedelta(hours=each.hour)
            article = Article(
                url=each.url, canonical_url=each.canonical or each.url, title=f"As {each.name} tells it", authors=(), published_at=published_at,
                published_precision="minute", published_on=published_at.date(), modified_at=None, text=each.text, evidence={},
            )
            reading = Reading(
                article=article, quotes=(), mentions=(), relevant=True, relevance=0.9, about=(), signature=signature(each.text), credits=find_credits(each.text)
            )
            entry = Entry(url=each.url, guid=each.url, title=article.title)
            announced = Announced(entry=entry, entry_id=f"{each.name}/{now}", digest=str(now), url=each.url)
            pages.append(ReadPage(announced=announced, reading=reading, captured_at=now))
        poll = FeedPoll(feed_url=feeds[outlet].url, outcome="fresh", polled_at=now, entries=len(pages))
        warehouse.save_feed(run_id, feeds[outlet], poll, [page.announced for page in pages], pages, [], model_version="m", now=now)
    warehouse.end_run(run_id, "completed", now)


def stories(warehouse: Warehouse) -> dict[str, str]:
    """For each article, by the name of its host, the original of its story."""
    rows = warehouse.connection.execute(
        "select article.url, original.url from article join article as original on original.article_id = article.story_id"
    ).fetchall()
    assert warehouse.check() == {}
    return {name_of(url): name_of(original) for url, original in rows}


def name_of(url: str) -> str:
    return url.split("/")[2].removesuffix(".example")


WHOLE = paragraphs(1)
WIRE = Told(name="wire", paragraphs=WHOLE, hour=0)
CUT = Told(name="cut", paragraphs=WHOLE[:5], hour=2)
HALF = Told(name="half", paragraphs=WHOLE[:3], hour=3)
OTHER = Told(name="other", paragraphs=paragraphs(2), hour=1)


@pytest.mark.parametrize("order", [(WIRE, CUT, HALF, OTHER), (HALF, CUT, WIRE, OTHER), (CUT, OTHER, HALF, WIRE)], ids=["in order", "reversed", "original last"])
def test_a_wire_story_cut_down_is_one_story_in_any_order(warehouse: Warehouse, order: tuple[Told, ...]) -> None:
    """Copies that kept five or three of eight paragraphs are copies of the whole, whether it is seen before or after them."""
    for place, each in enumerate(order):
        arrive(warehouse, each, now=NOW + timedelta(days=place))
    assert stories(warehouse) == {"wire": "wire", "cut": "wire", "half": "wire", "other": "other"}


def test_an_original_that_arrives_late_takes_the_story(warehouse: Warehouse) -> None:
    """Two copies seen first are a story of their own until the original is read; it was published first, so it becomes the original of all."""
    arrive(warehouse, CUT, HALF)
    assert stories(warehouse) == {"cut": "cut", "half": "cut"}
    arrive(warehouse, WIRE, now=NOW + timedelta(days=3))
    assert stories(warehouse) == {"wire": "wire", "cut": "wire", "half": "wire"}


def test_a_chain_of_likenesses_joins_no_two_stories(warehouse: Warehouse) -> None:
    """An article made of the halves of two others is a copy of one of them at most, and they stay two stories."""
    left, right = paragraphs(11, 4), paragraphs(12, 4)
    first, second = Told(name="first", paragraphs=left, hour=0), Told(name="second", paragraphs=right, hour=1)
    both = Told(name="both", paragraphs=left + right, hour=2)
    arrive(warehouse, first, second, both)
    found = stories(warehouse)
    assert (found["first"], found["second"]) == ("first", "second")
    assert found["both"] in {"first", "second"}


def test_a_copy_that_is_rewritten_leaves_its_story(warehouse: Warehouse) -> None:
    """A revision that no longer matches stands for itself; the others keep their original."""
    arrive(warehouse, WIRE, CUT, HALF)
    arrive(warehouse, dataclasses.replace(CUT, paragraphs=paragraphs(5)), now=NOW + timedelta(days=1))
    assert stories(warehouse) == {"wire": "wire", "cut": "cut", "half": "wire"}


def test_an_original_that_is_rewritten_leaves_its_copies_a_new_one(warehouse: Warehouse) -> None:
    """Where the original became another text, the first published of its copies is the original of what is left."""
    arrive(warehouse, WIRE, CUT, HALF)
    arrive(warehouse, dataclasses.replace(WIRE, paragraphs=paragraphs(6)), now=NOW + timedelta(days=1))
    assert stories(warehouse) == {"wire": "wire", "cut": "cut", "half": "cut"}


def test_the_credited_article_is_the_original_although_it_came_second(warehouse: Warehouse) -> None:
    """Credit lines and canonical addresses outweigh the clock."""
    early = Told(name="early", paragraphs=(*WHOLE, "This story was first published by Agency."), hour=0)
    agency = Told(name="agency", paragraphs=WHOLE, hour=1, outlet="The Agency")
    arrive(warehouse, early)
    arrive(warehouse, agency, now=NOW + timedelta(days=1))
    assert stories(warehouse) == {"early": "agency", "agency": "agency"}


def test_an_outlet_s_own_reprint_is_no_amplification(warehouse: Warehouse) -> None:
    """The same text again in the same outlet is the same story, but only other outlets' copies count as its copies."""
    again = Told(name="wire-again", paragraphs=WHOLE, hour=30, outlet="Wire")
    arrive(warehouse, WIRE, again, CUT)
    assert stories(warehouse) == {"wire": "wire", "wire-again": "wire", "cut": "wire"}
    assert warehouse.connection.execute("select copies, copied_by, reprints from stories").fetchall() == [(1, ["Cut"], 1)]
    assert warehouse.connection.execute("select articles, stories, copies, reprints from weekly_counts").fetchall() == [(3, 1, 1, 1)]


def test_an_outlet_s_alike_notes_are_stories_of_their_own(warehouse: Warehouse) -> None:
    """Release notes that repeat two thirds of the last ones are no copies of them; between outlets that much is a copy."""
    notes = tuple(Told(name=f"notes{number}", paragraphs=WHOLE[:6] + paragraphs(20 + number, 2), hour=number, outlet="Notes") for number in range(3))
    arrive(warehouse, *notes)
    assert stories(warehouse) == {each.name: each.name for each in notes}
    arrive(warehouse, dataclasses.replace(notes[1], name="elsewhere", outlet="Elsewhere", hour=9), now=NOW + timedelta(days=1))
    assert stories(warehouse)["elsewhere"] == "notes1"


@pytest.mark.parametrize("seed", range(6))
def test_stories_do_not_depend_on_the_order_of_arrival(warehouse: Warehouse, seed: int) -> None:
    """Whatever order articles arrive and are rewritten in, in batches of any size, they end in the stories that all of them at once make."""
    drawn = random.Random(seed)
    sources = [paragraphs(seed * 100 + number) for number in range(4)]
    told = []
    for number in range(24):
        one, two = drawn.sample(sources, 2)
        text = drawn.choice([one, one[:6], one[2:], one[:3], one[:4] + two[:4], one[:5] + two[5:], one[1:4] + two[2:]])
        told.append(Told(name=f"n{number}", paragraphs=text, hour=drawn.randrange(12), outlet=drawn.choice(["", "", "Shared", "Common"])))
    arrivals = told.copy()
    drawn.shuffle(arrivals)
    rewritten = {place: dataclasses.replace(each, paragraphs=drawn.choice(sources)[drawn.randrange(4) :]) for place, each in enumerate(drawn.sample(arrivals, 6))}
    arrivals += rewritten.values()
    day = 0
    while arrivals:
        batch = [arrivals.pop(0) for _ in range(min(drawn.choice([1, 1, 2, 5]), len(arrivals)))]
        arrive(warehouse, *{each.name: each for each in batch}.values(), now=NOW + timedelta(days=(day := day + 1)))
    stored = warehouse.connection.execute("select article_id, url, outlet, published_at, lead_id from article join article_revision using (article_id, revision)").fetchall()
    final = {each.url: each for each in (*told, *rewritten.values())}
    pieces = [
        Piece(key=article, url=url, outlet=outlet, published_at=published_at, signature=np.array(signature(final[url].text), dtype=np.uint64))
        for article, url, outlet, published_at, _ in stored
    ]
    assert {article: lead for article, *_, lead in stored} == find_leads(pieces)
    assert len({lead for *_, lead in stored}) > 4
    assert warehouse.check() == {}


def test_what_an_older_version_stored_is_grouped_anew(tmp_path: Path) -> None:
    """The migration empties the bands, and the next run looks every stored article up again."""
    with open_warehouse(tmp_path / "home") as warehouse:
        arrive(warehouse, WIRE, CUT, OTHER)
        for statement in (
            "drop view if exists stories", "delete from schema_migration where version = 4", "alter table article_revision drop column credits", "update article set story_id = article_id",
            "alter table article drop column lead_id",
        ):  # fmt: skip
            warehouse.connection.execute(statement)
    with open_warehouse(tmp_path / "home") as warehouse:
        assert warehouse.connection.execute("select count(*) from article_band").fetchall() == [(0,)]
        assert warehouse.check().keys() == {"story_leads"}
        arrive(warehouse, HALF, now=NOW + timedelta(days=1))
        assert stories(warehouse) == {"wire": "wire", "cut": "wire", "half": "wire", "other": "other"}
    assert any(script.name.startswith("0004") for script in sql_files("migrations"))
