"""What do the pieces' few marks become? Blocks of HTML, and the text a reader should find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

LINK = re.compile(r"\[([^\]]+)\]\((https://[^)\s]+)\)")
CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list or block quotation: its HTML and its plain paragraphs."""

    kind: Literal["p", "h2", "ul", "blockquote"]
    html: str
    plain: tuple[str, ...]


def read_blocks(body: str) -> tuple[Block, ...]:
    """The body's blocks in their order."""
    return tuple(_block(block.splitlines()) for block in re.split(r"\n\s*\n", body.strip()))


def plain_text(body: str) -> str:
    """The body as an article's text is kept: paragraphs joined by a blank line, those of block quotations beginning with "> "."""
    return "\n\n".join(paragraph for block in read_blocks(body) for paragraph in block.plain)


def html_text(body: str) -> str:
    """The body as the HTML that a full-text feed carries."""
    return "\n".join(block.html for block in read_blocks(body))


def _block(lines: list[str]) -> Block:
    if lines[0].startswith("## "):
        return Block("h2", f"<h2>{_inline(lines[0][3:])}</h2>", (_plain(lines[0][3:]),))
    if all(line.startswith("- ") for line in lines):
        rows = "\n".join(f"<li>{_inline(line[2:])}</li>" for line in lines)
        return Block("ul", f"<ul>\n{rows}\n</ul>", tuple(_plain(line[2:]) for line in lines))
    if all(line.startswith(">") for line in lines):
        inside = [" ".join(part.split()) for part in "\n".join(line[1:].strip() for line in lines).split("\n\n")]
        html = "".join(f"<p>{_inline(part)}</p>" for part in inside)
        return Block("blockquote", f"<blockquote>{html}</blockquote>", tuple(f"> {_plain(part)}" for part in inside))
    text = " ".join(lines)
    return Block("p", f"<p>{_inline(text)}</p>", (_plain(text),))


def _inline(text: str) -> str:
    html = CODE.sub(r"<code>\1</code>", escape(text, quote=False))
    return LINK.sub(r'<a href="\2">\1</a>', html)


def _plain(text: str) -> str:
    return CODE.sub(r"\1", LINK.sub(r"\1", text))
