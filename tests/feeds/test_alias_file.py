"""The alias file: what it says, and what is said of its mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.speakers import SpeakersError, load_people
from flows.settings import SHIPPED_SPEAKERS, Settings
from parsers.model import KnownPerson

GOOD = '[[people]]\nname = "Ann Roe"\nforms = ["Roe", "the Pearworks CEO"]\norganisations = ["Pearworks"]\n'


def test_people_are_read(tmp_path: Path) -> None:
    """Name, forms and organisations of each table."""
    path = tmp_path / "speakers.toml"
    path.write_text(GOOD)
    assert load_people(path) == (KnownPerson(name="Ann Roe", forms=("Roe", "the Pearworks CEO"), organisations=("Pearworks",)),)


def test_shipped_file_is_right() -> None:
    """What is shipped can be read."""
    assert load_people(SHIPPED_SPEAKERS)


WRONG = {
    "name = 1": ('[[people]]\nname = 1\nforms = ["Roe"]\n', "line 2, [[people]] number 1, name: is 1; write"),
    "no forms": ('[[people]]\nname = "Ann Roe"\n', "line 1, [[people]] number 1, forms: is missing; write forms = "),
    "a text for a list": ('[[people]]\nname = "Ann Roe"\nforms = "Roe"\n', "line 3, [[people]] number 1, forms: is 'Roe'; write"),
    "a key misspelt": (GOOD + 'organisation = ["Pearworks"]\n', "line 5, [[people]] number 1, organisation: is no key here; did you mean organisations?"),
    "a table misspelt": ('[[persons]]\nname = "Ann Roe"\n', "line 1, [persons]: is no table here; there is [[people]]"),
    "one bracket": ('[people]\nname = "Ann Roe"\n', "is not written as [[people]]"),
    "no TOML": ("[[people]]\nname = Ann\n", "line 2: is not TOML"),
    "a form twice": ('[[people]]\nname = "Ann Roe"\nforms = ["Roe"]\n\n[[people]]\nname = "Bob Roe"\nforms = ["Roe"]\n', "line 7, [[people]] number 2, forms: 'Roe' means 'Ann Roe' already"),
}


@pytest.mark.parametrize("case", WRONG)
def test_mistakes_are_said_with_their_place(case: str, tmp_path: Path) -> None:
    """File, line, table and key, and what to write."""
    content, said = WRONG[case]
    path = tmp_path / "speakers.toml"
    path.write_text(content)
    with pytest.raises(SpeakersError) as caught:
        load_people(path)
    assert str(path) in str(caught.value)
    assert said in str(caught.value)


def test_missing_file_names_the_setting(tmp_path: Path) -> None:
    """The setting that named it is what to look at."""
    with pytest.raises(SpeakersError, match="BELLWETHER_SPEAKERS"):
        load_people(tmp_path / "none.toml")


def test_file_beside_the_watchlist_is_taken(tmp_path: Path) -> None:
    """The set one, else the one beside the watchlist, else the shipped one."""
    assert Settings(watchlist=tmp_path / "watchlist.toml").speakers_file == SHIPPED_SPEAKERS
    (tmp_path / "speakers.toml").write_text(GOOD)
    assert Settings(watchlist=tmp_path / "watchlist.toml").speakers_file == tmp_path / "speakers.toml"
    assert Settings(watchlist=tmp_path / "watchlist.toml", speakers=tmp_path / "mine.toml").speakers_file == tmp_path / "mine.toml"
