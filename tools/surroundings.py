"""What lies around a store: calls that wait for it, who holds it, which schema this release knows.

Beside the composition root, since these look at files that adapters left and open no store.
"""

from typing import TYPE_CHECKING

from provenlab.tools.places import StorePlace, outbox_folders

if TYPE_CHECKING:
    from provenlab.tools.compose import LabParts
    from provenlab.tools.recording.replay import Replayed


def waiting_outboxes(place: StorePlace) -> list[tuple[str, int]]:
    """Location and bytes of what waits for a store that could not be reached, or is being sent now."""
    from provenlab.adapters.outbox.folders import OutboxFolders

    return list(OutboxFolders(outbox_folders(place)).waiting())


def replay_outboxes(lab: "LabParts") -> "Replayed":
    """Sends to the store of a lab what programs that have ended could not send."""
    from provenlab.adapters.outbox.folders import OutboxFolders
    from provenlab.tools.recording.replay import replay

    return replay(lab, OutboxFolders(outbox_folders(lab.place)))


def lock_holder(place: StorePlace) -> int | None:
    """The process that holds the lock on a DuckDB store now; the other engines let many in."""
    if place.engine != "duckdb":
        return None
    from provenlab.adapters.files.lock_holders import holder_of

    return holder_of(place.path.with_name(f"{place.path.name}.lock"))


def latest_schema(place: StorePlace) -> int | None:
    """The schema version that this release reads and writes; None for a store in memory."""
    if place.engine == "memory":
        return None
    from provenlab.adapters._sql.migrations import latest_version

    return latest_version(place.engine)
