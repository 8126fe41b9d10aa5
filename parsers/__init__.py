"""The pure core: bytes and text in, frozen values out."""

from parsers.article import parse_article
from parsers.feed import parse_feed
from parsers.mentions import find_mentions
from parsers.quotes import find_quotes

PARSER_VERSION = "1"  # raised when the same page would be read differently

__all__ = ["PARSER_VERSION", "find_mentions", "find_quotes", "parse_article", "parse_feed"]
