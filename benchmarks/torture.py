"""Bellwether against a torture server: every case of its catalogue in one run, then in a second one, each judged by what it must lead to.

    python benchmarks/torture.py FOLDER [--home FOLDER] [--python INTERPRETER]

FOLDER holds `hostile.py` (which prints its cases with `--catalogue` and counts what it was asked), and `shim/`, which answers test host names
and refuses and logs every connection that leaves loopback. Some of its bombs need brotli: give `--python` an interpreter that has it. The
real command runs twice over all cases as one watchlist, with exactly one address let through. Judged are the published file, the counters of
the server, the size of every process, and what the report and the commands print.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import defaultdict
from datetime import datetime
from pathlib import Path

from benchmarks.peaks import Peaks
from warehouse.query import ask

ROOT = Path(__file__).resolve().parents[1]
BELLWETHER = [sys.executable, "-m", "flows"]
SERVER = "127.0.0.1:8801"
MOST_MB = 300
ANSWERED = {"fresh", "quiet", "unchanged", "stale", "moved"}
# What the catalogue calls a reason, in Bellwether's words.
WORDS = {
    "parse_error": {"not-a-feed", "no-entries"}, "empty": {"not-a-feed"}, "not_a_feed": {"not-a-feed", "no-entries"},
    "parse_timeout": {"parse-timeout", "out-of-memory", "reader-died", "not-a-feed"},
}  # fmt: skip
POLLS = """
select feed.name, feed_poll.outcome, feed_poll.reason, feed_poll.entries, row_number() over (partition by feed.name order by run.started_at) as nth
from feed_poll join feed using (feed_url) join run using (run_id)
"""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\x9b\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# What a case must lead to beyond its numbers: a query over its own feed ($case) that must answer true.
ARTICLES = "select {} from entry join feed using (feed_url) left join article using (article_id) left join article_revision using (article_id, revision) where feed.name = $case"
FAILURE = "select bool_and(page_failure.reason in ({})) from page_failure join feed using (feed_url) where feed.name = $case"
MUSTS = {
    "control-rss": ARTICLES.format("count(article_id) = 10"),
    "control-atom": ARTICLES.format("count(*) = 3 and bool_and(list_contains(authors, 'Ann Lee') and article_revision.published_at is not null)"),
    "entry-date-1970": ARTICLES.format("bool_and(entry.published_at is null)"),
    "entry-date-9999": ARTICLES.format("bool_and(coalesce(entry.published_at, now()) < now() + interval 2 days)"),
    "entry-hugetitle": ARTICLES.format("max(length(entry.title)) <= 1000"),
    **{f"entry-{name}": ARTICLES.format("bool_and(entry.url is null)") for name in ("hugelink", "javascript", "datalink", "nolink")},
    "entry-relative": ARTICLES.format("bool_and(entry.url like '%/a/good.html%' and article_id is not null)"),
    "entry-sql": ARTICLES.format("bool_and(contains(entry.title, chr(39) || '); DROP TABLE entries;--'))"),
    "inj-mail": ARTICLES.format("bool_and(not contains(entry.title, chr(10)) and not contains(entry.title, chr(13)))"),
    "art-10mb": FAILURE.format("'too-large'"), "art-bomb": FAILURE.format("'too-large'"), "art-endless": FAILURE.format("'too-large'"),
    "art-pdf": FAILURE.format("'not-a-page'"), "art-404": FAILURE.format("'http-404'"), "pol-robots": FAILURE.format("'robots'"),
    "art-dates": ARTICLES.format("bool_and(coalesce(article_revision.published_at, now()) between timestamptz '1995-01-01' and now() + interval 2 days)"),
    "ssrf-links": ARTICLES.format("count(article_id) = 1"),
    "redir-301": "select list_contains(list(feed_poll.outcome), 'moved') and any_value(feed.asked_url) is null from feed join feed_poll using (feed_url) where name = $case",
}  # fmt: skip
TEXTS = """
select feed.name, concat_ws(chr(10), entry.title, entry.guid, entry.url, article_revision.title, array_to_string(authors, chr(10)), article_revision.text) as text
from entry join feed using (feed_url) left join article using (article_id) left join article_revision using (article_id)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--python", default=sys.executable, help="interpreter for the server; brotli's bomb needs one that has brotli")
    options = parser.parse_args()
    home = options.home or Path(tempfile.mkdtemp(prefix="torture-"))
    home.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen([options.python, options.folder / "hostile.py"], stdout=subprocess.DEVNULL)
    try:
        cases = {case["id"]: case for case in wait_for_server(server)}
        settings = watch(options.folder.resolve(), home, cases)
        refused = import_cases(home, settings, cases)
        runs = [Run(home, settings, [name for name in cases if name not in refused]) for _ in range(2)]
        judge(home, settings, cases, refused, runs)
    finally:
        server.terminate()


def wait_for_server(server: subprocess.Popen[bytes]) -> list[dict]:
    for _ in range(600):
        try:
            return control("/_feeds")
        except OSError:
            if server.poll() is not None:
                sys.exit("the torture server ended as it started")
            time.sleep(0.2)
    sys.exit("the torture server did not start within two minutes")


def control(path: str) -> list[dict]:
    with urllib.request.urlopen(f"http://{SERVER}{path}", timeout=30) as answer:
        return json.load(answer)


def watch(folder: Path, home: Path, cases: dict[str, dict]) -> dict[str, str]:
    """The settings of the program under test: a home of its own, one address let through, the shim before everything."""
    watchlist = home / "watchlist.toml"
    watchlist.write_text((ROOT / "feeds" / "watchlist.toml").read_text("utf-8").partition("[[feeds]]")[0], "utf-8")
    (home / "cases.txt").write_text("".join(f"{case['url']}\t{name}\n" for name, case in cases.items()), "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELLWETHER_", "PREFECT_"))}
    return {
        **kept, "BELLWETHER_HOME": str(home), "BELLWETHER_WATCHLIST": str(watchlist), "BELLWETHER_ALLOW": SERVER,
        "PYTHONPATH": f"{folder / 'shim'}:{ROOT}", "TORTURE_GUARD_LOG": str(home / "egress.log"),
    }  # fmt: skip


def import_cases(home: Path, settings: dict[str, str], cases: dict[str, dict]) -> set[str]:
    """The cases whose address the import refused, with a sentence each."""
    imported = subprocess.run([*BELLWETHER, "feeds", "import", str(home / "cases.txt")], env=settings, capture_output=True, text=True, check=True)
    watched = subprocess.run([*BELLWETHER, "feeds", "list", "--json"], env=settings, capture_output=True, text=True, check=True)
    names = {json.loads(line)["name"] for line in watched.stdout.splitlines()}
    refused = set(cases) - names
    print(f"{len(names)} cases watched, {len(refused)} refused by the import: {', '.join(sorted(refused))}")
    if len(imported.stderr.splitlines()) != len(refused):
        print(f"UNTOLD: {imported.stderr}")
    return refused


class Run:
    """One run of the real command: how long it took, the largest size of each of its processes, what the server saw meanwhile."""

    def __init__(self, home: Path, settings: dict[str, str], names: list[str]) -> None:
        self.names = names
        before, began = len(control("/_hits")), time.time()
        log = home / f"run-{time.time_ns()}.log"
        with log.open("wb") as output:
            process = subprocess.Popen([*BELLWETHER, "run"], env=settings, stdout=output, stderr=subprocess.STDOUT)
            self.peaks = Peaks(process.pid)
            try:
                self.code = process.wait()
            finally:
                process.terminate()
            self.peaks.stop()
        self.began, self.seconds = began, time.time() - began
        self.said = log.read_text("utf-8", "surrogateescape")
        self.hits = control("/_hits")[before:]
        self.ends = task_ends(home, began)
        self.orphans = self.peaks.living()
        self.stored = dict(ask(home, "select feed.name, count(*) from entry join feed using (feed_url) group by all").rows)
        print(f"run: exit {self.code}, {self.seconds:.0f} s, {len(self.hits)} requests; largest process {self.peaks.ours} MB, Prefect's server {self.peaks.prefect} MB; {len(self.peaks.seen)} processes, {len(self.orphans)} left behind")


    def first(self, name: str, kind: str) -> float | None:
        return min((hit["t"] for hit in self.hits if hit["case"] == name and hit["kind"] == kind), default=None)

    def poll_end(self, name: str) -> float | None:
        """When the feed's poll was over. A task asks one feed, or a few in the watchlist's order ("poll NAME and 2 more")."""
        if f"poll {name}" in self.ends:
            return self.ends[f"poll {name}"]
        place = self.names.index(name)
        for before in range(place, max(place - 40, -1), -1):
            task = next((task for task in self.ends if task.startswith(f"poll {self.names[before]} and ")), None)
            if task:
                later = [began for each in self.names[place + 1 : before + 2 + int(task.split()[-2])] if (began := self.first(each, "f"))]
                return min([self.ends[task], *(began for began in later if began > (self.first(name, "f") or 0))])
        return None


def task_ends(home: Path, began: float) -> dict[str, float]:
    """When each task ended ("poll NAME", "read NAME"), as Prefect's server keeps it."""
    with sqlite3.connect(f"file:{home / 'prefect' / 'prefect.db'}?mode=ro", uri=True) as connection:
        rows = connection.execute("select name, max(end_time) from task_run where end_time is not null group by name").fetchall()
    ends = {name: datetime.fromisoformat(when + ("" if when.endswith("+00:00") else "+00:00")).timestamp() for name, when in rows}
    return {name: when for name, when in ends.items() if when >= began}


def judge(home: Path, settings: dict[str, str], cases: dict[str, dict], refused: set[str], runs: list[Run]) -> None:
    polls: dict[tuple[str, int], tuple[str, str, int]] = {(name, nth): (outcome, reason or "", entries) for name, outcome, reason, entries, nth in ask(home, POLLS).rows}
    stored = dict(ask(home, "select feed.name, count(*) from entry join feed using (feed_url) group by all").rows)
    texts: dict[str, str] = defaultdict(str)
    for name, text in ask(home, TEXTS).rows:
        texts[name] += (text or "") + "\n"
    failures = [problem for case in cases.values() for problem in problems_of(home, case, polls, stored, texts, refused, runs)]
    failures += [("all", problem) for problem in problems_of_all(home, settings, runs)]
    for name, problem in failures:
        print(f"  {name:<20} {problem}")
    failing = len({name for name, _ in failures} - {"all"})
    internal = len(control("/_internal"))
    largest = max(run.peaks.ours for run in runs)
    print(f"{len(cases) - failing} of {len(cases)} cases as they must; decoy hits {internal}; largest process {largest} MB; {' and '.join(f'{run.seconds:.0f} s' for run in runs)}; home {home}")
    sys.exit(1 if failures else 0)


def problems_of(home, case, polls, stored, texts, refused, runs):  # noqa: ANN001, ANN201
    name, expect = case["id"], case["expect"]
    if name in refused:
        if expect["status"] == "ok":
            yield name, "refused by the import, and is a sound address"
        return
    outcome, reason, _entries = polls.get((name, 1), ("no row", "", 0))
    answered = outcome in ANSWERED
    if outcome == "no row" or (expect["status"] == "ok" and not answered) or (expect["status"] == "failed" and answered):
        yield name, f"outcome {outcome} ({reason}), must be {expect['status']}"
    elif not answered and expect["reason"] and not any(reason in WORDS.get(word, set()) | {word.replace("_", "-")} for word in expect["reason"]):
        yield name, f"reason {reason}, must be one of {', '.join(expect['reason'])}"
    least, most = expect["stored"] if isinstance(expect["stored"], list) else (expect["stored"], expect["stored"])
    if not least <= stored.get(name, 0) <= most:
        yield name, f"{stored.get(name, 0)} entries stored, must be {expect['stored']}"
    if runs[0].stored.get(name) != runs[1].stored.get(name) and name != "pol-flaky":
        yield name, f"{runs[0].stored.get(name)} entries after one run, {runs[1].stored.get(name)} after two"
    if case["category"] == "control" and polls.get((name, 2), ("",))[0] not in ANSWERED:
        yield name, f"second run: {polls.get((name, 2))}"
    for run in runs:
        yield from ((name, problem) for problem in problems_of_time(name, expect, run))
    mine = [hit for run in runs for hit in run.hits if hit["case"] == name and hit["kind"] == "f"]
    first = [hit for hit in runs[0].hits if hit["case"] == name and hit["kind"] == "f"]
    if "max_hits" in expect and case["category"] == "politeness" and name != "pol-500" and len(mine) > expect["max_hits"]:
        yield name, f"asked {len(mine)} times in two runs, must be {expect['max_hits']}"
    elif "max_hits" in expect and len(first) > expect["max_hits"]:
        yield name, f"asked {len(first)} times in one run, must be {expect['max_hits']}"
    pages = [hit for run in runs for hit in run.hits if hit["case"] == name and hit["kind"] == "a"]
    if len(pages) > expect.get("max_article_hits", len(pages)):
        yield name, f"its article was asked for {len(pages)} times"
    if max((hit["parallel"] for hit in pages), default=0) > expect.get("max_parallel", 99):
        yield name, f"{max(hit['parallel'] for hit in pages)} of its articles asked for at a time"
    if expect.get("second_run_status") == 304 and polls.get((name, 2), ("",))[0] != "unchanged":
        yield name, f"second run: {polls.get((name, 2))}, must be unchanged"
    for text in (*expect.get("absent", ()),):
        if text in texts[name]:
            yield name, f"{text!r} is stored"
    if expect.get("title_has", "") not in texts[name]:
        yield name, f"{expect['title_has']!r} is not in what was stored"
    if "no_file" in expect and Path(expect["no_file"]).exists():
        yield name, f"{expect['no_file']} was written"
    if name in MUSTS and ask(home, MUSTS[name].replace("$case", f"'{name}'")).rows != ((True,),):
        yield name, f"not true: {MUSTS[name]}"
    if CONTROLS.search(texts[name]):
        yield name, f"stored with controls, overrides or surrogates: {CONTROLS.search(texts[name])}"


def problems_of_time(name: str, expect: dict, run: Run):  # noqa: ANN201
    """From its first request to the end of its task, or to the next feed's first request where a task asks several. Waiting for its turn at
    the one host that all cases share is counted where it falls between.
    """
    for kind, end in (("f", run.poll_end(name)), ("a", run.ends.get(f"read {name}"))):
        began = run.first(name, kind)
        if began is not None and end is not None and end - began > expect["within_s"]:
            yield f"{'poll' if kind == 'f' else 'reading'} took {end - began:.0f} s, must be {expect['within_s']}"


def problems_of_all(home: Path, settings: dict[str, str], runs: list[Run]):  # noqa: ANN201
    for run in runs:
        if run.code:
            yield f"exit {run.code}: {run.said[-2000:]}"
        if run.peaks.ours > MOST_MB:
            big = {command.replace("\0", " ")[:120]: peak // 1024 for peak, command in run.peaks.seen.values() if peak // 1024 > MOST_MB}
            yield f"larger than {MOST_MB} MB: {big}"
        if run.orphans:
            yield f"processes left behind: {run.orphans}"
        if "Traceback" in run.said:
            yield "a traceback in what the command said"
        if CONTROLS.search(run.said):
            yield f"control characters in what the command said: {CONTROLS.search(run.said)}"
    if control("/_internal"):
        yield f"decoy hits: {control('/_internal')}"
    if (home / "egress.log").exists():
        yield f"outside loopback: {(home / 'egress.log').read_text()}"
    counts = ask(home, "select count(*), count(distinct (run_id, feed_url)), (select count(*) from run) * (select count(*) from feed) from feed_poll").rows[0]
    if len(set(counts)) != 1:
        yield f"the ledger has {counts} rows"
    if ask(home, "select 1 from feed_poll where reason = 'internal-error' union all select 1 from page_failure where reason = 'internal-error'").rows:
        yield f"internal errors: {ask(home, 'select url, detail from page_failure where reason = ' + chr(39) + 'internal-error' + chr(39)).rows}"
    exported = subprocess.run([*BELLWETHER, "query", "select name, title, guid, url from entry join feed using (feed_url)", "--format", "csv"], env=settings, capture_output=True, check=True).stdout
    if CONTROLS.search(exported.decode("utf-8")):
        yield "control characters in CSV"
    cells = [cell for row in csv.reader(io.StringIO(exported.decode("utf-8"))) for cell in row]
    yield from (f"a formula in CSV: {cell[:60]}" for cell in cells if re.match(r"\s*[=+@-]", cell))
    doctor = subprocess.run([*BELLWETHER, "doctor"], env=settings, capture_output=True, text=True, check=False)
    if doctor.returncode:
        yield f"doctor: {doctor.stdout}"
    for path in (home / "reports").rglob("*"):
        if path.suffix in {".html", ".md", ".txt", ".xml", ".json"} and re.search(r"<script>alert|<img src=x|onload=alert|\]\(javascript:", path.read_text("utf-8")):
            yield f"{path}: markup of a page is alive"


if __name__ == "__main__":
    main()
