"""What a person, or a log, sees of workers on standard error."""

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol, Self

from provenlab.tools.worker.notices import Notice


class Display(AbstractContextManager["Display"], Protocol):
    """Shows notices as they come."""

    def show(self, notice: Notice) -> None: ...


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


def line_of(notice: Notice) -> str:
    """The notice in one line."""
    what = notice.ending or notice.what
    job = f" {notice.kind} {notice.job_id} attempt {notice.attempt}" if notice.job_id else ""
    text = f": {notice.text}" if notice.text else ""
    return " ".join(f"{notice.worker} {what}{job}{text}".split())
