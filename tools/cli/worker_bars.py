"""Bars for a person who watches workers."""

from collections import Counter
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from provenlab.tools.worker.display import line_of
from provenlab.tools.worker.notices import Notice


class BarDisplay:
    """A bar for each job at work, and above them a line for each that did not succeed."""

    def __init__(self, console: Console | None = None) -> None:
        self._progress = Progress(
            TextColumn("{task.fields[kind]} {task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}% {task.fields[told]}", markup=False),
            TimeElapsedColumn(),
            console=console or Console(stderr=True),
            transient=True,
        )
        self._bars: dict[str, TaskID] = {}
        self._endings: Counter[str] = Counter()

    def refresh(self) -> None:
        """Draws the bars now; otherwise they are drawn ten times a second."""
        self._progress.refresh()

    def show(self, notice: Notice) -> None:
        if notice.what == "began":
            self._take_away(notice.worker)
            self._bars[notice.worker] = self._progress.add_task(
                notice.job_id, total=100, kind=notice.kind, told=""
            )
        elif notice.what == "progress" and notice.worker in self._bars:
            told = ": ".join(filter(None, (notice.phase, notice.text)))
            self._progress.update(self._bars[notice.worker], completed=notice.percent or 0.0, told=told)
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
