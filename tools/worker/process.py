"""A worker process of its own: started by the supervisor, which hears of it over a pipe."""

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import NoReturn

from provenlab.core.errors import ProvenlabError
from provenlab.tools.worker.drain import Drain
from provenlab.tools.worker.notices import Notice, Tell, worker_name

LEFT = 70
"""The exit code of a process that left a handler behind."""
USELESS = 78
"""The exit code of a process that could not begin or go on, and whose successor could not either."""


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """What one worker process is to do; times in seconds."""

    store: str
    kinds: tuple[str, ...] | None = None
    modules: tuple[str, ...] = ()
    once: bool = False
    until_idle: bool = False
    lease_s: float = 60.0
    grace_s: float = 30.0
    poll_s: float = 2.0
    time_limit_s: float | None = None
    compute: str | None = None

    def text(self) -> str:
        """As the argument of the process."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, text: str) -> "WorkerOptions":
        """The options that `text` was made from."""
        given = json.loads(text)
        kinds = given.pop("kinds")
        modules = tuple(given.pop("modules"))
        return cls(kinds=None if kinds is None else tuple(kinds), modules=modules, **given)


def main() -> None:
    """Arguments: the options, the descriptor for notices, the process id of the supervisor, and its crew."""
    options, descriptor, parent = WorkerOptions.of(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    name = worker_name(sys.argv[4])
    drain = Drain(options.grace_s)
    drain.on_signals()
    drain.with_parent(parent)
    tell = _teller(descriptor)
    try:
        _work(options, name, drain, tell)
    except Exception as error:  # noqa: BLE001 - without handlers or a store another process would do no better
        told = error.message if isinstance(error, ProvenlabError) else f"{type(error).__name__}: {error}"
        tell(Notice(what="trouble", worker=name, text=told))
        sys.exit(USELESS)


def _work(options: WorkerOptions, name: str, drain: Drain, tell: Tell) -> None:
    from provenlab.tools.compose import open_parts
    from provenlab.tools.worker.attempt import AttemptRules
    from provenlab.tools.worker.compute import Compute
    from provenlab.tools.worker.handlers import handlers_of
    from provenlab.tools.worker.worker import Until, Worker

    lab = open_parts(options.store)
    rules = AttemptRules(
        timedelta(seconds=options.lease_s), options.time_limit_s, _leave, Compute(options.compute)
    )
    worker = Worker(
        lab,
        handlers_of(options.modules),
        kinds=options.kinds,
        name=name,
        rules=rules,
        drain=drain,
        tell=tell,
        poll_s=options.poll_s,
    )
    try:
        worker.run(Until(once=options.once, idle=options.until_idle))
    finally:
        lab.close()


def _teller(descriptor: int) -> Tell:
    def tell(notice: Notice) -> None:
        line = json.dumps(notice.document()).encode() + b"\n"
        # The supervisor is gone when nobody reads; the work goes on until the drain notices.
        with suppress(OSError):
            os.write(descriptor, line)

    return tell


def _leave() -> NoReturn:
    """Ends the process under a handler that does not stop: what it did is recorded already."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(LEFT)


if __name__ == "__main__":
    main()
