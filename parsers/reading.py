"""What is everything there is to know about one article?"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.article import parse_article
from parsers.credits import find_credits
from parsers.mentions import find_mentions
from parsers.model import Article, Aspect, Entry, Reading, Target, Topic
from parsers.quotes import find_quotes
from parsers.ranking import rank_by_subject
from parsers.relevance import judge
from parsers.syndication import signature


def read_article(html: bytes, url: str, *, entry: Entry | None, targets: Sequence[Target], aspects: Sequence[Aspect], topic: Topic) -> Reading:
    """The page's article with its quotes, mentions, relevance and signature. Raises PageParseError, as parse_article does."""
    return read_text(parse_article(html, url, entry), targets=targets, aspects=aspects, topic=topic)


def read_text(article: Article, *, targets: Sequence[Target], aspects: Sequence[Aspect], topic: Topic) -> Reading:
    """The same for an article that was parsed before: what can be read again when targets, aspects or the model have changed."""
    quotes = find_quotes(article.text, title=article.title, byline=article.authors)
    mentions = find_mentions(article.text, quotes, targets, title=article.title, aspects=aspects)
    judgement = judge(article.title, article.text, mentions, topic)
    return Reading(
        article=article,
        quotes=rank_by_subject(article.text, quotes, mentions, judgement.hits),
        mentions=mentions,
        relevant=judgement.relevant,
        relevance=judgement.strength,
        about=judgement.about,
        signature=signature(article.text),
        credits=find_credits(article.text, article.authors),
    )
