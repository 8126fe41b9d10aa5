"""What does the small encoder find in a sentence about a target in it?

It works in two steps. The lower layers read the sentence, whoever it is about: the lowest takes its pieces two by two, each pair looking at
all pieces; those above it work on the pairs alone. The upper layers see only the target's pieces, marked, with their neighbours and the
sentence's first piece, and look back at the pairs. So most of the work is done once for all targets that are asked about in one sentence,
and at half its length. training/train.py makes the files.
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
BLOCK = 32  # targets whose sentences are read before any of them is judged; a reading holds a quarter of a megabyte, of the longest sentence .8
NEIGHBOURS = 1  # as the shipped layers were fitted: another number asks for another fit


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
            places = [0, *near(target.first, target.last, len(target.numbers))]
            named = [float(target.first <= place < target.last) for place in places]
            given = {"places": np.array(places, dtype=np.int64), "named": np.array([named], dtype=np.float32), **read[target.numbers]}
            ((found,),) = self._judge.run(None, given)
            yield found

    def _read_sentence(self, numbers: tuple[int, ...]) -> dict[str, npt.NDArray[np.float32]]:
        return dict(zip(self._made, self._read.run(None, {"ids": np.array([numbers], dtype=np.int64)}), strict=True))


def near(first: int, last: int, length: int) -> range:
    """The places that the upper layers see beside the sentence's first piece: the target, if it has any pieces, and its neighbours."""
    return range(max(1, first - NEIGHBOURS), min(length, last + NEIGHBOURS)) if first < last else range(0)


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
