"""A bar for a person who waits: what is being done, how far it is, and for how long already."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from provenlab.core.ports.progress import Progress, silent
from provenlab.tools.cli.words import span

_FIRST_S, _EVERY_S = 2.0, 0.2


class _Heard:
    """What was told last of the work."""

    def __init__(self) -> None:
        self.last = ("", 0, 0)

    def hear(self, phase: str, done: int, total: int) -> None:
        self.last = (phase, done, total)


@contextmanager
def told_while(what: str) -> Iterator[Progress]:
    """Draws it on a terminal once it takes long, and leaves nothing behind; a pipe hears nothing.

    Whoever does the work may tell how far it is; a bar of which nothing is told moves to and fro.
    """
    if not (sys.stdout.isatty() and sys.stderr.isatty()):
        yield silent
        return
    heard, ended = _Heard(), threading.Event()
    drawer = threading.Thread(target=_draw, args=(what, heard, ended), daemon=True)
    drawer.start()
    try:
        yield heard.hear
    finally:
        ended.set()
        with suppress(KeyboardInterrupt):
            drawer.join()


def _draw(what: str, heard: _Heard, ended: threading.Event) -> None:
    began = time.monotonic()
    if ended.wait(_FIRST_S):
        return
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Bars

    told = TextColumn("{task.description} {task.fields[told]}", markup=False)
    bars = Bars(told, BarColumn(), console=Console(stderr=True), transient=True, auto_refresh=False)
    with bars:
        bar = bars.add_task(what, total=None, told="")
        while True:
            phase, done, total = heard.last
            far = f"{phase} {min(done, total):,} of {total:,}, " if total else ""
            waited = span(int(time.monotonic() - began) * 1000)
            bars.update(bar, completed=done, total=total or None, told=f"{far}{waited}", refresh=True)
            if ended.wait(_EVERY_S):
                return
