"""Does any page make parse_article raise anything but PageParseError, or take more than two seconds of CPU?

python benchmarks/fuzz_page.py [SECONDS, 60 unless told] [-s SEED]

Where atheris is installed (`pip install atheris`), libFuzzer looks for inputs by the branches they reach; without it pages are
broken at random, from the seed. Both begin with the golden pages of the tests. What is found is written to crash-*.html in the
working folder: make it a case of tests/parsers/test_robust.py, then mend the parser.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from parsers.model import PageParseError  # noqa: E402
from tests.parsers.hostile import SPLINTERS, UNITS, broken, repeated  # noqa: E402
from tests.parsers.shapes import URL, expected, page  # noqa: E402

LIMIT = 2.0  # seconds of CPU a page
LONGEST = 200_000  # bytes of an input: longer ones find nothing that shorter ones do not
EDITS = 8


def main() -> None:
    """Look for the time given; exit with 1 at the first input that is not borne."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("seconds", nargs="?", type=int, default=60)
    options.add_argument("-s", "--seed", type=int, default=0)
    told = options.parse_args()
    seeds = [page(name) for name in expected()] + [repeated(unit, 2000) for unit in UNITS.values()]
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        print(f"atheris is not installed: pages are broken at random for {told.seconds} seconds, seed {told.seed}")
        _at_random(seeds, told.seconds, random.Random(told.seed))
    else:
        _by_coverage(atheris, seeds, told.seconds, told.seed)


def _by_coverage(atheris: object, seeds: list[bytes], seconds: int, seed: int) -> None:
    with atheris.instrument_imports(include=["parsers"]):  # type: ignore[attr-defined]
        importlib.import_module("parsers.article")
    with tempfile.TemporaryDirectory() as corpus:
        for number, body in enumerate(seeds):
            Path(corpus, f"{number:03d}").write_bytes(body)
        atheris.Setup([sys.argv[0], corpus, f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=20", "-print_final_stats=1"], _bear)  # type: ignore[attr-defined]
        atheris.Fuzz()  # type: ignore[attr-defined]


def _at_random(seeds: list[bytes], seconds: int, chance: random.Random) -> None:
    ends, count = time.monotonic() + seconds, 0
    while time.monotonic() < ends:
        edits = [(chance.choice(("put", "put", "cut", "copy", "move", "end")), chance.random(), chance.random(), _payload(chance)) for _ in range(chance.randint(1, EDITS))]
        _bear(broken(chance.choice(seeds), edits)[:LONGEST])
        count += 1
    print(f"{count} pages, all of them borne")


def _payload(chance: random.Random) -> bytes:
    return chance.choice(SPLINTERS).encode("utf-8", "surrogatepass") if chance.random() < 0.7 else chance.randbytes(chance.randint(1, 60))


def _bear(body: bytes) -> None:
    """Read one page; what it does not bear is written down before it is raised."""
    from parsers.article import parse_article  # noqa: PLC0415  imported under instrumentation first

    began = time.process_time()
    try:
        parse_article(body, URL)
    except PageParseError:
        pass
    except Exception:
        _write(body)
        raise
    if time.process_time() - began > LIMIT:
        _write(body)
        sys.exit(f"{time.process_time() - began:.1f} seconds for {len(body)} bytes")


def _write(body: bytes) -> None:
    path = Path(f"crash-{hashlib.sha256(body).hexdigest()[:12]}.html")
    path.write_bytes(body)
    print(f"written to {path}", file=sys.stderr)


if __name__ == "__main__":
    main()
