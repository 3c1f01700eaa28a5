"""A champion in MLflow as its users keep one: two aliases that are moved by hand, and no history."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from importlib.metadata import version
from io import StringIO
from typing import Any

import mlflow
from mlflow import MlflowClient

NAME, CHAMPION, ARCHIVED = "model", "champion", "archived"
_REQUIREMENTS = [f"{each}=={version(each)}" for each in ("lightgbm", "numpy")]


@contextmanager
def quietly() -> Iterator[None]:
    """What MLflow prints and warns of on its own account is no part of a table."""
    with redirect_stderr(StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


class MlflowModels:
    """Works in the process's global store of MLflow, as `mlflow.lightgbm` must."""

    def __init__(self, uri: str, artifact_root: str) -> None:
        mlflow.set_tracking_uri(uri)
        mlflow.set_registry_uri(uri)
        self._client = MlflowClient(tracking_uri=uri, registry_uri=uri)
        self._experiment = self._client.create_experiment("bench", artifact_location=artifact_root)

    def log(self, model: Any, metrics: dict[str, float], config: dict[str, Any]) -> None:
        """Requirements are given, since finding them out takes MLflow seconds."""
        with quietly(), mlflow.start_run(experiment_id=self._experiment):
            mlflow.log_params(config)
            mlflow.log_metrics(metrics)
            mlflow.lightgbm.log_model(
                model, name="model", pip_requirements=_REQUIREMENTS, registered_model_name=NAME
            )

    def crown(self, number: int) -> None:
        """The first champion."""
        self._client.set_registered_model_alias(NAME, CHAMPION, str(number))

    def promote(self, number: int) -> None:
        """Nothing holds another process off between the three calls."""
        before = self._client.get_model_version_by_alias(NAME, CHAMPION)
        self._client.set_registered_model_alias(NAME, ARCHIVED, before.version)
        self._client.set_registered_model_alias(NAME, CHAMPION, str(number))

    def info(self) -> dict[str, Any]:
        found = self._client.get_model_version_by_alias(NAME, CHAMPION)
        run = self._client.get_run(str(found.run_id))
        return {"version": int(found.version), "metrics": run.data.metrics, "config": run.data.params}

    def load(self) -> Any:
        with quietly():
            return mlflow.lightgbm.load_model(f"models:/{NAME}@{CHAMPION}")
