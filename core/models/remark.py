"""Who changes a record, and why."""

from typing import NamedTuple

from provenlab.core.models.text import Label, Note
from provenlab.core.models.value import Value


class Remark(NamedTuple):
    """Kept with the event that a change leaves behind."""

    actor: str | None = None
    reason: str | None = None


NO_REMARK = Remark()


class Remarked(Value):
    """Who asks for a change, and why; kept in the history."""

    actor: Label | None = None
    reason: Note | None = None

    def remark(self) -> Remark:
        return Remark(actor=self.actor, reason=self.reason)
