"""How long does a run wait for another that is writing?"""

from __future__ import annotations

from prefect import runtime

SCHEDULED_SECONDS = 1800.0  # after a night asleep both schedules are late at once: the second waits for the first


def patience() -> float:
    """Seconds: a scheduled run waits; one that somebody typed tells at once who is writing."""
    return SCHEDULED_SECONDS if runtime.deployment.id else 0.0
