"""A small lab with something of every kind, the same at each filling."""

import math
from typing import Any

from tests.contract.evaluation_labs import candidate, world
from tests.doors import Call, DirectDoor
from tests.labs import Bench

MODEL = "provenlab-model"
_CONFIG = {"lr": 0.1, "depth": 6, "loss": "huber"}
_COMMIT = "0f3c9ab5d2e1"


def fill(bench: Bench) -> None:
    """Artifacts, experiments, runs, a thread of the journal, versions of a model, jobs, an evaluation."""
    fill_through(DirectDoor(bench.lab), bench)


def fill_through(call: Call, bench: Bench) -> None:
    """The same through any door to the lab of a bench."""
    _artifacts(call, bench)
    _experiments(call, bench)
    _runs(call, bench)
    _journal(call, bench)
    _models(call, bench)
    _jobs(call, bench)
    _evaluations(call, bench)


def _artifacts(call: Call, bench: Bench) -> None:
    bars = {"kind": "ohlcv", "name": "AAPL bars", "format": "csv"}
    call("publish_artifact", artifactId="bars-1", textContent="date,close\n2024-01-02,185.64\n", **bars)
    bench.clock.move(5)
    call(
        "publish_artifact",
        artifactId="clean-1",
        kind="features",
        name="AAPL features, winsorised \u4e2d\u6587",
        jsonContent={"close": [1.5, 2.0]},
        parents=[{"artifactId": "bars-1", "role": "bars"}],
    )


def _experiments(call: Call, bench: Bench) -> None:
    for number, name in enumerate(("momentum, fast 5", "a name with \x1b[31mred\x1b[0m and\na second line")):
        provenance = {
            "gitCommit": _COMMIT,
            "gitDirty": number == 1,
            "engineVersion": "1.0.0",
            "createdAt": f"2025-03-01T09:0{number}:00Z",
        }
        call(
            "create_experiment",
            experimentId=f"exp-{number + 1}",
            name=name,
            inputs={"ohlcv": ["bars-1"], "features": ["clean-1"]},
            config={"strategy": {"name": "momentum"}, "fast": 5},
            provenance=provenance,
        )
    call("update_status", experimentId="exp-1", status="running", actor="ana", reason="nightly")
    bench.clock.move(75)
    call(
        "publish_artifact",
        artifactId="metrics-1",
        kind="metrics",
        name="metrics of exp-1",
        jsonContent={"sharpe": 1.3},
        producer={"kind": "experiment", "id": "exp-1"},
    )
    call("complete_experiment", experimentId="exp-1", results={"metricsArtifactId": "metrics-1"})


def _runs(call: Call, bench: Bench) -> None:
    origin = {
        "createdAt": "2025-03-01T12:00:00Z",
        "gitCommit": _COMMIT,
        "gitDirty": True,
        "host": "lab-1",
        "argv": ["train.py", "--lr", "0.1", "--password=hunter2"],
    }
    for number, lr in enumerate((0.1, 0.3, 0.9), start=1):
        run = f"run-{number}"
        call(
            "start_run",
            runId=run,
            name="fd004 sweep",
            config={**_CONFIG, "lr": lr},
            datasets=[{"dataset": "FD004", "version": "3"}],
            tags=["gpu", "night"],
            seed=7,
            origin=origin,
        )
        call("log_metrics", runId=run, points=_points(bench, lr))
        bench.clock.move(90 * number)
        call("report_progress", runId=run, events=[_event(bench, 50.0, "epoch 25 of 50")])
    call(
        "finish_run", runId="run-1", metrics={"auc": 0.91, "loss": 0.12, "rmse": 11.5, "mae": 8.25, "n": 250}
    )
    call("finish_run", runId="run-2", metrics={"auc": 0.93, "loss": "NaN"})
    error = {
        "kind": "exception",
        "type": "ValueError",
        "message": "loss is nan",
        "traceback": "in train\nin step",
    }
    call("fail_run", runId="run-3", error=error)


def _points(bench: Bench, lr: float) -> list[dict[str, Any]]:
    at = bench.clock.now().isoformat()
    points = [{"key": "loss", "step": step, "value": math.exp(-step * lr / 4)} for step in range(50)]
    points += [{"key": "auc", "step": step, "value": 0.5 + 0.4 * step / 10} for step in range(10)]
    return [{**point, "seq": seq, "at": at} for seq, point in enumerate(points)]


def _event(bench: Bench, percent: float, message: str) -> dict[str, Any]:
    at = bench.clock.now().isoformat()
    return {
        "clientSeq": 1,
        "kind": "progress",
        "at": at,
        "phase": "fit",
        "percent": percent,
        "message": message,
    }


def _journal(call: Call, bench: Bench) -> None:
    trial = {"evaluator": {"kind": "backtest", "version": "3"}, "cohort": "spring"}

    def log(hypothesis: str, lr: float, parent: int | None = None, **more: Any) -> int:
        bench.clock.move(60)
        entry = {
            "hypothesis": hypothesis,
            "mutationType": "lr",
            "configDiff": {"lr": lr},
            "trial": trial,
            **more,
        }
        known = {} if parent is None else {"parentId": parent}
        return int(call("log_journal_entry", config={**_CONFIG, "lr": lr}, **entry, **known)["entryId"])

    first = log("a higher learning rate converges sooner", 0.1, results={"auc": 0.91}, tags=["lr"])
    second = log("higher still", 0.3, first, results={"auc": 0.93}, runId="run-2", tags=["lr", "gpu"])
    log("far too high", 0.9, second, results={}, disposition="errored", dispositionReason="loss is nan")
    log("a little lower than that, with warm-up", 0.25, second, results={"auc": 0.929})
    log("lower", 0.05, first, results={"auc": 0.88})
    call("record_decision", entryId=5, decision="rejected", reason="no better", actor="ana")


def _models(call: Call, bench: Bench) -> None:
    for number, auc in ((1, 0.91), (2, 0.93), (3, 0.929)):
        bench.clock.move(600)
        call(
            "log_model_version",
            config={**_CONFIG, "seed": number},
            metrics={"auc": auc},
            runId=f"run-{min(number, 2)}",
            experimentId="exp-1",
            inputArtifacts=["clean-1"],
            flavour="lightgbm",
            tags={"stage": "night"},
        )
    steps = (
        ("promote_to_champion", {"version": 1, "reason": "the first", "actor": "ana"}),
        ("promote_to_champion", {"version": 3, "reason": "warm-up", "actor": "nightly"}),
        ("quarantine", {"version": 3, "reason": "leaked labels", "actor": "ana"}),
        (
            "promote_to_champion",
            {
                "version": 2,
                "reason": "higher still",
                "actor": "ana",
                "journalEntryId": 2,
                "comparison": {
                    "champion": {"runId": "run-1", "cohort": "spring"},
                    "challenger": {"runId": "run-2", "cohort": "spring"},
                },
            },
        ),
    )
    for operation, params in steps:
        bench.clock.move(3600)
        call(operation, **params)


def _jobs(call: Call, bench: Bench) -> None:
    for number, kind in enumerate(("train", "train", "score"), start=1):
        bench.clock.move(1)
        job = {"jobId": f"job-{number}", "name": f"night {number}", "config": _CONFIG, "priority": number}
        call("submit_job", kind=kind, dedupKey=f"night/{number}", **job)
    bench.clock.move(30)
    call("cancel_job", jobId="job-2")


def _evaluations(call: Call, bench: Bench) -> None:
    bench.clock.move(10)
    scenarios = [
        call(
            "create_scenario",
            kind="calcutta",
            name=f"spring {number}",
            world=world(payouts={"1": 60_000 + 1_000 * number, "2": 20_000}),
            inputs={"bars": "bars-1"},
        )["scenarioId"]
        for number in range(1, 4)
    ]
    made = call("create_cohort", name="three springs", scenarioIds=scenarios)
    ids = [candidate(call, scenarios[0], first, name=name) for first, name in ((0, "tops"), (4, "lows"))]
    generated = {"source": "generated", "strategy": "dp", "runId": "run-1", "artifactId": "clean-1"}
    ids.append(candidate(call, scenarios[0], 1, 20, 40, 40, name="best by dp", **generated))
    call("attach_candidates", candidateIds=ids[:2], cohortId=made["cohortId"])
    plan = {"cohortId": made["cohortId"], "candidateIds": ids, "nSims": 200, "seed": 7}
    call("submit_evaluation", **plan, evaluationId="eval-1", focusCandidateId=ids[2])
