"""The data sets that scikit-learn ships, as frozen bytes."""

import hashlib
import re
from typing import Any

from provenlab.core.errors import MissingExtra, NotFound
from provenlab.core.rules.number_table import csv_bytes

_LOADERS: dict[str, tuple[str, str, dict[str, Any]]] = {
    # Scaling is arithmetic of the library's version; the numbers as measured are not.
    "diabetes": ("load_diabetes", "regression", {"scaled": False}),
    "breast_cancer": ("load_breast_cancer", "binary", {}),
    "wine": ("load_wine", "multiclass", {}),
    "digits": ("load_digits", "multiclass", {}),
}
SHIPPED = tuple(_LOADERS)


def shipped(name: str) -> tuple[bytes, dict[str, Any]]:
    """The data set, and the scenario over it without folds, repeats and seed.

    NotFound lists the names there are; MissingExtra without scikit-learn.
    """
    if name not in _LOADERS:
        raise NotFound(f"no data set {name!r:.80}; there are {', '.join(SHIPPED)}", {"dataset": name})
    try:
        from sklearn import datasets
    except ImportError as error:
        raise MissingExtra(
            "data sets of scikit-learn need the extra: pip install 'provenlab[evaluation]'",
            {"extra": "evaluation"},
        ) from error
    loader, task, options = _LOADERS[name]
    found = getattr(datasets, loader)(**options)
    features = [re.sub(r"[^A-Za-z0-9_./-]", "_", str(each)) for each in found.feature_names]
    columns = {each: found.data[:, at].tolist() for at, each in enumerate(features)}
    content = csv_bytes({**columns, "target": found.target.tolist()})
    scenario = {
        "inputs": {"dataset": hashlib.sha256(content).hexdigest()},
        "task": task,
        "features": features,
    }
    classes = {} if task == "regression" else {"classes": len(found.target_names)}
    return content, scenario | classes
