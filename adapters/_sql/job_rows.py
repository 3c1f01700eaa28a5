"""Jobs and attempts as rows: errors as canonical JSON, instants as microseconds."""

import json
from datetime import datetime
from typing import Any

from provenlab.adapters._sql.database import Row
from provenlab.core.models.instant import from_microseconds, to_microseconds
from provenlab.core.models.job import Job, JobAttempt
from provenlab.core.models.run import RunError
from provenlab.core.rules.canonical_json import canonical_json

_INSTANTS = ("available_at", "claimed_at", "heartbeat_at", "lease_expires_at", "enqueued_at", "ended_at")
_CONSTANT = {"job_id", "kind", "priority", "dedup_key", "enqueued_at"}


def job_row(job: Job) -> Row:
    """All columns of a job but its key."""
    row: dict[str, Any] = dict(job)
    for name in _INSTANTS:
        row[name] = _us(row[name])
    row["cancel_requested"] = int(job.cancel_requested)
    row["error"] = _error_text(job.error)
    return row


def state_row(job: Job) -> Row:
    """The columns that a change writes."""
    return {name: value for name, value in job_row(job).items() if name not in _CONSTANT}


def job_of(row: Row) -> Job:
    """The job a row holds."""
    fields: dict[str, Any] = {name: value for name, value in row.items() if name != "k"}
    for name in _INSTANTS:
        fields[name] = _instant(fields[name])
    fields["cancel_requested"] = bool(row["cancel_requested"])
    fields["error"] = _error_of(row["error"])
    return Job.model_construct(**fields)


def attempt_row(attempt: JobAttempt, k: int) -> Row:
    """All columns of an attempt."""
    return {
        "k": k,
        "number": attempt.number,
        "run_id": attempt.run_id,
        "worker": attempt.worker,
        "claimed_at": to_microseconds(attempt.claimed_at),
        "ended_at": to_microseconds(attempt.ended_at),
        "outcome": attempt.outcome,
        "error": _error_text(attempt.error),
    }


def attempt_of(row: Row, job_id: str) -> JobAttempt:
    """The attempt a row holds."""
    return JobAttempt.model_construct(
        job_id=job_id,
        run_id=row["run_id"],
        number=row["number"],
        worker=row["worker"],
        claimed_at=from_microseconds(row["claimed_at"]),
        ended_at=from_microseconds(row["ended_at"]),
        outcome=row["outcome"],
        error=_error_of(row["error"]),
    )


def _error_text(error: RunError | None) -> str | None:
    if error is None:
        return None
    return canonical_json(error.model_dump(mode="json", exclude_none=True)).decode()


def _error_of(text: str | None) -> RunError | None:
    return RunError.model_construct(**json.loads(text)) if text else None


def _us(value: datetime | None) -> int | None:
    return None if value is None else to_microseconds(value)


def _instant(value: int | None) -> datetime | None:
    return None if value is None else from_microseconds(value)
