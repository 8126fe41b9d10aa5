"""Bellwether against a replayable newsroom: a world of loopback outlets with a virtual clock, faults and a scorer.

    python benchmarks/newsroom.py NEWSROOM [--step 3] [--home FOLDER]

NEWSROOM is the folder that holds `replay/`, `dev/`, `gold_dev.jsonl` and `score_world.py`; its replay needs aiohttp and jinja2, so give
`--python` an interpreter that has them. The clock is moved `--step` days at a time; after each move the real command runs
(`bellwether run --until …`), over HTTP, through the address guard, robots.txt and politeness. At the end what was stored is
exported with `bellwether query` and scored.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

from flows.server import prefect_server

BELLWETHER = [sys.executable, "-m", "flows"]
CONTROL = "http://127.0.0.1:8799"
ARTICLES = """
select article_id, url, title, authors, published_at,
    coalesce(if(modified_at > published_at + interval 1 minute, modified_at, null), if(revision > 1, captured_at, null), page_modified_at) as updated,
    withdrawn_at, relevant, list_contains(targets, 'Llama') as mentions_llama, story_id as cluster
from articles
"""
QUOTES = "select article_id, url, text, speaker from quotations"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("newsroom", type=Path)
    parser.add_argument("--step", type=float, default=3, help="days of virtual time between runs")
    parser.add_argument("--home", type=Path, default=Path(tempfile.mkdtemp(prefix="newsroom-")))
    parser.add_argument("--python", default=sys.executable, help="interpreter that has aiohttp and jinja2")
    options = parser.parse_args()
    newsroom = options.newsroom.resolve()
    stack = ExitStack()
    replay = subprocess.Popen([options.python, "-m", "replay", str(newsroom / "dev")], cwd=newsroom / "replay")
    try:
        clock = wait_for_clock()
        settings = watch(newsroom, options.home)
        now, end = datetime.fromisoformat(clock["start"]), datetime.fromisoformat(clock["end"])
        began = time.monotonic()
        stack.enter_context(prefect_server(options.home))  # one for all runs
        settings["PREFECT_API_URL"] = os.environ["PREFECT_API_URL"]
        while now < end:
            now = min(now + timedelta(days=options.step), end)
            control("/clock", {"now": now.isoformat()})
            ran = subprocess.run([*BELLWETHER, "run", "--until", now.isoformat()], env=settings, capture_output=True, text=True, check=False)
            print(f"{now:%Y-%m-%d}  exit {ran.returncode}  {[line for line in ran.stdout.splitlines() if 'answered' in line]}", flush=True)
            if ran.returncode not in {0, 4}:
                sys.exit(ran.stderr)
        print(f"{time.monotonic() - began:.0f} s for all runs")
        stats = control("/stats")
    finally:
        stack.close()
        replay.terminate()
    (options.home / "stats.json").write_text(json.dumps(stats, indent=1))
    total = stats["total"]
    print({name: total[name] for name in ("requests", "not_modified", "repeat_feed_requests", "repeat_feed_conditional", "disallowed", "max_concurrency", "min_interval_s", "gzip_share")})
    print("closest two requests to one host:", min(host["min_interval_s"] for host in stats["hosts"].values() if host["min_interval_s"]), "s")
    for name, sql in (("articles", ARTICLES), ("quotes", QUOTES)):
        with (options.home / f"{name}.jsonl").open("w") as file:
            subprocess.run([*BELLWETHER, "query", sql, "--format", "jsonl"], env=settings, stdout=file, check=True)
    subprocess.run(
        [sys.executable, newsroom / "score_world.py", "--gold", newsroom / "gold_dev.jsonl", "--articles", options.home / "articles.jsonl",
         "--quotes", options.home / "quotes.jsonl", "--json", options.home / "score.json"], check=True,
    )  # fmt: skip
    print(f"stored in {options.home}")


def wait_for_clock() -> dict[str, str]:
    for _ in range(100):
        try:
            return control("/clock")
        except OSError:
            time.sleep(0.2)
    sys.exit("the newsroom did not start; are aiohttp and jinja2 there?")


def control(path: str, body: dict[str, str] | None = None) -> dict[str, str]:
    request = urllib.request.Request(CONTROL + path, data=json.dumps(body).encode() if body else None, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def watch(newsroom: Path, home: Path) -> dict[str, str]:
    """A home of its own, with the newsroom's subscriptions in place of the shipped feeds, and its addresses let through."""
    home.mkdir(parents=True, exist_ok=True)
    watchlist = home / "watchlist.toml"
    shipped = (Path(__file__).resolve().parents[1] / "feeds" / "watchlist.toml").read_text("utf-8")
    watchlist.write_text(shipped.partition("[[feeds]]")[0], "utf-8")  # the feeds are its last tables
    settings = {
        **os.environ, "BELLWETHER_HOME": str(home), "BELLWETHER_WATCHLIST": str(watchlist), "BELLWETHER_ALLOW": "127.0.20.0/24:8800",
    }  # fmt: skip
    subprocess.run([*BELLWETHER, "feeds", "import", str(newsroom / "dev" / "feeds.txt")], env=settings, check=True)
    return settings


if __name__ == "__main__":
    main()
