"""What `bellwether verify` finds: one number or word changed, in the report's files or in the database."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from flows import reporting
from flows.cli import app
from flows.reporting import reports_folder, verify_week, write_week
from reports.model import WeeklyReport
from reports.verification import ManifestError
from warehouse.connection import PUBLISHED
from warehouse.errors import QueryError
from warehouse.query import ask

WEEK = "2024-W31"
MADE: dict[tuple[str, str, datetime | None], tuple[WeeklyReport, dict[str, bytes]]] = {}


@pytest.fixture(scope="module")
def written(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, with one report written. Read-only: tests share it."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copyfile(sample_home / PUBLISHED, folder / PUBLISHED)
    write_week(folder, WEEK)
    return folder


@pytest.fixture
def home(written: Path, tmp_path: Path) -> Path:
    """The same for one test, which may change it."""
    return shutil.copytree(written, tmp_path / "own")


@pytest.fixture(autouse=True)
def _made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the same database gives for the same week is made once: most tests change only what was written."""
    def rebuilt(home: Path, week: str, as_of: datetime | None) -> tuple[WeeklyReport, dict[str, bytes]]:
        key = (digest_of(home / PUBLISHED), week, as_of)
        if key not in MADE:
            MADE[key] = real(home, week, as_of)
        return MADE[key]

    real = reporting.rebuilt
    monkeypatch.setattr(reporting, "rebuilt", rebuilt)


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


def test_a_report_of_an_earlier_moment_is_compared_as_of_then(home: Path) -> None:
    """It stands in a folder of its own, and what came later makes no difference to it."""
    (then,) = ask(home, "select min(polled_at) + interval 12 days from run").rows[0]
    assert isinstance(then, datetime)
    write_week(home, WEEK, then)
    found = verify_week(home, WEEK, then)
    assert (found.findings, found.figures > 20) == ((), True)
    assert (reports_folder(home, then) / WEEK / "report.txt").read_bytes() != (home / "reports" / WEEK / "report.txt").read_bytes()


def test_a_digest_changed_in_the_manifest_is_named(home: Path) -> None:
    """Though the file itself is as it would be written."""
    forge(home, lambda manifest: manifest["files"].update({"report.md": "0" * 64}))
    assert findings(home) == ["report.md: it has another digest than its manifest says"]


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


def forge(home: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = home / "reports" / WEEK / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    change(manifest)
    path.write_text(json.dumps(manifest), "utf-8")


def index_of(manifest: dict[str, Any]) -> dict[str, Any]:
    return next(each for each in manifest["figures"] if each["id"] == "index")


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_page_that_was_changed_along_with_its_digest_is_named(home: Path) -> None:
    """What counts is what would be written, not what the manifest says of itself."""
    path = home / "reports" / WEEK / "report.md"
    change(path, "Llama", "Camel")
    forge(home, lambda manifest: manifest["files"].update({"report.md": digest_of(path)}))
    (told,) = findings(home)
    assert told.startswith("report.md: line ")
    assert "Camel" in told


def test_a_manifest_emptied_of_what_would_be_checked_is_named(home: Path) -> None:
    """No figures and no files: each is missed."""
    forge(home, lambda manifest: manifest.update(figures=[], files={}))
    told = findings(home)
    assert 'manifest.json: the figure "index" that would be written is missing' in told
    assert 'manifest.json: the file "report.html" that would be written is missing' in told


def test_a_report_of_other_versions_is_not_called_sound(home: Path) -> None:
    """Its files cannot be compared with today's, and that is said; its figures are asked as ever."""
    path = home / "reports" / WEEK / "report.md"
    change(path, "Llama", "Camel")

    def older(manifest: dict[str, Any]) -> None:
        manifest["files"]["report.md"] = digest_of(path)
        manifest["made_with"]["program"] = "bellwether 0.0.1"

    forge(home, older)
    (told,) = findings(home)
    assert told.startswith('manifest.json: the report was made with other versions (program "bellwether 0.0.1", today "bellwether ')
    forge(home, lambda manifest: index_of(manifest)["rows"][0].__setitem__(0, 0.99))
    assert any(each.startswith("figure index: ") and "the report has 0.99" in each for each in findings(home))


@pytest.mark.parametrize("sql", ["select content from read_text('/etc/hostname')", "copy (select 1) to 'written.csv'", "select count(*) from range(1000000000000) where hash(range) = 1"])
def test_a_query_that_was_changed_is_never_asked(home: Path, sql: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A manifest from somebody else reads nothing, writes nothing and keeps nobody waiting."""
    monkeypatch.chdir(home)
    forge(home, lambda manifest: index_of(manifest).update(sql=sql))
    assert findings(home) == [f"figure index: its query is not the one that gives this figure, and was not asked: {json.dumps(sql)}"]
    assert not (home / "written.csv").exists()


def test_what_a_figure_is_called_and_shown_as_is_compared(home: Path) -> None:
    """A program that reads the manifest may take them for the report's."""
    forge(home, lambda manifest: index_of(manifest).update(shown="+0.99"))
    (told,) = findings(home)
    assert told.startswith('figure index: its shown is "+0.99", and would be "')


def test_only_files_that_would_be_written_are_opened(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No path out of the folder, no link, no pipe that never ends, nothing of another size."""
    place, secret = home / "reports" / WEEK, tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("do not print", "utf-8")
    for name in ("report.md", "report.txt", "report.pdf"):
        (place / name).unlink()
    (place / "report.md").symlink_to(secret)
    os.mkfifo(place / "report.txt")
    with (place / "report.pdf").open("wb") as file:
        file.truncate(2**40)
    forge(home, lambda manifest: manifest["files"].update({str(secret): "0" * 64, "../../secret": "0" * 64}))
    told = findings(home)
    assert [each.partition(" (")[0] for each in told] == [
        f'manifest.json: the file "{secret}" is none that would be written', 'manifest.json: the file "../../secret" is none that would be written',
        "report.md: it cannot be read", "report.pdf: it is not as it would be written", "report.txt: it is not as it would be written",
    ]  # fmt: skip
    assert not any("do not print" in each for each in told)


@pytest.mark.parametrize("broken", [
    lambda manifest: manifest.pop("as_of"),
    lambda manifest: manifest.update(as_of="yesterday"),
    lambda manifest: manifest.update(as_of="2024-08-05"),
    lambda manifest: manifest.update(as_of="0001-01-01T00:00:00+14:00"),
    lambda manifest: manifest.update(week=31),
    lambda manifest: manifest.update(made_with=None),
    lambda manifest: manifest.update(files=["report.html"]),
    lambda manifest: manifest["files"].update({"report.html": 1}),
    lambda manifest: manifest.update(figures={"index": 1}),
    lambda manifest: manifest["figures"].append("index"),
    lambda manifest: index_of(manifest).pop("sql"),
    lambda manifest: index_of(manifest).update(columns=[1]),
    lambda manifest: index_of(manifest).update(rows=[1]),
    lambda manifest: index_of(manifest)["rows"][0].pop(),
    lambda manifest: index_of(manifest).update(label="\ud800"),
])  # fmt: skip
def test_a_manifest_of_another_shape_is_one_sentence(home: Path, broken: Callable[[dict[str, Any]], object]) -> None:
    """Whatever is wrong with it, it is said with what to do."""
    forge(home, broken)
    with pytest.raises(ManifestError, match=r"it cannot be read \(.+\); `bellwether report --week 2024-W31` writes it anew"):
        verify_week(home, WEEK)


@pytest.mark.parametrize("text", ["[]", "null", "[" * 100_000, '{"format": 99999999999999999999'])
def test_a_manifest_that_is_none_is_one_sentence(home: Path, text: str) -> None:
    """Also JSON of another kind, and of a depth that exhausts its reader."""
    (home / "reports" / WEEK / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(ManifestError, match="it cannot be read"):
        verify_week(home, WEEK)


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+00:00", "9999-12-31T00:00:00+00:00"])
def test_a_moment_at_which_nothing_was_written_is_no_fault(home: Path, moment: str) -> None:
    """Before the first poll there is nothing to compare with; after the last change the report is one of that change."""
    forge(home, lambda manifest: manifest.update(as_of=moment))
    if moment.startswith("0"):
        with pytest.raises(QueryError):
            verify_week(home, WEEK)
    else:
        assert any(each.startswith(f'manifest.json: its as_of is "{moment}", and would be "') for each in findings(home))


def test_a_terminal_obeys_nothing_that_a_manifest_says(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Escape sequences and marks that turn text come out as replacement characters; exit code 6."""
    monkeypatch.setenv("BELLWETHER_HOME", str(home))
    forge(home, lambda manifest: index_of(manifest).update(id="index\0\x1b[2J\u202e\x9b31m"))
    ended = CliRunner().invoke(app, ["verify", WEEK])
    assert ended.exit_code == 6
    assert "index" in ended.output
    assert not set("\x1b\u202e\x9b") & set(ended.output)


def test_nothing_to_verify_says_what_to_do(home: Path) -> None:
    """No report of that week, or a manifest cut short."""
    with pytest.raises(ManifestError, match="there is no manifest; `bellwether report --week 2024-W30`"):
        verify_week(home, "2024-W30")
    path = home / "reports" / WEEK / "manifest.json"
    path.write_text(path.read_text("utf-8")[:200], "utf-8")
    with pytest.raises(ManifestError, match="it cannot be read"):
        verify_week(home, WEEK)
