"""Champions with a history, in MLflow and in a store of ours, beside MLflow without one."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib import import_module
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Protocol
from unittest.mock import patch

from benchmarks.figures import Figure, at_most_ms
from benchmarks.setting import Setting
from benchmarks.timing import interleaved
from provenlab.tools.lab import Lab, open_lab

if TYPE_CHECKING:
    from benchmarks.floors.mlflow_models import MlflowModels
    from provenlab.tools.model_registry import ModelRegistry

ROUNDS = 20
_LOG_MS = 1_000.0
METRICS = {f"m{i:02}": i * 0.11 for i in range(10)}
CONFIG = {f"p{i:02}": i * 0.37 for i in range(20)}


class Champions(Protocol):
    """What is measured; versions are numbered from 1."""

    def log(self) -> object: ...
    def promote(self, number: int, /) -> object: ...
    def roll_back(self) -> object: ...
    def info(self) -> Any: ...
    def load(self) -> Any: ...


class InMlflow:
    """`ModelRegistry`, the history beside MLflow's database."""

    def __init__(self, registry: "ModelRegistry", model: Any) -> None:
        self._registry, self._model = registry, model
        self.promote, self.roll_back = registry.promote_to_champion, registry.rollback
        self.info, self.load = registry.get_champion_info, registry.load_champion

    def log(self) -> object:
        return self._registry.log_candidate(self._model, METRICS, CONFIG)


class InTheStore:
    """`lab.models`, versions and history in one store."""

    def __init__(self, lab: Lab, model: Any, folder: Path) -> None:
        self._models, self._model, self._path = lab.models, model, folder / "model.txt"
        self.promote, self.roll_back = lab.models.promote_to_champion, lab.models.rollback
        self.info = lab.models.champion

    def log(self) -> object:
        self._model.save_model(self._path)
        return self._models.log_version(CONFIG, path=self._path, metrics=METRICS)

    def load(self) -> Any:
        from lightgbm import Booster

        version = self._models.champion().version.version
        return Booster(model_str=self._models.read_file(version).decode())


class ByHand:
    """MLflow alone; going back is naming the version before."""

    def __init__(self, floor: "MlflowModels", model: Any) -> None:
        self._floor, self._model = floor, model
        self._champion = 0
        self.info, self.load = floor.info, floor.load

    def log(self) -> None:
        self._floor.log(self._model, METRICS, CONFIG)

    def promote(self, number: int) -> None:
        change = self._floor.promote if self._champion else self._floor.crown
        change(number)
        self._champion = number

    def roll_back(self) -> None:
        self.promote(self._champion - 1)


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds of one call; the floor of both is MLflow over an SQLite database of its own."""
    with opened() as subjects:
        repeats = setting.scale.repeats(ROUNDS)
        for each in subjects.values():
            each.log()
            each.promote(1)
        for name, actions in _steps(subjects).items():
            setting.progress.step(f"models: {name}")
            found = interleaved(actions, repeats)
            for engine in ("mlflow", "sqlite"):
                yield Figure(
                    group="models",
                    engine=engine,
                    name=name,
                    library_ms=found[engine].wall_ms,
                    floor_ms=found["floor"].wall_ms,
                    target=at_most_ms(_LOG_MS) if name.startswith("log") else None,
                    repeats=repeats,
                )


@contextmanager
def opened() -> Iterator[dict[str, Champions]]:
    """Each in a store of its own, in a folder that goes at the end."""
    from tests.integration.mlflow.stores import new_mlflow_database

    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        # MLflow writes its global URI there too.
        stack.enter_context(patch.dict(os.environ, {"PROVENLAB_HOME": str(folder / "home")}))
        homes = {name: folder / name for name in ("mlflow", "sqlite", "floor")}
        for home in homes.values():
            home.mkdir()
        import mlflow

        from benchmarks.floors.mlflow_models import MlflowModels, quietly
        from provenlab import ModelRegistry

        with quietly():
            import_module("mlflow.lightgbm")
        stack.callback(mlflow.set_registry_uri, "")
        stack.callback(mlflow.set_tracking_uri, "")
        model = _fitted()
        floor = MlflowModels(new_mlflow_database(homes["floor"]), homes["floor"].as_uri())
        registry = stack.enter_context(ModelRegistry(new_mlflow_database(homes["mlflow"])))
        lab = stack.enter_context(open_lab(homes["sqlite"] / "lab.sqlite"))
        yield {
            "mlflow": InMlflow(registry, model),
            "sqlite": InTheStore(lab, model, folder),
            "floor": ByHand(floor, model),
        }


def _fitted() -> Any:
    """A hundred trees over thirty columns, some 350 KB of text."""
    import lightgbm
    import numpy as np

    rows = np.random.default_rng(7).normal(size=(2_000, 30))
    labels = (rows[:, 0] + rows[:, 1] * rows[:, 2] > 0).astype(float)
    options = {"objective": "binary", "num_threads": 1, "verbose": -1, "deterministic": True}
    return lightgbm.train(options, lightgbm.Dataset(rows, labels), 100)


def _steps(subjects: Mapping[str, Champions]) -> dict[str, dict[str, Callable[[], object]]]:
    """In this order: each version that is logged is promoted, and rolled back in the end."""
    return {
        "log a candidate, with 20 parameters and 10 metrics": {n: s.log for n, s in subjects.items()},
        "promote": {name: _promotions(each) for name, each in subjects.items()},
        "champion's version, metrics and config": {n: s.info for n, s in subjects.items()},
        "load the champion": {n: s.load for n, s in subjects.items()},
        "roll back": {n: s.roll_back for n, s in subjects.items()},
    }


def _promotions(subject: Champions) -> Callable[[], object]:
    numbers = count(2)
    return lambda: subject.promote(next(numbers))
