"""The pure core: bytes and text in, frozen values out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from parsers.article import parse_article
    from parsers.feed import parse_feed
    from parsers.mentions import find_mentions
    from parsers.quotes import find_quotes

PARSER_VERSION = "5"  # raised when the same page would be read differently

__all__ = ["PARSER_VERSION", "find_mentions", "find_quotes", "parse_article", "parse_feed"]

_WHERE = {"find_mentions": "parsers.mentions", "find_quotes": "parsers.quotes", "parse_article": "parsers.article", "parse_feed": "parsers.feed"}


def __getattr__(name: str) -> Any:
    """The readers are imported when they are asked for: who needs only the values (a query, a report) does not wait for them."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_WHERE[name]), name)
