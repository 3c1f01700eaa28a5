"""Trees grown so that the same rows give the same trees."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from provenlab.core.errors import MissingExtra, ValidationFailed
from provenlab.core.evaluation.kind import Inputs
from provenlab.core.evaluation.ml_eval.dataset import TARGET, Dataset, dataset_of
from provenlab.core.evaluation.ml_eval.spec import Learner, LearningSpec
from provenlab.core.rules.tree_text import trees_digest

SAMPLE = 64
# Predictions are written in whole parts of this, rounded once.
PARTS = 10**9
_FIXED = {"deterministic": True, "force_row_wise": True, "num_threads": 1, "verbosity": -1}

Floats = NDArray[np.float64]


def library_version() -> str:
    """LightGBM's: other versions grow other trees. MissingExtra without it."""
    return str(_lightgbm().__version__)


@dataclass(frozen=True, slots=True)
class FittedModel:
    """A model as text, which runs nothing when it is read; `predictions` are of the first 64 rows."""

    text: bytes
    trees: str
    predictions: str


def fitted(spec: LearningSpec, inputs: Inputs, learner: Learner) -> FittedModel:
    """The learner on all rows: what is kept once the folds have told how good it is."""
    dataset = dataset_of(spec, inputs)
    booster = grown(spec, learner, dataset, np.arange(dataset.n_rows))
    text = text_of(booster)
    sample = predicted(spec, learner, booster, dataset, np.arange(min(SAMPLE, dataset.n_rows)))
    return FittedModel(text, trees_digest(text), predictions_digest(sample))


def grown(spec: LearningSpec, learner: Learner, dataset: Dataset, rows: NDArray[np.int64]) -> Any:
    """A Booster. One thread in row order: sums of gradients are rounded the same way every time.

    ValidationFailed when LightGBM refuses the parameters for these rows.
    """
    library = _lightgbm()
    features = list(learner.features or spec.features)
    params = {**learner.params, **_FIXED}
    if spec.task == "multiclass":
        params["num_class"] = spec.classes
    data = library.Dataset(
        dataset.rows(features)[rows],
        dataset.columns[TARGET][rows],
        feature_name=features,
        params=params,
    )
    try:
        return library.train(params, data, num_boost_round=learner.rounds)
    except library.basic.LightGBMError as error:
        raise ValidationFailed.at("params", f"LightGBM refuses them for this data: {error}") from error


def _lightgbm() -> Any:
    """Imported when it is asked for: that takes longer than many an evaluation of another kind."""
    try:
        import lightgbm
    except ImportError as error:
        raise MissingExtra(
            "the kind ml_eval needs LightGBM: pip install 'provenlab[evaluation]'", {"extra": "evaluation"}
        ) from error
    return lightgbm


def predicted(
    spec: LearningSpec, learner: Learner, booster: Any, dataset: Dataset, rows: NDArray[np.int64]
) -> Floats:
    """Numbers, or probabilities: shape (rows,), or (rows, classes) of more than two."""
    features = list(learner.features or spec.features)
    found = booster.predict(dataset.rows(features)[rows], num_threads=1)
    return np.asarray(found, dtype=np.float64)


def text_of(booster: Any) -> bytes:
    return str(booster.model_to_string()).encode()


def predictions_digest(values: Floats) -> str:
    """SHA-256 of the shape and of the predictions as whole parts of 10^-9."""
    parts = np.rint(values * PARTS).astype("<i8")
    return hashlib.sha256(repr(parts.shape).encode() + b"\0" + parts.tobytes()).hexdigest()
