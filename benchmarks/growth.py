"""What does a warehouse of a million articles cost? Its size, publishing it, a weekly report, a run's fixed work; seconds and memory.

    python benchmarks/growth.py [--articles 1000000] [--home FOLDER] [--week 2024-W30]

Invented articles of 2 kB each come from 300 outlets over two years, with two mentions and one and a half quotations each, one in fourteen a
copy of another; every three hours a run left its rows in the ledger. They are made in SQL, as the store would have written them, so that
`bellwether doctor` finds nothing wrong. With --home the warehouse is kept there, and made only if it is not there yet.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from parsers.model import Aspect, Event, Feed, Target, Topic, Watchlist
from reports.render import render_html, render_markdown, render_text
from reports.week import build
from warehouse.connection import LIVE, PUBLISHED
from warehouse.people import recognise_speakers
from warehouse.store import Warehouse, open_warehouse
from warehouse.weeks import load_week

OUTLETS = 300
SPAN = timedelta(days=728)
START = datetime(2023, 1, 2, tzinfo=UTC)
CHUNK = 100_000
SENTENCES = 200_000  # to pick from: so many that no two texts share more than chance has it
GENERATED = Path(__file__).with_name("growth.sql")
TARGETS = ("Llama", "Qwen", "Mistral", "DeepSeek", "Gemma", "Phi", "Falcon", "OLMo")
WATCHLIST = Watchlist(
    feeds=tuple(Feed(url=f"https://o{number}.example/feed", name=f"Outlet {number}") for number in range(OUTLETS)),
    targets=tuple(Target(name=name, maker=f"Maker of {name}") for name in TARGETS),
    aspects=tuple(Aspect(name=name, label=name.capitalize(), terms=(name,)) for name in ("licence", "safety", "cost", "speed")),
    events=(Event(name="Llama 3.1", target="Llama", on=datetime(2024, 7, 23, tzinfo=UTC).date()),),
    topic=Topic(name="open-source AI"), version="growth",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=1_000_000)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--week", default="2024-W30")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="growth-") as folder:
        home = options.home or Path(folder)
        if not (home / LIVE).exists():
            with told("made"), open_warehouse(home) as warehouse:
                generate(warehouse, options.articles)
        measure(home, options.week)


def generate(warehouse: Warehouse, articles: int) -> None:
    """Fill an empty warehouse."""
    connection = warehouse.connection
    warehouse.claim("live")
    warehouse.save_watchlist(WATCHLIST, now=START)
    execute(connection, "once", sentences=SENTENCES)
    for first in range(0, articles, CHUNK):
        execute(connection, "chunk", first=first, last=min(first + CHUNK, articles), articles=articles, start=START, seconds=SPAN.total_seconds())
    execute(connection, "runs", start=START, days=SPAN.days)


def execute(connection: duckdb.DuckDBPyConnection, part: str, **given: object) -> None:
    """The statements of one part of growth.sql, each with the values that it names."""
    for statement in statements(part):
        connection.execute(statement, {name: value for name, value in given.items() if f"${name}" in statement})


def statements(part: str) -> Iterator[str]:
    """The statements of one part of growth.sql, which lines such as `-- part: chunk` begin."""
    text = GENERATED.read_text("utf-8").split(f"-- part: {part}\n")[1].split("-- part: ")[0]
    yield from (statement for statement in text.split(";\n") if statement.strip())


def measure(home: Path, week: str) -> None:
    """Say what each step costs."""
    with told("opened for writing"), open_warehouse(home) as warehouse:
        pass
    with open_warehouse(home) as warehouse:
        with told("  a run begins and ends"):
            now = START + SPAN
            warehouse.end_run(warehouse.begin_run(WATCHLIST, parser_version="1", model_version="m", started_at=now, polled_at=now, replayed=False), "completed", now)
        with told("  pages that are due looked for"):
            warehouse.pending(now)
        with told("  speakers joined over all articles"):
            recognise_speakers(warehouse.connection)
        with told("published"):
            warehouse.publish()
        with told("published again"):
            warehouse.publish()
    print(f"{(home / PUBLISHED).stat().st_size / 1e6:,.0f} MB published", flush=True)
    with told(f"report of {week}: read"):
        rows = load_week(home, week)
    with told(f"report of {week}: built"):
        report = build(rows, sample=False)
    with told(f"report of {week}: rendered"):
        forms = [render(report) for render in (render_html, render_markdown, render_text)]
    print(f"  {len(report.stories):,} stories; {', '.join(f'{len(form) / 1e3:,.0f} kB' for form in forms)}")
    asked(home)


def asked(home: Path) -> None:
    """What people may ask of the whole."""
    with duckdb.connect(str(home / PUBLISHED), read_only=True) as connection:
        for view in ("weekly_counts", "weekly_stance", "weekly_stance_by_aspect", "share_of_voice", "stories", "speakers", "feed_health", "quotation_spread"):
            with told(f"  from {view}"):
                connection.execute(f"select count(*) from (select * from {view})").fetchall()
        connection.execute("set variable as_of = timestamptz '2024-07-29 06:00:00+00'")
        with told("  from weekly_stance as of a moment"):
            connection.execute("from weekly_stance").fetchall()


@contextmanager
def told(what: str, say: Callable[[str], None] = print) -> Iterator[None]:
    """Print what a step took: seconds by the clock and of the processor, and the most memory that the process has had."""
    began, used = time.perf_counter(), time.process_time()
    yield
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    say(f"{what:<42}{time.perf_counter() - began:>8.2f} s {time.process_time() - used:>8.2f} CPU s {most:>8,.0f} MB at most")


if __name__ == "__main__":
    main()
