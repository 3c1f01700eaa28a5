"""The document of a learner: parameters of LightGBM by their own names, within bounds."""

from collections.abc import Mapping
from typing import Any

from provenlab.core.evaluation.faults import Faults
from provenlab.core.evaluation.ml_eval.spec import Learner, LearningSpec
from provenlab.core.evaluation.ml_eval.spec_reading import read_features

MOST_ROUNDS = 100_000
# Name: default, least, most; those of LightGBM 4.
_INTEGERS: Mapping[str, tuple[int, int, int]] = {
    "num_leaves": (31, 2, 131_072),
    "max_depth": (-1, -1, 1000),
    "min_data_in_leaf": (20, 0, 10**9),
    "bagging_freq": (0, 0, 10**6),
    "max_bin": (255, 2, 65_535),
    "seed": (0, 0, 2**31 - 1),
}
_NUMBERS: Mapping[str, tuple[float, float, float]] = {
    "learning_rate": (0.1, 1e-9, 10),
    "min_sum_hessian_in_leaf": (1e-3, 0, 1e9),
    "lambda_l1": (0, 0, 1e9),
    "lambda_l2": (0, 0, 1e9),
    "min_gain_to_split": (0, 0, 1e9),
    "path_smooth": (0, 0, 1e9),
    "feature_fraction": (1, 1e-6, 1),
    "bagging_fraction": (1, 1e-6, 1),
}
_LOSSES = ("regression", "regression_l1", "huber", "fair", "poisson", "quantile")
_KNOWN = frozenset((*_INTEGERS, *_NUMBERS, "extra_trees", "objective"))


def read_learner(spec: LearningSpec, document: Any) -> Learner:
    """The canonical learner; ValidationFailed lists the faults with their paths.

    Defaults are filled in, so that saying one or not is the same learner.
    """
    faults = Faults()
    given = faults.mapping(document, "", frozenset({"params", "rounds", "features"}))
    learner = Learner(
        params=_params(spec, faults.mapping(given.get("params", {}), "params", _KNOWN), faults),
        rounds=faults.integer(given.get("rounds", 100), "rounds", 1, MOST_ROUNDS) or 1,
        features=_features(spec, given.get("features"), faults),
    )
    faults.raise_if_any()
    return learner


def _params(spec: LearningSpec, given: Mapping[str, Any], faults: Faults) -> dict[str, Any]:
    params: dict[str, Any] = {}
    for name, (default, least, most) in _INTEGERS.items():
        params[name] = faults.integer(given.get(name, default), f"params.{name}", least, most)
    for name, (usual, low, high) in _NUMBERS.items():
        params[name] = faults.number(given.get(name, usual), f"params.{name}", low, high)
    params["extra_trees"] = given.get("extra_trees", False)
    if not isinstance(params["extra_trees"], bool):
        faults.add("params.extra_trees", "must be true or false")
    params["objective"] = _objective(spec, given.get("objective"), faults)
    return dict(sorted(params.items()))


def _objective(spec: LearningSpec, given: Any, faults: Faults) -> str:
    """What is minimised: a choice for numbers, and settled by the task for classes."""
    choices = _LOSSES if spec.task in ("regression", "remaining_life") else (spec.task,)
    if given is None:
        return choices[0]
    if given not in choices:
        faults.add("params.objective", f"must be one of {', '.join(choices)} for this task")
    return str(given)


def _features(spec: LearningSpec, given: Any, faults: Faults) -> tuple[str, ...] | None:
    if given is None:
        return None
    features = read_features(given, "features", faults)
    for at, name in enumerate(features):
        if not faults and name not in spec.features:
            faults.add(f"features[{at}]", f"{name!r:.80} is no feature of this scenario")
    return features
