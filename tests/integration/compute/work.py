"""Work for executors: functions that a worker can import."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.kind import Partial


def squared(number: int) -> int:
    return number * number


def process_id(number: int) -> int:
    return os.getpid()


def refused(number: int) -> int:
    raise ValueError(f"not {number}")


def deadly_once(task: tuple[str, int]) -> int:
    """The worker dies over task 3 until there is a mark that it did."""
    folder, number = task
    mark = Path(folder) / "died"
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def deadly(number: int) -> int:
    """The worker always dies over task 3."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@dataclass(frozen=True)
class DeadlyCalcutta(Calcutta):
    """Its worker dies over one shard, once."""

    folder: str

    def evaluate(self, spec: Any, inputs: Any, candidates: Any, lo: int, hi: int, stream: Any) -> Partial:
        deadly_once((self.folder, 3 if lo == 2000 else 0))
        return super().evaluate(spec, inputs, candidates, lo, hi, stream)
