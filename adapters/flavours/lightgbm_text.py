"""LightGBM models in their text format: trees and numbers, so that loading runs nothing."""

import re
from typing import Any

import lightgbm
import numpy as np
from lightgbm import Booster, LGBMModel

from provenlab.core.errors import UnusableModel, ValidationFailed
from provenlab.core.models.model_version import Column, ModelSignature

FLAVOUR = "lightgbm"
FILE_NAME = "model.txt"
_CLASSES = {name: getattr(lightgbm, name) for name in ("LGBMClassifier", "LGBMRegressor", "LGBMRanker")}
_RANGE = re.compile(r"\[(-?[0-9.e+-]+|-?inf|nan):(-?[0-9.e+-]+|-?inf|nan)\]")


def is_lightgbm(model: Any) -> bool:
    """A Booster, or one of LightGBM's own estimators."""
    return isinstance(model, Booster) or type(model) in _CLASSES.values()


def booster_of(model: Any) -> Booster:
    """The trees of a fitted model; UnusableModel for one that was not fitted."""
    if isinstance(model, Booster):
        return model
    if not model.__sklearn_is_fitted__():
        kind = type(model).__name__
        raise UnusableModel(f"this {kind} was not fitted; fit it first", {"type": kind})
    booster: Booster = model.booster_
    return booster


def text_of_model(model: Any) -> bytes:
    """The text format; the trees a `predict` without further arguments uses."""
    text: str = booster_of(model).model_to_string()
    return text.encode()


def details_of(model: Any) -> dict[str, Any]:
    """What the text does not hold: which class it came from, its parameters and class labels."""
    found: dict[str, Any] = {"class": type(model).__name__}
    if isinstance(model, LGBMModel):
        found["parameters"] = _plain_parameters(model)
        if hasattr(model, "classes_"):
            found["classes"] = _labels(model.classes_)
    return found


def signature_of(model: Any) -> ModelSignature:
    """The features by name, in order; LightGBM takes each as a double."""
    names = booster_of(model).feature_name()
    return ModelSignature(inputs=tuple(Column(name=name, dtype="float64") for name in names))


def feature_ranges(model: Any) -> list[tuple[float, float]]:
    """The least and the greatest value that each feature had in training; (0, 1) where that is unknown."""
    infos = re.search(
        r"^feature_infos=(.*)$", booster_of(model).model_to_string(num_iteration=1), re.MULTILINE
    )
    words = infos[1].split(" ") if infos else []
    ranges = [_range_of(word) for word in words]
    n_features = booster_of(model).num_feature()
    return ranges if len(ranges) == n_features else [(0.0, 1.0)] * n_features


def model_of(content: bytes, details: dict[str, Any]) -> Any:
    """The model as it was logged; the bytes must be those whose digest was recorded.

    LightGBM ends the process on some texts that it did not write, so nothing else may come here.
    """
    try:
        booster = Booster(model_str=content.decode())
    except (lightgbm.basic.LightGBMError, ValueError) as error:
        raise UnusableModel(f"LightGBM cannot read this model: {error}", {"flavour": FLAVOUR}) from error
    estimator = _CLASSES.get(str(details.get("class")))
    return booster if estimator is None else _estimator(estimator, booster, details)


def _estimator(kind: Any, booster: Booster, details: dict[str, Any]) -> Any:
    model = kind(**details.get("parameters", {}))
    model._Booster = booster
    model.fitted_ = True
    model._n_features = model._n_features_in = booster.num_feature()
    model._objective = booster.params.get("objective") or model.objective
    model._best_iteration = 0
    if "classes" in details:
        from sklearn.preprocessing import LabelEncoder

        labels = np.array(details["classes"]["values"], dtype=details["classes"]["dtype"])
        model._le = LabelEncoder().fit(labels)
        model._classes, model._n_classes = labels, len(labels)
    return model


def _plain_parameters(model: LGBMModel) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    for name, value in model.get_params(deep=False).items():
        if isinstance(value, np.generic):
            plain[name] = value.item()
        elif value is None or isinstance(value, (bool, int, float, str, list, dict)):
            plain[name] = value
    return plain


def _labels(classes: Any) -> dict[str, Any]:
    labels = np.asarray(classes)
    if labels.dtype.kind not in "biufU":
        if not all(isinstance(label, str) for label in labels):
            raise ValidationFailed.at("model", "has class labels that are neither numbers nor text")
        labels = labels.astype(str)
    return {"dtype": labels.dtype.str, "values": labels.tolist()}


def _range_of(word: str) -> tuple[float, float]:
    found = _RANGE.fullmatch(word)
    if found is None:
        values = [float(each) for each in word.split(":") if each.lstrip("-").isdigit()]
        return (min(values), max(values)) if values else (0.0, 1.0)
    low, high = float(found[1]), float(found[2])
    return (low, high) if np.isfinite([low, high]).all() else (0.0, 1.0)
