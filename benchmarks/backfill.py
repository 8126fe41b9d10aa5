"""What does reading an archive of the press cost? Pages a second with one and two readers and with Dask, and the share of each step.

`python benchmarks/backfill.py [--pages 4000]` makes four WARC files in the layout of Common Crawl's news: one page in twelve speaks of what the shipped watchlist watches, as in 331 news
pages that were counted; the others do not; each carries as much markup as news pages do (220 kB on average). Then the real command reads them, into an empty folder each time.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

from ingest import NOW, ROOT, page, sample_paragraphs
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.server import prefect_server

FILES = 4
ONE_IN = 12
MARKUP = 200_000  # bytes of a page beside its article
A_YEAR = 365 * 500_000  # pages, where an archive takes in half a million a day


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=4000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = compose(folder / "crawl", arguments.pages)
        print(f"{arguments.pages} pages in {FILES} files of {size / FILES / 1e6:.0f} MB")
        with prefect_server(folder / "server") as api:
            for what, options in (("one reader", ["--workers", "1"]), ("two readers", ["--workers", "2"]), ("Dask, one worker", ["--runner", "dask", "--workers", "1"]),
                                  ("Dask, two workers", ["--runner", "dask", "--workers", "2"])):  # fmt: skip
                measure(folder, api, what, options, arguments.pages)


def measure(folder: Path, api: str, what: str, options: list[str], pages: int) -> None:
    home = folder / what.replace(" ", "-")
    environment = {**os.environ, "BELLWETHER_HOME": str(home), "PREFECT_API_URL": api, "PREFECT_HOME": str(folder / "prefect"), "PYTHONPATH": str(ROOT)}
    began = time.monotonic()
    subprocess.run([sys.executable, "-m", "flows", "backfill", str(folder / "crawl"), *options], cwd=folder, env=environment, check=True, capture_output=True)
    took = time.monotonic() - began
    shards = [json.loads(path.read_text("utf-8")) for path in sorted((home / "backfill").glob("*/shard.json"))]
    spent = sum((Counter(shard["seconds"]) for shard in shards), Counter[str]())
    total = sum(spent.values())
    shares = ", ".join(f"{step} {seconds / total:.0%}" for step, seconds in spent.most_common())
    print(f"{what:<18} {took:5.0f} s with start and load, {pages / took:4.0f} pages a second; {pages / total:4.0f} a processor second ({shares}); "
          f"passed {sum(shard['passed'] for shard in shards)}, kept {sum(shard['kept'] for shard in shards)}; a year of {A_YEAR / 1e6:.0f} million pages: "
          f"{A_YEAR / pages * total / 3600:.0f} processor hours", flush=True)  # fmt: skip


def compose(folder: Path, pages: int) -> int:
    chance, paragraphs = random.Random(7), sample_paragraphs()
    others = [f"The {chance.choice(PLACES)} council met on day {number} and spoke of {chance.choice(THINGS)} and {chance.choice(THINGS)}, which {chance.choice(PLACES)} had asked for." for number in range(2000)]
    folder.mkdir(parents=True)
    for file_number in range(FILES):
        with (folder / f"CC-NEWS-2024072{file_number}000000-0000{file_number}.warc.gz").open("wb") as file:
            writer = WARCWriter(file, gzip=True)
            writer.write_record(writer.create_warcinfo_record("crawl", {"software": "a crawler"}))
            for number in range(file_number, pages, FILES):
                told = chance.sample(paragraphs if number % ONE_IN == 0 else others, 9)
                when = NOW - timedelta(minutes=chance.randrange(60 * 24 * 7))
                body = page(f"{told[0][:60]} ({number})", when, told).replace("</footer>", markup(chance) + "</footer>").encode()
                headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
                writer.write_record(writer.create_warc_record(
                    f"https://site{number % 500}.example/{number}", "response", payload=io.BytesIO(body), http_headers=headers, warc_headers_dict={"WARC-Date": when.strftime("%Y-%m-%dT%H:%M:%SZ")},
                ))  # fmt: skip
    return sum(path.stat().st_size for path in folder.iterdir())


PLACES = ("harbour", "school", "valley", "bridge", "market", "hospital", "county", "river")
THINGS = ("rain", "budgets", "bread", "a tram line", "football", "wheat prices", "an election", "the new stadium")


def markup(chance: random.Random) -> str:
    """Menus, scripts and styles, as pages carry them."""
    parts, size = [], 0
    while size < MARKUP:
        number = chance.randrange(10**9)
        part = chance.choice((
            f'<div class="c{number} grid-{number % 97}"><a href="/section/{number}"><span>{chance.choice(PLACES)} {chance.choice(THINGS)}</span></a></div>',
            f"<script>window.q{number}=window.q{number}||[];window.q{number}.push({{id:{number},slot:'top',size:[{number % 970},{number % 250}]}});</script>" * 4,
            f"<style>.c{number}{{margin:{number % 40}px;padding:{number % 7}px;color:#{number % 0xFFFFFF:06x}}}</style>" * 4,
        ))  # fmt: skip
        parts.append(part)
        size += len(part)
    return "".join(parts)


if __name__ == "__main__":
    main()
