"""Who speaks, and how: authors, headlines and those they quote, insiders and outsiders apart?"""

from __future__ import annotations

from collections.abc import Sequence

from reports.comparisons import estimate
from reports.draws import Levels
from reports.escapes import safe_url
from reports.evidence import LONGEST
from reports.intervals import enough, middle
from reports.model import Said, Source, SpeakerLine, VoiceLine
from reports.sides import VOICES
from warehouse.weekrows import SpeakerRow, VoiceRow

MOST_SAID = 5
LABELS = {
    "author": "Authors, in their own words",
    "headline": "Headlines",
    "speaker": "People they quote",
    "insider": "insiders, of its maker",
    "outsider": "outsiders",
    "unnamed": "not named, side unknown",
}


def voice_lines(rows: Sequence[VoiceRow], levels: Levels, *, withheld: bool) -> tuple[VoiceLine, ...]:
    """The index of each voice that spoke."""
    return tuple(
        VoiceLine(
            label=LABELS[row.voice],
            estimate=estimate(row.stance_index, (row.stories, row.outlets), middle(levels.mean(("voice", row.voice)))),
            enough=enough(row.stories, row.outlets) and not withheld,
            of_speakers=row.voice in {"insider", "outsider", "unnamed"},
        )
        for row in sorted(rows, key=lambda row: VOICES.index(row.voice))
    )


def speaker_lines(rows: Sequence[SpeakerRow]) -> tuple[SpeakerLine, ...]:
    """Those quoted most widely, in the order given; their words whole or not at all."""
    return tuple(
        SpeakerLine(
            person=row.person,
            role=row.speaker_role,
            org=row.speaker_org,
            insider=row.insider,
            quotations=row.quotations,
            outlets=row.outlets,
            polarity=row.polarity,
            said=_said(row) if len(row.best_quotation) <= LONGEST else None,
        )
        for row in rows
    )


def best_said(speakers: Sequence[SpeakerLine]) -> tuple[Said, ...]:
    """The words of those who name the target first, then of the others; no article twice."""
    found: dict[tuple[str, str], Said] = {}
    for said in sorted((each.said for each in speakers if each.said), key=lambda said: said.polarity is None):
        found.setdefault((said.source.outlet, said.source.title), said)
    return tuple(found.values())[:MOST_SAID]


def _said(row: SpeakerRow) -> Said:
    return Said(
        text=row.best_quotation,
        speaker=row.person,
        role=row.speaker_role,
        org=row.speaker_org,
        polarity=row.best_quotation_polarity,
        source=Source(outlet=row.outlet, title=row.title, url=safe_url(row.url)),
    )
