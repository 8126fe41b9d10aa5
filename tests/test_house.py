"""The house: imports point down only, and each library stays in its room."""

from __future__ import annotations

import ast
import importlib.util
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
MAY_IMPORT = {
    "parsers": set(),
    "feeds": {"parsers"},
    "warehouse": {"parsers"},
    "reports": {"parsers", "warehouse.rows", "warehouse.weekrows"},
    "flows": {"parsers", "feeds", "warehouse", "reports", "deployments"},
    "deployments": {"flows"},
}
ROOMS = {
    "prefect": {"flows", "deployments"},
    "pebble": {"flows"},
    "httpx": {"feeds"},
    "httpcore": {"feeds"},
    "protego": {"feeds"},
    "warcio": {"feeds"},
    "duckdb": {"warehouse"},
    "feedparser": {"parsers"},
    "lxml": {"parsers"},
    "onnxruntime": {"parsers"},
    "bs4": {"parsers"},
    "matplotlib": {"reports"},
    "jinja2": {"reports"},
    "typst": {"reports"},
    "apprise": {"reports"},
    "smtplib": {"reports"},
    "typer": {"flows"},
    "rich": {"flows"},
    "pydantic_settings": {"flows"},
}
NOWHERE = {"requests", "urllib3", "aiohttp", "urllib.request", "http.client"}  # feeds.fetch is the one way out; reports leave by smtplib and apprise
IMPURE = {"os", "socket", "subprocess", "tempfile", "time", "random", "shutil"}  # what the pure core has no business with


def modules() -> list[Path]:
    return [path for package in MAY_IMPORT for path in sorted((ROOT / package).rglob("*.py"))]


def imports(path: Path) -> Iterator[str]:
    """Full names of what a module imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, rooms: set[str]) -> bool:
    return any(name == room or name.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down_only(path: Path) -> None:
    """A module imports from its own package and those its package may see, and no library that lives elsewhere."""
    package = path.relative_to(ROOT).parts[0]
    for name in imports(path):
        top = name.split(".")[0]
        if top in MAY_IMPORT and top != package:
            assert within(name, MAY_IMPORT[package]) or any(allowed.startswith(f"{name}.") for allowed in MAY_IMPORT[package]), f"{path} imports {name}"
        for library, rooms in ROOMS.items():
            assert package in rooms or not within(name, {library}), f"{path} imports {name}"
        assert not within(name, NOWHERE), f"{path} imports {name}: every request goes through feeds.fetch"
        assert package != "parsers" or not within(name, IMPURE), f"{path} imports {name}: the readers are pure"


def test_every_package_is_in_the_wheel() -> None:
    """The folders of the house are those that the wheel ships."""
    shipped = (ROOT / "pyproject.toml").read_text("utf-8").split("packages = [", 1)[1].split("]", 1)[0]
    assert {name.strip(' "') for name in shipped.split(",")} == set(MAY_IMPORT)


def test_the_model_s_card_is_in_the_wheel() -> None:
    """The files of the stance model travel with their card, and the card with its pictures."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["docs/stance.md"] == "parsers/stance_model/CARD.md"
    pictures = re.findall(r"!\[[^]]*\]\(([^)]+)\)", (ROOT / "docs" / "stance.md").read_text("utf-8"))
    assert pictures
    assert {f"docs/{name}": f"parsers/stance_model/{name}" for name in pictures}.items() <= wheel["force-include"].items()
    assert all((ROOT / source).is_file() for source in wheel["force-include"])


def test_map_of_the_house_is_current() -> None:
    """docs/design.md lists every module with the question that its first line asks; `python docs/house.py` renews it."""
    page = (ROOT / "docs" / "design.md").read_text("utf-8")
    spec = importlib.util.spec_from_file_location("house", ROOT / "docs" / "house.py")
    assert spec
    assert spec.loader
    house = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(house)
    assert house.with_map(page) == page
    assert "|  |" not in page, "a module without a first line"
