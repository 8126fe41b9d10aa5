"""Which of two comes out ahead? Sentences made by rule, so that the direction of a comparison is learned and not its words."""

from __future__ import annotations

import random
from typing import Any

NAMES = (
    "Llama 3", "Llama 3.1 405B", "Llama 3.3 70B", "Llama 2", "Llama 4", "Qwen 2.5", "Mistral Large", "Mixtral", "Gemma 2", "DeepSeek-V3",
    "GPT-4o", "Claude 3.5 Sonnet", "Gemini", "Phi-4", "Falcon", "Grok", "ChatGPT", "Llama 3 8B",
)  # fmt: skip
BETTER = ("faster", "better", "cheaper", "more accurate", "more reliable", "stronger", "quicker", "smarter", "safer", "more helpful", "easier to run", "less wordy")
WORSE = ("slower", "worse", "dearer", "less accurate", "clumsier", "weaker", "more expensive", "buggier", "less reliable", "less helpful", "more forgetful")
GAINS = ("fewer mistakes", "better summaries", "more correct answers", "fewer complaints", "cleaner code", "clearer letters")
LOSSES = ("more mistakes", "worse summaries", "fewer correct answers", "more complaints", "messier code", "more nonsense")
WON = ("beats", "outperforms", "surpasses", "beat", "outscored", "overtook", "edged out", "trounced", "outdid", "is ahead of", "runs rings around", "leaves behind")
LOST = ("trails", "lags behind", "lost to", "fell short of", "was beaten by", "was outperformed by", "is no match for", "cannot match", "is behind", "was overtaken by")
WHERE = ("", " in mathematics", " on long documents", " in our tests", " at half the price", " on four of six tests", " for coding", " in the newspaper's trial", " on an ordinary laptop")
LEADS = ("", "", "", "According to the report, ", "The testers found that ", "In the blind test ", "The authors say that ", "On the farm ")
# The first name comes out ahead, the second behind.
FRAMES = (
    "{a} is {better} than {b}{where}.",
    "{b} is {worse} than {a}{where}.",
    "{a} {won} {b}{where}.",
    "{b} {lost} {a}{where}.",
    "{a} gave {gains} than {b}{where}.",
    "{b} gave {losses} than {a}{where}.",
    "{a} is not {worse} than {b}, as some had feared, but {better}.",
    "users preferred {a} to {b}{where}.",
    "the team moved from {b} to {a} and has not looked back.",
    "compared with {b}, {a} is {better}{where}.",
    "compared with {a}, {b} is {worse}{where}.",
    "{b} looks {worse} beside {a}{where}.",
    "{a} found the error that {b} had missed.",
    "{a} did{where} what {b} could not.",
    "where {b} stumbled, {a} did not.",
    "{a} finished the job; {b} gave up.",
    "it was {a}, not {b}, that got the date right.",
    "unlike {b}, {a} got every figure right.",
    "unlike {a}, {b} got every second figure wrong.",
    "the bank kept {a} and dropped {b}.",
)


def make_comparisons(number: int, seed: int = 0) -> list[dict[str, Any]]:
    """So many sentences, each twice: once for the one ahead and once for the one behind."""
    chance = random.Random(seed)
    rows = []
    for _ in range(number):
        ahead, behind = chance.sample(NAMES, 2)
        pick = {"better": BETTER, "worse": WORSE, "gains": GAINS, "losses": LOSSES, "won": WON, "lost": LOST, "where": WHERE}
        words = {name: chance.choice(choices) for name, choices in pick.items()}
        text = chance.choice(LEADS) + chance.choice(FRAMES).format(a=ahead, b=behind, **words)
        text = text[0].upper() + text[1:]
        for name, other, label in ((ahead, behind, "pos"), (behind, ahead, "neg")):
            # "Llama 3" also begins "Llama 3.3 70B": the other's place is no place of this one's.
            start = text.replace(other, "\0" * len(other)).find(name) if len(other) > len(name) else text.find(name)
            rows.append({"text": text, "from": start, "to": start + len(name), "target": name, "label": label})
    return rows
