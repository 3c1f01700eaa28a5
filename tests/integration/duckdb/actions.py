"""What the processes of these tests do; run as `python -m tests.integration.duckdb.actions ACTION ...`."""

import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from provenlab.adapters.files.turnstile import Turnstile
from tests.integration.duckdb.stores import database, insert


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def until_told() -> None:
    """Waits until the other side closes standard input."""
    sys.stdin.read()


def hold(store: str, side: str) -> None:
    """Goes into the turnstile and stays."""
    place = Turnstile(Path(store)).enter(side == "exclusive", 30_000)
    say("in")
    until_told()
    place.release()


def pass_through(store: str, side: str, stop: str) -> None:
    """Goes in and out, without a pause outside, until the stop file appears; says how often."""
    turnstile, times = Turnstile(Path(store)), 0
    while not Path(stop).exists():
        place = turnstile.enter(side == "exclusive", 30_000)
        time.sleep(0.01)
        place.release()
        times += 1
    say(times)


def count_up(store: str, counter: str, times: str) -> None:
    """Adds to a number in a file; loses counts if two are inside."""
    turnstile = Turnstile(Path(store))
    for _ in range(int(times)):
        place = turnstile.enter(True, 60_000)
        number = int(Path(counter).read_text())
        time.sleep(0.001)
        Path(counter).write_text(str(number + 1))
        place.release()
    say("done")


def create(store: str, prefix: str, times: str, idle_ms: str = "0") -> None:
    """Creates experiments one by one and says the id of each that was acknowledged."""
    opened = database(Path(store), 60_000, int(idle_ms))
    for number in range(int(times)):
        with opened.write() as session:
            insert(session, f"{prefix}-{number}")
        say(f"{prefix}-{number}")
    opened.close()


def keep_open(store: str, idle_ms: str) -> None:
    """Leaves its handle open after a write."""
    opened = database(Path(store), idle_ms=int(idle_ms))
    with opened.write():
        pass
    say("kept")
    until_told()
    opened.close()


def forget(store: str, idle_ms: str, times: str) -> None:
    """Ends without closing what it keeps open."""
    opened = database(Path(store), idle_ms=int(idle_ms))
    for number in range(int(times)):
        with opened.write() as session:
            insert(session, f"kept-{number}")
    say("done")


def wait(store: str) -> None:
    """Waits for its turn until a signal ends it."""

    def end(number: int, frame: object) -> None:
        say(signal.Signals(number).name)
        sys.exit(0)

    signal.signal(signal.SIGTERM, end)
    Turnstile(Path(store)).enter(True, 600_000)


def shell(store: str) -> None:
    """Opens the store as a program does that knows nothing of the turnstile."""
    from tests.integration.duckdb.stores import raw

    with raw(Path(store)):
        say("open")
        until_told()


ACTIONS: dict[str, Callable[..., None]] = {
    "hold": hold,
    "pass": pass_through,
    "count": count_up,
    "create": create,
    "keep": keep_open,
    "forget": forget,
    "wait": wait,
    "shell": shell,
}

if __name__ == "__main__":
    ACTIONS[sys.argv[1]](*sys.argv[2:])
