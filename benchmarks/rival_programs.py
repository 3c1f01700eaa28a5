"""Runs in the environment of the rivals and prints one JSON line: {version, ms: {action: median}}."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module
from itertools import count
from typing import Any

PARAMS = {f"p{i:02}": str(i * 0.37) for i in range(20)}
METRICS = {f"m{i:02}": i * 0.11 for i in range(20)}
POINTS, CALLS = 1_000, 50


def timed(action: Callable[[], Any], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        action()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def mlflow_figures(path: str, records: int) -> dict[str, Any]:
    os.environ["MLFLOW_DISABLE_TELEMETRY"] = "true"
    mlflow = import_module("mlflow")
    client = mlflow.MlflowClient(tracking_uri=f"sqlite:///{path}")
    experiment = client.create_experiment("bench", artifact_location=f"file://{path}.artifacts")
    params = [mlflow.entities.Param(key, value) for key, value in PARAMS.items()]

    def create() -> str:
        run = client.create_run(experiment)
        client.log_batch(run.info.run_id, params=params)
        return str(run.info.run_id)

    first = create()
    steps = count(step=POINTS)
    return {
        "version": mlflow.__version__,
        "ms": {
            **_mlflow_runs(mlflow, client, experiment, max(1, records // 10)),
            "points": timed(lambda: _mlflow_points(mlflow, client, first, next(steps), 1), 5),
            "points in calls": timed(lambda: _mlflow_points(mlflow, client, first, next(steps), CALLS), 3),
            "create": timed(create, records),
            "list": timed(lambda: client.search_runs([experiment], max_results=100), 30),
            "get": timed(lambda: client.get_run(first), 30),
        },
    }


def _mlflow_runs(mlflow: Any, client: Any, experiment: str, repeats: int) -> dict[str, float]:
    """Whole runs: with one call for all values, and the two ways its users write it."""
    entities = mlflow.entities
    params = [entities.Param(key, value) for key, value in PARAMS.items()]
    metrics = [entities.Metric(key, value, 1_750_000_000_000, 0) for key, value in METRICS.items()]
    mlflow.set_tracking_uri(client.tracking_uri)

    def batch() -> None:
        run_id = client.create_run(experiment).info.run_id
        client.log_batch(run_id, params=params, metrics=metrics)
        client.set_terminated(run_id)

    def fluent() -> None:
        with mlflow.start_run(experiment_id=experiment):
            mlflow.log_params(PARAMS)
            mlflow.log_metrics(METRICS)

    def by_value() -> None:
        with mlflow.start_run(experiment_id=experiment):
            for key, value in PARAMS.items():
                mlflow.log_param(key, value)
            for key, metric in METRICS.items():
                mlflow.log_metric(key, metric)

    ways = {"run": batch, "run, fluent": fluent, "run, by value": by_value}
    for way in ways.values():
        way()
    return {name: timed(way, repeats) for name, way in ways.items()}


def _mlflow_points(mlflow: Any, client: Any, run_id: str, first: int, calls: int) -> None:
    for begin in range(first, first + POINTS, POINTS // calls):
        steps = range(begin, begin + POINTS // calls)
        points = [mlflow.entities.Metric("loss", 1 / (n + 1), 1_750_000_000_000, n) for n in steps]
        client.log_batch(run_id, metrics=points)


def trackio_figures(path: str, records: int) -> dict[str, Any]:
    os.environ["TRACKIO_DIR"] = f"{path}.trackio"
    os.environ["HF_HUB_OFFLINE"] = "1"
    trackio = import_module("trackio")
    config = {key: float(value) for key, value in PARAMS.items()}
    numbers = count()

    def run() -> None:
        begun = trackio.init(project="bench", name=f"run-{next(numbers)}", config=config, embed=False)
        begun.log(METRICS)
        begun.finish()

    run()
    return {"version": trackio.__version__, "ms": {"run": timed(run, max(1, records // 50))}}


def optuna_figures(path: str, records: int) -> dict[str, Any]:
    optuna = import_module("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(storage=f"sqlite:///{path}", study_name="bench")
    ranges = {key: optuna.distributions.FloatDistribution(0, 100) for key in PARAMS}
    values = {key: float(value) for key, value in PARAMS.items()}

    def create() -> None:
        study.add_trial(optuna.trial.create_trial(params=values, distributions=ranges, value=1.0))

    def trial() -> None:
        made = optuna.trial.create_trial(
            params=values, distributions=ranges, value=1.0, user_attrs=dict(METRICS)
        )
        study.add_trial(made)

    few = max(1, records // 5)
    return {
        "version": optuna.__version__,
        "ms": {"create": timed(create, few), "run": timed(trial, max(1, records // 20))},
    }


RIVALS = {"mlflow": mlflow_figures, "optuna": optuna_figures, "trackio": trackio_figures}

if __name__ == "__main__":
    # Some of them print while they work, and once more when they end.
    out, sys.stdout = sys.stdout, sys.stderr
    print(json.dumps(RIVALS[sys.argv[1]](sys.argv[2], int(sys.argv[3]))), file=out)
