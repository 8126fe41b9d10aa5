"""Write the map of the house: each module with the question that the first line of it asks.

`python docs/house.py` renews the table in docs/design.md; a test holds that it is current.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("parsers", "feeds", "warehouse", "reports", "flows", "deployments")
BEGIN, END = "<!-- map: written by docs/house.py -->\n", "<!-- end of map -->\n"


def house() -> str:
    """The map, a table for each package."""
    lines = []
    for package in PACKAGES:
        lines += [f"\n**`{package}/`** {first_line(ROOT / package / '__init__.py')}\n", "| module | the question it answers |", "|---|---|"]
        modules = sorted(path for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py")
        lines += [f"| `{path.relative_to(ROOT)}` | {first_line(path)} |" for path in modules]
    return "\n".join(lines).lstrip("\n") + "\n"


def first_line(path: Path) -> str:
    return (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n")[0]


def with_map(page: str) -> str:
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + house() + END + rest.partition(END)[2]


if __name__ == "__main__":
    design = ROOT / "docs" / "design.md"
    design.write_text(with_map(design.read_text("utf-8")), "utf-8")
