"""What does the small encoder find in a sentence about a target in it?

It works in two steps. The lower layers read the sentence, whoever it is about: its pieces look at one another, are then taken two by two, and
from there on the layers work on pairs. The upper layers see only the sentence's first piece, the target as one, marked, and the piece on either
side of it, and look back at the pairs. So most of the work is done once for all targets that are asked about in one sentence, and mostly at half
its length. training/train.py makes the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from parsers.wordpiece import load_vocabulary, spell

MOST_PIECES = 128  # of a sentence, around its target: the cost grows with the length, and 99 of 100 sentences are shorter
MOST_OF_NAME = 24
FARTHEST = 1000  # characters on either side of the name; more cannot fall within MOST_PIECES unless it is not prose
BLOCK = 32  # targets whose sentences are read before any of them is judged; a reading holds a fifth of a megabyte, of the longest sentence .6


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelled:
    """A sentence in the encoder's numbers, and from where to where its target stands in them."""

    numbers: tuple[int, ...]
    first: int
    last: int


class Encoder:
    """The two graphs of a folder, sentence.onnx and target.onnx; `threads` is how many cores one sentence may use."""

    def __init__(self, folder: Traversable, *, threads: int = 1) -> None:
        self._read = _open(folder.joinpath("sentence.onnx"), threads)
        self._judge = _open(folder.joinpath("target.onnx"), threads)
        self._made = [made.name for made in self._read.get_outputs()]  # which the other takes by the same names

    def find(self, asked: Iterable[Spelled]) -> Iterator[npt.NDArray[np.float32]]:
        """For each, evidence of blame, of neither, of praise, and of the sentence's being about language models.

        A sentence is read once for all its targets in a block. One sentence and one target at a time: the eight-bit products are scaled by
        all that is in a batch, so companions would change the answer, and on a processor a batch is no faster. But all of a block's
        sentences are read before its first target is judged: a graph that runs several times in a row finds its weights in the processor's cache.
        """
        left = iter(asked)
        while block := list(islice(left, BLOCK)):
            yield from self._find_in(block)

    def _find_in(self, block: Sequence[Spelled]) -> Iterator[npt.NDArray[np.float32]]:
        read = {numbers: self._read_sentence(numbers) for numbers in {target.numbers for target in block}}
        for target in block:
            given = {"pooling": pooling(target.first, target.last, len(target.numbers)), **read[target.numbers]}
            ((found,),) = self._judge.run(None, given)
            yield found

    def _read_sentence(self, numbers: tuple[int, ...]) -> dict[str, npt.NDArray[np.float32]]:
        return dict(zip(self._made, self._read.run(None, {"ids": np.array([numbers], dtype=np.int64)}), strict=True))


def pooling(first: int, last: int, length: int) -> npt.NDArray[np.float32]:
    """What the upper layers see of a sentence, one row each, as weights over its pieces: the first, the target's mean, and what stands on either side of it.

    A target without pieces is a row of nothing and has no neighbours.
    """
    parts = [(0, 1), (first, last), *((at, at + 1) for at in (first - 1, last) if first < last and 0 < at < length)]
    rows = np.zeros((len(parts), length), dtype=np.float32)
    for row, (start, end) in zip(rows, parts, strict=True):
        row[start:end] = 1 / max(1, end - start)
    return rows


def spell_around(sentence: str, start: int, end: int) -> Spelled:
    """The sentence, as much of it around its target as the encoder reads."""
    start = min(max(start, 0), len(sentence))
    end = min(max(end, start), len(sentence))
    number = load_vocabulary()
    name = spell(sentence[start : min(end, start + FARTHEST)])[:MOST_OF_NAME]
    before = spell(sentence[max(0, start - FARTHEST) : start])
    behind = spell(sentence[end : end + FARTHEST])
    room = MOST_PIECES - 2 - len(name)
    left = min(len(before), max(room // 2, room - len(behind)))  # either side may use what the other leaves
    numbers = number["[CLS]"], *before[len(before) - left :], *name, *behind[: room - left], number["[SEP]"]
    return Spelled(numbers=numbers, first=left + 1, last=left + 1 + len(name))


def _open(file: Traversable, threads: int) -> Any:  # onnxruntime.InferenceSession, which brings no types
    import onnxruntime  # noqa: PLC0415 - who needs only the version does not wait for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    # Adding and norming as one step is slower than as two, here: a seventh of a sentence's time.
    return onnxruntime.InferenceSession(file.read_bytes(), options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])
