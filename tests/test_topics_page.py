"""docs/topics.md is true: what it shows of expressions can be read and finds what it says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from feeds.watchlist import load_watchlist
from flows.settings import SHIPPED_WATCHLIST
from parsers.expressions import ExpressionError
from parsers.grammar import check_expression, parse_expression
from parsers.syndication import ALIKE, ALIKE_AT_HOME, LEAST_WORDS, MOST_MET, ROWS, VALUES

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "topics.md").read_text("utf-8")
FORMS = [form for row in re.findall(r"^\| (`.*?) \| ", PAGE, re.MULTILINE) for form in re.findall(r"`([^`#]+)`", row)]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_the_table_can_be_written(form: str) -> None:
    """The table of forms holds expressions as they are typed; `a` and `b` stand for words."""
    parse_expression(form)


def test_the_example_is_an_expression_of_the_shipped_targets() -> None:
    """The example can be pasted into a watchlist, and the shipped expression has the same form."""
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    watchlist = load_watchlist(SHIPPED_WATCHLIST)
    check_expression(tomllib.loads(example)["topic"]["expression"], [target.name for target in watchlist.targets])
    assert len(FORMS) > 15


def test_the_mistakes_it_names_are_refused() -> None:
    """What the page says is refused is refused, in the words that it shows."""
    with pytest.raises(ExpressionError, match="two ways"):
        parse_expression("a or b and c")
    with pytest.raises(ExpressionError) as caught:
        parse_expression("quay near/5 (@Quay and boat)")
    assert caught.value.problem in PAGE


def test_the_numbers_of_copies_are_those_of_the_program() -> None:
    """Thresholds and sizes, as the page has them."""
    assert (ALIKE, ALIKE_AT_HOME, LEAST_WORDS) == (0.5, 0.8, 40)
    assert f"({VALUES} values), cut into {VALUES // ROWS} bands of three" in PAGE
    assert f"more than {MOST_MET} leads" in PAGE
