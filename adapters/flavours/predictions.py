"""What a model predicts, the same way for every library, and a digest of it on a pinned sample."""

import hashlib
from typing import Any

import numpy as np

N_ROWS = 64
_SEED = 20_250_101


def scores_of(model: Any, rows: Any) -> Any:
    """Scores as doubles: shape (n,), or (n, classes) for more than two classes.

    Of a classifier the probability of the second of two classes, which is what a Booster answers; of
    anything else what it predicts.
    """
    predict = getattr(model, "predict_proba", None)
    if predict is None:
        return np.asarray(model.predict(rows), dtype=np.float64)
    probabilities = np.asarray(predict(rows), dtype=np.float64)
    return probabilities[:, 1] if probabilities.shape[1:] == (2,) else probabilities


def pinned_sample(ranges: list[tuple[float, float]]) -> Any:
    """Rows that are the same on every machine: uniform in the range of each feature. Shape (64, features)."""
    low, high = np.array(ranges, dtype=np.float64).reshape(-1, 2).T
    draws = np.random.Generator(np.random.Philox(_SEED)).random((N_ROWS, len(ranges)))
    return low + draws * (high - low)


def scores_digest(scores: Any) -> str:
    """SHA-256 of the shape and the doubles, little-endian; any other digit gives another one."""
    exact = np.ascontiguousarray(scores, dtype="<f8")
    return hashlib.sha256(repr(exact.shape).encode() + b"\0" + exact.tobytes()).hexdigest()
