"""What an action would change, read from the store and shown before anything is done."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from provenlab.core.errors import Conflict, InvalidTransition
from provenlab.core.models.promotion import NOBODY, PromotionEvent
from provenlab.core.rules.job_changes import ACTIVE
from provenlab.core.rules.model_lifecycle import standing_of
from provenlab.core.rules.model_steps import rolled_back
from provenlab.core.rules.state_machine import RUN_MACHINE
from provenlab.tools.pages.address import Address, path_to
from provenlab.tools.pages.address_numbers import whole_of
from provenlab.tools.pages.asking import Asking
from provenlab.tools.pages.models import champion_of

_METRICS = 12
_MORE_ATTEMPTS = 5


class Change(NamedTuple):
    """One thing, as it is and as it would be."""

    what: str
    now: str
    then: str


class Proposal(NamedTuple):
    """An operation with its parameters, what it is about, and what would change."""

    title: str
    operation: str
    params: Mapping[str, Any]
    place: str
    changes: tuple[Change, ...]


def promotion(ask: Asking, address: Address) -> Proposal:
    """Of a version; InvalidTransition when it is quarantined, Conflict when it is champion."""
    model, version = address.one("model"), whole_of(address, "version")
    found = ask("get_model_version", modelName=model, version=version)
    if found["quarantined"]:
        raise InvalidTransition(f"version {version} is quarantined; release it first", {"version": version})
    champion = champion_of(ask, model)
    before = None if champion is None else champion["version"]
    if before == version:
        raise Conflict(f"version {version} is the champion already", {"version": version})
    return Proposal(
        f"Promote version {version} of {model}",
        "promote_to_champion",
        {"modelName": model, "version": version, "expectedChampion": before or NOBODY},
        path_to("models", model, version),
        (*_succession(before, version), *_metrics(champion, found)),
    )


def rollback(ask: Asking, address: Address) -> Proposal:
    """Of a model; NoRollbackTarget when no earlier champion is left."""
    model = address.one("model")
    history = ask("get_model_history", modelName=model)
    standing = standing_of(model, map(PromotionEvent.model_validate, history))
    target = rolled_back(standing).version
    return Proposal(
        f"Roll back {model}",
        "rollback",
        {"modelName": model},
        path_to("models", model),
        _succession(standing.champion, target),
    )


def _succession(before: int | None, after: int) -> tuple[Change, ...]:
    champion = Change("Champion", NOBODY if before is None else f"version {before}", f"version {after}")
    return (champion,) if before is None else (champion, Change(f"Version {before}", "champion", "archived"))


def _metrics(champion: Mapping[str, Any] | None, version: Mapping[str, Any]) -> tuple[Change, ...]:
    before = {} if champion is None else champion["metrics"]
    keys = sorted(version["metrics"])[:_METRICS]
    return tuple(
        Change(f"{key} of the champion", str(before.get(key, "")), str(version["metrics"][key]))
        for key in keys
    )


def run_cancellation(ask: Asking, address: Address) -> Proposal:
    """Of a run that no job drives; InvalidTransition when it has ended, Conflict when a job drives it."""
    run = ask("get_run", runId=address.one("run"))
    if RUN_MACHINE.is_terminal(run["status"]):
        raise InvalidTransition(f"the run is {run['status']}; its record is final", {"runId": run["runId"]})
    for job in ask("list_jobs", filter={"runId": run["runId"], "limit": 5})["items"]:
        if job["status"] in ACTIVE:
            raise Conflict(f"the run belongs to job {job['jobId']}; cancel the job", {"jobId": job["jobId"]})
    return Proposal(
        f"Cancel the run {run['name']}",
        "cancel_run",
        {"runId": run["runId"]},
        path_to("runs", run["runId"]),
        (
            Change("Status", run["status"], "cancelled, for good"),
            Change("Whoever still executes it", "is recorded", "is refused"),
        ),
    )


def job_cancellation(ask: Asking, address: Address) -> Proposal:
    """Of a job that waits or runs; InvalidTransition for any other."""
    job = ask("get_job", jobId=address.one("job"))
    if job["status"] not in ACTIVE:
        raise InvalidTransition(f"the job is {job['status']}", {"jobId": job["jobId"]})
    return Proposal(
        f"Cancel the job {job['jobId']}",
        "cancel_job",
        {"jobId": job["jobId"]},
        path_to("jobs", job["jobId"]),
        _cancelled(job),
    )


def _cancelled(job: Mapping[str, Any]) -> tuple[Change, ...]:
    if job["status"] == "running":
        return (Change("Status", "running", "running, asked to stop"),)
    run = Change(f"Run {job['runId']}", "waits", "cancelled")
    return (Change("Status", job["status"], "cancelled"), run)


def requeueing(ask: Asking, address: Address) -> Proposal:
    """Of a dead job; InvalidTransition for any other."""
    job = ask("get_job", jobId=address.one("job"))
    if job["status"] != "dead":
        raise InvalidTransition(
            f"the job is {job['status']}; only a dead one is queued again", {"jobId": job["jobId"]}
        )
    most = job["maxAttempts"]
    return Proposal(
        f"Queue the job {job['jobId']} again",
        "requeue_job",
        {"jobId": job["jobId"], "moreAttempts": _MORE_ATTEMPTS},
        path_to("jobs", job["jobId"]),
        (
            Change("Status", "dead", "queued"),
            Change("Attempts at most", str(most), str(most + _MORE_ATTEMPTS)),
            Change("Run", f"{job['runId']}, failed for good", "a new one of the same definition"),
        ),
    )


def _as_fields(actor: str, reason: str) -> dict[str, Any]:
    return {"actor": actor, "reason": reason}


def _as_error(actor: str, reason: str) -> dict[str, Any]:
    return {"error": {"kind": "cancelled", "message": f"cancelled by {actor}: {reason}"}}


class Action(NamedTuple):
    """How an action is proposed, and how its operation is told who asks and why."""

    proposed: Callable[[Asking, Address], Proposal]
    remark: Callable[[str, str], dict[str, Any]] = _as_fields


ACTIONS: Mapping[str, Action] = {
    "promote": Action(promotion),
    "rollback": Action(rollback),
    "cancel-run": Action(run_cancellation, _as_error),
    "cancel-job": Action(job_cancellation),
    "requeue-job": Action(requeueing),
}
"""Everything that can be done from a page, by its place below /actions."""
