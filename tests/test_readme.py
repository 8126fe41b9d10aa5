"""README and reference are true: their settings, commands and files are those of the program."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
import typer.main
from typer.testing import CliRunner

from feeds.errors import Reason
from feeds.watchlist import load_watchlist
from flows.cli import app
from flows.cli_output import Exit
from flows.settings import SHIPPED_WATCHLIST, Settings
from warehouse.query import ask

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")


def test_every_setting_is_in_the_table_with_its_default() -> None:
    """No setting is secret, and none is promised that is not there."""
    rows = dict(re.findall(r"^\| `BELLWETHER_(\w+)` \| `?(.*?)`? \|", REFERENCE, re.MULTILINE))
    fields = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert set(rows) == set(fields)
    for name, default in fields.items():
        if name in {"WATCHLIST", "SPEAKERS"}:
            continue
        if not str(default) or default == ():
            assert rows[name] == "–", name
        else:
            assert rows[name] == (",".join(f"{each:g}" for each in default) if isinstance(default, tuple) else str(default)), name


def test_every_reason_is_explained() -> None:
    """Whoever finds a reason in the ledger finds its meaning."""
    page = (ROOT / "docs" / "collection.md").read_text("utf-8")
    assert [reason for reason in get_args(Reason) if f"`{reason}`" not in page] == []


def test_every_command_is_in_the_table() -> None:
    """Each command of the program, and of its feeds."""
    commands = typer.main.get_command(app).commands
    assert set(re.findall(r"^\| `bellwether (\w+)` \|", REFERENCE, re.MULTILINE)) == set(commands)
    for name in (*commands["feeds"].commands, *commands["watch"].commands):
        assert f"`{name}`" in REFERENCE


def test_the_readme_knows_the_program() -> None:
    """Its commands, settings and targets of make are there, and the schedule that it tells is the one there is."""
    commands = typer.main.get_command(app).commands
    for name, after in re.findall(r"(?:^|`)bellwether (\w+)(?: (\w+))?", README, re.MULTILINE):
        assert name in commands
        assert after in {"", *getattr(commands[name], "commands", {after: None})}, (name, after)
    fields = {f"BELLWETHER_{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    assert set(re.findall(r"BELLWETHER_[A-Z_]+", README)) <= set(fields)
    told = dict(re.findall(r"`(BELLWETHER_[A-Z_]+)` \(`(.+?)`[:)]", README))
    assert {"BELLWETHER_INGEST_CRON", "BELLWETHER_WEEKLY_CRON", "BELLWETHER_TIMEZONE"} <= set(told)
    assert {name: fields[name] for name in told} == told
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE)) <= set(targets)


def test_a_feed_is_added_as_the_readme_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting that its next line exports is the one that the command asks for, and makes the feed watched."""
    monkeypatch.chdir(tmp_path)
    (address,) = re.findall(r"^bellwether feeds add (\S+)", README, re.MULTILINE)
    (name, value) = re.findall(r"^export (BELLWETHER_WATCHLIST)=(\S+)", README, re.MULTILINE)[0]
    added = CliRunner().invoke(app, ["feeds", "add", address, "--no-ask"])
    assert added.exit_code == 0, added.output
    assert f"set {name}={value} to use it" in added.stderr
    assert address in CliRunner().invoke(app, ["feeds", "list"], env={name: value}).stdout


def test_queries_of_the_readme_find_rows(sample_home: Path) -> None:
    """As they stand, of the sample that the README makes first."""
    queries = re.findall(r'^bellwether query "(.+?)"', README, re.MULTILINE)
    assert len(queries) == 2
    assert all(ask(sample_home, query).rows for query in queries)


def test_every_exit_code_is_explained() -> None:
    """In the reference and under `--help`, the same ones, in order."""
    codes = [code.value for code in Exit]
    assert [int(code) for code in re.findall(r"^\| (\d+) \|", REFERENCE, re.MULTILINE)] == codes
    assert [int(code) for code in re.findall(r"[:,] (\d+) ", str(app.info.epilog))] == codes


def test_every_command_explains_itself() -> None:
    """A sentence of help on each command, argument and option."""
    commands = dict(typer.main.get_command(app).commands)
    for group in ("feeds", "watch"):
        commands |= {f"{group} {name}": command for name, command in commands.pop(group).commands.items()}
    for name, command in commands.items():
        assert command.help, name
        assert [parameter.name for parameter in command.params if not getattr(parameter, "help", None)] == [], name


def test_linked_files_are_there() -> None:
    """Every relative link of README and docs leads somewhere."""
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        assert [link for link in links if not (page.parent / link).exists()] == [], page


def test_numbers_of_the_readme_are_those_of_the_files() -> None:
    """The size of the watchlist, as README and CHANGELOG have it."""
    feeds = len(load_watchlist(SHIPPED_WATCHLIST).feeds)
    assert f"{feeds} real feeds" in README
    assert f"{feeds} real feeds" in (ROOT / "CHANGELOG.md").read_text("utf-8")
