"""What is wrong with the runs of a store: rows against their digests, timelines, metrics and indexes."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator

from provenlab.adapters._sql.damage import UNREADABLE
from provenlab.adapters._sql.database import Row, Session
from provenlab.adapters._sql.run_rows import dataset_rows, metric_rows, run_of, tag_rows
from provenlab.core.errors import ProvenlabError
from provenlab.core.models.instant import to_microseconds
from provenlab.core.models.run import Run
from provenlab.core.models.store import Finding
from provenlab.core.rules.canonical_json import canonical_json
from provenlab.core.rules.digests import CONFIG, tagged_digest
from provenlab.core.rules.run_changes import run_digest, run_state_digest
from provenlab.core.rules.run_metrics import metrics_bytes

_BATCH = 500
_SET_CHECKS = (
    ("wrong_run_events", "its events are not 1, 2, ..., or belong to no run"),
    ("wrong_last_run_events", "its last status event tells another status than the record"),
    ("points_without_run", "points belong to no run"),
    ("wrong_metrics_artifacts", "it has not the one metrics artifact that a completed run has"),
)
_SEARCHED = (("tags", tag_rows), ("datasets", dataset_rows), ("metrics", metric_rows))


def run_findings(session: Session, through: Callable[[int], None]) -> Iterator[Finding]:
    """All findings about runs and what belongs to them, set queries first.

    `through` hears the number of the last run of each batch.
    """
    for query, problem in _SET_CHECKS:
        for row in session.rows(f"audit.{query}"):
            yield _finding(row.get("run_id") or f"k={row['k']}", problem)
    last = -1
    while batch := session.rows("audit.runs_after", k=last, limit=_BATCH):
        last = batch[-1]["k"]
        searched = {name: _by_run(session, name, batch) for name, _ in _SEARCHED}
        for row in batch:
            found = {name: rows[row["k"]] for name, rows in searched.items()}
            for problem in _problems(row, found):
                yield _finding(row["run_id"], problem)
        through(last)


def _finding(run_id: object, problem: str) -> Finding:
    return Finding(subject="run", id=str(run_id), problem=problem)


def _by_run(session: Session, name: str, batch: list[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in session.rows(f"audit.{name}_of_runs", keys=[each["k"] for each in batch]):
        found[row["k"]].append(row)
    return found


def _problems(row: Row, searched: dict[str, list[Row]]) -> Iterator[str]:
    try:
        run = run_of(row)
        yield from _digest_problems(run, row)
        wanted = {name: rows_of(run, row["k"]) for name, rows_of in _SEARCHED}
    except (*UNREADABLE, ProvenlabError):
        yield "the record cannot be read"
        return
    for name, rows in wanted.items():
        if sorted(map(_key, rows)) != sorted(map(_key, searched[name])):
            yield f"the {name} it is found by are not those of the record"


def _key(row: Row) -> list[tuple[str, str]]:
    return sorted((name, str(value)) for name, value in row.items())


def _digest_problems(run: Run, row: Row) -> Iterator[str]:
    if tagged_digest(CONFIG, canonical_json(run.config)) != run.config_hash:
        yield "the config is not the one that was hashed"
    if run_digest(run, run.config_hash) != run.definition_hash:
        yield "the definition is not the one that was hashed"
    if run_state_digest(run) != row["state_hash"]:
        yield "the state is not the one that was hashed"
    copied = (to_microseconds(run.origin.created_at), run.origin.git_commit)
    if (row["created_at"], row["git_commit"]) != copied:
        yield "the time or commit it is found by is not that of the record"
    written = hashlib.sha256(metrics_bytes(run)).hexdigest()
    if row["metrics_file_hash"] not in (None, written):
        yield "the metrics are not those of its artifact"
