"""Which numbers of a story are averaged into a week's?

Every story is a row of blocks. A block is what one average needs: the story's weight in it, its polarity times that weight, and how
its sentences were labelled times that weight, for the model's errors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from reports.model import Stance
from warehouse.weekrows import AspectStoryRow, MentionRow, ReleaseStoryRow, StoryRow, VoiceGroup

Block = tuple[str, str]  # kind and name
Cell = tuple[float, float, float, float, float]  # weight; weighted: polarity, shares of sentences labelled negative, neutral, positive

STORY: Block = ("story", "")
STANCES: tuple[Stance, ...] = ("positive", "mixed", "neutral", "negative")
VOICES: tuple[VoiceGroup, ...] = ("author", "headline", "speaker", "insider", "outsider", "unnamed")
NO_ASPECT = ""
NOTHING: Cell = (0.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """The stories of one side of a comparison: their outlets, and their blocks as an array of stories, blocks and cells."""

    outlets: tuple[str, ...]
    cells: NDArray[np.float64]

    def flat(self, blocks: int) -> NDArray[np.float64]:
        """The first blocks, one row a story."""
        return self.cells[:, :blocks].reshape(len(self.cells), blocks * len(NOTHING))

    def counted(self, block: int) -> tuple[int, int]:
        """How many stories, from how many outlets, have something in the block."""
        held = self.cells[:, block, 0] > 0
        return int(held.sum()), len({outlet for outlet, has in zip(self.outlets, held, strict=True) if has})


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocks:
    """All blocks of a week's stories, and where each stands."""

    places: dict[Block, int]
    aspects: tuple[str, ...]  # without NO_ASPECT
    cells_of: Callable[[StoryRow], list[Cell]]

    @property
    def compared(self) -> int:
        """How many blocks are compared with other weeks: the first ones, stories and aspects."""
        return 2 + 2 * len(self.aspects)

    def side(self, stories: Iterable[StoryRow], left_out: frozenset[str] = frozenset()) -> Side:
        """The stories in an order that does not depend on that of the rows, without those of some outlets."""
        kept = sorted((story for story in stories if story.outlet not in left_out), key=lambda story: story.story_id)
        cells = np.array([self.cells_of(story) for story in kept], dtype=float).reshape(len(kept), len(self.places), len(NOTHING))
        return Side(outlets=tuple(story.outlet for story in kept), cells=cells)


def blocks_of(aspect_stories: Sequence[AspectStoryRow], mentions: Sequence[MentionRow]) -> Blocks:
    """The blocks that stories of these weeks have."""
    by_story: dict[str, dict[str, AspectStoryRow]] = defaultdict(dict)
    for row in aspect_stories:
        by_story[row.story_id][row.aspect] = row
    voices = _voices(mentions)
    aspects = tuple(sorted({row.aspect for row in aspect_stories}))
    names: list[Block] = [
        STORY,
        *(("part", aspect) for aspect in (*aspects, NO_ASPECT)),
        *(("aspect", aspect) for aspect in aspects),
        *(("stance", stance) for stance in STANCES),
        *(("voice", voice) for voice in VOICES),
    ]

    def cells_of(story: StoryRow) -> list[Cell]:
        spoken = by_story[story.story_id]
        weights = [spoken[aspect].weight if aspect in spoken else 0.0 for aspect in aspects]
        labels = _labels(story)
        return [
            story_cells(story),
            *(_cell(weight, story.polarity, labels) for weight in (*weights, max(0.0, 1 - sum(weights)))),
            *(_cell(1.0, spoken[aspect].polarity, _labels(spoken[aspect])) if aspect in spoken else NOTHING for aspect in aspects),
            *((1.0, float(story.stance == stance), 0.0, 0.0, 0.0) for stance in STANCES),
            *(voices.get((story.story_id, voice), NOTHING) for voice in VOICES),
        ]

    return Blocks(places={name: place for place, name in enumerate(names)}, aspects=aspects, cells_of=cells_of)


def story_cells(story: StoryRow | ReleaseStoryRow) -> Cell:
    """A story alone, by all its sentences."""
    return _cell(1.0, story.polarity, _labels(story))


def _cell(weight: float, polarity: float, labels: tuple[float, float, float]) -> Cell:
    negative, neutral, positive = labels
    return weight, weight * polarity, weight * negative, weight * neutral, weight * positive


def _labels(row: StoryRow | AspectStoryRow | ReleaseStoryRow) -> tuple[float, float, float]:
    neutral = row.mentions - row.positive_mentions - row.negative_mentions
    return row.negative_mentions / row.mentions, neutral / row.mentions, row.positive_mentions / row.mentions


def _voices(mentions: Sequence[MentionRow]) -> dict[tuple[str, VoiceGroup], Cell]:
    """By story and voice: the mean of the sentences in that voice. Those of speakers count for their group as well."""
    spoken: dict[tuple[str, VoiceGroup], list[MentionRow]] = defaultdict(list)
    for mention in mentions:
        spoken[mention.story_id, mention.voice].append(mention)
        if mention.voice == "speaker":
            spoken[mention.story_id, "unnamed" if mention.insider is None else "insider" if mention.insider else "outsider"].append(mention)
    return {
        key: _cell(
            1.0,
            sum(sorted(row.polarity for row in rows)) / len(rows),
            (
                sum(row.stance == "negative" for row in rows) / len(rows),
                sum(row.stance == "neutral" for row in rows) / len(rows),
                sum(row.stance == "positive" for row in rows) / len(rows),
            ),
        )
        for key, rows in spoken.items()
    }
