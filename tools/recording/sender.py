"""Takes calls from an outbox to the store: in order, each once."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from provenlab.core.errors import Conflict, ProvenlabError, StoreError, ValidationFailed

if TYPE_CHECKING:
    from provenlab.core.ports.outbox import OutboxPort
    from provenlab.tools.compose import LabParts

_BATCH_BYTES = 256 * 1024


class Call(NamedTuple):
    """One operation with its parameters; `line` is what the outbox holds of it."""

    operation: str
    params: dict[str, Any]
    line: bytes


class Leaving(BaseException):
    """The program ends: whatever is not in the store yet stays in its outbox."""


class Sender:
    """Runs calls on a lab; the lab is opened when the first one is sent.

    `on_refusal` is told of each call that the store will never take. `complete` may add to a call what took
    too long to find when it was made. `go_on` is asked before each call, and may raise.
    """

    def __init__(
        self,
        open_lab: "Callable[[], LabParts]",
        on_refusal: Callable[[Call, Exception], object],
        complete: Callable[[Call], Call] = lambda call: call,
        go_on: Callable[[], None] = lambda: None,
    ) -> None:
        self._open_lab = open_lab
        self._on_refusal = on_refusal
        self._complete = complete
        self._go_on = go_on
        self._lab: LabParts | None = None

    def send(self, outbox: "OutboxPort") -> int:
        """Sends the next batch; how many calls it had. StoreError when the store cannot take it now.

        The calls of a batch are one transaction; when one of them is refused, each half is sent alone,
        and so on until the refused one is, which is set aside.
        """
        self._go_on()
        lines, mark = outbox.unsent(_BATCH_BYTES)
        if not lines:
            return 0
        self._send_calls([self._complete(call) for call in parsed(lines, outbox)], outbox)
        outbox.mark_sent(mark)
        return len(lines)

    def heartbeat(self, run_id: str, lease_s: float) -> None:
        """Renews the lease of a run."""
        self._run("heartbeat", {"runId": run_id, "leaseSeconds": lease_s})

    def close(self) -> None:
        """Lets go of the store."""
        if self._lab is not None:
            self._lab.close()
            self._lab = None

    def _send_calls(self, calls: list[Call], outbox: "OutboxPort") -> None:
        if self._sent_together(list(merged(calls))):
            return
        if len(calls) == 1:
            self._send_alone(calls[0], outbox)
            return
        half = len(calls) // 2
        self._send_calls(calls[:half], outbox)
        self._send_calls(calls[half:], outbox)

    def _sent_together(self, calls: list[Call]) -> bool:
        lab = self._opened()
        try:
            with lab.store.atomic():
                for call in calls:
                    self._run(call.operation, call.params)
        except (StoreError, OSError):
            raise
        except Exception:  # noqa: BLE001 - which call it was, and whether it matters, is seen one by one
            return False
        return True

    def _send_alone(self, call: Call, outbox: "OutboxPort") -> None:
        try:
            self._run(call.operation, call.params)
        except (StoreError, OSError):
            raise
        except Exception as error:  # noqa: BLE001 - one call that cannot be sent must not hold up the others
            if isinstance(error, Conflict) and call.operation == "start_run":
                # It was sent before its outbox was left behind, completed with more than the outbox holds.
                return
            code = error.code if isinstance(error, ProvenlabError) else type(error).__name__
            outbox.set_aside(call.line, f"{code}: {error}")
            self._on_refusal(call, error)
            acceptable = without_faults(call, error)
            if acceptable is not None:
                self._send_alone(acceptable, outbox)

    def _run(self, operation: str, params: dict[str, Any]) -> Any:
        from provenlab.core.operations.registry import find_operation
        from provenlab.tools.dispatch import run_operation

        self._go_on()
        return run_operation(self._opened(), find_operation(operation), params)

    def _opened(self) -> "LabParts":
        if self._lab is None:
            self._lab = self._open_lab()
        return self._lab


_NEEDED = {"runId", "name", "config"}


def without_faults(call: Call, error: Exception) -> Call | None:
    """The start of a run without the fields that were refused: a wrong link must not cost the run."""
    if call.operation != "start_run" or not isinstance(error, ValidationFailed):
        return None
    faulty = {re.split(r"[.\[]", fault["path"])[0] for fault in error.details.get("faults", ())}
    faulty &= call.params.keys() - _NEEDED
    kept = {name: value for name, value in call.params.items() if name not in faulty}
    return call._replace(params=kept) if faulty else None


def parsed(lines: Iterable[bytes], outbox: "OutboxPort") -> Iterator[Call]:
    """The calls in these lines; what is no call is set aside."""
    for line in lines:
        try:
            operation, params = json.loads(line)
            yield Call(operation, dict(params), line)
        except (ValueError, TypeError) as error:
            outbox.set_aside(line, f"no call: {error}")


def merged(calls: Iterable[Call]) -> Iterator[Call]:
    """The same calls, with neighbouring points and events of one run in one call."""
    for _, group in groupby(calls, _series):
        first, *others = group
        if not others:
            yield first
            continue
        name = _LISTS[first.operation]
        joined = [value for call in (first, *others) for value in call.params[name]]
        yield first._replace(params={**first.params, name: joined})


_LISTS = {"log_metrics": "points", "report_progress": "events"}


def _series(call: Call) -> object:
    """What neighbours must share to be sent as one; of other calls, something that nothing equals."""
    name = _LISTS.get(call.operation)
    if name is None or not isinstance(call.params.get(name), list):
        return object()
    return call.operation, call.params.get("runId")
