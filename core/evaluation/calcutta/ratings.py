"""Win probabilities from ratings."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from provenlab.core.errors import ValidationFailed


def win_matrix(ratings: Sequence[float], scale: float) -> NDArray[np.float64]:
    """p[i, j] = 1 / (1 + exp(-(r_i - r_j) / scale)) above the diagonal, 1 - p below it, 1/2 on it.

    One triangle is computed so that p[i, j] + p[j, i] is 1 to the last digit that 1 - p can hold.
    """
    if not (math.isfinite(scale) and scale > 0):
        raise ValidationFailed.at("scale", "must be a positive number")
    for at, rating in enumerate(ratings):
        if not math.isfinite(rating):
            raise ValidationFailed.at(f"ratings[{at}]", "must be a finite number")
    p = np.full((len(ratings), len(ratings)), 0.5)
    for i, upper in enumerate(ratings):
        for j in range(i + 1, len(ratings)):
            p[i, j] = _logistic((upper - ratings[j]) / scale)
            p[j, i] = 1 - p[i, j]
    return p


def _logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
