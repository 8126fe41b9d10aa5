"""What does this string say, once everything that is not text is gone?"""

from __future__ import annotations

import html
import re

# Controls, soft hyphens, zero-width marks, bidi overrides and isolates, the byte order mark, lone surrogates, tag characters and
# non-characters: none of them is read, all of them have been used to make one string look like another.
# The joiners U+200C and U+200D stay: Persian and emoji need them.
UNREAD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]")
SPACE = re.compile(r"\s+")
# Only what begins like a tag: "a < b" and "<3" are text. Bounded, so that an unclosed one costs no more than its length.
TAG = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,2000}|!--[^<]{0,500}--|![^<>]{0,500})>")
LINE_CHARS = 1000  # a longer title or name is an accident or an attack
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def one_line(text: str, limit: int = LINE_CHARS) -> str:
    """The text on one line: white space collapsed, what is not read removed, cut at a word where it is longer than `limit`."""
    if len(text) > 8 * limit:
        text = text[: 8 * limit]
    text = " ".join(readable(text).split())
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut[: cut.rfind(" ")] if " " in cut[limit // 2 :] else cut).rstrip() + "…"


def without_markup(text: str, limit: int = LINE_CHARS) -> str:
    """The text of a short piece of markup on one line; entities that were escaped twice are read as well."""
    text = text[: 20 * limit]
    for _ in range(2):  # "&amp;#8217;" is common in titles
        if not ENTITY.search(text):
            break
        text = html.unescape(TAG.sub(" ", text) if "<" in text else text)
    return one_line(SPACE.sub(" ", TAG.sub(" ", text)), limit)


def readable(text: str) -> str:
    """The text as it stands, without what is not read; line breaks stay."""
    return text if text.isascii() and text.isprintable() else UNREAD.sub("", text)
