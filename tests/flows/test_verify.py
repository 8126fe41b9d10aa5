"""What `bellwether verify` finds: one number or word changed, in the report's files or in the database."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest

from flows.reporting import verify_week, write_week
from reports.verification import ManifestError
from warehouse.connection import PUBLISHED

WEEK = "2024-W31"


@pytest.fixture
def home(sample_home: Path, tmp_path: Path) -> Path:
    """The sample, with one report written."""
    shutil.copyfile(sample_home / PUBLISHED, tmp_path / PUBLISHED)
    write_week(tmp_path, WEEK)
    return tmp_path


def findings(home: Path) -> list[str]:
    return [f"{each.where}: {each.what}" for each in verify_week(home, WEEK).findings]


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def test_a_report_that_nobody_touched_is_as_the_database_has_it(home: Path) -> None:
    """Everything is compared, and nothing differs."""
    found = verify_week(home, WEEK)
    assert (found.findings, found.figures > 20, found.rows > 100, found.quotations > 20, found.files > 40) == ((), True, True, True, True)


def test_the_same_report_written_again_has_the_same_bytes(home: Path) -> None:
    """Every file of the week's folder, Parquet and PDF with them."""
    place = home / "reports" / WEEK
    before = {path.relative_to(place): path.read_bytes() for path in place.rglob("*") if path.is_file()}
    shutil.rmtree(place)
    write_week(home, WEEK)
    assert {path.relative_to(place): path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", ["report.html", "report.md", "report.txt"])
def test_a_number_changed_in_a_file_is_named(home: Path, name: str) -> None:
    """Where it stands, what it says, and what was written."""
    path = home / "reports" / WEEK / name
    index = json.loads((path.parent / "report.json").read_text("utf-8"))["index"].split()[0]
    change(path, index, index[:-1] + ("1" if index[-1] != "1" else "2"))
    (told,) = findings(home)
    assert told.startswith(f"{name}: line ")
    assert index in told.partition(" where ")[2]


def test_a_word_changed_in_a_quotation_of_the_page_is_named(home: Path) -> None:
    """A word of an evidence sentence, in the HTML page."""
    manifest = json.loads((home / "reports" / WEEK / "manifest.json").read_text("utf-8"))
    evidence = next(each for each in manifest["figures"] if each["id"] == "evidence-for")
    word = max(evidence["rows"][0][evidence["columns"].index("sentence")].split(), key=len).strip(".,")
    change(home / "reports" / WEEK / "report.html", word, "notwithstanding")
    assert any("notwithstanding" in told and word in told for told in findings(home))


@pytest.mark.parametrize(("statement", "where", "what"), [
    ("update mention set p_pos = p_pos - 0.3, p_neg = p_neg + 0.3 where article_id in (select article_id from articles where week = '2024-W31' and list_contains(about, 'Llama')) and target = 'Llama' and p_pos > 0.5",
     "figure index", "stance_index"),
    ("delete from mention where target = 'Llama' and voice = 'headline'", "figure sentences", "is not in the database"),
    ("update article set outlet = 'Somebody Else' where outlet = (select outlet from articles where week = '2024-W31' and list_contains(about, 'Llama') and is_original order by url limit 1)",
     "figure stories", "Somebody Else"),
])  # fmt: skip
def test_a_number_changed_in_the_database_is_named(home: Path, statement: str, where: str, what: str) -> None:
    """By the figure, the row and the column."""
    with duckdb.connect(str(home / PUBLISHED)) as connection:
        connection.execute(statement)
    told = findings(home)
    assert any(each.startswith(where) and what in each for each in told), told


def test_a_quotation_changed_in_its_article_is_named(home: Path) -> None:
    """One letter in the stored text: the quoted words stand in it no more."""
    manifest = json.loads((home / "reports" / WEEK / "manifest.json").read_text("utf-8"))
    speakers = next(each for each in manifest["figures"] if each["id"] == "speakers")
    row = speakers["rows"][0]
    words, url = row[speakers["columns"].index("best_quotation")], row[speakers["columns"].index("url")]
    with duckdb.connect(str(home / PUBLISHED)) as connection:
        connection.execute("update article_revision set text = replace(text, $words, $other) where article_id = (select article_id from article where url = $url)",
                           {"words": words, "other": words[:-2] + "x" + words[-1], "url": url})  # fmt: skip
    assert f"figure speakers: these words do not stand in {url}: {json.dumps(words, ensure_ascii=False)}" in findings(home)


def test_a_manifest_that_was_changed_is_named(home: Path) -> None:
    """Its rows no longer have their digest, and are not what the database has."""
    path = home / "reports" / WEEK / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    index = next(each for each in manifest["figures"] if each["id"] == "index")
    index["rows"][0][0] = 0.99
    path.write_text(json.dumps(manifest), "utf-8")
    assert next(each for each in findings(home) if each.startswith("figure index")) == "figure index: its rows in the manifest are not those it was written with"
    assert any("the report has 0.99" in each for each in findings(home))


def test_a_query_that_was_changed_reads_no_files(home: Path) -> None:
    """A manifest from somebody else cannot make verify open what lies on this machine."""
    path = home / "reports" / WEEK / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["figures"][0]["sql"] = "select content from read_text('/etc/hostname')"
    path.write_text(json.dumps(manifest), "utf-8")
    assert any("its query cannot be answered" in each for each in findings(home))


def test_nothing_to_verify_says_what_to_do(home: Path) -> None:
    """No report of that week, or a manifest cut short."""
    with pytest.raises(ManifestError, match="there is no manifest; `bellwether report --week 2024-W30`"):
        verify_week(home, "2024-W30")
    path = home / "reports" / WEEK / "manifest.json"
    path.write_text(path.read_text("utf-8")[:200], "utf-8")
    with pytest.raises(ManifestError, match="it cannot be read"):
        verify_week(home, WEEK)
