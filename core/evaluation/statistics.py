"""Estimates from exact integer sums; nothing is rounded before the last division."""

import math
from bisect import bisect_left
from itertools import accumulate

import numpy as np

from provenlab.core.evaluation.kind import MetricValue

Z95 = 1.959963984540054


def mean_value(total: int, squares: int, n: int, scale: int = 1) -> MetricValue:
    """The mean of n integers over `scale`, from their sum and sum of squares."""
    return MetricValue(total / (n * scale), standard_error(total, squares, n, scale), n)


def standard_error(total: int, squares: int, n: int, scale: int = 1) -> float | None:
    """Of the mean: sqrt(var / n) with ddof 1, None for fewer than two."""
    if n < 2:
        return None
    return math.sqrt((n * squares - total * total) / (n * n * (n - 1))) / scale


def paired_error(total: int, squares: int, products: int, n: int, scale: int = 1) -> float | None:
    """Of the mean of n values that come in pairs: from the sum over pairs of x1*x2.

    The pairs are the independent draws, their sums have sum of squares = squares + 2 * products.
    """
    error = standard_error(total, squares + 2 * products, n // 2, scale)
    return None if error is None else error / 2


def wilson_interval(share: float, n: float) -> tuple[float, float]:
    """95 % bounds of a probability (Wilson 1927), from an observed share of n draws."""
    centre, z2 = share + Z95**2 / (2 * n), Z95**2
    half = Z95 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, (centre - half) / (1 + z2 / n)), min(1.0, (centre + half) / (1 + z2 / n))


def probability(hits: int, n: int) -> MetricValue:
    """A share of independent draws with its Wilson interval."""
    share = hits / n
    return MetricValue(share, share_error(share, n), n, *wilson_interval(share, n))


def share_error(share: float, n: int) -> float:
    """The standard error of an observed share of n independent draws."""
    return math.sqrt(share * (1 - share) / n)


def share_errors(hits: list[int], n: int) -> list[float]:
    """`share_error` of each, to the digit."""
    shares = np.array(hits) / n
    errors: list[float] = np.sqrt(shares * (1 - shares) / n).tolist()
    return errors


def paired_probability(hits: int, both: int, n: int) -> MetricValue:
    """A share of draws in pairs, of which `both` pairs hit twice.

    The interval takes the number of independent draws that would have the same error, and at least the
    number of pairs where there was none.
    """
    share, error = hits / n, paired_error(hits, hits, both, n)
    effective = share * (1 - share) / error**2 if error else n / 2
    return MetricValue(share, error, n, *wilson_interval(share, effective))


def lower_quantile(counts: list[int], share: float, offset: int = 0) -> MetricValue:
    """The ceil(share * n)-th smallest index plus `offset`, with the bounds of order statistics.

    The bounds are the order statistics 1.96 deviations of the binomial away, and the error is their
    distance over 2 * 1.96: no density has to be estimated.
    """
    until = list(accumulate(counts))
    n = until[-1]
    order, spread = max(1, math.ceil(share * n)), Z95 * math.sqrt(n * share * (1 - share))
    low = _index(until, max(1, math.floor(order - spread))) + offset
    high = _index(until, min(n, math.ceil(order + spread))) + offset
    value = _index(until, order) + offset
    return MetricValue(value, (high - low) / (2 * Z95), n, low, high)


def _index(until: list[int], order: int) -> int:
    """The index that holds the `order`-th smallest (from 1), given running counts."""
    return min(bisect_left(until, order), len(until) - 1)
