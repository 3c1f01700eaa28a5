"""The part of the composition root that names executors, kinds of scenarios and files of outcomes."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from provenlab.tools.places import compute_place

if TYPE_CHECKING:
    from provenlab.adapters.tables.outcome_file import OutcomeFile
    from provenlab.core.evaluation.kind import ScenarioKind
    from provenlab.core.models.artifact import ArtifactFormat
    from provenlab.core.models.content import Content
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


def installed_kind(name: str) -> "ScenarioKind":
    """NotFound lists the kinds that are installed."""
    from provenlab.adapters.compute.scenario_kinds import InstalledKinds

    return InstalledKinds().kind(name)


def scratch_folder() -> "AbstractContextManager[Path]":
    """A folder for files of an execution, removed at its end."""
    from provenlab.adapters.files.scratch_folder import scratch_folder as folder

    return folder()


def outcome_file(file: BinaryIO, columns: Mapping[str, str]) -> "OutcomeFile":
    """Takes the rows of shards and writes them to a file in their order."""
    from provenlab.adapters.tables.outcome_file import OutcomeFile

    return OutcomeFile(file, columns)


def write_columns(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Writes columns that are in memory as one file."""
    from provenlab.adapters.tables.column_file import write_columns as write

    write(path, columns)


def content_of(source: BinaryIO | Path, declared_format: "ArtifactFormat") -> "Content":
    """The canonical hash of a file that is not published, and its summary."""
    from provenlab.adapters.blobs.content import content_of as content

    return content(source, declared_format)
