"""Any model to bytes, and bytes back to the model."""

import pickle
import warnings
from importlib.metadata import version
from typing import Any

from provenlab.adapters.flavours.predictions import pinned_sample, scores_digest, scores_of
from provenlab.adapters.flavours.saved_model import SavedModel
from provenlab.core.errors import UnusableModel
from provenlab.core.models.model_version import ModelSignature, ModelVersion
from provenlab.core.rules.tree_text import trees_digest

PICKLE = "pickle"


def saved_model(model: Any, allow_pickle: bool = False) -> SavedModel:
    """The model, or that in its `.model`, ready to be kept.

    A LightGBM model is kept as text, a scikit-learn estimator by skops. UnusableModel for anything that
    only a pickle could keep, unless `allow_pickle`.
    """
    inner = _inner(model)
    saved = _as_lightgbm(inner) or _as_sklearn(inner, allow_pickle)
    if saved is not None:
        return saved
    if not allow_pickle:
        raise UnusableModel(
            f"a {type(inner).__name__} can only be kept as a pickle, which runs code when it is loaded; "
            "give a LightGBM or scikit-learn model, an object with such a .model, or allow_pickle=True",
            {"type": f"{type(inner).__module__}.{type(inner).__qualname__}"},
        )
    return SavedModel(PICKLE, pickle.dumps(inner), "model.pkl", pickled=True)


def loaded_model(found: ModelVersion, content: bytes, allow_pickle: bool = False) -> Any:
    """The model of a version; `content` must have been checked against the digest of the version."""
    if found.flavour == "lightgbm":
        from provenlab.adapters.flavours import lightgbm_text

        return lightgbm_text.model_of(content, found.flavour_details)
    if found.flavour == "sklearn":
        from provenlab.adapters.flavours import sklearn_skops

        return sklearn_skops.model_of(content)
    if found.flavour == PICKLE:
        return _unpickled(found, content, allow_pickle)
    raise UnusableModel(
        f"version {found.version} of {found.model_name} was not logged here (flavour {found.flavour!r}); "
        "load it with the tool that logged it",
        {"version": found.version, "flavour": found.flavour},
    )


def _inner(model: Any) -> Any:
    if hasattr(model, "predict") and not hasattr(model, "model"):
        return model
    inner = getattr(model, "model", None)
    # An estimator may itself have an attribute of that name.
    if inner is None or _has_own_flavour(model):
        return model
    return inner


def _has_own_flavour(model: Any) -> bool:
    return type(model).__module__.split(".")[0] in ("lightgbm", "sklearn")


def _as_lightgbm(model: Any) -> SavedModel | None:
    if not _derives_from(model, "lightgbm"):
        return None
    from provenlab.adapters.flavours import lightgbm_text

    if not lightgbm_text.is_lightgbm(model):
        return None
    content = lightgbm_text.text_of_model(model)
    return SavedModel(
        lightgbm_text.FLAVOUR,
        content,
        lightgbm_text.FILE_NAME,
        lightgbm_text.details_of(model),
        trees_digest(content),
        lightgbm_text.signature_of(model),
        _digest_of(lightgbm_text.booster_of(model), lightgbm_text.feature_ranges(model)),
        _pinned("lightgbm", "numpy", *(() if _is_booster(model) else ("scikit-learn",))),
    )


def _as_sklearn(model: Any, allow_pickle: bool) -> SavedModel | None:
    if not _derives_from(model, "sklearn"):
        return None
    from provenlab.adapters.flavours import sklearn_skops

    if not sklearn_skops.is_sklearn(model):
        return None
    try:
        content = sklearn_skops.skops_of(model)
    except UnusableModel:
        if allow_pickle:
            return None
        raise
    signature = sklearn_skops.signature_of(model)
    return SavedModel(
        sklearn_skops.FLAVOUR,
        content,
        sklearn_skops.FILE_NAME,
        {"class": f"{type(model).__module__}.{type(model).__qualname__}"},
        None,
        signature,
        _sample_digest(model, signature),
        _pinned("scikit-learn", "skops", "numpy", "scipy"),
    )


def _sample_digest(model: Any, signature: ModelSignature | None) -> str | None:
    if signature is None:
        return None
    try:
        with warnings.catch_warnings():
            # The sample has no names of columns, whatever the model was fitted with.
            warnings.simplefilter("ignore")
            return _digest_of(model, [(0.0, 1.0)] * len(signature.inputs))
    except (TypeError, ValueError, AttributeError):
        # A pipeline over text or categories has no predictions for numbers.
        return None


def _digest_of(model: Any, ranges: list[tuple[float, float]]) -> str:
    return scores_digest(scores_of(model, pinned_sample(ranges)))


def _unpickled(found: ModelVersion, content: bytes, allow_pickle: bool) -> Any:
    if not allow_pickle:
        raise UnusableModel(
            f"version {found.version} of {found.model_name} is a pickle, which runs code when it is loaded; "
            "allow_pickle=True says that you trust who logged it",
            {"version": found.version, "flavour": PICKLE},
        )
    return pickle.loads(content)  # noqa: S301 - asked for by name, and the digest was checked


def _derives_from(model: Any, package: str) -> bool:
    return any(base.__module__.split(".")[0] == package for base in type(model).__mro__)


def _is_booster(model: Any) -> bool:
    return type(model).__name__ == "Booster"


def _pinned(*packages: str) -> tuple[str, ...]:
    return tuple(f"{package}=={version(package)}" for package in packages)
