"""Who wrote it: cleaning of credits, and which of a page's witnesses is believed. Names and outlets are made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.article import parse_article
from parsers.authors import split_credit
from parsers.model import Entry
from tests.clock import within

CREDITS = {
    "a plain name": ("Ann Bell", ("Ann Bell",)),
    "a lead": ("By Ann Bell", ("Ann Bell",)),
    "a lead with a colon": ("Author: Ann Bell", ("Ann Bell",)),
    "an archive link": ("View all posts by Ann Bell", ("Ann Bell",)),
    "two": ("By Ann Bell and Bo Carr", ("Ann Bell", "Bo Carr")),
    "three": ("Ann Bell, Bo Carr & Cy Dunn", ("Ann Bell", "Bo Carr", "Cy Dunn")),
    "semicolons": ("Ann Bell; Bo Carr", ("Ann Bell", "Bo Carr")),
    "last name first": ("Bell, Ann", ("Ann Bell",)),
    "last name first with an initial": ("Bell, Ann J.", ("Ann J. Bell",)),
    "degrees": ("Ann Bell, PhD, RD", ("Ann Bell",)),
    "junior": ("Bo Carr, Jr.", ("Bo Carr Jr.",)),
    "a job": ("Ann Bell, Senior Writer", ("Ann Bell",)),
    "a job without a comma": ("Ann Bell Africa correspondent", ("Ann Bell",)),
    "a place": ("Ann Bell in Velmoor, Ostland", ("Ann Bell",)),
    "two places": ("Ann Bell in Velmoor and Bo Carr in Brackwater", ("Ann Bell", "Bo Carr")),
    "an outlet": ("Ann Bell | The Daily Packet", ("Ann Bell", "The Daily Packet")),
    "for an outlet": ("By Ann Bell For The Packet On Sunday", ("Ann Bell",)),
    "a date": ("Ann Bell July 3, 2024", ("Ann Bell",)),
    "posted with date and time": ("Posted by Ann Bell on March 3, 2020 at 5:00 pm", ("Ann Bell",)),
    "reading time": ("Ann Bell · 5 min read", ("Ann Bell",)),
    "a handle": ("Ann Bell @annbell", ("Ann Bell",)),
    "an address": ("Ann Bell <ann@packet.example>", ("Ann Bell",)),
    "a link in brackets": ("Ann Bell (http://ann.example/)", ("Ann Bell",)),
    "a link alone": ("https://social.example/annbell", ()),
    "capitals": ("ANN McBELL-CARR", ("ANN McBELL-CARR",)),
    "all capitals": ("BY ANN BELL AND BO O’CARR", ("Ann Bell", "Bo O’Carr")),
    "a desk": ("STAFF AND NEWS SERVICE REPORTS", ("Staff And News Service Reports",)),
    "an agency": ("The Associated Press", ("The Associated Press",)),
    "agency and outlet": ("AFP/The Packet", ("AFP", "The Packet")),
    "an agency somewhere": ("Associated Press in Velmoor, Ostland", ("Associated Press",)),
    "illustrations": ("Ann Bell, illustration by Bo Carr", ("Ann Bell",)),
    "an outlet behind two": ("Ann Bell & Bo Carr, Reuters", ("Ann Bell", "Bo Carr")),
    "an editor": ("By Ann Bell; edited by Bo Carr", ("Ann Bell",)),
    "an editor behind a bar": ("By Ann Bell | Edited by Bo Carr and Cy Dunn", ("Ann Bell",)),
    "an editor alone": ("Edited by Bo Carr", ()),
    "a reviewer": ("Written by Ann Bell Medically reviewed by Bo Carr", ("Ann Bell",)),
    "a checker in an element of their own": ("By | Ann Bell | Fact checked by | Bo Carr", ("Ann Bell",)),
    "photographs": ("By Ann Bell Photographs by Bo Carr", ("Ann Bell",)),
    "photographs by the author": ("Words and photos by Ann Bell", ("Ann Bell",)),
    "a name that begins like a work": ("Edith Bell and Arthur Carr", ("Edith Bell", "Arthur Carr")),
    "surnames that are jobs": ("Ann Bell, Tom Head", ("Ann Bell", "Tom Head")),
    "a rank before the name": ("By Senior Reporter Ann Bell", ("Ann Bell",)),
    "a beat before the name": ("Political Editor Ann Bell and Reporter Bo Carr", ("Ann Bell", "Bo Carr")),
    "a date that runs into the name": ("By Ann Bell03/05/2024 4:12 pm", ("Ann Bell",)),
    "a company with an ampersand": ("Customs & Harbour Protection", ("Customs & Harbour Protection",)),
    "a given name that means by elsewhere": ("Von Miller", ("Von Miller",)),
    "by in another language": ("Von Ann Bell", ("Ann Bell",)),
    "given names that are short for days": ("Sun Mayfield and Mon Marsh", ("Sun Mayfield", "Mon Marsh")),
    "a newsletter": ("Last Week in Boats", ("Last Week in Boats",)),
    "first name alone": ("Posted by Konstanze", ("Konstanze",)),
    "software": ("admin", ()),
    "an interface": ("View my complete profile", ()),
    "nobody": ("", ()),
    "a sentence": ("Ann Bell is a reporter who covers the harbour", ("Ann Bell",)),
}  # fmt: skip


@pytest.mark.parametrize(("credit", "names"), CREDITS.values(), ids=CREDITS)
def test_credits_are_cleaned(credit: str, names: tuple[str, ...]) -> None:
    """Only names are left of a credit line, each on its own."""
    assert split_credit(credit) == names


@given(st.text(max_size=800))
@settings(max_examples=200, deadline=None)
def test_cleaning_never_fails_and_names_are_bounded(credit: str) -> None:
    """Any string is a credit line; its names are short, on one line and without an edge of space."""
    for name in split_credit(credit):
        assert 0 < len(name) <= 80
        assert name == " ".join(name.split())


@pytest.mark.parametrize("unit", ["Ann Bell, ", " and ", "by ", "(", "@a ", "a.b@", "| ", "Jan 1 "])
def test_long_credits_cost_little(unit: str) -> None:
    """A byline without end is cut before anything looks at it."""
    within(0.5, lambda: split_credit(unit * 200_000))


TEXT = "<p>" + "</p><p>".join(f"The harbour office read log {n} again, and found in it what the pilots had told them all along." for n in range(6)) + "</p>"


def page(head: str = "", above: str = "", below: str = "", title: str = "Velmoor reads its logs again") -> bytes:
    return f"<html><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{above}<div class='entry-content'>{TEXT}</div>{below}</article></body></html>".encode()


def ld(author: str, kind: str = "NewsArticle", more: str = "") -> str:
    return f'<script type="application/ld+json">{{"@context":"https://schema.org","@type":"{kind}","headline":"Velmoor reads its logs again","author":{author}{more}}}</script>'


def authors(html: bytes, entry: Entry | None = None, url: str = "https://www.packet.example/a") -> tuple[tuple[str, ...], str | None]:
    article = parse_article(html, url, entry)
    return article.authors, article.evidence.get("authors")


PAGES = {
    "JSON-LD with a list": (page(ld('[{"@type":"Person","name":"Ann Bell"},{"@type":"Person","name":"Bo Carr"}]')), ("Ann Bell", "Bo Carr"), "json-ld"),
    "JSON-LD with a string": (page(ld('"Ann Bell"')), ("Ann Bell",), "json-ld"),
    "JSON-LD that points to a node": (page('<script type="application/ld+json">{"@graph":[{"@type":"Article","headline":"Velmoor reads its logs again","author":{"@id":"#p1"}},{"@type":"Person","@id":"#p1","name":"Ann Bell"}]}</script>'), ("Ann Bell",), "json-ld"),
    "JSON-LD with surnames that outlets have": (page(ld('[{"@type":"Person","name":"Sarah Head"},{"@type":"Person","name":"Jenny Week"},{"@type":"Person","name":"Ann Ai"}]')), ("Sarah Head", "Jenny Week", "Ann Ai"), "json-ld"),
    "JSON-LD with outlets named after people and places": (page(ld('["Ann Bell","Christian Post","Georgia Times"]')), ("Ann Bell",), "json-ld"),
    "broken JSON-LD": (page(ld('{"name":"Ann Bell",}', more=',"about":,')), ("Ann Bell",), "json-ld"),
    "JSON-LD in CDATA": (page('<script type="application/ld+json">//<![CDATA[\n{"@type":"BlogPosting","headline":"x","author":{"name":"Ann\tBell"}}\n//]]></script>'), ("Ann Bell",), "json-ld"),
    "JSON-LD of another article": (page(ld('"Cy Dunn"').replace("Velmoor reads its logs again", "Gulls counted") + ld('"Ann Bell"')), ("Ann Bell",), "json-ld"),
    "microdata": (page(above='<p>by <span itemprop="author" itemscope><span itemprop="name">Ann Bell</span>, Editor</span></p>'), ("Ann Bell",), "markup"),
    "RDFa": (page(above='<div>Submitted by <span rel="schema:author"><span property="schema:name">Ann Bell</span></span></div>'), ("Ann Bell",), "markup"),
    "rel=author": (page(above='<p>by <a rel="author" href="/u/ann">Ann Bell</a></p>'), ("Ann Bell",), "markup"),
    "rel=author of a teaser": (page(below='<div class="related-posts"><a rel="author">Cy Dunn</a></div>'), (), None),
    "meta": (page('<meta name="author" content="Ann Bell">'), ("Ann Bell",), "meta"),
    "meta that is an address": (page('<meta property="article:author" content="https://social.example/packet">'), (), None),
    "meta with last names first": (page('<meta name="citation_author" content="Bell, Ann"><meta name="citation_author" content="Carr, Bo">'), ("Ann Bell", "Bo Carr"), "meta"),
    "meta written by": (page('<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Bell">'), ("Ann Bell",), "meta"),
    "meta that is no author": (page('<meta name="twitter:label1" content="Est. reading time"><meta name="twitter:data1" content="Five minutes">'), (), None),
    "a visible byline": (page(above='<p class="info">By Ann Bell and Bo Carr | 23 July 2024</p>'), ("Ann Bell", "Bo Carr"), "byline"),
    "a visible byline of surnames that outlets have": (page(above="<p>By Tom Post and Ann Times and Rob Coach</p>"), ("Tom Post", "Ann Times", "Rob Coach"), "byline"),
    "a byline by class": (page(above='<span class="byline__author">Ann Bell</span><span class="share">2 shares</span>'), ("Ann Bell",), "byline"),
    "a byline that runs into a time": (page(above='<div class="byline">By <a>Ann Bell</a><span>2 minutes ago</span></div>'), ("Ann Bell",), "byline"),
    "a byline that runs into a date beside it": (page(above='<div><span class="byline">By Ann Bell</span><span class="date">03/05/2024 4:12 pm</span></div>'), ("Ann Bell",), "byline"),
    "a byline and a checker": (page(above='<div class="byline">By <a>Ann Bell</a></div><div class="byline">Fact checked by <a>Bo Carr</a></div>'), ("Ann Bell",), "byline"),
    "a byline at the foot": (page(below="<p>Posted by Ann Bell at 11:02</p>"), ("Ann Bell",), "byline"),
    "a handle in the author's element": (page(above='<span class="author">wren</span>'), ("wren",), "byline"),
    "a caption is no byline": (page(above='<figure><img><figcaption class="credit">By Cy Dunn</figcaption></figure>'), (), None),
    "a comment is no byline": (page(below='<div id="comments"><p class="comment-author">By Cy Dunn</p></div>'), (), None),
    "a sentence is no byline": (page(above="<p>By Tuesday the harbour office had read all of the logs and was tired of them.</p>"), (), None),
    "nobody": (page(), (), None),
}  # fmt: skip


@pytest.mark.parametrize(("html", "names", "rung"), PAGES.values(), ids=PAGES)
def test_each_rung_is_read(html: bytes, names: tuple[str, ...], rung: str | None) -> None:
    """Every form of declaring an author is found, says which it was, and nobody is invented."""
    assert authors(html) == (names, rung)


SITE = '<meta property="og:site_name" content="The Packet">'


def test_the_outlet_gives_way_to_a_person() -> None:
    """An outlet declared as author is not one where a person signs the page."""
    assert authors(page(SITE + ld('{"@type":"Organization","name":"The Packet"}'), above='<p class="byline">By Ann Bell</p>'))[0] == ("Ann Bell",)


def test_a_creator_signs_what_the_outlet_is_the_author_of() -> None:
    """An outlet declared as author gives way to the person declared as creator; where neither is a person, the outlet signs."""
    outlet = '{"@type":"Organization","name":"Harbour Times"}'
    assert authors(page(ld(outlet, more=f',"publisher":{outlet},"creator":["Ann Bell"]'))) == (("Ann Bell",), "json-ld")
    assert authors(page(ld(outlet, more=f',"publisher":{outlet},"creator":["Harbour Times"]')))[0] == ("Harbour Times",)


def test_the_outlet_is_the_author_where_the_page_says_so() -> None:
    """Declared an organisation and nobody else named, the outlet signs."""
    assert authors(page(SITE + ld('{"@type":"NewsMediaOrganization","name":"The Packet"}')))[0] == ("The Packet",)


def test_the_outlet_in_a_meta_is_nobody() -> None:
    """A site that names itself in every page's author meta names nobody."""
    assert authors(page(SITE + '<meta name="author" content="The Packet">'))[0] == ()


HOUSES = {
    "its publisher, with an address beside it": '<meta name="publisher" content="Velmoor Welle (www.welle.example)"><meta name="author" content="Velmoor Welle (www.welle.example)">',
    "the copyright's": '<meta name="copyright" content="© 2024 Velmoor Welle"><meta name="author" content="Velmoor Welle">',
    "declared where nobody sees it": SITE + ld('["The Packet"]') + '<meta itemprop="author" content="The Packet">',
    "an account of the software": '<meta name="author" content="packetadmin">',
    "an account that the page does not show": '<meta name="author" content="annbell7">',
}


@pytest.mark.parametrize("head", HOUSES.values(), ids=HOUSES)
def test_what_only_the_head_of_a_page_calls_its_author_is_nobody(head: str) -> None:
    """Outlets, by whatever name the page has for them, and accounts sign no article that does not show them."""
    assert authors(page(head)) == ((), None)


def test_an_agency_in_a_meta_is_the_author() -> None:
    """Nobody fills in an agency by default."""
    assert authors(page('<meta name="author" content="Reuters">')) == (("Reuters",), "meta")


NO_BYLINES = {
    "the theme's": "<footer><p>© 2024 The Packet - Theme by HappyMast</p></footer>",
    "a menu's": "<ul class='menu vertical'><li><a href='/s'>by Subject</a></li></ul>",
    "another answer's": "<div itemprop='suggestedAnswer' itemscope><div><div><p itemprop='author' itemscope><b itemprop='name'>Cy Dunn</b></p></div></div></div>",
}


@pytest.mark.parametrize("below", NO_BYLINES.values(), ids=NO_BYLINES)
def test_credits_of_other_things_are_no_bylines(below: str) -> None:
    """Who made the theme, what a menu sorts by and who answered did not write the article."""
    assert authors(page(below=below)) == ((), None)


def test_an_outlet_in_a_list_of_people_is_where_they_work() -> None:
    """Of people and an outlet the people wrote it; a desk or an agency beside them did as well."""
    assert authors(page(ld('[{"name":"Ann Bell"},{"name":"SHORE TODAY"}]')))[0] == ("Ann Bell",)
    assert authors(page(ld('[{"name":"Ann Bell"},{"name":"Associated Press"}]')))[0] == ("Ann Bell", "Associated Press")


@pytest.mark.parametrize("name", ["Zelquin Week", "Oorvi Post", "Zelquin Ottoka Post"])
def test_who_is_declared_a_person_may_bear_the_surname_of_an_outlet(name: str) -> None:
    """Beside other authors, a typed Person keeps a surname that outlets have in their names, whether or not the given name is known."""
    assert authors(page(ld(f'[{{"@type":"Person","name":"Ann Bell"}},{{"@type":"Person","name":"{name}"}}]')))[0] == ("Ann Bell", name)
    assert authors(page(ld(f'[{{"@type":"Person","name":"Ann Bell"}},{{"@type":"Organization","name":"{name}"}}]')))[0] == ("Ann Bell",)


@pytest.mark.parametrize("name", ["The Sunday Times", "Washington Post", "Harbour Radio", "Daily Week", "BAY Today", "The Week"])
def test_outlets_declared_to_be_persons_are_none(name: str) -> None:
    """Software types every author as a Person; a name that is built like an outlet's stays one."""
    assert authors(page(ld(f'[{{"@type":"Person","name":"Ann Bell"}},{{"@type":"Person","name":"{name}"}}]')))[0] == ("Ann Bell",)


def test_contributors_whom_the_byline_shows_are_authors() -> None:
    """Software that knows one author alone lists the others as contributors; those that nobody sees helped in other ways."""
    head = ld('{"name":"Ann Bell"}', more=',"contributor":[{"@type":"Person","name":"Bo Carr"}]')
    assert authors(page(head, above='<p class="byline">Ann Bell, Bo Carr</p>'))[0] == ("Ann Bell", "Bo Carr")
    assert authors(page(head))[0] == ("Ann Bell",)


def test_the_outlet_beside_a_person_is_dropped() -> None:
    """Publishers in a list of authors are no authors."""
    assert authors(page(SITE + ld('[{"name":"Ann Bell"},{"name":"The Packet"}]')))[0] == ("Ann Bell",)


def test_a_longer_list_completes_a_shorter_one() -> None:
    """JSON-LD that stops at the first author is completed by a list that contains it."""
    head = ld('{"name":"Ann Bell"}') + '<meta name="twitter:label1" content="Written by"><meta name="twitter:data1" content="Ann Bell, Bo Carr">'
    assert authors(page(head))[0] == ("Ann Bell", "Bo Carr")
    assert authors(page(ld('"Ann Bell"', more=',"creator":["Ann Bell","Bo Carr"]')))[0] == ("Ann Bell", "Bo Carr")


def test_a_first_name_is_completed_by_the_byline() -> None:
    """A declared first name is the person who signs the page."""
    assert authors(page(ld('{"@type":"Person","name":"Ann"}'), above='<p class="byline">By Ann Bell</p>'))[0] == ("Ann Bell",)


def test_a_person_whose_site_bears_their_name_is_an_author() -> None:
    """A blog named after its author is no reason to drop the author."""
    assert authors(page('<meta property="og:site_name" content="Anna Bell">' + ld('{"@type":"Person","name":"Anna Bell"}')))[0] == ("Anna Bell",)


def test_the_feed_speaks_where_the_page_declares_nothing() -> None:
    """The entry's authors come before what is only seen, and after what is declared."""
    entry = Entry(url="https://packet.example/a", authors=("Bo Carr",))
    assert authors(page(above="<p>By Cy Dunn</p>"), entry) == (("Bo Carr",), "feed")
    assert authors(page('<meta name="author" content="Ann Bell">'), entry) == (("Ann Bell",), "meta")
