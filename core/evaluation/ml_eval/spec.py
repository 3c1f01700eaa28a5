"""A data set to learn from and a way to learn, as checked, frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Task = Literal["regression", "binary", "multiclass", "remaining_life"]
TASKS: tuple[Task, ...] = ("regression", "binary", "multiclass", "remaining_life")


@dataclass(frozen=True, slots=True)
class LearningSpec:
    """`dataset` is the SHA-256 of its bytes; `features` are the columns that a model may look at.

    `folds` times `repeats` units: each repeat divides the rows anew, or the machines of `remaining_life`.
    """

    dataset: str
    task: Task
    features: tuple[str, ...]
    classes: int
    folds: int
    repeats: int
    seed: int

    def world(self) -> dict[str, Any]:
        """The canonical JSON document without the seed."""
        return {
            "inputs": {"dataset": self.dataset},
            "task": self.task,
            "features": list(self.features),
            "classes": self.classes,
            "folds": self.folds,
            "repeats": self.repeats,
        }


@dataclass(frozen=True, slots=True)
class Learner:
    """LightGBM parameters, all of them said, the number of trees (per class), and features; None is all."""

    params: Mapping[str, Any]
    rounds: int
    features: tuple[str, ...] | None

    def identity(self) -> dict[str, Any]:
        features = None if self.features is None else list(self.features)
        return {"params": dict(self.params), "rounds": self.rounds, "features": features}
