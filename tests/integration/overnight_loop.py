"""A worker that proposes mutations and tries those the journal does not know: `URL SEED PROPOSALS POSSIBLE`.

Writes one line for each mutation it tries, and leaves without closing anything, as if it were killed.
"""

import os
import random
import sys
from typing import Any

from provenlab.core.operations.registry import find_operation
from provenlab.tools.compose import open_parts
from provenlab.tools.dispatch import run_operation

TRIAL = {"inputs": ["a" * 64], "evaluator": {"kind": "backtest", "version": "1"}, "cohort": "spring"}


def work(url: str, seed: int, proposals: int, possible: int) -> None:
    """Knows what was tried from the store alone."""
    lab = open_parts(url, idle_ms=250)
    draw = random.Random(seed)

    def call(operation: str, **params: Any) -> Any:
        return run_operation(lab, find_operation(operation), params)

    for _ in range(proposals):
        window = draw.randrange(possible)
        trial = {"config": {"window": window}, "trial": TRIAL}
        if call("find_trial", **trial).tried:
            continue
        sys.stdout.write(f"{window}\n")
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
    sys.stdout.flush()


if __name__ == "__main__":
    work(sys.argv[1], *map(int, sys.argv[2:5]))
    os._exit(0)
