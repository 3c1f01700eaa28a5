"""Carrying out one call: find the lab, run the operation, shape the reply."""

from typing import Any

from provenlab.core.errors import ValidationFailed
from provenlab.core.operations.registry import Effect, Operation, find_operation
from provenlab.tools.bridge.envelope import Envelope
from provenlab.tools.bridge.limits import MAX_REPLY_BYTES
from provenlab.tools.bridge.replies import bounded, encoded
from provenlab.tools.bridge.signals import StopWish, interruption
from provenlab.tools.compose import DEFAULT_LOCK_TIMEOUT_MS, LabParts, open_parts
from provenlab.tools.dispatch import run_operation, wire_value
from provenlab.tools.places import StorePlace, store_place

_LABS_KEPT = 16
# These ask no store, so a wrong or missing one does not hinder them.
_WITHOUT_STORE = frozenset({"describe"})


class Calls:
    """Keeps the labs it has opened, the latest few, until `close`; a DuckDB handle for `idle_ms` at most.

    With `abandons_reads` a signal ends a READ operation at once; a WRITE always runs to its end.
    """

    def __init__(
        self,
        stop: StopWish,
        db_path: str | None = None,
        max_reply: int = MAX_REPLY_BYTES,
        idle_ms: int = 0,
        abandons_reads: bool = True,
    ) -> None:
        self.max_reply = max_reply
        self._stop = stop
        self._db_path = db_path
        self._idle_ms = idle_ms
        self._abandons_reads = abandons_reads
        self._labs: dict[StorePlace, tuple[int, LabParts]] = {}
        self._last_place: tuple[str | None, StorePlace] | None = None

    def result(self, envelope: Envelope, room: int | None = None) -> bytes:
        """The result as JSON; an error leaves as an exception.

        A READ's result has at most `room` bytes, or goes to the file asked for. A WRITE's result is
        never withheld, whatever its size: what has happened is told.
        """
        operation = find_operation(envelope.operation)
        if self._stop.given:
            raise interruption()
        if operation.effect is Effect.WRITE:
            if envelope.out_file is not None:
                raise ValidationFailed.at("outFile", f"is for operations that read; {operation.name} writes")
            return self._document(operation, envelope)
        if envelope.out_file is not None:
            return self._in_file(operation, envelope, envelope.out_file)
        document = self._read(operation, envelope)
        return bounded(document, self.max_reply if room is None else room)

    def _in_file(self, operation: Operation[Any, Any], envelope: Envelope, path: str) -> bytes:
        from provenlab.tools.bridge.result_file import ResultFile

        with ResultFile(path) as file:
            return encoded(file.write(self._read(operation, envelope)))

    def _read(self, operation: Operation[Any, Any], envelope: Envelope) -> bytes:
        if not self._abandons_reads:
            return self._document(operation, envelope)
        with self._stop.interruptible():
            return self._document(operation, envelope)

    def _document(self, operation: Operation[Any, Any], envelope: Envelope) -> bytes:
        return encoded(
            wire_value(run_operation(self._lab(envelope, operation.name), operation, envelope.params))
        )

    def _lab(self, envelope: Envelope, operation: str) -> LabParts:
        chosen = "memory:" if operation in _WITHOUT_STORE else envelope.db_path or self._db_path
        place = self._place(chosen)
        given = envelope.lock_timeout_ms
        # One memory: store for all calls of a process, whatever their time-outs.
        timeout = DEFAULT_LOCK_TIMEOUT_MS if given is None or place.engine == "memory" else given
        known = self._labs.pop(place, None)
        if known is not None and known[0] != timeout:
            known[1].close()
            known = None
        lab = self._opened(place, timeout) if known is None else known[1]
        self._labs[place] = (timeout, lab)
        return lab

    def _place(self, chosen: str | None) -> StorePlace:
        # A host talks to one store mostly, and taking its path apart costs as much as a look-up in it.
        if self._last_place is None or self._last_place[0] != chosen:
            self._last_place = (chosen, store_place(chosen))
        return self._last_place[1]

    def _opened(self, place: StorePlace, timeout: int) -> LabParts:
        closable = [each for each in self._labs if each.engine != "memory"]
        if len(closable) >= _LABS_KEPT:
            self._labs.pop(closable[0])[1].close()
        return open_parts(
            place.target, lock_timeout_ms=timeout, idle_ms=self._idle_ms, sleep=self._stop.sleep
        )

    def close(self) -> None:
        """Lets go of every lab."""
        for _, lab in self._labs.values():
            lab.close()
        self._labs.clear()
