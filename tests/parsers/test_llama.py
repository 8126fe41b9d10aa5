"""Llama is Meta's model: what the shipped watchlist finds and leaves alone, each sentence an article of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import feeds
from feeds.watchlist import load_watchlist
from parsers.aliases import find_aliases

TARGETS = load_watchlist(Path(feeds.__file__).with_name("watchlist.toml")).targets


def llamas(text: str, title: str = "") -> list[str]:
    return [where[alias.start : alias.end] for where, found in zip((title, text), find_aliases((title, text), TARGETS), strict=True) for alias in found if alias.target == "Llama"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("A llama called Biscuit walked into the library at Greyling and ate the lending register.", "the animal"),
        ("The AI camera on the gate tells a llama from an alpaca four times in five.", "the animal, beside AI"),
        ("Llamas graze around the data centre that Meta built at Cold Fork.", "the animal, beside Meta"),
        ("Llama wool fetched less than the software that sorts it.", "its wool"),
        ("The shearing was filmed. Llama after Llama went by, and a model counted them.", "capitals in a story on shearing"),
        ("The LLAMA telescope saw first light, and its software found the fault with AI.", "a telescope"),
        ("LLaMA, at 4,800 metres, is the highest of the radio astronomy sites that use AI.", "a telescope in the model's spelling"),
        ("Rodrigo Llama saved a penalty that an AI model had called.", "a person"),
        ("The law firm Llama & Partners let an AI model draft its letters.", "a firm"),
        ("Llama Group bought an AI music service.", "a company"),
        ("At the Llama Inn a chatbot takes the bookings.", "a house"),
        ("The Llama Parade went by the AI lab.", "a name that goes on"),
        ("The children's book Drama Llama is read aloud by an AI model.", "a book"),
        ("Dalai Llama jokes are the first thing a chatbot learns.", "a joke"),
        ("llama.ai is a shipping firm that uses AI models.", "a site"),
        ("Ollama fixed the download of models on slow lines.", "a runner of models"),
        ("ollama 0.9 lists models by size.", "a runner, in lower case"),
        ("The llama.cpp maintainers merged a kernel for AI models.", "an inference library"),
        ("llama.cpp build b10152 loads models faster.", "one of its builds"),
        ("llama-server crashed when a second model was loaded.", "one of its programs"),
        ("llama-bench gave 40 tokens a second on that GPU.", "one of its programs"),
        ("llama-cpp-python wheels for the new model format are late.", "its binding"),
        ("llama_cpp_python was pinned until the model loads.", "its binding, as imported"),
        ("node-llama-cpp 3 loads models in the browser.", "its binding"),
        ("llama.rn brings models to telephones.", "its binding"),
        ("llama2.c is 700 lines, and the model talks.", "a toy in C"),
        ("LlamaIndex split its package; the model classes moved.", "a framework"),
        ("llama_index and llama-index-core are one model of how not to name things.", "a framework, as imported"),
        ("LlamaParse and LlamaCloud read tables for LLM pipelines.", "its products"),
        ("llamafile packs a model into one file.", "a packer"),
        ("A thread on r/LocalLLaMA compared models.", "a forum"),
        ("TinyLlama has 1.1 billion parameters and was trained by students.", "another's model"),
        ("OpenLLaMA repeats the recipe under an open licence; the model is free.", "another's model"),
        ("Video-LLaMA is a model that watches clips.", "another's model"),
        ("LLaVA answers questions about pictures; the model is open.", "another's model"),
        ("LlamaCon takes place in spring; makers of AI models are invited.", "an event"),
        ("The debt stands at $405B, an AI model reckons.", "money"),
        ("The lab in Oslo has an open-source model in sizes of 8B, 70B and 405B.", "another's model of that size"),
        ("The 70B is the best model that the lab in Oslo has made.", "another's model of that size"),
        ("Meta's model of governance was attacked at the meeting.", "no language model"),
        ("Meta's models walked in glasses with AI.", "people"),
        pytest.param("The robot dog is called Llama, and an AI model steers it.", "a robot", marks=pytest.mark.xfail(reason="nothing but sense tells it", strict=True)),
    ],
)
def test_what_is_not_meta_s_model_is_left_alone(text: str, why: str) -> None:
    """Animals, people, firms, telescopes and other projects of similar names are no mentions."""
    assert llamas(text) == [], why


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Meta released Llama 3.1 on a Tuesday.", ["Llama 3.1"]),
        ("The ministry runs Llama 2.", ["Llama 2"]),
        ("Llama2 was the first that a bakery could use.", ["Llama2"]),
        ("Code Llama writes the bakery's till.", ["Code Llama"]),
        ("Code-Llama-34B wrote it.", ["Code-Llama-34B"]),
        ("Llama Guard let the prompt through.", ["Llama Guard"]),
        ("Llama 4 Scout fits on one card; Llama 4 Maverick does not.", ["Llama 4", "Llama 4"]),
        ("LLaMA leaked within a week.", ["LLaMA"]),
        ("LLaMA-65B needs two cards.", ["LLaMA-65B"]),
        ("meta-llama/Meta-Llama-3-70B-Instruct is the file.", ["llama", "Llama-3-70B"]),
        ("llama3.2 runs on her telephone.", ["llama3.2"]),
        ("`ollama run llama3.1` and a cup of tea.", ["llama3.1"]),
        ("Hermes-2-Llama-3-8B is a fine-tune by others.", ["Llama-3-8B"]),
        ("A Llama-based chatbot advised the growers.", ["Llama"]),
        ("Zuckerberg said that Llama would be theirs.", ["Llama"]),
        ("Half the startups in the hall use Llama.", ["Llama"]),
        ("Meta’s llama took over the helpdesk.", ["llama"]),
        ("Meta AI runs on Llama.", ["Llama"]),
        ("LLaMA-Factory tunes models.", ["LLaMA"]),  # named for it and built on it
        ("Meta's 405B model is out.", ["405B"]),
        ("We rented a card for the 405B and fed it our prompts.", ["405B"]),
        ("Your 405B is a lorry, the AI lab was told.", ["405B"]),
        ("With 405B parameters, it is the largest that Meta has given away.", ["405B"]),
        ("Meta's new model has 405B parameters.", ["Meta's new model", "405B"]),
        ("The company liked Llama 3.1, and the 405B best; Meta's largest model costs it nothing.", ["Llama 3.1", "405B", "Meta's largest model"]),
        ("The AI lab drew a llama. Llama won.", []),  # no capital speaks at a beginning where the word is common
        ("The telescope's makers asked Meta's Llama for a name.", ["Llama"]),
    ],
)
def test_meta_s_model_is_found_by_every_name(text: str, found: list[str]) -> None:
    """Versions, sizes, family members, file names and paraphrases that the context makes plain."""
    assert llamas(text) == found


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A llama in the lobby", "Llama, as the porter calls her, waited by the AI desk. The llama has no appointment."),
        ("Carded, spun, sold", "Camelid fibre is back. Llama is coarser than alpaca, says a model of the market."),
        ("The pistol in the drawer", "A Llama, made in Vitoria, was handed in. The police use an AI model to trace it."),
    ],
)
def test_an_article_on_something_else_of_that_name_mentions_no_model(title: str, text: str) -> None:
    """Through a whole article the word keeps its other sense, capital or not."""
    assert llamas(text, title) == []
