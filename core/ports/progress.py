"""How far long work is, for whoever waits for it."""

from typing import Protocol


class Progress(Protocol):
    """Hears of long work while it goes on. Returns at once and raises nothing."""

    def __call__(self, phase: str, done: int, total: int) -> None:
        """`done` of about `total` are through of what `phase` names, such as `runs`.

        Phases come one after another; within one, `done` never falls.
        """
        ...


def silent(phase: str, done: int, total: int) -> None:
    """For work that nobody waits for."""
