"""The questions of docs/queries.md and docs/quotations.md, asked of the sample."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from warehouse.query import ask

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "queries.md").read_text("utf-8")
QUESTIONS = re.findall(r"\*\*(\d+\. .*?)\*\*.*?```sql\n(.*?)```", TEXT, re.DOTALL)
OF_QUOTATIONS = re.findall(r"([^\n]+)\n```sql\n(.*?)```", (DOCS / "quotations.md").read_text("utf-8"), re.DOTALL)


def test_there_are_twenty_questions() -> None:
    """The page keeps what its title promises."""
    assert [question.split(".")[0] for question, _ in QUESTIONS] == [str(number) for number in range(1, 21)]


@pytest.mark.parametrize(("question", "sql"), [*QUESTIONS, *OF_QUOTATIONS], ids=[question[:60] for question, _ in [*QUESTIONS, *OF_QUOTATIONS]])
def test_question_is_answered(sample_home: Path, question: str, sql: str) -> None:
    """Each query runs as it stands and finds rows in the sample."""
    answer = ask(sample_home, sql)
    assert answer.rows, question
    assert len(set(answer.columns)) == len(answer.columns)
