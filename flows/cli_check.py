"""How does `bellwether feeds check` show what it found? A line a feed in 80 columns, then what is wrong with each that needs looking at."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flows.check import Checked
from flows.cli_output import out

NAME_WIDTH = 29
COLUMNS = f"{'feed':<{NAME_WIDTH}} {'state':<12} {'entries':>7}  {'newest':<10} {'author':>6} {'date':>4} {'text':>4}"
STYLES = {"ok": "green", "short": "yellow"}


def show_checks(found: Sequence[Checked]) -> None:
    """The table, what is wrong, and the count."""
    out.print(COLUMNS, style="bold", markup=False)
    for each in found:
        out.print(_line(each), style=None if each.sound else STYLES.get(each.state, "red"), markup=False)
    for each in found:
        if sentences := _sentences(each):
            out.print(f"\n{each.feed.name}", markup=False)
        for sentence in sentences:
            out.print(f"  {sentence}", markup=False)
    short = sum(bool(each.shortfalls) for each in found)
    failed = sum(not each.answered for each in found)
    sound = len(found) - short - failed
    said = [f"{sound} of {len(found)} feeds are as expected", f"{short} fell short" if short else "", f"{failed} did not answer as a feed" if failed else ""]
    out.print()
    out.print(", ".join(part for part in said if part) + ".", markup=False)


def check_as_json(checked: Checked) -> str:
    """One object on one line, for programs."""
    shares = checked.shares
    return json.dumps(
        {
            "name": checked.feed.name, "url": checked.feed.url, "state": checked.state, "outcome": checked.outcome, "told": checked.told or None, "entries": checked.entries,
            "newest": checked.newest.isoformat().replace("+00:00", "Z") if checked.newest else None,
            "authors": shares and round(shares.authors, 3), "dates": shares and round(shares.dates, 3), "text": shares and round(shares.text, 3),
            "shortfalls": [{"reason": each.reason, "expected": each.expected, "found": round(each.found, 3), "because": each.because or None} for each in checked.shortfalls],
            "moved_to": checked.moved_to,
        },
        ensure_ascii=False,
    )  # fmt: skip


def _line(checked: Checked) -> str:
    name = checked.feed.name if len(checked.feed.name) <= NAME_WIDTH else checked.feed.name[: NAME_WIDTH - 1] + "…"
    start = f"{name:<{NAME_WIDTH}} {checked.state:<12} "
    if checked.shares is None:
        return start.rstrip()
    newest = f"{checked.newest:%Y-%m-%d}" if checked.newest else "undated"
    return f"{start}{checked.entries:>7}  {newest:<10} {checked.shares.authors:>6.0%} {checked.shares.dates:>4.0%} {checked.shares.text:>4.0%}"


def _sentences(checked: Checked) -> list[str]:
    said = [checked.told] if checked.told else []
    said += [str(each) for each in checked.shortfalls]
    said += [f"why: {because}" for because in {each.because for each in checked.shortfalls} if because]
    return [*said, f"moved for good to {checked.moved_to}"] if checked.moved_to else said
