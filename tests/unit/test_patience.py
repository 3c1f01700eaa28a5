"""What a person who waits is told."""

import io
import time
from contextlib import redirect_stderr, redirect_stdout

import pytest

from provenlab.tools.cli import patience

_DEADLINE_S = 30


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_long_work_says_how_long_and_wipes_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "_FIRST_S", 0.001)
    monkeypatch.setattr(patience, "_EVERY_S", 0.002)
    screen, deadline = Terminal(), time.monotonic() + _DEADLINE_S
    with redirect_stdout(Terminal()), redirect_stderr(screen), patience.told_while("provenlab store verify"):
        while screen.getvalue().count("store verify ... ") < 2 and time.monotonic() < deadline:
            time.sleep(0.001)
    assert screen.getvalue().startswith("\rprovenlab store verify ... ")
    assert screen.getvalue().endswith("\r\x1b[K")
    assert "\n" not in screen.getvalue()


def test_short_work_and_pipes_hear_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    with redirect_stdout(Terminal()), redirect_stderr(screen), patience.told_while("provenlab runs list"):
        pass
    monkeypatch.setattr(patience, "_FIRST_S", 0.0)
    with redirect_stdout(io.StringIO()), redirect_stderr(screen), patience.told_while("provenlab runs list"):
        time.sleep(0.01)
    assert screen.getvalue() == ""
