"""The same words in several outlets, and the same person under several names."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from parsers.model import Article, Entry, Feed, KnownPerson, Quote, Reading, Target, Topic, Watchlist
from warehouse.identity import entry_digest, entry_id
from warehouse.rows import Announced, FeedPoll, ReadPage
from warehouse.store import Warehouse, open_warehouse

NOW = datetime(2024, 7, 24, 12, tzinfo=UTC)
WORDS = "We bought forty cards for a job that takes nine, and the rest have been warming the dye house."
SHORTER = "We bought forty cards for a job that takes nine"
SPEECH = (
    "We bought forty cards for a job that takes nine and the rest have been warming the dye house since the spring because nobody could say what else "
    "to do with them and I have told the board twice that I would sooner sell the lot than heat another winter with what we owe the bank for it."
)
EDITED = "We bought forty cards for a job that takes nine, and the others have been warming the dye house."


def run(
    warehouse: Warehouse, outlet: str, quoted: Sequence[tuple[str, str | None]], *, hours: int = 0, lead: str = "", path: str = "a", role: str | None = None,
    organisation: str | None = None, described: str | None = None, signature: tuple[int, ...] = (), now: datetime = NOW,
) -> None:
    """One outlet publishes one article, with these words of these speakers, so many hours after the first."""
    feed = Feed(url=f"https://{outlet}.example/feed", name=outlet)
    text, quotes = lead, []
    for words, speaker in quoted:
        text += f"\n\n{speaker or 'Somebody'} said: “"
        quotes.append(Quote(
            text=words, start=len(text), end=len(text) + len(words), speaker=speaker, rank=0.5, speaker_role=role, speaker_org=organisation,
            speaker_description=None if speaker else described,
        ))
        text += words + "”"
    url = f"https://{outlet}.example/{path}"
    article = Article(
        url=url, canonical_url=url, title=f"{outlet} on cards", authors=(), published_at=NOW - timedelta(days=2) + timedelta(hours=hours), published_precision="minute",
        published_on=NOW.date(), modified_at=None, text=text, evidence={},
    )
    reading = Reading(article=article, quotes=tuple(quotes), mentions=(), relevant=True, relevance=0.9, about=(), signature=signature)
    watchlist = Watchlist(feeds=(feed,), targets=(Target(name="Llama"),), aspects=(), events=(), topic=Topic(name="cards"), version="w")
    run_id = warehouse.begin_run(watchlist, parser_version="1", model_version="m", started_at=now, polled_at=now, replayed=False)
    entry = Entry(url=url, guid=url, title=article.title, summary=text)
    page = ReadPage(announced=Announced(entry=entry, entry_id=entry_id(feed.url, entry), digest=entry_digest(entry), url=url), reading=reading, captured_at=now)
    warehouse.save_feed(run_id, feed, FeedPoll(feed_url=feed.url, outcome="fresh", polled_at=now, entries=1), [page.announced], [page], [], model_version="m", now=now)
    warehouse.end_run(run_id, "completed", now)


def rows(warehouse: Warehouse, query: str) -> list[tuple[object, ...]]:
    return warehouse.connection.execute(query).fetchall()


def test_same_words_in_other_outlets_are_one_quotation(warehouse: Warehouse) -> None:
    """Who ran it first, who ran it after, who changed it and how; whichever was fetched first."""
    run(warehouse, "third", [(EDITED, "Oona Prewitt")], hours=9)
    run(warehouse, "first", [(WORDS, "Oona Prewitt"), ("Nobody asked me about the dye house before today.", "Ravi Sundaresan")])
    run(warehouse, "second", [(SHORTER, "Prewitt")], hours=3)
    run(warehouse, "fourth", [(WORDS.replace("We", "“We"), None)], hours=12)
    assert rows(warehouse, "select first_outlet, run_by, variants, changed_by, stories, copies, person, persons from quotation_spread where outlets > 1") == [
        ("first", ["first", "second", "third", "fourth"], 3, ["second", "third"], 4, 0, "Oona Prewitt", 2),
    ]
    assert rows(warehouse, "select variant, outlet, change, words_left_out, words_put_in from quotation_variants where utterance_id = (select utterance_id from quotation_spread where outlets > 1) order by variant") == [
        (1, "first", "first", [], []),
        (2, "second", "shortened", ["and", "the", "rest", "have", "been", "warming", "the", "dye", "house"], []),
        (3, "third", "edited", ["rest"], ["others"]),
    ]
    assert warehouse.check() == {}


def test_copies_of_a_story_are_told_from_independent_quoting(warehouse: Warehouse) -> None:
    """An outlet that runs the whole story has copied; one that quotes in a story of its own has not."""
    signature = tuple(range(128))
    run(warehouse, "wire", [(WORDS, "Oona Prewitt")], signature=signature)
    run(warehouse, "copier", [(WORDS, "Oona Prewitt")], hours=1, signature=signature)
    run(warehouse, "writer", [(WORDS, "Oona Prewitt")], hours=2)
    assert rows(warehouse, "select first_outlet, outlets, stories, copies from quotation_spread") == [("wire", 3, 2, 1)]


def test_few_words_are_each_speakers_own(warehouse: Warehouse) -> None:
    """A wolf in a sheepskin is anybody's phrase."""
    run(warehouse, "one", [("a wolf in a sheepskin", "Ann Roe")])
    run(warehouse, "two", [("a wolf in a sheepskin", "Bob Hale")])
    run(warehouse, "three", [("a wolf in a sheepskin", "Ann Roe")])
    assert rows(warehouse, "select person, outlets from quotation_spread order by person") == [("Ann Roe", 2), ("Bob Hale", 1)]


def test_an_edited_article_leaves_no_words_behind(warehouse: Warehouse) -> None:
    """When the article that linked two wordings drops its quotation, the two are apart again."""
    bridge = f"{SHORTER}. Ask the house about the heat if you do not believe a word of this."
    run(warehouse, "one", [(WORDS, None)])
    run(warehouse, "two", [("Ask the house about the heat if you do not believe a word of this.", None)], hours=1)
    run(warehouse, "bridge", [(bridge, None), (f"{SHORTER} and more", None)], hours=2)
    before = rows(warehouse, "select count(*) from quotation_spread")
    run(warehouse, "bridge", [("Something else was said here altogether by them.", None)], hours=2, lead="Corrected.", now=NOW + timedelta(hours=1))
    assert before in ([(1,)], [(2,)])
    assert rows(warehouse, "select outlets, count(*) from quotation_spread group by all") == [(1, 3)]
    assert warehouse.check() == {}


def utterances(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """Every utterance as the runs that it has."""
    return rows(warehouse, "select utterance_id, list((outlet, ordinal) order by outlet, ordinal) from quotations group by utterance_id order by all")


def test_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    """The same articles in any order, all at once or one by one, some of them edited on the way, are the same utterances."""
    rng = random.Random(7)
    quoted = {outlet: [(cut(rng), rng.choice([None, None, "Oona Prewitt", "Ravi Sundaresan"])) for _ in range(2)] for outlet in "abcdefghij"}
    found = []
    for seed in range(4):
        order = random.Random(seed).sample(sorted(quoted), len(quoted))
        with open_warehouse(tmp_path / str(seed)) as warehouse:
            for place, outlet in enumerate(order):
                if place % 3 == seed % 3:
                    run(warehouse, outlet, [(cut(rng), rng.choice([None, "Ravi Sundaresan"]))], now=NOW + timedelta(minutes=place))
                run(warehouse, outlet, quoted[outlet], lead="As corrected.", now=NOW + timedelta(hours=1, minutes=place))
            assert warehouse.check() == {}
            found.append(utterances(warehouse))
    assert all(each == found[0] for each in found)
    assert any(len(str(ids)) > 40 for _, ids in found[0]), "nothing was joined"


def cut(rng: random.Random) -> str:
    """A part of a long speech, at times with a word changed."""
    words = SPEECH.split()
    first = rng.randrange(len(words) - 8)
    part = words[first : first + rng.randrange(8, 30)]
    if rng.random() < 0.4:
        part[rng.randrange(len(part))] = "really"
    return " ".join(part)


def test_a_later_name_is_learnt(warehouse: Warehouse) -> None:
    """Words that first ran without a speaker are the speaker's whom a later article names: another's cut of them stays apart."""
    run(warehouse, "first", [(WORDS, None)])
    run(warehouse, "second", [(WORDS, "Oona Prewitt")], hours=1)
    run(warehouse, "third", [(SHORTER, "Ravi Sundaresan")], hours=2)
    assert rows(warehouse, "select person, run_by from quotation_spread order by all") == [("Oona Prewitt", ["first", "second"]), ("Ravi Sundaresan", ["third"])]


def test_words_without_a_name_join_no_two_speakers(warehouse: Warehouse) -> None:
    """A short wording that two people's quotations hold goes with one of them, the nearest in length, whichever comes last."""
    phrase = "the rest have been warming the dye house"
    longer = f"I was told on the phone that {phrase}, and laughed."
    for hours, (outlet, words, speaker) in enumerate([("one", WORDS, "Oona Prewitt"), ("two", phrase, None), ("three", longer, "Ravi Sundaresan")]):
        run(warehouse, outlet, [(words, speaker)], hours=hours)
    assert rows(warehouse, "select person, run_by from quotation_spread order by all") == [("Oona Prewitt", ["one"]), ("Ravi Sundaresan", ["two", "three"])]


def test_the_very_same_words_are_one_whoever_is_credited(warehouse: Warehouse) -> None:
    """Where two outlets name two people for the same sentence, the spread says so: one of them is wrong."""
    run(warehouse, "one", [(WORDS, "Oona Prewitt")])
    run(warehouse, "two", [(WORDS, "Ravi Sundaresan")], hours=1)
    assert rows(warehouse, "select run_by, persons, variants from quotation_spread") == [(["one", "two"], 2, 1)]


def test_what_an_older_version_stored_is_grouped_on_publication(warehouse: Warehouse) -> None:
    """Quotations without a wording get theirs before anybody opens the file."""
    run(warehouse, "one", [(WORDS, "Oona Prewitt")])
    run(warehouse, "two", [(SHORTER, None)], hours=1)
    before = utterances(warehouse)
    for table in ("quotation_wording", "wording", "wording_key", "wording_alike"):
        warehouse.connection.execute(f"delete from {table}")
    warehouse.publish()
    assert utterances(warehouse) == before
    assert warehouse.check() == {}


def test_one_person_under_several_names(warehouse: Warehouse) -> None:
    """Full name, surname and role are joined on publication, with the evidence."""
    run(warehouse, "one", [("We bought forty cards.", "Oona Prewitt")], role="chief executive", organisation="Harrow Loom")
    run(warehouse, "two", [("We sold nine of them.", "Prewitt")], lead="Harrow Loom sold cards.")
    run(warehouse, "three", [("We kept the rest.", None)], described="the Harrow Loom CEO")
    run(warehouse, "four", [("We grow pears.", "Prewitt")], lead="An orchard.")
    warehouse.publish()
    assert rows(warehouse, "select form, speaker, evidence from speaker_forms order by form, speaker") == [
        ("Oona Prewitt", "Oona Prewitt", "as written"),
        ("Prewitt", "Oona Prewitt", "surname, in an article that names Harrow Loom"),
        ("Prewitt", "Prewitt", "as written"),
        ("the Harrow Loom CEO", "Oona Prewitt", "ceo of Harrow Loom"),
    ]
    assert rows(warehouse, "select speaker, articles, speaker_role, forms from speakers order by articles desc") == [
        ("Oona Prewitt", 3, "chief executive", ["Oona Prewitt", "Prewitt", "the Harrow Loom CEO"]), ("Prewitt", 1, None, ["Prewitt"]),
    ]
    assert warehouse.check() == {}


def test_a_surname_is_whose_words_other_articles_run_in_full(warehouse: Warehouse) -> None:
    """Where the same words have one full name elsewhere, the surname beside them is that person's, even of two who bear it."""
    run(warehouse, "one", [(WORDS, "Oona Prewitt")])
    run(warehouse, "two", [(SHORTER, "Prewitt")], hours=1)
    run(warehouse, "three", [("It rains in Ghent more than anybody told me it would.", "Delphine Prewitt")], hours=2)
    run(warehouse, "four", [("We grow pears.", "Prewitt")])
    warehouse.publish()
    assert rows(warehouse, "select outlet, person, person_evidence from quotations where speaker = 'Prewitt' order by outlet") == [
        ("four", "Prewitt", "as written"), ("two", "Oona Prewitt", "surname, with the same words elsewhere"),
    ]
    run(warehouse, "five", [(WORDS, "Delphine Prewitt")], hours=3)
    warehouse.publish()
    assert rows(warehouse, "select person from quotations where outlet = 'two'") == [("Prewitt",)]


def test_alias_file_is_honoured_by_the_next_publication(warehouse: Warehouse) -> None:
    """What people write joins and parts; taken back, it is forgotten; twice said, nothing more happens."""
    run(warehouse, "one", [("We bought forty cards.", "Oona Prewitt")])
    run(warehouse, "two", [("We sold nine of them.", "Oonagh P.")])
    known = (KnownPerson(name="Oona Prewitt", forms=("Oonagh P.",)),)
    for _ in range(2):
        warehouse.save_people(known)
        warehouse.publish()
        assert rows(warehouse, "select speaker, articles from speakers") == [("Oona Prewitt", 2)]
    warehouse.save_people(())
    warehouse.publish()
    assert rows(warehouse, "select speaker, articles from speakers order by all") == [("Oona Prewitt", 1), ("Oonagh P.", 1)]


def test_role_of_a_speaker_is_the_one_most_articles_give(warehouse: Warehouse) -> None:
    """Of two given equally often the later one, never whichever row came first."""
    for place, (outlet, role) in enumerate([("one", "founder"), ("two", "chair"), ("three", "adviser")]):
        run(warehouse, outlet, [("We bought forty cards.", "Oona Prewitt")], role=role, hours=place)
    assert rows(warehouse, "select speaker_role from speakers") == [("adviser",)]
    run(warehouse, "four", [("We bought forty cards.", "Oona Prewitt")], role="founder", hours=-1)
    assert rows(warehouse, "select speaker_role from speakers") == [("founder",)]


@pytest.mark.parametrize(("statement", "check"), [
    ("delete from quotation_wording", "quotation_wordings"),
    ("insert into quotation_wording select * from quotation_wording", "quotation_wordings"),
    ("insert into wording select * from wording", "quotation_wordings"),
    ("update wording set lead_id = 'zz'", "quotation_wordings"),
    ("update wording set utterance_id = wording_id", "quotation_wordings"),
    ("update wording set speaker_key = 'sundaresan' where lead_id = wording_id", "quotation_wordings"),
    ("delete from wording", "quotation_wordings"),
    ("update quotation set speaker_description = 'a source'", "speaker_descriptions"),
    ("update quotation set text = text || '!'", "quotation_offsets"),
])
def test_check_finds_the_wrong_row(warehouse: Warehouse, statement: str, check: str) -> None:
    """Each check is empty on what was stored, and finds the fault that it is for."""
    run(warehouse, "one", [(WORDS, "Oona Prewitt"), (SHORTER, "Oona Prewitt")])
    assert warehouse.check() == {}
    warehouse.connection.execute(statement)
    assert check in warehouse.check()


def test_a_phrase_that_thousands_share_costs_no_more(warehouse: Warehouse) -> None:
    """A new wording is compared with a bounded number of others, however many share its stock phrase."""
    rng = random.Random(1)
    vocabulary = [f"w{number:x}" for number in range(3000)]
    costs = []
    for batch in range(5):
        quoted = [(f"at the end of the day {' '.join(rng.choices(vocabulary, k=20))}", None) for _ in range(300)]
        began = time.process_time()
        run(warehouse, f"outlet{batch}", quoted)
        costs.append(time.process_time() - began)
    assert min(costs[3:]) < 4 * max(costs[:2]) + 0.5  # one batch of two may stumble
