"""A Calcutta simulated in plain NumPy, as a competent person would write it in half a page.

It draws floats, scores by a matrix product, and breaks ties by position. It gives means and deviations;
no tie is shared, nothing is exact, and other shards give other digits.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_CHUNK = 4096


def simulated(
    p: Floats, points: Floats, shares: Floats, prizes: Floats, simulations: int, seed: int
) -> tuple[Floats, Floats]:
    """Mean score and mean payout of every entry; `shares` has shape (teams, entries)."""
    rng = np.random.Generator(np.random.Philox(seed))
    sums = np.zeros((4, shares.shape[1]))
    for at in range(0, simulations, _CHUNK):
        count = min(_CHUNK, simulations - at)
        scores = points[_progress(p, rng, count)] @ shares
        order = np.argsort(-scores, axis=1)
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.arange(shares.shape[1])[None, :], axis=1)
        pay = prizes[ranks]
        sums += np.stack([scores.sum(0), (scores**2).sum(0), pay.sum(0), (pay**2).sum(0)])
    means: Floats = sums / simulations
    return means[0], means[2]


def _progress(p: Floats, rng: np.random.Generator, count: int) -> NDArray[np.int64]:
    teams = len(p)
    progress = np.ones((count, teams), dtype=np.int64)
    standing, rows = np.tile(np.arange(teams), (count, 1)), np.arange(count)[:, None]
    while standing.shape[1] > 1:
        first, second = standing[:, ::2], standing[:, 1::2]
        standing = np.where(rng.random(first.shape) < p[first, second], first, second)
        progress[rows, standing] += 1
    return progress
