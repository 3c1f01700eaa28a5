"""A completed run executed again from what is stored, compared with what it left, without a write."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from provenlab import __version__
from provenlab.core.errors import (
    BlobMissing,
    DigestMismatch,
    Expired,
    Immutable,
    NotFound,
    UriRefused,
    ValidationFailed,
)
from provenlab.core.evaluation.engine import Progress
from provenlab.core.models.artifact import ArtifactFilter
from provenlab.core.models.metric import metrics_document
from provenlab.core.rules.job_errors import JobError
from provenlab.tools.compose_compute import scratch_folder
from provenlab.tools.evaluations.documents import Document, json_document
from provenlab.tools.evaluations.execution import assignments_of, executed
from provenlab.tools.evaluations.generation import generated, generation_work
from provenlab.tools.evaluations.identity import changed_candidate, changed_scenario
from provenlab.tools.evaluations.inputs import bytes_of, is_kind_missing
from provenlab.tools.evaluations.json_differences import first_difference

if TYPE_CHECKING:
    from provenlab.core.models.artifact import Artifact
    from provenlab.core.models.run import Run
    from provenlab.core.ports.executor import ExecutorPort
    from provenlab.tools.compose import LabParts

Cause = Literal[
    "missing_input", "changed_input", "other_scenario", "other_candidate", "other_code", "missing_output",
    "changed_output", "other_result",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that is not as it was; hashes where there are any."""

    cause: Cause
    where: str
    explanation: str
    stored: str | None = None
    found: str | None = None


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """`identical` when `difference` is None. `compared` names what was compared, in that order."""

    run_id: str
    compared: tuple[str, ...] = ()
    difference: Difference | None = None
    remarks: tuple[str, ...] = ()

    @property
    def identical(self) -> bool:
        return self.difference is None

    def document(self) -> dict[str, Any]:
        """As JSON, with the names of the wire."""
        same = self.compared if self.identical else self.compared[:-1]
        return {
            "runId": self.run_id,
            "identical": self.identical,
            "compared": list(self.compared),
            "identicalArtifacts": list(same),
            "difference": None if self.difference is None else asdict(self.difference),
            "remarks": list(self.remarks),
        }


class _Differs(Exception):
    def __init__(self, difference: Difference) -> None:
        super().__init__(difference.explanation)
        self.difference = difference


def replay_run(
    lab: "LabParts", run_id: str, executor: "ExecutorPort", progress: Progress | None = None
) -> ReplayReport:
    """Executes a completed `evaluation` or `strategy_generation` run again, from pinned inputs alone.

    Content is compared, so a file that another release of a library wrote differently is a remark. The
    store is opened for reading only. NotFound for an unknown run; ValidationFailed says why a run
    cannot be replayed.
    """
    lab = lab.read_only
    run = lab.runs.registry.get_run(run_id)
    _require_replayable(run)
    try:
        with scratch_folder() as folder:
            if run.kind == "evaluation":
                documents = _evaluation(lab, run, executor, folder, progress)
            else:
                documents = _generation(lab, run)
            return _compared(lab, run, documents)
    except _Differs as found:
        return ReplayReport(run_id, difference=found.difference)


def _require_replayable(run: "Run") -> None:
    if run.kind not in ("evaluation", "strategy_generation"):
        raise ValidationFailed.at(
            "runId",
            f"is a run of kind {run.kind}: only evaluation and strategy_generation are functions of stored "
            "inputs alone; other code lies outside the store",
        )
    if run.status != "completed":
        raise ValidationFailed.at("runId", f"is {run.status}: only a completed run has results to compare")


def _evaluation(
    lab: "LabParts", run: "Run", executor: "ExecutorPort", folder: Path, progress: Progress | None
) -> list[Document]:
    with _told("evaluation"):
        work = lab.evaluations.work(run.run_id)
        assignments = assignments_of(work, lambda artifact: _input(lab, artifact))
    scenario_id = changed_scenario(work, assignments)
    if scenario_id is not None:
        raise _Differs(
            Difference("other_scenario", scenario_id, "its world is not the one its id was made of")
        )
    candidate_id = changed_candidate(assignments)
    if candidate_id is not None:
        raise _Differs(
            Difference("other_candidate", candidate_id, "its payload is not the one its id was made of")
        )
    again = executed(work.evaluation.cohort_id, assignments, executor, folder, progress)
    return [*again.documents, _metrics(again.metrics)]


def _generation(lab: "LabParts", run: "Run") -> list[Document]:
    with _told("strategy_generation"):
        work = generation_work(lab, run.config)
        for artifact in work.inputs.values():
            _input(lab, artifact)
        again = generated(lab, work)
    return [again.document, _metrics(again.metrics)]


def _metrics(metrics: Mapping[str, float]) -> Document:
    """As the ending of a run writes them."""
    numbers = {key: float(value) for key, value in metrics.items()}
    return json_document("metrics", "metrics", metrics_document(numbers))


def _input(lab: "LabParts", artifact: "Artifact") -> bytes:
    try:
        return bytes_of(lab, artifact)
    except DigestMismatch as changed:
        raise _Differs(
            Difference("changed_input", artifact.artifact_id, changed.message, artifact.file_hash)
        ) from None
    except (BlobMissing, UriRefused) as missing:
        raise _Differs(
            Difference("missing_input", artifact.artifact_id, missing.message, artifact.file_hash)
        ) from None


@contextmanager
def _told(what: str) -> Iterator[None]:
    """What keeps the work from beginning, as a difference."""
    try:
        yield
    except (NotFound, Immutable, JobError) as missing:
        absent: Cause = "other_code" if is_kind_missing(missing) else "missing_input"
        raise _Differs(Difference(absent, what, str(missing))) from None
    except ValidationFailed as refused:
        paths = [fault["path"] for fault in refused.details.get("faults", ())]
        cause: Cause = "other_code" if paths == ["kindVersion"] else "other_scenario"
        raise _Differs(Difference(cause, what, refused.message)) from None


def _compared(lab: "LabParts", run: "Run", documents: Sequence[Document]) -> ReplayReport:
    made = lab.catalog.list_artifacts(ArtifactFilter(producer_id=run.run_id), None).items
    stored = {_slot(each.kind, each.name): each for each in made}
    report = ReplayReport(run.run_id)
    for document in documents:
        slot = _slot(document.kind, document.name)
        if slot not in stored:
            missing = Difference("missing_output", slot, "the run has no such artifact now")
            return replace(report, compared=(*report.compared, slot), difference=missing)
        difference, remark = _difference(lab, run, stored[slot], document)
        report = replace(
            report,
            compared=(*report.compared, slot),
            difference=difference,
            remarks=(*report.remarks, *([remark] if remark else [])),
        )
        if difference is not None:
            return report
    for slot in sorted(set(stored) - set(report.compared)):
        extra = Difference("other_result", slot, "the run made it then, and does not now")
        return replace(report, compared=(*report.compared, slot), difference=extra)
    return report


def _slot(kind: str, name: str) -> str:
    return "metrics" if kind == "metrics" else name


def _difference(
    lab: "LabParts", run: "Run", stored: "Artifact", document: Document
) -> tuple[Difference | None, str | None]:
    """The difference from what is stored, or a remark where the content is the same."""
    where, remark = f"{document.name} (artifact {stored.artifact_id})", None
    try:
        lab.blobs.verify(stored.storage_uri, stored.file_hash, stored.size_bytes)
    except DigestMismatch as changed:
        return Difference("changed_output", where, changed.message, stored.file_hash), None
    except Expired as gone:
        # What was recorded of it stays, and proves as much as its bytes would.
        remark = f"{where}: compared by its digest, for {gone.message}"
    except (BlobMissing, UriRefused) as missing:
        return Difference("missing_output", where, missing.message, stored.file_hash), None
    if document.file_hash() == stored.file_hash:
        return None, remark
    found = document.content_hash()
    if found == stored.content_hash:
        return None, f"{where}: the same content in other bytes, as another release of a library writes it"
    cause, reason = _reason(lab, run, stored, document)
    return Difference(cause, where, reason, stored.content_hash, found), None


def _reason(lab: "LabParts", run: "Run", stored: "Artifact", document: Document) -> tuple[Cause, str]:
    """What explains another content from the same inputs."""
    place = ""
    if document.format == "json" and stored.expired_at is None:
        then, now = json.loads(bytes_of(lab, stored)), json.loads(b"".join(document.chunks))
        place = f"{first_difference(then, now)}: "
        if then.get("kindVersion") != now.get("kindVersion"):
            return "other_code", f"the kind was of another version: {first_difference(then, now)}"
    engine = engine_of(lab, run)
    if engine not in (None, __version__):
        return "other_code", f"{place}the engine was {engine} and is {__version__}"
    return "other_result", f"{place}the same inputs and versions gave it: determinism is violated"


def engine_of(lab: "LabParts", run: "Run") -> str | None:
    """The version of the engine when an evaluation was submitted."""
    if run.kind != "evaluation":
        return None
    return lab.evaluations.port.evaluation_of_run(run.run_id).engine_version
