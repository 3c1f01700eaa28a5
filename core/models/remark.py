"""Who changes a record, and why."""

from typing import NamedTuple


class Remark(NamedTuple):
    """Kept with the event that a change leaves behind."""

    actor: str | None = None
    reason: str | None = None


NO_REMARK = Remark()
