"""Does an older DuckDB read the published file? Every view is asked, now and as of a moment; counts must be the same in every version.

    python -m venv /tmp/older && /tmp/older/bin/pip install duckdb==1.2.0 pytz
    /tmp/older/bin/python benchmarks/older_duckdb.py data/bellwether.duckdb

It needs nothing of Bellwether's.
"""

from __future__ import annotations

import sys

import duckdb


def main() -> None:
    with duckdb.connect(sys.argv[1], read_only=True) as connection:
        print(f"DuckDB {duckdb.__version__}")
        connection.execute("set timezone = 'UTC'")
        views = [view for (view,) in connection.execute("select view_name from duckdb_views() where not internal order by view_name").fetchall()]
        for moment in ("reset variable as_of", "set variable as_of = timestamptz '2024-07-29 06:00:00+00'"):
            connection.execute(moment)
            counts = (f"{view} {len(connection.execute(f'from {view}').fetchall())}" for view in views)
            print(f"{moment}: {', '.join(counts)}")


if __name__ == "__main__":
    main()
