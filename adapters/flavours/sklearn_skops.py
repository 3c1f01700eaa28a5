"""scikit-learn estimators in the skops format, which loads known types only and runs no pickle."""

import re
from typing import Any

import skops.io
from sklearn.base import BaseEstimator
from skops.io.exceptions import UntrustedTypesFoundException

from provenlab.core.errors import UnusableModel
from provenlab.core.models.model_version import Column, ModelSignature

FLAVOUR = "sklearn"
FILE_NAME = "model.skops"
# Beyond what skops knows itself: classes of scikit-learn, such as those of its trees. Never a function, which
# a file could have called.
_TRUSTED = re.compile(r"sklearn\.(\w+\.)+_?[A-Z]\w*")


def is_sklearn(model: Any) -> bool:
    """An estimator of scikit-learn or one that derives from its base."""
    return isinstance(model, BaseEstimator)


def skops_of(model: Any) -> bytes:
    """The estimator as skops writes it; UnusableModel names the types that could not be read again."""
    content: bytes = skops.io.dumps(model)
    _require_known(content)
    return content


def signature_of(model: Any) -> ModelSignature | None:
    """The features by name when the estimator knows them, else by number."""
    names = getattr(model, "feature_names_in_", None)
    if names is None:
        count = getattr(model, "n_features_in_", None)
        names = None if count is None else [f"x{index}" for index in range(count)]
    if names is None:
        return None
    return ModelSignature(inputs=tuple(Column(name=str(name), dtype="float64") for name in names))


def model_of(content: bytes) -> Any:
    """The estimator; UnusableModel names each type in the file that is not on the list of trusted ones."""
    trusted = _require_known(content)
    try:
        return skops.io.loads(content, trusted=trusted)
    except (UntrustedTypesFoundException, TypeError, ValueError, KeyError) as error:
        raise UnusableModel(f"skops cannot read this model: {error}", {"flavour": FLAVOUR}) from error


def _require_known(content: bytes) -> list[str]:
    found = skops.io.get_untrusted_types(data=content)
    unknown = [name for name in found if _TRUSTED.fullmatch(name) is None]
    if unknown:
        raise UnusableModel(
            f"this model holds types that are not trusted: {', '.join(sorted(unknown))}; "
            "only a pickle could keep it, with allow_pickle=True",
            {"types": sorted(unknown)},
        )
    return list(found)
