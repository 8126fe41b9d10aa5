"""What was quoted: spans, kinds and ranks. The texts are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.model import Mention, Topic
from parsers.quotes import find_quotes
from parsers.ranking import rank_by_subject
from parsers.relevance import judge
from tests.clock import assert_grows_like_length

SPANS = {
    "curly marks": ("“The weights are open now,” said Ann Roe.", ["The weights are open now,"]),
    "straight marks": ('"The weights are open now," said Ann Roe.', ["The weights are open now,"]),
    "doubled single marks": ("''The weights are open now,'' said Ann Roe.", ["The weights are open now,"]),
    "single marks": ("‘The weights are open now,’ said Ann Roe.", ["The weights are open now,"]),
    "guillemets": ("«The weights are open now», said Ann Roe.", ["The weights are open now"]),
    "guillemets with spaces": ("« The weights are open now », said Ann Roe.", ["The weights are open now"]),
    "German marks": ("„The weights are open now“, said Ann Roe.", ["The weights are open now"]),
    "one mark of each kind": ('“The weights are open now," said Ann Roe.', ["The weights are open now,"]),
    "apostrophes open nothing": ("The labs’ users said it’s Roe’s model and that’s that, rock ’n’ roll.", []),
    "an apostrophe inside single marks": ("‘It isn’t the lab’s,’ said Ann Roe.", ["It isn’t the lab’s,"]),
    "inner marks stay inside": ("“She said ‘never again’ to me,” said Ann Roe.", ["She said ‘never again’ to me,"]),
    "same marks inside": ("“She said “never again” to me,” said Ann Roe.", ["She said “never again” to me,"]),
    "a plural possessive ends no speech": (
        "Ann Roe said: 'I don't think the students' union will accept that. It's unfair.'",
        ["I don't think the students' union will accept that. It's unfair."],
    ),
    "a possessive near the start": (
        "Ann Roe said: ‘The workers’ rights are at stake here, and we won’t give up.’",
        ["The workers’ rights are at stake here, and we won’t give up."],
    ),
    "double marks inside single ones": ("‘She said “never again” to me,’ said Ann Roe.", ["She said “never again” to me,"]),
    "a split quotation is two": (
        "“The weights are open,” said Ann Roe. “The data set is not.”",
        ["The weights are open,", "The data set is not."],
    ),
    "marks that reopen each paragraph": (
        "Ann Roe said: “We began with nothing at all.\n\n“We end with a model,” she added.",
        ["We began with nothing at all.", "We end with a model,"],
    ),
    "a stray mark takes nothing with it": ('The 5" disk is old. Ann Roe said: “It still spins today.”', ["It still spins today."]),
    "an attribute of markup is no quotation": ('<a title="Read the whole story">Ann Roe</a> said so.', []),
    "a doubted word is no speech": ("Its so-called “open” licence was praised by Ann Roe.", []),
    "a title of a work is no speech": ("Ann Roe reviewed “The Quiet Machine” for the Pear Post.", []),
    "a programme's title in an attribution is none": ("“I never slept,” Ann Roe said on “The Late Orchard Hour.”", ["I never slept,"]),
    "a reference is none": ("Wind is growing (see ‘The orchard power boom’), said Ann Roe.", []),
    "a call to follow is none": ("“Follow us on every channel” stood on the page.", []),
    "a heading in marks is none": ("Ann Roe spoke at noon.\n\n‘The Long Road Home’\n\nThen she left.", []),
    "a label that a licence wants shown is none": ("Products must carry the words “Pressed by Pearworks” on the box.", []),
    "a label that is displayed is none": ("Near its name you must display “Not for Sale or Barter.”", []),
    "a title with a preposition is none": ("Ann Roe sells a box called “Alone with Pearworks” there.", []),
    "a sentence that ends in a name is speech": ("Ann Roe paused. “Luckily I am in Ghent.”", ["Luckily I am in Ghent."]),
    "single marks that reopen each paragraph": (
        "Ann Roe said: ‘We began with nothing at all.\n\n‘We end with a model,’ she added.",
        ["We began with nothing at all.", "We end with a model,"],
    ),
    "a short title after called is none": ("Ann Roe runs a podcast called “Small Boats”.", []),
    "strings of a query are none": ("SELECT * FROM pages WHERE title = 'this is the body of one';", []),
    "strings of a call are none": ('print("The model is ready to go now!")', []),
    "a line that opens a speech is no title": ("Ann Roe said: ‘My Lords and Members of the House of Pears.\n\n‘We begin.’", ["My Lords and Members of the House of Pears."]),
    "shouting is no title": ("Ann Roe wrote: “OPEN THE WEIGHTS NOW.”", ["OPEN THE WEIGHTS NOW."]),
}


@pytest.mark.parametrize("case", SPANS)
def test_speech_is_found_inside_its_marks(case: str) -> None:
    """The words inside the marks are the quotation; names, titles and doubts in marks are none."""
    text, wanted = SPANS[case]
    assert [quote.text for quote in find_quotes(text)] == wanted


BLOCKS = """Here is what Ann Roe, who runs Pearworks, writes:

> We shipped it on a Friday. “Never again,” said the team.

> “The whole of it in marks.”

Others saw it coming.

> Small models win in the end.

> — Bob Hale, on his weblog

And that was that."""


def test_every_paragraph_of_a_block_quotation_is_one_quote() -> None:
    """Offsets cover the words behind the sign, inside marks if the whole is in marks; the line that credits is none of it."""
    quotes = find_quotes(BLOCKS)
    assert [(quote.kind, quote.text, quote.speaker) for quote in quotes] == [
        ("block", "We shipped it on a Friday. “Never again,” said the team.", "Ann Roe"),
        ("block", "The whole of it in marks.", "Ann Roe"),
        ("block", "Small models win in the end.", "Bob Hale"),
    ]


@pytest.mark.parametrize("sign", ["", "> "])
def test_a_post_that_is_a_quotation_has_its_source_as_speaker(sign: str) -> None:
    """Link blogs publish a quotation, its credit and the title "Quoting …"."""
    text = f"{sign}Open models will stay.\n\n{sign}They cannot be recalled.\n\n— Ann Roe, on her weblog"
    quotes = find_quotes(text, title="Quoting Ann Roe")
    assert [(quote.kind, quote.text, quote.speaker) for quote in quotes] == [
        ("block", "Open models will stay.", "Ann Roe"),
        ("block", "They cannot be recalled.", "Ann Roe"),
    ]


def test_the_title_alone_credits_a_block_quotation() -> None:
    """Without a line that credits, "Quoting …" in the title says who it was."""
    (quote,) = find_quotes("> Open models will stay.", title="Quoting Ann Roe")
    assert quote.speaker == "Ann Roe"


def test_a_block_quotation_nobody_is_credited_with_has_no_speaker() -> None:
    """A licence or a log quoted in a block is nobody's speech."""
    (quote,) = find_quotes("The file says\n\n> Permission is hereby granted to all.")
    assert quote.speaker is None


def test_the_headline_repeated_in_the_text_is_not_quoted_from() -> None:
    """Some outlets repeat the title, marks and all, as the first paragraph."""
    title = "Ann Roe: “we will open everything”"
    assert find_quotes(f"{title}\n\nShe spoke at noon.", title=title) == ()


RANKS = [
    (
        "“We measured it twice on our own machines and it holds.” Ann Roe, an engineer at Pearworks, said.",
        "“holds up rather well,” Ann Roe said.",
    ),
    ("“We measured it twice on our own machines,” said Ann Roe.", "“We measured it twice on our own machines,” the source said."),
    ("“We measured it twice on our own machines,” said Ann Roe.", "“We are thrilled to announce our own machines,” said Ann Roe."),
    ("“We measured it twice on our own machines,” said Ann Roe.", "“That measured it twice on our own machines,” said Ann Roe."),
    ("“We measured it twice on our own machines,” said Ann Roe.", "“Please subscribe to our weekly newsletter for more,” said Ann Roe."),
    ("“We measured it twice on our own machines,” said Ann Roe.", "“" + "We measured it again and again. " * 30 + "” said Ann Roe."),
]


@pytest.mark.parametrize(("better", "worse"), RANKS)
def test_rank_prefers_what_can_stand_alone(better: str, worse: str) -> None:
    """Whole sentences of quotable length by a named speaker rank above fragments, stock phrases and boilerplate."""
    (good,), (bad,) = find_quotes(better), find_quotes(worse)
    assert 0 <= bad.rank < good.rank <= 1


TOPIC = Topic(name="open models", expression='"open weights" or @Llama', least=0.5)
SUBJECTS = [
    ("“Llama runs on our one good machine,” said Ann Roe.", "Llama is out. “It runs on our one good machine,” said Ann Roe.", "the target in the words, and beside them"),
    ("“We publish open weights every single May,” said Ann Roe.", "“We publish open letters every single May,” said Ann Roe.", "a term of the topic"),
    ("Llama is out. “We run it on one good machine,” said Ann Roe.", "“We run it on one good machine,” said Ann Roe.", "the paragraph is about the target"),
]


@pytest.mark.parametrize(("better", "worse", "why"), SUBJECTS)
def test_rank_prefers_what_is_about_the_target_or_the_topic(better: str, worse: str, why: str) -> None:
    """Of two quotations alike in all else, the one about what is watched is key."""
    ranks = []
    for text in (better, worse):
        mentions = tuple(
            Mention(target="Llama", sentence=text, start=0, end=len(text), alias="Llama", alias_start=at, alias_end=at + 5, p_neg=0.1, p_neu=0.8, p_pos=0.1)
            for at in [text.find("Llama")] if at >= 0
        )  # fmt: skip
        (quote,) = rank_by_subject(text, find_quotes(text), mentions, judge("", text, mentions, TOPIC).hits)
        ranks.append(quote.rank)
    assert 0 < ranks[1] < ranks[0] <= 1, why


MARKS = ["“", "”", '"', "'", "‘", "’", "«", "»", "„", "''", "> ", "— ", ": ", ", ", ". ", "\n", "\n\n", " ", "(", ")"]
WORDS = [
    "said ",
    "Ann Roe ",
    "Roe ",
    "she ",
    "the company ",
    "according to ",
    "who ",
    "of ",
    "Mr. ",
    "Jr.",
    "II",
    "adding ",
    "one two three ",
    "ANN: ",
    "é",
    "🙂",
]


@given(st.lists(st.sampled_from(MARKS + WORDS), max_size=60).map("".join) | st.text(max_size=200), st.sampled_from(["", "Quoting Ann Roe"]))
@settings(max_examples=300, deadline=None)
def test_offsets_hold_in_any_text(text: str, title: str) -> None:
    """Whatever comes in, nothing is raised and every quotation is where it says."""
    last = 0
    for quote in find_quotes(text, title=title, byline=("Ann Roe",)):
        assert text[quote.start : quote.end] == quote.text
        assert last <= quote.start < quote.end
        assert 0 <= quote.rank <= 1
        last = quote.end


UNITS = [
    "“a b c,” he said. ",
    '"a b c" ',
    "said ",
    "Xa of ",
    "Ann Roe, a man, ",
    "> a b c\n\n",
    "‘a ",
    "“",
    "and said ",
    "( ",
    "the letter said “a b c” ",
]


@pytest.mark.parametrize("unit", UNITS)
def test_cost_grows_with_length_only(unit: str) -> None:
    """Four times the text costs about four times as much, whatever it is made of."""

    assert_grows_like_length(lambda size: find_quotes((unit * (size // len(unit) + 1))[:size], title="Ann Roe"), size=6_000)
