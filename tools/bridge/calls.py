"""Carrying out one call: find the lab, run the operation, shape the reply."""

from provenlab.core.operations.registry import find_operation
from provenlab.tools.bridge.envelope import Envelope
from provenlab.tools.bridge.replies import MAX_REPLY_BYTES, bounded, encoded, written_to_file
from provenlab.tools.compose import DEFAULT_LOCK_TIMEOUT_MS, LabParts, open_parts
from provenlab.tools.dispatch import run_operation, wire_value
from provenlab.tools.places import StorePlace, store_place


class Calls:
    """Keeps the labs it has opened until `close`; a DuckDB handle for `idle_ms` at most."""

    def __init__(
        self, db_path: str | None = None, max_reply: int = MAX_REPLY_BYTES, idle_ms: int = 0
    ) -> None:
        self._db_path = db_path
        self._max_reply = max_reply
        self._idle_ms = idle_ms
        self._labs: dict[tuple[StorePlace, int], LabParts] = {}

    def result(self, envelope: Envelope) -> bytes:
        """The result as JSON; an error leaves as an exception."""
        operation = find_operation(envelope.operation)
        response = run_operation(self._lab(envelope), operation, envelope.params)
        document = encoded(wire_value(response))
        if envelope.out_file is not None:
            return encoded(written_to_file(envelope.out_file, document))
        return bounded(document, self._max_reply)

    def _lab(self, envelope: Envelope) -> LabParts:
        place = store_place(envelope.db_path or self._db_path)
        timeout = envelope.lock_timeout_ms
        key = (place, DEFAULT_LOCK_TIMEOUT_MS if timeout is None else timeout)
        if key not in self._labs:
            # One memory: store for all calls of a process, whatever their time-outs.
            key = (place, 0) if place.engine == "memory" else key
            if key not in self._labs:
                self._labs[key] = open_parts(place.target, lock_timeout_ms=key[1], idle_ms=self._idle_ms)
        return self._labs[key]

    def close(self) -> None:
        """Lets go of every lab."""
        for lab in self._labs.values():
            lab.close()
        self._labs.clear()
