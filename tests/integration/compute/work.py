"""Work for executors: functions that a worker can import."""

import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from provenlab.core.evaluation.calcutta.kind import Calcutta
from provenlab.core.evaluation.kind import Partial


def multiplied(factor: int, number: int) -> int:
    return factor * number


def process_id(shared: None, number: int) -> int:
    return os.getpid()


def refused(shared: None, number: int) -> int:
    raise ValueError(f"not {number}")


def deadly_once(shared: None, task: tuple[str, int]) -> int:
    """The worker dies over task 3 until there is a mark that it did."""
    folder, number = task
    mark = Path(folder) / "died"
    if number == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def deadly(shared: None, number: int) -> int:
    """The worker always dies over task 3."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@dataclass(frozen=True)
class DeadlyCalcutta(Calcutta):
    """Its worker dies over one shard, once."""

    folder: str

    def evaluate(self, spec: Any, inputs: Any, candidates: Any, lo: int, hi: int, stream: Any) -> Partial:
        deadly_once(None, (self.folder, 3 if lo == 2000 else 0))
        return super().evaluate(spec, inputs, candidates, lo, hi, stream)


class Travelled:
    """Tells of every time that it is read in another process."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Any, ...]:
        return arrived, (self.folder,)


def arrived(folder: str) -> Travelled:
    (Path(folder) / f"{os.getpid()}-{time.monotonic_ns()}").touch()
    return Travelled(folder)


def travelled(shared: Travelled, number: int) -> int:
    return number
