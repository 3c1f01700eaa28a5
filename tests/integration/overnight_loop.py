"""A worker that tries what the journal does not know: `URL SEED PROPOSALS POSSIBLE DIES`.

Writes a line for each proposal, before it acts on it, and never closes anything. With `DIES`, it is killed
at that trial: after it wrote that it tries, and before it logs what came of it.
"""

import os
import random
import signal
import sys
from typing import Any

from provenlab.core.operations.registry import find_operation
from provenlab.tools.compose import open_parts
from provenlab.tools.dispatch import run_operation

TRIAL = {"inputs": ["a" * 64], "evaluator": {"kind": "backtest", "version": "1"}, "cohort": "spring"}


def say(word: str, window: int) -> None:
    sys.stdout.write(f"{word} {window}\n")
    sys.stdout.flush()


def work(url: str, seed: int, proposals: int, possible: int, dies: int) -> None:
    """Knows what was tried from the store alone."""
    lab = open_parts(url, idle_ms=250)
    draw = random.Random(seed)
    n_tried = 0

    def call(operation: str, **params: Any) -> Any:
        return run_operation(lab, find_operation(operation), params)

    for _ in range(proposals):
        window = draw.randrange(possible)
        trial = {"config": {"window": window}, "trial": TRIAL}
        if call("find_trial", **trial).tried:
            say("known", window)
            continue
        say("tries", window)
        n_tried += 1
        if n_tried == dies:
            os.kill(os.getpid(), signal.SIGKILL)
        call(
            "log_journal_entry",
            **trial,
            hypothesis="another window is better",
            mutationType="hyperparameter",
            configDiff={"window": window},
            results={"sharpe": draw.random()},
            disposition="errored" if window % 7 == 0 else "evaluated",
            baseConfig={"window": -1},
            seed=seed,
        )


if __name__ == "__main__":
    work(sys.argv[1], *map(int, sys.argv[2:6]))
    os._exit(0)
