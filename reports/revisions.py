"""What did earlier reports say, and what is known of their weeks now?"""

from __future__ import annotations

from datetime import UTC

from reports.model import Revision, WeeklyReport
from reports.numbers import counted
from warehouse.rows import Telling
from warehouse.weekrows import RevisionRow


def revision(row: RevisionRow) -> Revision:
    """An earlier report beside what its week reads as by now, and why."""
    more = row.stories_known - row.stories_told
    reasons = []
    if more > 0:
        reasons.append(f"{counted(more, 'story', 'stories')} came in later")
    elif more < 0:
        reasons.append(f"{counted(-more, 'story', 'stories')} fewer: withdrawn, or found to be copies")
    if row.model_known not in {None, row.model_told}:
        reasons.append(f"scored by {row.model_known} now, by {row.model_told} then")
    return Revision(
        week=row.week,
        as_of=row.as_of.astimezone(UTC),
        stories_told=row.stories_told,
        told=row.index_told,
        low=row.low_told,
        high=row.high_told,
        stories_known=row.stories_known,
        known=row.index_known,
        why="; ".join(reasons) or "articles were edited or read again",
    )


def telling_of(report: WeeklyReport) -> Telling | None:
    """What a report said, for later ones to be held to. None where nothing had been collected that it could speak of."""
    if report.method.rows_as_of is None:
        return None
    index = report.index
    return Telling(
        week=report.week,
        as_of=report.method.rows_as_of,
        target=report.target,
        verdict=report.answer.verdict,
        stories=index.stories if index else 0,
        outlets=index.outlets if index else 0,
        stance_index=index.value if index else None,
        low=index.low if index else None,
        high=index.high if index else None,
        model_version=report.method.model_version,
        watchlist_version=report.method.watchlist_version,
    )
