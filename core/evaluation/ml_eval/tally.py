"""What came of each unit, as a partial: whole numbers and digests by the number of the unit."""

from collections.abc import Mapping
from typing import Any

from provenlab.core.evaluation.kind import Inputs, Partial
from provenlab.core.evaluation.ml_eval.dataset import TARGET, Dataset, dataset_of
from provenlab.core.evaluation.ml_eval.scores import Floats, Scores, nasa_mean, of_classes, of_numbers
from provenlab.core.evaluation.ml_eval.spec import Learner, LearningSpec
from provenlab.core.evaluation.ml_eval.splits import Split, split_of
from provenlab.core.evaluation.ml_eval.training import (
    PARTS,
    grown,
    predicted,
    predictions_digest,
    text_of,
)
from provenlab.core.evaluation.streams import Stream
from provenlab.core.rules.tree_text import trees_digest


def tally(
    spec: LearningSpec, inputs: Inputs, candidates: Mapping[str, Learner], lo: int, hi: int, stream: Stream
) -> Partial:
    """Every candidate learns from the same rows of a unit and is judged on the same others."""
    dataset = dataset_of(spec, inputs)
    splits = {unit: split_of(spec, dataset, unit, stream) for unit in range(lo, hi)}
    return {
        name: {str(unit): _judged(spec, learner, dataset, split) for unit, split in splits.items()}
        for name, learner in candidates.items()
    }


def merged(one: Partial, other: Partial) -> Partial:
    """A unit belongs to one shard, so two never tell of the same one."""
    return {name: one[name] | other[name] for name in one}


def _judged(spec: LearningSpec, learner: Learner, dataset: Dataset, split: Split) -> dict[str, Any]:
    booster = grown(spec, learner, dataset, split.train)
    values = predicted(spec, learner, booster, dataset, split.test)
    scores = _scores(spec, dataset, split, values)
    return {
        "n_train": len(split.train),
        "n_test": len(split.test),
        "trees": trees_digest(text_of(booster)),
        "predictions": predictions_digest(values),
        "scores": {name: round(value * PARTS) for name, value in scores.items()},
    }


def _scores(spec: LearningSpec, dataset: Dataset, split: Split, values: Floats) -> Scores:
    true = dataset.columns[TARGET][split.test]
    if spec.classes > 1:
        return of_classes(values, true)
    if spec.task == "regression":
        return of_numbers(values, true)
    newest = (split.test[:, None] == split.last).any(axis=1)
    return {
        **_of_life(values, true, "all"),
        **_of_life(values[newest], true[newest], "last"),
    }


def _of_life(values: Floats, true: Floats, which: str) -> Scores:
    scores = of_numbers(values, true) | {"nasa_mean": nasa_mean(values, true)}
    return {f"{name}_{which}": value for name, value in scores.items()}
