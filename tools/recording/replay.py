"""Sends what programs that have ended could not send themselves."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from provenlab.tools.recording.sender import Call, Sender

if TYPE_CHECKING:
    from provenlab.core.ports.outbox import OutboxFolderPort
    from provenlab.tools.compose import LabParts


class Replayed(NamedTuple):
    """How many calls were found, and how many of them the store refused: those are set aside."""

    calls: int
    refused: int


def replay(lab: "LabParts", folders: "OutboxFolderPort") -> Replayed:
    """Sends every abandoned outbox, the oldest first; StoreError when the store cannot take it now.

    Repeating it changes nothing. What living processes keep is theirs to send.
    """
    refused: list[Call] = []
    sender = Sender(lambda: lab, lambda call, error: refused.append(call))
    return Replayed(send_abandoned(folders, sender), len(refused))


def send_abandoned(
    folders: "OutboxFolderPort", sender: Sender, between: Callable[[], None] = lambda: None
) -> int:
    """How many calls were sent; `between` batches there may be something else to do."""
    calls = 0
    for outbox in folders.abandoned():
        try:
            while sent := sender.send(outbox):
                calls += sent
                between()
        except BaseException:
            outbox.release()
            raise
        outbox.discard()
    return calls
