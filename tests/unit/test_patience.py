"""What a person who waits is told."""

import io
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout

import pytest

from provenlab.tools.cli import patience

_DEADLINE_S = 30


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def wait_for(is_there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _DEADLINE_S
    while not is_there() and time.monotonic() < deadline:
        time.sleep(0.001)


def test_long_work_says_how_far_it_is_and_wipes_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(patience, "_FIRST_S", 0.001)
    monkeypatch.setattr(patience, "_EVERY_S", 0.002)
    screen = Terminal()
    with (
        redirect_stdout(Terminal()),
        redirect_stderr(screen),
        patience.told_while("provenlab store verify") as hear,
    ):
        wait_for(lambda: "provenlab store verify 0 s" in screen.getvalue())
        hear("runs", 500, 2_000)
        wait_for(lambda: "provenlab store verify runs 500 of 2,000, 0 s" in screen.getvalue())
        hear("runs", 2_100, 2_000)
        wait_for(lambda: "runs 2,000 of 2,000" in screen.getvalue())
    shown = screen.getvalue()
    assert "provenlab store verify 0 s" in shown
    assert "runs 500 of 2,000" in shown
    assert "runs 2,000 of 2,000" in shown
    assert shown.rstrip().endswith("\x1b[2K")


def test_short_work_and_pipes_hear_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    with redirect_stdout(Terminal()), redirect_stderr(screen), patience.told_while("provenlab runs list"):
        pass
    monkeypatch.setattr(patience, "_FIRST_S", 0.0)
    with redirect_stdout(io.StringIO()), redirect_stderr(screen), patience.told_while("provenlab runs list"):
        time.sleep(0.01)
    assert screen.getvalue() == ""
