"""Runs that belong to jobs: declared when a job is enqueued, begun by its attempts."""

from typing import Protocol

from provenlab.core.models.run import Run, RunDefinition


class QueuedRunsPort(Protocol):
    """The part of a run registry that a job queue in the same store drives.

    Such a run has no lease of its own, so `reap_lost_runs` leaves it alone: the lease is the job's.
    Transactions, idempotency and errors as in `RunRegistryPort`; every `RunRegistryPort` has it.
    """

    def declare_run(self, definition: RunDefinition) -> tuple[Run, bool]:
        """Records a run as `pending`; the run, and whether it is new.

        Idempotent for the same definition; Conflict when the id stands for another one. Leaves the
        status event `pending` with seq 1.
        """
        ...

    def begin_run(self, run_id: str, attempt: int) -> Run:
        """Makes a pending run `running`; leaves a status event `running` with the number of the attempt.

        A later attempt finds the run running and leaves its own event.
        """
        ...

    def pause_run(self, run_id: str, attempt: int, phase: str, message: str | None = None) -> None:
        """Says in a status event that an attempt is over and the job waits; the run stays `running`."""
        ...
