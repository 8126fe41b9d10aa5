"""One article stays one article, whatever its outlet does to its GUID, its address or its slug."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from test_store import FEED, NOW, OTHER, count, entry, reading, take_in

from parsers.model import Entry, Reading
from parsers.syndication import signature
from warehouse.rows import Announced
from warehouse.store import Warehouse

LONG = "Llama 3.1 is out. " + " ".join(
    f"On day {day} the ferry crossed the sound {day * 3} times with {day + 11} passengers and one model aboard that knew the tide tables." for day in range(1, 20)
)
ELSE = "Llama 3.1 is out. " + " ".join(f"The mill at stage {stage} ground {stage * 7} sacks of rye before the miller asked anybody about software." for stage in range(1, 20))
A, B, C, D = (f"https://outlet.example/2024/{slug}" for slug in ("ferry", "ferry-gets-a-model", "ferry-and-model", "ferry-once-more"))


def page(url: str, text: str = LONG, **changes: object) -> Reading:
    read = reading(url, text=text, signature=signature(text))
    return dataclasses.replace(read, article=dataclasses.replace(read.article, **changes))


def news(announced: tuple[Announced, ...]) -> list[Announced]:
    """What the feed said; not what is merely looked at again."""
    return [each for each in announced if each.why != "revisit"]


def later(days: float):
    return NOW + timedelta(days=days)


def test_guids_that_change_at_every_poll_leave_one_entry(warehouse: Warehouse) -> None:
    """A feed whose GUIDs are new at every poll and whose addresses stay announces nothing new, and no entry twice."""
    take_in(warehouse, [entry(A, guid="g-0"), entry(B, guid="h-0")], {A: page(A), B: page(B, ELSE)})
    for poll in range(1, 6):
        assert news(take_in(warehouse, [entry(A, guid=f"g-{poll}"), entry(B, guid=f"h-{poll}")], {}, now=later(poll))) == []
    assert [count(warehouse, table) for table in ("entry", "article", "article_revision")] == [2, 2, 2]
    assert warehouse.check() == {}


def test_guids_and_links_made_up_at_every_poll_leave_one_entry(warehouse: Warehouse) -> None:
    """Title and time tell the entries of a feed that counts its readers by links of their own; a title that comes back is another one."""
    def made_up(poll: int) -> Entry:
        return entry(f"https://news.example/read/{poll}", guid=f"g-{poll}", published_at=NOW, published_precision="second")

    take_in(warehouse, [made_up(0)], {"https://news.example/read/0": page(A)})
    for poll in range(1, 4):
        assert news(take_in(warehouse, [made_up(poll)], {}, now=later(poll))) == []
    assert (count(warehouse, "entry"), count(warehouse, "article")) == (1, 1)
    for again in (dataclasses.replace(made_up(9), published_at=later(7)), dataclasses.replace(made_up(9), published_precision="day", published_at=NOW)):
        assert [each.why for each in news(warehouse.announced(FEED, [again], later(8)))] == ["new"]


def test_change_under_a_new_guid_is_a_revision(warehouse: Warehouse) -> None:
    """An entry renamed and reworded at once leads to its article again."""
    take_in(warehouse, [entry(A, guid="g-0")], {A: page(A)})
    take_in(warehouse, [entry(A, guid="g-1", summary="Corrected.")], {A: page(A, LONG + " Corrected.")}, now=later(1))
    assert [count(warehouse, table) for table in ("entry", "article", "article_revision")] == [1, 1, 2]


def test_two_entries_for_one_page_stay_two(warehouse: Warehouse) -> None:
    """Entries listed together are different ones, though they link to one page; the page is one article."""
    both = [entry(A, guid="v1"), entry(A, guid="v2")]
    take_in(warehouse, both, {A: page(A)})
    assert news(take_in(warehouse, both, {}, now=later(1))) == []
    assert (count(warehouse, "entry"), count(warehouse, "article")) == (2, 1)


ADDRESSES = {
    "tracking parameters are gained": f"{A}?utm_source=rss&at_medium=feed",
    "http becomes https": A.replace("https:", "http:"),
    "www is added": A.replace("outlet.", "www.outlet."),
    "the feed links to AMP": f"{A}/amp/",
    "the feed links to the mobile host": A.replace("outlet.", "m.outlet."),
    "a slash and a fragment are added": f"{A}/#comments",
    "an index file shows": f"{A}/index.html",
}


@pytest.mark.parametrize("address", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize("guid", ["the same", None, "another"])
def test_dress_of_an_address_makes_no_second_article(warehouse: Warehouse, address: str, guid: str | None) -> None:
    """Whatever happens to the form of the address, with or without a GUID that holds."""
    take_in(warehouse, [entry(A, guid=guid and "the same")], {A: page(A)})
    assert news(take_in(warehouse, [entry(address, guid=guid)], {}, now=later(1))) == []
    assert (count(warehouse, "entry"), count(warehouse, "article")) == (1, 1)


NEW_PLACES = {
    "a new slug and headline, the same GUID": (B, "g", {"title": "Ferry gets a model"}, LONG),
    "a new slug and a changed text, the same GUID and headline": (B, "g", {}, ELSE),
    "a new slug and GUID, the same text": (B, "other", {}, LONG),
    "a new slug, GUID and headline, the same text": (B, "other", {"title": "Ferry gets a model"}, LONG.replace(" ", "\n")),
    "another subdomain": ("https://blog.outlet.example/ferry", "other", {}, LONG),
    "a new domain, the same GUID": ("https://new-name.example/ferry", "g", {"title": "Ferry gets a model"}, LONG),
}


@pytest.mark.parametrize(("url", "guid", "changes", "text"), NEW_PLACES.values(), ids=NEW_PLACES)
def test_article_at_a_new_place_is_a_revision(warehouse: Warehouse, url: str, guid: str, changes: dict[str, object], text: str) -> None:
    """Where GUID or text holds, an article that moved is the one that was there, and stays it when it is edited again."""
    take_in(warehouse, [entry(A, guid="g")], {A: page(A)})
    take_in(warehouse, [entry(url, guid=guid, summary="Moved.")], {url: page(url, text, **changes)}, now=later(1))
    assert count(warehouse, "article") == 1
    take_in(warehouse, [entry(url, guid=guid, summary="Edited.")], {url: page(url, text + " The office was closed on day 21.", **changes)}, now=later(2))
    assert count(warehouse, "article") == 1
    assert warehouse.connection.execute("select text like '%day 21.' from articles").fetchall() == [(True,)]
    assert warehouse.check() == {}


OTHERS = {
    "one GUID for everything": (B, "g", {"title": "The mill grinds on"}, ELSE),
    "the same headline of another article": (B, "other", {}, ELSE),
    "a teaser that looks like all teasers of the site": (B, "other", {"title": "The mill", "completeness": "teaser"}, LONG),
    "a copy at another port": ("https://outlet.example:8443/ferry", "other", {}, LONG),
    "a copy at another outlet": ("https://other.example/ferry", "other", {}, LONG),
}


@pytest.mark.parametrize(("url", "guid", "changes", "text"), OTHERS.values(), ids=OTHERS)
def test_another_article_stays_another(warehouse: Warehouse, url: str, guid: str, changes: dict[str, object], text: str) -> None:
    """Neither a GUID used twice, nor a headline, nor a copied text makes one article of two."""
    take_in(warehouse, [entry(A, guid="g")], {A: page(A)})
    take_in(warehouse, [entry(url, guid=guid, title="Another", summary="Another.")], {url: page(url, text, **changes)}, now=later(1))
    assert count(warehouse, "article") == 2
    assert warehouse.check() == {}


def test_one_guid_on_all_entries_loses_none(warehouse: Warehouse) -> None:
    """Where a feed gives every entry the same GUID, addresses name them, poll after poll."""
    entries = [entry(url, guid="https://outlet.example/") for url in (A, B, "https://outlet.example/third")]
    readings = {A: page(A), B: page(B, ELSE), "https://outlet.example/third": reading("https://outlet.example/third", text="Short.")}
    take_in(warehouse, entries, readings)
    assert news(take_in(warehouse, entries, {}, now=later(1))) == []
    assert (count(warehouse, "entry"), count(warehouse, "article")) == (3, 3)


def test_texts_listed_side_by_side_stay_two(warehouse: Warehouse) -> None:
    """A feed that lists two pages of one text has two articles, in one poll or over two; only what it lists no more can have come back under a new slug."""
    take_in(warehouse, [entry(A), entry(B)], {A: page(A), B: page(B)})
    assert (count(warehouse, "entry"), count(warehouse, "article")) == (2, 2)
    take_in(warehouse, [entry(A), entry(B), entry(C)], {C: page(C)}, now=later(1))
    assert count(warehouse, "article") == 3
    take_in(warehouse, [entry(D)], {D: page(D)}, now=later(2))
    assert count(warehouse, "article") == 3
    assert warehouse.check() == {}


def test_same_text_in_another_feed_of_the_site_stays_another(warehouse: Warehouse) -> None:
    """Two feeds that announce two pages of one text have an article each, and lose neither author."""
    take_in(warehouse, [entry(A)], {A: page(A)})
    take_in(warehouse, [entry(B)], {B: page(B)}, feed=OTHER, now=later(1))
    assert count(warehouse, "article") == 2


def test_entries_without_name_or_address_are_told_by_what_they_say(warehouse: Warehouse) -> None:
    """The last resort; nothing is fetched for them and nothing raised."""
    entries = [Entry(url=None, title="One"), Entry(url=None, title="Two"), Entry(url=None, summary="Three."), Entry(url=None, content_html="<p>Four</p>"), Entry(url=None)]
    take_in(warehouse, entries, {}, feed=FEED)
    assert count(warehouse, "entry") == 5
    assert news(take_in(warehouse, entries, {}, now=NOW + timedelta(hours=1))) == []
