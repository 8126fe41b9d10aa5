"""What stands for a target without naming it, and what does not."""

from __future__ import annotations

import pytest

from parsers.mentions import find_mentions
from parsers.model import Quote, Target

LLAMA = Target(name="Llama", maker="Meta", aliases=("Llama", "Meta's model"))
QWEN = Target(name="Qwen", maker="Alibaba", aliases=("Qwen",))


def named(text: str) -> list[tuple[str, str]]:
    return [(mention.target, mention.alias) for mention in find_mentions(text, (), (LLAMA, QWEN))]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("Llama 3 was released on Thursday. It is slow and clumsy.", "It"),
        ("Meta's Llama 3 can summarise contracts. It also writes poems.", "It"),
        ("On Thursday Meta announced Llama 3. The model is a triumph.", "The model"),
        ("Meta showed its newest family, Llama 4. These models disappointed everyone.", "These models"),
        ("The new Llama 3.1 beats everything we have. It leaves Qwen far behind.", "It"),
        ("Llama 3.1 405B Instruct is out. It performs well on MMLU.", "It"),
        ("Meta released Llama 3 last week. Meta's release is a triumph.", "Meta's release"),
        ("Llama 3, released on Tuesday by Meta, is large. The model, which Meta calls open, is a triumph.", "The model"),
        ("On Thursday Meta announced Llama 3. The model isn't great.", "The model"),
        ("Llama 3 is out on Bexley Hub under the Apache licence, in English and German. The models show what Meta can do.", "The models"),
        ("Meta's Ann Roe announced Llama 3 on Tuesday. The models can read images.", "The models"),
    ],
)
def test_the_next_sentence_is_given_to_the_one_target_before_it(text, reference):
    """Where the sentence before is about one target alone, "It" and "The model" are mentions of it, scored in their own sentence."""
    found = find_mentions(text, (), (LLAMA, QWEN))
    again = next(mention for mention in found if mention.alias == reference)
    assert again.target == "Llama"
    assert again.start == text.index(reference)
    assert text[again.alias_start : again.alias_end] == reference


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Llama 3 was released. It is too early to say whether anyone will use it.", "it is nobody"),
        ("Llama 3 was released. It seems that nobody cares.", "it is nobody"),
        ("Llama 3 beats Qwen 2. The model is a triumph.", "either of two"),
        ("The start-up built its assistant on Llama 3. The model is a triumph.", "the assistant perhaps"),
        ("The licence of Llama 3 is long. It was written by lawyers.", "the licence"),
        ("A new model surpasses Llama 3. This model is a triumph.", "the new one"),
        ("Llama 3 was released.\n\nIt is raining in Ghent.", "another paragraph"),
        ("Llama 3 was released. Critics yawned. It was a bad week.", "a sentence between"),
        ("Llama 3 lost its lead. The model that replaced it is a triumph.", "another model"),
        ("Llama 3 lost its lead. The model Bexley showed a day later is a triumph.", "Bexley's"),
        ("Llama 3 was released. The model released by Bexley is a triumph.", "Bexley's"),
        ("Llama 3 was released. The models from Bexley are a triumph.", "Bexley's"),
        ("Llama 3 was released. The model card is a disgrace.", "the card"),
        ("Llama 3 was released. The model weights are a disgrace.", "the weights"),
        ("Llama 3 was released. The release of Windows 12 was a disaster.", "Windows"),
        ("Meta released Llama 3 last week. Google's release is a triumph.", "Google's"),
        ("Llama 4 trails Bexley 2. The model is superb.", "either of two, one of which nobody watches"),
        ("Llama 3 has a rival. The model is superb and comes from Bexley.", "the rival"),
        ("Llama 3 is praised in a report. The report is biased, says Qwen's maker. The model is dreadful.", "which one?"),
        ("Llama 4 disappointed Meta. It fired the whole team.", "Meta"),
        ("Llama 4 is out and Bexley is nervous. It has rushed out a dreadful chatbot.", "Bexley"),
        ("Llama 3 has drawn a lawsuit. It alleges theft.", "the lawsuit"),
        ("Llama 3 was banned by the EU. It is a foolish decision.", "the ban"),
        ("Qwen was sued on Monday. It is a shameless firm.", "a firm of the same name"),
        ("Qwen raised money on Monday. The model is superb.", "a firm of the same name"),
    ],
)
def test_a_doubtful_reference_is_left_alone(text, why):
    """What might be something else is no mention."""
    assert all(alias.startswith(("Llama", "Qwen")) for _, alias in named(text)), why


def test_a_chain_of_references_goes_on():
    """What stands for a target may be followed by the next that does."""
    text = "Llama 3 was released on Thursday. The model is a triumph. It writes well."
    assert [alias for _, alias in named(text)] == ["Llama 3", "The model", "It"]


def test_a_reference_does_not_cross_into_another_voice():
    """What a speaker calls "it" is not what the author named before."""
    text = "Llama 3 was released on Thursday. “It is a disgrace,” said Ann Roe."
    start = text.index("It is")
    quote = Quote(text="It is a disgrace,", start=start, end=start + 17, speaker="Ann Roe", cue="said", kind="direct", rank=0)
    assert [mention.alias for mention in find_mentions(text, (quote,), (LLAMA,))] == ["Llama 3"]


def test_the_words_of_one_target_never_score_another():
    """A reference takes the opinion of its own sentence, and the rival's praise stays the rival's."""
    text = "Llama 3 was released on Thursday. It is dreadful, and its users are furious. Qwen is superb."
    scored = {mention.alias: mention.p_pos - mention.p_neg for mention in find_mentions(text, (), (LLAMA, QWEN))}
    assert scored["It"] < -0.3 < 0.3 < scored["Qwen"]
