"""Who is learned from and who is judged on: divisions that the seed of the scenario pins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from provenlab.core.errors import ValidationFailed
from provenlab.core.evaluation.ml_eval.dataset import MACHINE, OBSERVED, TARGET, Dataset
from provenlab.core.evaluation.ml_eval.spec import LearningSpec
from provenlab.core.evaluation.streams import WORDS_PER_BLOCK, Stream

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Split:
    """Row numbers. `last` are those of `test` with the newest observation of their machine."""

    train: Rows
    test: Rows
    last: Rows


def split_of(spec: LearningSpec, dataset: Dataset, unit: int, stream: Stream) -> Split:
    """Unit = repeat * folds + fold. Repeat r shuffles with the words that belong to it, whoever asks.

    Classes are spread evenly over the folds. Machines are in one fold as a whole; of those that are judged
    only what was observed of them counts.
    """
    repeat, fold = divmod(unit, spec.folds)
    if spec.task != "remaining_life":
        strata = dataset.columns[TARGET] if spec.classes > 1 else np.zeros(dataset.n_rows)
        held_out = _folds(strata, spec.folds, repeat, stream) == fold
        test = np.flatnonzero(held_out)
        return Split(np.flatnonzero(~held_out), test, test)
    machines, machine = np.unique(dataset.columns[MACHINE], return_inverse=True)
    held_out = (_folds(np.zeros(len(machines)), spec.folds, repeat, stream) == fold)[machine]
    test = np.flatnonzero(held_out & (dataset.columns[OBSERVED] > 0))
    return Split(np.flatnonzero(~held_out), test, _last_rows(machine, test))


def _folds(strata: NDArray[np.float64], folds: int, repeat: int, stream: Stream) -> Rows:
    """The fold of each item: sizes differ by at most one, in every stratum as well."""
    n = len(strata)
    if n < 2 * folds:
        raise ValidationFailed.at("folds", f"{n} things to divide are too few for {folds} folds")
    words = stream.words(repeat, 1, -(-n // WORDS_PER_BLOCK))[0, :n]
    order = np.lexsort((words, strata))
    folds_of = np.empty(n, dtype=np.int64)
    folds_of[order] = np.arange(n) % folds
    return folds_of


def _last_rows(machine: NDArray[np.intp], test: Rows) -> Rows:
    """The last row of each machine, in the order of the data set."""
    _, from_end = np.unique(machine[test][::-1], return_index=True)
    return np.sort(test[len(test) - 1 - from_end])
