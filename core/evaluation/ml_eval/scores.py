"""How good predictions are."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Scores = dict[str, float]
_SMALLEST = 1e-15
EARLY, LATE = 13.0, 10.0
_LARGEST_EXPONENT = 700.0


def of_numbers(predicted: Floats, true: Floats) -> Scores:
    """rmse, mae, bias (mean of predicted - true) and r2, left out where all true values are equal."""
    error = predicted - true
    spread = float(((true - true.mean()) ** 2).sum())
    scores = {
        "rmse": float(np.sqrt((error**2).mean())),
        "mae": float(np.abs(error).mean()),
        "bias": float(error.mean()),
    }
    return scores if spread == 0 else scores | {"r2": 1 - float((error**2).sum()) / spread}


def nasa_mean(predicted: Floats, true: Floats) -> float:
    """exp(-d/13) - 1 for early predictions, exp(d/10) - 1 for late ones, d = predicted - true; the mean.

    Saxena, Goebel, Simon and Eklund 2008. Beyond exp(700) it grows no more.
    """
    late = predicted - true
    exponent = np.where(late < 0, -late / EARLY, late / LATE)
    return float(np.expm1(np.minimum(exponent, _LARGEST_EXPONENT)).mean())


def of_classes(predicted: Floats, true: Floats) -> Scores:
    """auc, logloss and brier of probabilities, shape (rows,) of class 1 or (rows, classes).

    Of more than two classes auc is the mean over one against the rest, and brier the sum over classes. A
    class without rows, or with all of them, has no auc: then there is none.
    """
    both = np.column_stack((1 - predicted, predicted)) if predicted.ndim == 1 else predicted
    chosen = np.clip(both[np.arange(len(true)), true.astype(np.int64)], _SMALLEST, 1.0)
    scores = {"logloss": float(-np.log(chosen).mean())}
    one_hot = true[:, None] == np.arange(both.shape[1])
    squares = (both - one_hot) ** 2
    scores["brier"] = float(squares[:, 1].mean() if predicted.ndim == 1 else squares.sum(axis=1).mean())
    classes = [1] if predicted.ndim == 1 else range(both.shape[1])
    areas = [_auc(both[:, each], one_hot[:, each]) for each in classes]
    known = [area for area in areas if area is not None]
    return scores | ({"auc": float(np.mean(known))} if len(known) == len(areas) else {})


def _auc(scores: Floats, positive: NDArray[np.bool_]) -> float | None:
    """The chance that a positive scores above a negative, ties half (Mann and Whitney 1947)."""
    n, m = int(positive.sum()), int((~positive).sum())
    if not n or not m:
        return None
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return (float(ranks[positive].sum()) - n * (n + 1) / 2) / (n * m)
