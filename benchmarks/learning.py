"""Learners over the folds of a real data set, beside scikit-learn's cross-validation of the same models."""

from collections.abc import Iterator

import lightgbm
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import RepeatedStratifiedKFold, cross_validate
from threadpoolctl import threadpool_limits

from benchmarks.figures import Figure, at_most_times
from benchmarks.setting import Setting
from benchmarks.timing import interleaved
from provenlab.adapters.compute.in_process import InProcessExecutor
from provenlab.adapters.datasets.shipped import shipped
from provenlab.core.evaluation.engine import assigned, evaluated
from provenlab.core.evaluation.ml_eval.kind import MlEval

_FOLDS, _TREES = 5, 50
_SCORES = ("roc_auc", "neg_log_loss", "neg_brier_score")


def measure(setting: Setting) -> Iterator[Figure]:
    """Milliseconds for twenty folds of 569 rows, each with a model of 50 trees that is judged three ways."""
    setting.progress.step("learning: 20 folds of breast_cancer")
    rounds = setting.scale.repeats(4)
    content, scenario = shipped("breast_cancer")
    scenario |= {"folds": _FOLDS, "repeats": rounds, "seed": 1}
    task = assigned(MlEval(), scenario, {"it": {"rounds": _TREES}}, {"dataset": content})
    rows, labels = load_breast_cancer(return_X_y=True)
    model = lightgbm.LGBMClassifier(
        n_estimators=_TREES, num_threads=1, deterministic=True, force_row_wise=True, verbose=-1
    )
    splits = RepeatedStratifiedKFold(n_splits=_FOLDS, n_repeats=rounds, random_state=1)
    with threadpool_limits(1):
        found = interleaved(
            {
                "library": lambda: evaluated(task, InProcessExecutor()),
                "floor": lambda: cross_validate(model, rows, labels, cv=splits, scoring=_SCORES),
            },
            setting.scale.repeats(7),
        )
    units = _FOLDS * rounds
    library, floor = found["library"].cpu_ms, found["floor"].cpu_ms
    yield Figure(
        group="learning",
        engine="lightgbm",
        name=f"{units} folds of 569 rows, {_TREES} trees, auc, logloss and brier "
        f"({units / library * 1000:.1f} folds/s, scikit-learn {units / floor * 1000:.1f}/s)",
        library_ms=library,
        floor_ms=floor,
        clock="cpu",
        target=at_most_times(1.25, floor),
        repeats=setting.scale.repeats(7),
    )
