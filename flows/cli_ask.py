"""Commands that answer at once: read, query, doctor."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from flows.cli_output import AsOf, Exit, fail, out, parse_moment, refusals
from flows.settings import load_settings


def read(
    pages: Annotated[list[str], typer.Argument(help="Files or addresses of articles.", show_default=False)],
    url: Annotated[str | None, typer.Option(help="The address that a file was saved from.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a page.")] = False,
) -> None:
    """Read articles: who wrote what when, who is quoted, what is said of the targets. Nothing is stored."""
    from feeds.watchlist import load_watchlist
    from flows.limits import limited
    from parsers.reading import read_article

    with refusals():
        settings = load_settings()
        watchlist = load_watchlist(settings.watchlist)
        for page in pages:
            body, address = _page(page, url)
            with limited(address):  # no worker needed: this process reads and ends
                reading = read_article(body, address, entry=None, targets=watchlist.targets, aspects=watchlist.aspects, topic=watchlist.topic)
            if as_json:
                print(json.dumps(_as_object(reading), ensure_ascii=False, default=_plain))
            else:
                _show(reading)


def query(
    sql: Annotated[str, typer.Argument(help='SQL, such as "from weekly_stance". docs/queries.md shows what to ask.', show_default=False)],
    form: Annotated[str, typer.Option("--format", help="table, csv, json or jsonl.")] = "table",
    as_of: AsOf = None,
) -> None:
    """Ask the published DuckDB file."""
    forms: Mapping[str, Callable[[tuple[str, ...], tuple[tuple[object, ...], ...]], None]] = {
        "table": _table, "csv": _csv, "json": _json, "jsonl": _jsonl,
    }  # fmt: skip
    if form not in forms:
        fail(f"--format {form}: one of {', '.join(forms)}", Exit.USAGE)
    from warehouse.query import ask

    with refusals():
        answer = ask(load_settings().home, sql, as_of=parse_moment("--as-of", as_of))
        forms[form](answer.columns, answer.rows)


def doctor() -> None:
    """Check settings, watchlist, speakers' names and warehouse, and say what is wrong and what to do."""
    from feeds.retention import weigh
    from feeds.speakers import load_people
    from feeds.watchlist import load_watchlist
    from flows.source import CAPTURES
    from warehouse.doctor import examine

    with refusals():
        settings = load_settings()
        watchlist = load_watchlist(settings.watchlist)
        out.print(f"watchlist  {settings.watchlist}: {len(watchlist.feeds)} feeds, {len(watchlist.targets)} targets", markup=False)
        out.print(f"speakers   {settings.speakers_file}: {len(load_people(settings.speakers_file))} people", markup=False)
        kept = weigh(settings.home / CAPTURES)
        days = f"{kept.files} days of captures ({kept.first[:10]} to {kept.last[:10]}), {kept.size / 1e6:,.1f} MB" if kept.files else "no captures yet"
        out.print(f"captures   {settings.home / CAPTURES}: {days}", markup=False)
        findings = examine(settings.home)
        for finding in findings:
            out.print(f"{'wrong' if finding.wrong else 'ok':<9}  {finding.what}", markup=False)
    if any(finding.wrong for finding in findings):
        raise typer.Exit(Exit.UNSOUND)


def _page(page: str, url: str | None) -> tuple[bytes, str]:
    if page.startswith(("http://", "https://")):
        from feeds.fetch import fetch, live_client

        settings = load_settings()
        document = fetch(page, client=live_client(contact=settings.contact, allow=settings.allow), now=datetime.now(UTC), kind="page")
        return document.body, document.final_url
    path = Path(page)
    try:
        return path.read_bytes(), url or path.resolve().as_uri()
    except OSError as exc:
        fail(f"{page}: {exc.strerror}; give a file or an http address", Exit.INPUT)


def _as_object(reading: Any) -> dict[str, Any]:
    """The fields other programs rely on come first; the rest of the reading follows."""
    article = asdict(reading.article)
    first = ("url", "canonical_url", "title", "authors", "published_at", "published_precision", "text")
    return {
        **{name: article.pop(name) for name in first},
        "quotes": [asdict(quote) for quote in reading.quotes],
        "mentions": [asdict(mention) for mention in reading.mentions],
        "evidence": article.pop("evidence"),
        **article,
        "relevant": reading.relevant, "relevance": reading.relevance, "about": reading.about,
    }  # fmt: skip


def _show(reading: Any) -> None:
    article = reading.article
    when = f"{article.published_at:%Y-%m-%d}" if article.published_precision == "day" else f"{article.published_at:%Y-%m-%d %H:%M} UTC" if article.published_at else "no date"
    out.print(article.title or "(no title)", style="bold", markup=False)
    out.print(f"{', '.join(article.authors) or 'no author'} · {when} · {len(article.text.split())} words · {article.completeness}", markup=False)
    for quote in reading.quotes:
        out.print(f"  “{quote.text}” — {quote.speaker or quote.speaker_description or 'unnamed'}", markup=False)
    for mention in reading.mentions:
        out.print(f"  {mention.target} {mention.p_pos - mention.p_neg:+.2f} ({mention.speaker or mention.voice}): {mention.sentence}", markup=False)


def _table(columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> None:
    from reports.escapes import printable

    if not sys.stdout.isatty():  # a pipe gets whole values, however wide
        print("\t".join(columns))
        for row in rows:
            print("\t".join("" if value is None else printable(str(_plain_cell(value))) for value in row))
        return
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(Text(column))
    for row in rows:
        table.add_row(*(Text("" if value is None else printable(str(_plain_cell(value)))) for value in row))
    out.print(table)


def _csv(columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> None:
    from reports.escapes import spreadsheet_cell

    writer = csv.writer(sys.stdout, lineterminator="\n")
    cells = [["" if value is None else _exact_cell(value) for value in row] for row in rows]
    writer.writerow(columns)
    writer.writerows([[spreadsheet_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in cells])


def _json(columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> None:
    print(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, default=_plain, indent=1))


def _jsonl(columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> None:
    for row in rows:
        print(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False, default=_plain))


def _plain_cell(value: object) -> object:
    """For eyes: floats are shortened."""
    return f"{value:.4g}" if isinstance(value, float) else _exact_cell(value)


def _exact_cell(value: object) -> object:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=_plain)
    return _plain(value) if isinstance(value, datetime) else value


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value.tzinfo else value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, date) else str(value)
