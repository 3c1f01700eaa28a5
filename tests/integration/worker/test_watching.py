"""What a person or a log sees of workers, and what the command line refuses."""

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from provenlab.tools.cli.main import run_command
from provenlab.tools.cli.worker_bars import BarDisplay
from provenlab.tools.worker.display import LineDisplay
from provenlab.tools.worker.notices import Notice

BEGAN = Notice("began", "w:1", "j", "train", 1)
HALFWAY = Notice("progress", "w:1", "j", "train", 1, percent=50.0, phase="fit [1]", text="9 of 18")
FAILED = Notice("ended", "w:1", "j", "train", 1, ending="retry_wait", text="no\nroom [bold]")
BEGAN_AGAIN = Notice("began", "w:1", "j", "train", 2)
DONE = Notice("ended", "w:1", "j", "train", 2, ending="succeeded")
AWAY = Notice("trouble", "w:1", text="the store is away")


@pytest.mark.parametrize(
    ("only_trouble", "lines"),
    [
        (False, ["began train j attempt 1", "retry_wait train j attempt 1: no room [bold]",
                 "began train j attempt 2", "succeeded train j attempt 2", "trouble: the store is away"]),
        (True, ["retry_wait train j attempt 1: no room [bold]", "trouble: the store is away"]),
    ],
)  # fmt: skip
def test_a_log_has_a_line_for_each_beginning_and_end(
    only_trouble: bool, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with LineDisplay(only_trouble) as display:
        for notice in (BEGAN, HALFWAY, FAILED, BEGAN_AGAIN, DONE, AWAY):
            display.show(notice)
    assert capsys.readouterr().err.splitlines() == [f"w:1 {line}" for line in lines]


def test_a_person_sees_a_bar_for_each_job_and_a_sum_at_the_end() -> None:
    written = StringIO()
    console = Console(file=written, force_terminal=True, width=100, color_system=None)
    display: Any = BarDisplay(console)
    with display:
        for notice in (BEGAN, HALFWAY):
            display.show(notice)
        display.refresh()
        assert "train j" in written.getvalue()
        assert "50% fit [1]: 9 of 18" in written.getvalue()
        for notice in (FAILED, BEGAN_AGAIN, DONE):
            display.show(notice)
    assert "w:1 retry_wait train j attempt 1: no room [bold]" in written.getvalue()
    assert "1 retry_wait, 1 succeeded" in written.getvalue()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["worker", "--store", "memory:"], 2, "a store in memory is seen by no other process"),
        (["worker", "--once", "--processes", "2"], 2, "once is for one process"),
        (["worker", "--lease", "0"], 2, "0"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(
    arguments: list[str], code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(arguments) == code
    assert said in capsys.readouterr().err
