from __future__ import annotations

from pathlib import Path

import pytest

import feeds
from feeds.watchlist import WatchlistError, add_feeds, load_watchlist, remove_feed
from parsers.model import Feed

SHIPPED = Path(feeds.__file__).with_name("watchlist.toml")
SMALL = """\
# Ours.
[topic]
name = "open harbours"
expression = "harbour*"

[[targets]]
name = "Quay"  # the first
aliases = [
  "Quay",
  "the Quay",
]

[[aspects]]
name = "depth"
label = "depth of water"
terms = ["draught"]

[[events]]
name = "Quay 2"
on = 2024-07-23
target = "Quay"

# ---- press ----

[[feeds]]
name = "Harbour Times"  # weekly
url = "https://times.example/feed"
kind = "press"
text = "full"
expected_gap_days = 7

# Slow, and worth it.
[[feeds]]
name = "Pilot"
url = "https://pilot.example/rss?a=1&b=2"

# ---- the end ----
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "watchlist.toml"
    path.write_text(SMALL)
    return path


def test_a_watchlist_is_read_whole(small: Path) -> None:
    """Every table becomes its value, with the model's defaults where a key is left out."""
    watchlist = load_watchlist(small)
    assert [feed.name for feed in watchlist.feeds] == ["Harbour Times", "Pilot"]
    assert (watchlist.feeds[1].kind, watchlist.feeds[1].text, watchlist.feeds[1].note) == ("press", "summary", "")
    assert watchlist.targets[0].aliases == ("Quay", "the Quay")
    assert watchlist.aspects[0].label == "depth of water"
    assert watchlist.events[0].on.isoformat() == "2024-07-23"
    assert (watchlist.topic.expression, watchlist.topic.least) == ("harbour*", 0.5)


def test_the_version_is_that_of_the_bytes(small: Path) -> None:
    """Any change of the file is another version, and the same bytes are the same one."""
    version = load_watchlist(small).version
    assert version == load_watchlist(small).version
    small.write_text(SMALL + "# one more thought\n")
    assert load_watchlist(small).version != version


WRONG = [
    ('name = "Pilot"\n', 'nmae = "Pilot"\n', "[[feeds]] number 2", "nmae", 34, "did you mean name?"),
    ('name = "Pilot"\n', "", "[[feeds]] number 2", "name", 33, "is missing; write name = a text in quotes"),
    ('name = "Pilot"\n', "name = 7\n", "[[feeds]] number 2", "name", 34, "is 7; write a text in quotes"),
    ('name = "Pilot"\n', 'name = " "\n', "[[feeds]] number 2", "name", 34, "write a text in quotes"),
    ('"https://times.example/feed"', '"times.example/feed"', "[[feeds]] number 1", "url", 27, "write an address beginning with http:// or https://"),
    ('"https://times.example/feed"', '"file:///etc/passwd"', "[[feeds]] number 1", "url", 27, "beginning with http"),
    ('"https://times.example/feed"', '"https://me:word@times.example/feed"', "[[feeds]] number 1", "url", 27, "beginning with http"),
    ('"https://times.example/feed"', '"https://pilot.example/rss?a=1&b=2#x"', "[[feeds]] number 2", "url", 35, "a second time (first in line 27)"),
    ('kind = "press"', 'kind = "presse"', "[[feeds]] number 1", "kind", 28, "is 'presse'; write one of primary, press"),
    ('text = "full"', "text = true", "[[feeds]] number 1", "text", 29, "is True; write one of full, summary, none"),
    ("expected_gap_days = 7", "expected_gap_days = 0", "[[feeds]] number 1", "expected_gap_days", 30, "is 0; write a number of days above 0"),
    ("expected_gap_days = 7", "expected_gap_days = true", "[[feeds]] number 1", "expected_gap_days", 30, "is True; write a number"),
    ("expected_gap_days = 7", "expected_gap_days = nan", "[[feeds]] number 1", "expected_gap_days", 30, "is nan; write a number"),
    ("expected_gap_days = 7", "expected_authors = 1.2", "[[feeds]] number 1", "expected_authors", 30, "is 1.2; write a share of entries, from 0 to 1"),
    ("expected_gap_days = 7", 'expected_dates = "all"', "[[feeds]] number 1", "expected_dates", 30, "is 'all'; write a share"),
    ("expected_gap_days = 7", "expected_text = true", "[[feeds]] number 1", "expected_text", 30, "is True; write a share"),
    ("expected_gap_days = 7", "expected_author = 0.9", "[[feeds]] number 1", "expected_author", 30, "did you mean expected_authors?"),
    ("expected_gap_days = 7", "reason = 0.9", "[[feeds]] number 1", "reason", 30, "is 0.9; write a text in quotes"),
    ('expression = "harbour*"', "expression = 7", "[topic]", "expression", 4, "is 7; write a text in quotes"),
    ('expression = "harbour*"', 'expression = "harbour* quay"', "[topic]", "expression", 4, "column 24: nothing joins these words"),
    ('expression = "harbour*"', 'expression = "harbour* or @Key"', "[topic]", "expression", 4, "column 27: @Key is no target; there are Quay"),
    ('expression = "harbour*"', 'expression = "\\"a b\\" and a or b"', "[topic]", "expression", 4, "can be read in two ways"),
    ('expression = "harbour*"', 'terms = ["harbour*"]', "[topic]", "terms", 4, "is no key here; write the terms with `or` between them"),
    ('terms = ["draught"]', 'terms = ["draught", 7]', "[[aspects]] number 1", "terms", 16, "write a list of texts"),
    ("on = 2024-07-23", 'on = "2024-07-23"', "[[events]] number 1", "on", 20, "write a date without quotes"),
    ("on = 2024-07-23", "on = 2024-07-23T10:00:00Z", "[[events]] number 1", "on", 20, "write a date without quotes"),
    ('target = "Quay"', 'target = "Key"', "[[events]] number 1", "target", 21, "'Key' is no target; there are Quay"),
    ("[[aspects]]", "[[aspekts]]", "aspekts", "", 13, "is no table here; did you mean aspects?"),
    ("[[events]]", "[events]", "events", "", 18, "is not written as [[events]]"),
    ("[topic]", "[[topic]]", "topic", "", 2, "is not written as [topic]"),
    ('terms = ["draught"]', 'terms = ["draught"', "", "", 18, "is not TOML"),
    ('name = "Pilot"', "name = Pilot", "", "", 34, "is not TOML"),
]


@pytest.mark.parametrize(("right", "wrong", "table", "key", "line", "says"), WRONG)
def test_mistakes_are_named_with_their_place_and_cure(small: Path, right: str, wrong: str, table: str, key: str, line: int, says: str) -> None:
    """Whatever is wrong in the file is said with file, table, key, line and what to write instead."""
    assert right in SMALL
    small.write_text(SMALL.replace(right, wrong, 1))
    with pytest.raises(WatchlistError) as caught:
        load_watchlist(small)
    error = caught.value
    assert (error.table, error.key, error.line) == (table, key, line)
    assert says in error.problem
    assert str(error).startswith(f"{small}, line {line}")


def test_a_mistake_in_a_long_expression_is_named_with_its_own_line_and_column(small: Path) -> None:
    """In an expression of several lines, between comments, the place is that of the wrong word in the file."""
    small.write_text(SMALL.replace('"harbour*"', "'''\n  # the water\n  harbour* or\n  quay near/5 (@Quay and boat)\n'''", 1))
    with pytest.raises(WatchlistError, match=r"line 7, \[topic\], expression: column 15: near joins words") as caught:
        load_watchlist(small)
    assert caught.value.line == 7
    small.write_text(small.read_text().replace("and boat", "or boat"))
    assert "harbour* or" in load_watchlist(small).topic.expression


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no \\[\\[targets\\]\\]"),
        (b'[[targets]]\nname = "Quay"\n', "no \\[topic\\]"),
        (b'name = "caf\xe9"\n', "is not UTF-8"),
        (b"feeds = 7\n[topic]\nname='x'\nexpression='x'\n[[targets]]\nname='y'\n", "line 1, feeds: is not written as"),
        (b"feeds = [{url='http://a.example/'}]\n[topic]\nname='x'\nexpression='x'\n[[targets]]\nname='y'\n", "name: is missing"),
    ],
)
def test_files_that_are_no_watchlists_are_refused(tmp_path: Path, content: bytes, says: str) -> None:
    """What is missing altogether is said too."""
    path = tmp_path / "watchlist.toml"
    path.write_bytes(content)
    with pytest.raises(WatchlistError, match=says):
        load_watchlist(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error says which file, and where its name comes from."""
    with pytest.raises(WatchlistError, match=r"nowhere\.toml: cannot be read: No such file .*; BELLWETHER_WATCHLIST"):
        load_watchlist(tmp_path / "nowhere.toml")


def test_adding_a_feed_changes_no_other_line(small: Path) -> None:
    """The feed stands behind the last one; every comment and line stays where it was, and the texts survive their quoting."""
    feed = Feed(url="https://new.example/feed", name='The "New" \\ Ünï', kind="policy", text="none", expected_gap_days=0.5, expected_authors=0.25, expected_text=1.0, reason='Why "not"', note="a\ttab")
    watchlist = add_feeds(small, feed)
    assert watchlist == load_watchlist(small)
    assert watchlist.feeds[-1] == feed
    before, after = SMALL.splitlines(), small.read_text().splitlines()
    assert [line for line in after if line in before or not line] != after
    new = after.index('name = "The \\"New\\" \\\\ Ünï"') - 2
    assert after[:new] + after[new + 11 :] == before


def test_removing_a_feed_takes_its_lines_only(small: Path) -> None:
    """What was added can be taken out again without a trace; comments about others stay."""
    add_feeds(small, Feed(url="https://new.example/feed", name="New"))
    assert [feed.name for feed in remove_feed(small, "https://new.example/feed").feeds] == ["Harbour Times", "Pilot"]
    assert small.read_text() == SMALL
    remove_feed(small, "https://times.example/feed")
    assert small.read_text() == SMALL.replace(SMALL[SMALL.index("[[feeds]]") : SMALL.index("# Slow")], "")


def test_a_feed_is_added_to_a_file_without_feeds_or_last_newline(tmp_path: Path) -> None:
    """A file that ends in the middle of a line takes a feed all the same."""
    path = tmp_path / "watchlist.toml"
    path.write_text(SMALL[: SMALL.index("\n\n# ---- press")])
    assert [feed.name for feed in add_feeds(path, Feed(url="https://new.example/feed", name="New")).feeds] == ["New"]


def test_what_would_spoil_the_file_is_not_written(small: Path) -> None:
    """A feed that is there already, wrong, or not there, leaves the file as it was, and no other file beside it."""
    for change in (
        lambda: add_feeds(small, Feed(url="https://times.example/feed#top", name="Again")),
        lambda: add_feeds(small, Feed(url="nowhere", name="No")),
        lambda: remove_feed(small, "https://tines.example/feed"),
    ):
        with pytest.raises(WatchlistError):
            change()
    assert small.read_text() == SMALL
    assert list(small.parent.iterdir()) == [small]


def test_an_unknown_address_suggests_the_nearest(small: Path) -> None:
    """A slip in an address to remove names the one that was meant."""
    with pytest.raises(WatchlistError, match=r"did you mean https://times\.example/feed\?"):
        remove_feed(small, "https://tines.example/feed")


def test_the_link_stays_a_link_and_permissions_stay(small: Path, tmp_path: Path) -> None:
    """Replacing the file keeps its mode, and goes through a symbolic link to the file it names."""
    small.chmod(0o640)
    link = tmp_path / "link.toml"
    link.symlink_to(small)
    add_feeds(link, Feed(url="https://new.example/feed", name="New"))
    assert link.is_symlink()
    assert small.stat().st_mode & 0o777 == 0o640
    assert "new.example" in small.read_text()


def test_the_shipped_watchlist_is_sound_and_balanced() -> None:
    """The shipped file loads, has Llama first, its releases as events, eight aspects, and feeds from every side of the matter."""
    watchlist = load_watchlist(SHIPPED)
    assert watchlist.targets[0].name == "Llama"
    assert {event.on.isoformat() for event in watchlist.events} >= {"2023-02-24", "2023-07-18", "2024-04-18", "2024-07-23", "2025-04-05"}
    assert len(watchlist.aspects) == 8
    assert len(watchlist.feeds) >= 30
    assert [feed.name for feed in watchlist.feeds if not feed.reason] == [], "every expectation has its reason beside it"
    shares = {kind: sum(feed.kind == kind for feed in watchlist.feeds) / len(watchlist.feeds) for kind in ("primary", "press", "analyst", "policy", "community")}
    assert all(0.08 <= share <= 0.4 for share in shares.values()), shares
