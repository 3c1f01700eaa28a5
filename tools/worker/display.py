"""What a person, or a log, sees of workers on standard error."""

import sys
from collections import Counter
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from provenlab.tools.worker.notices import Notice

if TYPE_CHECKING:
    from rich.progress import TaskID


class Display(AbstractContextManager["Display"], Protocol):
    """Shows notices as they come."""

    def show(self, notice: Notice) -> None: ...


def display_for(is_quiet: bool = False) -> Display:
    """Bars when a person watches, otherwise a line for each beginning and each end."""
    if not is_quiet and sys.stderr.isatty():
        try:
            return BarDisplay()
        except ModuleNotFoundError:  # rich is an extra
            return LineDisplay()
    return LineDisplay(only_trouble=is_quiet)


class LineDisplay:
    """One line a notice; progress is left out."""

    def __init__(self, only_trouble: bool = False) -> None:
        self._only_trouble = only_trouble

    def show(self, notice: Notice) -> None:
        is_trouble = notice.what == "trouble" or notice.ending not in (None, "succeeded")
        if notice.what != "progress" and (is_trouble or not self._only_trouble):
            print(line_of(notice), file=sys.stderr, flush=True)  # noqa: T201 - what a log is made of

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None


class BarDisplay:
    """A bar for each job at work, and above them a line for each that did not succeed."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            TextColumn("{task.fields[kind]} {task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}% {task.fields[phase]}", markup=False),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._bars: dict[str, TaskID] = {}
        self._endings: Counter[str] = Counter()

    def show(self, notice: Notice) -> None:
        if notice.what == "began":
            self._take_away(notice.worker)
            self._bars[notice.worker] = self._progress.add_task(
                notice.job_id, total=100, kind=notice.kind, phase=""
            )
        elif notice.what == "progress" and notice.worker in self._bars:
            self._progress.update(
                self._bars[notice.worker], completed=notice.percent or 0.0, phase=notice.phase or ""
            )
        elif notice.what == "ended":
            self._take_away(notice.worker)
            self._endings[notice.ending or ""] += 1
        if notice.what == "trouble" or notice.ending not in (None, "succeeded"):
            self._progress.console.print(line_of(notice), markup=False, highlight=False)

    def _take_away(self, worker: str) -> None:
        bar = self._bars.pop(worker, None)
        if bar is not None:
            self._progress.remove_task(bar)

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()
        if self._endings:
            found = ", ".join(f"{count} {ending}" for ending, count in sorted(self._endings.items()))
            self._progress.console.print(found, markup=False, highlight=False)


def line_of(notice: Notice) -> str:
    """The notice in one line."""
    what = notice.ending or notice.what
    job = f" {notice.kind} {notice.job_id} attempt {notice.attempt}" if notice.job_id else ""
    text = f": {notice.text}" if notice.text else ""
    return " ".join(f"{notice.worker} {what}{job}{text}".split())
