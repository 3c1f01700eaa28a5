"""Identifiers, from outside."""

from typing import Protocol


class IdGenerator(Protocol):
    """Ids for records whose caller gave none."""

    def new_id(self) -> str:
        """A UUIDv7 as text: unique, and increasing within a process."""
        ...
