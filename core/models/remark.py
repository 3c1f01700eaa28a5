"""Who changes a record, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remark:
    """Kept with the event that a change leaves behind."""

    actor: str | None = None
    reason: str | None = None


NO_REMARK = Remark()
