"""Runs in the environment of the rivals and prints one JSON line: {version, ms: {create, list, get}}."""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

PARAMS = {f"p{i:02}": str(i * 0.37) for i in range(20)}


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
    return {
        "version": mlflow.__version__,
        "ms": {
            "create": timed(create, records),
            "list": timed(lambda: client.search_runs([experiment], max_results=100), 30),
            "get": timed(lambda: client.get_run(first), 30),
        },
    }


def optuna_figures(path: str, records: int) -> dict[str, Any]:
    optuna = import_module("optuna")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(storage=f"sqlite:///{path}", study_name="bench")
    ranges = {key: optuna.distributions.FloatDistribution(0, 100) for key in PARAMS}
    values = {key: float(value) for key, value in PARAMS.items()}

    def create() -> None:
        study.add_trial(optuna.trial.create_trial(params=values, distributions=ranges, value=1.0))

    few = max(1, records // 5)
    return {"version": optuna.__version__, "ms": {"create": timed(create, few)}}


if __name__ == "__main__":
    figures = {"mlflow": mlflow_figures, "optuna": optuna_figures}[sys.argv[1]]
    print(json.dumps(figures(sys.argv[2], int(sys.argv[3]))))
