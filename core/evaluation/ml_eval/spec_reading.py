"""The document of a learning scenario, checked and made canonical."""

import re
from typing import Any

from provenlab.core.evaluation.faults import Faults
from provenlab.core.evaluation.ml_eval.dataset import MARKS, TARGET
from provenlab.core.evaluation.ml_eval.spec import TASKS, LearningSpec, Task
from provenlab.core.evaluation.streams import MAX_SEED

_KEYS = frozenset(("inputs", "task", "features", "classes", "folds", "repeats", "seed"))
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[A-Za-z0-9_./-]{1,200}")
_CLASSES = {"regression": (1, 1), "remaining_life": (1, 1), "binary": (2, 2), "multiclass": (3, 1000)}


def read_spec(document: Any) -> LearningSpec:
    """The canonical spec; ValidationFailed lists the faults with their paths."""
    faults = Faults()
    given = faults.record(document, "", _KEYS)
    task = _task(given.get("task"), faults)
    least, most = _CLASSES[task]
    spec = LearningSpec(
        dataset=_dataset(given.get("inputs"), faults),
        task=task,
        features=read_features(given.get("features"), "features", faults),
        classes=faults.integer(given.get("classes", least), "classes", least, most) or least,
        folds=faults.integer(given.get("folds", 5), "folds", 2, 1000) or 2,
        repeats=faults.integer(given.get("repeats", 1), "repeats", 1, 10_000) or 1,
        seed=faults.integer(given.get("seed"), "seed", 0, MAX_SEED) or 0,
    )
    faults.raise_if_any()
    return spec


def read_features(given: Any, path: str, faults: Faults) -> tuple[str, ...]:
    """Distinct names of columns, in the order given."""
    if not isinstance(given, (list, tuple)) or not given:
        faults.add(path, "must be a list of at least one column")
        return ()
    for at, name in enumerate(given):
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            faults.add(f"{path}[{at}]", "must be a name of letters, digits, _ . / and -")
        elif name == TARGET or name in MARKS:
            faults.add(f"{path}[{at}]", f"{name} is not something to learn from")
        elif name in given[:at]:
            faults.add(f"{path}[{at}]", "is there already")
    return tuple(map(str, given))


def _task(given: Any, faults: Faults) -> Task:
    for task in TASKS:
        if given == task:
            return task
    faults.add("task", f"must be one of {', '.join(TASKS)}")
    return "regression"


def _dataset(given: Any, faults: Faults) -> str:
    digest = faults.mapping(given, "inputs", frozenset({"dataset"})).get("dataset")
    if isinstance(digest, str) and _DIGEST.fullmatch(digest):
        return digest
    if isinstance(given, dict):
        faults.add("inputs.dataset", "must be the SHA-256 of the bytes, 64 digits in lower case")
    return ""
