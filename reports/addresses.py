"""Which mail addresses does this setting hold?"""

from __future__ import annotations

from email.errors import MessageError
from email.headerregistry import Address
from email.utils import getaddresses

from reports.escapes import TRICKS


def parse_addresses(text: str) -> tuple[Address, ...]:
    """Mail addresses separated by commas, with or without names before them. ValueError says which is none."""
    if TRICKS.search(text):
        raise ValueError(f"{text!r}: an address is one line")
    found = []
    for name, spec in getaddresses([text]) if text.strip() else ():
        try:
            address = Address(display_name=name, addr_spec=spec)
        except (MessageError, ValueError, IndexError) as exc:
            raise ValueError(f"{text!r}: write an address as ann@example.org or Ann Roe <ann@example.org>") from exc
        if not address.username or ("." not in address.domain.strip(".") and address.domain != "localhost"):
            raise ValueError(f"{text!r}: write an address as ann@example.org or Ann Roe <ann@example.org>")
        found.append(address)
    return tuple({recipient_of(each): each for each in found}.values())


def recipient_of(address: Address) -> str:
    """Whom an address means, under whatever name it is written."""
    return f"{address.username}@{address.domain.lower()}"
