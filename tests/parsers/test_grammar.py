"""What an expression asks for, and what is said of one that cannot be read."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers.expressions import Both, Either, ExpressionError, InTitle, Named, Near, Phrase
from parsers.grammar import DEEPEST, LONGEST, check_expression, parse_expression
from tests.clock import within

A, B, C = Phrase(text="aa"), Phrase(text="bb"), Phrase(text="cc")


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("aa", A),
        ("  aa\n", A),
        ("((aa))", A),
        ('"open source"', Phrase(text="open source")),
        ("“open source”", Phrase(text="open source")),
        ("open-source", Phrase(text="open-source")),
        ("llama.cpp", Phrase(text="llama.cpp")),
        ("{Falcon}", Phrase(text="Falcon", exact=True)),
        ("@Llama", Named(target="Llama", at=0)),
        ('@"Code Llama"', Named(target="Code Llama", at=0)),
        ("@gpt-oss or aa", Either(parts=(Named(target="gpt-oss", at=0), A))),
        ("aa or bb or cc", Either(parts=(A, B, C))),
        ("aa AND bb", Both(parts=(A, B))),
        ("aa and bb not cc", Both(parts=(A, B), without=(C,))),
        ("aa and not bb", Both(parts=(A,), without=(B,))),
        ("(aa or bb) and cc", Both(parts=(Either(parts=(A, B)), C))),
        ("aa near bb", Near(left=A, right=B, within=None)),
        ("aa NEAR/5 bb", Near(left=A, right=B, within=5)),
        ("aa near/0 bb near/3 cc", Near(left=Near(left=A, right=B, within=0), right=C, within=3)),
        ("aa not near/3 bb", Near(left=A, right=B, within=3, apart=True)),
        ("aa near bb or cc", Either(parts=(Near(left=A, right=B, within=None), C))),
        ("aa near (bb or cc)", Near(left=A, right=Either(parts=(B, C)), within=None)),
        ("title:aa", InTitle(part=A)),
        ("title:(aa or bb) and cc", Both(parts=(InTitle(part=Either(parts=(A, B))), C))),
        ('"near" or "and"', Either(parts=(Phrase(text="near"), Phrase(text="and")))),
        ("aa # the first\n or bb # or the second", Either(parts=(A, B))),
    ],
)
def test_an_expression_is_read_as_people_of_media_monitoring_write_it(text, expression):
    """Operators in any case; near binds closest; `not` stands alone or behind `and`; # begins a comment."""
    assert parse_expression(text) == expression


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("", 1, "is empty"),
        ("# nothing", 10, "is empty"),
        ("open source", 6, 'write "open source"'),
        ("aa or bb and cc", 10, "two ways"),
        ("aa and bb or cc", 11, "two ways"),
        ("aa or bb not cc", 10, "two ways"),
        ("aa or not bb", 7, "nearly everything"),
        ("not aa", 1, "write what is wanted first"),
        ("aa or", 6, "nothing stands behind or"),
        ("aa near/5", 10, "nothing stands behind near/5"),
        ("or aa", 1, "has nothing in front of it"),
        ("aa and or bb", 8, "has nothing in front of it"),
        ("(aa or bb", 1, "never closed"),
        ("aa or bb)", 9, "closes nothing"),
        ("()", 2, "nothing stands between"),
        ('aa or "bb', 7, "without its partner"),
        ("{Falcon", 1, "stands alone"),
        ("aa nera/5 bb", 4, "did you mean near?"),
        ("aa year bb", 4, 'write "aa year"'),
        ("aa adn bb", 4, "did you mean and?"),
        ("aa w/5 bb", 4, "did you mean near/5?"),
        ("aa near w/5", 9, "write near/5"),
        ("aa & bb", 4, "write and"),
        ("aa | bb", 4, "write or"),
        ("aa near (bb and cc)", 9, "near joins words"),
        ("(aa not bb) near cc", 11, "near joins words"),
        ("aa near/1000 bb", 4, "at most 100"),
        ("mod*el", 1, "last character"),
        ("*model", 1, "last character"),
        ("m*", 1, "at least 2 letters"),
        ("aa or ???", 7, "no word"),
        ('aa or ""', 7, "no word"),
        ("author:aa", 1, "there is title:"),
        ("aa\nor bb\ncc", 1, "nothing joins"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text, column, problem):
    """Whatever leaves two readings, or none, is refused where it stands, with what to write."""
    with pytest.raises(ExpressionError, match=re.escape(problem)) as caught:
        parse_expression(text)
    assert caught.value.column == column
    assert caught.value.line == text.count("\n", 0, caught.value.at) + 1


def test_lines_count():
    """In an expression of several lines the error names the line as well."""
    with pytest.raises(ExpressionError, match=r"^line 3, column 3: nothing joins"):
        parse_expression("aa or\n  bb\n  cc")


def test_a_target_that_is_none_is_refused():
    """@Name is one of the watchlist's targets; a near miss is asked about."""
    check_expression("@Llama or aa", ["Llama", "Qwen"])
    with pytest.raises(ExpressionError, match=r"column 7: @Lama is no target; did you mean @Llama\?"):
        check_expression("aa or @Lama", ["Llama", "Qwen"])
    with pytest.raises(ExpressionError, match=r"there are Llama, Qwen"):
        check_expression("aa not @Zzz", ["Llama", "Qwen"])


def test_nothing_is_read_without_end():
    """Depth and length are bounded, and a long list is read at once."""
    with pytest.raises(ExpressionError, match="too deeply"):
        parse_expression("(" * (DEEPEST + 5) + "aa" + ")" * (DEEPEST + 5))
    with pytest.raises(ExpressionError, match="longer than"):
        parse_expression("aa or " * LONGEST + "bb")
    assert isinstance(within(3, lambda: parse_expression(" or ".join(f"word{number} near/3 model*" for number in range(1200)))), Either)


@given(st.lists(st.sampled_from(["aa", '"b c"', "{D}", "@E", "and", "or", "not", "near", "near/3", "(", ")", "title:", "f*", "*", '"', "#", "\n", "&", "🦙", "{", "}"]), max_size=14))
def test_any_text_is_read_or_refused_with_a_place_inside_it(parts):
    """Nothing but ExpressionError is raised, and what it points at is in the text or just behind it."""
    text = " ".join(parts)
    problem = refusal(text)
    assert problem is None or (0 <= problem.at <= len(text) and problem.problem)


def refusal(text: str) -> ExpressionError | None:
    try:
        parse_expression(text)
    except ExpressionError as exc:
        return exc
    return None
