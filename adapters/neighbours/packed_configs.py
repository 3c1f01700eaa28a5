"""Configs as columns of numbers: what Gower's distance asks of them, and nothing else."""

import math
from array import array
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from provenlab.core.rules.similarity import Near, Scale, flattened, scale_of

_NUMBER = 0
Floats = NDArray[np.float64]


class _Numbers(NamedTuple):
    """The rows that have a parameter as a number, the numbers, and the logarithms of the positive ones."""

    rows: NDArray[np.int32]
    values: Floats
    logarithms: Floats


class _Column:
    """One parameter of all configs that have it; text by a number of its own, 0 for a number."""

    def __init__(self) -> None:
        self.rows = array("i")
        self.words = array("i")
        self.values = array("d")
        self.logarithms = array("d")
        self.word_numbers: dict[str, int] = {}

    def append(self, row: int, value: float | str) -> None:
        self.rows.append(row)
        is_number = isinstance(value, float)
        self.words.append(_NUMBER if is_number else self._word_number(str(value)))
        self.values.append(float(value) if is_number else 0.0)
        # Python's logarithm, not that of numpy, whose last digit may be another.
        self.logarithms.append(math.log(value) if isinstance(value, float) and value > 0 else 0.0)

    def _word_number(self, word: str) -> int:
        return self.word_numbers.setdefault(word, len(self.word_numbers) + 1)

    def differences(self, wanted: float | str, n_configs: int) -> Floats:
        """How far each config is from a value, from 0 to 1; 1 for a config without the parameter."""
        apart = np.ones(n_configs)
        if isinstance(wanted, str):
            same = np.frombuffer(self.words, np.int32) == self.word_numbers.get(wanted, -1)
            apart[np.frombuffer(self.rows, np.int32)[same]] = 0.0
        else:
            numbers = self._numbers()
            apart[numbers.rows] = _number_differences(numbers, wanted)
        return apart

    def _numbers(self) -> _Numbers:
        rows, values, logarithms = (
            np.frombuffer(self.rows, np.int32),
            np.frombuffer(self.values),
            np.frombuffer(self.logarithms),
        )
        if not self.word_numbers:
            return _Numbers(rows, values, logarithms)
        numeric = np.frombuffer(self.words, np.int32) == _NUMBER
        return _Numbers(rows[numeric], values[numeric], logarithms[numeric])


def _number_differences(numbers: _Numbers, wanted: float) -> Floats:
    """As `rules.similarity` has it, operation by operation, so that no digit differs."""
    ends = [float(numbers.values.min()), float(numbers.values.max())] if numbers.values.size else []
    scale: Scale = scale_of([wanted, *ends])
    if scale.width == 0:
        return np.zeros(numbers.values.size)
    if scale.logarithmic:
        apart = np.abs(math.log(wanted) - numbers.logarithms)
    else:
        apart = np.abs(wanted / 2 - numbers.values / 2)
    return np.minimum(1.0, apart / scale.width)


class PackedConfigs:
    """Grows by configs and answers which are near; some 25 bytes a parameter of a config."""

    def __init__(self) -> None:
        self.hashes: list[str] = []
        self._n_parameters = array("i")
        self._columns: dict[str, _Column] = {}

    def add(self, config_hash: str, config: Mapping[str, Any]) -> None:
        """Adds a config that is not there yet."""
        features = flattened(config)
        row = len(self.hashes)
        for path, value in features.items():
            self._columns.setdefault(path, _Column()).append(row, value)
        self._n_parameters.append(len(features))
        self.hashes.append(config_hash)

    def nearest(self, config: Mapping[str, Any], k: int) -> list[Near]:
        """As `rules.similarity.nearest` over all of them."""
        if not self.hashes:
            return []
        distances = self._distances(flattened(config))
        rows: Iterable[int] = range(len(self.hashes))
        if k < len(self.hashes):
            farthest = np.partition(distances, k - 1)[k - 1]
            rows = np.flatnonzero(distances <= farthest).tolist()
        return nsmallest(k, (Near(float(distances[row]), self.hashes[row]) for row in rows))

    def _distances(self, wanted: Mapping[str, float | str]) -> Floats:
        columns = [(self._columns.get(path), value) for path, value in wanted.items()]
        n_others = self._n_others([column for column, _ in columns if column is not None])
        apart = n_others.astype(np.float64)
        # One addition after the other, in the order of the definition: sums of floats depend on it.
        for column, value in columns:
            apart += 1.0 if column is None else column.differences(value, len(self.hashes))
        n_all = n_others + len(wanted)
        return np.divide(apart, n_all, out=np.zeros(len(self.hashes)), where=n_all != 0)

    def _n_others(self, shared: Sequence[_Column]) -> NDArray[np.int64]:
        """How many parameters each config has that are not wanted."""
        n_others = np.frombuffer(self._n_parameters, np.int32).astype(np.int64)
        for column in shared:
            n_others[np.frombuffer(column.rows, np.int32)] -= 1
        return n_others
