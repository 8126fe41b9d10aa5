from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from server import Request, Server

from feeds.errors import FetchError, RefusedError
from feeds.fetch import Client, fetch
from feeds.pace import Pace
from feeds.robots import Robots, own_rules
from tests.clock import within

Connect = Callable[..., Client]
RULES = b"\xef\xbb\xbfUser-agent: *\nDisallow: /members/\n\nUser-agent: Bellwether\nDisallow: /not-for-us/\nCrawl-delay: 2\n"


def _is_permitted(robots: Robots, url: str) -> bool:
    try:
        robots.permit(url)
    except RefusedError as exc:
        return exc.reason not in {"robots", "robots-unknown"}
    return True


def test_the_rules_for_our_name_are_kept(server: Server, connect: Connect, now: datetime) -> None:
    """The group that names us counts instead of the one for everybody, and robots.txt is asked for once."""
    server.answers["/robots.txt"] = lambda request: request.reply(RULES)
    robots = Robots(connect(), now)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda path: _is_permitted(robots, server.url(path)), ["/not-for-us/a", "/members/a", "/a", "/not-for-us/b"]))
    assert answers == [False, True, True, False]
    assert server.paths() == ["/robots.txt"]


def test_a_disallowed_page_is_not_asked_for(server: Server, connect: Connect, now: datetime) -> None:
    """The refusal comes before the request."""
    server.answers["/robots.txt"] = lambda request: request.reply(b"User-agent: *\nDisallow: /\n")
    client = connect()
    with pytest.raises(RefusedError) as caught:
        fetch(server.url("/a"), client=client, now=now, kind="page", permit=Robots(client, now).permit)
    assert caught.value.reason == "robots"
    assert server.paths() == ["/robots.txt"]


@pytest.mark.parametrize(
    ("answer", "is_permitted"),
    [
        pytest.param(lambda r: r.reply(status=404), True, id="no rules: everything may be fetched"),
        pytest.param(lambda r: r.reply(status=403), True, id="RFC 9309: 4xx is no rules"),
        pytest.param(lambda r: r.reply(status=410), True, id="gone is no rules"),
        pytest.param(lambda r: r.reply(status=500), False, id="the site is in trouble: not in this run"),
        pytest.param(lambda r: r.reply(status=429, Retry_After="3600"), False, id="told to wait"),
        pytest.param(lambda r: r.wfile.write(b""), False, id="no answer"),
        pytest.param(lambda r: r.reply(b"<html>Not found</html>"), True, id="a page in its place has no rules in it"),
        pytest.param(lambda r: r.reply(bytes(range(256)) * 100), True, id="bytes without sense"),
        pytest.param(lambda r: r.reply(b"User-agent: *\nDisallow: /" + b"*a" * 50_000 + b"\n"), True, id="a rule made to be slow"),
    ],
)
def test_what_robots_txt_answers_decides(server: Server, connect: Connect, now: datetime, answer: Callable[[Request], None], is_permitted: bool) -> None:
    """4xx and nonsense permit, 5xx and silence forbid for this run."""
    server.answers["/robots.txt"] = answer
    assert _is_permitted(Robots(connect(), now), server.url("/" + "a" * 1_000)) is is_permitted


def test_the_next_run_asks_again(server: Server, connect: Connect, now: datetime) -> None:
    """A site's bad hour shuts it out of that run only."""
    server.answers["/robots.txt"] = lambda request: request.reply(status=500)
    client = connect()
    assert not _is_permitted(Robots(client, now), server.url("/a"))
    server.answers["/robots.txt"] = lambda request: request.reply(status=404)
    assert _is_permitted(Robots(client, now), server.url("/a"))


def test_a_crawl_delay_slows_us_down(server: Server, connect: Connect, now: datetime) -> None:
    """The delay a site asks of us becomes its gap."""
    slept: list[float] = []
    server.answers |= {"/robots.txt": lambda request: request.reply(RULES), "/a": lambda request: request.reply(b"x")}
    client = connect(pace=Pace(gap=0.1, sleep=slept.append, monotonic=lambda: 0.0))
    fetch(server.url("/a"), client=client, now=now, kind="page", permit=Robots(client, now).permit)
    assert slept == [2.0]


def test_feeds_are_polled_without_asking(server: Server, connect: Connect, now: datetime) -> None:
    """Robots are for pages: a feed is there to be polled, so nothing asks for robots.txt unless told to."""
    server.answers["/feed"] = lambda request: request.reply(b"<rss/>")
    fetch(server.url("/feed"), client=connect(), now=now)
    assert server.paths() == ["/feed"]


def test_errors_name_the_page(server: Server, connect: Connect, now: datetime) -> None:
    """The error is about the page that was not fetched, and says why its rules are unknown."""
    server.answers["/robots.txt"] = lambda request: request.reply(status=500)
    with pytest.raises(FetchError, match=r"/a: robots-unknown \(robots.txt could not be had: http-500\)"):
        Robots(connect(), now).permit(server.url("/a"))


def test_site_that_may_not_be_asked_says_so_of_its_pages(connect: Connect, now: datetime) -> None:
    """A link into this machine's network is a blocked address, not a site whose rules were out of reach this time."""
    with pytest.raises(RefusedError) as caught:
        Robots(connect(), now).permit("http://127.0.0.2:9/a")
    assert caught.value.reason == "blocked-address"
    assert not caught.value.temporary


def test_only_the_groups_for_us_are_read() -> None:
    """Groups for us and for everybody are kept, however they are spelt and grouped; those for others are not."""
    text = "# hello\nUser-agent: a\nUser-agent: Bellwether/2.0 # us\nDisallow: /a\n\nUser-Agent: b\nDisallow: /b\nSitemap: https://x.example/s\nuser agent *\nDisallow: /c\n"
    assert own_rules(text, "Bellwether").splitlines() == ["User-agent: bellwether", "Disallow: /a", "User-agent: *", "Disallow: /c"]


HEAVY = {
    "many agents with many rules each": "".join(f"User-agent: a{n}\n" for n in range(10_000)) + "Disallow: /\n" * 10_000,
    "many agents twice": "".join(f"User-agent: a{n}\n" for n in range(15_000)) * 2,
    "many rules": "User-agent: *\n" + "".join(f"Disallow: *{n}a\n" for n in range(40_000)),
}


@pytest.mark.parametrize("rules", HEAVY.values(), ids=HEAVY.keys())
def test_heavy_rules_cost_little(server: Server, connect: Connect, now: datetime, rules: str) -> None:
    """Rules made to be slow are read in well under a second, and each address is judged by them at once."""
    server.answers["/robots.txt"] = lambda request: request.reply(rules.encode())
    assert within(2, lambda: _is_permitted(Robots(connect(), now), server.url("/" + "b" * 2_000)))
