"""From the scores of folds to figures with errors that know how much the folds share."""

import math
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from provenlab.core.evaluation.kind import NOT_DEFINED, Finding, MetricSpec, MetricValue, Partial
from provenlab.core.evaluation.ml_eval.spec import LearningSpec, Task
from provenlab.core.evaluation.ml_eval.training import PARTS

LOSS: Mapping[Task, str] = {
    "regression": "rmse",
    "binary": "logloss",
    "multiclass": "logloss",
    "remaining_life": "rmse_last",
}


def _numbers(suffix: str) -> tuple[MetricSpec, ...]:
    return (
        MetricSpec(f"rmse{suffix}", "minimise", "units of the target", comparable_across_scenarios=False),
        MetricSpec(f"mae{suffix}", "minimise", "units of the target", comparable_across_scenarios=False),
        MetricSpec(f"bias{suffix}", "towards_zero", "units of the target", comparable_across_scenarios=False),
        MetricSpec(f"r2{suffix}", "maximise", "share of the variance"),
    )


METRICS = (
    MetricSpec("loss", "minimise", "loss of the task", primary=True, comparable_across_scenarios=False),
    *_numbers(""),
    *_numbers("_all"),
    MetricSpec("nasa_mean_all", "minimise", "score", comparable_across_scenarios=False),
    *_numbers("_last"),
    MetricSpec("nasa_mean_last", "minimise", "score", comparable_across_scenarios=False),
    MetricSpec("auc", "maximise", "probability"),
    MetricSpec("logloss", "minimise", "nats"),
    MetricSpec("brier", "minimise", "squared probability"),
)


def finding_of(spec: LearningSpec, candidates: Sequence[str], partial: Partial) -> Finding:
    """Metrics by candidate, without a value where they are of another task; artifact: a row per unit."""
    return Finding(
        {name: _metrics(spec, _by_unit(partial[name])) for name in candidates},
        {"folds": {name: _rows(spec, _by_unit(partial[name])) for name in candidates}},
    )


def corrected_error(values: Sequence[float], n_train: int, n_test: int) -> float | None:
    """Of the mean of scores from overlapping training sets: sqrt((1/n + n_test/n_train) * variance).

    Nadeau and Bengio 2003; the plain error takes folds for independent and is far too small.
    """
    if len(values) < 2:
        return None
    return math.sqrt((1 / len(values) + n_test / n_train) * statistics.variance(values))


def _metrics(spec: LearningSpec, units: Sequence[Mapping[str, Any]]) -> dict[str, MetricValue]:
    names = [metric.key for metric in METRICS if not metric.primary]
    found = {name: _metric(units, name) for name in names}
    return {"loss": found[LOSS[spec.task]], **found}


def _metric(units: Sequence[Mapping[str, Any]], name: str) -> MetricValue:
    values = [unit["scores"][name] / PARTS for unit in units if name in unit["scores"]]
    if not values or len(values) < len(units):
        return NOT_DEFINED
    n_train, n_test = (sum(unit[key] for unit in units) for key in ("n_train", "n_test"))
    return MetricValue(statistics.fmean(values), corrected_error(values, n_train, n_test), len(values))


def _by_unit(tree: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"unit": int(unit), **tree[unit]} for unit in sorted(tree, key=int)]


def _rows(spec: LearningSpec, units: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    plain = {key: [unit[key] for unit in units] for key in ("n_train", "n_test", "trees", "predictions")}
    names = sorted({name for unit in units for name in unit["scores"]})
    scores = {name: [_score(unit, name) for unit in units] for name in names}
    return {
        "repeat": [unit["unit"] // spec.folds for unit in units],
        "fold": [unit["unit"] % spec.folds for unit in units],
        **plain,
        **scores,
    }


def _score(unit: Mapping[str, Any], name: str) -> float | None:
    return unit["scores"][name] / PARTS if name in unit["scores"] else None
