"""What is wrong inside a store: edges, histories, digests and indexes against the records."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from provenlab.adapters._sql.damage import UNREADABLE
from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.evaluation_audit import evaluation_findings
from provenlab.adapters._sql.experiment_rows import experiment_of
from provenlab.adapters._sql.journal_audit import journal_findings
from provenlab.adapters._sql.model_audit import model_findings
from provenlab.adapters._sql.run_audit import run_findings
from provenlab.core.errors import ProvenlabError
from provenlab.core.models.experiment import Experiment
from provenlab.core.models.store import Finding, Subject
from provenlab.core.ports.progress import Progress
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.digests import CONFIG, definition_digest, state_digest, tagged_digest

_BATCH = 500


def audit_findings(session: Session, progress: Progress) -> Iterator[Finding]:
    """All findings about the records of a store, cheap set queries first."""
    size = session.row("audit.sizes") or {}

    def through(phase: str, noun: str) -> Callable[[int], None]:
        # Numbers are given in turn, so that the last one seen tells how many are through.
        return lambda last: progress(phase, last, size[noun] or 0)

    for row in session.rows("audit.engine"):
        (report,) = row.values()
        if report != "ok":
            yield Finding(subject="store", id="engine", problem=str(report))
    for query, problem in _SET_CHECKS:
        for row in session.rows(f"audit.{query}"):
            yield _finding("experiment" if "experiment_id" in row or "k" in row else "artifact", row, problem)
    yield from _record_findings(session, through("experiments", "experiments"))
    yield from run_findings(session, through("runs", "runs"))
    yield from journal_findings(session, through("words", "entries"), through("entries", "entries"))
    yield from model_findings(session)
    yield from evaluation_findings(session)


_SET_CHECKS = (
    ("inputs_without_record", "an input edge does not belong to the experiment of its key"),
    ("wrong_input_counts", "the number of input edges is not the declared one"),
    ("wrong_event_counts", "the history does not count up to the revision"),
    ("wrong_last_events", "the last event tells another status than the record"),
    ("metrics_without_output", "metrics belong to no metrics artifact of an experiment"),
    ("parents_without_record", "a lineage edge has an end that is not in the catalog"),
    ("wrong_artifact_events", "the history has gaps, or belongs to no record"),
    ("wrong_pins", "it is not pinned and let go in turn, or is no record"),
    ("wrong_expiries", "it expired without a tombstone or a collection, or though it is pinned"),
)


def _finding(subject: Subject, row: Row, problem: str) -> Finding:
    key = f"k={row['k']}" if "k" in row else row.get("artifact_id")
    record_id = row.get("experiment_id") or row.get("child_id") or key
    return Finding(subject=subject, id=str(record_id), problem=problem)


def _record_findings(session: Session, through: Callable[[int], None]) -> Iterator[Finding]:
    last = -1
    while batch := session.rows("audit.experiments_after", k=last, limit=_BATCH):
        last = batch[-1]["k"]
        keys = [row["k"] for row in batch]
        inputs, outputs = _edges(session, keys)
        ids = [row["experiment_id"] for row in batch]
        indexed = {row["experiment_id"] for row in session.rows("audit.found_by_index", experiment_ids=ids)}
        for row in batch:
            for problem in _problems(row, inputs[row["k"]], outputs[row["k"]]):
                yield Finding(subject="experiment", id=str(row["experiment_id"]), problem=problem)
            if row["experiment_id"] not in indexed:
                problem = "the index does not find a row that a scan finds"
                yield Finding(subject="experiment", id=str(row["experiment_id"]), problem=problem)
        through(last)


def _edges(session: Session, keys: list[int]) -> tuple[dict[int, dict[str, Any]], dict[int, dict[str, str]]]:
    inputs: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    outputs: defaultdict[int, dict[str, str]] = defaultdict(dict)
    for row in session.rows("audit.inputs_of_keys", keys=keys):
        inputs[row["k"]].setdefault(row["role"], []).append(row["artifact_id"])
    for row in session.rows("audit.outputs_of_keys", keys=keys):
        outputs[row["k"]][row["slot"]] = row["artifact_id"]
    return inputs, outputs


def _problems(row: Row, inputs: dict[str, Any], outputs: dict[str, str]) -> Iterator[str]:
    try:
        experiment = experiment_of(row)
        yield from _digest_problems(experiment, row["state_hash"])
    except (*UNREADABLE, ProvenlabError):
        yield "the record cannot be read"
        return
    if {role: list(ids) for role, ids in experiment.inputs.items() if ids} != inputs:
        yield "the input edges are not those of the record"
    if experiment.outputs != outputs:
        yield "the output edges are not those of the record"


def _digest_problems(experiment: Experiment, state_hash: str) -> Iterator[str]:
    config_hash = tagged_digest(CONFIG, canonical_json(experiment.config))
    if config_hash != experiment.config_hash:
        yield "the config is not the one that was hashed"
    if definition_digest(experiment, config_hash) != experiment.definition_hash:
        yield "the definition is not the one that was hashed"
    if state_digest(experiment) != state_hash:
        yield "the state is not the one that was hashed"
