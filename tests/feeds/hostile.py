"""A world that means harm: what each of its feeds and pages sends, and what it must lead to."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape

from server import Answer, Request

PAGE = "<p>The harbour office met on Monday, and residents spoke at length about the new ferry and what it will cost them.</p>" * 5
INSIDE = ("http://127.0.0.2:9/x", "http://localhost:9/x", "http://2130706433:9/x", "http://0:9/x", "http://[::ffff:7f00:1]:9/x", "http://169.254.169.254/latest/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A feed, the pages it links to, and the rows that must be left: the poll's, and one reason a page that was not read."""

    name: str
    feed: Answer
    outcome: str
    reason: str | None = None
    entries: int = 0  # stored
    articles: int = 0
    failures: tuple[str, ...] = ()
    pages: Mapping[str, Answer] = field(default_factory=dict)


def text(body: str | bytes, content_type: str = "application/rss+xml", **headers: str) -> Answer:
    sent = body if isinstance(body, bytes) else body.encode()
    return lambda request: request.reply(sent, content_type=content_type, **headers)


def raw(sent: bytes) -> Answer:
    return lambda request: request.wfile.write(sent) and None  # type: ignore[func-returns-value]


def rss(*items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Coast</title><link>https://coast.example/</link>{"".join(items)}</channel></rss>'


def item(title: str = "Ebb", link: str = "", guid: str = "g", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link><guid>{guid}</guid>{more}</item>"


def page(body: str = "", title: str = "Ebb") -> Answer:
    return text(f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{PAGE}{body}</article></body></html>", "text/html; charset=utf-8")


def sound(name: str, at: Callable[[str], str]) -> Case:
    """What must come through whatever else is in the same run."""
    links = [f"/{name}/{place}" for place in range(3)]
    items = [item(f"Tide {place}", at(link), f"{name}-{place}", "<author>ann@coast.example (Ann Lee)</author>") for place, link in enumerate(links)]
    return Case(name=name, feed=text(rss(*items)), pages={link: page(title=f"Tide {link}") for link in links}, outcome="fresh", entries=3, articles=3)


@cache
def bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(24)) + packer.flush()


def endless(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n<html><body>")
    for _ in range(4_000):
        request.wfile.write(b"<p>and on</p>" * 5_000)


def linking(name: str, at: Callable[[str], str], answer: Answer, failure: str | None = None) -> Case:
    """A sound feed with one entry, whose page is hostile."""
    link = f"/{name}/page"
    return Case(
        name=name, feed=text(rss(item(link=at(link)))), pages={link: answer}, outcome="fresh", entries=1,
        articles=0 if failure else 1, failures=(failure,) if failure else (),
    )  # fmt: skip


def broken(name: str, feed: Answer, reason: str) -> Case:
    return Case(name=name, feed=feed, outcome="broken", reason=reason)


def cases(at: Callable[[str], str]) -> tuple[Case, ...]:
    """All of them; `at` makes an address of a path."""
    llama = "".join(f"<p>Meta says that Llama {number} is a fine model, {'and that the harbour office likes it, ' * 12} says {number}.</p>" for number in range(1_000))
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return (
        sound("sound-first", at),
        broken("drip", lambda request: request.drip(b"HTTP/1.1 200 OK\r\n\r\n<rss>", b" "), "timeout"),
        broken("silence", lambda _request: time.sleep(4), "timeout"),
        broken("bomb", text(bomb(), content_encoding="gzip"), "too-large"),
        broken("endless", endless, "too-large"),
        broken("cut", text(gzip.compress(rss(item()).encode() * 50)[:60], content_encoding="gzip"), "bad-encoding"),
        broken("hung-up", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n<rss>"), "connection-error"),
        broken("header-flood", raw(b"HTTP/1.1 200 OK\r\n" + b"X-Y: z\r\n" * 30_000 + b"\r\n"), "connection-error"),
        broken("to-inside", lambda request: request.reply(status=302, Location="http://127.0.0.2:80/feed"), "blocked-address"),
        broken("to-metadata", lambda request: request.reply(status=302, Location="http://169.254.169.254/latest/meta-data/"), "blocked-address"),
        broken("to-file", lambda request: request.reply(status=302, Location="file:///etc/passwd"), "bad-scheme"),
        broken("to-itself", lambda request: request.reply(status=302, Location="/to-itself"), "too-many-redirects"),
        broken("login", text("<!doctype html><html><head><title>Log in</title></head><body><form></form></body></html>", "text/html"), "not-a-feed"),
        broken("picture", text(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 400, "image/png"), "not-a-feed"),
        broken("nothing", text(""), "not-a-feed"),
        broken("attributes", text(rss(item(more="<x " + " ".join(f'a{n}="1"' for n in range(50_000)) + "/>"))), "not-a-feed"),
        broken("deep", text(rss(item(more="<x>" * 100_000 + "</x>" * 100_000))), "not-a-feed"),
        broken("strays", text("<rss version='2.0'><channel><item><title>" + "<" * 500_000), "not-a-feed"),
        Case(name="entities", feed=text(rss(item("x&a9;"), head=f'<!DOCTYPE rss [<!ENTITY a0 "lol">{laughs}]>')), outcome="fresh", entries=1, failures=("not-a-page",)),
        Case(name="xxe", feed=text(rss(item("x&e;y"), head='<!DOCTYPE rss [<!ENTITY e SYSTEM "file:///etc/passwd">]>')), outcome="fresh", entries=1, failures=("not-a-page",)),
        Case(name="author", feed=text(rss(item(more="<author>a@" + "a." * 32_000 + "!</author>"))), outcome="fresh", entries=1, failures=("not-a-page",)),
        Case(name="surrogate", feed=text(rss(item("s &amp;#xD800; t &#xD800; &#57343;"))), outcome="fresh", entries=1, failures=("not-a-page",)),
        Case(name="tricks", feed=text(rss(item("in\u202evoice \x1b[2J&#8238;\u200b\x07 " + escape("<script>alert(1)</script>")))), outcome="fresh", entries=1, failures=("not-a-page",)),
        Case(name="long-title", feed=text(rss(item("T" * 1_000_000))), outcome="fresh", entries=1, failures=("not-a-page",)),
        Case(name="script-links", feed=text(rss(item(link="javascript:alert(1)", guid="1"), item(link="data:text/html,x", guid="2"), item(link="https://a.example/" + "a" * 100_000, guid="3"))), outcome="fresh", entries=3, failures=("not-a-page",) * 3),
        Case(name="inside", feed=text(rss(*(item(link=link, guid=link) for link in INSIDE))), outcome="fresh", entries=len(INSIDE), failures=("blocked-address",) * len(INSIDE)),
        linking("page-deep", at, page("<div>" * 100_000)),
        linking("page-attributes", at, page("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>")),
        linking("page-marks", at, page("<p>" + "“" * 100_000 + " said he " * 50_000 + '"' * 99_999 + "</p>")),
        linking("page-tricks", at, page("<p>An in\u202evoice \x1b[2J of &#x202e; the &#155;31m harbour office, which nobody had asked for, was paid on Monday all the same.</p>")),
        linking("page-endless", at, endless, "too-large"),
        linking("page-bomb", at, text(bomb(), "text/html", content_encoding="gzip"), "too-large"),
        linking("page-pdf", at, text(b"%PDF-1.7\n" + bytes(range(256)) * 400, "application/pdf"), "not-a-page"),
        linking("page-404", at, lambda request: request.reply(PAGE.encode(), 404), "http-404"),
        linking("page-hog", at, page("<p>x" * 1_100_000), "out-of-memory"),
        linking("page-llama", at, page(llama), "extract-timeout"),
        sound("sound-last", at),
    )
