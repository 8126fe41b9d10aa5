"""Commands about the topic: watch show, watch try."""

from __future__ import annotations

import json
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_output import Bars, Exit, fail, out, refusals
from flows.settings import load_settings

if TYPE_CHECKING:
    from flows.trial import Judged, Snippet, Tally
    from parsers.model import Topic

app = typer.Typer(no_args_is_help=True, help="The topic that is watched: show, try.", rich_markup_mode=None)
WIDTH = 80
SLOW = 1_000  # articles that take long enough for a bar


@app.command()
def show() -> None:
    """Show the present topic: its expression, and the names that its targets go by."""
    from feeds.watchlist import load_watchlist

    with refusals():
        settings = load_settings()
        watchlist = load_watchlist(settings.watchlist)
    topic = watchlist.topic
    out.print(f"{topic.name} · about it from a strength of {topic.least:g} · {settings.watchlist}", markup=False)
    for line in textwrap.dedent(topic.expression).strip().split("\n"):
        out.print(textwrap.fill(line, WIDTH, initial_indent="  ", subsequent_indent="  # " if line.startswith("#") else "     ", break_on_hyphens=False), markup=False)
    for target in watchlist.targets:
        names = f"@{target.name}: {', '.join(target.aliases)}" + (f"; not {', '.join(target.exclusions)}" if target.exclusions else "")
        out.print("\n" + textwrap.fill(names, WIDTH, subsequent_indent="  "), markup=False)


@app.command("try")
def try_expression(
    expression: Annotated[
        str | None, typer.Argument(help='Such as \'"open source" near/5 (AI or model*)\'; the watchlist\'s own unless given, to see what an edit changes.', show_default=False)
    ] = None,
    since: Annotated[str | None, typer.Option(help="Only articles published from this day on (UTC), such as 2024-07-01.", show_default=False)] = None,
    week: Annotated[str | None, typer.Option(help="Only articles of this ISO week, such as 2024-W30.", show_default=False)] = None,
    least: Annotated[float | None, typer.Option(help="Strength from which an article is about it; the present topic's unless given.", min=0, max=1, show_default=False)] = None,
    limit: Annotated[int, typer.Option(help="Headlines shown of each kind.", min=0)] = 3,
    form: Annotated[str, typer.Option("--format", help="table or json.")] = "table",
) -> None:
    """Show what an expression would match in what is stored, and how that differs from the present topic. Nothing is changed."""
    if form not in {"table", "json"}:
        fail(f"--format {form}: one of table, json", Exit.USAGE)
    from feeds.watchlist import load_watchlist
    from flows.trial import try_topic
    from flows.weeks import monday
    from parsers.expressions import ExpressionError
    from parsers.grammar import check_expression
    from parsers.model import Topic
    from warehouse.archive import read_archive

    with refusals(), Bars() as bars:
        settings = load_settings()
        watchlist = load_watchlist(settings.watchlist)
        expression = watchlist.topic.expression if expression is None else expression
        try:
            check_expression(expression, [target.name for target in watchlist.targets])
        except ExpressionError as exc:
            fail(f"{exc}\n{_pointed_at(expression, exc)}", Exit.INPUT)
        if week is not None:
            monday(week)
        topic = Topic(name="tried", expression=expression, least=watchlist.topic.least if least is None else least)
        judged = []
        for each in try_topic(read_archive(settings.home, since=_day(since), week=week, on_count=lambda count: _announce(bars, count)), topic):
            judged.append(each)
            bars.step(each.article.outlet)
    if form == "json":
        print(json.dumps(_as_object(judged, topic, watchlist.topic, limit), ensure_ascii=False, indent=1))
    else:
        _show(judged, topic, watchlist.topic, limit)


def _announce(bars: Bars, count: int) -> None:
    if count >= SLOW:
        bars.stage("Reading what is stored", count)


def _day(since: str | None) -> datetime | None:
    if since is None:
        return None
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        fail(f"--since {since}: write a day as 2024-07-01", Exit.USAGE)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _pointed_at(expression: str, error: object) -> str:
    """The line of the expression that is wrong, with a mark under the place; what does not fit a line is cut around it."""
    line, column = getattr(error, "line", 1), getattr(error, "column", 1)
    text = expression.split("\n")[line - 1]
    start = max(0, column - 1 - WIDTH // 2)
    return f"  {text[start : start + WIDTH - 4]}\n  {' ' * (column - 1 - start)}^"


def _as_object(judged: Sequence[Judged], topic: Topic, present: Topic, limit: int) -> dict[str, object]:
    return {
        "expression": topic.expression,
        "least": topic.least,
        "present_topic": present.name,
        **_counts(judged),
        "weeks": _groups(judged, "week", lambda each: each.article.week),
        "outlets": _groups(judged, "outlet", lambda each: each.article.outlet),
        "samples": [_sample(each) for _, group in _kinds(judged) for each in group[:limit]],
    }


def _counts(judged: Iterable[Judged]) -> dict[str, object]:
    from flows.trial import tally

    return asdict(tally(judged))


def _groups(judged: Sequence[Judged], name: str, key: Callable[[Judged], str]) -> list[dict[str, object]]:
    return [{name: value, **_counts(group)} for value, group in _grouped(judged, key)]


def _grouped(judged: Iterable[Judged], key: Callable[[Judged], str]) -> list[tuple[str, list[Judged]]]:
    groups: defaultdict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        groups[key(each)].append(each)
    return sorted(groups.items())


def _sample(each: Judged) -> dict[str, object]:
    article = each.article
    return {
        "change": each.change,
        "about": each.about,
        "strength": each.strength,
        "present_strength": article.relevance,
        "url": article.url,
        "title": article.title,
        "outlet": article.outlet,
        "week": article.week,
        "published_at": article.published_at.astimezone(UTC).isoformat().replace("+00:00", "Z") if article.published_at else None,
        "matched": each.matched,
        "snippet": each.snippet.text if each.snippet else None,
    }


def _kinds(judged: Sequence[Judged]) -> list[tuple[str, list[Judged]]]:
    """What changes first; the clearest cases of each kind first."""
    ranked = sorted(judged, key=lambda each: (-each.strength, each.article.title))
    return [
        ("Gained: about it, and not about the present topic", [each for each in ranked if each.change == "gained"]),
        ("Lost: about the present topic, and not about it", sorted((each for each in ranked if each.change == "lost"), key=lambda each: -each.article.relevance)),
        ("Kept: about both", [each for each in ranked if each.change == "both"]),
        ("Merely mentioning it, and about neither", [each for each in ranked if each.change == "neither" and each.mentioned]),
    ]


def _show(judged: Sequence[Judged], topic: Topic, present: Topic, limit: int) -> None:
    from flows.trial import tally

    total = tally(judged)
    out.print(textwrap.fill(" ".join(topic.expression.split()), WIDTH), style="bold", markup=False)
    weeks = sorted({each.article.week for each in judged})
    when = "" if not weeks else f" of {weeks[0]}" if len(weeks) == 1 else f" of {weeks[0]} to {weeks[-1]}"
    out.print(f"\n{total.articles:,} articles{when} are stored:", markup=False)
    out.print(f"{total.about:>7,} about it (strength {topic.least:g} or more), {total.mentioned:,} merely mentioning it", markup=False)
    out.print(f"{total.present:>7,} about the present topic, “{present.name}”: {total.gained:,} would be gained, {total.lost:,} lost", markup=False)
    for heading, key in (("week", lambda each: each.article.week), ("outlet", lambda each: each.article.outlet)):
        _show_table(judged, heading, key)
    for heading, group in _kinds(judged):
        if group and limit:
            out.print(f"\n{heading} ({len(group):,})", style="bold", markup=False)
            for each in group[:limit]:
                _show_sample(each)


def _show_table(judged: Sequence[Judged], heading: str, key: Callable[[Judged], str]) -> None:
    from flows.trial import tally

    groups = _grouped(judged, key)
    width = min(max([len(name) for name, _ in groups] + [len(heading)]), 36)
    out.print(f"\n{heading:<{width}} {'articles':>8} {'about':>7} {'mention':>8} {'gained':>7} {'lost':>6}", style="bold", markup=False)
    for name, group in groups:
        row: Tally = tally(group)
        out.print(f"{_cut(name, width):<{width}} {row.articles:>8,} {row.about:>7,} {row.mentioned:>8,} {row.gained:>7,} {row.lost:>6,}", markup=False)


def _show_sample(each: Judged) -> None:
    article = each.article
    day = f"{article.published_at:%Y-%m-%d}" if article.published_at else "no date   "
    out.print(f"  {day}  {_cut(article.title or '(no title)', WIDTH - 14)}", markup=False)
    found = f"{each.strength:.2f}" if each.matched else "nothing matches"
    out.print(f"    {_cut(article.outlet, 40)} · {found} (present topic {article.relevance:.2f})", style="dim", markup=False)
    if each.snippet:
        _show_snippet(each.snippet)


def _show_snippet(snippet: Snippet) -> None:
    """The stretch with its matched words in brackets, which a terminal shows bold as well."""
    from rich.text import Text

    shown, at = "", 0
    for start, end in snippet.marks:
        if start < at:
            continue  # inside of what is marked already
        shown += snippet.text[at:start] + "[" + snippet.text[start:end].replace(" ", "\xa0") + "]"
        at = end
    for line in textwrap.wrap(shown + snippet.text[at:], WIDTH - 4, break_long_words=False, break_on_hyphens=False):
        text = Text("    " + line.replace("\xa0", " "))
        text.highlight_regex(r"\[[^\]]*\]", "bold" if sys.stdout.isatty() else "")
        out.print(text)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
