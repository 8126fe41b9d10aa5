"""docs/collection.md names every word that the coverage ledger can hold."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from feeds.errors import Reason
from warehouse.rows import Outcome

DOC = (Path(__file__).resolve().parents[1] / "docs" / "collection.md").read_text("utf-8")


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_is_explained(reason: str) -> None:
    """A reader who meets a reason in the ledger finds it there."""
    assert f"`{reason}`" in DOC


@pytest.mark.parametrize("outcome", get_args(Outcome))
def test_every_outcome_is_explained(outcome: str) -> None:
    """So for the outcomes."""
    assert f"| {outcome} |" in DOC
