"""Runs worker processes until they end: what `provenlab worker` does."""

import gc

from provenlab.core.errors import ValidationFailed
from provenlab.tools.worker.display import Display
from provenlab.tools.worker.drain import Drain
from provenlab.tools.worker.process import WorkerOptions
from provenlab.tools.worker.supervisor import Supervisor


def run_workers(options: WorkerOptions, processes: int, display: Display) -> int:
    """The exit code; ValidationFailed for a store in memory.

    SIGTERM and Ctrl-C drain: each present job may end within the grace. What is not done by then, or when
    it is asked for twice, is handed back to the queue without using up an attempt.
    """
    from provenlab.tools.compose import open_parts

    lab = open_parts(options.store)
    if lab.place.engine == "memory":
        raise ValidationFailed.at(
            "store", "a store in memory is seen by no other process; give a path or a URL"
        )
    gc.enable()
    drain = Drain(options.grace_s)
    drain.on_signals()
    try:
        with display:
            return Supervisor(lab, options, processes, display, drain).run()
    finally:
        lab.close()
