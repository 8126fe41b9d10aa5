"""Where a target is named, and in whose voice."""

from __future__ import annotations

import pytest

from parsers.aliases import Alias
from parsers.mentions import LONGEST_SENTENCE, MOST_MENTIONS, find_mentions
from parsers.model import Aspect, Quote, Target
from parsers.references import find_references
from tests.clock import assert_grows_like_length, within

LLAMA = Target(
    name="Llama",
    maker="Meta",
    aliases=("Llama", "LLaMA", "Code Llama", "405B", "the 70B", "Meta's open model"),
    exclusions=("llama.cpp", "Ollama", "LlamaIndex", "Llama Index", "LlamaCon", "LocalLLaMA"),
    context=("Meta", "AI", "model", "models", "language model", "open-source", "chatbot"),
)
GEMINI = Target(name="Gemini", maker="Google", aliases=("Gemini", "Gemini Pro"), context=("Google", "chatbot"))
MISTRAL = Target(name="Mistral", maker="Mistral AI", aliases=("Mistral", "Mixtral"), context=("AI", "model"))
QWEN = Target(name="Qwen", maker="Alibaba", aliases=("Qwen",))


def names(text: str, *targets: Target, title: str = "") -> list[tuple[str, str]]:
    return [(mention.target, mention.alias) for mention in find_mentions(text, (), targets or (LLAMA,), title=title)]


@pytest.mark.parametrize(
    ("text", "alias"),
    [
        ("Meta released Llama 3.1 405B on Tuesday.", "Llama 3.1 405B"),
        ("We fine-tuned Llama-2-7B overnight.", "Llama-2-7B"),
        ("We fine-tuned Llama3 overnight.", "Llama3"),
        ("The first LLaMA was leaked.", "LLaMA"),
        ("Nobody at the ministry runs llama 3 today.", "llama 3"),
        ("They rely on Meta’s Llama for drafts.", "Llama"),
        ("They rely on Meta's llama for drafts.", "llama"),
        ("The model, Code Llama 34B, writes tests.", "Code Llama 34B"),
        ("An AI lab asked for the 405B.", "405B"),
        ("AI firms like Llama.", "Llama"),
        ("Llama: a model for everyone.", "Llama"),
        ("The Llama-based chatbot replied.", "Llama"),
        ("Is Llama 4? Yes.", "Llama 4"),
        ("That is Llama 3.", "Llama 3"),
    ],
)
def test_a_name_is_found_with_its_version(text, alias):
    """A target is found by any of its names, in any spelling of gaps, and the version behind it is taken along."""
    assert names(text) == [("Llama", alias)]


@pytest.mark.parametrize(
    "text",
    [
        "A llama named Pedro escaped from a farm and delighted commuters.",
        "The AI camera counts every llama and alpaca on the farm.",
        "Llama wool prices collapsed after a dry season in the highlands.",
        "The law firm Llama & Partners was fined; its AI model drafted the letter.",
        "Defender Carlos Llama was superb on Saturday.",
        "Ollama fixed a bug in its AI model loader.",
        "The maintainers of llama.cpp merged a kernel for AI models.",
        "LlamaIndex and Llama Index are AI tools, as was shown at LlamaCon.",
        "A post on r/LocalLLaMA about AI models went round.",
        "The OpenLLaMA model and TinyLlama are AI projects of others.",
        "The bridge carries 405B tonnes in the game.",
    ],
)
def test_what_looks_like_the_name_and_is_not_it_is_left_alone(text):
    """Animals, people, firms and other projects of similar names are no mentions."""
    assert names(text) == []


def test_an_ambiguous_name_needs_its_context_anywhere_in_the_article():
    """A name that also means something else counts only where the article holds one of the target's context words."""
    assert names("Born under Gemini, she is restless.", GEMINI) == []
    assert names("Gemini answers in verse.", GEMINI, title="Google tries a poet") == [("Gemini", "Gemini")]
    assert names("Gemini 1.5 answers in verse.", GEMINI) == [("Gemini", "Gemini 1.5")]


@pytest.mark.parametrize("text", ["An AI lab has it in 8B, 70B and 405B.", "With the 405B model the AI lab leads.", "A debt of $405B, an AI model found.", "The AI model of 405B was Meta's."])
def test_a_size_alone_is_anybody_s(text):
    """ "405B" that is not called by that name ("the 405B") needs the target or its maker in the article, and is no sum of money."""
    assert names(text) == ([("Llama", "405B")] if "Meta" in text else [])
    assert ("Llama", "Llama 3") in names(text + " It is not Llama 3.")


def test_words_that_speak_of_something_else_leave_only_what_is_unmistakable():
    """Where a word of `unless` stands, a name in another spelling or with mere context is not the target's; one with version or maker is."""
    target = Target(name="Llama", maker="Meta", aliases=("Llama", "LLaMA"), context=("AI",), unless=("telescope*",))
    sky = "The LLaMA telescopes found it, with AI. "
    assert names("The LLaMA paper found it, with AI.", target) == [("Llama", "LLaMA")]
    assert names(sky + "Everyone loves Llama.", target) == []
    assert ("Llama", "Llama 3") in names(sky + "So did Llama 3.", target)
    assert ("Llama", "Llama") in names(sky + "So did Meta's Llama.", target)


@pytest.mark.parametrize("text", ["Diego Llama scored, the AI model says.", "The Video-LLaMA model is by others.", "The Llama Palace opened with an AI menu.", "llama.ai sells AI."])
def test_a_part_of_another_name_is_left_alone(text):
    """A given name before it, a hyphened name that ends in it, or a name that goes on behind it, make it somebody else's."""
    assert names(text) == []


def test_the_words_of_a_name_are_no_context_for_it():
    """A name that holds a context word itself still needs another one."""
    assert names("Shown at the fair: Meta's open model of a stable.") == []


@pytest.mark.parametrize("phrase", ["the 70B", "Meta’s open model", "llama-8b"])
def test_a_general_name_counts_where_the_target_is_named_too(phrase):
    """ "the 70B", "Meta's open model" and names as files have them mean the target only in an article that names it, title or text."""
    text = f"The AI lab put {phrase} on a machine."
    assert names(text) == []
    assert names(text, title="A lab tries Llama 3") == [("Llama", "Llama 3"), ("Llama", phrase)]
    assert names(f"{text} It had liked Llama before.") == [("Llama", phrase), ("Llama", "Llama")]


def test_general_names_alone_are_no_company_for_each_other():
    """However many general names an article has, they name nothing without a real one."""
    assert names("The 70B is an AI model, and Meta's open model is another; ./llama-8b.gguf lies beside them.") == []


def test_an_unambiguous_name_needs_no_company_in_a_file():
    """A name that means nothing else counts as it is written in a setting or file too."""
    assert names("Set the AI to qwen2.5 first.", QWEN) == [("Qwen", "qwen2.5")]


@pytest.mark.parametrize("beginning", ["", "It was late. ", "He laughed: ", "“", "He said “"])
def test_a_capital_at_a_beginning_names_nothing_in_an_article_on_the_animal(beginning):
    """Where the word is common in lower case, a capital that any word would have there does not make it a name; elsewhere it does."""
    animal = " The llama lay down beside an AI camera."
    assert names(f"{beginning}Llama stopped a tram.{animal}") == []
    assert names(f"{beginning}Llama stopped a tram.") == [], "no context"
    assert names(f"{beginning}Llama stopped a tram, says the AI lab.") == [("Llama", "Llama")]
    assert names(f"Was this Meta's Llama? {beginning}Llama stopped a tram.{animal}") == [("Llama", "Llama")] * 2
    assert names(f"They run Llama at the stop.{animal}") == [("Llama", "Llama")]


def test_a_title_says_nothing_by_its_capitals():
    """Titles may capitalise every word, so a name in one falls with the article's own use of the word, wherever it stands."""
    assert names("A llama lay down by the AI camera.", title="How The Llama Stopped A Tram") == []
    assert names("An AI lab did it.", title="How The Llama Stopped A Tram") == [("Llama", "Llama")]


def test_the_longest_name_wins_and_targets_never_overlap():
    """Of names that begin together the longest is taken, and every stretch of text is one mention at most."""
    maker = Target(name="Meta", aliases=("Meta's open model", "Meta"))
    wide = Target(name="Wide", aliases=("open model Llama 3",))
    assert names("Meta's open model Llama 3 is an AI.", maker, LLAMA) == [("Meta", "Meta's open model"), ("Llama", "Llama 3")]
    assert names("An open model Llama 3 came.", LLAMA, wide) == [("Wide", "open model Llama 3")]
    assert names("Code Llama and Llama differ, the AI lab says.") == [("Llama", "Code Llama"), ("Llama", "Llama")]


def test_an_exclusion_of_one_target_does_not_hide_another():
    """What a target excludes is excluded for that target alone."""
    gemma = Target(name="Gemma", aliases=("Gemma",), exclusions=("Qwen",))
    assert names("Qwen met Gemma.", gemma, QWEN) == [("Qwen", "Qwen"), ("Gemma", "Gemma")]


def test_offsets_point_at_the_sentence_and_at_the_name():
    """Sentence and name are where the mention says, in the text or in the title."""
    title = "Llama 3 arrives"
    text = "A day of news. Meta showed Llama 3 to reporters.\n\nThe Mixtral model was not there."
    mentions = find_mentions(text, (), (LLAMA, MISTRAL), title=title)
    assert [mention.target for mention in mentions] == ["Llama", "Llama", "Mistral"]
    for mention in mentions:
        where = title if mention.voice == "headline" else text
        assert where[mention.start : mention.end] == mention.sentence
        assert where[mention.alias_start : mention.alias_end] == mention.alias
        assert mention.start <= mention.alias_start < mention.alias_end <= mention.end
    assert mentions[1].sentence == "Meta showed Llama 3 to reporters."


def test_voices_are_kept_apart():
    """A name in the title is the headline's, one inside a quotation its speaker's, any other the author's."""
    text = "The lab likes Llama 3. “Llama 3 is slow,” said Ida Brunn. “Llama 3 is dull,” said another."
    first, second = text.index("Llama 3 is slow"), text.index("Llama 3 is dull")
    quotes = (
        Quote(text=text[second : second + 16], start=second, end=second + 16),
        Quote(text=text[first : first + 16], start=first, end=first + 16, speaker="Ida Brunn"),
    )
    found = find_mentions(text, quotes, (LLAMA,), title="Llama 3 divides a lab")
    assert [(mention.voice, mention.speaker) for mention in found] == [
        ("headline", None),
        ("author", None),
        ("speaker", "Ida Brunn"),
        ("speaker", None),
    ]


def test_what_an_author_makes_of_a_quotation_is_not_its_speaker_s():
    """A speaker's mention is judged by what is said; the author's words around it are the author's."""
    text = "“Llama 3 is a wonderful gift to the world,” said Ida Brunn, but that is a lie: Llama 3 is neither open nor free."
    end = text.index("”")
    spoken, written = find_mentions(text, (Quote(text=text[1:end], start=1, end=end, speaker="Ida Brunn"),), (LLAMA,))
    assert (spoken.voice, spoken.sentence, spoken.start) == ("speaker", text[1:end], 1)
    assert (written.voice, written.sentence) == ("author", text)
    assert spoken.p_pos - spoken.p_neg > 0.5 > -0.5 > written.p_pos - written.p_neg


def test_a_word_or_two_within_marks_are_judged_with_their_sentence():
    """A name in quotation marks says nothing by itself."""
    text = "The lab that made “Llama 3” says that it is slow."
    start = text.index("Llama")
    (mention,) = find_mentions(text, (Quote(text="Llama 3", start=start, end=start + 7, speaker="the lab"),), (LLAMA,))
    assert mention.sentence == text


def test_aspects_are_those_whose_terms_stand_in_the_sentence():
    """A mention bears every aspect of which its own sentence holds a term, and none that only its neighbours hold."""
    aspects = (
        Aspect(name="cost", label="cost", terms=("cheap*", "price")),
        Aspect(name="openness", label="openness", terms=("open-source", "licen* & Meta")),
        Aspect(name="regulation", label="regulation", terms=("EU",)),
    )
    text = "Llama 3 is cheaper than its open source peers. Priceless views of EU laws. Llama 2 came with a licence, and eu is no word."
    first, second = find_mentions(text, (), (LLAMA,), aspects=aspects)
    assert first.aspects == ("cost", "openness")
    assert second.aspects == ()


def test_probabilities_add_up():
    """Every mention carries three probabilities that sum to one."""
    (mention,) = find_mentions("Llama 3 is a superb, reliable model.", (), (LLAMA,))
    assert mention.p_neg + mention.p_neu + mention.p_pos == pytest.approx(1)
    assert mention.p_pos > mention.p_neg


@pytest.mark.parametrize("unit", ["Llama 3 beats the Bexley and ", "a-", "Llama 3. The model a-b-c "])
def test_what_follows_a_name_is_looked_through_once(unit):
    """References are looked for in time that grows with the length of the text."""
    assert_grows_like_length(lambda size: list(find_references("Llama 3 " + unit * (size // len(unit)), _named(unit, size), [(0, size)], lambda _: None, {"Llama": "Meta"})), size=20_000)


def _named(unit: str, size: int) -> list[Alias]:
    """The first name, and one in each unit that has one."""
    places = [0, *(8 + place for place in range(0, size - len(unit), len(unit)) if unit.startswith("Llama"))]
    return [Alias("Llama", place, place + 7) for place in places]


def test_a_text_without_end_or_stops_costs_bounded_time():
    """A hostile wall of names is read in linear time: its sentences are cut and its mentions capped."""
    mentions = within(10, lambda: find_mentions("Llama 3 and the AI model of Meta's " * 20_000, (), (LLAMA, GEMINI, MISTRAL), title="Llama 3 " * 5_000))
    assert len(mentions) == MOST_MENTIONS
    assert max(len(mention.sentence) for mention in mentions) <= LONGEST_SENTENCE + 20


@pytest.mark.parametrize("text", ["", "\x00\ud800", "’" * 50_000, "Llama" * 20_000, "Llama " * 3, "a-" * 50_000, "(" * 10_000])
def test_nothing_breaks_on_odd_text(text):
    """Any text is answered, with or without targets."""
    find_mentions(text, (), (LLAMA, GEMINI), title=text[:100])
    assert find_mentions(text, (), ()) == ()
    assert names("Meta's Llama, by an empty alias", Target(name="Odd", aliases=("", "-", "("), exclusions=("",))) == []
