"""The recorder of a process: calls go to an outbox at once, and to the store from a thread."""

import atexit
import contextlib
import json
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from provenlab.core.errors import LeaseLost, ProvenlabError
from provenlab.core.rules.frozen_values import text_of
from provenlab.tools.recording.handlers import is_for_the_program
from provenlab.tools.recording.replay import send_abandoned
from provenlab.tools.recording.sender import Call, Leaving, Sender

if TYPE_CHECKING:
    from provenlab.core.ports.outbox import OutboxFolderPort, OutboxPort
    from provenlab.core.ports.provenance_collector import ProvenanceCollectorPort
    from provenlab.tools.compose import LabParts
    from provenlab.tools.recording.run import RecordedRun

DEFAULT_BUDGET_S = 0.25
DEFAULT_LEASE_S = 120.0
DEFAULT_END_WITHIN_S = 5.0
DEFAULT_LEAVE_WITHIN_S = 5.0
_FIRST_PAUSE_S = 0.05
_LONGEST_PAUSE_S = 5.0
_recorders: "weakref.WeakSet[Recorder]" = weakref.WeakSet()


class Recorder:
    """Takes calls without waiting for the store, and never raises.

    `record` appends a line to the outbox and returns. A daemon thread sends the outbox to the store,
    renews the leases of running runs, and then sends what earlier processes left. `budget_s` is the
    longest that `settle` makes a program wait; at its very end, a store of which no trouble is known may
    take `end_within_s`, since one that is opened for the first time needs more. A forked child begins
    with an outbox of its own, for the runs that it begins itself.

    The end of the program takes down a thread that comes back from an engine, and compiled code that is
    left so may abort the process. So the thread is told to leave, which it does before its next call;
    `leave_within_s` is how long the longest single call of the engine may take.
    """

    def __init__(
        self,
        open_lab: "Callable[[Callable[[float], None]], LabParts]",
        folders: "OutboxFolderPort",
        provenance: "ProvenanceCollectorPort",
        new_id: Callable[[], str],
        *,
        budget_s: float = DEFAULT_BUDGET_S,
        lease_s: float = DEFAULT_LEASE_S,
        end_within_s: float = DEFAULT_END_WITHIN_S,
        leave_within_s: float = DEFAULT_LEAVE_WITHIN_S,
    ) -> None:
        self.budget_s = budget_s
        self._end_within_s = end_within_s
        self._leave_within_s = leave_within_s
        self.lease_s = lease_s
        self.lost: set[str] = set()
        self.problem: str | None = None
        self.new_id = new_id
        self.provenance = provenance
        self._folders = folders
        self._open_lab = open_lab
        self._warned = False
        self._senders: list[Sender] = []
        self._outboxes: list[OutboxPort] = []
        self._begin()
        _recorders.add(self)

    def _begin(self) -> None:
        # The connections of a parent are neither used nor closed by its child, so they stay referenced.
        self._senders.append(Sender(self._open_store, self._refused, self._completed, self._go_on))
        self._outboxes = []
        self._open_runs: dict[str, RecordedRun] = {}
        self._renewed: dict[str, float] = {}
        self._started: set[str] = set()
        self._learnt: dict[str, Any] | None = None
        # A signal handler may record while the thread it interrupted does.
        self._changed = threading.Condition(threading.RLock())
        self._pending = False
        self._closing = False
        self._leaving = False
        self._is_troubled = False
        self._thread: threading.Thread | None = None

    def _open_store(self) -> "LabParts":
        return self._open_lab(self._sleep)

    def _go_on(self) -> None:
        if self._leaving:
            raise Leaving

    def _sleep(self, seconds: float) -> None:
        """Passes the time while the store is locked; ended by the end of the program."""
        with self._changed:
            self._is_troubled = True
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._leaving, seconds)
        self._go_on()

    def begin_in_child(self) -> None:
        """Leaves everything of the parent to the parent; its lock, too, must not live on in the child."""
        for outbox in self._outboxes:
            outbox.release()
        self._begin()

    @property
    def _sender(self) -> Sender:
        return self._senders[-1]

    def record(self, operation: str, params: dict[str, Any]) -> None:
        """Keeps a call for the store. Never raises; whatever fails is told once on stderr."""
        with self.unnoticed(operation):
            line = json.dumps([operation, params], allow_nan=False, separators=(",", ":")).encode()
            with self._changed:
                self._append(line)
                self._pending = True
                self._start_thread()
                self._changed.notify_all()

    @contextlib.contextmanager
    def unnoticed(self, what: str) -> Iterator[None]:
        """Whatever fails inside is told once on stderr and goes no further, but for what a signal raises."""
        try:
            yield
        except Exception as error:
            if is_for_the_program(error):
                raise
            self.tell(f"{what} was not recorded", error)

    def keep_alive(self, run: "RecordedRun") -> None:
        """Renews the lease of the run from now on, and ends it should the program end first."""
        self._open_runs[run.run_id] = run
        self._started.add(run.run_id)
        self._renewed[run.run_id] = time.monotonic()

    def let_go(self, run: "RecordedRun") -> None:
        """Leaves the lease of the run alone."""
        self._open_runs.pop(run.run_id, None)
        self._renewed.pop(run.run_id, None)

    def settle(self, timeout_s: float | None = None) -> bool:
        """Waits until all calls are in the store, at most `budget_s`; whether they are."""
        with self._changed:
            self._changed.wait_for(
                lambda: not self._pending, self.budget_s if timeout_s is None else timeout_s
            )
            return not self._pending

    def close(self) -> None:
        """Settles, and ends the thread; what did not reach the store stays in the outbox."""
        settled = self.settle()
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(self.budget_s)
        if settled:
            for outbox in self._outboxes:
                outbox.discard()
            self._outboxes.clear()

    def _append(self, line: bytes) -> None:
        if not self._outboxes:
            self._outboxes.append(self._folders.create())
            atexit.register(self._end_of_program)
        try:
            self._outboxes[-1].append(line)
        except OSError:
            # What the full one holds goes to the store before what follows in the next place.
            self._outboxes.append(self._folders.create(after=self._outboxes[-1]))
            self._outboxes[-1].append(line)

    def _end_of_program(self) -> None:
        error = getattr(sys, "last_value", None)
        for run in list(self._open_runs.values()):
            with self.unnoticed("the end of a run"):
                if error is None:
                    run.fail("the program ended without ending the run", "unfinished")
                else:
                    run.end_with(error)
        with self._changed:
            self._changed.wait_for(lambda: not self._pending or self._is_troubled, self._end_within_s)
        self.close()
        self._leave()
        _keep_interrupted(error)

    def _leave(self) -> None:
        with self._changed:
            self._leaving = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(self._leave_within_s)

    def _start_thread(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._work, name="provenlab-recorder", daemon=True)
            self._thread.start()

    def _work(self) -> None:
        pause = _FIRST_PAUSE_S
        left_behind = False
        while True:
            try:
                if not self._wait_for_work():
                    return
                self._send_own()
                self._send_heartbeats()
                if not left_behind:
                    send_abandoned(self._folders, self._sender, self._send_own_if_any)
                    left_behind = True
                pause = _FIRST_PAUSE_S
                self.problem = None
            except Leaving:
                return
            except Exception as error:  # noqa: BLE001 - the next round tries again
                self.tell("the store cannot be reached; calls are kept", error)
                if self._closing_within(pause):
                    return
                pause = min(pause * 2, _LONGEST_PAUSE_S)

    def _closing_within(self, pause_s: float) -> bool:
        # A busy program changes something all the time; a store that is away is asked at intervals.
        with self._changed:
            self._is_troubled = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._closing, pause_s)

    def _wait_for_work(self) -> bool:
        """False when the thread shall end; returns when there are calls or a lease is to be renewed."""
        with self._changed:
            if not self._pending and not self._closing:
                self._changed.wait(self.lease_s / 3 if self._renewed else None)
            return self._pending or not self._closing

    def _send_own(self) -> None:
        while True:
            for outbox in list(self._outboxes):
                while self._sender.send(outbox):
                    self._is_troubled = False
            with self._changed:
                # What was appended since the last look is sent in another round.
                if not any(outbox.unsent(1)[0] for outbox in self._outboxes):
                    self._pending = False
                    self._changed.notify_all()
                    return

    def _send_heartbeats(self) -> None:
        now = time.monotonic()
        for run_id, last in list(self._renewed.items()):
            if now - last < self.lease_s / 3:
                continue
            try:
                self._sender.heartbeat(run_id, self.lease_s)
            except LeaseLost:
                self._lease_lost(run_id)
            if run_id in self._renewed:
                self._renewed[run_id] = now

    def _send_own_if_any(self) -> None:
        if self._pending:
            self._send_own()

    def _completed(self, call: Call) -> Call:
        if call.operation != "start_run" or not self._is_ours(call):
            return call
        if self._learnt is None:
            self._learnt = self.provenance.in_time()
        origin = {**call.params["origin"], **self._learnt}
        return call._replace(params={**call.params, "origin": origin})

    def _is_ours(self, call: Call) -> bool:
        origin = call.params.get("origin") or {}
        return origin.get("processId") == os.getpid() and call.params.get("runId") in self._started

    def _refused(self, call: Call, error: Exception) -> None:
        run_id = call.params.get("runId")
        if not isinstance(run_id, str) or run_id not in self._started:
            return
        if isinstance(error, LeaseLost):
            self._lease_lost(run_id)
        else:
            self.tell(f"the store refused {call.operation}; the call is set aside", error)

    def _lease_lost(self, run_id: str) -> None:
        self.lost.add(run_id)
        self._renewed.pop(run_id, None)
        self._warn(f"run {run_id} was given up as lost; it goes on, but is recorded no more")

    def tell(self, what: str, error: BaseException) -> None:
        """One line on stderr for the first trouble of this recorder; nothing for what follows."""
        said = text_of(error)
        reason = said if isinstance(error, ProvenlabError) else f"{type(error).__name__}: {said}"
        self.problem = f"{what}: {reason}"
        kept = self._outboxes[-1].location if self._outboxes else "nowhere"
        self._warn(f"{self.problem} (kept: {kept})")

    def _warn(self, message: str) -> None:
        if self._warned:
            return
        self._warned = True
        with contextlib.suppress(Exception):
            sys.stderr.write(f"provenlab: {' '.join(message.split())[:500]}\n")


def _begin_in_child() -> None:
    for recorder in list(_recorders):
        recorder.begin_in_child()


os.register_at_fork(after_in_child=_begin_in_child)


def _keep_interrupted(error: BaseException | None) -> None:
    """A program that was ended by Ctrl-C dies of SIGINT, unless code was evaluated from text since.

    The interpreter remembers the interrupt until then, and the thread that sends imports modules that
    evaluate text; so it is told again.
    """
    if isinstance(error, KeyboardInterrupt) and not hasattr(sys, "ps1"):
        with contextlib.suppress(KeyboardInterrupt):
            exec("raise KeyboardInterrupt")  # noqa: S102 - the text is ours, and evaluating it is the point
