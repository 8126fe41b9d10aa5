"""What can keep a report from its readers?

DeliveryError     it did not arrive, as far as is known; worth another try
├── RefusedError  this recipient or this report is refused for good
└── CutOffError   nobody can be reached this way now: no need to try the others
"""

from __future__ import annotations


class DeliveryError(Exception):
    """A report was not delivered; the sentence says why and, where there is something to do, what."""


class RefusedError(DeliveryError):
    """Not to be tried again by itself."""


class CutOffError(DeliveryError):
    """The server cannot be reached, or will not talk to us."""
