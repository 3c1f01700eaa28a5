"""The recorder of runs, with an outbox and a lab of its own."""

from collections.abc import Callable

from provenlab.adapters.outbox.folders import OutboxFolders
from provenlab.adapters.system.provenance import LocalProvenance
from provenlab.tools.compose import LabParts, open_parts
from provenlab.tools.places import outbox_folders
from provenlab.tools.recording.recorder import (
    DEFAULT_BUDGET_S,
    DEFAULT_END_WITHIN_S,
    DEFAULT_LEASE_S,
    DEFAULT_LEAVE_WITHIN_S,
    Recorder,
)

_RECORDER_LOCK_MS = 1_000
_PATIENCE_WITH_SERVERS_S = 0.5


def open_recorder(lab: LabParts, *, budget_s: float | None = None, lease_s: float | None = None) -> Recorder:
    """A recorder of runs for a lab's store; nothing is created or connected before the first run."""
    place = lab.place

    def own_lab(sleep: Callable[[float], None]) -> LabParts:
        # Its thread has connections of its own, so that closing the lab does not take them away.
        if place.engine == "memory":
            return lab
        return open_parts(place, lock_timeout_ms=_RECORDER_LOCK_MS, sleep=sleep)

    return Recorder(
        own_lab,
        OutboxFolders(outbox_folders(place)),
        LocalProvenance(),
        lab.ids.new_id,
        budget_s=DEFAULT_BUDGET_S if budget_s is None else budget_s,
        lease_s=DEFAULT_LEASE_S if lease_s is None else lease_s,
        # Nothing tells a slow server from a dead one; a thread that waits for one may be left at any time.
        end_within_s=_PATIENCE_WITH_SERVERS_S if place.engine == "postgres" else DEFAULT_END_WITHIN_S,
        leave_within_s=_PATIENCE_WITH_SERVERS_S if place.engine == "postgres" else DEFAULT_LEAVE_WITHIN_S,
    )
