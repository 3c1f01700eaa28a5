"""Job queues of every store against a model of their own: workers that die, sleep and write too late."""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from provenlab.core.errors import Conflict, InvalidTransition, LeaseLost, ProvenlabError
from provenlab.core.models.job import JobFilter
from provenlab.core.models.metric import MetricPoint
from provenlab.core.models.run import ProgressEvent, RunError
from tests.contract.job_queues import submit
from tests.labs import BACKENDS, Bench, delete_every_record, new_store_file, opened

JOBS = st.sampled_from(["a", "A", "a_b", "a-1", "a-10"])
KEYS = st.sampled_from([None, None, "k", "K"])
KINDS = ("train", "evaluation")
LEASES = st.sampled_from([1, 60])
FINAL = ("validation", "missing_lineage", "determinism_violation")
ACTIVE = ("queued", "running", "retry_wait")
RUN_STATUS = {"succeeded": "completed", "dead": "failed", "cancelled": "cancelled"}


@dataclass
class Told:
    """A job as somebody with pencil and paper would keep it."""

    place: int
    kind: str
    key: str | None
    priority: int
    budget: int
    available: datetime
    run_id: str
    status: str = "queued"
    number: int = 0
    used: int = 0
    expires: datetime | None = None
    is_to_stop: bool = False
    has_begun: bool = False
    outcomes: list[str] = field(default_factory=list)
    last_failure: tuple[int, str] | None = None

    def after_failure(self, outcome: str, kind: str, now: datetime) -> None:
        self.outcomes.append(outcome)
        self.last_failure = (self.number, kind)
        if kind in FINAL or self.used >= self.budget:
            self.status = "dead"
        else:
            self.status = "retry_wait"
            self.available = now + timedelta(seconds=min(5 * 2 ** (self.used - 1), 900))


class JobMachine(RuleBasedStateMachine):
    """Every attempt that ever began goes on writing, whether the queue still knows it or not."""

    open_bench: Callable[[ExitStack], Bench]

    def __init__(self) -> None:
        super().__init__()
        self._resources = ExitStack()
        self.bench = type(self).open_bench(self._resources)
        self.jobs = self.bench.lab.jobs
        self.jobs._jitter = lambda: 0.0
        self.told: dict[str, Told] = {}
        self.ended_runs: dict[str, Any] = {}

    def teardown(self) -> None:
        try:
            self.whatever_is_left_comes_to_an_end()
        finally:
            self._resources.close()

    @property
    def now(self) -> datetime:
        return self.bench.clock.now()

    def holder_of(self, key: str | None) -> str | None:
        found = [name for name, job in self.told.items() if job.key == key and job.status in ACTIVE]
        assert len(found) <= 1 or key is None
        return found[0] if found and key is not None else None

    def live(self, name: str, number: int) -> bool:
        job = self.told[name]
        return job.status == "running" and job.number == number

    def settle(self) -> None:
        for job in self.told.values():
            if job.status == "running" and job.expires is not None and job.expires < self.now:
                if job.is_to_stop:
                    job.outcomes.append("lost")
                    job.status = "cancelled"
                else:
                    job.after_failure("lost", "lost", self.now)

    @rule(
        name=JOBS,
        key=KEYS,
        priority=st.integers(-1, 1),
        budget=st.integers(1, 3),
        delay=st.sampled_from([0, 0, 30]),
        kind=st.sampled_from(KINDS),
    )
    def submit(self, name: str, key: str | None, priority: int, budget: int, delay: int, kind: str) -> None:
        available = self.now + timedelta(seconds=delay)
        fields: dict[str, Any] = {
            "dedup_key": key,
            "priority": priority,
            "max_attempts": budget,
            "available_at": available,
        }
        known, holder = self.told.get(name), self.holder_of(key)
        if known is not None and (known.kind, known.key) != (kind, key):
            with pytest.raises(Conflict):
                submit(self.bench, name, kind=kind, **fields)
            return
        job, created = submit(self.bench, name, kind=kind, **fields)
        assert (job.job_id, created) == (name if known else holder or name, known is None and holder is None)
        if created:
            self.told[name] = Told(len(self.told), kind, key, priority, budget, available, name)

    @rule(kinds=st.sampled_from([None, KINDS[:1], KINDS[1:], ()]), lease=LEASES)
    def claim(self, kinds: tuple[str, ...] | None, lease: int) -> None:
        self.settle()
        ready = [
            (-job.priority, job.available, job.place, name)
            for name, job in self.told.items()
            if job.status in ("queued", "retry_wait")
            and job.available <= self.now
            and (kinds is None or job.kind in kinds)
        ]
        claimed = self.jobs.claim("w", kinds, timedelta(seconds=lease))
        if not ready:
            assert claimed is None
            return
        job = self.told[min(ready)[3]]
        job.status, job.has_begun = "running", True
        job.number, job.used = job.number + 1, job.used + 1
        job.expires = self.now + timedelta(seconds=lease)
        assert claimed is not None
        assert (claimed.job.job_id, claimed.job.attempt) == (min(ready)[3], job.number)
        assert (claimed.run.run_id, claimed.run.status) == (job.run_id, "running")

    def write(self, name: str, number: int, change: Callable[[], Any], is_repeat: bool = False) -> bool:
        """Carries out a write of an attempt; whether it had an effect. One that is over is refused."""
        if self.live(name, number):
            change()
            return True
        if is_repeat:
            assert change()[1] is False
            return False
        with pytest.raises(LeaseLost):
            change()
        return False

    @precondition(lambda self: self.attempts())
    @rule(data=st.data(), lease=LEASES)
    def heartbeat(self, data: st.DataObject, lease: int) -> None:
        name, number = self.some_attempt(data)
        if self.write(name, number, lambda: self.jobs.heartbeat(name, number, timedelta(seconds=lease))):
            self.renew(name, lease)

    @precondition(lambda self: self.attempts())
    @rule(data=st.data(), what=st.sampled_from(["progress", "metrics"]))
    def report(self, data: st.DataObject, what: str) -> None:
        name, number = self.some_attempt(data)
        event = ProgressEvent(at=self.now, kind="progress", percent=50)
        point = MetricPoint(seq=number, key="loss", value=0.5, at=self.now)

        def change() -> object:
            if what == "progress":
                return self.jobs.report_progress(name, number, [event])
            return self.jobs.log_metrics(name, number, [point])

        if self.write(name, number, change):
            self.renew(name, 60)

    def renew(self, name: str, lease: int) -> None:
        job = self.told[name]
        job.expires = max(self.now + timedelta(seconds=lease), job.expires or self.now)

    @precondition(lambda self: self.attempts())
    @rule(data=st.data())
    def complete(self, data: st.DataObject) -> None:
        name, number = self.some_attempt(data)
        job = self.told[name]
        is_repeat = job.status == "succeeded" and job.number == number
        if self.write(name, number, lambda: self.jobs.complete(name, number, {"n": number}), is_repeat):
            job.status = "succeeded"
            job.outcomes.append("succeeded")

    @precondition(lambda self: self.attempts())
    @rule(data=st.data(), kind=st.sampled_from(["io", "exception", "validation", "determinism_violation"]))
    def fail(self, data: st.DataObject, kind: str) -> None:
        name, number = self.some_attempt(data)
        job = self.told[name]
        is_repeat = job.status in ("retry_wait", "dead") and job.last_failure == (number, kind)
        error = RunError(kind=kind, message="no")
        if self.write(name, number, lambda: self.jobs.fail(name, number, error), is_repeat):
            job.after_failure("failed", kind, self.now)

    @precondition(lambda self: self.attempts())
    @rule(data=st.data(), delay=st.sampled_from([0, 30]))
    def hand_back(self, data: st.DataObject, delay: int) -> None:
        name, number = self.some_attempt(data)
        job = self.told[name]
        is_repeat = job.status == "queued" and job.number == number and "deferred" in job.outcomes
        if self.write(
            name, number, lambda: self.jobs.defer(name, number, timedelta(seconds=delay)), is_repeat
        ):
            job.outcomes.append("cancelled" if job.is_to_stop else "deferred")
            job.used -= 0 if job.is_to_stop else 1
            job.status = "cancelled" if job.is_to_stop else "queued"
            job.available = self.now + timedelta(seconds=delay)

    @precondition(lambda self: self.attempts())
    @rule(data=st.data())
    def confirm_the_cancellation(self, data: st.DataObject) -> None:
        name, number = self.some_attempt(data)
        job = self.told[name]
        is_repeat = job.status == "cancelled" and job.number == number
        if self.write(name, number, lambda: self.jobs.cancel(name, number), is_repeat):
            job.status = "cancelled"
            job.outcomes.append("cancelled")

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.told)))
        job = self.told[name]
        if job.status in ("succeeded", "dead"):
            with pytest.raises(InvalidTransition):
                self.jobs.cancel(name)
            return
        changed = self.jobs.cancel(name)[1]
        assert changed is (
            job.status in ("queued", "retry_wait") or (job.status == "running" and not job.is_to_stop)
        )
        job.is_to_stop |= job.status == "running"
        if job.status != "running":
            job.status = "cancelled"

    @precondition(lambda self: self.told)
    @rule(data=st.data(), more=st.integers(1, 2))
    def requeue(self, data: st.DataObject, more: int) -> None:
        name = data.draw(st.sampled_from(sorted(self.told)))
        job = self.told[name]
        refusal: type[ProvenlabError] | None = None
        if job.status not in ("dead", "queued"):
            refusal = InvalidTransition
        elif job.status == "dead" and self.holder_of(job.key) is not None:
            refusal = Conflict
        if refusal is not None:
            with pytest.raises(refusal):
                self.jobs.requeue(name, more)
            return
        assert self.jobs.requeue(name, more)[1] is (job.status == "dead")
        if job.status == "dead":
            job.status, job.has_begun, job.available = "queued", False, self.now
            job.budget = job.used + more
            job.run_id = f"{name}:{job.number + 1}"

    @rule(seconds=st.sampled_from([0.5, 2, 5, 30, 61, 1_000, -3]))
    def pass_time(self, seconds: float) -> None:
        self.bench.clock.move(seconds)

    @rule()
    def reap(self) -> None:
        self.settle()
        self.jobs.reap()

    def attempts(self) -> list[tuple[str, int]]:
        return [(name, number) for name, job in self.told.items() for number in range(1, job.number + 1)]

    def some_attempt(self, data: st.DataObject) -> tuple[str, int]:
        chosen: tuple[str, int] = data.draw(st.sampled_from(sorted(self.attempts())))
        return chosen

    @invariant()
    def the_queue_is_as_it_was_told(self) -> None:
        found = self.jobs.queue.list_jobs(JobFilter(), None).items
        assert [each.job_id for each in found] == list(reversed(self.told))
        for each in found:
            job = self.told[each.job_id]
            assert (each.status, each.attempt, each.attempts_used) == (job.status, job.number, job.used)
            assert each.attempts_used <= each.max_attempts == job.budget
            assert (each.lease_expires_at is not None) == (job.status == "running")
            if job.status == "running":
                assert each.lease_expires_at == job.expires
            elif job.status in ACTIVE:
                assert each.available_at == job.available

    @invariant()
    def the_run_of_a_job_says_the_same_and_never_changes_once_it_ended(self) -> None:
        for job in self.told.values():
            run = self.bench.lab.runs.registry.get_run(job.run_id)
            assert run.status == RUN_STATUS.get(job.status, "running" if job.has_begun else "pending")
            if job.status in RUN_STATUS:
                assert self.ended_runs.setdefault(job.run_id, run) == run
        for run_id, run in self.ended_runs.items():
            assert self.bench.lab.runs.registry.get_run(run_id) == run

    def is_active(self) -> bool:
        counts = self.jobs.records.count_jobs().values()
        return any(status in ACTIVE for by_status in counts for status in by_status)

    def whatever_is_left_comes_to_an_end(self) -> None:
        """However often its workers die: no poison loop, and every attempt that ended is kept."""
        most = sum(job.budget for job in self.told.values())
        # A claim that only settles what was lost gives nothing before the backoff has passed.
        for _ in range(2 * most + 1):
            self.bench.clock.move(100_000)
            if self.jobs.claim("doomed") is None and not self.is_active():
                break
        for name in self.told:
            job = self.jobs.queue.get_job(name)
            assert job.status in RUN_STATUS
            kept = self.jobs.records.attempts(name)
            assert [each.number for each in kept] == list(range(1, job.attempt + 1))
            before = self.told[name].outcomes
            assert [each.outcome for each in kept][: len(before)] == before


@pytest.mark.parametrize("backend", BACKENDS)
def test_no_attempt_writes_once_it_is_over_and_no_job_is_tried_for_ever(
    backend: str, template: Callable[[str], Path], request: pytest.FixtureRequest
) -> None:
    def open_bench(resources: ExitStack) -> Bench:
        if backend == "memory":
            return resources.enter_context(opened("memory:"))
        if backend == "postgres":
            url: str = request.getfixturevalue("shared_postgres_url")
            delete_every_record(url)
            return resources.enter_context(opened(url))
        directory = Path(resources.enter_context(tempfile.TemporaryDirectory()))
        return resources.enter_context(opened(str(new_store_file(template(backend), directory))))

    machine = type("Machine", (JobMachine,), {"open_bench": staticmethod(open_bench)})
    chosen = settings()
    # DuckDB and PostgreSQL cost many times as much for each call.
    examples = {"memory": 3 * chosen.max_examples, "sqlite": chosen.max_examples}
    few = max(5, chosen.max_examples // 5)
    run_state_machine_as_test(
        machine, settings=settings(chosen, max_examples=examples.get(backend, few), stateful_step_count=30)
    )
