"""The part of the composition root that names executors, kinds of scenarios and files of outcomes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, BinaryIO

from provenlab.tools.places import compute_place

if TYPE_CHECKING:
    from provenlab.adapters.tables.outcome_file import OutcomeFile
    from provenlab.core.ports.executor import ExecutorPort


def open_executor(place: str | None = None) -> "ExecutorPort":
    """The executor of `here`, `processes:N` or `tcp://HOST:PORT`; None is what `PROVENLAB_COMPUTE` says."""
    engine, target = compute_place(place)
    if engine == "dask":
        from provenlab.adapters.compute.dask import DaskExecutor

        return DaskExecutor(target)
    if engine == "processes":
        from provenlab.adapters.compute.processes import ProcessExecutor

        return ProcessExecutor(int(target))
    from provenlab.adapters.compute.in_process import InProcessExecutor

    return InProcessExecutor()


def outcome_file(file: BinaryIO, columns: Mapping[str, str]) -> "OutcomeFile":
    """Takes the rows of shards and writes them to a file in their order."""
    from provenlab.adapters.tables.outcome_file import OutcomeFile

    return OutcomeFile(file, columns)
