"""One recorded run, as the program that runs it sees it."""

import math
import os
import threading
import time
import traceback
from collections.abc import Mapping
from contextvars import ContextVar, Token
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

from provenlab.core.models.instant import format_instant
from provenlab.core.rules.frozen_values import frozen, storable, text_of
from provenlab.core.rules.redaction import redact_text
from provenlab.tools.recording.handlers import is_for_the_program
from provenlab.tools.recording.summary import read_summary
from provenlab.tools.recording.termination import Termination

if TYPE_CHECKING:
    from provenlab.tools.recording.recorder import Recorder

Ending = Literal["completed", "failed", "cancelled"]
_TRACE = 50_000
_MESSAGE = 5_000
_current: ContextVar["RecordedRun | None"] = ContextVar("provenlab_run", default=None)


class ActiveRun(Protocol):
    """What a program may do with its run, recorded or not. Nothing here raises or waits for the store."""

    run_id: str
    name: str

    @property
    def lost(self) -> bool:
        """Whether the run was given up as lost while this process stood still."""
        ...

    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        """Appends a value to the series of each metric; the last ones become the metrics of the run."""
        ...

    def log_artifact(self, path: Any, kind: str = "file", name: str | None = None) -> None:
        """Publishes a file as an output; it is read soon, so leave it as it is."""
        ...

    def progress(
        self, percent: float | None = None, phase: str | None = None, message: str | None = None
    ) -> None:
        """Tells how far the run is; `percent` from 0 to 100."""
        ...

    def finish(self, metrics: Mapping[str, Any] | None = None, summary_path: Any = None) -> None:
        """Ends the run as completed, with these metrics, else those of summary.json, else the last logged."""
        ...

    def fail(self, error: BaseException | str, kind: str = "exception") -> None:
        """Ends the run as failed."""
        ...

    def cancel(self, reason: str | None = None) -> None:
        """Ends the run as cancelled."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class RecordedRun:
    """Implements `ActiveRun`: every call is a line in the outbox of its recorder."""

    def __init__(
        self, recorder: "Recorder", run_id: str, definition: Mapping[str, Any], results_dir: str | None
    ) -> None:
        self.run_id = run_id
        self.name: str = definition["name"]
        self._recorder = recorder
        self._results_dir = results_dir
        self._began = time.time()
        self._points = 0
        self._events = 0
        self._percent = 0.0
        self._last: dict[str, float | str] = {}
        self._ended = False
        # Threads may log at once, a signal handler while its thread does, a forked child not at all.
        self._telling = threading.RLock()
        self._process = os.getpid()
        self._termination = Termination(lambda: self.cancel("terminated"), recorder.settle)
        self._token: Token[RecordedRun | None] | None = None
        began = {"runId": run_id, "leaseSeconds": recorder.lease_s, "startedAt": _now()}
        recorder.record("start_run", {**definition, **began})
        recorder.keep_alive(self)

    @property
    def lost(self) -> bool:
        return self.run_id in self._recorder.lost

    @property
    def _is_over(self) -> bool:
        return self._ended or os.getpid() != self._process

    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        if self._is_over:
            return
        with self._recorder.unnoticed("log_metrics"), self._telling:
            found = _numbers(metrics)
            at = _now()
            points = [
                {"seq": self._points + index, "key": key, "value": value, "at": at, **_step(step)}
                for index, (key, value) in enumerate(found.items())
            ]
            self._points += len(points)
            self._last.update(found)
            if points:
                self._recorder.record("log_metrics", {"runId": self.run_id, "points": points})

    def log_artifact(self, path: Any, kind: str = "file", name: str | None = None) -> None:
        if self._is_over:
            return
        with self._recorder.unnoticed("log_artifact"):
            place = Path(path).absolute()
            label = redact_text(storable(text_of(name or place.name), 256)).value or "file"
            described = {
                "artifactId": self._recorder.new_id(),
                "kind": storable(text_of(kind), 128) or "file",
                "name": label[:256],
                "path": str(place),
                "createdAt": _now(),
            }
            self._recorder.record("log_artifact", {"runId": self.run_id, **described})

    def progress(
        self, percent: float | None = None, phase: str | None = None, message: str | None = None
    ) -> None:
        if self._is_over:
            return
        with self._recorder.unnoticed("progress"), self._telling:
            event: dict[str, Any] = {"clientSeq": self._events, "at": _now(), "kind": "progress"}
            if percent is not None:
                # The store refuses a percentage that falls; a program's estimate may.
                self._percent = max(self._percent, min(max(float(percent), 0.0), 100.0))
                event["percent"] = self._percent
            if phase:
                event["phase"] = redact_text(storable(text_of(phase), 128)).value[:128]
            if message:
                event["message"] = redact_text(storable(text_of(message), _MESSAGE)).value
            self._events += 1
            self._recorder.record("report_progress", {"runId": self.run_id, "events": [event]})

    def finish(self, metrics: Mapping[str, Any] | None = None, summary_path: Any = None) -> None:
        with self._recorder.unnoticed("finish"):
            summary = read_summary(summary_path, self._results_dir, self._began)
            ending: dict[str, Any] = {"metrics": self._final(metrics, summary.metrics if summary else None)}
            if summary is not None:
                ending["summaryPath"] = redact_text(storable(str(summary.path), 4_000)).value
                self.log_artifact(summary.path, kind="summary")
            self._end("finish_run", ending)

    def fail(self, error: BaseException | str, kind: str = "exception") -> None:
        with self._recorder.unnoticed("fail"):
            self._end("fail_run", {"error": _described(error, kind), "metrics": self._last})

    def cancel(self, reason: str | None = None) -> None:
        with self._recorder.unnoticed("cancel"):
            error = _described(reason or "cancelled", "interrupted")
            self._end("cancel_run", {"error": error, "metrics": self._last})

    def end_with(self, error: BaseException | None) -> None:
        """Ends the run as what left its block, or the program, says."""
        if self._termination.came or isinstance(error, (KeyboardInterrupt, GeneratorExit)):
            self.cancel("terminated" if self._termination.came else type(error).__name__)
        elif error is None or (isinstance(error, SystemExit) and error.code in (None, 0)):
            self.finish()
        elif isinstance(error, SystemExit):
            self.fail(f"exit with {text_of(error.code)}", "exit")
        elif type(error).__name__ == "CancelledError":
            self.cancel("CancelledError")
        else:
            self.fail(error)

    def __enter__(self) -> Self:
        self._token = _current.set(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._recorder.unnoticed("the end of a run"):
            self.end_with(error)
        if self._token is not None:
            # A generator may be closed in another context than the one it began in.
            with self._recorder.unnoticed("the end of a run"):
                _current.reset(self._token)

    def _end(self, operation: str, ending: Mapping[str, Any]) -> None:
        self._termination.restore()
        if self._is_over:
            return
        self._ended = True
        self._recorder.let_go(self)
        self._recorder.record(operation, {"runId": self.run_id, "endedAt": _now(), **ending})

    def _final(
        self, given: Mapping[str, Any] | None, in_summary: Mapping[str, Any] | None
    ) -> Mapping[str, float | str]:
        if given is not None:
            return _numbers(given)
        return self._last if in_summary is None else _numbers(in_summary)


def current_run() -> RecordedRun | None:
    """The run whose block this code is in."""
    return _current.get()


def _numbers(metrics: Mapping[str, Any]) -> dict[str, float | str]:
    """What is a number, NaN and the infinities by their tags; other values are left out."""
    found: dict[str, float | str] = {}
    for key, value in metrics.items():
        try:
            number = float(value)
        except Exception as error:
            # A tensor may raise anything, and the others are numbers.
            if is_for_the_program(error):
                raise
            continue
        name = redact_text(storable(text_of(key), 512)).value[:256]
        if not math.isfinite(number):
            found[name or "?"] = frozen(number)
        else:
            found[name or "?"] = number
    return found


def _described(error: BaseException | str, kind: str) -> dict[str, Any]:
    if isinstance(error, str):
        return {"kind": kind, "message": redact_text(storable(error, _MESSAGE)).value}
    described = traceback.TracebackException.from_exception(error, limit=100)
    lines = "".join(described.format())
    return {
        "kind": kind,
        "type": storable(type(error).__qualname__, 256),
        "message": redact_text(storable(text_of(error), _MESSAGE)).value,
        "traceback": redact_text(storable(lines[-_TRACE:], _TRACE)).value,
    }


def _step(step: Any) -> dict[str, int]:
    return {} if step is None else {"step": int(step)}


def _now() -> str:
    return format_instant(datetime.now(UTC))
