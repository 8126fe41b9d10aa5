"""How is each side of the target spoken of, and which of them moved, though several were looked at?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reports.comparisons import LEAST_CHANGE, Comparison, estimate
from reports.draws import Compared, Levels
from reports.intervals import chance_of_none, enough, middle
from reports.model import AspectChange, AspectLine, Part
from reports.sides import Side
from warehouse.weekrows import AspectRow

FALSE_SHARE = 0.05  # of the changes called detected, how many may be chance on average (Benjamini and Hochberg)


def aspect_lines(
    rows: Sequence[AspectRow], week: Side, levels: Levels, comparison: Comparison, draws: Compared, *, withheld: bool
) -> tuple[AspectLine, ...]:
    """Every aspect the week's stories speak of, most spoken of first, each beside the weeks before."""
    chances: dict[str, float] = {}
    lines: dict[str, AspectLine] = {}
    for row in sorted(rows, key=lambda row: (-row.stories, row.label, row.aspect)):
        block = ("aspect", row.aspect)
        _, outlets = week.counted(levels.places[block])
        part = _change(row, comparison, draws) if not withheld else None
        if part is not None:
            chances[row.aspect] = chance_of_none(draws.change(block))
        praised, both, blamed = (round(share * row.stories) for share in (row.positive_share, row.mixed_share, row.negative_share))
        lines[row.aspect] = AspectLine(
            label=row.label,
            estimate=estimate(row.stance_index, (row.stories, outlets), middle(levels.mean(block))),
            enough=enough(row.stories, outlets) and not withheld,
            praised=praised,
            both=both,
            blamed=blamed,
            neither=row.stories - praised - both - blamed,
            change=AspectChange(part=part, stories_before=row.stories_before, detected=False) if part else None,
        )
    for aspect in discoveries(chances):
        line = lines[aspect]
        if line.change is not None and abs(line.change.part.value) >= LEAST_CHANGE:
            lines[aspect] = replace(line, change=replace(line.change, detected=True))
    return tuple(lines.values())


def discoveries(chances: dict[str, float], false_share: float = FALSE_SHARE) -> frozenset[str]:
    """Those whose p-value is low enough that no more than `false_share` of all that are named are chance (Benjamini and Hochberg)."""
    ranked = sorted(chances, key=lambda name: (chances[name], name))
    last = max((place for place, name in enumerate(ranked, 1) if chances[name] <= false_share * place / len(ranked)), default=0)
    return frozenset(ranked[:last])


def _change(row: AspectRow, comparison: Comparison, draws: Compared) -> Part | None:
    if row.index_before is None or row.index_kept is None:
        return None
    return comparison.part(row.index_kept - row.index_before, draws.change(("aspect", row.aspect)), ("aspect", row.aspect))
