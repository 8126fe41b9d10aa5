"""Write docs/dictionary.md out of the comments that the DuckDB file carries: `python docs/dictionary.py`. A test holds the page to the schema."""

from __future__ import annotations

import tempfile
from pathlib import Path

from warehouse.query import ask
from warehouse.store import open_warehouse

PAGE = Path(__file__).with_name("dictionary.md")
HEAD = """# Data dictionary

What `bellwether.duckdb` holds, from the comments in the file itself. Ask the **views**: they are named for what they answer, and stay; every one answers as of a moment
where `as_of` is set ([queries](queries.md)). The **tables** below them are how it is kept, and change with the schema. Times are UTC.

<!-- written by docs/dictionary.py -->
"""
WHAT = """
    select '{kind}' as kind, {name} as name, comment from {source}() where not internal and database_name = 'bellwether' order by name
"""
COLUMNS = "select table_name, column_name, data_type, comment from duckdb_columns() where not internal and database_name = 'bellwether' order by table_name, column_index"


def write() -> str:
    """The page."""
    with tempfile.TemporaryDirectory() as folder:
        with open_warehouse(Path(folder)) as warehouse:
            warehouse.publish()
        columns: dict[str, list[str]] = {}
        for table, column, kind, comment in ask(Path(folder), COLUMNS).rows:
            columns.setdefault(str(table), []).append(f"| `{column}` | {str(kind).lower()} | {str(comment).replace('|', chr(92) + '|')} |")
        parts = [HEAD]
        for kind, title, source, name in (("view", "Views", "duckdb_views", "view_name"), ("table", "Tables", "duckdb_tables", "table_name")):
            parts.append(f"\n## {title}\n")
            for _, each, comment in ask(Path(folder), WHAT.format(kind=kind, source=source, name=name)).rows:
                parts += [f"\n### {each}\n\n{comment}\n\n| column | type | what it is |\n|---|---|---|\n", "\n".join(columns[str(each)]), "\n"]
    return "".join(parts)


if __name__ == "__main__":
    PAGE.write_text(write(), "utf-8")
