"""The authored pieces of the sample newsroom: read, and checked against what their front matter promises.

`python tests/sample/pieces.py` checks every piece and names what is wrong with which file.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
FIRST, LAST = datetime(2024, 7, 1, tzinfo=UTC), datetime(2024, 8, 26, tzinfo=UTC)
STANCES = {"positive", "negative", "mixed", "neutral", "none"}
TOPICS = {"llama", "open-ai", "other"}
ACCESS = {"open", "paywall", "consent"}


class PieceError(ValueError):
    """A piece whose front matter or body is not as agreed; says which file and what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One authored article: the facts of its front matter, and its body in light Markdown."""

    slug: str
    outlet: str
    title: str
    authors: tuple[str, ...]
    published: datetime
    summary: str
    topic: str
    stance: str
    tags: tuple[str, ...]
    quotes: tuple[tuple[str, str], ...]
    body: str
    wire: bool = False
    updated: datetime | None = None
    updated_summary: str | None = None  # where the correction shows in the feed's own words too
    updated_quotes: tuple[tuple[str, str], ...] = ()  # those that only the corrected body has
    updated_body: str | None = None
    access: str = "open"  # or "paywall" (the body is all one may read) or "consent" (nothing but a notice)
    byline: str | None = None  # as printed, where that is not the authors' names
    story: str | None = None  # the slug of the agency story that this is a copy of


def load_pieces(folder: Path = HERE / "articles") -> tuple[Piece, ...]:
    """Every piece of the folder, by time of publication."""
    pieces = [read_piece(path) for path in sorted(folder.glob("*.md"))]
    return tuple(sorted(pieces, key=lambda piece: (piece.published, piece.slug)))


def read_piece(path: Path) -> Piece:
    match = re.fullmatch(r"\+\+\+\n(.*?)\n\+\+\+\n(.*)", path.read_text("utf-8"), re.DOTALL)
    if not match:
        raise PieceError(f"{path.name}: no front matter between +++ lines")
    try:
        front = tomllib.loads(match[1])
    except tomllib.TOMLDecodeError as exc:
        raise PieceError(f"{path.name}: {exc}") from exc
    body, _, updated_body = match[2].strip().partition("\n=== updated ===\n")
    problems = []
    if front.get("outlet") not in _outlet_keys():
        problems.append(f"unknown outlet {front.get('outlet')!r}")
    if front.get("topic") not in TOPICS:
        problems.append(f"topic must be one of {sorted(TOPICS)}")
    if front.get("stance") not in STANCES:
        problems.append(f"stance must be one of {sorted(STANCES)}")
    published = front.get("published")
    if not (isinstance(published, datetime) and published.tzinfo and FIRST <= published < LAST):
        problems.append("published must be an offset date-time from 2024-07-01 to 2024-08-25")
    if not front.get("title") or not front.get("summary"):
        problems.append("title and summary are needed")
    flat = " ".join(re.sub(r"^> ?", "", body, flags=re.MULTILINE).split())
    problems += [
        f"quotation not word for word in the body: {quote.get('text', '')[:50]!r}"
        for quote in front.get("quotes", [])
        if set(quote) != {"text", "speaker"} or " ".join(quote["text"].split()) not in flat
    ]
    if front.get("access", "open") not in ACCESS:
        problems.append(f"access must be one of {sorted(ACCESS)}")
    flat_update = " ".join(updated_body.split())
    problems += [
        f"not a quotation that only the corrected body has: {quote.get('text', '')[:50]!r}"
        for quote in front.get("updated_quotes", [])
        if set(quote) != {"text", "speaker"} or quote["text"] not in flat_update or quote["text"] in flat
    ]
    if "updated" in front and isinstance(published, datetime) and monday_after(front["updated"]) <= monday_after(published):
        problems.append("'updated' must come after the Monday 06:00 UTC that first sees the piece, or no poll sees it change")
    if bool(updated_body) != ("updated" in front):
        problems.append("'updated' in the front matter and an '=== updated ===' part go together")
    if problems:
        raise PieceError(f"{path.name}: " + "; ".join(problems))
    return Piece(
        slug=path.stem, outlet=front["outlet"], title=front["title"], authors=tuple(front.get("authors", ())),
        published=front["published"], summary=front["summary"], topic=front["topic"], stance=front["stance"],
        tags=tuple(front.get("tags", ())), quotes=tuple((q["text"], q["speaker"]) for q in front.get("quotes", ())),
        body=body.strip(), wire=front.get("wire", False), access=front.get("access", "open"),
        updated=front.get("updated"), updated_body=updated_body.strip() or None, updated_summary=front.get("updated_summary"),
        updated_quotes=tuple((q["text"], q["speaker"]) for q in front.get("updated_quotes", ())),
    )


@cache
def _outlet_keys() -> frozenset[str]:
    return frozenset(tomllib.loads((HERE / "outlets.toml").read_text("utf-8")))


def monday_after(moment: datetime) -> datetime:
    """The first Monday 06:00 UTC at or after the moment: when the sample's weekly poll sees it."""
    moment = moment.astimezone(UTC)
    monday = (moment - timedelta(days=moment.weekday())).replace(hour=6, minute=0, second=0, microsecond=0)
    return monday if monday >= moment else monday + timedelta(days=7)


def main() -> int:
    wrong, pieces = 0, 0
    for path in sorted((HERE / "articles").glob("*.md")):
        try:
            read_piece(path)
            pieces += 1
        except PieceError as exc:
            wrong += 1
            print(exc)
    print(f"{pieces} pieces sound, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
