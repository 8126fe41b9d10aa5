"""What can go wrong with the warehouse.

WarehouseError            the file named cannot be used, and what to do about it
├── WarehouseBusyError    another run is writing
└── QueryError            the SQL is wrong, or there is nothing to ask yet
"""

from __future__ import annotations

from pathlib import Path


class WarehouseError(Exception):
    """The warehouse cannot be used. Carries the file."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path, self.reason = path, reason


class WarehouseBusyError(WarehouseError):
    """Another run holds the writer's lock."""


class QueryError(WarehouseError):
    """A query could not be answered."""
