"""The stationary bootstrap (Politis and Romano 1994), for figures of a series that depends on itself."""

import math

import numpy as np
from numpy.typing import NDArray

from provenlab.core.evaluation.streams import RESAMPLING_DRAWS, WORDS_PER_BLOCK, stream_of

RESAMPLES = 400
_UNUSED_BITS = np.uint64(11)
_SCALE = 2.0**-53


def mean_block(n_days: int) -> float:
    """Days in a row that are drawn together, on average: 1.5 n^(1/3), and at least one."""
    return max(1.0, 1.5 * math.cbrt(n_days))


def resampled_days(n_days: int, seed: int, first: int, count: int) -> NDArray[np.int64]:
    """Day numbers of the resamples [first, first + count), shape (count, n_days).

    The same for every candidate. Blocks have geometric lengths and go round the end of the series.
    """
    stream = stream_of(seed, (RESAMPLING_DRAWS,))
    words = stream.words(first, count, -(-2 * n_days // WORDS_PER_BLOCK))[:, : 2 * n_days]
    uniform = (words >> _UNUSED_BITS).astype(np.float64) * _SCALE
    begins = uniform[:, :n_days] < 1 / mean_block(n_days)
    begins[:, 0] = True
    starts = (uniform[:, n_days:] * n_days).astype(np.int64)
    place = np.arange(n_days)
    block = np.maximum.accumulate(np.where(begins, place, 0), axis=1)
    rows: NDArray[np.int64] = (np.take_along_axis(starts, block, axis=1) + place - block) % n_days
    return rows
