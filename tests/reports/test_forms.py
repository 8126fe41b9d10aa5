"""What readers receive: three forms of one report, none of which obeys the words it quotes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from rows import SPOKEN, bare_week, empty_week, fake_week, own_report, press, read

from reports.escapes import escape_markdown, printable, safe_url
from reports.model import WeeklyReport
from reports.plain import columns
from reports.render import render_html, render_markdown, render_text
from reports.week import build
from warehouse.weekrows import RevisionRow, WeekRows

FORMS = (render_html, render_markdown, render_text)
Render = Callable[[WeeklyReport], str]

HOSTILE = (
    "<script>alert(1)</script> Llama",
    '"><img src=x onerror=alert(1)> Llama',
    "</title></style><svg onload=alert(1)> Llama",
    "# Llama [click](javascript:alert(1)) ![x](http://evil.example/x.png) | a | b",
    "1. Llama <http://evil.example> https://evil.example www.evil.example `code` $x$",
    "Llama \x1b[31mred\x1b[0m \x00\x07\x9b \u202egnirts\u202c \ud800 end",
    "Llama\n\n# A heading\n\n| a | b |\n|---|---|\n<!-- -->\r\n```\n{{ 7 * 7 }} {% raw %}",
    "Llama &lt;b&gt; &amp; & &#60;i&#62; \\ * _ ~ --- ]]> <![CDATA[",
)


def hostile_week(words: str) -> WeekRows:
    """A week in which every word that comes from outside is `words`."""
    rows = fake_week()

    def hostile(mentions):
        return tuple(replace(each, title=words, outlet=words, sentence=f"{words} {each.polarity:.3f}", speaker=words) for each in mentions)

    return replace(
        rows,
        stories=tuple(replace(story, title=words, outlet=f"{words} {place % 12}") for place, story in enumerate(rows.stories)),
        mentions=hostile(rows.mentions),
        evidence_for=hostile(rows.evidence_for),
        evidence_against=hostile(rows.evidence_against),
        speakers=tuple(
            replace(each, title=words, outlet=words, best_quotation=words, person=f"{words} {place}", speaker_role=words, speaker_org=words)
            for place, each in enumerate(rows.speakers)
        ),
        drivers=tuple(replace(each, title=words, outlet=words) for each in rows.drivers),
        concentration=replace(rows.concentration, largest_outlet=words, largest_share=0.5),
        revisions=(
            RevisionRow(
                week=rows.weeks[0].week,
                as_of=rows.rows_as_of,
                stories_told=3,
                index_told=0.1,
                low_told=None,
                high_told=None,
                model_told=words,
                stories_known=4,
                index_known=0.2,
                model_known=f"{words} 2",
            ),
        ),
        method=replace(rows.method, topic=words, topic_expression=words),
        feeds=tuple(
            replace(feed, name=words, outcome="broken", condition="missing", reason=words, failed_polls=feed.polls) if place % 4 == 0 else feed
            for place, feed in enumerate(rows.feeds)
        ),
        coverage=tuple(replace(row, missing=(words,)) for row in rows.coverage),
        aspects=tuple(replace(aspect, label=words) for aspect in rows.aspects),
        shares=tuple(replace(share, target=f"{words} {place}") for place, share in enumerate(rows.shares)),
        releases=tuple(replace(each, name=words) for each in rows.releases),
        release_stories=tuple(replace(each, name=words) for each in rows.release_stories),
        watchlist_version=words,
        target=words,
    )


@cache
def hostile_report(words: str) -> WeeklyReport:
    return build(hostile_week(words))


@pytest.mark.parametrize("render", FORMS)
def test_the_same_rows_give_the_same_bytes(render: Render) -> None:
    """A report is a function of its rows, charts included."""
    assert render(build(fake_week())) == render(own_report())


@pytest.mark.parametrize("render", FORMS)
@pytest.mark.parametrize(
    "rows",
    [empty_week, bare_week, lambda: fake_week(stories=3), lambda: read(press().failing(("Open Bench",)))],
    ids=["empty", "bare", "few", "failing"],
)
def test_every_week_can_be_rendered(render: Render, rows: Callable[[], WeekRows]) -> None:
    """Empty weeks and thin ones are sent too, and say what they are in their headline."""
    report = build(rows())
    shown = render(report)
    assert report.answer.headline.lower() in shown.lower()
    assert "None" not in shown.replace("None of the watched feeds", "")
    assert "nan" not in re.findall(r"\w+", shown)


@pytest.mark.parametrize("render", FORMS)
def test_a_sample_says_that_it_is_fictional(render: Render) -> None:
    """The banner is there for a sample and only for one."""
    assert "people and articles in this report are fictional" in render(build(fake_week(), sample=True))
    assert "fictional" not in render(own_report())


@pytest.mark.parametrize("words", HOSTILE)
def test_a_page_shows_hostile_words_and_obeys_none(words: str) -> None:
    """Markup in titles, sentences and names stands in the page as text: no element, no attribute, no address comes of it."""
    page = render_html(hostile_report(words))
    tree = BeautifulSoup(page, "html.parser")
    assert {tag.name for tag in tree.find_all()} <= own_tags()
    assert not [name for tag in tree.find_all() for name in tag.attrs if name.lower().startswith("on")]
    assert not tree.find_all(["script", "img", "iframe", "object", "form", "base"])
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", page) is None
    shown = tree.find("blockquote").find("bdi").get_text()
    assert shown.startswith(printable(words))


@cache
def own_tags() -> set[str]:
    """The elements that a report is made of by itself, every section of it."""
    return {tag.name for tag in BeautifulSoup(render_html(hostile_report("Plain")), "html.parser").find_all()}


@pytest.mark.parametrize("words", HOSTILE)
def test_markdown_shows_hostile_words_and_obeys_none(words: str) -> None:
    """A Markdown reader finds the report's own headings and links, and no markup of the web's."""
    own, hostile = own_tokens(), flat(render_markdown(hostile_report(words)))
    assert [token.tag for token in hostile if token.type == "heading_open"] == [token.tag for token in own if token.type == "heading_open"]
    assert {token.type for token in hostile} <= {token.type for token in own} | {"text_special", "softbreak"}
    addresses = {token.attrs["href"] for token in hostile if token.type == "link_open"}
    assert addresses
    assert all(re.match(r"https?://[a-z]+\.example/2024", str(address)) for address in addresses)


@cache
def own_tokens() -> list:
    """The Markdown tokens of a report that quotes nothing hostile, and has every section."""
    return flat(render_markdown(hostile_report("Plain")))


def flat(markdown: str) -> list:
    """All tokens of a Markdown text, those inside lines as well."""
    blocks = MarkdownIt("commonmark").enable("table").enable("strikethrough").parse(markdown)
    return [token for block in blocks for token in (block, *(block.children or ()))]


@pytest.mark.parametrize("words", HOSTILE)
def test_text_holds_nothing_a_terminal_would_obey(words: str) -> None:
    """Plain text has line feeds and no other control character, and no line wider than 78 columns but addresses."""
    text = render_text(hostile_report(words))
    assert {character for character in text if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}} == {"\n"}
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)
    assert [line for line in text.splitlines() if columns(line) > 78 and "https://" not in line] == []


def test_text_keeps_to_its_columns() -> None:
    """An 80-column terminal shows every line whole, wide characters counted twice."""
    rows = fake_week()
    wide = replace(rows, evidence_for=tuple(replace(each, sentence="Llama 開かれた重み" * 20) for each in rows.evidence_for))
    for lines in (render_text(build(rows, sample=True)), render_text(build(wide))):
        assert [line for line in lines.splitlines() if columns(line) > 78 and "https://" not in line] == []


@pytest.mark.parametrize("render", FORMS)
def test_a_quotation_is_shown_word_for_word(render: Render) -> None:
    """What people said and what sentences say is never changed, only wrapped."""
    report = own_report()
    shown = render(report)
    if render is render_html:
        shown = BeautifulSoup(shown, "html.parser").get_text()
    if render is render_markdown:
        shown = "".join(token.content for token in flat(shown) if token.type.startswith("text"))
    together = "".join(shown.split())
    for words in [each.text for each in report.said] + [each.sentence for each in (*report.evidence_for, *report.evidence_against)]:
        assert "".join(words.split()) in together


def test_a_quotation_too_long_for_the_page_is_left_out_and_never_cut() -> None:
    """Words are shown whole or not at all."""
    long = replace(SPOKEN[0], text="Llama is " + "very " * 200 + "good.", rank=1.0)
    written = press()
    report = build(read(written.changed(lambda piece: replace(piece, quotations=(long,)) if SPOKEN[0] in piece.quotations else piece)))
    assert "very very" not in " ".join(each.text for each in report.said)
    assert "very very" not in " ".join(each.sentence for each in (*report.evidence_for, *report.evidence_against))
    assert "very very" not in render_html(report)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("javascript:alert(1)", "runs"),
        ("data:text/html,x", "runs"),
        ("file:///etc/passwd", "is the reader's own"),
        ("//evil.example/x", "has no scheme"),
        ("https:///x", "has no host"),
        ("https://bank.example@evil.example/", "looks like another host"),
        ("https://a.example/\nx", "breaks a line"),
        ("https://a.example/x y", "ends a Markdown link"),
        ("https://[::1/x", "is no address"),
        ("https://a.example/" + "x" * 3000, "is no article's"),
        ("", "is nothing"),
    ],
)
def test_an_address_that_is_not_plain_http_is_no_link(url: str, why: str) -> None:
    """The article is named and not linked."""
    assert safe_url(url) is None, why
    rows = fake_week()
    report = build(
        replace(
            rows,
            stories=tuple(replace(story, url=url) for story in rows.stories),
            evidence_for=tuple(replace(each, url=url) for each in rows.evidence_for),
        )
    )
    links = [str(link["href"]) for link in BeautifulSoup(render_html(report), "html.parser").find_all("a")]
    assert all(link.startswith(("#q-", "https://")) and url not in link if url else True for link in links)


def test_every_link_is_http_or_leads_to_a_query() -> None:
    """Each address in the page is an article's, and each inner link arrives somewhere."""
    tree = BeautifulSoup(render_html(own_report()), "html.parser")
    ids = [tag["id"] for tag in tree.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in tree.find_all("a"):
        assert re.match(r"https?://", link["href"]) or link["href"].removeprefix("#") in ids


def test_every_counted_story_is_linked() -> None:
    """The n of the answer can be read, story by story."""
    report = own_report()
    tree = BeautifulSoup(render_html(report), "html.parser")
    assert {link["href"] for link in tree.find(id="stories").find_all("a")} == {story.source.url for story in report.stories}


def test_the_page_loads_nothing() -> None:
    """No script, image, font or style comes from anywhere, and the page forbids it as well."""
    page = render_html(own_report())
    assert "<script" not in page
    assert "url(" not in page.replace("url(#", "")
    assert not re.search(r"\bsrc=|\bsrcset=|@import|<link\b", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize(
    "text",
    [
        "# x",
        "1. x",
        "12) x",
        "- x",
        "+ x",
        "= x",
        "a | b",
        "*a* _b_ ~c~ `d`",
        "[a](b)",
        "<b>",
        "&lt;",
        ":smile:",
        "http://x.example",
        "$a$",
    ],
)
def test_escaped_markdown_reads_as_the_text_it_was(text: str) -> None:
    """A Markdown reader gets back exactly the words that went in."""
    tokens = flat(escape_markdown(text))
    assert [token.type for token in tokens if token.block] == ["paragraph_open", "inline", "paragraph_close"]
    assert "".join(token.content for token in tokens if not token.block) == text
