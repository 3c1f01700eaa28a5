"""Time, from outside."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """The store's wall clock. It may go backwards: order is by sequence, never by this."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC, with microseconds."""
        ...
