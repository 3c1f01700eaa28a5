"""A registry with a history over every store, and a registry that stands apart from its history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from provenlab.core.models.model_version import ModelNote
from provenlab.core.ports.model_history import ModelHistoryPort
from provenlab.core.ports.model_registry import ModelRegistryPort
from provenlab.core.ports.store import StorePort
from provenlab.core.rules.model_redaction import drafted
from provenlab.core.services.journal import JournalService
from provenlab.core.services.models import ModelService
from tests.integration.mlflow.stores import new_mlflow_database
from tests.labs import BACKENDS, Bench, ManualClock, opened

NAME = "ranker"
AT = datetime(2025, 1, 31, 9, 30, tzinfo=UTC)
# In `apart` the aliases are written by another transaction than the events, as with a server of others.
MODEL_LABS = (*BACKENDS, "apart", "mlflow")


@dataclass(slots=True)
class ModelLab:
    """The parts of a registry, so that a test can put something in between."""

    registry: ModelRegistryPort
    history: ModelHistoryPort
    store: StorePort
    journal: JournalService
    clock: ManualClock

    def service(
        self, registry: ModelRegistryPort | None = None, history: ModelHistoryPort | None = None
    ) -> ModelService:
        return ModelService(registry or self.registry, history or self.history, self.store, self.journal)


def note(**changes: Any) -> ModelNote:
    return ModelNote.model_validate({"model_name": NAME, "config": {"lr": 1}, "created_at": AT, **changes})


def add_versions(registry: ModelRegistryPort, n: int, model_name: str = NAME) -> None:
    for each in range(n):
        registry.add_version(drafted(note(model_name=model_name, metrics={"auc": each})))


def model_lab(registry_of: Bench, history_of: Bench) -> ModelLab:
    own, other = registry_of.lab, history_of.lab
    return ModelLab(own.models.registry, other.models.history, other.store, other.journal, history_of.clock)


@contextmanager
def open_models(kind: str, new_url: Callable[[str], str]) -> Iterator[ModelLab]:
    """The model lab of that kind, empty."""
    if kind == "apart":
        with opened("memory:") as registry, opened(new_url("sqlite")) as history:
            history.lab.store.initialise()
            yield model_lab(registry, history)
    elif kind == "mlflow":
        from provenlab.adapters.mlflow.model_registry import MlflowModelRegistry

        with opened(new_url("sqlite")) as history, TemporaryDirectory() as folder:
            history.lab.store.initialise()
            own = history.lab
            # Without a place of its own MLflow keeps files in the working folder.
            artifacts = Path(folder, "artifacts").as_uri()
            versions = MlflowModelRegistry(new_mlflow_database(Path(folder)), artifacts)
            yield ModelLab(versions, own.models.history, own.store, own.journal, history.clock)
    else:
        with opened(new_url(kind)) as bench:
            bench.lab.store.initialise()
            yield model_lab(bench, bench)
