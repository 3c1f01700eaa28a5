"""Sums of products of large integers, exact in machine words."""

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
_LIMB_BITS = np.int64(24)
_LIMB_MASK = np.int64(2**24 - 1)
MOST_COLUMNS = 2**14


def product_sums(one: Integers, other: Integers) -> list[int]:
    """The sum over each row of one * other, for integers in [0, 2^48) and at most 2^14 columns.

    In limbs of 24 bits every product is below 2^48, and a row of them below 2^62.
    """
    high, low = one >> _LIMB_BITS, one & _LIMB_MASK
    if other is one:
        squares, mixed, small = _row_sums(high, high), 2 * _row_sums(high, low), _row_sums(low, low)
    else:
        other_high, other_low = other >> _LIMB_BITS, other & _LIMB_MASK
        squares, small = _row_sums(high, other_high), _row_sums(low, other_low)
        mixed = _row_sums(high, other_low) + _row_sums(low, other_high)
    return [
        (int(top) << 48) + (int(middle) << 24) + int(bottom)
        for top, middle, bottom in zip(squares, mixed, small, strict=True)
    ]


def row_sums(values: Integers) -> list[int]:
    """The sum of each row, for integers in [0, 2^48) and at most 2^14 columns."""
    return [int(total) for total in values.sum(axis=1)]


def _row_sums(one: Integers, other: Integers) -> Integers:
    sums: Integers = np.einsum("ij,ij->i", one, other)
    return sums
