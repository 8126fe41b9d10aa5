"""The command line: what it prints, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner
from world import ROOT, environment

from feeds.errors import UnreadableError
from flows.cli import app
from flows.cli_ask import _csv, _table
from flows.cli_output import Exit, refusals
from flows.settings import SAMPLE_WATCHLIST, SHIPPED_WATCHLIST

PAGE = """<html><head><title>The mill sends its model back</title><meta name="author" content="Maren Oduya">
<meta property="article:published_time" content="2024-07-25T09:40:00-04:00"></head><body><article><h1>The mill sends its model back</h1>
<p>Meta's Llama 3.1 came to the mill at Greyling on Monday and left it on Thursday, which is how long the flour lasted.</p>
<p>“Llama 3.1 told us to grind the sieve,” said Tobias Achterberg, the miller. “It was sure of it.”</p>
<p>The office has gone back to the telephone, which is answered between nine and noon and has never ground anything it should not.</p>
</article></body></html>"""


def run(*arguments: str, **settings: str):
    return CliRunner().invoke(app, list(arguments), env=settings)


@pytest.mark.parametrize("words", ["=HYPERLINK(0)", "@SUM(1)", "+1", "-1", " \t=1", "＝1"])
def test_csv_holds_no_formula(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What somebody on the web wrote is text to a spreadsheet; numbers stay numbers."""
    _csv(("words", "n"), ((words, -1.5), ("a-b=c", 2)))
    assert list(csv.reader(io.StringIO(capsys.readouterr().out))) == [["words", "n"], [f"'{words}", "-1.5"], ["a-b=c", "2"]]


def test_table_holds_nothing_a_terminal_obeys(capsys: pytest.CaptureFixture[str]) -> None:
    """Escape sequences and overrides are shown as what they are: nothing."""
    _table(("words",), (("a\x1b[2J\u202eb\nc",),))
    assert capsys.readouterr().out == "words\na\ufffd[2J\ufffdb c\n"


@pytest.mark.parametrize(("error", "code"), [(UnreadableError("u", "extract-timeout"), Exit.INPUT), (UnreadableError("u", "too-large"), Exit.UNREACHED)])
def test_page_that_costs_too_much_is_a_matter_of_the_page(error: UnreadableError, code: Exit) -> None:
    """Its sentence and the exit code of an input that cannot be used; what could not be fetched has its own."""
    with pytest.raises(typer.Exit) as caught, refusals():
        raise error
    assert caught.value.exit_code == code


def test_read_gives_the_fields_other_programs_rely_on(tmp_path: Path) -> None:
    """One JSON object a page, with who wrote what when, the quotations with speakers, and the mentions with stance."""
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    read = run("read", str(tmp_path / "page.html"), "--url", "https://mill.example/back", "--json")
    assert read.exit_code == 0, read.output
    page = json.loads(read.stdout)
    assert {"url", "canonical_url", "title", "authors", "published_at", "published_precision", "text", "quotes", "mentions", "evidence"} <= set(page)
    assert (page["authors"], page["published_at"], page["url"]) == (["Maren Oduya"], "2024-07-25T13:40:00Z", "https://mill.example/back")
    assert {quote["speaker"] for quote in page["quotes"]} == {"Tobias Achterberg"}
    for quote in page["quotes"]:
        assert page["text"][quote["start"] : quote["end"]] == quote["text"]
    assert {mention["target"] for mention in page["mentions"]} == {"Llama"}


@pytest.mark.parametrize(("form", "parse"), [
    ("csv", lambda text: [(row["outlet"], int(row["n"])) for row in csv.DictReader(io.StringIO(text))]),
    ("json", lambda text: [(row["outlet"], row["n"]) for row in json.loads(text)]),
    ("jsonl", lambda text: [(row["outlet"], row["n"]) for row in map(json.loads, text.splitlines())]),
    ("table", lambda text: [(line.split("\t")[0], int(line.split("\t")[1])) for line in text.splitlines()[1:]]),
])
def test_query_prints_each_form(sample_home: Path, form: str, parse) -> None:
    """The same rows as CSV, JSON, JSON lines, or tab-separated where no terminal watches."""
    answer = run("query", "select outlet, count(*) as n from articles group by outlet order by outlet limit 2", "--format", form, BELLWETHER_HOME=str(sample_home))
    assert answer.exit_code == 0, answer.output
    assert [outlet for outlet, _ in parse(answer.stdout)] == ["Bay Meridian Business", "Civic Compute Monitor"]


def test_report_prints_the_week(sample_home: Path, tmp_path: Path) -> None:
    """The text of a week's report on standard output, with the sample named as fiction."""
    for name in ("bellwether.duckdb",):
        (tmp_path / name).write_bytes((sample_home / name).read_bytes())
    report = run("report", "--week", "2024-W30", BELLWETHER_HOME=str(tmp_path))
    assert report.exit_code == 0, report.output
    assert "Week 30, 22–28 July 2024 (UTC)" in report.stdout
    assert "fictional" in report.stdout
    assert (tmp_path / "reports" / "2024-W30" / "report.html").exists()
    assert max(map(len, report.stdout.splitlines())) <= 80


@pytest.mark.parametrize(("arguments", "code", "says"), [
    (("query", "select 1"), 3, "bellwether run"),
    (("report", "--week", "2024-W60"), 3, "2024-W30"),
    (("report", "--format", "pdf"), 2, "text, markdown, none"),
    (("query", "select 1", "--format", "xml"), 2, "table, csv, json, jsonl"),
    (("read", "no-such-page.html"), 3, "no-such-page.html"),
    (("run", "--until", "yesterday"), 2, "2024-08-05"),
    (("feeds", "remove", "No Such Outlet"), 3, "feeds list"),
    (("--watchlist", "no-such.toml", "feeds", "list"), 3, "no-such.toml"),
])
def test_what_cannot_be_done_is_one_sentence_that_helps(arguments: tuple[str, ...], code: int, says: str) -> None:
    """Each mistake ends with its exit code and a sentence that names it and says what to do."""
    ended = run(*arguments)
    assert ended.exit_code == code, ended.output
    assert ended.stderr.startswith("bellwether: ")
    assert says in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def test_ctrl_c_has_its_exit_code(tmp_path: Path) -> None:
    """Interrupted while it waits for its page: 130, as a shell would say, and no traceback."""
    page = tmp_path / "page.html"
    os.mkfifo(page)
    begin = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from flows.cli import app; app()"  # whoever runs the tests may ignore it
    with subprocess.Popen([sys.executable, "-c", begin, "read", str(page)], env=environment(tmp_path / "home", PYTHONPATH=str(ROOT)), stderr=subprocess.PIPE, text=True) as process:
        written = None
        while written is None and process.poll() is None:
            with suppress(OSError):  # nobody reads it yet
                written = os.open(page, os.O_WRONLY | os.O_NONBLOCK)
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=60)
        assert written is not None, complained
        os.close(written)
    assert process.returncode == Exit.INTERRUPTED == 130
    assert "Traceback" not in complained


def test_wrong_query_shows_where(sample_home: Path) -> None:
    """DuckDB's own words, which point at the place, without a traceback."""
    ended = run("query", "select titel from articles", BELLWETHER_HOME=str(sample_home))
    assert ended.exit_code == 3
    assert "titel" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_doctor_finds_the_sample_sound(sample_home: Path) -> None:
    """Exit 0, the watchlist and each check told."""
    told = run("doctor", BELLWETHER_HOME=str(sample_home), BELLWETHER_WATCHLIST=str(SAMPLE_WATCHLIST))
    assert told.exit_code == 0, told.output
    assert "16 feeds" in told.stdout
    assert "no captures yet" in told.stdout
    assert re.search(r"bellwether.duckdb \([\d.]+ MB; live file [\d.]+ MB\): 136 articles", told.stdout)
    assert "wrong" not in told.stdout


def test_speakers_honours_the_alias_file(sample_home: Path, tmp_path: Path) -> None:
    """A form written into speakers.toml is joined at once, without asking a feed; a second time changes nothing."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    one, other = [row.split("\t")[0] for row in run("query", "select speaker from speakers order by quotations desc, speaker limit 2", BELLWETHER_HOME=str(home)).stdout.splitlines()[1:]]
    (tmp_path / "speakers.toml").write_text(f'[[people]]\nname = "{one}"\nforms = ["{other}"]\n', "utf-8")
    for _ in range(2):
        said = run("speakers", BELLWETHER_HOME=str(home), BELLWETHER_SPEAKERS=str(tmp_path / "speakers.toml"))
        assert said.exit_code == 0, said.output
        assert any(line.startswith(other) and "alias file" in line for line in said.stdout.splitlines()), said.stdout
        shown = run("query", f"select list_contains(forms, '{other.replace(chr(39), chr(39) * 2)}') as joined from speakers where speaker = '{one.replace(chr(39), chr(39) * 2)}'", BELLWETHER_HOME=str(home))
        assert shown.stdout.split() == ["joined", "True"]


def test_mistake_in_the_alias_file_is_one_sentence(sample_home: Path, tmp_path: Path) -> None:
    """The file, the line and what to write; nothing is changed."""
    (tmp_path / "speakers.toml").write_text('[[people]]\nname = "Ann Roe"\n', "utf-8")
    said = run("speakers", BELLWETHER_HOME=str(sample_home), BELLWETHER_SPEAKERS=str(tmp_path / "speakers.toml"))
    assert said.exit_code == 3
    assert "speakers.toml, line 1, [[people]] number 1, forms: is missing" in said.output


def test_first_change_copies_the_shipped_watchlist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Feeds are added to a copy in the working folder; the shipped file stays as it is, and the way to use the copy is told."""
    monkeypatch.chdir(tmp_path)
    before = SHIPPED_WATCHLIST.read_bytes()
    added = run("feeds", "add", "https://outlet.example/feed", "--name", "The Outlet", "--no-ask")
    assert added.exit_code == 0, added.output
    assert SHIPPED_WATCHLIST.read_bytes() == before
    assert "BELLWETHER_WATCHLIST=watchlist.toml" in added.stderr
    listed = run("feeds", "list", BELLWETHER_WATCHLIST="watchlist.toml")
    assert "https://outlet.example/feed" in listed.stdout
    removed = run("feeds", "remove", "The Outlet", BELLWETHER_WATCHLIST="watchlist.toml")
    assert removed.exit_code == 0, removed.output
    assert "https://outlet.example/feed" not in run("feeds", "list", BELLWETHER_WATCHLIST="watchlist.toml").stdout


def test_import_takes_a_list_and_export_gives_opml(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain list goes in; what comes out as OPML goes in again, where every feed is known."""
    monkeypatch.chdir(tmp_path)
    Path("feeds.txt").write_text("https://one.example/feed\tOne\nhttps://two.example/rss\tTwo\nftp://no.example/\tNo\n")
    imported = run("feeds", "import", "feeds.txt")
    assert imported.exit_code == 0, imported.output
    assert "Added 2 feeds" in imported.stdout
    assert "line 3" in imported.stderr
    settings = {"BELLWETHER_WATCHLIST": "watchlist.toml"}
    exported = run("feeds", "export", **settings)
    assert "https://two.example/rss" in exported.stdout
    Path("feeds.opml").write_text(exported.stdout)
    assert "Added 0 feeds" in run("feeds", "import", "feeds.opml", **settings).stdout


@pytest.mark.parametrize("arguments", [("query", "from weekly_stance"), ("report", "--week", "2024-W30", "--format", "none"), ("feeds", "list"), ("doctor",), ("watch", "try", "open-source near model*")])
def test_asking_needs_no_orchestrator_and_no_patience(sample_home: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Commands that only ask never import Prefect, and use less than two seconds of CPU (twice that is allowed on a busy machine)."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "bellwether.duckdb").write_bytes((sample_home / "bellwether.duckdb").read_bytes())
    script = "import sys; from flows.cli import app\ntry: app()\nfinally:\n import resource\n u = resource.getrusage(resource.RUSAGE_SELF)\n print('prefect' in sys.modules, u.ru_utime + u.ru_stime, file=sys.stderr)"
    costs = []
    while not costs or (costs[-1] >= 4 and len(costs) < 4):  # a machine that stumbles is asked again
        asked = subprocess.run(
            [sys.executable, "-c", script, *arguments], cwd=tmp_path, env=environment(tmp_path / "home", PYTHONPATH=str(ROOT)), capture_output=True, text=True, check=False,
        )
        assert asked.returncode == 0, asked.stderr
        imported, seconds = asked.stderr.strip().splitlines()[-1].split()
        assert imported == "False"
        costs.append(float(seconds))
    assert costs[-1] < 4, costs
