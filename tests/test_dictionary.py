"""The data dictionary says what the file says."""

from __future__ import annotations

import runpy
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_the_dictionary_is_current() -> None:
    """docs/dictionary.py writes it anew."""
    assert (DOCS / "dictionary.md").read_text("utf-8") == runpy.run_path(str(DOCS / "dictionary.py"))["write"](), "run python docs/dictionary.py"
