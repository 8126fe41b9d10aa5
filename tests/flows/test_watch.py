"""What another expression would match, asked of the sample."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.settings import SAMPLE_WATCHLIST
from warehouse.query import ask


def watch(home: Path, *arguments: str):
    return CliRunner().invoke(app, ["watch", *arguments], env={"BELLWETHER_HOME": str(home), "BELLWETHER_WATCHLIST": str(SAMPLE_WATCHLIST)})


def test_the_present_expression_changes_nothing(sample_home: Path) -> None:
    """Tried on what it was used for, the watchlist's own expression gains and loses no article, and agrees with what is stored."""
    tried = watch(sample_home, "try", "--format", "json")
    assert tried.exit_code == 0, tried.output
    answer = json.loads(tried.stdout)
    assert (answer["gained"], answer["lost"]) == (0, 0)
    assert answer["about"] == answer["present"] == ask(sample_home, "select count(*) from articles where relevant").rows[0][0]
    assert answer["articles"] == sum(week["articles"] for week in answer["weeks"]) == sum(outlet["articles"] for outlet in answer["outlets"])


def test_another_expression_shows_what_it_gains_and_loses(sample_home: Path) -> None:
    """Counts by week and outlet, and headlines of each kind with the words that matched, found in the article itself."""
    answer = json.loads(watch(sample_home, "try", 'alpaca* or {llama} or fleece or "open source" near/5 (AI or model*)', "--format", "json", "--limit", "9", "--least", "0.3").stdout)
    kept = answer["about"] - answer["gained"]
    assert answer["gained"] > 0
    assert answer["lost"] == answer["present"] - kept
    assert {sample["change"] for sample in answer["samples"]} >= {"gained", "lost"}
    assert sum(sample["change"] == "lost" for sample in answer["samples"]) == min(9, answer["lost"])
    for sample in answer["samples"]:
        if sample["about"]:
            assert sample["matched"]
            assert any(word in sample["snippet"] for word in sample["matched"])
            assert sample["strength"] >= 0.3
            assert sample["matched"][0] in ask(sample_home, f"select title || text from articles where url = '{sample['url']}'").rows[0][0]


def test_weeks_and_days_narrow_what_is_looked_at(sample_home: Path) -> None:
    """--week takes the articles of that ISO week, --since those published from that day on."""
    (count,) = ask(sample_home, "select count(*) from articles where week = '2024-W30'").rows[0]
    answer = json.loads(watch(sample_home, "try", "@Llama", "--week", "2024-W30", "--format", "json").stdout)
    assert ([week["week"] for week in answer["weeks"]], answer["articles"]) == (["2024-W30"], count)
    (count,) = ask(sample_home, "select count(*) from articles where coalesce(published_at, first_seen_at) >= '2024-08-01'").rows[0]
    assert json.loads(watch(sample_home, "try", "@Llama", "--since", "2024-08-01", "--format", "json").stdout)["articles"] == count


def test_the_table_fits_eighty_columns_and_marks_the_words(sample_home: Path) -> None:
    """Every line fits a terminal, and matched words stand in brackets."""
    shown = watch(sample_home, "try", '"open source" near/5 (AI or model*) or @Llama near licen*').stdout
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert "[Llama]" in shown
    assert "[licences]" in shown
    assert "would be gained" in shown
    assert "2024-W30" in shown
    assert "Northgate Wire" in shown
    shown = watch(sample_home, "show").stdout
    assert max(len(line) for line in shown.splitlines() if "watchlist.toml" not in line) <= 80
    assert "@Llama" in shown


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("open source",), 3, "column 6: nothing joins these words"),
        (("@Lama or model",), 3, "did you mean @Llama?"),
        (("model", "--week", "2024-30"), 3, "is no ISO week"),
        (("model", "--since", "July"), 2, "write a day as 2024-07-01"),
        (("model", "--format", "xml"), 2, "one of table, json"),
    ],
)
def test_mistakes_are_said_in_a_sentence(sample_home: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    """What cannot be tried is refused with its cure, and a mistake in an expression with a mark under its place."""
    tried = watch(sample_home, "try", *arguments)
    assert (tried.exit_code, says in tried.stderr) == (code, True), tried.output
    if "column" in says:
        assert tried.stderr.splitlines()[-1].strip() == "^"


def test_nothing_stored_is_said(tmp_path: Path) -> None:
    """Without a published file there is nothing to try an expression on."""
    tried = watch(tmp_path, "try", "model")
    assert tried.exit_code == 3
    assert "`bellwether run` makes it" in tried.stderr
