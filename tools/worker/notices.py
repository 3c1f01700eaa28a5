"""What a worker tells those who watch it."""

import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

What = Literal["began", "progress", "ended", "trouble"]
Ending = Literal["succeeded", "retry_wait", "dead", "cancelled", "queued", "fenced", "abandoned"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened; `ending` is the status of the job after its attempt.

    Or `fenced` when another attempt has the job, `abandoned` when the store took no end.
    """

    what: What
    worker: str
    job_id: str = ""
    kind: str = ""
    attempt: int = 0
    ending: Ending | None = None
    percent: float | None = None
    phase: str | None = None
    text: str | None = None

    def document(self) -> dict[str, Any]:
        """As a JSON object."""
        return {name: value for name, value in asdict(self).items() if value is not None}


Tell = Callable[[Notice], None]


def silently(_notice: Notice) -> None:
    """Nobody watches."""


def worker_name(crew: str = "", process_id: int | None = None) -> str:
    """A process on this machine: `host:pid`, and the crew it belongs to.

    Containers may share host names and process ids, so the crew, drawn by each supervisor, tells them apart.
    """
    of_crew = f":{crew}" if crew else ""
    return f"{platform.node()[:90] or 'host'}:{process_id or os.getpid()}{of_crew}"
