"""A worker in this process: what becomes of jobs, whatever their handlers do."""

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib.metadata import EntryPoint
from typing import Any, cast

import pytest

from provenlab import JobContext, JobError, JobResult
from provenlab.core.errors import Conflict, LeaseLost, StoreLocked, ValidationFailed
from provenlab.tools.compose import LabParts
from provenlab.tools.worker import handlers as handler_tables
from provenlab.tools.worker.attempt import AttemptRules
from provenlab.tools.worker.context import JobCancelled
from provenlab.tools.worker.drain import Drain
from provenlab.tools.worker.handlers import Handler, HandlerTable, handlers_of, job_handler
from provenlab.tools.worker.notices import Notice
from provenlab.tools.worker.worker import Until, Worker
from tests.contract.job_queues import submit
from tests.labs import Bench

SECRET_URL = "postgresql://me:hunter2@db/lab"


class Shop:
    """A worker over one handler, and what it told."""

    def __init__(self, bench: Bench, handler: Handler, lab: Any = None, **rules: Any) -> None:
        self.told: list[Notice] = []
        self.drain = Drain(rules.pop("grace_s", 30.0))
        self.worker = Worker(
            lab or bench.lab,
            HandlerTable({"train": handler}),
            name="w",
            rules=AttemptRules(rules.pop("lease", timedelta(seconds=60)), **rules),
            drain=self.drain,
            tell=self.told.append,
            poll_s=0.1,
        )

    def work(self, until: Until = Until(idle=True)) -> dict[str, int]:  # noqa: B008 - a frozen value
        return dict(self.worker.run(until))


def error_of(bench: Bench, job_id: str) -> tuple[str, str, str | None, str | None]:
    """Status of the job; class, type and message of its last error."""
    job = bench.lab.jobs.queue.get_job(job_id)
    assert job.error is not None
    return job.status, job.error.kind, job.error.type, job.error.message


def test_what_a_handler_returns_is_recorded_with_its_outputs_and_progress(bench: Bench) -> None:
    def train(context: JobContext) -> JobResult:
        context.progress(10, "fit")
        context.progress(5, "score", message="falls never")
        context.log("halfway")
        context.log_metrics({"loss": 0.5}, step=1)
        early = context.log_artifact(context.output("plot", "curve", b"early"))
        parents = [{"artifact_id": early.artifact_id}]
        return JobResult(
            {"auc": context.config["lr"]}, [context.output("m", "fitted", b"late", parents=parents)]
        )

    submit(bench, "j", {"lr": 0.25})
    shop = Shop(bench, train)
    assert shop.work() == {"succeeded": 1}
    run = bench.lab.runs.registry.get_run("j")
    assert (run.status, run.metrics) == ("completed", {"auc": 0.25})
    assert [point.value for point in bench.lab.runs.registry.metric_series("j")] == [0.5]
    events = bench.lab.runs.registry.get_progress("j", 0, None)
    assert [(each.kind, each.phase, each.percent) for each in events if each.kind != "status"] == [
        ("progress", "fit", 10),
        ("progress", "score", 10),
        ("log", "score", None),
    ]
    made = bench.lab.catalog.list_artifacts(filter_of("j")).items
    assert sorted(each.kind for each in made) == ["m", "metrics", "plot"]
    assert [each.what for each in shop.told] == ["began", "progress", "progress", "ended"]


def filter_of(run_id: str) -> Any:
    from provenlab.core.models.artifact import ArtifactFilter

    return ArtifactFilter(producer_id=run_id)


@pytest.fixture(params=["memory", "sqlite"])
def bench(request: pytest.FixtureRequest, new_url: Callable[[str], str]) -> Iterator[Bench]:
    """What differs by store is in the suite of the queue."""
    from tests.labs import opened

    with opened(new_url(request.param)) as bench:
        yield bench


def _raise(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("handler", "status", "kind"),
    [
        (lambda _: _raise(ValueError("boom")), "retry_wait", "exception"),
        (lambda _: sys.exit(0), "retry_wait", "exception"),
        (lambda _: _raise(JobCancelled("of its own accord")), "retry_wait", "exception"),
        (lambda _: _raise(MemoryError()), "retry_wait", "oom"),
        (lambda _: _raise(TimeoutError()), "retry_wait", "timeout"),
        (lambda _: _raise(ConnectionResetError()), "retry_wait", "io"),
        (lambda _: _raise(StoreLocked("busy")), "retry_wait", "lock"),
        (lambda _: _raise(JobError("determinism_violation", "differs")), "dead", "determinism_violation"),
        (lambda _: _raise(ValidationFailed.at("lr", "no number")), "dead", "validation"),
        (lambda _: {"auc": "high"}, "dead", "validation"),
        (lambda _: {"": 1.0}, "dead", "validation"),
        (lambda _: 7, "dead", "validation"),
        (
            lambda c: JobResult({}, [c.output("m", "m", b"", parents=[{"artifact_id": "x"}])]),
            "dead",
            "missing_lineage",
        ),
        (lambda c: JobResult({}, [c.output("m", "m", b"{", format="json")]), "dead", "validation"),
    ],
)
def test_a_failure_is_classified_kept_and_does_not_end_the_worker(
    bench: Bench, handler: Handler, status: str, kind: str
) -> None:
    submit(bench, "j")
    submit(bench, "next")
    calls: list[str] = []

    def one_bad_job(context: JobContext) -> Any:
        calls.append(context.job.job_id)
        return handler(context) if context.job.job_id == "j" else {}

    shop = Shop(bench, one_bad_job)
    for _ in range(2):
        shop.work(Until(once=True))
    assert calls == ["j", "next"]
    assert error_of(bench, "j")[:2] == (status, kind)
    assert bench.lab.jobs.queue.get_job("next").status == "succeeded"
    assert bench.lab.catalog.list_artifacts(filter_of("j")).items == ()
    (attempt,) = bench.lab.jobs.records.attempts("j")
    assert attempt.error is not None
    assert attempt.error.traceback is not None


def test_the_error_says_what_happened_without_its_secrets(bench: Bench) -> None:
    submit(bench, "j")
    Shop(bench, lambda _: _raise(OSError(f"no {SECRET_URL}"))).work(Until(once=True))
    status, kind, name, message = error_of(bench, "j")
    assert (status, kind, name) == ("retry_wait", "io", "OSError")
    assert message is not None
    assert message.startswith("no postgresql://")
    assert "hunter2" not in str(bench.lab.jobs.records.attempts("j"))


def test_until_idle_waits_for_retries_and_not_for_what_is_available_later(bench: Bench) -> None:
    submit(bench, "j", max_attempts=3)
    submit(bench, "later", available_at=bench.clock.now() + timedelta(days=1))

    def third_time_lucky(context: JobContext) -> None:
        # The clock of the store moves on while the worker waits.
        threading.Timer(0.05, bench.clock.move, [60]).start()
        if context.attempt < 3:
            raise OSError("again")

    assert Shop(bench, third_time_lucky).work() == {"retry_wait": 2, "succeeded": 1}
    assert bench.lab.jobs.queue.get_job("later").status == "queued"


def test_a_cancelled_job_stops_where_its_handler_looks(bench: Bench) -> None:
    submit(bench, "j")

    def endless(context: JobContext) -> None:
        bench.lab.jobs.cancel("j")
        while True:
            context.stop_if_cancelled()
            time.sleep(0.01)

    shop = Shop(bench, endless, lease=timedelta(seconds=0.3))
    assert shop.work() == {"cancelled": 1}
    assert bench.lab.runs.registry.get_run("j").status == "cancelled"


def test_the_lease_is_renewed_while_the_handler_works(bench: Bench) -> None:
    submit(bench, "j")
    rivals: list[object] = []

    def slow(context: JobContext) -> None:
        for _ in range(5):
            bench.clock.move(0.2)
            wait_for(lambda: bench.lab.jobs.queue.get_job("j").heartbeat_at == bench.clock.now())
            rivals.append(bench.lab.jobs.claim("rival", ["train"]))

    assert Shop(bench, slow, lease=timedelta(seconds=0.3)).work() == {"succeeded": 1}
    assert rivals == [None] * 5


def wait_for(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, "waited for a minute"
        time.sleep(0.01)


def test_an_attempt_that_was_given_up_is_told_so_and_changes_nothing(bench: Bench) -> None:
    submit(bench, "j")

    def stopped_for_long(context: JobContext) -> JobResult:
        bench.clock.move(61)
        assert bench.lab.jobs.claim("rival", ["train"]) is None
        bench.clock.move(5)
        assert bench.lab.jobs.claim("rival", ["train"]) is not None
        with pytest.raises(LeaseLost):
            context.progress(50)
        assert context.cancelled
        return JobResult({"auc": 1.0}, [context.output("m", "m", b"late")])

    shop = Shop(bench, stopped_for_long)
    assert shop.work(Until(once=True)) == {"fenced": 1}
    assert "attempt 1 of job j is over" in (shop.told[-1].text or "")
    job = bench.lab.jobs.queue.get_job("j")
    assert (job.status, job.attempt, job.worker) == ("running", 2, "rival")
    assert bench.lab.catalog.list_artifacts(filter_of("j")).items == ()


def test_a_draining_worker_finishes_its_job_and_claims_no_other(bench: Bench) -> None:
    submit(bench, "a")
    submit(bench, "b")
    shop = Shop(bench, lambda _: shop.drain.ask())
    assert shop.work() == {"succeeded": 1}
    assert bench.lab.jobs.queue.get_job("b").status == "queued"


@pytest.mark.parametrize("looks", [True, False])
def test_a_job_that_outlasts_the_grace_is_handed_back_without_using_an_attempt(
    bench: Bench, looks: bool
) -> None:
    submit(bench, "j")

    def deaf(context: JobContext) -> dict[str, float]:
        shop.drain.ask()
        wait_for(lambda: context.cancelled)
        if looks:
            context.stop_if_cancelled()
        return {"auc": 1.0}

    shop = Shop(bench, deaf, grace_s=0.0)
    assert shop.work() == {"queued": 1}
    job = bench.lab.jobs.queue.get_job("j")
    assert (job.status, job.attempts_used, job.error) == ("queued", 0, None)
    assert bench.lab.runs.registry.get_run("j").metrics == {}


def test_a_handler_that_exceeds_its_time_fails_and_the_process_may_leave_it(bench: Bench) -> None:
    submit(bench, "j")
    left: list[bool] = []

    def hangs(context: JobContext) -> None:
        wait_for(lambda: context.cancelled)
        wait_for(lambda: bool(left))

    shop = Shop(bench, hangs, time_limit_s=0.1, leave=lambda: left.append(True))
    assert shop.work(Until(once=True)) == {"retry_wait": 1}
    assert error_of(bench, "j")[1] == "timeout"


class Busy:
    """A lab whose queue is locked now and then."""

    def __init__(self, lab: LabParts, step: str, times: int) -> None:
        self._lab = lab
        self._step = step
        self.times = times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lab, name)

    @property
    def jobs(self) -> Any:
        return BusyJobs(self)


class BusyJobs:
    """The queue of a busy lab."""

    def __init__(self, busy: Busy) -> None:
        self._busy = busy

    def __getattr__(self, name: str) -> Any:
        if name == self._busy._step and self._busy.times > 0:
            self._busy.times -= 1
            raise StoreLocked("another process holds the lock")
        return getattr(self._busy._lab.jobs, name)


@pytest.mark.parametrize("step", ["claim", "complete"])
def test_a_store_that_is_busy_is_asked_again(bench: Bench, step: str) -> None:
    submit(bench, "j")
    busy = Busy(bench.lab, step, 2)
    shop = Shop(bench, lambda _: {"auc": 1.0}, lab=cast("LabParts", busy))
    assert shop.work() == {"succeeded": 1}
    assert busy.times == 0
    assert [each.text for each in shop.told if each.what == "trouble"] == [
        "another process holds the lock"
    ] * 2


def test_control_c_hands_the_job_back(bench: Bench) -> None:
    submit(bench, "j")
    with pytest.raises(KeyboardInterrupt):
        Shop(bench, lambda _: _raise(KeyboardInterrupt())).work()
    assert bench.lab.jobs.queue.get_job("j").attempts_used == 0


def test_a_worker_needs_handlers_for_the_kinds_it_is_to_claim(bench: Bench) -> None:
    for table, kinds in ((HandlerTable(), None), (HandlerTable({"a": lambda _: None}), ["a", "b"])):
        with pytest.raises(ValidationFailed, match=r"provenlab\.job_handlers"):
            Worker(bench.lab, table, kinds=kinds)


@contextmanager
def declared(kind: str, handler: Handler) -> Iterator[None]:
    """As if a module of the user had declared it."""
    job_handler(kind)(handler)
    try:
        yield
    finally:
        del handler_tables._declared._handlers[kind]


def pickled(context: JobContext) -> dict[str, float]:
    """What an installed package offers."""
    return {"of": float(len(context.config))}


def test_handlers_are_found_where_packages_and_modules_declare_them(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = EntryPoint("train", f"{__name__}:pickled", "provenlab.job_handlers")
    monkeypatch.setattr(handler_tables, "entry_points", lambda group: [offered])
    with declared("mine", lambda _: None):
        table = handlers_of()
        assert table.kinds == ("evaluation", "mine", "strategy_generation", "train")
        with pytest.raises(Conflict, match="have a handler already"):
            table.register("train", lambda _: None)
    assert handlers_of().kinds == ("evaluation", "strategy_generation", "train")
    submit(bench, "j", {"lr": 1})
    assert dict(Worker(bench.lab, table, name="w", poll_s=0.1).run(Until(idle=True))) == {"succeeded": 1}
    assert bench.lab.runs.registry.get_run("j").metrics == {"of": 1.0}


def test_a_handler_that_cannot_be_imported_fails_its_job(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    offered = EntryPoint("train", "provenlab_nowhere:handler", "provenlab.job_handlers")
    monkeypatch.setattr(handler_tables, "entry_points", lambda group: [offered])
    submit(bench, "j")
    Worker(bench.lab, handlers_of(), name="w").run(Until(once=True))
    assert error_of(bench, "j")[:3] == ("retry_wait", "exception", "ModuleNotFoundError")
