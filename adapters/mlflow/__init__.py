"""MLflow as a model registry, behind our port. Importing anything here needs the extra `registry`."""

import os

from provenlab.core.errors import MissingExtra

# Read once, while MLflow is imported or first used: nothing is sent home, nothing is printed.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")

try:
    from mlflow import MlflowClient as MlflowClient
except ImportError as error:
    raise MissingExtra(
        "a registry in MLflow needs mlflow: pip install provenlab[registry]", {"extra": "registry"}
    ) from error
