"""A warehouse that holds nothing yet."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse.store import Warehouse, open_warehouse


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of one, made once: its tables and views take half a second of a processor."""
    home = tmp_path_factory.mktemp("empty") / "home"
    with open_warehouse(home):
        pass
    return home


@pytest.fixture
def warehouse(empty_home: Path, tmp_path: Path) -> Iterator[Warehouse]:
    """One for each test, in a file."""
    with open_warehouse(shutil.copytree(empty_home, tmp_path / "home")) as opened:
        yield opened
