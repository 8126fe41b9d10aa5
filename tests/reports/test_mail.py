"""The mail that carries a report, as bytes that are read again."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.headerregistry import Address
from html import escape

import pytest
from bs4 import BeautifulSoup
from rows import OUTLETS, fake_week, own_report

from reports.addresses import parse_addresses
from reports.mail import LONGEST_HTML, LONGEST_SUBJECT, Letter, address_letter, write_letter
from reports.model import WeeklyReport
from reports.numbers import interval, signed
from reports.render import render_text
from reports.week import build

AT = datetime(2024, 7, 29, 7, 30, tzinfo=UTC)
SENDER = Address("Bellwether", addr_spec="bellwether@example.org")
ANN = Address("Ann Roe", addr_spec="ann@example.org")
PNG = b"\x89PNG\r\n\x1a\n"


def sent(letter: Letter, to: Address = ANN, **given):
    """The mail as whoever receives it reads it."""
    raw = address_letter(letter, **{"sender": SENDER, "to": to, "reply_to": None, "at": AT, **given}).as_bytes()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))  # RFC 5322
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert raw.isascii()
    return email.message_from_bytes(raw, policy=policy.default)


def with_headline(headline: str) -> WeeklyReport:
    report = own_report()
    return replace(report, answer=replace(report.answer, headline=headline))


def empty(report: WeeklyReport) -> WeeklyReport:
    """The same of a week in which nothing was found."""
    trend = tuple(replace(point, estimate=None) for point in report.trend)
    return replace(report, index=None, enough=False, change=None, baseline_change=None, trend=trend, shares=(), evidence_for=(), evidence_against=())


def test_a_mail_has_text_html_and_its_charts_inside() -> None:
    """multipart/alternative: the whole report as text, then a page whose pictures are parts of the mail."""
    mail = sent(write_letter(own_report()))
    assert mail.get_content_type() == "multipart/alternative"
    text, related = mail.iter_parts()
    assert (text.get_content_type(), related.get_content_type()) == ("text/plain", "multipart/related")
    assert text.get_content().replace("\r\n", "\n").strip() == render_text(own_report()).strip()
    page, *images = related.iter_parts()
    html = BeautifulSoup(page.get_content(), "html.parser")
    sources = [str(image["src"]) for image in html.find_all("img")]
    assert sources == [f"cid:{str(image['Content-ID']).strip('<>')}" for image in images] == ["cid:trend@bellwether", "cid:shares@bellwether"]
    assert all(image.get_content().startswith(PNG) and image["Content-Disposition"].content_disposition == "inline" for image in images)
    assert mail.defects == []


def test_a_mail_says_what_the_change_is_made_of() -> None:
    """Outlet mix, aspect mix and change within, as in the report; nothing of it where no change could be split."""
    report = build(fake_week(lean=0.35, last_lean=-0.2))
    assert report.change is not None
    assert report.change.split is not None
    shown = BeautifulSoup(write_letter(report).html, "html.parser").get_text(" ")
    part = report.change.split.within
    assert f"the same outlets on the same sides {signed(part.value)} {interval(part.low, part.high)}" in " ".join(shown.split(" ")).replace("\n", " ")
    assert "What the change is made of" not in write_letter(replace(report, change=None, baseline_change=None)).html


def test_a_mail_of_few_stories_names_each() -> None:
    """Where no share can be read from them, their titles are what there is to tell."""
    report = build(fake_week(stories=3))
    html = write_letter(report).html
    assert len(report.stories) == 3
    assert all(escape(each.source.title) in html for each in report.stories)
    assert "Stories that are" not in html


def test_the_page_needs_nothing_from_anywhere() -> None:
    """No style sheet, script, font or picture is loaded; every style is inline; each picture says in words what it shows."""
    letter = write_letter(own_report(), site_url="https://reports.example.org")
    html = BeautifulSoup(letter.html, "html.parser")
    assert html.find_all(["script", "link", "style", "iframe", "object", "form", "svg"]) == []
    assert re.findall(r"url\(|@import|src=\"(?!cid:)|background=", letter.html) == []
    assert all(re.search(r"week \d+", str(image["alt"])) or "positive" in str(image["alt"]) for image in html.find_all("img"))
    assert "class=" not in letter.html
    assert html.find("a", string="Read the whole report")["href"] == "https://reports.example.org/2024-W30/report.html"


def test_without_a_site_no_link_leads_nowhere() -> None:
    """Whoever serves no folder gets no button."""
    letter = write_letter(own_report())
    assert "Read the whole report" not in letter.html
    assert "The whole report, with" not in letter.text


def test_headers_say_who_what_and_that_a_program_wrote_it() -> None:
    """From, To, Reply-To, Date, List-Id and Auto-Submitted; no header is there twice."""
    mail = sent(write_letter(own_report()), reply_to=Address("", addr_spec="desk@example.org"))
    assert (str(mail["From"]), str(mail["To"]), str(mail["Reply-To"])) == ("Bellwether <bellwether@example.org>", "Ann Roe <ann@example.org>", "desk@example.org")
    assert mail["Date"].datetime == AT
    assert str(mail["List-Id"]) == "Bellwether weekly report <llama.bellwether.example.org>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert len({name.lower() for name in mail}) == len(mail.keys())


def test_subject_gives_the_answer_first() -> None:
    """The headline, the index with its interval and n, the week: as it was written, beyond ASCII too."""
    report = own_report()
    subject = str(sent(write_letter(report))["Subject"])
    assert subject.startswith(report.answer.headline.rstrip("."))
    assert re.search(r" · [+−]?\d\.\d\d \[[+−]?\d\.\d\d, [+−]?\d\.\d\d\], n = \d+ · week 30$", subject)
    assert str(sent(write_letter(replace(report, sample=True)))["Subject"]).startswith("[Sample] ")


def test_message_id_knows_report_and_recipient() -> None:
    """The same at every try and however the name is written; another for another week or reader."""
    letter, next_week = write_letter(own_report()), write_letter(own_report("2024-W31"))
    once = sent(letter)["Message-ID"]
    assert once == sent(letter, at=AT.replace(day=31))["Message-ID"] == sent(letter, Address("A. Roe", addr_spec="ann@EXAMPLE.org"))["Message-ID"]
    assert len({once, sent(next_week)["Message-ID"], sent(letter, Address("", addr_spec="bo@example.org"))["Message-ID"]}) == 3
    assert str(once).endswith("@example.org>")


def test_the_same_report_gives_the_same_bytes() -> None:
    """Boundaries and pictures included."""
    first, second = (address_letter(write_letter(own_report()), sender=SENDER, to=ANN, reply_to=None, at=AT).as_bytes() for _ in range(2))
    assert first == second


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\r\n\r\n"])
def test_no_title_adds_a_header_or_ends_them(newline: str) -> None:
    """A line break in a headline or an outlet's name is a space: the mail has the headers and parts it would have had."""
    attack = f"Llama{newline}Bcc: everybody@example.net{newline}Content-Type: text/html{newline}{newline}<script>"
    plain = sent(write_letter(own_report()))
    rows = fake_week()
    named = replace(rows, stories=tuple(replace(story, outlet=attack if story.outlet == OUTLETS[0] else story.outlet, title=attack) for story in rows.stories))
    for report in (with_headline(attack), build(named)):
        mail = sent(write_letter(report))
        assert mail.keys() == plain.keys()
        assert "Bcc" not in mail
        assert [part.get_content_type() for part in mail.walk()] == [part.get_content_type() for part in plain.walk()]
        assert BeautifulSoup(mail.get_body(("html",)).get_content(), "html.parser").find("script") is None


@pytest.mark.parametrize("headline", ["ж" * 300, "A headline " * 40, "−0.01 “A” — " * 12, "short"])
def test_subject_is_one_line_of_bounded_length(headline: str) -> None:
    """What arrives is what was written, cut where it is longer than any list of mails shows."""
    letter = write_letter(with_headline(headline))
    assert len(letter.subject) <= LONGEST_SUBJECT
    assert str(sent(letter)["Subject"]) == letter.subject


def test_page_is_never_cut_off_by_a_mail_program() -> None:
    """Sentences of any length leave it under what Gmail shows."""
    report = own_report()
    long = replace(report.evidence_for[0], sentence="Llama, " * 9_000)
    letter = write_letter(replace(report, evidence_for=(long, long, long)))
    assert len(letter.html.encode()) <= LONGEST_HTML
    assert len(write_letter(report).html.encode()) < 30_000


def test_week_without_stories_is_a_mail_as_well() -> None:
    """An empty week says so; there is no chart to show."""
    mail = sent(write_letter(empty(own_report())))
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert "week 30" in str(mail["Subject"])


@pytest.mark.parametrize(("text", "addresses"), [
    ("ann@example.org", ["ann@example.org"]),
    ('ann@example.org, "Roe, Bo" <bo@example.org>', ["ann@example.org", '"Roe, Bo" <bo@example.org>']),
    ("ann@Example.org, Ann <ann@example.ORG>", ["Ann <ann@example.ORG>"]),
    (" ", []),
])
def test_addresses(text: str, addresses: list[str]) -> None:
    """Separated by commas; one mailbox is one recipient."""
    assert list(map(str, parse_addresses(text))) == addresses


@pytest.mark.parametrize("text", ["ann", "ann@", "@example.org", "ann@example", "ann@example.org bo@example.org", "ann@example.org,,", "ann@example.org\r\nBcc: bo@example.org", "ann@example.org\x00"])
def test_what_is_no_address_is_refused(text: str) -> None:
    """Before anything is sent anywhere."""
    with pytest.raises(ValueError, match="address"):
        parse_addresses(text)
