"""A data set: CSV of numbers, whose bytes depend on no version of a library."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.inputs import named_input
from provenlab.core.evaluation.kind import Inputs
from provenlab.core.evaluation.ml_eval.spec import LearningSpec

TARGET = "target"
MACHINE, OBSERVED = "machine", "observed"
MARKS = (MACHINE, OBSERVED)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Dataset:
    """Columns of equal length by name."""

    columns: Mapping[str, Floats]

    @property
    def n_rows(self) -> int:
        return len(self.columns[TARGET])

    def rows(self, features: Sequence[str]) -> Floats:
        """Shape (rows, features)."""
        return np.column_stack([self.columns[name] for name in features])


def dataset_of(spec: LearningSpec, inputs: Inputs) -> Dataset:
    """The data set that the scenario names; ValidationFailed when it is not what the spec says of it."""
    dataset = read_dataset(named_input(inputs, "dataset", spec.dataset))
    _refuse_other(spec, dataset)
    return dataset


@lru_cache(maxsize=2)
def read_dataset(content: bytes) -> Dataset:
    """From CSV with a header and finite numbers, UTF-8; ValidationFailed names the first line at fault."""
    try:
        header, *lines = csv.reader(io.StringIO(content.decode()))
    except (ValueError, csv.Error):
        raise ValidationFailed.at("inputs.dataset", "is not CSV with a header") from None
    if len(set(header)) != len(header) or TARGET not in header:
        raise ValidationFailed.at("inputs.dataset", "needs distinct columns, one of them target")
    table = np.array([_numbers(line, at, len(header)) for at, line in enumerate(lines, 2)], dtype=np.float64)
    return Dataset(dict(zip(header, table.reshape(len(lines), len(header)).T.copy(), strict=True)))


def _numbers(line: Sequence[str], at: int, width: int) -> list[float]:
    try:
        numbers = [float(cell) for cell in line]
    except ValueError:
        numbers = []
    if len(numbers) != width or not all(map(math.isfinite, numbers)):
        raise ValidationFailed.at("inputs.dataset", f"line {at} must have {width} finite numbers")
    return numbers


def _refuse_other(spec: LearningSpec, dataset: Dataset) -> None:
    for at, name in enumerate(spec.features):
        if name not in dataset.columns:
            raise ValidationFailed.at(f"features[{at}]", f"{name!r:.80} is no column of the data set")
    if spec.task == "remaining_life":
        for name in MARKS:
            if name not in dataset.columns:
                raise ValidationFailed.at("task", f"remaining_life needs a column {name}")
    if spec.classes > 1:
        _refuse_other_classes(spec, dataset.columns[TARGET])


def _refuse_other_classes(spec: LearningSpec, target: Floats) -> None:
    labels, counts = np.unique(target, return_counts=True)
    if labels.tolist() != list(range(spec.classes)):
        raise ValidationFailed.at(
            "classes", f"target must hold the classes 0 to {spec.classes - 1}, all of them"
        )
    if counts.min() < spec.folds:
        raise ValidationFailed.at(
            "folds", f"the smallest class has {counts.min()} rows, one is needed per fold"
        )
