"""Commands about the subscriptions: feeds list, check, add, remove, import, export."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli_output import Bars, Exit, err, fail, out, refusals
from flows.settings import SAMPLE_WATCHLIST, SHIPPED_WATCHLIST, Settings, load_settings

if TYPE_CHECKING:
    from feeds.discover import FoundFeed

app = typer.Typer(no_args_is_help=True, help="The feeds that are watched: list, check, add, remove, import, export.", rich_markup_mode=None)
OWN_WATCHLIST = Path("watchlist.toml")  # the copy that a first change makes, in the working folder


@app.command("list")
def list_feeds(as_json: Annotated[bool, typer.Option("--json", help="One JSON object a feed, with everything the watchlist says of it.")] = False) -> None:
    """List the feeds of the watchlist."""
    from dataclasses import asdict

    from feeds.watchlist import load_watchlist

    with refusals():
        feeds = load_watchlist(load_settings().watchlist).feeds
    for feed in feeds:
        line = f"{feed.name:<28} {feed.kind:<10} {feed.url}"
        if as_json:
            print(json.dumps(asdict(feed), ensure_ascii=False))
        elif out.is_terminal and len(line) > out.width:  # whole addresses for a pipe, tidy lines for eyes
            out.print(line[: out.width - 1] + "…", markup=False)
        else:
            out.print(line, markup=False)


@app.command()
def check(
    names: Annotated[list[str] | None, typer.Argument(help="Names or addresses; all feeds unless given.", show_default=False)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a feed.")] = False,
) -> None:
    """Ask each feed now, and say how it is and what it falls short of; nothing is stored."""
    from concurrent.futures import ThreadPoolExecutor, as_completed

    from feeds.fetch import live_client
    from feeds.watchlist import load_watchlist
    from flows.check import check_feed
    from flows.cli_check import check_as_json, show_checks
    from flows.readers import open_readers

    with refusals(), Bars() as bars:
        settings = load_settings()
        feeds = load_watchlist(settings.watchlist).feeds
        unknown = [name for name in names or () if not any(name in {feed.name, feed.url} for feed in feeds)]
        if unknown:
            fail(f"no feed is called {', '.join(unknown)}; `bellwether feeds list` names them", Exit.INPUT)
        wanted = [feed for feed in feeds if not names or feed.name in names or feed.url in names]
        if not wanted:
            fail(f"{settings.watchlist} has no feeds; `bellwether feeds add` adds one", Exit.INPUT)
        client, now = live_client(contact=settings.contact, allow=settings.allow), datetime.now(UTC)
        bars.stage("Asking the feeds", len(wanted))
        with open_readers() as readers, ThreadPoolExecutor(8) as pool:
            asked = [pool.submit(check_feed, client, readers, feed, now) for feed in wanted]
            for done in as_completed(asked):
                bars.step(done.result().feed.name)
        client.close()
    findings = [done.result() for done in asked]
    if as_json:
        for finding in findings:
            print(check_as_json(finding))
    else:
        show_checks(findings)
    if not any(finding.answered for finding in findings):
        raise typer.Exit(Exit.UNREACHED)
    if not all(finding.sound for finding in findings):
        raise typer.Exit(Exit.UNSOUND)


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="Address of a feed, or of a site whose feed is to be found.", show_default=False)],
    name: Annotated[str | None, typer.Option(help="The outlet's name; its host unless given.", show_default=False)] = None,
    kind: Annotated[str, typer.Option(help="primary, press, analyst, policy, community, vendor or aggregator.")] = "press",
    ask: Annotated[bool, typer.Option(help="Ask the address first, and find the feed of a site.")] = True,
) -> None:
    """Add a feed to the watchlist."""
    from typing import get_args
    from urllib.parse import urlsplit

    from feeds.expectations import expected_of
    from feeds.fetch import checked_url
    from feeds.watchlist import add_feeds, load_watchlist
    from parsers.model import Feed, FeedKind

    with refusals():
        settings = load_settings()
        if kind not in get_args(FeedKind):
            fail(f"--kind {kind}: one of {', '.join(get_args(FeedKind))}", Exit.USAGE)
        watched = {checked_url(feed.url): feed.name for feed in load_watchlist(settings.watchlist).feeds}
        found = _found(url, settings) if ask else None
        address = found.url if found else checked_url(url)
        if checked_url(address) in watched:
            fail(f"{address} is watched already, as {watched[checked_url(address)]}", Exit.INPUT)
        feed = Feed(url=address, name=name or urlsplit(address).netloc, kind=kind)  # type: ignore[arg-type]  # checked above
        feed = expected_of(feed, found.entries, now=datetime.now(UTC)) if found else feed
        path = _own(settings)
        add_feeds(path, feed)
    out.print(f"Added {feed.name} ({feed.url}) to {path}.", markup=False)
    if found:
        out.print(_told(found), markup=False)


@app.command()
def remove(feed: Annotated[str, typer.Argument(help="Name or address of the feed.", show_default=False)]) -> None:
    """Remove a feed from the watchlist. What it brought is kept."""
    from feeds.watchlist import load_watchlist, remove_feed

    with refusals():
        settings = load_settings()
        found = [each for each in load_watchlist(settings.watchlist).feeds if feed in {each.name, each.url}]
        if not found:
            fail(f"no feed is called {feed}; `bellwether feeds list` names them", Exit.INPUT)
        if len(found) > 1:
            fail(f"{len(found)} feeds are called {feed}; give the address of one: {', '.join(each.url for each in found)}", Exit.INPUT)
        path = _own(settings)
        remove_feed(path, found[0].url)
    out.print(f"Removed {found[0].name} ({found[0].url}) from {path}.", markup=False)


@app.command("import")
def import_feeds(file: Annotated[Path, typer.Argument(help="OPML, or a plain list: an address a line, a tab and a name after it.", exists=True, dir_okay=False, show_default=False)]) -> None:
    """Add the feeds of an OPML file or a list of addresses; those already watched are passed over."""
    from feeds.opml import SubscriptionsError, read_subscriptions
    from feeds.watchlist import add_feeds, load_watchlist

    with refusals():
        settings = load_settings()
        try:
            subscriptions = read_subscriptions(file.read_bytes())
        except SubscriptionsError as exc:
            fail(f"{file}: {exc}", Exit.INPUT)
        path = _own(settings)
        known = {feed.url for feed in load_watchlist(path).feeds}
        fresh = [feed for feed in subscriptions.feeds if feed.url not in known]
        add_feeds(path, *fresh)
    for refused in subscriptions.refused:
        err.print(f"{file}: {refused}", markup=False)
    out.print(f"Added {len(fresh)} feeds to {path}; {len(subscriptions.feeds) - len(fresh)} were there, {len(subscriptions.refused)} refused.", markup=False)
    if subscriptions.refused and not subscriptions.feeds:
        raise typer.Exit(Exit.INPUT)


@app.command()
def export() -> None:
    """Print the feeds as OPML."""
    from feeds.opml import write_opml
    from feeds.watchlist import load_watchlist

    with refusals():
        sys.stdout.buffer.write(write_opml(load_watchlist(load_settings().watchlist).feeds))


def _own(settings: Settings) -> Path:
    """The watchlist that may be changed. The shipped ones are not: the first change makes a copy in the working folder."""
    if settings.watchlist not in {SHIPPED_WATCHLIST, SAMPLE_WATCHLIST}:
        return settings.watchlist
    if OWN_WATCHLIST.exists():
        fail(f"{OWN_WATCHLIST} is here but not in use; set BELLWETHER_WATCHLIST={OWN_WATCHLIST} (or `watchlist` in bellwether.toml)", Exit.INPUT)
    shutil.copyfile(settings.watchlist, OWN_WATCHLIST)
    err.print(f"Copied the shipped watchlist to {OWN_WATCHLIST}; set BELLWETHER_WATCHLIST={OWN_WATCHLIST} to use it.", markup=False)
    return OWN_WATCHLIST


def _found(url: str, settings: Settings) -> FoundFeed:
    from feeds.discover import discover_feeds
    from feeds.fetch import live_client
    from flows.limits import limited

    client = live_client(contact=settings.contact, allow=settings.allow)
    with Bars() as bars, limited(url, seconds=60):  # some dozens of pages and feeds at the most
        bars.stage("Looking for the feed", 0)
        found = discover_feeds(url, client=client, now=datetime.now(UTC))
    client.close()
    if not found:
        fail(f"{url}: no feed and no sitemap there; give the feed's own address, or --no-ask to add it unasked", Exit.INPUT)
    for other in found[1:6]:
        err.print(f"Another feed of that site: {other.url}", markup=False)
    return found[0]


def _told(found: FoundFeed) -> str:
    how = {"itself": "That address is the feed", "announced": "The page announces it", "linked": "The page links to it", "usual place": "It stands in a usual place", "sitemap": "There is no feed, but a sitemap"}
    newest = max((when for entry in found.entries if (when := entry.published_at or entry.updated_at)), default=None)
    return how[found.rung] + (f": {len(found.entries)} entries" if not found.is_index else ": an index of sitemaps") + (f", newest {newest:%Y-%m-%d}." if newest else ".")
