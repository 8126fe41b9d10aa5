"""What the text of a page is. All prose is made up."""

from __future__ import annotations

import pytest

from parsers.body import find_body, fragment_text
from parsers.page import parse_page
from parsers.quotes import find_quotes

P = [
    "The harbour town switched its tide warnings to an open model on Tuesday, ending a contract that had cost it dearly.",
    "“We can read every line of it,” said the keeper of the harbour office, who has read most of them twice by now.",
    "The pilots’ guild asked for one season of running both systems side by side before the old one is carried away.",
    "Until then the brass bell above the fish market will be rung by hand, as it has been for a hundred and fifty years.",
]
ARTICLE = "".join(f"<p>{text}</p>" for text in P)
JUNK = "Nobody should ever find this sentence in the text of the article, however long and prose-like it may look to them."


def text_of(inside: str, title: str = "Tides") -> str:
    html = f"<html><head><title>{title}</title></head><body>{inside}</body></html>"
    return find_body(parse_page(html.encode(), "https://packet.example/a")).text


def test_paragraphs_are_parted_by_a_blank_line() -> None:
    """White space is collapsed, entities are read, and every paragraph stands alone."""
    assert text_of(f"<main><h1>Tides</h1>{ARTICLE}<p>Salt &amp;\n\n  <b>bells</b>&nbsp;are next.</p></main>") == "\n\n".join([*P, "Salt & bells are next."])


def test_headings_lists_quotations_and_code_keep_their_order() -> None:
    """All that is text is there, in order; each paragraph of a block quotation is marked."""
    inner = f"<p>{P[0]}</p><h2>What it hears</h2><ul><li>tides</li><li>fog</li></ul><blockquote><p>First.</p><p>Second.</p></blockquote><p>{P[1]}</p><pre>tide --now\n  now</pre><p>{P[2]}</p>"
    assert text_of(f"<article>{inner}</article>").split("\n\n") == [P[0], "What it hears", "tides", "fog", "> First.", "> Second.", P[1], "tide --now\n  now", P[2]]


def test_two_line_breaks_part_paragraphs_and_one_does_not() -> None:
    """Pages without paragraphs part theirs by <br><br>."""
    assert text_of(f"<div>{P[0]}<br><br>{P[1]}<br>{P[2]}</div>") == f"{P[0]}\n\n{P[1]} {P[2]}"


CHROME = {
    "a consent wall": '<div id="cookie-consent" role="dialog"><p>{}</p></div>',
    "navigation": "<nav><p>{}</p></nav>",
    "a page footer": '<div class="site-footer"><p>{}</p></div>',
    "comments": '<div id="comments" class="comments-area"><p>{}</p></div>',
    "an author box": '<div class="author-bio"><h2>About Ann</h2><p>{}</p></div>',
    "related articles": '<section class="related-posts"><p>{}</p></section>',
    "a newsletter box": '<div class="newsletter-signup"><p>{}</p></div>',
    "a sidebar": '<div class="sidebar"><p>{}</p></div>',
    "a caption": "<figure><img><figcaption>{}</figcaption></figure>",
    "a hidden element": '<div style="display: none"><p>{}</p></div>',
    "a class that hides": '<div class="intro hidden"><p>{}</p></div>',
    "text for screen readers": '<p class="sr-only">{}</p>',
    "a script": "<script>{}</script>",
    "a teaser": '<div><a href="/x"><h3>Ferry timetable to be written by passengers</h3></a><p>{}</p></div>',
    "CSS modules": '<div class="Newsletter_box__a1B2c"><p>{}</p></div>',
}


@pytest.mark.parametrize("markup", CHROME.values(), ids=CHROME)
def test_what_stands_beside_the_article_is_left_out(markup: str) -> None:
    """Chrome is known by its markup wherever it stands, inside the article as well."""
    beside = markup.format(JUNK)
    for inside in (f"<main><article>{ARTICLE}</article>{beside}</main>", f"<main><article><p>{P[0]}</p>{beside}{ARTICLE}</article></main>"):
        text = text_of(inside)
        assert JUNK not in text
        assert P[3] in text


LINES = ["Advertisement", "Read more: Gulls counted again", "Sign up for our newsletter", "Published July 23, 2024", "5 min read", "2 hours ago", "Harbour at dawn (Photo: Ann Bell)", "Follow us on Chirper"]
LINES += [
    "Sign up for our newsletter and find the news of the harbour in your inbox every morning.",
    "© 2024 The Packet, which keeps all of its rights to this page.",
    "Copyright 2024 The Packet. This material may not be published, rewritten or given to others.",
    "For the latest on the harbour and its pilots, sign up to the letter of the Packet.",
    "Last updated on 23 July 2024 at 10:05 by the desk of the harbour office.",
    "Photo: A pilot reads the log of the harbour at dawn on a Tuesday.",
    "Sponsored by Ropeworks",
    "Read the full story here.",
    "Read more.",
    "Read more closely watched tests",
    "Related articles are listed below.",
    "Updated prices are shown below.",
    "This video is no longer available.",
    "Advertisement.",
    "Loading is taking longer than usual.",
    "Copyright The Packet.",
    "Download the report, which is free.",
    "Sign up and you will have it every morning.",
    "Join us, Ann Bell and the pilots of the harbour.",
    "Click here to hear what she said.",
    "More from the harbour.",
]


@pytest.mark.parametrize("line", LINES)
def test_labels_and_calls_to_act_are_no_text(line: str) -> None:
    """Short lines that label, credit or ask are dropped from between the paragraphs."""
    assert text_of(f"<article><p>{P[0]}</p><p>{line}</p>{ARTICLE}</article>") == "\n\n".join([P[0], *P])


SENTENCES = [
    "Download the weights from the hub and run them on your own machine.",
    "Loading the model takes ten seconds on a laptop, and it answers at once.",
    "Created by three pilots in Velmoor, the model is free to use.",
    "Published in Tidings, the study found that half of the pilots agreed.",
    "Copyright law does not protect the output of machines, the judge ruled on Friday.",
    "Subscribers to the service fell by ten percent in the spring, the keeper said.",
    "Sponsored by two state senators, the bill would put a licence on every model.",
    "Updated rules take effect in May, and the fines are steep.",
    "Copyright law is silent on it.",
    "Loading the model takes ten seconds.",
    "Updated rules take effect in May.",
    "Published figures were wrong.",
    "Advertisement revenue fell by half.",
    "Recommended settings were never tested.",
    "Trending models come and went.",
    "Sponsored posts are not marked, she says.",
    "More in the letter was wrong.",
    "This video made him famous overnight.",
    "Read more slowly, and the licence changes its meaning.",
    "Read next to each other, the two licences differ in a line.",
    "Join us or lose us, she told the board.",
    "Sign up or stay away, the notice read.",
    "Share this with nobody, said the keeper.",
    "Contact users if the weights leak, the rules now say, “and tell them why.”",
]


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences_that_begin_like_a_button_are_text(line: str) -> None:
    """What a label or a button says in a word, a sentence goes on from."""
    assert text_of(f"<article><p>{P[0]}</p><p>{line}</p>{ARTICLE}</article>") == "\n\n".join([P[0], line, *P])


@pytest.mark.parametrize("name", ["post has-sidebar", "content-with-sidebar", "main no-comments", "article-body paywall-article", "elementor-widget elementor-widget-text"])
def test_a_layouts_name_does_not_cost_the_article(name: str) -> None:
    """An element named after its layout, or one that holds most of the prose, is not taken for chrome."""
    assert text_of(f"<div class='{name}'>{ARTICLE}</div>") == "\n\n".join(P)


def test_linked_lines_lead_away_and_linked_lists_in_prose_stay() -> None:
    """A line that is one link is a teaser; a list of links between an article's paragraphs is part of it."""
    assert "Gulls counted" not in text_of(f"<article>{ARTICLE}<p><a href='/x'>Gulls counted, gulls recounted</a></p></article>")
    assert "The 1931 log" in text_of(f"<article>{ARTICLE}<p>It was trained on these:</p><ul><li><a href='/l'>The 1931 log</a></li></ul><p>{P[0]}</p></article>")


def test_the_headline_and_byline_are_not_in_the_text() -> None:
    """The text begins where the article does."""
    assert text_of(f"<div><h2>Velmoor hands over its tides</h2><p><i>By Ann Bell | 23 July 2024</i></p>{ARTICLE}</div>", title="The Packet: Velmoor hands over its tides") == "\n\n".join(P)


def test_a_table_is_read_by_rows() -> None:
    """The cells of a row stand in one line; a table that lays out the page is no table."""
    rows = "<table><tr><th>Month</th><th>Rings</th></tr><tr><td>May</td><td>31</td></tr></table>"
    assert "Month | Rings\n\nMay | 31" in text_of(f"<article>{ARTICLE}{rows}<p>{P[0]}</p></article>")
    assert text_of(f"<table><tr><td><a href='/'>Front page</a></td><td>{ARTICLE}</td><td>Call our sales team.</td></tr></table>") == "\n\n".join(P)


def test_a_page_without_prose_has_no_text() -> None:
    """A list of links is no article."""
    assert text_of("<ul>" + "<li><a href='/x'>A headline of some length, as they are</a></li>" * 30 + "</ul>") == ""


def test_a_fragment_is_read_like_a_page() -> None:
    """A feed's content gives paragraphs and marked quotations, and never raises."""
    assert fragment_text("<p>One.</p><blockquote>Two.</blockquote>Three.<script>x</script>") == "One.\n\n> Two.\n\nThree."
    assert fragment_text("") == fragment_text("<!-- -->") == fragment_text("\x00") == ""


def test_a_custom_element_in_a_paragraph_does_not_break_it() -> None:
    """Elements of a site's own are inline, as browsers show them."""
    assert text_of(f"<main>{ARTICLE}<p>It was checked (<x-source>twice</x-source>).</p></main>").endswith("\n\nIt was checked (twice).")


def test_what_stands_above_the_headline_is_not_the_article() -> None:
    """Plain teasers in a column of their own, however much they say, are passed by for what the headline heads."""
    teasers = "".join(f"<p><a href='/{n}'>A headline of some length, number {n}</a><br>{JUNK}</p>" for n in range(4))
    assert text_of(f"<div id='c1'><p>{JUNK}</p>{teasers}</div><div id='c2'><h1>Tides</h1>{ARTICLE}</div><div id='c3'>{teasers}</div>") == "\n\n".join(P)


@pytest.mark.parametrize("offer", ["Subscribe to continue reading", "Today’s letter is brought to you by Ropeworks"])
def test_an_offer_goes_with_its_box(offer: str) -> None:
    """What a paywall or a sponsor says below its headline is no text, and the paragraphs around it are."""
    assert text_of(f"<article><p>{P[0]}</p><div><h3>{offer}</h3><p>{JUNK}</p></div>{ARTICLE}</article>") == "\n\n".join([P[0], *P])


SIGNED = {
    "a footer": "<blockquote><p>Read it twice.</p><footer>— Ann Roe</footer></blockquote>",
    "a footer without a dash": "<blockquote><p>Read it twice.</p><footer>Ann Roe</footer></blockquote>",
    "a footer named as one": '<blockquote><p>Read it twice.</p><footer class="blockquote-footer"><cite><a href="/roe">Ann Roe</a></cite></footer></blockquote>',
    "a cite": "<blockquote><p>Read it twice.</p><cite>Ann Roe</cite></blockquote>",
    "a cite behind bare words": "<blockquote>Read it twice.<br><cite>Ann Roe</cite></blockquote>",
    "a caption": "<figure><blockquote><p>Read it twice.</p></blockquote><figcaption>Ann Roe</figcaption></figure>",
    "a caption with a dash": "<figure><blockquote><p>Read it twice.</p></blockquote>\n<figcaption>— <cite>Ann Roe</cite></figcaption></figure>",
    "a caption named as a footer": '<figure class="quote"><blockquote>Read it twice.</blockquote><figcaption class="blockquote-footer"><a href="/roe">Ann Roe</a></figcaption></figure>',
    "a caption inside": "<blockquote><p>Read it twice.</p><figcaption>Ann Roe</figcaption></blockquote>",
    "a cite behind it": "<blockquote><p>Read it twice.</p></blockquote>\n<cite>Ann Roe</cite>",
    "a cite in the paragraph behind it": "<blockquote><p>Read it twice.</p></blockquote><p><cite>Ann Roe</cite></p>",
    "a cite behind it in a figure": "<figure><blockquote><p>Read it twice.</p></blockquote><cite>Ann Roe</cite></figure>",
    "a cite in a paragraph": '<blockquote><p>Read it twice.</p><p><cite><a href="/roe">Ann Roe</a></cite></p></blockquote>',
}


@pytest.mark.parametrize("markup", SIGNED.values(), ids=SIGNED)
def test_who_signs_a_block_quotation_stands_behind_it(markup: str) -> None:
    """The credit is a line of its own, and none of the quoted words."""
    assert text_of(f"<article><p>{P[0]}</p>{markup}{ARTICLE}</article>") == "\n\n".join([P[0], "> Read it twice.", "— Ann Roe", *P])


def test_a_title_in_a_block_quotation_is_no_credit() -> None:
    """A work that is cited in the quoted words stays in them."""
    quoted = "<blockquote><p>I read <cite>Tides</cite> twice.</p><p>Then I read <cite>Fog</cite></p></blockquote>"
    assert text_of(f"<article><p>{P[0]}</p>{quoted}{ARTICLE}</article>") == "\n\n".join([P[0], "> I read Tides twice.", "> Then I read Fog", *P])


OTHERS = {
    "a picture's caption": ("<figure><img src='/a'><figcaption>Ann Roe</figcaption></figure>", ""),
    "a picture's caption behind the quotation": ("<blockquote><p>Read it twice.</p></blockquote><figure><img src='/a'><figcaption>Ann Roe</figcaption></figure>", "> Read it twice."),
    "a picture's caption inside": ("<blockquote><p>Read it twice.</p><figure><img src='/a'><figcaption>Ann Roe</figcaption></figure></blockquote>", "> Read it twice."),
    "a caption of both": ("<figure><img src='/a'><blockquote><p>Read it twice.</p></blockquote><figcaption>Ann Roe at sea</figcaption></figure>", "> Read it twice."),
    "a title that a sentence begins with": ("<blockquote><p>Read it twice.</p></blockquote><cite>Tides</cite> is a short book.", "> Read it twice.\n\nTides is a short book."),
    "a title in the paragraph behind it": ("<blockquote><p>Read it twice.</p></blockquote><p><cite>Tides</cite> is a short book.</p>", "> Read it twice.\n\nTides is a short book."),
    "a caption as long as a paragraph": (f"<figure><blockquote><p>Read it twice.</p></blockquote><figcaption>{JUNK * 3}</figcaption></figure>", "> Read it twice."),
}


@pytest.mark.parametrize(("markup", "text"), OTHERS.values(), ids=OTHERS)
def test_captions_and_titles_of_other_things_sign_nothing(markup: str, text: str) -> None:
    """What names a picture or a book does not say whose the quoted words are."""
    assert text_of(f"<article><p>{P[0]}</p>{markup}{ARTICLE}</article>") == "\n\n".join([P[0], *([text] if text else []), *P])


def test_the_caption_of_a_quotation_names_its_speaker() -> None:
    """From the page's markup to the quotation's speaker."""
    figure = "<figure><blockquote><p>I read the log twice, and then I rang the bell.</p></blockquote><figcaption>Ottilie Brandreth, <cite>Harbour notes</cite></figcaption></figure>"
    quotations = find_quotes(text_of(f"<article><p>{P[0]}</p>{figure}{ARTICLE}</article>"))
    assert next((quote.text, quote.speaker) for quote in quotations) == ("I read the log twice, and then I rang the bell.", "Ottilie Brandreth")
