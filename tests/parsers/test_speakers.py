"""Who said it. The texts are made up; "…" in a case's name stands for the quotation."""

from __future__ import annotations

import pytest

from parsers.quotes import find_quotes

INTRO = "Ann Roe runs the lab. Bob Hale left it last year.\n\n"
CASES = {
    # verbs around the quotation
    "… said NAME": ("“The weights are open now,” said Ann Roe.", "Ann Roe"),
    "… NAME said": ("“The weights are open now,” Ann Roe said on Friday.", "Ann Roe"),
    "NAME said …": ("Ann Roe said: “The weights are open now.”", "Ann Roe"),
    "NAME said that …": ("Ann Roe told the Pear Post that “the weights are open now.”", "Ann Roe"),
    "inside": ("“The weights,” said Ann Roe, “are open to all now.”", "Ann Roe"),
    "end of the sentence": ("The plan “falls far short of that” for smaller labs, Ann Roe said.", "Ann Roe"),
    "inverted at the end": ("The pledge signals a “very high level commitment” to openness, says Ann Roe, an analyst.", "Ann Roe"),
    "in a parenthesis": ("Most users, Ann Roe said, have come to believe “that the weights are open.”", "Ann Roe"),
    "according to before": ("According to Ann Roe, the licence is “a wolf in a sheepskin.”", "Ann Roe"),
    "according to after": ("The licence is “a wolf in a sheepskin,” according to Ann Roe.", "Ann Roe"),
    "as NAME puts it": ("The licence is, as Ann Roe puts it, “a wolf in a sheepskin.”", "Ann Roe"),
    "colon": ("Ann Roe: “The weights are open now.”", "Ann Roe"),
    "dash": ("“The weights are open now.” — Ann Roe", "Ann Roe"),
    "a title in the credit of a block": ("> The weights are open now.\n\n> — Secretary Ann Roe (@roe) May 6, 2025", "Ann Roe"),
    "dash on a line of its own": ("“The weights are open now.”\n\n— Ann Roe, CTO at Pearworks", "Ann Roe"),
    "participle": ("Ann Roe praised the lab, adding that “the weights are open now.”", "Ann Roe"),
    "participle after an object": ("Ann Roe wrote to Bob Hale, saying “the weights are open now.”", "Ann Roe"),
    "called it": ("Ann Roe called the licence “a wolf in a sheepskin.”", "Ann Roe"),
    "an appositive between": ("Ann Roe, a researcher in Ghent, Belgium, said “the weights are open now.”", "Ann Roe"),
    "an appositive after the quotation": ("“The weights are open now,” Ann Roe, who founded Pearworks in May, told reporters.", "Ann Roe"),
    "a role between": ("“The weights are open now,” said the lab’s founder, Ann Roe.", "Ann Roe"),
    "a predecessor in apposition": ("Bob Hale said his deputy, Ann Roe, had dubbed the plan “a wolf in a sheepskin.”", "Ann Roe"),
    "the nearer verb wins": ("Bob Hale said Ann Roe called the licence “a wolf in a sheepskin.”", "Ann Roe"),
    "agreeing with": ("I agree with Ann Roe that “the weights must stay open.”", "Ann Roe"),
    "a noun that belongs to NAME": ("The best of Ann Roe’s essay is its conclusion: “The weights must stay open.”", "Ann Roe"),
    "footage of": ("The clip has footage of Ann Roe saying, “The weights are open now.”", "Ann Roe"),
    # names in full
    "surname": (INTRO + "“The weights are open now,” Roe said.", "Ann Roe"),
    "given name": (INTRO + "“The weights are open now,” Ann said.", "Ann Roe"),
    "honorific": (INTRO + "“The weights are open now,” Ms. Roe said.", "Ann Roe"),
    "accents forgotten": ("Zoë Čapek runs the lab.\n\n“The weights are open now,” Capek said.", "Zoë Čapek"),
    "a surname that is a common word": ("Ann White runs the lab.\n\n“The weights are open now,” White said.", "Ann White"),
    "a title before the name": ("“The weights are open now,” Orchard Minister Ann Roe said.", "Ann Roe"),
    "organisation and title before the name": ("“The weights are open now,” Pearworks CEO Ann Roe said.", "Ann Roe"),
    # pronouns
    "she": (INTRO + "“The weights are open now,” she said.", "Ann Roe"),
    "he": (INTRO + "“The weights are open now,” he said.", "Bob Hale"),
    "he within the sentence": ("Bob Hale is right when he says, “The weights are open now.”", "Bob Hale"),
    "a pronoun after a question about another": (
        "Bob Hale spoke. Asked whether he would meet Carl Ray, he said: “Not before the weights are open.”",
        "Bob Hale",
    ),
    "a pronoun never means a company": ("Ann Roe founded PearAI. PearAI grew fast. “It cost us a fortune,” she said.", "Ann Roe"),
    # roles, organisations, documents
    "the role": ("Prime Minister Ann Roe met Bob Hale.\n\nThe prime minister said: “The weights are open now.”", "Ann Roe"),
    "the company's role": (
        "Ann Roe, chief executive of Pearworks, met Bob Hale.\n\n“The weights are open now,” the company’s chief executive said.",
        "Ann Roe",
    ),
    "organisation": ("Pearworks said the model was “trained on our own machines.”", "Pearworks"),
    "the company": ("Pearworks said it was done.\n\n“The weights are open now,” the company said in a post.", "Pearworks"),
    "an acronym": ("The Orchard Safety Institute (OSI) met.\n\n“The weights are open now,” the OSI said.", "OSI"),
    "a report by": ("“The weights are open now,” said a report from Pear Research.", "Pear Research"),
    "NAME's report": ("“The weights are open now,” Pear Research’s report said.", "Pear Research"),
    "the letter, later": (
        "Ann Roe’s letter to Bob Hale said the licence was bad.\n\nThe letter also said that “the weights must be open.”",
        "Ann Roe",
    ),
    "analysts at": ("“The weights are open now,” analysts at Pear Research wrote.", "Pear Research"),
    "campaign": ("The Roe campaign put out a memo casting itself as “the clear favourite now.”", "Roe campaign"),
    "mother of": ("Ann Roe and Bob Roe live here.\n\n“He was a quiet child,” Bob Roe’s mother said.", "Ann Roe"),
    # across sentences
    "the sentence before": ("Ann Roe is sceptical of the licence. “It reads like a contract with the devil.”", "Ann Roe"),
    "a sentence before with its verb behind": (
        "The licence is no friend of small labs, says Ann Roe. “It reads like a contract.”",
        "Ann Roe",
    ),
    "a paragraph that ends in a colon": ("Ann Roe wrote on Monday:\n\n“The weights are open now.”", "Ann Roe"),
    "a transcript": ("Ann Roe met Bob Hale.\n\n“ROE: Let us begin with the weights.”", "Ann Roe"),
    # nobody
    "an unnamed source": (INTRO + "“The weights are open now,” a source said.", None),
    "a spokesperson": (INTRO + "“The weights are open now,” a company spokesperson said.", None),
    "a description nobody fits": ("Ann Roe runs the lab.\n\n“The weights are open now,” the finance minister said.", None),
    "somebody unnamed comes between": ("Ann Roe runs the lab.\n\nWe spoke to one mother. “I never saw the weights,” she said.", None),
    "asked": (INTRO + "He was asked, “Will the weights stay open?”", None),
    "experts": ("Pearworks grew. “The weights are open now,” experts said.", None),
    # where it was said
    "in a blog post": ("Pearworks said in a blog post that PearBox “is not meant to replace people.”", "Pearworks"),
    "in a post on a day": ("Pearworks said in a blog post Tuesday that PearBox “is not meant to replace people.”", "Pearworks"),
    "in a comment": ("Ann Roe said in a forum comment that “the weights are open now.”", "Ann Roe"),
    "during a call": ("Ann Roe said during an earnings call that “the weights are open now.”", "Ann Roe"),
    "a role in brackets": ("Quilba Ortrand (CEO of Pearworks): “The weights are open now.”", "Quilba Ortrand"),
    "a heading with brackets": ("Prompt Caching (in beta): “The weights are billed only once now.”", None),
    "per NAME before": ("Per the Pear Post, Pearworks is “working on a new box for all.”", "Pear Post"),
    "per NAME behind": ("Pearworks is “working on a new box for all,” per the Pear Post.", "Pear Post"),
    "per NAME and a speaker": ("Per the Pear Post, Ann Roe said “the weights are open now.”", "Ann Roe"),
    "per thing": ("Per user, the weights are “worth more than that,” said Ann Roe.", "Ann Roe"),
    # what was not said
    "never": ("Ann Roe never wrote “the weights are open now.”", None),
    "did not": ("Ann Roe did not say “the weights are open now.”", None),
    "didn't": ("Ann Roe didn’t say “the weights are open now.”", None),
    "denied saying": ("Ann Roe denied ever having said “the weights are open now.”", None),
    "did not deny": ("Ann Roe did not deny saying “the weights are open now.”", "Ann Roe"),
    "not only": ("Ann Roe did not only say “the weights are open now.”", "Ann Roe"),
    "not of another verb": ("Ann Roe did not mince her words, saying “the weights are open now.”", "Ann Roe"),
    "not elaborating": ("Ann Roe didn’t elaborate but said “the weights are open now.”", "Ann Roe"),
    "not better": ("Ann Roe could not have said it better: “The weights are open now.”", "Ann Roe"),
    "never, behind it": ("“The weights are open now,” Ann Roe never said.", None),
    "would not say": ("Asked whether it was “a mistake for all of us,” Ann Roe would not say.", None),
    "did not deny, behind it": (INTRO + "“The weights are open now,” she did not deny.", "Ann Roe"),
    "not only, behind it": (INTRO + "“The weights are open now,” she not only said but wrote.", "Ann Roe"),
    "said nobody": ("“The weights are open now,” said nobody.", None),
    "another clause that denies": ("Ann Roe added, “The weights are open now”; and Bob Hale did not dispute it.", "Ann Roe"),
    # several at once
    "said by two, the second agreeing": ("“The weights are open now,” said Ann Roe, and Bob Hale agreed.", "Ann Roe"),
    "said by one who did something": ("“The weights are open now,” said Ann Roe and left the room.", "Ann Roe"),
    "a lawyer of the second": ("“The weights are open now,” said Ann Roe and Bob Hale’s lawyer.", "Ann Roe"),
    "a firm of two names": ("“The weights are open now,” said Roe & Hale.", "Roe & Hale"),
    "nobody at": ("Nobody at Pearworks has said “the weights are open now.”", None),
    "none of": ("None of the lawyers said “the weights are open now.”", None),
    # what stands in the way
    "a dateline": ("GHENT, Belgium (Wire) — Gov. Ann Roe opened her week by calling the licence “a wolf in a sheepskin.”", "Ann Roe"),
    "a state before its secretary": ("The U.S. secretary of trade said in a post that “the weights are open now.”", None),
    "a clause with after": ("The hearing ended after Sen. Ann Roe accused the lab of “selling the very same wool twice.”", "Ann Roe"),
    "with NAME warning": ("The bank held its rate, with governor Ann Roe warning that prices “have not finished with us.”", "Ann Roe"),
    "passive": ("The pact, once described as “a bromance without the romance” by Pearworks’ CEO Ann Roe, is over.", "Ann Roe"),
    "described by": ("Bob Hale, described by Ann Roe as “one of the godfathers of wool,” disagreed.", "Ann Roe"),
    "described by, and speaking": ("Bob Hale, described by Ann Roe as “one of the godfathers of wool,” said he disagreed.", "Ann Roe"),
    "called by some": ("Ann Roe wrote a novel. Pearwood, called by some “the worst book of all time,” sold well.", None),
    "he or she is no group": ("Ann Roe met Pear Valley CEOs. Pear Valley CEOs say yes. She went home. “We want to lead in this,” she says.", "Ann Roe"),
    "she is no group": ("Ann Roe met Pear Valley CEOs, and Pear Valley CEOs say yes. “We want to lead in this,” she says.", "Ann Roe"),
    "described by strangers": ("Bob Hale, described by critics as “one of the godfathers of wool,” said he disagreed.", None),
    "accused by": ("Bob Hale was accused by Ann Roe of “selling out the whole lab.”", "Ann Roe"),
    "told by": ("Bob Hale was told by Ann Roe, his deputy, that “the whole lab is sold out.”", "Ann Roe"),
    "quoted by": ("Ann Roe was quoted by the Pear Post as saying “the weights are open now.”", "Ann Roe"),
    "asked by": ("Asked by Bob Hale about it, “the weights are open now,” Ann Roe said.", "Ann Roe"),
    "an office before the name": ("“The weights are open now,” said Minister for Trade Ann Roe.", "Ann Roe"),
    "an abbreviated role": ("Gov. Ann Roe met Delphine Oka.\n\n“The weights are open now,” the governor said.", "Ann Roe"),
    "a surname behind a bank's": ("The bank held. Pear Capital’s Ann Roe was less sure: “The weights may not stay open.”", "Ann Roe"),
    "in a letter, the letter says": ("In a letter to users, Ann Roe blamed the filter. “The weights are open now,” the letter says.", "Ann Roe"),
    "put it on a programme called": ("Ann Roe put it well on a programme called “Small Boats”: “The weights are open now.”", "Ann Roe"),
    "an adverb that opens the sentence": ("Ann Roe left. Shortly after the sale she wrote: “The weights are open now.”", "Ann Roe"),
    "a heading before a colon": ("Prompt Caching: “The weights are billed only once now.”", None),
    "an interviewer's letter": ("Q: “Are the weights open now?”", None),
    "initials of the paragraph's writer": ("Ann Roe wants openness. “The weights are open now,” she says. —W.K.", "Ann Roe"),
    "a name that says nothing": ("The Quiet Lantern was full. “The weights are open now.”", None),
}


@pytest.mark.parametrize("case", CASES)
def test_the_speaker_is_whom_the_text_names(case: str) -> None:
    """A speaker is given by full name where the article has it, and nobody is given a name in doubt."""
    text, wanted = CASES[case]
    assert {quote.speaker for quote in find_quotes(text)} == {wanted}


def test_split_quotations_share_their_speaker() -> None:
    """“A,” said X. “B.” is twice X."""
    quotes = find_quotes("“The weights are open,” said Ann Roe. “The data set is not.”")
    assert [quote.speaker for quote in quotes] == ["Ann Roe", "Ann Roe"]


def test_a_narrator_between_is_doubt() -> None:
    """Words that stand alone behind a paragraph of narration are nobody's, where neither names anybody."""
    quotes = find_quotes("“It is late already,” said Ann Roe.\n\nThe hall was cold and nobody moved.\n\n“The weights are open now.”")
    assert [quote.speaker for quote in quotes] == ["Ann Roe", None]


def test_two_speakers_of_a_sentence_are_told_apart() -> None:
    """Each quotation goes with its own verb."""
    quotes = find_quotes("Ann Roe called it “a great step ahead” and Bob Hale said it was “no step at all.”")
    assert [quote.speaker for quote in quotes] == ["Ann Roe", "Bob Hale"]


SIDE_CLAUSES = {
    "while": ("While Bob Hale called it “a gift to the rich and powerful,” Ann Roe praised it as “a great step ahead.”", ["Bob Hale", "Ann Roe"]),
    "although": ("Although Bob Hale said it was “a gift to the rich,” Ann Roe called it “a great step ahead.”", ["Bob Hale", "Ann Roe"]),
    "whom": ("Ann Roe, whom Bob Hale called “a traitor to the whole lab,” said she would run.", ["Bob Hale"]),
    "a clause without a verb of its own": ("While the licence is “a gift to the rich and powerful,” Ann Roe said, it is short.", ["Ann Roe"]),
}


@pytest.mark.parametrize("case", SIDE_CLAUSES)
def test_a_clause_with_a_speaker_of_its_own_keeps_its_quotation(case: str) -> None:
    """Whoever speaks in the main clause behind it said none of it."""
    text, speakers = SIDE_CLAUSES[case]
    assert [quote.speaker for quote in find_quotes(text)] == speakers


DOUBTFUL = {
    "two of one surname": ("Ann Roe and Bob Roe came. “The weights are open now,” Roe said.", None),
    "two of one surname, one after the other": ("Bob Roe spoke. Ann Roe came. “The weights are open now,” Roe said.", "Ann Roe"),
    "two of one surname and a title": ("Ann Roe and Bob Roe came. “The weights are open now,” Mr. Roe said.", "Bob Roe"),
    "two who write": ("Ann Roe and Bob Hale wrote “the weights are open now.”", None),
    "two who write, behind": ("“The weights are open now,” Ann Roe and Bob Hale wrote.", None),
    "two clauses": ("Carl Ray met Bob Hale and Ann Roe wrote “the weights are open now.”", "Ann Roe"),
}


@pytest.mark.parametrize("case", DOUBTFUL)
def test_one_of_two_is_no_guess(case: str) -> None:
    """Where the text names two in one breath and does not tell which of them spoke, nobody is named."""
    text, speaker = DOUBTFUL[case]
    assert [quote.speaker for quote in find_quotes(text)] == [speaker]


def test_a_quotation_over_paragraphs_keeps_its_speaker() -> None:
    """A mark left open carries the speaker into the next paragraph."""
    quotes = find_quotes("Ann Roe said: “We began with nothing at all.\n\n“We ended with a model.”\n\nBob Hale left.")
    assert [quote.speaker for quote in quotes] == ["Ann Roe", "Ann Roe"]


def test_an_opinion_piece_quotes_one_essay_throughout() -> None:
    """The given name alone is completed from the title, whose own words in marks are no quotation."""
    text = (
        "Everybody seems to hold a view on last week’s letter, so here is ours.\n\n"
        "On competition, Mark suggests that “the balance of power will be critical to AI safety” in the years ahead.\n\n"
        "Mark is spot on when he says, “AI has more potential than any other modern technology.” Few would argue.\n\n"
        "I agree with Mark that “governments and institutions” will find it easier to watch what is open.\n\n"
        "There is more to like. The real gem of Mark’s article is his conclusion: “The next generation will build on it.”"
    )
    quotes = find_quotes(text, title="Short Take on Mark Zuckerberg’s Essay on ‘Open Source AI’")
    assert [(quote.text[:15], quote.speaker) for quote in quotes] == [
        ("the balance of ", "Mark Zuckerberg"),
        ("AI has more pot", "Mark Zuckerberg"),
        ("governments and", "Mark Zuckerberg"),
        ("The next genera", "Mark Zuckerberg"),
    ]


# Given names that no table holds: what stands around them tells that they are people's.
RARE = {
    "a relative clause": ("Tirvo Maskel, who mends looms, was blunter. “It will not hold a winter,” he said.", "Tirvo Maskel"),
    "she in the next sentence": (INTRO + "Quilba Ortrand keeps a mirror. “I count the visits myself,” she said.", "Quilba Ortrand"),
    "he in the same sentence": ("Tirvo Maskel ran a mill before he retired. “We closed it in May,” he said.", "Tirvo Maskel"),
    "a colleague": (INTRO + "Her colleague Quilba Ortrand wants no update. “We left a door open,” she said.", "Quilba Ortrand"),
    "in the title alone": ("Ortrand is right. She suggests that “a book becomes safe when it is copied.”", "Quilba Ortrand"),
}


@pytest.mark.parametrize("case", RARE)
def test_rare_names_are_people_where_the_text_says_so(case: str) -> None:
    """A pronoun or a relative clause makes a person of an unknown name, nearer than the last known one."""
    text, speaker = RARE[case]
    assert [quote.speaker for quote in find_quotes(text, title="What Quilba Ortrand leaves out about copies")] == [speaker]


BEHIND = {
    "That is NAME": "The lab closed.\n\n“It had to go in the end.” That is Ann Roe, who ran it.",
    "a newcomer opens the next sentence": "Bob Hale sold it.\n\n“It had to go in the end.” Ann Roe, the receiver, has seen the books.",
    "a pronoun of the other gender": "Ann Roe called. Bob Hale answered.\n\n“It had to go in the end.” She shut the book.",
    "the tag of the next paragraph": "Members had doubts. “It had to go in the end.\n\n“It was dear,” said Ann Roe.",
    "So wrote NAME": "A form came back.\n\n> It had to go in the end.\n\nSo wrote Ann Roe, 71, in pencil.",
}


@pytest.mark.parametrize("case", BEHIND)
def test_a_quotation_that_stands_alone_is_told_by_what_follows(case: str) -> None:
    """Where nothing before tells, the sentence or the paragraph behind may."""
    assert find_quotes(BEHIND[case])[0].speaker == "Ann Roe"


GROUPS = {
    "the last word of its name": ("The Four Brooks Wool Pool met. “We will not store it,” the pool said.", "Four Brooks Wool Pool"),
    "it": ("A second group, Pear Signals, advised its clients. “Wait for the publisher,” it wrote.", "Pear Signals"),
    "a short name": ("Pearworks Assurance tested it. Much else went on. “It failed us twice,” said Pearworks.", "Pearworks Assurance"),
    "a member of a group": ("Ann Roe of the consumer group Open Shelf called it “a step, badly drafted.”", "Ann Roe"),
}


@pytest.mark.parametrize("case", GROUPS)
def test_organisations_are_meant_by_their_nouns(case: str) -> None:
    """ "The pool", "it" and a short name mean the organisation in full; a member speaks for herself."""
    text, speaker = GROUPS[case]
    assert [quote.speaker for quote in find_quotes(text)] == [speaker]


NOBODY = {
    "a plural noun that opens a sentence": "Products built on it are dear. “It is sold by the pound.”",
    "an investor": INTRO + "Hale left. An investor who passed was blunter. “There is no moat here.”",
    "my client": "“He was such a good fit,” my client wrote back.",
    "someone": "Someone posting without a name said “nobody is going to sue a baker.”",
    "a product": "The new box is PearBox-4. “It is sold by the pound.”",
}


@pytest.mark.parametrize("case", NOBODY)
def test_things_and_strangers_lend_no_name(case: str) -> None:
    """A product, a common noun or somebody the text does not name is never a speaker's name."""
    assert [quote.speaker for quote in find_quotes(NOBODY[case], byline=("Ann Roe",))] == [None]


DESCRIBED = {
    "behind the name": ("“It is open now,” said Ann Roe, chief scientist at Pearworks.", "chief scientist", "Pearworks"),
    "before the name": ("“It is open now,” said Pearworks chief scientist Ann Roe.", "chief scientist", "Pearworks"),
    "before, with a comma": ("“It is open now,” said Pearworks’ chief scientist, Ann Roe.", "chief scientist", "Pearworks"),
    "capitalised": ("“It is open now,” said Pearworks CEO Ann Roe.", "CEO", "Pearworks"),
    "introduced long before": (
        "Ann Roe, chief scientist at Pearworks, spoke.\n\nMuch else went on.\n\n“It is open now,” Roe said.",
        "chief scientist",
        "Pearworks",
    ),
    "not at all": ("“It is open now,” said Ann Roe.", None, None),
    "a role with its field": ("“It is open now,” said Ann Roe, head of quality at Pearworks in Ghent.", "head of quality", "Pearworks"),
    "a role before with its field": ("Her head of data, Ann Roe, wrote: “It is open now.”", "head of data", None),
    "by what she does": ("“It is open now,” said Ann Roe, who chairs the Pear Society.", "chair", "Pear Society"),
    "no more than the role": ("“It is open now,” said Ann Roe, the engineer who did it.", "engineer", None),
    "in small letters": ("Paralegal Ann Roe said: “It is open now.”", "paralegal", None),
    "a title keeps its capital": ("Judge Ann Roe said: “It is open now.”", "Judge", None),
    "the organisation named elsewhere": ("The Pear Trade Board met. “It is open now,” said Ann Roe, the board’s chair.", "chair", "Pear Trade Board"),
    "after an adverb": ("“It is open now,” said Ann Roe, also a doctoral candidate at Pearworks.", "doctoral candidate", "Pearworks"),
    "a field with capitals": ("“It is open now,” said Ann Roe, vice president of generative AI at Pearworks.", "vice president of generative AI", "Pearworks"),
    "its organisation before it": ("“It is open now,” said Ann Roe, Pearworks chief product officer.", "chief product officer", "Pearworks"),
    "no post": ("“It is open now,” said Ann Roe, Republican critic.", "Republican critic", None),
    "once": ("“It is open now,” said former Pearworks engineer Ann Roe.", "former engineer", "Pearworks"),
    "of those against it": ("“It is open now,” said Ann Roe, a lawyer for authors suing Pearworks.", "lawyer", None),
    "of its rival": ("“It is open now,” said Ann Roe, chief executive of Pearworks rival Open Shelf.", "chief executive", "Open Shelf"),
    "two roles": ("“It is open now,” said Ann Roe, a researcher and chief scientist at Pearworks.", "researcher and chief scientist", "Pearworks"),
    "a field in capitals": ("“It is open now,” said Ann Roe, head of AI research at Pearworks.", "head of AI research", "Pearworks"),
    "not a place": ("“It is open now,” said Ann Roe, a lecturer in Kaunas.", "lecturer", None),
}


@pytest.mark.parametrize("case", DESCRIBED)
def test_role_and_organisation_stay_with_the_speaker(case: str) -> None:
    """A person introduced with a role and an organisation keeps them."""
    text, role, organisation = DESCRIBED[case]
    (quote,) = find_quotes(text)
    assert (quote.speaker, quote.speaker_role, quote.speaker_org) == ("Ann Roe", role, organisation)


UNNAMED = {
    "a spokesperson": ("“It is open now,” said a spokesperson for Pearworks on Tuesday.", "a spokesperson for Pearworks"),
    "an article and an organisation": ("“It is open now,” a Pearworks spokeswoman said.", "a Pearworks spokeswoman"),
    "those against an organisation": ("“It is open now,” said a lawyer for authors suing Pearworks.", "a lawyer for authors suing Pearworks"),
    "people with what they know": ("“It is open now,” said two people familiar with the plans.", "two people familiar with the plans"),
    "a person briefed": ("According to a person briefed on the matter, it was “rushed out of the door.”", "a person briefed on the matter"),
    "a relative clause": ("A former employee who asked not to be named called it “a circus with payroll.”", "A former employee who asked not to be named"),
    "a role nobody holds": ("“It is open now,” the Pearworks CEO said.", "the Pearworks CEO"),
    "of an organisation": ("“It is open now,” said a senior official at the ministry.", "a senior official at the ministry"),
    "carried on": ("“It is open now,” one engineer told us. “Nobody slept at all.”", "one engineer"),
    "by a pronoun": ("My neighbour laughed. “It never was open,” she said.", "My neighbour"),
    "in the sentence before": ("An investor was blunter. “There is no moat here.”", "An investor"),
    "a noun of no table": ("A heckler shouted “what about the pears?”", "A heckler"),
    "a document": ("The report said that “the weights are not open at all.”", "The report"),
    "behind a refusal": ("A spokesman for Pearworks declined to name its customers, saying “they are quite near.”", "A spokesman for Pearworks"),
    "before a block quotation": ("One reader wrote:\n\n> It is open now.", "One reader"),
    "who is against somebody": ("Critics of Ann Roe say “it never was open.”", "Critics of Ann Roe"),
    "who is for somebody": ("Lawyers for Ann Roe said “it never was open.”", "Lawyers for Ann Roe"),
    "who is for a Mr.": ("A lawyer for Mr. Roe said: “it never was open.”", "A lawyer for Mr. Roe"),
    "who is for a Dr.": ("“It never was open,” said the attorney for Dr. Roe.", "the attorney for Dr. Roe"),
    "who is close to a Mr.": ("Aides to Mr. Roe insist “it never was open.”", "Aides to Mr. Roe"),
    "to whom it was said": ("“It never was open,” said an engineer to Ann Roe.", "an engineer"),
    "who served somebody": ("Ministers under Ann Roe said “it never was open.”", "Ministers under Ann Roe"),
    "who worked there once": ("Former executives at Pearworks wrote “it never was open.”", "Former executives at Pearworks"),
    "who put money in": ("Investors in Pearworks said “it never was open.”", "Investors in Pearworks"),
    "who lives there": ("Residents of Flint said “it never was open.”", "Residents of Flint"),
    "two, behind the verb": ("“It is open now,” said Ann Roe and Bob Hale.", "Ann Roe and Bob Hale"),
    "two, who go on": ("“It is open now,” wrote researchers Ann Roe and Bob Hale in a post. “Nobody slept at all.”", "Ann Roe and Bob Hale"),
    "two, before the verb": ("“It is open now,” Ann Roe and Bob Hale wrote.", "Ann Roe and Bob Hale"),
    "two, before it all": ("In a letter on Monday, Ann Roe and Bob Hale called it “a circus with payroll.”", "Ann Roe and Bob Hale"),
    "two, in the sentence before": ("Ann Roe and Bob Hale wrote to the board. “It is open now,” they said.", "Ann Roe and Bob Hale"),
    "two, according to whom": ("It was “rushed out of the door,” according to Ann Roe and Bob Hale.", "Ann Roe and Bob Hale"),
    "three": ("“It is open now,” Ann Roe, Bob Hale, and Cy Poe said.", "Ann Roe, Bob Hale, and Cy Poe"),
    "a pronoun and nothing else": ("“It is open now,” he said.", None),
    "a named speaker": ("“It is open now,” said Ann Roe, a spokesperson for Pearworks.", None),
}


def test_nobody_describes_no_speaker() -> None:
    """What nobody said is nobody's, and what somebody denies has no description either."""
    for text in ("No analyst has said “the weights are open now.”", "None of the lawyers said “the weights are open now.”", "An engineer denied saying “the weights are open now.”"):
        assert [(quote.speaker, quote.speaker_description) for quote in find_quotes(text)] == [(None, None)]


@pytest.mark.parametrize("case", UNNAMED)
def test_unnamed_speakers_stay_unnamed_with_their_description(case: str) -> None:
    """What the article calls them is kept as it stands; a named speaker has none."""
    text, description = UNNAMED[case]
    quotes = find_quotes(text)
    assert {quote.speaker_description for quote in quotes} == {description}
    assert all(quote.speaker is None for quote in quotes) or description is None


def test_the_writer_speaks_in_the_first_person() -> None:
    """“…,” I said: the one author of the byline; of several, nobody."""
    text = "“Is the licence open at all?” I asked."
    assert [quote.speaker for quote in find_quotes(text, byline=("Ann Roe",))] == ["Ann Roe"]
    assert [quote.speaker for quote in find_quotes(text, byline=("Ann Roe", "Bob Hale"))] == [None]


def test_the_cue_is_the_word_that_attributes() -> None:
    """`cue` holds the verb as written, or "according to"."""
    quotes = find_quotes("“It is open now,” argued Ann Roe. According to Bob Hale, it is “far from being open.”")
    assert [quote.cue for quote in quotes] == ["argued", "according to"]
