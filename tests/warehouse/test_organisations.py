"""Which of the organisations that tell namesakes apart does an article name?"""

from __future__ import annotations

from pathlib import Path

import pytest
from test_store import entry, reading, take_in

from warehouse.connection import sql
from warehouse.store import open_warehouse

URL = "https://outlet.example/a"


@pytest.mark.parametrize(("organisation", "named"), [("nestle", True), ("Nestlé", True), ("yahoo!", True), ("Nest", False), ("Hugging Face", False)])
def test_organisation_is_found_however_it_is_written(tmp_path: Path, organisation: str, named: bool) -> None:
    """As a word of its own, with or without its accents, also where it ends in a mark."""
    with open_warehouse(tmp_path / "home") as warehouse:
        take_in(warehouse, [entry()], {URL: reading(text="Llama 3.1 is out. Nestlé tried it in March, and Yahoo! in May.")})
        articles = [article for (article,) in warehouse.connection.execute("select article_id from article").fetchall()]
        found = warehouse.connection.execute(sql("organisations_named"), {"articles": articles, "organisations": [organisation]}).fetchall()
    assert bool(found) == named
