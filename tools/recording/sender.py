"""Takes calls from an outbox to the store: in order, each once."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from provenlab.core.errors import Conflict, LeaseLost, ProvenlabError, StoreError

if TYPE_CHECKING:
    from provenlab.core.ports.outbox import OutboxPort
    from provenlab.tools.compose import LabParts

_BATCH_BYTES = 256 * 1024


class Call(NamedTuple):
    """One operation with its parameters; `lines` are what the outbox holds of it."""

    operation: str
    params: dict[str, Any]
    lines: tuple[bytes, ...]


class Sender:
    """Runs calls on a lab; the lab is opened when the first one is sent.

    `on_lease_lost` is told the id of a run that was given up meanwhile. `complete` may add to a call what
    took too long to find when it was made.
    """

    def __init__(
        self,
        open_lab: "Callable[[], LabParts]",
        on_lease_lost: Callable[[str], object],
        complete: Callable[[Call], Call] = lambda call: call,
    ) -> None:
        self._open_lab = open_lab
        self._on_lease_lost = on_lease_lost
        self._complete = complete
        self._lab: LabParts | None = None

    def send(self, outbox: "OutboxPort") -> bool:
        """Sends the next batch; whether there was one. StoreError when the store cannot take it now.

        The calls of a batch are one transaction; when one of them is refused, each is sent alone, and
        the refused one is set aside.
        """
        lines, mark = outbox.unsent(_BATCH_BYTES)
        if not lines:
            return False
        calls = [self._complete(call) for call in merged(parsed(lines, outbox))]
        if not self._sent_together(calls):
            for call in calls:
                self._send_alone(call, outbox)
        outbox.mark_sent(mark)
        return True

    def heartbeat(self, run_id: str, lease_s: float) -> None:
        """Renews the lease of a run."""
        self._run("heartbeat", {"runId": run_id, "leaseSeconds": lease_s})

    def close(self) -> None:
        """Lets go of the store."""
        if self._lab is not None:
            self._lab.close()
            self._lab = None

    def _sent_together(self, calls: list[Call]) -> bool:
        lab = self._opened()
        try:
            with lab.store.atomic():
                for call in calls:
                    self._run(call.operation, call.params)
        except StoreError:
            raise
        except ProvenlabError:
            return False
        return True

    def _send_alone(self, call: Call, outbox: "OutboxPort") -> None:
        try:
            self._run(call.operation, call.params)
        except StoreError:
            raise
        except ProvenlabError as error:
            if isinstance(error, LeaseLost):
                self._on_lease_lost(str(call.params.get("runId")))
            if isinstance(error, Conflict) and call.operation == "start_run":
                # It was sent before its outbox was left behind, completed with more than the outbox holds.
                return
            for line in call.lines:
                outbox.set_aside(line, f"{error.code}: {error}")

    def _run(self, operation: str, params: dict[str, Any]) -> Any:
        from provenlab.core.operations.registry import find_operation
        from provenlab.tools.dispatch import run_operation

        return run_operation(self._opened(), find_operation(operation), params)

    def _opened(self) -> "LabParts":
        if self._lab is None:
            self._lab = self._open_lab()
        return self._lab


def parsed(lines: Iterable[bytes], outbox: "OutboxPort") -> Iterator[Call]:
    """The calls in these lines; what is no call is set aside."""
    for line in lines:
        try:
            operation, params = json.loads(line)
            yield Call(operation, dict(params), (line,))
        except (ValueError, TypeError) as error:
            outbox.set_aside(line, f"no call: {error}")


def merged(calls: Iterable[Call]) -> Iterator[Call]:
    """The same calls, with neighbouring points and events of one run in one call."""
    held: Call | None = None
    for call in calls:
        if held is not None and _extends(held, call):
            name = _LISTS[call.operation]
            held.params[name].extend(call.params[name])
            held = held._replace(lines=held.lines + call.lines)
            continue
        if held is not None:
            yield held
        held = call
    if held is not None:
        yield held


_LISTS = {"log_metrics": "points", "report_progress": "events"}


def _extends(held: Call, call: Call) -> bool:
    return (
        call.operation in _LISTS
        and held.operation == call.operation
        and held.params["runId"] == call.params["runId"]
    )
